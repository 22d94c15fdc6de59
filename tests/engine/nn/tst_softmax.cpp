#include "core/error.h"
#include "nn_support.h"
#include "support/test_registry.h"

#include <QTest>

#include <cmath>
#include <limits>

using namespace effortlab;
using namespace effortlab::tests;
using model::SoftmaxParams;
using nn::KernelSet;

namespace {

bool allClose(const Tensor& actual, const std::vector<float>& expected) {
  for (std::size_t i = 0; i < expected.size(); ++i)
    if (!(std::abs(actual.data()[i] - expected[i]) <= 8 * std::numeric_limits<float>::epsilon()))
      return false;
  return actual.size() == static_cast<std::int64_t>(expected.size());
}

}  // namespace

class tst_softmax : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void computesByHand() {
    const Tensor input({2, 2}, std::vector<float>{0, std::log(3.0F), 5, 5});
    QVERIFY(allClose(runLayer(layer(SoftmaxParams{1}), {&input}, KernelSet::Eigen), {0.25F, 0.75F, 0.5F, 0.5F}));
  }
  void runsAlongInnerAxes() {
    const Tensor input({1, 2, 1, 2}, std::vector<float>{0, 0, std::log(3.0F), std::log(9.0F)});
    QVERIFY(allClose(runLayer(layer(SoftmaxParams{1}), {&input}, KernelSet::Eigen), {0.25F, 0.1F, 0.75F, 0.9F}));
    QVERIFY(allClose(runLayer(layer(SoftmaxParams{-2}), {&input}, KernelSet::Eigen), {1, 1, 1, 1}));
  }
  void survivesLargeLogits() {
    const Tensor input({1, 3}, std::vector<float>{1e4F, 1e4F, -1e4F});
    QVERIFY(allClose(runLayer(layer(SoftmaxParams{1}), {&input}, KernelSet::Eigen), {0.5F, 0.5F, 0}));
  }
  void refusesAnAxisOutside() { QVERIFY_EXCEPTION_THROWN(outputShapes(layer(SoftmaxParams{2}), {{1, 3}}), Error); }
};

EFFORTLAB_TEST(tst_softmax)
#include "tst_softmax.moc"
