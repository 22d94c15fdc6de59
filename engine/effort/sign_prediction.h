#pragma once

#include "effort/effort_layer.h"
#include "effort/knobs.h"
#include "effort/tap_order.h"

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace effortlab::effort {

constexpr int predictionSteps = 8;  ///< 12.5, 25, ... 100 % of the inputs
constexpr std::array<SpetOrder, 3> predictionOrders{SpetOrder::Odd, SpetOrder::Channel, SpetOrder::Magnitude};

/// Neurons whose sign after a part of the inputs was the final one, by order and step.
using PredictionHits = std::array<std::array<std::int64_t, predictionSteps>, predictionOrders.size()>;

/// How often the sign of a layer's partial sums, bias included, is that of the whole sum. Of each image some neurons
/// are looked at, others in the next: the same whoever asks. Const and safe to call concurrently.
/// Source: thesis fig. 2.4; algorithms 1.1.
class SignPrediction {
public:
  /// `node` must outlive the object.
  SignPrediction(const model::Node& node, const EffortLayer& layer);

  /// `number` tells the image from the others. `input`: one image of the layer's input, [C, H, W] or flat; `map`: its
  /// height and width, and the output's. Adds to `hits`; returns the neurons looked at.
  struct Sizes {
    std::int64_t height = 1, width = 1, outHeight = 1, outWidth = 1;
  };
  std::int64_t add(std::int64_t number, std::span<const float> input, const Sizes& sizes, PredictionHits& hits) const;

private:
  struct Neuron {
    std::int64_t output = 0;              ///< in the layer
    std::vector<std::int32_t> magnitude;  ///< its taps, largest |w| first
  };

  void gather(std::int64_t group, std::int64_t pixel, std::span<const float> input, const Sizes& sizes,
              std::span<float> taps) const;
  void count(const Neuron& neuron, std::span<const float> taps, std::span<float> products, PredictionHits& hits) const;

  const model::Node& m_node;
  EffortLayer m_layer;
  std::int64_t m_groups = 1;
  std::array<std::int64_t, predictionSteps> m_ends{};  ///< taps in each step's set
  std::array<std::vector<std::int32_t>, 2> m_shared;   ///< odd, channel
  std::vector<Neuron> m_neurons;                       ///< outputs that are looked at
};

}  // namespace effortlab::effort
