#include "nn_support.h"
#include "support/test_registry.h"

#include <QTest>

#include <cmath>
#include <limits>
#include <random>
#include <vector>

using namespace effortlab;
using namespace effortlab::tests;
using model::UnsqueezeParams;
using nn::KernelSet;

namespace {

std::string unsqueezed(const std::vector<int>& axes, const Shape& input) {
  return outputShapes(layer(UnsqueezeParams{axes}), {input})[0].toString();
}

}  // namespace

class tst_unsqueeze : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void putsAxesIn() {
    QCOMPARE(unsqueezed({0}, {5, 7}), std::string("1x5x7"));
    QCOMPARE(unsqueezed({4, 1, 2}, {5, 7}), std::string("5x1x1x7x1"));
    QCOMPARE(unsqueezed({-1}, {5, 7}), std::string("5x7x1"));
    QCOMPARE(unsqueezed({-2, 0}, {5}), std::string("1x1x5"));
    QCOMPARE(unsqueezed({0}, {}), std::string("1"));
  }
  void keepsTheElements() {
    const Tensor input = randomTensor({3, 4}, 1);
    QCOMPARE(valuesOf(runLayer(layer(UnsqueezeParams{{1}}), {&input}, KernelSet::Eigen)), valuesOf(input));
  }
  void refusesWhatDoesNotFit() {
    QVERIFY(shapeError(layer(UnsqueezeParams{{3}}), {{2, 3}}) == ErrorCode::ShapeMismatch);
    QVERIFY(shapeError(layer(UnsqueezeParams{{1, -3}}), {{2, 3}}) == ErrorCode::ShapeMismatch);
    QVERIFY(shapeError(layer(UnsqueezeParams{{0}}), {{1, 1, 1, 1, 1, 1, 1, 1}}) == ErrorCode::Unsupported);
    QVERIFY(shapeError(layer(UnsqueezeParams{{0}}), {{0}}) == ErrorCode::Unsupported);
  }
  void knowsWhetherImagesStayApart() {
    QVERIFY(perImage(layer(UnsqueezeParams{{1, 2}}), {{4, 2}}));
    QVERIFY(!perImage(layer(UnsqueezeParams{{0}}), {{4, 2}}));
    QVERIFY(!perImage(layer(UnsqueezeParams{{-3}}), {{4, 2}}));
  }
};

EFFORTLAB_TEST(tst_unsqueeze)
#include "tst_unsqueeze.moc"
