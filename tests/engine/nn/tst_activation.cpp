#include "nn_support.h"
#include "support/test_registry.h"

#include <QTest>

#include <cmath>
#include <limits>

using namespace effortlab;
using namespace effortlab::tests;
using model::ActivationKind;
using model::ActivationParams;
using nn::KernelSet;

class tst_activation : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void rectifies() {
    const Tensor input({1, 5}, std::vector<float>{-2, -0.0F, 0, 3, 1e30F});
    const Tensor output = runLayer(layer(ActivationParams{ActivationKind::Relu}), {&input}, KernelSet::Eigen);
    QCOMPARE(valuesOf(output), (std::vector<float>{0, 0, 0, 3, 1e30F}));
    QVERIFY(!std::signbit(output.data()[1]));
  }
  void sigmoidAndTanhByHand() {
    const Tensor input({1, 4}, std::vector<float>{0, 1, -200, 200});
    const Tensor sigmoid = runLayer(layer(ActivationParams{ActivationKind::Sigmoid}), {&input}, KernelSet::Eigen);
    const Tensor tanh = runLayer(layer(ActivationParams{ActivationKind::Tanh}), {&input}, KernelSet::Eigen);
    constexpr float tolerance = 2 * std::numeric_limits<float>::epsilon();
    const float expectedSigmoid[] = {0.5F, 0.731058579F, 0, 1};
    const float expectedTanh[] = {0, 0.761594156F, -1, 1};
    for (int i = 0; i < 4; ++i) {
      QVERIFY(std::abs(sigmoid.data()[i] - expectedSigmoid[i]) <= tolerance);
      QVERIFY(std::abs(tanh.data()[i] - expectedTanh[i]) <= tolerance);
    }
  }
  void coversTensorsOfManyTasks() {
    const Tensor input = randomTensor({3, 70001}, 4);
    const Tensor output = runLayer(layer(ActivationParams{}), {&input}, KernelSet::Eigen);
    for (std::int64_t i = 0; i < input.size(); ++i)
      QCOMPARE(output.data()[i], std::max(0.0F, input.data()[i]));
  }
};

EFFORTLAB_TEST(tst_activation)
#include "tst_activation.moc"
