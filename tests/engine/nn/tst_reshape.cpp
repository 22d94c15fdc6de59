#include "nn_support.h"
#include "support/test_registry.h"

#include <QTest>

#include <cmath>
#include <limits>
#include <random>
#include <vector>

using namespace effortlab;
using namespace effortlab::tests;
using model::ReshapeParams;
using nn::KernelSet;

namespace {

std::string reshaped(const std::vector<std::int64_t>& dims, const Shape& input) {
  return outputShapes(layer(ReshapeParams{dims}), {input})[0].toString();
}

bool apart(const std::vector<std::int64_t>& dims, const Shape& input) {
  return perImage(layer(ReshapeParams{dims}), {input});
}

}  // namespace

class tst_reshape : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void worksOutSizes() {
    QCOMPARE(reshaped({4, 2, 3}, {2, 3, 4}), std::string("4x2x3"));
    QCOMPARE(reshaped({2, -1, 2}, {2, 3, 4}), std::string("2x6x2"));
    QCOMPARE(reshaped({2, 0, 1, -1}, {2, 3, 4}), std::string("2x3x1x4"));
    QCOMPARE(reshaped({-1}, {2, 3, 4}), std::string("24"));
    QCOMPARE(reshaped({}, {1, 1}), std::string("scalar"));
    QCOMPARE(reshaped({1, -1}, {}), std::string("1x1"));
  }
  void keepsTheElements() {
    const Tensor input = randomTensor({3, 4}, 1);
    QCOMPARE(valuesOf(runLayer(layer(ReshapeParams{{2, -1}}), {&input}, KernelSet::Eigen)), valuesOf(input));
  }
  void refusesWhatDoesNotFit() {
    const auto code = [](const std::vector<std::int64_t>& dims, const Shape& input) {
      return shapeError(layer(ReshapeParams{dims}), {input});
    };
    QVERIFY(code({5, -1}, {2, 3}) == ErrorCode::ShapeMismatch);
    QVERIFY(code({-1, -1}, {2, 3}) == ErrorCode::ShapeMismatch);
    QVERIFY(code({-2, 3}, {2, 3}) == ErrorCode::ShapeMismatch);
    QVERIFY(code({2, 3, 0}, {2, 3}) == ErrorCode::ShapeMismatch);
    QVERIFY(code({7}, {2, 3}) == ErrorCode::ShapeMismatch);
    QVERIFY(code({1, 1, 1, 1, 1, 1, 1, 1, 6}, {2, 3}) == ErrorCode::Unsupported);
    QVERIFY(code({0, 3}, {0, 3}) == ErrorCode::Unsupported);
    QVERIFY(code({std::int64_t{1} << 62, 8, -1}, {2, 3}) == ErrorCode::TooLarge);
  }
  void knowsWhetherImagesStayApart() {
    QVERIFY(apart({0, -1}, {4, 2, 3}));
    QVERIFY(apart({-1, 6}, {4, 2, 3}));
    QVERIFY(apart({-1, 3, 2}, {4, 2, 3}));
    QVERIFY(apart({0, 0, 1, 3}, {4, 2, 3}));
    QVERIFY(!apart({1, -1}, {1, 2, 3}));
    QVERIFY(!apart({4, 6}, {4, 2, 3}));
    QVERIFY(!apart({-1, 3}, {4, 2, 3}));
    QVERIFY(!apart({-1}, {4, 2, 3}));
    QVERIFY(!apart({6, -1}, {4, 2, 3}));
    QVERIFY(apart({-1}, {4, 1, 1}));
  }
};

EFFORTLAB_TEST(tst_reshape)
#include "tst_reshape.moc"
