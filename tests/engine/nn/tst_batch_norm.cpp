#include "core/error.h"
#include "core/parallel.h"
#include "nn_support.h"
#include "support/test_registry.h"

#include <QTest>

using namespace effortlab;
using namespace effortlab::tests;
using model::BatchNormParams;
using nn::KernelSet;

namespace {

model::Node batchNormLayer(const std::vector<float>& variance = {3, 0}) {
  return layer(BatchNormParams{.epsilon = 1.0F},
               {tensorOf({2}, {2, 1}), tensorOf({2}, {0.5F, -1}), tensorOf({2}, {1, 3}), tensorOf({2}, variance)});
}

}  // namespace

class tst_batch_norm : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void computesByHand() {
    for (const KernelSet kernels : {KernelSet::Reference, KernelSet::Eigen}) {
      const Tensor maps({1, 2, 1, 2}, std::vector<float>{1, 2, 3, 4});
      QCOMPARE(valuesOf(runLayer(batchNormLayer(), {&maps}, kernels)), (std::vector<float>{0.5F, 1.5F, -1, 0}));
      const Tensor vectors({2, 2}, std::vector<float>{1, 3, 2, 4});
      QCOMPARE(valuesOf(runLayer(batchNormLayer(), {&vectors}, kernels)), (std::vector<float>{0.5F, -1, 1.5F, 0}));
    }
  }

  void threadsDoNotChangeBits() {
    const Tensor input = randomTensor({3, 2, 150, 170}, 1);
    const Tensor serial = runLayer(batchNormLayer(), {&input}, KernelSet::Eigen, false);
    ThreadArena(3).run([&] { QVERIFY(sameBits(runLayer(batchNormLayer(), {&input}, KernelSet::Eigen), serial)); });
  }

  void refusesWhatDoesNotFit() {
    QVERIFY_EXCEPTION_THROWN(outputShapes(batchNormLayer(), {{1, 3, 4, 4}}), Error);
    QVERIFY_EXCEPTION_THROWN(outputShapes(batchNormLayer(), {{2}}), Error);
    QVERIFY_EXCEPTION_THROWN(outputShapes(batchNormLayer({3, -1}), {{1, 2}}), Error);
    model::Node node = batchNormLayer();
    node.weights.pop_back();
    QVERIFY_EXCEPTION_THROWN(outputShapes(node, {{1, 2}}), Error);
  }
};

EFFORTLAB_TEST(tst_batch_norm)
#include "tst_batch_norm.moc"
