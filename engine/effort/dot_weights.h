#pragma once

#include "core/tensor.h"
#include "effort/sfma.h"
#include "effort/spet.h"
#include "effort/tap_order.h"

#include <cstdint>
#include <span>
#include <vector>

namespace effortlab::effort {

/// Which taps of a neuron a product runs over. Without SPET, and in exact order, only All.
enum class TapPart {
  First,   ///< the prediction set
  Second,  ///< the rest
  All,
};

/// The weights of a layer group for dot products: a neuron's inputs lie side by side, in the order of inputOrder().
class DotWeights {
public:
  DotWeights(const SpetPlan& spet, const TapMatrix& matrix);

  /// Where a part lies in a row of weights and in a row of inputs.
  struct Slice {
    std::int64_t weights = 0;
    std::int64_t inputs = 0;
    std::int64_t length = 0;  ///< a multiple of dotStep
  };
  const Slice& slice(TapPart part) const noexcept { return m_slices[static_cast<std::size_t>(part)]; }

  /// Taps by place in a row of inputs; -1: a zero that fills up a vector.
  std::span<const std::int32_t> inputOrder() const noexcept { return m_inputOrder; }

  /// slice(part) of an output's weights.
  const float* weightsOf(std::int64_t output, TapPart part) const noexcept {
    return m_weights.data() + output * m_stride + slice(part).weights;
  }
  std::int64_t stride() const noexcept { return m_stride; }

  /// ... into `to`, without the pairs that SFMA replaces.
  void copyKept(std::int64_t output, TapPart part, const SfmaPlan& plan, const SfmaImage& image, float* to) const;

private:
  struct Run {
    std::int64_t begin = 0, end = 0;  ///< in a row of inputs
    std::int64_t map = 0;
  };

  std::int64_t m_stride = 0;  ///< of the weights
  Slice m_slices[3];
  FloatBuffer m_weights;  ///< [outputs][stride]
  std::vector<std::int32_t> m_inputOrder;
  std::vector<Run> m_runs;  ///< ascending; taps of one input map side by side
};

}  // namespace effortlab::effort
