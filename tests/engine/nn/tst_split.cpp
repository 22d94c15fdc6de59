#include "nn_support.h"
#include "support/test_registry.h"

#include <QTest>

#include <cmath>
#include <limits>
#include <random>
#include <vector>

using namespace effortlab;
using namespace effortlab::tests;
using model::SplitParams;
using nn::KernelSet;

namespace {

std::vector<std::vector<float>> parts(const SplitParams& params, const Tensor& input) {
  std::vector<std::vector<float>> values;
  for (const Tensor& output : runOutputs(layer(params), {&input}, KernelSet::Eigen))
    values.push_back(valuesOf(output));
  return values;
}

}  // namespace

class tst_split : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void cutsByHand() {
    const Tensor input({2, 3}, std::vector<float>{1, 2, 3, 4, 5, 6});
    using Parts = std::vector<std::vector<float>>;
    QCOMPARE(parts({.axis = 1, .sizes = {2, 1}}, input), (Parts{{1, 2, 4, 5}, {3, 6}}));
    QCOMPARE(parts({.axis = -2, .sizes = {}, .parts = 2}, input), (Parts{{1, 2, 3}, {4, 5, 6}}));
    QCOMPARE(parts({.axis = 1, .sizes = {3}, .parts = 1}, input), (Parts{{1, 2, 3, 4, 5, 6}}));
  }
  void concatenatesBack() {
    const Tensor input = randomTensor({3, 7, 2, 5}, 4);
    for (int axis = 0; axis < 4; ++axis) {
      std::vector<std::int64_t> sizes{1, input.shape()[axis] - 1};
      const std::vector<Tensor> cut = runOutputs(layer(SplitParams{axis, sizes, 2}), {&input}, KernelSet::Eigen);
      QVERIFY(sameBits(runLayer(layer(model::ConcatParams{axis}), {&cut[0], &cut[1]}, KernelSet::Eigen), input));
    }
  }
  void refusesWhatDoesNotFit() {
    const auto code = [](const SplitParams& params) { return shapeError(layer(params), {{2, 6}}); };
    QVERIFY(code({.axis = 2, .sizes = {}, .parts = 2}) == ErrorCode::ShapeMismatch);
    QVERIFY(code({.axis = 1, .sizes = {}, .parts = 4}) == ErrorCode::ShapeMismatch);
    QVERIFY(code({.axis = 1, .sizes = {}, .parts = 0}) == ErrorCode::ShapeMismatch);
    QVERIFY(code({.axis = 1, .sizes = {3, 2}}) == ErrorCode::ShapeMismatch);
    QVERIFY(code({.axis = 1, .sizes = {3, 4}}) == ErrorCode::ShapeMismatch);
    QVERIFY(code({.axis = 1, .sizes = {8, -2}}) == ErrorCode::ShapeMismatch);
    QVERIFY(code({.axis = 1, .sizes = {3, 3}, .parts = 3}) == ErrorCode::ShapeMismatch);
    QVERIFY(code({.axis = 1, .sizes = {6, 0}}) == ErrorCode::Unsupported);
  }
  void knowsWhetherImagesStayApart() {
    QVERIFY(perImage(layer(SplitParams{1, {}, 2}), {{2, 6}}));
    QVERIFY(!perImage(layer(SplitParams{0, {}, 2}), {{2, 6}}));
  }
};

EFFORTLAB_TEST(tst_split)
#include "tst_split.moc"
