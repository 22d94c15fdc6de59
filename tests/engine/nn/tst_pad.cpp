#include "nn_support.h"
#include "support/test_registry.h"

#include <QTest>

#include <cmath>
#include <limits>
#include <random>
#include <vector>

using namespace effortlab;
using namespace effortlab::tests;
using model::PadMode;
using model::PadParams;
using nn::KernelSet;

namespace {

/// 1 2 3 4 padded.
std::vector<float> padded(PadMode mode, std::int64_t before, std::int64_t after) {
  const Tensor input({4}, std::vector<float>{1, 2, 3, 4});
  return valuesOf(runLayer(layer(PadParams{mode, 9, {before}, {after}}), {&input}, KernelSet::Eigen));
}

}  // namespace

class tst_pad : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void padsByHand() {
    using V = std::vector<float>;
    QCOMPARE(padded(PadMode::Constant, 1, 2), (V{9, 1, 2, 3, 4, 9, 9}));
    QCOMPARE(padded(PadMode::Edge, 2, 1), (V{1, 1, 1, 2, 3, 4, 4}));
    QCOMPARE(padded(PadMode::Reflect, 3, 2), (V{4, 3, 2, 1, 2, 3, 4, 3, 2}));
    QCOMPARE(padded(PadMode::Reflect, 0, 5), (V{1, 2, 3, 4, 3, 2, 1, 2, 3}));  // back and forth, as numpy
  }
  void cutsByHand() {
    using V = std::vector<float>;
    QCOMPARE(padded(PadMode::Constant, -1, -2), (V{2}));
    QCOMPARE(padded(PadMode::Constant, -1, 2), (V{2, 3, 4, 9, 9}));
    QCOMPARE(padded(PadMode::Edge, 2, -3), (V{1, 1, 1}));
    QCOMPARE(padded(PadMode::Reflect, -1, 1), (V{2, 3, 4, 3}));
  }
  void padsPlanes() {
    const Tensor input({1, 2, 2}, std::vector<float>{1, 2, 3, 4});
    const Tensor output =
        runLayer(layer(PadParams{PadMode::Constant, 0, {0, 1, 0}, {0, 0, 1}}), {&input}, KernelSet::Eigen);
    QCOMPARE(output.shape().toString(), std::string("1x3x3"));
    QCOMPARE(valuesOf(output), (std::vector<float>{0, 0, 0, 1, 2, 0, 3, 4, 0}));
    const Tensor scalar({}, 3.0F);
    QCOMPARE(valuesOf(runLayer(layer(PadParams{}), {&scalar}, KernelSet::Eigen)), (std::vector<float>{3}));
  }
  void isTheReferenceForAnyPadding() {
    std::mt19937 generator(13);
    int compared = 0;
    for (int round = 0; round < 600; ++round) {
      const Shape shape = randomShape(generator, round % 6, 5);
      PadParams params{static_cast<PadMode>(round % 3), 0.5F, {}, {}};
      for (int axis = 0; axis < shape.rank(); ++axis) {
        params.before.push_back(static_cast<int>(generator() % 6) - 2);
        params.after.push_back(static_cast<int>(generator() % 6) - 2);
      }
      const auto node = layer(params);
      if (shapeError(node, {shape}))  // nothing left
        continue;
      ++compared;
      const Tensor input = randomTensor(shape, static_cast<unsigned>(round));
      QVERIFY2(sameBits(runLayer(node, {&input}, KernelSet::Eigen), runLayer(node, {&input}, KernelSet::Reference)),
               qPrintable(QString("round %1").arg(round)));
    }
    QVERIFY(compared > 200);
  }
  void oneThreadIsAnyNumber() {
    const Tensor input = randomTensor({3, 65, 31, 37}, 2);
    for (const PadMode mode : {PadMode::Constant, PadMode::Reflect, PadMode::Edge}) {
      const auto node = layer(PadParams{mode, 1, {0, 1, 2, 3}, {0, 0, 3, 2}});
      const Tensor output = runLayer(node, {&input}, KernelSet::Eigen);
      QVERIFY(sameBits(runLayer(node, {&input}, KernelSet::Eigen, false), output));
      QVERIFY(sameBits(runLayer(node, {&input}, KernelSet::Reference), output));
    }
  }
  void refusesWhatDoesNotFit() {
    const auto code = [](const PadParams& params) { return shapeError(layer(params), {{2, 3}}); };
    constexpr std::int64_t huge = std::numeric_limits<std::int64_t>::max();
    QVERIFY(code({PadMode::Constant, 0, {0}, {0, 0}}) == ErrorCode::ShapeMismatch);
    QVERIFY(code({PadMode::Constant, 0, {0, -2}, {0, -2}}) == ErrorCode::ShapeMismatch);
    QVERIFY(code({PadMode::Edge, 0, {0, -3}, {0, 2}}) == ErrorCode::ShapeMismatch);
    QVERIFY(code({PadMode::Constant, 0, {0, -3}, {0, 2}}) == std::nullopt);
    QVERIFY(code({PadMode::Constant, 0, {0, -1}, {0, -2}}) == ErrorCode::Unsupported);
    QVERIFY(code({PadMode::Constant, 0, {0, huge}, {0, huge}}) == ErrorCode::TooLarge);
    QVERIFY(code({PadMode::Constant, 0, {0, -huge}, {0, huge}}) == ErrorCode::TooLarge);
  }
  void knowsWhetherImagesStayApart() {
    QVERIFY(perImage(layer(PadParams{PadMode::Edge, 0, {0, 1}, {0, 2}}), {{2, 3}}));
    QVERIFY(!perImage(layer(PadParams{PadMode::Edge, 0, {1, 0}, {0, 0}}), {{2, 3}}));
    QVERIFY(!perImage(layer(PadParams{PadMode::Edge, 0, {0, 0}, {1, 0}}), {{2, 3}}));
  }
};

EFFORTLAB_TEST(tst_pad)
#include "tst_pad.moc"
