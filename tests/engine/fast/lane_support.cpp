#include "lane_support.h"

#include "core/parallel.h"
#include "nn/conv2d.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <limits>

namespace effortlab::tests {

namespace {

Tensor laneAbsolute(const Tensor& tensor) {
  Tensor result = tensor;
  for (float& value : result.values())
    value = std::abs(value);
  return result;
}

model::Node laneNode(const LaneConvCase& c, std::vector<TensorPtr> weights) {
  model::Node node;
  node.params = c.params;
  node.weights = std::move(weights);
  return node;
}

Tensor laneRun(const model::Node& node, const Tensor& input) {
  const std::vector<Shape> shapes{input.shape()};
  std::vector<Tensor> outputs;
  outputs.emplace_back(nn::conv2dOps.outputShapes(node, shapes)[0]);
  const std::vector<const Tensor*> inputs{&input};
  nn::conv2dOps.run(node, inputs, outputs, {.kernels = nn::KernelSet::Reference, .parallel = true, .stop = {}});
  return outputs[0];
}

Shape laneOutputShape(const LaneConvCase& c) {
  const model::Window2d& w = c.params.window;
  const auto size = [](std::int64_t in, std::int64_t pads, std::int64_t kernel, std::int64_t dilation,
                       std::int64_t stride) { return (in + pads - (kernel - 1) * dilation - 1) / stride + 1; };
  return {c.input[0], c.params.outputs, size(c.input[2], w.padTop + w.padBottom, w.kernelH, w.dilationH, w.strideH),
          size(c.input[3], w.padLeft + w.padRight, w.kernelW, w.dilationW, w.strideW)};
}

}  // namespace

std::string LaneConvCase::text() const {
  const model::Window2d& w = params.window;
  const auto pair = [](std::int64_t a, std::int64_t b) { return std::to_string(a) + "," + std::to_string(b); };
  return "input " + input.toString() + " K " + std::to_string(params.outputs) + " groups " +
         std::to_string(params.groups) + " kernel " + pair(w.kernelH, w.kernelW) + " stride " +
         pair(w.strideH, w.strideW) + " pad tl " + pair(w.padTop, w.padLeft) + " br " + pair(w.padBottom, w.padRight) +
         " dilation " + pair(w.dilationH, w.dilationW) + (bias ? " bias" : " no bias") + " slope " +
         std::to_string(epilogue.slope) + (epilogue.clamps() ? " clamped: " : ": ");
}

Tensor laneRandom(const Shape& shape, unsigned seed) {
  std::mt19937 generator(seed);
  Tensor tensor(shape);
  for (float& value : tensor.values())
    value = static_cast<float>(generator() >> 8) * 0x1p-23F - 1.0F;
  return tensor;
}

fast::ConvLayer laneConvLayer(const LaneConvCase& c, unsigned seed) {
  const model::Window2d& w = c.params.window;
  Tensor weights = laneRandom({c.params.outputs, c.input[1] / c.params.groups, w.kernelH, w.kernelW}, seed);
  std::mt19937 generator(seed + 7);
  for (float& weight : weights.values())
    if (static_cast<double>(generator() >> 8) * 0x1p-24 < c.zeroWeights)
      weight = 0.0F;
  fast::ConvLayer layer;
  layer.params = c.params;
  layer.epilogue = c.epilogue;
  layer.weights = std::make_shared<Tensor>(std::move(weights));
  if (c.bias)
    layer.bias = std::make_shared<Tensor>(laneRandom({c.params.outputs}, seed + 1));
  return layer;
}

LaneReference laneReference(const LaneConvCase& c, const fast::ConvLayer& layer, const Tensor& input) {
  std::vector<TensorPtr> weights{layer.weights};
  std::vector<TensorPtr> positive{std::make_shared<Tensor>(laneAbsolute(*layer.weights))};
  if (layer.bias) {
    weights.push_back(layer.bias);
    positive.push_back(std::make_shared<Tensor>(laneAbsolute(*layer.bias)));
  }
  LaneReference result{laneRun(laneNode(c, weights), input), laneRun(laneNode(c, positive), laneAbsolute(input))};
  for (float& y : result.output.values()) {
    y = y < 0.0F ? c.epilogue.slope * y : y;
    y = std::clamp(y, c.epilogue.low, c.epilogue.high);
  }
  return result;
}

Tensor runLaneConv(const fast::ConvKernel& kernel, const LaneConvCase& c, const Tensor& input, fast::LaneUse use,
                   bool parallel, std::int64_t outputPlane) {
  const Shape shape = laneOutputShape(c);
  const model::Window2d& w = c.params.window;
  Tensor result(shape, std::numeric_limits<float>::quiet_NaN());
  fast::LaneMaps out = fast::laneMaps(use, shape[1] + outputPlane + 1, shape[2], shape[3], {1, 2, 0, 1});
  fast::LaneMaps in = fast::laneMaps(use, c.input[1], c.input[2], c.input[3]);
  if (use == fast::LaneUse::Tiles) {
    out.tileH = std::max(out.tileH, (in.tileH + w.strideH - 1) / w.strideH);
    out.tileW = std::max(out.tileW, (in.tileW + w.strideW - 1) / w.strideW);
    in.tileH = out.tileH * w.strideH;
    in.tileW = out.tileW * w.strideW;
  }
  if (kernel.needsHalo())
    in.halo = fast::requiredHalo(w, in, out);
  fast::LaneTensor source(in);
  fast::LaneTensor target(out);
  std::fill_n(target.data(), out.elements(), std::numeric_limits<float>::quiet_NaN());
  const std::int64_t each = use == fast::LaneUse::Images ? shape[0] : 1;
  const std::int64_t inputSize = input.size() / shape[0];
  const std::int64_t outputSize = result.size() / shape[0];
  for (std::int64_t image = 0; image < shape[0]; image += each) {
    fast::toLanes({input.data() + image * inputSize, static_cast<std::size_t>(each * inputSize)}, source);
    kernel.run({.input = source, .output = target, .outputPlane = outputPlane, .parallel = parallel, .stop = {}});
    fast::fromLanes(target, {outputPlane, shape[1]},
                    {result.data() + image * outputSize, static_cast<std::size_t>(each * outputSize)});
  }
  return result;
}

std::string laneDifference(const Tensor& actual, const LaneReference& expected, double factor) {
  if (actual.shape() != expected.output.shape())
    return "shape " + actual.shape().toString() + " instead of " + expected.output.shape().toString();
  for (std::int64_t i = 0; i < actual.size(); ++i) {
    const double error = std::abs(static_cast<double>(actual.data()[i]) - expected.output.data()[i]);
    if (!(error <= factor * expected.magnitude.data()[i] + 1e-37))
      return "element " + std::to_string(i) + " is " + std::to_string(actual.data()[i]) + " instead of " +
             std::to_string(expected.output.data()[i]);
  }
  return {};
}

bool laneSameBits(const Tensor& a, const Tensor& b) {
  return a.shape() == b.shape() &&
         std::memcmp(a.data(), b.data(), static_cast<std::size_t>(a.size()) * sizeof(float)) == 0;
}

LaneVerdict laneAgainstReference(const std::vector<LaneConvCase>& cases, const LaneKernelMaker& make) {
  LaneVerdict verdict;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const LaneConvCase& c = cases[i];
    const auto seed = static_cast<unsigned>(5 * i);
    const Tensor input = laneRandom(c.input, seed + 2);
    const fast::ConvLayer layer = laneConvLayer(c, seed);
    const LaneReference expected = laneReference(c, layer, input);
    const double factor =
        static_cast<double>(layer.weights->size() / c.params.outputs + 2) * std::numeric_limits<float>::epsilon() / 2;
    for (const fast::Isa isa : fast::supportedIsas()) {
      const auto kernel = make(layer, isa);
      if (!kernel)
        continue;
      ++verdict.computed;
      for (const fast::LaneUse use : {fast::LaneUse::Tiles, fast::LaneUse::Images}) {
        const Tensor actual = runLaneConv(*kernel, c, input, use, false, static_cast<std::int64_t>(i % 3));
        const std::string found = laneDifference(actual, expected, factor);
        if (verdict.difference.empty() && !found.empty())
          verdict.difference = std::string(fast::isaName(isa)) +
                               (use == fast::LaneUse::Tiles ? " tiles, " : " images, ") + c.text() + found;
      }
    }
  }
  return verdict;
}

