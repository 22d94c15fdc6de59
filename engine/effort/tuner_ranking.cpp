#include "effort/tuner_ranking.h"

#include "core/parallel.h"
#include "nn/layer_ops.h"
#include "nn/matrix_product.h"
#include "nn/tensor_layout.h"
#include "nn/window.h"

#include <algorithm>
#include <limits>

namespace effortlab::effort::tuning {

namespace {

constexpr std::int64_t mostRankedTaps = 2048;   ///< covariances of more would take longer than a search
constexpr std::int64_t covarianceColumns = 64;  ///< of one task
constexpr double leastVariance = 1e-30;

/// Inputs of one output's neuron, for every neuron looked at: [neurons][taps].
struct NeuronInputs {
  std::int64_t neurons = 0;
  FloatBuffer values;
};

/// Geometry of one group of a convolution; a fully connected layer is one window over its whole input.
struct RankedGroup {
  std::int64_t first = 0;  ///< input map
  std::int64_t maps = 0;
  nn::WindowAxis rows, columns;
  std::int64_t outputRows = 1, outputColumns = 1;
  std::int64_t positions() const noexcept { return outputRows * outputColumns; }
  std::int64_t taps() const noexcept { return maps * rows.kernel * columns.kernel; }
};

void gather(const RankedGroup& group, const float* image, std::int64_t position, float* taps) {
  const std::int64_t top = group.rows.start(position / group.outputColumns);
  const std::int64_t left = group.columns.start(position % group.outputColumns);
  for (std::int64_t map = 0; map < group.maps; ++map) {
    const float* plane = image + (group.first + map) * group.rows.size * group.columns.size;
    for (std::int64_t r = 0; r < group.rows.kernel; ++r)
      for (std::int64_t c = 0; c < group.columns.kernel; ++c) {
        const std::int64_t y = top + r * group.rows.dilation, x = left + c * group.columns.dilation;
        const bool inside = y >= 0 && x >= 0 && y < group.rows.size && x < group.columns.size;
        *taps++ = inside ? plane[y * group.columns.size + x] : 0.0F;
      }
  }
}

NeuronInputs neuronInputs(const RankedGroup& group, std::span<const TensorPtr> inputs) {
  std::int64_t images = 0;
  for (const TensorPtr& input : inputs)
    images += input->shape()[0];
  const std::int64_t all = images * group.positions();
  const std::int64_t step = std::max<std::int64_t>(1, all / rankedNeurons) | 1;  // odd: no column of the map alone
  NeuronInputs result;
  result.neurons = (all + step - 1) / step;
  result.values.resize(static_cast<std::size_t>(result.neurons * group.taps()));
  float* row = result.values.data();
  std::int64_t neuron = 0, before = 0;
  for (const TensorPtr& input : inputs) {
    const std::int64_t here = input->shape()[0] * group.positions();
    const std::int64_t size = input->size() / input->shape()[0];
    for (; neuron < before + here; neuron += step, row += group.taps())
      gather(group, input->data() + (neuron - before) / group.positions() * size, (neuron - before) % group.positions(),
             row);
    before += here;
  }
  return result;
}

/// [taps][taps] covariance of the taps' inputs.
FloatBuffer covariance(NeuronInputs inputs, std::int64_t taps, const RunControl& control) {
  const std::int64_t neurons = inputs.neurons;
  std::vector<double> mean(static_cast<std::size_t>(taps), 0.0);
  for (std::int64_t n = 0; n < neurons; ++n)
    for (std::int64_t t = 0; t < taps; ++t)
      mean[static_cast<std::size_t>(t)] += static_cast<double>(inputs.values[static_cast<std::size_t>(n * taps + t)]);
  FloatBuffer turned(static_cast<std::size_t>(neurons * taps));
  for (std::int64_t n = 0; n < neurons; ++n)
    for (std::int64_t t = 0; t < taps; ++t) {
      float& value = inputs.values[static_cast<std::size_t>(n * taps + t)];
      value -= static_cast<float>(mean[static_cast<std::size_t>(t)] / static_cast<double>(neurons));
      turned[static_cast<std::size_t>(t * neurons + n)] = value;
    }
  FloatBuffer result(static_cast<std::size_t>(taps * taps));
  parallelFor((taps + covarianceColumns - 1) / covarianceColumns, true, [&](std::int64_t task) {
    control.throwIfStopped();
    const std::int64_t first = task * covarianceColumns;
    nn::multiply({.rows = taps,
                  .columns = std::min(covarianceColumns, taps - first),
                  .depth = neurons,
                  .left = {turned.data(), neurons},
                  .right = {inputs.values.data() + first, taps},
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
  const Shape shape = inputs.front()->shape();
  ranking.taps = layer.taps;
  ranking.order.resize(static_cast<std::size_t>(layer.outputs * layer.taps));
  for (std::int64_t g = 0; g < groups; ++g) {
    RankedGroup group{.maps = layer.taps, .rows = {.size = 1}, .columns = {.size = 1}};
    if (convolution != nullptr) {
      group.maps = shape[1] / groups;
      group.first = g * group.maps;
      group.rows = nn::verticalAxis(convolution->window, shape[2]);
      group.columns = nn::horizontalAxis(convolution->window, shape[3]);
      const std::vector<Shape> shapes{shape};
      const Shape out = nn::layerOps(node.params).outputShapes(node, shapes).front();
      group.outputRows = out[2];
      group.outputColumns = out[3];
    }
    const FloatBuffer covariances = covariance(neuronInputs(group, inputs), layer.taps, control);
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
