#include "core/error.h"
#include "core/parallel.h"
#include "nn_support.h"
#include "support/test_registry.h"

#include <QTest>

#include <limits>
#include <numeric>
#include <random>

using namespace effortlab;
using namespace effortlab::tests;
using model::PoolDivisor;
using model::PoolKind;
using model::PoolParams;
using model::PoolRounding;
using nn::KernelSet;

namespace {

constexpr KernelSet allKernels[] = {KernelSet::Reference, KernelSet::Naive, KernelSet::Eigen};

std::string poolText(const Shape& input, const PoolParams& p) {
  const model::Window2d& w = p.window;
  std::string text = "input " + input.toString();
  const auto add = [&](const char* name, std::int64_t value) {
    text += std::string(" ") + name + std::to_string(value);
  };
  add("kind", static_cast<int>(p.kind));
  add("kernel", w.kernelH);
  add("x", w.kernelW);
  add("stride", w.strideH);
  add(",", w.strideW);
  add("pads", w.padTop);
  add(",", w.padLeft);
  add(",", w.padBottom);
  add(",", w.padRight);
  add("dilation", w.dilationH);
  add(",", w.dilationW);
  add("ceil", p.rounding == PoolRounding::Ceil ? 1 : 0);
  add("divisor", static_cast<int>(p.divisor));
  add("drop", p.dropLastOutside ? 1 : 0);
  return text + ": ";
}

}  // namespace

