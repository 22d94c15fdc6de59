#include "effort/sign_prediction.h"

#include "core/random.h"
#include "nn/layer_checks.h"
#include "nn/window.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace effortlab::effort {

namespace {

constexpr std::int64_t mostOutputs = 64;      ///< of a layer, spread evenly over it
constexpr std::int64_t outputsOfAPixel = 16;  ///< looked at in one image
constexpr std::int64_t pixelsOfAnImage = 8;
constexpr std::uint64_t pixelSeed = 24;  // the figure's number; any will do

std::vector<std::int32_t> byMagnitude(const float* weights, std::int64_t taps) {
  std::vector<std::int32_t> order(static_cast<std::size_t>(taps));
  std::iota(order.begin(), order.end(), 0);
  std::ranges::stable_sort(order, std::greater<>(), [weights](std::int32_t tap) { return std::abs(weights[tap]); });
  return order;
}

}  // namespace

SignPrediction::SignPrediction(const model::Node& node, const EffortLayer& layer) : m_node(node), m_layer(layer) {
  if (const auto* convolution = std::get_if<model::ConvolutionParams>(&node.params))
    m_groups = convolution->groups;
  const Tensor& weights = *node.weights.front();
  const std::int64_t maps = weights.shape()[1];
  for (int step = 0; step < predictionSteps; ++step)
    m_ends[static_cast<std::size_t>(step)] =
        predictionTaps(layer.taps, static_cast<double>(step + 1) / static_cast<double>(predictionSteps));
  for (std::size_t i = 0; i < m_shared.size(); ++i)
    m_shared[i] = sharedTapOrder(predictionOrders[i], maps, layer.taps / maps);
  const std::int64_t count = std::min(layer.outputs, mostOutputs);
  for (std::int64_t i = 0; i < count; ++i) {
    const std::int64_t output = i * layer.outputs / count;
    m_neurons.push_back({output, byMagnitude(weights.data() + output * layer.taps, layer.taps)});
  }
}

void SignPrediction::gather(std::int64_t group, std::int64_t pixel, std::span<const float> input, const Sizes& sizes,
                            std::span<float> taps) const {
  const auto* convolution = std::get_if<model::ConvolutionParams>(&m_node.params);
  if (convolution == nullptr) {
    std::ranges::copy(input.first(taps.size()), taps.begin());
    return;
  }
  const model::Window2d window = nn::resolvedWindow(convolution->window, sizes.height, sizes.width);
  const std::int64_t maps = m_layer.taps / (window.kernelH * window.kernelW);
  const std::int64_t top = pixel / sizes.outWidth * window.strideH - window.padTop;
  const std::int64_t left = pixel % sizes.outWidth * window.strideW - window.padLeft;
  std::size_t tap = 0;
  for (std::int64_t map = group * maps; map < (group + 1) * maps; ++map)
    for (std::int64_t r = 0; r < window.kernelH; ++r)
      for (std::int64_t s = 0; s < window.kernelW; ++s) {
        const std::int64_t row = top + r * window.dilationH, column = left + s * window.dilationW;
        const bool inside = row >= 0 && row < sizes.height && column >= 0 && column < sizes.width;
        taps[tap++] =
            inside ? input[static_cast<std::size_t>((map * sizes.height + row) * sizes.width + column)] : 0.0F;
      }
}

void SignPrediction::count(const Neuron& neuron, std::span<const float> taps, std::span<float> products,
                           PredictionHits& hits) const {
  const float* weights = m_node.weights.front()->data() + neuron.output * m_layer.taps;
  for (std::size_t tap = 0; tap < taps.size(); ++tap)
    products[tap] = taps[tap] * weights[tap];
  const float* bias = nn::biasOf(m_node);
  const double known = bias == nullptr ? 0.0 : static_cast<double>(bias[neuron.output]);
  for (std::size_t order = 0; order < predictionOrders.size(); ++order) {
    const std::vector<std::int32_t>& sequence = order < m_shared.size() ? m_shared[order] : neuron.magnitude;
    std::array<bool, predictionSteps> positive{};
    double sum = known;
    std::int64_t done = 0;
    for (std::size_t step = 0; step < positive.size(); ++step) {
      double part = 0.0;
      for (; done < m_ends[step]; ++done)
        part += static_cast<double>(products[static_cast<std::size_t>(sequence[static_cast<std::size_t>(done)])]);
      sum += part;
      positive[step] = sum > 0.0;
    }
    for (std::size_t step = 0; step < positive.size(); ++step)
      hits[order][step] += positive[step] == positive.back() ? 1 : 0;
  }
}

std::int64_t SignPrediction::add(std::int64_t number, std::span<const float> input, const Sizes& sizes,
                                 PredictionHits& hits) const {
  const RandomStream random(pixelSeed, m_layer.name);
  const std::int64_t pixels = sizes.outHeight * sizes.outWidth;
  const std::int64_t places = std::min(pixels, pixelsOfAnImage);
  const auto neurons = std::ssize(m_neurons);
  const std::int64_t together = std::min(neurons, m_layer.convolution ? outputsOfAPixel : mostOutputs);
  std::vector<float> taps(static_cast<std::size_t>(m_layer.taps)), products(taps.size());
  for (std::int64_t place = 0; place < places; ++place) {
    // One pixel of each stretch of the map.
    const std::int64_t begin = pixels * place / places, end = pixels * (place + 1) / places;
    const auto within = static_cast<std::int64_t>(random.uniform(static_cast<std::uint64_t>(number * places + place)) *
                                                  static_cast<float>(end - begin));
    const std::int64_t pixel = std::min(end - 1, begin + within);
    std::int64_t gathered = -1;
    for (std::int64_t i = 0; i < together; ++i) {
      const Neuron& neuron = m_neurons[static_cast<std::size_t>((number * together + i) % neurons)];
      const std::int64_t group = neuron.output / (m_layer.outputs / m_groups);
      if (group != gathered)
        gather(group, pixel, input, sizes, taps);
      gathered = group;
      count(neuron, taps, products, hits);
    }
  }
  return places * together;
}

}  // namespace effortlab::effort
