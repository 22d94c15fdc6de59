#pragma once

#include "core/tensor.h"
#include "effort/knob_layer.h"

#include <cstdint>
#include <functional>
#include <vector>

namespace effortlab::effort {

/// The batch as columns, [taps][stride], in the order the prediction reads them, and in natural order.
struct BatchColumns {
  std::int64_t stride = 0;  ///< images, and zeros up to a whole vector
  FloatBuffer natural, ordered;
  const float* inOrder() const noexcept { return ordered.empty() ? natural.data() : ordered.data(); }
};

/// Outputs [begin, begin + count) of a fully connected layer for all images; all are [count][images].
struct OutputBlock {
  std::int64_t begin = 0;
  std::int64_t count = 0;
  FloatBuffer out;
  std::vector<std::int32_t> executed;
  FloatBuffer first, second;  ///< sums over the prediction set, and over the rest

  /// Row k, with everything but `second`.
  SpetRow row(const KnobCall& call, std::int64_t k) const;
};

/// Sums over the prediction set; sizes the other fields.
void multiplyFirst(const KnobCall& call, const BatchColumns& columns, OutputBlock& block);
/// ... over the rest.
void multiplySecond(const KnobCall& call, const BatchColumns& columns, OutputBlock& block);
/// Exact order: outputs from the sums over the prediction set.
void finishExact(const KnobCall& call, const BatchColumns& columns, OutputBlock& block);

/// Runs a fully connected layer: `compute` is called for each block, in parallel, and leaves its `out` and `executed`.
std::vector<LayerCounts> runFullyConnectedBlocks(const KnobCall& call,
                                                 const std::function<void(const BatchColumns&, OutputBlock&)>& compute);

}  // namespace effortlab::effort
