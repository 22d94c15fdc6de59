#include "nn_support.h"
#include "support/test_registry.h"

#include <QTest>

#include <cmath>
#include <limits>
#include <random>
#include <vector>

using namespace effortlab;
using namespace effortlab::tests;
using model::ConstantParams;
using nn::KernelSet;

class tst_constant : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void givesItsTensor() {
    const auto tensor = tensorOf({2, 3}, {1, 2, 3, 4, 5, 6});
    QVERIFY(sameBits(runLayer(layer(ConstantParams{}, {tensor}), {}, KernelSet::Eigen), *tensor));
    const auto scalar = tensorOf({}, {7});
    QVERIFY(sameBits(runLayer(layer(ConstantParams{}, {scalar}), {}, KernelSet::Eigen), *scalar));
  }
  void checksItself() {
    QVERIFY(shapeError(layer(ConstantParams{}), {}) == ErrorCode::MissingData);
    QVERIFY(shapeError(layer(ConstantParams{}, {tensorOf({1}, {1})}), {{1}}) == ErrorCode::ShapeMismatch);
    QVERIFY(shapeError(layer(ConstantParams{}, {tensorOf({0}, {})}), {}) == ErrorCode::Unsupported);
    QVERIFY(!perImage(layer(ConstantParams{}, {tensorOf({1}, {1})}), {}));
  }
};

EFFORTLAB_TEST(tst_constant)
#include "tst_constant.moc"