class tst_pool : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void roundsAsAsked() {
    const Tensor input({1, 1, 3, 3}, std::vector<float>{1, 2, 3, 4, 5, 6, 7, 8, 9});
    PoolParams params{.window = {.kernelH = 2, .kernelW = 2, .strideH = 2, .strideW = 2}};
    for (const KernelSet kernels : allKernels) {
      params.rounding = PoolRounding::Floor;
      QCOMPARE(valuesOf(runLayer(layer(params), {&input}, kernels)), std::vector<float>{5});
      params.rounding = PoolRounding::Ceil;
      QCOMPARE(valuesOf(runLayer(layer(params), {&input}, kernels)), (std::vector<float>{5, 6, 8, 9}));
    }
  }

  void dividesAsAsked() {
    // Windows start at -1, 1 and 3; the last reaches one cell beyond the padded map.
    const Tensor input({1, 1, 1, 4}, std::vector<float>{1, 2, 3, 4});
    PoolParams params{.kind = PoolKind::Average,
                      .window = {.kernelW = 3, .strideW = 2, .padLeft = 1, .padRight = 1},
                      .rounding = PoolRounding::Ceil};
    for (const KernelSet kernels : allKernels) {
      params.divisor = PoolDivisor::InsideOnly;
      QCOMPARE(valuesOf(runLayer(layer(params), {&input}, kernels)), (std::vector<float>{1.5F, 3, 4}));
      params.divisor = PoolDivisor::WholeKernel;
      QCOMPARE(valuesOf(runLayer(layer(params), {&input}, kernels)), (std::vector<float>{1, 3, 4.0F / 3}));
      params.divisor = PoolDivisor::ClippedToPadding;
      QCOMPARE(valuesOf(runLayer(layer(params), {&input}, kernels)), (std::vector<float>{1, 3, 2}));
    }
  }

  void dropsTheLastWindowOutside() {
    // Windows start at -1, 1 and 3: the last holds padding alone.
    const Tensor input({1, 1, 1, 3}, std::vector<float>{-1, -2, -3});
    PoolParams params{.window = {.kernelW = 2, .strideW = 2, .padLeft = 1, .padRight = 1},
                      .rounding = PoolRounding::Ceil};
    for (const KernelSet kernels : allKernels) {
      params.kind = PoolKind::Max;
      params.dropLastOutside = true;
      QCOMPARE(valuesOf(runLayer(layer(params), {&input}, kernels)), (std::vector<float>{-1, -2}));
      params.dropLastOutside = false;
      QCOMPARE(valuesOf(runLayer(layer(params), {&input}, kernels)), (std::vector<float>{-1, -2, 0}));
      params.kind = PoolKind::Average;
      QCOMPARE(valuesOf(runLayer(layer(params), {&input}, kernels)), (std::vector<float>{-1, -2.5F, 0}));
    }
  }

  /// The examples of ONNX's MaxPool and AveragePool: 1, 2, 3 ... in a square map.
  void computesOnnxExamples() {
    using enum PoolKind;
    struct Example {
      const char* name;
      std::int64_t side;
      PoolParams params;
      std::vector<float> expected;
    };
    const model::Window2d dilated{.kernelH = 2, .kernelW = 2, .dilationH = 2, .dilationW = 2};
    const model::Window2d three{.kernelH = 3, .kernelW = 3, .strideH = 2, .strideW = 2};
    model::Window2d same = three;
    same.autoPad = model::AutoPad::SameUpper;
    const model::Window2d padded{.kernelH = 5, .kernelW = 5, .padTop = 2, .padLeft = 2, .padBottom = 2, .padRight = 2};
    const model::Window2d lower{.kernelH = 2, .kernelW = 2, .autoPad = model::AutoPad::SameLower};
    const std::vector<Example> examples{
        {"dilations", 4, {.kind = Max, .window = dilated}, {11, 12, 15, 16}},
        {"ceil", 4, {.kind = Max, .window = three, .rounding = PoolRounding::Ceil}, {11, 12, 15, 16}},
        {"average, ceil", 4, {.kind = Average, .window = three, .rounding = PoolRounding::Ceil}, {6, 7.5F, 12, 13.5F}},
        {"same", 5, {.kind = Max, .window = same}, {7, 9, 10, 17, 19, 20, 22, 24, 25}},
        {"average, same", 5, {.kind = Average, .window = same}, {4, 5.5F, 7, 11.5F, 13, 14.5F, 19, 20.5F, 22}},
        {"same lower", 2, {.kind = Max, .window = lower}, {1, 2, 3, 4}},
        {"pads counted",
         5,
         {.kind = Average, .window = padded, .divisor = PoolDivisor::WholeKernel},
         {2.52F, 3.6F, 4.8F,  4.08F, 3.24F, 4.56F,  6.4F,  8.4F,  7.04F, 5.52F, 7.2F,  10,   13,
          10.8F, 8.4F, 6.96F, 9.6F,  12.4F, 10.24F, 7.92F, 6.12F, 8.4F,  10.8F, 8.88F, 6.84F}},
    };
    for (const Example& example : examples)
      for (const KernelSet kernels : allKernels) {
        Tensor input({1, 1, example.side, example.side});
        std::iota(input.values().begin(), input.values().end(), 1.0F);
        const Tensor output = runLayer(layer(example.params), {&input}, kernels);
        QCOMPARE(output.size(), static_cast<std::int64_t>(example.expected.size()));
        const Tensor expected(output.shape(), example.expected);
        const std::string found =
            difference(output, expected, expected, 13 * std::numeric_limits<float>::epsilon());  // of 25 terms
        QVERIFY2(found.empty(), (std::string(example.name) + ": " + found).c_str());
      }
  }

  /// Framework by framework: of three windows the last reaches beyond the padding, and is divided by what lies inside.
  void roundsUpAsCaffe() {
    const Tensor input({1, 1, 1, 6}, std::vector<float>{1, 2, 3, 4, 5, 6});
    const PoolParams params{.kind = PoolKind::Average,
                            .window = {.kernelW = 3, .strideW = 3, .padLeft = 1, .padRight = 1},
                            .rounding = PoolRounding::Ceil,
                            .divisor = PoolDivisor::ClippedToPadding,
                            .dropLastOutside = true};
    for (const KernelSet kernels : allKernels)
      QCOMPARE(valuesOf(runLayer(layer(params), {&input}, kernels)), (std::vector<float>{1, 4, 3}));
  }

  void linesAreMapsOfOneRow() {
    const Tensor lines = randomTensor({2, 3, 9}, 1);
    const Tensor maps({2, 3, 1, 9}, lines.values());
    for (const PoolKind kind : {PoolKind::Max, PoolKind::Average})
      for (const bool global : {false, true})
        for (const KernelSet kernels : allKernels) {
          const PoolParams params{.kind = kind, .global = global, .window = {.kernelW = 3, .strideW = 2}};
          const Tensor output = runLayer(layer(params), {&lines}, kernels);
          QCOMPARE(output.shape().toString(), std::string(global ? "2x3x1" : "2x3x4"));
          QCOMPARE(valuesOf(output), valuesOf(runLayer(layer(params), {&maps}, kernels)));
        }
  }

  void poolsWholeMaps() {
    const Tensor input({1, 2, 2, 2}, std::vector<float>{1, 2, 3, 4, -5, -6, -7, -9});
    PoolParams params{.kind = PoolKind::Average, .global = true, .window = {.kernelH = 99}};
    for (const KernelSet kernels : allKernels) {
      params.kind = PoolKind::Average;
      const Tensor average = runLayer(layer(params), {&input}, kernels);
      QCOMPARE(average.shape().toString(), std::string("1x2x1x1"));
      QCOMPARE(valuesOf(average), (std::vector<float>{2.5F, -6.75F}));
      params.kind = PoolKind::Max;
      QCOMPARE(valuesOf(runLayer(layer(params), {&input}, kernels)), (std::vector<float>{4, -5}));
    }
  }

  void keepsMinusInfinity() {
    const float lowest = -std::numeric_limits<float>::infinity();
    const Tensor input({1, 1, 1, 2}, std::vector<float>{lowest, lowest});
    const PoolParams params{.window = {.kernelW = 2}};
    for (const KernelSet kernels : allKernels)
      QCOMPARE(runLayer(layer(params), {&input}, kernels).data()[0], lowest);
  }

  void agreesWithTheReference() {
    std::mt19937 random(7);
    const auto pick = [&](int low, int high) {
      return low + static_cast<std::int64_t>(random() % static_cast<unsigned>(high - low + 1));
    };
    for (int i = 0; i < 400; ++i) {
      PoolParams params{.kind = pick(0, 1) == 0 ? PoolKind::Max : PoolKind::Average,
                        .window = {.kernelH = pick(1, 4),
                                   .kernelW = pick(1, 4),
                                   .strideH = pick(1, 3),
                                   .strideW = pick(1, 3),
                                   .padTop = pick(0, 2),
                                   .padLeft = pick(0, 2),
                                   .padBottom = pick(0, 3),
                                   .padRight = pick(0, 3),
                                   .dilationH = pick(1, 2),
                                   .dilationW = pick(1, 2)},
                        .rounding = pick(0, 1) == 0 ? PoolRounding::Floor : PoolRounding::Ceil,
                        .divisor = static_cast<PoolDivisor>(pick(0, 2)),
                        .dropLastOutside = pick(0, 1) == 1};
      const Shape shape{pick(1, 3), pick(1, 5), pick(7, 30), pick(7, 40)};
      const Tensor input = randomTensor(shape, static_cast<unsigned>(i));
      const Tensor positive = absolute(input);
      const Tensor expected = runLayer(layer(params), {&input}, KernelSet::Reference);
      Tensor magnitude = runLayer(layer(params), {&positive}, KernelSet::Reference);
      const double terms = params.kind == PoolKind::Max
                               ? 0.0  // a maximum is exact
                               : static_cast<double>(params.window.kernelH * params.window.kernelW + 2);
      for (const KernelSet kernels : {KernelSet::Eigen, KernelSet::Naive}) {
        const std::string found = difference(runLayer(layer(params), {&input}, kernels), expected, magnitude,
                                             terms * std::numeric_limits<float>::epsilon() / 2);
        QVERIFY2(found.empty(), (poolText(shape, params) + found).c_str());
      }
    }
  }

  void threadsDoNotChangeBits() {
    const PoolParams params{.kind = PoolKind::Average,
                            .window = {.kernelH = 3, .kernelW = 3, .strideH = 2, .strideW = 2}};
    const Tensor input = randomTensor({3, 20, 57, 61}, 1);
    const Tensor serial = runLayer(layer(params), {&input}, KernelSet::Eigen, false);
    for (const int threads : {1, 2, 5})
      ThreadArena(threads).run([&] { QVERIFY(sameBits(runLayer(layer(params), {&input}, KernelSet::Eigen), serial)); });
  }

  void refusesWhatDoesNotFit() {
    const PoolParams params{.window = {.kernelH = 5, .kernelW = 5, .strideH = 2, .strideW = 2}};
    QVERIFY_EXCEPTION_THROWN(outputShapes(layer(params), {{1, 1, 4, 5}}), Error);
    QVERIFY_EXCEPTION_THROWN(outputShapes(layer(params), {{1, 5, 5}}), Error);  // 5 rows do not fit a line
    QVERIFY_EXCEPTION_THROWN(outputShapes(layer(params), {{5, 5}}), Error);
    QVERIFY_EXCEPTION_THROWN(outputShapes(layer(PoolParams{.global = true, .window = {}}), {{1, 1, 0, 5}}), Error);
    // Caffe's rounding up keeps one window as long as it misses the map by less than a stride.
    PoolParams ceil = params;
    ceil.rounding = PoolRounding::Ceil;
    QCOMPARE(outputShapes(layer(ceil), {{1, 1, 4, 5}})[0].toString(), std::string("1x1x1x1"));
    QVERIFY_EXCEPTION_THROWN(outputShapes(layer(ceil), {{1, 1, 3, 5}}), Error);
  }
};

EFFORTLAB_TEST(tst_pool)
#include "tst_pool.moc"
