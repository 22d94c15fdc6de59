#include "nn_support.h"
#include "support/test_registry.h"

#include <QTest>

#include <cmath>
#include <limits>
#include <random>
#include <vector>

using namespace effortlab;
using namespace effortlab::tests;
using model::StridedSliceParams;
using nn::KernelSet;

namespace {

using Range = StridedSliceParams::Range;

constexpr std::int64_t lowest = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t highest = std::numeric_limits<std::int64_t>::max();

/// What a range takes of 0 1 2 3 4.
std::vector<float> taken(std::int64_t start, std::int64_t end, std::int64_t step) {
  const Tensor input({5}, std::vector<float>{0, 1, 2, 3, 4});
  return valuesOf(runLayer(layer(StridedSliceParams{{{0, start, end, step}}}), {&input}, KernelSet::Eigen));
}

}  // namespace

class tst_strided_slice : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void clampsAsOnnx() {
    using V = std::vector<float>;
    QCOMPARE(taken(1, 4, 1), (V{1, 2, 3}));
    QCOMPARE(taken(0, highest, 2), (V{0, 2, 4}));
    QCOMPARE(taken(-3, -1, 1), (V{2, 3}));
    QCOMPARE(taken(lowest, highest, 1), (V{0, 1, 2, 3, 4}));
    QCOMPARE(taken(-1, lowest, -1), (V{4, 3, 2, 1, 0}));
    QCOMPARE(taken(highest, 0, -2), (V{4, 2}));
    QCOMPARE(taken(3, -5, -1), (V{3, 2, 1}));
    QCOMPARE(taken(2, lowest, lowest), (V{2}));
    QCOMPARE(taken(2, highest, highest), (V{2}));
    QCOMPARE(taken(-100, lowest, -1), (V{0}));  // ONNX clamps the start to [0, 4] here
  }
  void takesByHand() {
    const Tensor input({2, 4}, std::vector<float>{1, 2, 3, 4, 5, 6, 7, 8});
    const Tensor output = runLayer(layer(StridedSliceParams{{{0, 1, 2, 1}, {1, 0, 3, 2}}}), {&input}, KernelSet::Eigen);
    QCOMPARE(output.shape().toString(), std::string("1x2"));
    QCOMPARE(valuesOf(output), (std::vector<float>{5, 7}));
  }
  void isTheReferenceForAnyRange() {
    std::mt19937 generator(3);
    int compared = 0;
    for (int round = 0; round < 600; ++round) {
      const Shape shape = randomShape(generator, 1 + round % 5, 7);
      StridedSliceParams params;
      for (int axis = 0; axis < shape.rank(); ++axis) {
        const auto number = [&](int low, int high) {
          return low + static_cast<int>(generator() % unsigned(high - low));
        };
        const int step = number(-3, 4);
        if (generator() % 3 != 0)
          params.ranges.push_back(
              {axis - (round % 2 ? shape.rank() : 0), number(-9, 10), number(-9, 10), step == 0 ? 1 : step});
      }
      const auto node = layer(params);
      if (shapeError(node, {shape}))  // nothing left
        continue;
      ++compared;
      const Tensor input = randomTensor(shape, static_cast<unsigned>(round));
      QVERIFY2(sameBits(runLayer(node, {&input}, KernelSet::Eigen), runLayer(node, {&input}, KernelSet::Reference)),
               qPrintable(QString("round %1").arg(round)));
    }
    QVERIFY(compared > 100);
  }
  void oneThreadIsAnyNumber() {
    const Tensor input = randomTensor({3, 65, 31, 37}, 2);
    const auto node = layer(StridedSliceParams{{{1, -1, lowest, -1}, {3, 1, highest, 1}}});
    const Tensor output = runLayer(node, {&input}, KernelSet::Eigen);
    QVERIFY(sameBits(runLayer(node, {&input}, KernelSet::Eigen, false), output));
    QVERIFY(sameBits(runLayer(node, {&input}, KernelSet::Reference), output));
  }
  void refusesWhatDoesNotFit() {
    const auto code = [](const std::vector<Range>& ranges) {
      return shapeError(layer(StridedSliceParams{ranges}), {{2, 3}});
    };
    QVERIFY(code({{2, 0, 1, 1}}) == ErrorCode::ShapeMismatch);
    QVERIFY(code({{0, 0, 1, 0}}) == ErrorCode::ShapeMismatch);
    QVERIFY(code({{1, 0, 1, 1}, {-1, 0, 1, 1}}) == ErrorCode::ShapeMismatch);
    QVERIFY(code({{1, 2, 1, 1}}) == ErrorCode::Unsupported);
  }
  void knowsWhetherImagesStayApart() {
    const auto apart = [](const Range& range) { return perImage(layer(StridedSliceParams{{range}}), {{4, 3}}); };
    QVERIFY(apart({1, 0, 2, 1}));
    QVERIFY(apart({-1, 0, 2, 1}));
    QVERIFY(apart({0, 0, highest, 1}));
    QVERIFY(!apart({0, 0, 4, 1}));
    QVERIFY(!apart({0, 0, highest, 2}));
    QVERIFY(!apart({-2, 1, highest, 1}));
  }
};

EFFORTLAB_TEST(tst_strided_slice)
#include "tst_strided_slice.moc"
