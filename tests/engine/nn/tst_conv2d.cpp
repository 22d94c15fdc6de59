#include "core/error.h"
#include "core/parallel.h"
#include "nn_support.h"
#include "support/test_registry.h"

#include <QTest>

#include <limits>
#include <random>

using namespace effortlab;
using namespace effortlab::tests;
using model::ConvolutionParams;
using nn::KernelSet;

namespace {

/// A convolution with everything that varies, and its random operands.
struct ConvCase {
  Shape input;
  ConvolutionParams params;
  bool bias = true;

  std::string text() const {
    const model::Window2d& w = params.window;
    const auto pair = [](std::int64_t a, std::int64_t b) { return std::to_string(a) + "," + std::to_string(b); };
    return "input " + input.toString() + " K " + std::to_string(params.outputs) + " groups " +
           std::to_string(params.groups) + " kernel " + pair(w.kernelH, w.kernelW) + " stride " +
           pair(w.strideH, w.strideW) + " pad tl " + pair(w.padTop, w.padLeft) + " br " +
           pair(w.padBottom, w.padRight) + " dilation " + pair(w.dilationH, w.dilationW) +
           (bias ? " bias: " : " no bias: ");
  }
  model::Node node(unsigned seed, bool absoluteValues = false) const {
    const auto make = [&](const Shape& shape, unsigned s) {
      const Tensor tensor = randomTensor(shape, s);
      return std::make_shared<Tensor>(absoluteValues ? absolute(tensor) : tensor);
    };
    std::vector<TensorPtr> weights{
        make({params.outputs, input[1] / params.groups, params.window.kernelH, params.window.kernelW}, seed)};
    if (bias)
      weights.push_back(make({params.outputs}, seed + 1));
    return layer(params, weights);
  }
  std::int64_t depth() const { return input[1] / params.groups * params.window.kernelH * params.window.kernelW; }
};

ConvCase randomCase(std::mt19937& random) {
  const auto pick = [&](int low, int high) {
    return low + static_cast<std::int64_t>(random() % static_cast<unsigned>(high - low + 1));
  };
  ConvCase c;
  model::Window2d& w = c.params.window;
  c.params.groups = pick(0, 2) == 0 ? pick(2, 4) : 1;
  c.params.outputs = c.params.groups * pick(1, 9);
  w = {.kernelH = pick(1, 5), .kernelW = pick(1, 5), .strideH = pick(1, 3), .strideW = pick(1, 3)};
  w.dilationH = pick(1, 3) == 3 ? 2 : 1;
  w.dilationW = pick(1, 3) == 3 ? 3 : 1;
  w.padTop = pick(0, 3);
  w.padLeft = pick(0, 3);
  w.padBottom = pick(0, 2);
  w.padRight = pick(0, 4);
  const std::int64_t spanH = (w.kernelH - 1) * w.dilationH + 1;
  const std::int64_t spanW = (w.kernelW - 1) * w.dilationW + 1;
  c.input = {pick(1, 17), c.params.groups * pick(1, 5), std::max<std::int64_t>(1, spanH - w.padTop) + pick(0, 14),
             std::max<std::int64_t>(1, spanW - w.padLeft) + pick(0, 21)};
  c.bias = pick(0, 3) != 0;
  return c;
}

/// Shapes that reach every branch of the blocked kernel: in place, several blocks, images gathered, rows split.
std::vector<ConvCase> chosenCases() {
  const model::Window2d same{.kernelH = 3, .kernelW = 3, .padTop = 1, .padLeft = 1, .padBottom = 1, .padRight = 1};
  return {{{1, 64, 33, 31}, {.outputs = 67, .window = {}}},
          {{5, 40, 7, 7}, {.outputs = 70, .window = {}}},
          {{1, 40, 7, 7}, {.outputs = 300, .window = {}}},
          {{17, 40, 7, 7}, {.outputs = 33, .window = same}},
          {{3, 16, 13, 13}, {.outputs = 130, .window = same}},
          {{2, 3, 61, 67}, {.outputs = 24, .window = {.kernelH = 7, .kernelW = 7, .strideH = 2, .strideW = 2}}},
          {{1, 600, 9, 9}, {.outputs = 9, .window = same}},
          {{2, 24, 19, 23}, {.outputs = 24, .window = same, .groups = 24}, false},
          {{2, 24, 19, 23}, {.outputs = 48, .window = same, .groups = 24}},
          {{1, 8, 1, 200}, {.outputs = 5, .window = {.kernelW = 9, .strideW = 4, .padLeft = 8}}},
          {{4, 8, 200, 1}, {.outputs = 5, .window = {.kernelH = 9, .padBottom = 7, .dilationH = 3}}}};
}

}  // namespace

