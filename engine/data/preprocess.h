#pragma once

#include "core/run_control.h"
#include "core/tensor.h"
#include "data/labelled_set.h"
#include "model/manifest.h"

#include <memory>
#include <span>

namespace effortlab::data {

/// Resizes, crops, orders channels, subtracts the mean and scales, as the manifest says.
/// Output: [C, H, W] f32 into `out`. Resizing: area when shrinking, bilinear when growing (OpenCV's INTER_AREA,
/// INTER_LINEAR). Errors: Error{ShapeMismatch} when the image does not have the network's size and nothing says how to
/// resize it.
void preprocess(const Image& image, const model::InputSpec& spec, std::span<float> out);

/// The image at another size, as preprocess() resizes it. Errors: Error{InvalidArgument}.
Image stretched(const Image& image, std::int64_t width, std::int64_t height);

/// The network inputs of a labelled set, decoded on demand, in parallel, and kept while they fit into the budget.
/// Safe to call concurrently.
class InputCache {
public:
  InputCache(std::shared_ptr<const LabelledSet> set, model::InputSpec spec, std::int64_t budgetBytes);
  ~InputCache();
  InputCache(const InputCache&) = delete;
  InputCache& operator=(const InputCache&) = delete;

  const LabelledSet& set() const noexcept;
  const model::InputSpec& spec() const noexcept;
  /// Bytes of one prepared image.
  std::int64_t bytesPerImage() const noexcept;

  /// [indices.size(), C, H, W], in the order asked for. Decodes what is missing on this arena's threads.
  /// Errors: Error of the set; Error{Cancelled}.
  Tensor batch(std::span<const std::int64_t> indices, const RunControl& control) const;
  /// Starts decoding these on background threads; returns at once. A failure shows when batch() asks for the image.
  void prefetch(std::span<const std::int64_t> indices) const;

private:
  struct Impl;
  std::unique_ptr<Impl> m_impl;
};

}  // namespace effortlab::data
