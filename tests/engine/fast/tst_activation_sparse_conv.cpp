#include "core/parallel.h"
#include "fast/activation_sparse_conv.h"
#include "lane_support.h"
#include "support/test_registry.h"

#include <QTest>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <random>

using namespace effortlab;
using namespace effortlab::fast;
using namespace effortlab::tests;

namespace {

LaneConvCase pointwiseCase(const Shape& input, std::int64_t outputs, std::int64_t padding = 0) {
  LaneConvCase c;
  c.input = input;
  c.params.outputs = outputs;
  c.params.window = {.padTop = padding, .padLeft = padding, .padBottom = padding, .padRight = padding};
  c.epilogue = reluEpilogue;
  return c;
}

/// Images with a share of zeros, half of them negative.
Tensor sparseImages(const Shape& shape, double zeros, unsigned seed) {
  Tensor images = laneRandom(shape, seed);
  std::mt19937 generator(seed + 3);
  for (float& value : images.values())
    if (static_cast<double>(generator() >> 8) * 0x1p-24 < zeros)
      value = generator() % 2 == 0 ? 0.0F : -0.0F;
  return images;
}

/// Each sum of C products and a bias is rounded once a term.
double sumTolerance(const LaneConvCase& c) {
  return static_cast<double>(c.input[1] + 2) * 0x1p-24;
}

/// Empty, or what is wrong with the layer.
std::string problemOf(const LaneConvCase& c, double zeros, unsigned seed) {
  const ConvLayer layer = laneConvLayer(c, seed);
  const Tensor input = sparseImages(c.input, zeros, seed + 2);
  const LaneReference expected = laneReference(c, layer, input);
  for (const Isa isa : supportedIsas()) {
    const std::unique_ptr<ConvKernel> kernel = makeActivationSparseConv(layer, isa);
    const std::string which = std::string(isaName(isa)) + " " + c.text();
    if (kernel == nullptr || kernel->needsHalo())
      return which + "refused";
    const Tensor output = runLaneConv(*kernel, c, input, LaneUse::Tiles, false, 3);
    const std::string difference = laneDifference(output, expected, sumTolerance(c));
    if (!difference.empty())
      return which + difference;
    Tensor again;
    ThreadArena(2).run([&] { again = runLaneConv(*kernel, c, input, LaneUse::Tiles, true); });
    if (!laneSameBits(output, again))
      return which + "two threads make a difference";
  }
  return {};
}

}  // namespace