class tst_conv2d : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void computesByHand_data() { addKernelSets(); }
  void computesByHand() {
    QFETCH(int, kernels);
    const Tensor input({1, 1, 3, 3}, std::vector<float>{1, 2, 3, 4, 5, 6, 7, 8, 9});
    const model::Node node = layer(ConvolutionParams{.outputs = 1, .window = {.kernelH = 2, .kernelW = 2}},
                                   {tensorOf({1, 1, 2, 2}, {1, 2, 3, 4}), tensorOf({1}, {10})});
    const Tensor output = runLayer(node, {&input}, static_cast<KernelSet>(kernels));
    QCOMPARE(output.shape().toString(), std::string("1x1x2x2"));
    QCOMPARE(valuesOf(output), (std::vector<float>{47, 57, 77, 87}));
  }

  void groupsDilationAndPaddingByHand_data() { addKernelSets(); }
  void groupsDilationAndPaddingByHand() {
    QFETCH(int, kernels);
    const Tensor input({1, 2, 1, 3}, std::vector<float>{1, 2, 3, 4, 5, 6});
    const ConvolutionParams params{.outputs = 2, .window = {.kernelW = 2, .padLeft = 1, .dilationW = 2}, .groups = 2};
    const model::Node node = layer(params, {tensorOf({2, 1, 1, 2}, {10, 1, 1, -1})});
    const Tensor output = runLayer(node, {&input}, static_cast<KernelSet>(kernels));
    QCOMPARE(valuesOf(output), (std::vector<float>{2, 13, -5, -2}));
  }

  void linesAreMapsOfOneRow() {
    const Tensor lines = randomTensor({2, 6, 9}, 1);
    const Tensor maps({2, 6, 1, 9}, lines.values());
    for (const std::int64_t groups : {1, 6}) {
      const ConvolutionParams params{
          .outputs = 6, .window = {.kernelW = 3, .strideW = 2, .padLeft = 1}, .groups = groups};
      const model::Node node = layer(params, {std::make_shared<Tensor>(randomTensor({6, 6 / groups, 1, 3}, 2))});
      for (const KernelSet kernels : {KernelSet::Reference, KernelSet::Naive, KernelSet::Eigen}) {
        const Tensor output = runLayer(node, {&lines}, kernels);
        QCOMPARE(output.shape().toString(), std::string("2x6x4"));
        QCOMPARE(valuesOf(output), valuesOf(runLayer(node, {&maps}, kernels)));
      }
    }
  }

  /// SAME over 4 elements with stride 2 and kernel 3 pads one in all: behind them, or before.
  void padsAutomatically_data() { addKernelSets(); }
  void padsAutomatically() {
    QFETCH(int, kernels);
    const Tensor input({1, 1, 1, 4}, std::vector<float>{1, 2, 3, 4});
    ConvolutionParams params{.outputs = 1, .window = {.kernelW = 3, .strideW = 2, .padLeft = 9}};
    const auto run = [&] {
      return valuesOf(
          runLayer(layer(params, {tensorOf({1, 1, 1, 3}, {100, 10, 1})}), {&input}, static_cast<KernelSet>(kernels)));
    };
    params.window.autoPad = model::AutoPad::SameUpper;
    QCOMPARE(run(), (std::vector<float>{123, 340}));
    params.window.autoPad = model::AutoPad::SameLower;
    QCOMPARE(run(), (std::vector<float>{12, 234}));
  }

  void agreesWithTheReference() {
    std::mt19937 random(20240501);
    std::vector<ConvCase> cases = chosenCases();
    for (int i = 0; i < 250; ++i)
      cases.push_back(randomCase(random));
    for (std::size_t i = 0; i < cases.size(); ++i) {
      const ConvCase& c = cases[i];
      const auto seed = static_cast<unsigned>(3 * i);
      const Tensor input = randomTensor(c.input, seed + 2);
      const Tensor positive = absolute(input);
      const model::Node node = c.node(seed);
      const Tensor expected = runLayer(node, {&input}, KernelSet::Reference);
      const Tensor magnitude = runLayer(c.node(seed, true), {&positive}, KernelSet::Reference);
      const double factor = static_cast<double>(c.depth() + 2) * std::numeric_limits<float>::epsilon() / 2;
      for (const KernelSet kernels : {KernelSet::Eigen, KernelSet::Naive}) {
        const std::string found = difference(runLayer(node, {&input}, kernels), expected, magnitude, factor);
        QVERIFY2(found.empty(), ((kernels == KernelSet::Naive ? "naive, " : "eigen, ") + c.text() + found).c_str());
      }
    }
  }

  void threadsDoNotChangeBits() {
    for (const ConvCase& c : chosenCases()) {
      const Tensor input = randomTensor(c.input, 5);
      const model::Node node = c.node(7);
      const Tensor serial = runLayer(node, {&input}, KernelSet::Eigen, false);
      for (const int threads : {1, 2, 5}) {
        Tensor parallel;
        ThreadArena(threads).run([&] { parallel = runLayer(node, {&input}, KernelSet::Eigen); });
        QVERIFY2(sameBits(parallel, serial), (c.text() + std::to_string(threads) + " threads").c_str());
      }
    }
  }

  void batchEqualsSingleImages() {
    for (const ConvCase& c : chosenCases()) {
      const Tensor batch = randomTensor(c.input, 11);
      const Tensor positive = absolute(batch);
      const model::Node node = c.node(13);
      const Tensor together = runLayer(node, {&batch}, KernelSet::Eigen);
      const Tensor magnitude = runLayer(c.node(13, true), {&positive}, KernelSet::Eigen);
      for (std::int64_t n = 0; n < c.input[0]; ++n) {
        const Tensor image(c.input.withBatch(1), batch.image(n));
        const Tensor expected = runLayer(node, {&image}, KernelSet::Eigen);
        const double factor = static_cast<double>(c.depth() + 2) * std::numeric_limits<float>::epsilon();
        const std::string found = difference(Tensor(expected.shape(), together.image(n)), expected,
                                             Tensor(expected.shape(), std::as_const(magnitude).image(n)), factor);
        QVERIFY2(found.empty(), (c.text() + "image " + std::to_string(n) + ": " + found).c_str());
      }
    }
  }

  void countsMacs() {
    const ConvCase c{{2, 6, 10, 8}, {.outputs = 4, .window = {.kernelH = 3, .kernelW = 2}, .groups = 2}};
    const model::Node node = c.node(1);
    const std::vector<Shape> inputs{c.input};
    const std::vector<Shape> outputs = outputShapes(node, inputs);
    QCOMPARE(outputs[0].toString(), std::string("2x4x8x7"));
    QCOMPARE(nn::layerOps(node.params).macs(node, inputs, outputs), 2 * 4 * 8 * 7 * 3 * 3 * 2);
  }

  void refusesWhatDoesNotFit() {
    const ConvCase good{{1, 6, 5, 5}, {.outputs = 4, .window = {.kernelH = 3, .kernelW = 3}, .groups = 2}};
    const model::Node node = good.node(1);
    const auto shapesOf = [&](const ConvolutionParams& params, const Shape& input) {
      model::Node changed = node;
      changed.params = params;
      return outputShapes(changed, {input});
    };
    QCOMPARE(shapesOf(good.params, good.input).size(), std::size_t{1});
    QVERIFY_EXCEPTION_THROWN(shapesOf(good.params, {6, 5, 5}), Error);
    QVERIFY_EXCEPTION_THROWN(shapesOf(good.params, {6, 5}), Error);
    QVERIFY_EXCEPTION_THROWN(shapesOf(good.params, {1, 7, 5, 5}), Error);
    QVERIFY_EXCEPTION_THROWN(shapesOf(good.params, {1, 8, 5, 5}), Error);
    QVERIFY_EXCEPTION_THROWN(shapesOf(good.params, {1, 6, 2, 5}), Error);
    ConvolutionParams bad = good.params;
    bad.window.strideW = 0;
    QVERIFY_EXCEPTION_THROWN(shapesOf(bad, good.input), Error);
    bad = good.params;
    bad.window.dilationH = std::numeric_limits<std::int64_t>::max() / 2;
    QVERIFY_EXCEPTION_THROWN(shapesOf(bad, good.input), Error);
    bad = good.params;
    bad.groups = 0;
    QVERIFY_EXCEPTION_THROWN(shapesOf(bad, good.input), Error);
  }

private:
  static void addKernelSets() {
    QTest::addColumn<int>("kernels");
    QTest::newRow("reference") << static_cast<int>(KernelSet::Reference);
    QTest::newRow("naive") << static_cast<int>(KernelSet::Naive);
    QTest::newRow("eigen") << static_cast<int>(KernelSet::Eigen);
  }
};

EFFORTLAB_TEST(tst_conv2d)
#include "tst_conv2d.moc"
