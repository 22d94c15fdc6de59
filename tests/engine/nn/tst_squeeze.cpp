#include "nn_support.h"
#include "support/test_registry.h"

#include <QTest>

#include <cmath>
#include <limits>
#include <random>
#include <vector>

using namespace effortlab;
using namespace effortlab::tests;
using model::SqueezeParams;
using nn::KernelSet;

namespace {

std::string squeezed(const std::vector<int>& axes, const Shape& input) {
  return outputShapes(layer(SqueezeParams{axes}), {input})[0].toString();
}

}  // namespace

class tst_squeeze : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void removesAxes() {
    QCOMPARE(squeezed({2, 3}, {5, 7, 1, 1}), std::string("5x7"));
    QCOMPARE(squeezed({-1, 1}, {5, 1, 7, 1}), std::string("5x7"));
    QCOMPARE(squeezed({}, {1, 5, 1, 7, 1}), std::string("5x7"));
    QCOMPARE(squeezed({}, {1, 1}), std::string("scalar"));
    QCOMPARE(squeezed({}, {}), std::string("scalar"));
  }
  void keepsTheElements() {
    const Tensor input = randomTensor({3, 1, 4}, 1);
    QCOMPARE(valuesOf(runLayer(layer(SqueezeParams{{1}}), {&input}, KernelSet::Eigen)), valuesOf(input));
  }
  void refusesWhatDoesNotFit() {
    QVERIFY(shapeError(layer(SqueezeParams{{0}}), {{2, 1}}) == ErrorCode::ShapeMismatch);
    QVERIFY(shapeError(layer(SqueezeParams{{2}}), {{2, 1}}) == ErrorCode::ShapeMismatch);
    QVERIFY(shapeError(layer(SqueezeParams{{1, -1}}), {{2, 1}}) == ErrorCode::ShapeMismatch);
    QVERIFY(shapeError(layer(SqueezeParams{{1}}), {{0, 1}}) == ErrorCode::Unsupported);
  }
  void knowsWhetherImagesStayApart() {
    QVERIFY(perImage(layer(SqueezeParams{{2}}), {{1, 2, 1}}));
    QVERIFY(!perImage(layer(SqueezeParams{{0}}), {{1, 2, 1}}));
    QVERIFY(!perImage(layer(SqueezeParams{{-3, 2}}), {{1, 2, 1}}));
    QVERIFY(!perImage(layer(SqueezeParams{}), {{4, 2, 1}}));  // a batch of one would lose its axis
  }
};

EFFORTLAB_TEST(tst_squeeze)
#include "tst_squeeze.moc"
