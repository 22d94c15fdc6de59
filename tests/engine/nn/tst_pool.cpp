#include "core/error.h"
#include "core/parallel.h"
#include "nn_support.h"
#include "support/test_registry.h"

#include <QTest>

#include <limits>
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
    QVERIFY_EXCEPTION_THROWN(outputShapes(layer(params), {{1, 5, 5}}), Error);
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
