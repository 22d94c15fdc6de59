#pragma once

#include "core/tensor.h"
#include "fast/calibration.h"
#include "fast/isa.h"
#include "model/graph.h"

#include <cstdint>
#include <memory>
#include <span>
#include <stop_token>
#include <vector>

namespace effortlab::fast {

/// A classifier in 8 bits: convolutions, fully connected layers, max pooling and concatenation on u8 maps, each ReLU
/// with the layer before it; other layers in float. Const and safe to call concurrently.
/// The exact network is nn::Network; answers differ from its by what rounding to 8 bits changes.
class QuantizedNetwork {
public:
  /// Errors: Error{InvalidArgument} when the calibration is of another graph; Error{Unsupported} unless the network has
  /// one input [N, C, H, W] and computes its images apart.
  QuantizedNetwork(std::shared_ptr<const model::Graph> graph, const Calibration& calibration, Isa isa);
  ~QuantizedNetwork();
  QuantizedNetwork(const QuantizedNetwork&) = delete;
  QuantizedNetwork& operator=(const QuantizedNetwork&) = delete;

  /// First output for a batch of the declared image size. Images run in parallel, of one image the layers.
  /// Results do not depend on the number of threads. Errors: Error{ShapeMismatch, Cancelled}.
  Tensor run(const Tensor& batch, bool parallel, std::stop_token stop) const;

  /// Multiply-accumulates an image done in 8 bits, by node; 0 where a layer runs in float.
  const std::vector<std::int64_t>& macs8() const noexcept;

private:
  struct Impl;
  std::unique_ptr<Impl> m_impl;
};

/// How far the best logit lies above the second: what the gate compares. Of probabilities the log of their ratio, which
/// is the same number. Infinite for fewer than two scores.
float logitMargin(std::span<const float> scores, bool probabilities);

}  // namespace effortlab::fast