LaneVerdict laneAcrossThreads(const std::vector<LaneConvCase>& cases, const LaneKernelMaker& make) {
  LaneVerdict verdict;
  for (const LaneConvCase& c : cases) {
    const Tensor input = laneRandom(c.input, 3);
    const fast::ConvLayer layer = laneConvLayer(c, 5);
    for (const fast::Isa isa : fast::supportedIsas()) {
      const auto kernel = make(layer, isa);
      if (!kernel)
        continue;
      ++verdict.computed;
      for (const fast::LaneUse use : {fast::LaneUse::Tiles, fast::LaneUse::Images}) {
        const Tensor serial = runLaneConv(*kernel, c, input, use);
        for (const int threads : {1, 2}) {
          Tensor parallel;
          ThreadArena(threads).run([&] { parallel = runLaneConv(*kernel, c, input, use, true); });
          if (verdict.difference.empty() && !laneSameBits(parallel, serial))
            verdict.difference = c.text() + std::to_string(threads) + " threads";
        }
      }
    }
  }
  return verdict;
}

LaneConvCase randomLaneConv(std::mt19937& random, bool depthwise) {
  const auto pick = [&](int low, int high) {
    return low + static_cast<std::int64_t>(random() % static_cast<unsigned>(high - low + 1));
  };
  LaneConvCase c;
  model::Window2d& w = c.params.window;
  c.params.groups = depthwise ? pick(1, 7) : pick(0, 2) == 0 ? pick(2, 4) : 1;
  c.params.outputs = c.params.groups * (depthwise ? pick(1, 2) : pick(1, 19));
  w = {.kernelH = pick(1, 5), .kernelW = pick(1, 5), .strideH = pick(1, 3), .strideW = pick(1, 3)};
  w.dilationH = pick(1, 3) == 3 ? 2 : 1;
  w.dilationW = pick(1, 3) == 3 ? 3 : 1;
  w.padTop = pick(0, 3);
  w.padLeft = pick(0, 3);
  w.padBottom = pick(0, 2);
  w.padRight = pick(0, 4);
  const std::int64_t spanH = (w.kernelH - 1) * w.dilationH + 1;
  const std::int64_t spanW = (w.kernelW - 1) * w.dilationW + 1;
  c.input = {pick(1, 16), c.params.groups * (depthwise ? 1 : pick(1, 5)),
             std::max<std::int64_t>(1, spanH - w.padTop) + pick(0, 14),
             std::max<std::int64_t>(1, spanW - w.padLeft) + pick(0, 21)};
  c.bias = pick(0, 3) != 0;
  c.epilogue.slope = std::array{1.0F, 0.0F, 0.0F, 0.125F}[static_cast<std::size_t>(pick(0, 3))];
  if (pick(0, 3) == 0) {
    c.epilogue.low = 0.0F;
    c.epilogue.high = 0.75F;
  }
  return c;
}

}  // namespace effortlab::tests
