#include "core/error.h"
#include "nn_support.h"
#include "support/test_registry.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace effortlab;
using namespace effortlab::tests;
using model::SoftmaxParams;
using nn::KernelSet;

namespace {

bool allClose(const Tensor& actual, const std::vector<float>& expected) {
  for (std::size_t i = 0; i < expected.size(); ++i)
    if (!(std::abs(actual.data()[i] - expected[i]) <=
          8 * std::numeric_limits<float>::epsilon() * std::max(1.0F, std::abs(expected[i]))))
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
  void joinsAxes() {
    const Tensor input({2, 1, 2}, std::vector<float>{0, std::log(3.0F), std::log(2.0F), std::log(2.0F)});
    QVERIFY(allClose(runLayer(layer(SoftmaxParams{1, false, true}), {&input}, KernelSet::Eigen),
                     {0.25F, 0.75F, 0.5F, 0.5F}));
    QVERIFY(allClose(runLayer(layer(SoftmaxParams{0, false, true}), {&input}, KernelSet::Eigen),
                     {0.125F, 0.375F, 0.25F, 0.25F}));
    QVERIFY(allClose(runLayer(layer(SoftmaxParams{1}), {&input}, KernelSet::Eigen), {1, 1, 1, 1}));
  }
  void runsAlongTheFirstAxis() {
    const Tensor input({2, 2}, std::vector<float>{0, 5, std::log(3.0F), 5});
    QVERIFY(allClose(runLayer(layer(SoftmaxParams{0}), {&input}, KernelSet::Eigen), {0.25F, 0.5F, 0.75F, 0.5F}));
    const Tensor line({2}, std::vector<float>{0, std::log(3.0F)});
    QVERIFY(allClose(runLayer(layer(SoftmaxParams{-1}), {&line}, KernelSet::Eigen), {0.25F, 0.75F}));
  }
  void takesTheLogarithm() {
    const Tensor input({1, 3}, std::vector<float>{0, std::log(3.0F), -1000});
    QVERIFY(allClose(runLayer(layer(SoftmaxParams{1, true}), {&input}, KernelSet::Eigen),
                     {std::log(0.25F), std::log(0.75F), -1000 + std::log(0.25F)}));
    const Tensor large({1, 2}, std::vector<float>{1e4F, 1e4F});
    QVERIFY(allClose(runLayer(layer(SoftmaxParams{1, true}), {&large}, KernelSet::Eigen),
                     {std::log(0.5F), std::log(0.5F)}));
  }
  void oneThreadIsAnyNumber() {
    const Tensor input = randomTensor({5, 21, 37, 11}, 3, -8, 8);
    for (const bool log : {false, true})
      for (const int axis : {0, 1, 3}) {
        const auto node = layer(SoftmaxParams{axis, log});
        const Tensor output = runLayer(node, {&input}, KernelSet::Eigen);
        QVERIFY(sameBits(runLayer(node, {&input}, KernelSet::Eigen, false), output));
        QVERIFY(sameBits(runLayer(node, {&input}, KernelSet::Reference), output));
      }
  }
  void knowsWhetherImagesStayApart() {
    QVERIFY(perImage(layer(SoftmaxParams{1}), {{4, 3}}));
    QVERIFY(!perImage(layer(SoftmaxParams{-2}), {{4, 3}}));
    QVERIFY(!perImage(layer(SoftmaxParams{0, false, true}), {{4, 3}}));
  }
  void refusesEmptyTensors() {
    QVERIFY(shapeError(layer(SoftmaxParams{1}), {{4, 0}}) == ErrorCode::Unsupported);
    QVERIFY(shapeError(layer(SoftmaxParams{0}), {Shape{}}) == ErrorCode::ShapeMismatch);
  }
  void refusesAnAxisOutside() { QVERIFY_EXCEPTION_THROWN(outputShapes(layer(SoftmaxParams{2}), {{1, 3}}), Error); }
};

EFFORTLAB_TEST(tst_softmax)
#include "tst_softmax.moc"
