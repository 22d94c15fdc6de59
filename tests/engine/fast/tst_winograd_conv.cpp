#include "core/parallel.h"
#include "fast/winograd_kernels.h"
#include "fast/winograd_lane_conv.h"
#include "fast/winograd_layer.h"
#include "fast/winograd_map_conv.h"
#include "nn/layer_ops.h"
#include "support/test_registry.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <functional>
#include <limits>
#include <random>

using namespace effortlab;
using namespace effortlab::fast;

namespace {

using KernelMaker = std::unique_ptr<ConvKernel> (*)(const ConvLayer&, Isa, int);

TensorPtr uniformTensor(const Shape& shape, std::mt19937& random, float range = 1.0F) {
  auto tensor = std::make_shared<Tensor>(shape);
  for (float& value : tensor->values())
    value = range * (static_cast<float>(random() >> 8) * 0x1p-23F - 1.0F);
  return tensor;
}

struct WinogradCase {
  LaneUse use = LaneUse::Tiles;
  Shape input;  ///< [N, C, H, W]; one image in Tiles use
  ConvLayer layer;
  TensorPtr images;  ///< uniform in [-range, range]
  float range = 1.0F;

  std::string text() const {
    const model::Window2d& w = layer.params.window;
    std::string line = use == LaneUse::Tiles ? "tiles " : "images ";
    line += input.toString() + " K " + std::to_string(layer.params.outputs);
    for (const std::int64_t number : {w.kernelH, w.kernelW, w.strideH, w.padTop, w.padLeft, w.padBottom, w.padRight})
      line += " " + std::to_string(number);
    return line + (layer.bias == nullptr ? " no bias" : " bias");
  }
};

model::Window2d squareWindow(std::int64_t side, std::int64_t stride, std::int64_t padding) {
  return {.kernelH = side,
          .kernelW = side,
          .strideH = stride,
          .strideW = stride,
          .padTop = padding,
          .padLeft = padding,
          .padBottom = padding,
          .padRight = padding};
}

WinogradCase makeCase(LaneUse use, const Shape& input, std::int64_t outputs, const model::Window2d& window,
                      unsigned seed, float range = 1.0F) {
  std::mt19937 random(seed);
  WinogradCase c{
      .use = use, .input = input, .layer = {}, .images = uniformTensor(input, random, range), .range = range};
  c.layer.params = {.outputs = outputs, .window = window};
  c.layer.weights = uniformTensor({outputs, input[1], window.kernelH, window.kernelW}, random);
  if (random() % 4 != 0)
    c.layer.bias = uniformTensor({outputs}, random);
  return c;
}

WinogradCase randomCase(std::mt19937& random) {
  const auto pick = [&](int low, int high) {
    return low + static_cast<std::int64_t>(random() % static_cast<unsigned>(high - low + 1));
  };
  model::Window2d window{.kernelH = pick(3, 5), .kernelW = pick(3, 5)};
  if (pick(0, 3) == 0) {
    window.strideH = window.strideW = 2;
    window.kernelH = pick(5, 7);
    window.kernelW = pick(5, 7);
  }
  window.padTop = pick(0, 2);
  window.padLeft = pick(0, 2);
  window.padBottom = pick(0, 2);
  window.padRight = pick(0, 2);
  const LaneUse use = pick(0, 1) == 0 ? LaneUse::Tiles : LaneUse::Images;
  const std::int64_t height = std::max(pick(1, 33), window.kernelH - window.padTop - window.padBottom);
  const std::int64_t width = std::max(pick(1, 33), window.kernelW - window.padLeft - window.padRight);
  const Shape input{use == LaneUse::Tiles ? 1 : pick(1, 16), pick(1, 40), height, width};
  return makeCase(use, input, pick(1, 40), window, static_cast<unsigned>(random()));
}

float finishedLiterally(float x, const Epilogue& epilogue) {
  return std::min(std::max(x < 0.0F ? epilogue.slope * x : x, epilogue.low), epilogue.high);
}

/// The layer by the reference kernel, whose sums are in double precision.
Tensor expectedOutput(const WinogradCase& c) {
  model::Node node;
  node.params = c.layer.params;
  node.weights = {c.layer.weights};
  if (c.layer.bias != nullptr)
    node.weights.push_back(c.layer.bias);
  const nn::LayerOps& ops = nn::layerOps(node.params);
  const std::vector<Shape> inputs{c.input};
  std::vector<Tensor> outputs;
  outputs.emplace_back(ops.outputShapes(node, inputs)[0]);
  const Tensor* input = c.images.get();
  ops.run(node, std::span(&input, 1), outputs, {.kernels = nn::KernelSet::Reference, .parallel = true, .stop = {}});
  for (float& value : outputs[0].values())
    value = finishedLiterally(value, c.layer.epilogue);
  return std::move(outputs[0]);
}

constexpr std::int64_t planesBefore = 2;
constexpr Halo outputHalo{.top = 1, .left = 2, .bottom = 3, .right = 1};
constexpr float untouched = -12345.0F;

/// What no kernel that needs no halo may look at: the halo, and what lies beyond the image in the last tiles.
void poisonOutside(LaneTensor& tensor) {
  const LaneMaps& maps = tensor.maps();
  for (std::int64_t plane = 0; plane < maps.channels; ++plane)
    for (std::int64_t y = -maps.halo.top; y < maps.tileH + maps.halo.bottom; ++y)
      for (std::int64_t x = -maps.halo.left; x < maps.tileW + maps.halo.right; ++x)
        for (std::int64_t lane = 0; lane < lanes; ++lane) {
          const bool inTile = y >= 0 && x >= 0 && y < maps.tileH && x < maps.tileW;
          const bool inImage =
              lane / gridSide * maps.tileH + y < maps.height && lane % gridSide * maps.tileW + x < maps.width;
          if (!inTile || !inImage)
            tensor.plane(plane)[y * maps.rowStride() + x * lanes + lane] = std::numeric_limits<float>::quiet_NaN();
        }
}

/// What the kernel leaves in a tensor that is larger than its output.
LaneTensor lanesOf(const WinogradCase& c, const ConvKernel& kernel, const Shape& output, bool parallel) {
  LaneMaps out = laneMaps(c.use, output[1] + planesBefore + 1, output[2], output[3], outputHalo);
  LaneMaps in = laneMaps(c.use, c.input[1], c.input[2], c.input[3], outputHalo);
  if (c.use == LaneUse::Tiles && kernel.needsHalo()) {
    in.tileH = out.tileH * c.layer.params.window.strideH;
    in.tileW = out.tileW * c.layer.params.window.strideW;
  }
  if (kernel.needsHalo())
    in.halo = requiredHalo(c.layer.params.window, in, out);
  LaneTensor input(in);
  LaneTensor result(out);
  std::fill_n(input.data(), in.elements(), std::numeric_limits<float>::quiet_NaN());
  std::fill_n(result.data(), out.elements(), untouched);
  toLanes(c.images->values(), input);
  if (!kernel.needsHalo())
    poisonOutside(input);
  kernel.run({.input = input, .output = result, .outputPlane = planesBefore, .parallel = parallel, .stop = {}});
  return result;
}

Tensor imagesOf(const LaneTensor& lanesOut, const Shape& output) {
  Tensor result(output);
  fromLanes(lanesOut, {planesBefore, output[1]}, result.values());
  return result;
}

/// Amplification of rounding errors along one direction: sqrt(max over outputs i of sum over points p of
/// (A_ip |G_p| |B_p|)^2), the rows' Euclidean norms between bars.
double amplification(const WinogradSize& size) {
  const WinogradMatrices m = winogradMatrices(size);
  const auto rowNorm = [](const std::vector<double>& matrix, int row, int columns) {
    double sum = 0.0;
    for (int i = 0; i < columns; ++i)
      sum += matrix[static_cast<std::size_t>(row * columns + i)] * matrix[static_cast<std::size_t>(row * columns + i)];
    return std::sqrt(sum);
  };
  double worst = 0.0;
  for (int i = 0; i < size.outputs; ++i) {
    double sum = 0.0;
    for (int p = 0; p < size.points; ++p)
      sum += std::pow(m.output[static_cast<std::size_t>(i * size.points + p)] * rowNorm(m.weights, p, size.taps()) *
                          rowNorm(m.input, p, size.points),
                      2.0);
    worst = std::max(worst, sum);
  }
  return std::sqrt(worst);
}

/// Six standard deviations of the error when roundings are independent: each of C products per point is rounded about
/// `transformRoundings` times on its way, and again with each partial sum after it (C / 2 on average).
double tolerance(const WinogradCase& c, const WinogradLayer& shape) {
  constexpr double deviations = 6.0;
  constexpr double transformRoundings = 12.0;
  constexpr double uniformSigma = 0.58;  // of [-1, 1]
  const double depth = static_cast<double>(shape.depth());
  return deviations * 0x1p-24 * std::pow(amplification(shape.size), 2.0) * uniformSigma * uniformSigma *
         static_cast<double>(c.range) * std::sqrt(depth * (depth / 2.0 + transformRoundings));
}

double largestError(const Tensor& actual, const Tensor& expected) {
  double worst = 0.0;
  for (std::int64_t i = 0; i < actual.size(); ++i) {
    const double error = std::abs(static_cast<double>(actual.data()[i]) - expected.data()[i]);
    worst = std::isnan(error) ? std::numeric_limits<double>::infinity() : std::max(worst, error);
  }
  return worst;
}

/// Elements that are not output of the kernel keep what they had.
bool restUntouched(const LaneTensor& tensor, std::int64_t outputs) {
  const LaneMaps& maps = tensor.maps();
  for (std::int64_t plane = 0; plane < maps.channels; ++plane) {
    const bool written = plane >= planesBefore && plane < planesBefore + outputs;
    for (std::int64_t y = -maps.halo.top; y < maps.tileH + maps.halo.bottom; ++y)
      for (std::int64_t x = -maps.halo.left; x < maps.tileW + maps.halo.right; ++x) {
        const bool inTile = y >= 0 && x >= 0 && y < maps.tileH && x < maps.tileW;
        const float* at = tensor.plane(plane) + y * maps.rowStride() + x * lanes;
        if (!(written && inTile) && std::count(at, at + lanes, untouched) != lanes)
          return false;
      }
  }
  return true;
}

/// Empty, or what is wrong with a kernel's output.
std::string problem(const WinogradCase& c, KernelMaker make, Isa isa, int points, const Tensor& expected) {
  const std::optional<WinogradLayer> shape = winogradLayer(c.layer, points);
  const std::unique_ptr<ConvKernel> kernel = make(c.layer, isa, points);
  if (kernel == nullptr)
    return {};
  const std::string which = std::string(isaName(isa)) + " " + std::string(kernel->name()) + " " + c.text() + ": ";
  const LaneTensor one = lanesOf(c, *kernel, expected.shape(), false);
  const Tensor output = imagesOf(one, expected.shape());
  const double error = largestError(output, expected);
  if (error > tolerance(c, *shape))
    return which + "error " + std::to_string(error) + ", allowed " + std::to_string(tolerance(c, *shape));
  if (!restUntouched(one, expected.shape()[1]))
    return which + "wrote beyond its output";
  Tensor again;
  ThreadArena(2).run([&] { again = imagesOf(lanesOf(c, *kernel, expected.shape(), true), expected.shape()); });
  const auto bytes = static_cast<std::size_t>(output.size()) * sizeof(float);
  return std::memcmp(output.data(), again.data(), bytes) == 0 ? "" : which + "two threads make a difference";
}

std::string problem(const WinogradCase& c) {
  const Tensor expected = expectedOutput(c);
  for (const Isa isa : supportedIsas())
    for (const int points : {6, 8}) {
      std::string found = problem(c, makeLaneWinograd, isa, points, expected);
      if (found.empty() && c.use == LaneUse::Tiles)
        found = problem(c, makeMapWinograd, isa, points, expected);
      if (!found.empty())
        return found;
    }
  return {};
}

}  // namespace