class tst_activation_sparse_conv : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void byHand() {
    // One pixel (2, 0, 3) in the middle of 3 x 3 outputs: 2 (k + 1) + 3 (k + 1) - 100; the others are the bias.
    constexpr std::int64_t outputs = 40;
    LaneConvCase c = pointwiseCase({1, 3, 1, 1}, outputs, 1);
    c.epilogue = {};
    ConvLayer layer = laneConvLayer(c, 1);
    Tensor weights({outputs, 3, 1, 1});
    for (std::int64_t i = 0; i < weights.size(); ++i)
      weights.data()[i] = static_cast<float>(i / 3 + 1);
    layer.weights = std::make_shared<Tensor>(std::move(weights));
    layer.bias = std::make_shared<Tensor>(Shape{outputs}, -100.0F);
    Tensor input(c.input, 0.0F);
    input.data()[0] = 2.0F;
    input.data()[2] = 3.0F;
    for (const Isa isa : supportedIsas()) {
      const Tensor output = runLaneConv(*makeActivationSparseConv(layer, isa), c, input, LaneUse::Tiles);
      QCOMPARE(output.shape(), Shape({1, outputs, 3, 3}));
      for (std::int64_t i = 0; i < output.size(); ++i)
        QCOMPARE(output.data()[i], i % 9 == 4 ? 5.0F * static_cast<float>(i / 9 + 1) - 100.0F : -100.0F);
    }
  }

  void chosenShapes() {
    QCOMPARE(problemOf(pointwiseCase({1, 512, 13, 13}, 300, 1), 0.86, 1), std::string());
    QCOMPARE(problemOf(pointwiseCase({1, 48, 45, 47}, 32), 0.4, 2), std::string());
    QCOMPARE(problemOf(pointwiseCase({2, 37, 27, 26}, 100), 0.5, 3), std::string());
    QCOMPARE(problemOf(pointwiseCase({1, 200, 1, 1}, 193), 0.9, 4), std::string());
  }

  void sharesOfZeros() {
    for (const double zeros : {0.0, 0.5, 1.0})
      QCOMPARE(problemOf(pointwiseCase({1, 150, 9, 14}, 77, 2), zeros, 9), std::string());
  }

  void randomShapes() {
    constexpr int cases = 15;
    std::mt19937 random(21);
    const auto pick = [&](int low, int high) {
      return low + static_cast<std::int64_t>(random() % static_cast<unsigned>(high - low + 1));
    };
    for (int i = 0; i < cases; ++i) {
      LaneConvCase c = pointwiseCase({pick(1, 2), pick(1, 300), pick(1, 30), pick(1, 30)}, pick(32, 250));
      if (pick(0, 1) == 0) {
        c.params.window.padTop = pick(0, 3);
        c.params.window.padLeft = pick(0, 3);
        c.params.window.padBottom = pick(0, 3);
        c.params.window.padRight = pick(0, 3);
      }
      c.bias = pick(0, 3) != 0;
      c.epilogue.slope = std::array{1.0F, 0.0F, 0.125F}[static_cast<std::size_t>(pick(0, 2))];
      if (pick(0, 3) == 0) {
        c.epilogue.low = -0.25F;
        c.epilogue.high = 0.75F;
      }
      QCOMPARE(problemOf(c, static_cast<double>(pick(0, 9)) / 10.0, static_cast<unsigned>(random())), std::string());
    }
  }

  void writesItsMapsAlone() {
    constexpr float untouched = -12345.0F;
    constexpr std::int64_t outputs = 41;
    constexpr std::int64_t before = 2;
    const LaneConvCase c = pointwiseCase({1, 20, 6, 7}, outputs);
    const ConvLayer layer = laneConvLayer(c, 5);
    LaneTensor input(laneMaps(LaneUse::Tiles, 20, 6, 7));
    toLanes(sparseImages(c.input, 0.5, 6).values(), input);
    const LaneMaps maps = laneMaps(LaneUse::Tiles, before + outputs + 1, 6, 7, {1, 2, 3, 1});
    for (const Isa isa : supportedIsas()) {
      LaneTensor output(maps);
      std::fill_n(output.data(), maps.elements(), untouched);
      makeActivationSparseConv(layer, isa)->run({.input = input, .output = output, .outputPlane = before, .stop = {}});
      const std::int64_t kept = std::count(output.data(), output.data() + maps.elements(), untouched);
      QCOMPARE(kept, maps.elements() - outputs * maps.tileH * maps.tileW * lanes);
      QCOMPARE(output.plane(before - 1)[0], untouched);
      QCOMPARE(output.plane(before + outputs)[0], untouched);
    }
  }

  void infinityAndNotANumber() {
    LaneConvCase c = pointwiseCase({1, 2, 1, 2}, 32);
    c.epilogue = {};
    ConvLayer layer = laneConvLayer(c, 1);
    layer.weights = std::make_shared<Tensor>(Shape{32, 2, 1, 1}, 2.0F);
    Tensor input(c.input);
    input.data()[0] = std::numeric_limits<float>::infinity();
    input.data()[1] = std::numeric_limits<float>::quiet_NaN();
    for (const Isa isa : supportedIsas()) {
      const Tensor output = runLaneConv(*makeActivationSparseConv(layer, isa), c, input, LaneUse::Tiles);
      QCOMPARE(output.data()[0], std::numeric_limits<float>::infinity());
      QVERIFY(std::isnan(output.data()[1]));
    }
  }

  void refusesWhatItCannot() {
    const auto made = [](const LaneConvCase& c) {
      return makeActivationSparseConv(laneConvLayer(c, 1), Isa::Scalar) != nullptr;
    };
    const LaneConvCase fits = pointwiseCase({1, 4, 5, 5}, 64);
    QVERIFY(made(fits));
    LaneConvCase wide = fits;
    wide.params.window.kernelW = 3;
    QVERIFY(!made(wide));
    LaneConvCase strided = fits;
    strided.params.window.strideH = 2;
    QVERIFY(!made(strided));
    LaneConvCase grouped = fits;
    grouped.params.groups = 2;
    QVERIFY(!made(grouped));
    QVERIFY(!made(pointwiseCase({1, 4, 5, 5}, 16)));
  }
};

EFFORTLAB_TEST(tst_activation_sparse_conv)
#include "tst_activation_sparse_conv.moc"
