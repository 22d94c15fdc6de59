#include "effort/tuner_ranking.h"

#include "core/parallel.h"
#include "nn/im2col.h"
#include "nn/line_maps.h"
#include "nn/matrix_product.h"
#include "nn/window.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <utility>

namespace effortlab::effort::tuning {

namespace {

constexpr std::int64_t mostRankedTaps = 2048;   ///< covariances of more would take longer than a search
constexpr std::int64_t covarianceColumns = 64;  ///< of one task
constexpr double leastVariance = 1e-30;

/// What a layer's neurons read; a fully connected layer is one window over its whole input.
struct RankedWindow {
  nn::Im2colSource source;  ///< of one group, `maps` not set
  std::int64_t firstMap = 0;
  std::int64_t positions = 1;  ///< of an output map
};

/// [taps][neurons]: the inputs of one output's neurons, evenly over images and positions.
FloatBuffer neuronInputs(const RankedWindow& window, std::int64_t taps, std::span<const TensorPtr> inputs,
                         std::int64_t* neurons) {
  std::int64_t images = 0;
  for (const TensorPtr& input : inputs)
    images += input->shape()[0];
  const std::int64_t all = images * window.positions;
  const std::int64_t step = std::max<std::int64_t>(1, all / rankedNeurons) | 1;  // odd: no column of the map alone
  *neurons = (all + step - 1) / step;
  FloatBuffer values(static_cast<std::size_t>(taps * *neurons));
  float* column = values.data();
  std::int64_t neuron = 0, before = 0;
  for (const TensorPtr& input : inputs) {
    const std::int64_t here = input->shape()[0] * window.positions;
    const std::int64_t size = input->size() / input->shape()[0];
    for (; neuron < before + here; neuron += step, ++column) {
      nn::Im2colSource source = window.source;
      source.maps =
          input->data() + (neuron - before) / window.positions * size + window.firstMap * source.height * source.width;
      nn::im2col(source, (neuron - before) % window.positions, 1, column, *neurons);
    }
    before += here;
  }
  return values;
}

/// [taps][taps] covariance of the taps' inputs [taps][neurons].
FloatBuffer covariance(FloatBuffer inputs, std::int64_t taps, std::int64_t neurons, const RunControl& control) {
  FloatBuffer turned(inputs.size());
  for (std::int64_t t = 0; t < taps; ++t) {
    float* row = inputs.data() + t * neurons;
    const auto mean = static_cast<float>(std::accumulate(row, row + neurons, 0.0) / static_cast<double>(neurons));
    for (std::int64_t n = 0; n < neurons; ++n) {
      row[n] -= mean;
      turned[static_cast<std::size_t>(n * taps + t)] = row[n];
    }
  }
  FloatBuffer result(static_cast<std::size_t>(taps * taps));
  parallelFor((taps + covarianceColumns - 1) / covarianceColumns, true, [&](std::int64_t task) {
    control.throwIfStopped();
    const std::int64_t first = task * covarianceColumns;
    nn::multiply({.rows = taps,
                  .columns = std::min(covarianceColumns, taps - first),
                  .depth = neurons,
                  .left = {inputs.data(), neurons},
                  .right = {turned.data() + first, taps},
                  .out = result.data() + first,
                  .outStride = taps});
  });
  return result;
}

/// Fills `order` from its end: see rankTaps().
void eliminate(const float* weights, const FloatBuffer& covariances, std::int64_t taps, std::int32_t* order) {
  const auto count = static_cast<std::size_t>(taps);
  std::vector<double> whole(count, 0.0);  // covariance of each tap's product with the whole sum
  for (std::size_t i = 0; i < count; ++i) {
    const float* row = covariances.data() + i * count;
    for (std::size_t j = 0; j < count; ++j)
      whole[i] += static_cast<double>(row[j]) * static_cast<double>(weights[j]);
    whole[i] *= static_cast<double>(weights[i]);
  }
  std::vector<double> partial = whole;  // ... and with the sum of those left
  std::vector<double> own(count);
  std::vector<std::uint8_t> left(count, 1);
  double together = 0.0;  // covariance of both sums
  for (std::size_t i = 0; i < count; ++i) {
    own[i] = static_cast<double>(covariances[i * count + i]) * static_cast<double>(weights[i]) *
             static_cast<double>(weights[i]);
    together += whole[i];
  }
  double variance = together;  // of the sum of those left
  for (std::size_t remaining = count; remaining > 0; --remaining) {
    std::size_t worst = count;
    double best = -std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < count; ++i) {
      if (left[i] == 0)
        continue;
      const double covariance = together - whole[i];
      const double value =
          covariance * std::abs(covariance) / std::max(variance - 2.0 * partial[i] + own[i], leastVariance);
      if (worst == count || value > best) {
        best = value;
        worst = i;
      }
    }
    left[worst] = 0;
    order[remaining - 1] = static_cast<std::int32_t>(worst);
    together -= whole[worst];
    variance += own[worst] - 2.0 * partial[worst];
    const float* row = covariances.data() + worst * count;
    const auto scale = static_cast<double>(weights[worst]);
    for (std::size_t i = 0; i < count; ++i)
      partial[i] -= scale * static_cast<double>(row[i]) * static_cast<double>(weights[i]);
  }
}

}  // namespace

TapRanking rankTaps(const model::Node& node, const EffortLayer& layer, std::span<const TensorPtr> inputs,
                    const RunControl& control) {
  TapRanking ranking;
  if (layer.taps > mostRankedTaps || inputs.empty())
    return ranking;
  const auto* convolution = std::get_if<model::ConvolutionParams>(&node.params);
  const std::int64_t groups = convolution != nullptr ? convolution->groups : 1;
  const std::int64_t outputs = layer.outputs / groups;
  ranking.taps = layer.taps;
  ranking.order.resize(static_cast<std::size_t>(layer.outputs * layer.taps));
  for (std::int64_t g = 0; g < groups; ++g) {
    RankedWindow window{.source = {.channels = layer.taps, .height = 1, .width = 1, .window = {}, .outputWidth = 1}};
    if (convolution != nullptr) {
      const std::vector<Shape> given{inputs.front()->shape()};
      const Shape maps = nn::asMaps(given.front());
      const Shape out = nn::asMaps(nn::layerOps(node.params).outputShapes(node, given).front());
      window.source = {.channels = maps[1] / groups,
                       .height = maps[2],
                       .width = maps[3],
                       .window = nn::resolvedWindow(convolution->window, maps[2], maps[3]),
                       .outputWidth = out[3]};
      window.firstMap = g * window.source.channels;
      window.positions = out[2] * out[3];
    }
    std::int64_t neurons = 0;
    FloatBuffer values = neuronInputs(window, layer.taps, inputs, &neurons);
    const FloatBuffer covariances = covariance(std::move(values), layer.taps, neurons, control);
    parallelFor(outputs, true, [&](std::int64_t i) {
      control.throwIfStopped();
      const std::int64_t output = g * outputs + i;
      eliminate(node.weights.front()->data() + output * layer.taps, covariances, layer.taps,
                ranking.order.data() + output * layer.taps);
    });
  }
  return ranking;
}

}  // namespace effortlab::effort::tuning