class tst_winograd_conv : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void matricesByHand() {
    const WinogradMatrices m = winogradMatrices({.points = 6, .outputs = 4});
    const std::vector<double> input{4, 0,  -5, 0, 1, 0, 0, -4, -4, 1,  1, 0, 0, 4, -4, -1, 1, 0,
                                    0, -2, -1, 2, 1, 0, 0, 2,  -1, -2, 1, 0, 0, 4, 0,  -5, 0, 1};
    QCOMPARE(m.input, input);
    const std::vector<double> weights{1.0 / 4,  0,         0,        -1.0 / 6, -1.0 / 6, -1.0 / 6,
                                      -1.0 / 6, 1.0 / 6,   -1.0 / 6, 1.0 / 24, 1.0 / 12, 1.0 / 6,
                                      1.0 / 24, -1.0 / 12, 1.0 / 6,  0,        0,        1};
    QCOMPARE(m.weights, weights);
    const std::vector<double> output{1, 1, 1, 1, 1, 0, 0, 1, -1, 2, -2, 0, 0, 1, 1, 4, 4, 0, 0, 1, -1, 8, -8, 1};
    QCOMPARE(m.output, output);
  }

  void chosenShapes() {
    const model::Window2d same = squareWindow(3, 1, 1);
    const std::vector<WinogradCase> cases{
        makeCase(LaneUse::Tiles, {1, 16, 55, 55}, 64, same, 1), makeCase(LaneUse::Tiles, {1, 80, 28, 28}, 130, same, 2),
        makeCase(LaneUse::Tiles, {1, 300, 13, 14}, 50, same, 3),
        makeCase(LaneUse::Tiles, {1, 3, 67, 71}, 24, squareWindow(7, 2, 0), 4),
        makeCase(LaneUse::Tiles, {1, 3, 40, 64}, 24, squareWindow(7, 2, 3), 5),
        makeCase(LaneUse::Images, {16, 32, 16, 16}, 32, squareWindow(5, 1, 2), 6),
        makeCase(LaneUse::Images, {7, 20, 12, 12}, 50, squareWindow(5, 1, 0), 7),
        makeCase(LaneUse::Images, {16, 12, 9, 9}, 49, squareWindow(5, 2, 2), 8),
        makeCase(LaneUse::Tiles, {1, 1, 1, 1}, 1, same, 9),
        // Pixels less their mean.
        makeCase(LaneUse::Tiles, {1, 3, 50, 50}, 20, squareWindow(7, 2, 0), 10, 128.0F),
        makeCase(LaneUse::Tiles, {1, 3, 50, 50}, 20, same, 11, 128.0F),
        makeCase(LaneUse::Images, {16, 3, 32, 32}, 32, squareWindow(5, 1, 2), 12, 128.0F)};
    for (const WinogradCase& c : cases)
      QCOMPARE(problem(c), std::string());
  }

  void randomShapes() {
    constexpr int cases = 60;
    std::mt19937 random(20);
    for (int i = 0; i < cases; ++i)
      QCOMPARE(problem(randomCase(random)), std::string());
  }

  void epilogues() {
    WinogradCase c = makeCase(LaneUse::Tiles, {1, 5, 17, 19}, 21, squareWindow(3, 1, 1), 30);
    for (const Epilogue& epilogue : {reluEpilogue, Epilogue{.slope = 0.1F}, Epilogue{.slope = 0.0F, .high = 0.5F},
                                     Epilogue{.low = -0.25F, .high = 0.25F}}) {
      c.layer.epilogue = epilogue;
      QCOMPARE(problem(c), std::string());
    }
  }

  /// Maps, and phases of maps, that no tap reads are left out: of every second tap, half of the phases.
  void tapsLeftOut() {
    for (const std::int64_t stride : {1, 2})
      for (const std::int64_t period : {2, 24, 50, 1000}) {
        WinogradCase c = makeCase(LaneUse::Images, {16, 5, 11, 10}, 26, squareWindow(5, stride, 2), 40);
        auto weights = std::make_shared<Tensor>(*c.layer.weights);
        for (std::int64_t i = 0; i < weights->size(); ++i)
          if (i % 125 / (period / 2) % 2 == 0)
            weights->data()[i] = 0.0F;
        c.layer.weights = weights;
        QCOMPARE(problem(c), std::string());
      }
  }

  void refusesWhatItCannot() {
    const auto made = [](const model::ConvolutionParams& params, KernelMaker make) {
      ConvLayer layer{.params = params, .weights = nullptr, .bias = nullptr, .epilogue = {}};
      layer.weights = std::make_shared<Tensor>(
          Shape{params.outputs, 4 / params.groups, params.window.kernelH, params.window.kernelW}, 0.5F);
      return make(layer, Isa::Scalar, 6) != nullptr;
    };
    QVERIFY(made({.outputs = 4, .window = squareWindow(3, 1, 1)}, makeLaneWinograd));
    QVERIFY(made({.outputs = 4, .window = squareWindow(3, 1, 1)}, makeMapWinograd));
    QVERIFY(made({.outputs = 4, .window = squareWindow(7, 2, 1)}, makeLaneWinograd));
    QVERIFY(!made({.outputs = 4, .window = squareWindow(7, 2, 1)}, makeMapWinograd));
    QVERIFY(!made({.outputs = 4, .window = squareWindow(1, 1, 0)}, makeLaneWinograd));
    QVERIFY(!made({.outputs = 4, .window = squareWindow(3, 3, 0)}, makeLaneWinograd));
    QVERIFY(!made({.outputs = 4, .window = squareWindow(3, 1, 1), .groups = 2}, makeLaneWinograd));
    model::Window2d dilated = squareWindow(3, 1, 1);
    dilated.dilationH = 2;
    QVERIFY(!made({.outputs = 4, .window = dilated}, makeLaneWinograd));
  }
};

EFFORTLAB_TEST(tst_winograd_conv)
#include "tst_winograd_conv.moc"
