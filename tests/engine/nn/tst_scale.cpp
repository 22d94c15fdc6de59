#include "core/error.h"
#include "nn_support.h"
#include "support/test_registry.h"

#include <QTest>

using namespace effortlab;
using namespace effortlab::tests;
using model::ScaleParams;
using nn::KernelSet;

class tst_scale : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void computesByHand() {
    const Tensor input({2, 2, 1}, std::vector<float>{1, 2, 3, 4});
    for (const KernelSet kernels : {KernelSet::Reference, KernelSet::Eigen}) {
      const model::Node bare = layer(ScaleParams{}, {tensorOf({2}, {2, -1})});
      QCOMPARE(valuesOf(runLayer(bare, {&input}, kernels)), (std::vector<float>{2, -2, 6, -4}));
      const model::Node shifted = layer(ScaleParams{}, {tensorOf({2}, {2, -1}), tensorOf({2}, {10, 20})});
      QCOMPARE(valuesOf(runLayer(shifted, {&input}, kernels)), (std::vector<float>{12, 18, 16, 16}));
    }
  }

  void refusesWhatDoesNotFit() {
    const model::Node node = layer(ScaleParams{}, {tensorOf({2}, {2, -1})});
    QVERIFY_EXCEPTION_THROWN(outputShapes(node, {{1, 3, 4, 4}}), Error);
    QVERIFY_EXCEPTION_THROWN(outputShapes(node, {{2}}), Error);
    QVERIFY_EXCEPTION_THROWN(outputShapes(layer(ScaleParams{}), {{1, 2}}), Error);
  }
};

EFFORTLAB_TEST(tst_scale)
#include "tst_scale.moc"
