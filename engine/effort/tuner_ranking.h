#pragma once

#include "core/run_control.h"
#include "core/tensor.h"
#include "effort/effort_layer.h"
#include "model/graph.h"

#include <cstdint>
#include <span>
#include <vector>

namespace effortlab::effort::tuning {

/// Of every output the taps by what they tell of the whole sum, the most telling first.
struct TapRanking {
  std::int64_t taps = 0;
  std::vector<std::int32_t> order;  ///< [outputs][taps]; empty: the layer is too large to rank, or has no inputs

  bool empty() const noexcept { return order.empty(); }
  std::span<const std::int32_t> of(std::int64_t output) const noexcept {
    return std::span(order).subspan(static_cast<std::size_t>(output * taps), static_cast<std::size_t>(taps));
  }
};

/// Neurons that a ranking looks at; more tell little more.
constexpr std::int64_t rankedNeurons = 8192;

/// Backward elimination: of the taps left, the one goes without which the sum of the others correlates best with the
/// sum of all, over neurons of `inputs`. A threshold on a partial sum sees what correlates, whatever its scale.
/// Source: backward feature elimination; ours in this use.
/// Errors: Error{Cancelled}. Threads: parallel over the outputs; the same ranking for any number.
TapRanking rankTaps(const model::Node& node, const EffortLayer& layer, std::span<const TensorPtr> inputs,
                    const RunControl& control);

}  // namespace effortlab::effort::tuning
