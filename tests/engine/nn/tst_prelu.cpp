#include "nn_support.h"
#include "support/test_registry.h"

#include <QTest>

#include <cmath>
#include <limits>
#include <random>
#include <vector>

using namespace effortlab;
using namespace effortlab::tests;
using model::PReluParams;
using nn::KernelSet;

namespace {

std::vector<float> rectified(const Tensor& input, const TensorPtr& slopes) {
  return valuesOf(runLayer(layer(PReluParams{}, {slopes}), {&input}, KernelSet::Eigen));
}

}  // namespace

class tst_prelu : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void multipliesByHand() {
    const Tensor input({1, 2, 2}, std::vector<float>{-1, 2, -3, -0.5F});
    QCOMPARE(rectified(input, tensorOf({1}, {0.5F})), (std::vector<float>{-0.5F, 2, -1.5F, -0.25F}));
    QCOMPARE(rectified(input, tensorOf({}, {2})), (std::vector<float>{-2, 2, -6, -1}));
    QCOMPARE(rectified(input, tensorOf({2, 1}, {2, 4})), (std::vector<float>{-2, 2, -12, -2}));
    QCOMPARE(rectified(input, tensorOf({1, 1, 2}, {2, 4})), (std::vector<float>{-2, 2, -6, -2}));
  }
  void oneSlopeAChannelLiesAlongAxisOne() {
    const Tensor input({1, 2, 3}, std::vector<float>{-1, -1, -1, -1, -1, -1});
    QCOMPARE(rectified(input, tensorOf({2}, {2, 4})), (std::vector<float>{-2, -2, -2, -4, -4, -4}));
  }
  void keepsNotANumber() {
    const Tensor input({1}, std::nanf(""));
    QVERIFY(std::isnan(rectified(input, tensorOf({1}, {0}))[0]));
  }
  void oneThreadIsAnyNumber() {
    const Tensor input = randomTensor({3, 65, 31, 37}, 2);
    const Tensor slopes = randomTensor({65}, 3);
    const auto node = layer(PReluParams{}, {std::make_shared<Tensor>(slopes)});
    const Tensor output = runLayer(node, {&input}, KernelSet::Eigen);
    QVERIFY(sameBits(runLayer(node, {&input}, KernelSet::Eigen, false), output));
    for (std::int64_t i = 0; i < input.size(); ++i) {
      const float x = input.data()[i];
      QCOMPARE(output.data()[i], x < 0 ? x * slopes.data()[i / (31 * 37) % 65] : x);
    }
  }
  void refusesWhatDoesNotFit() {
    QVERIFY(shapeError(layer(PReluParams{}), {{2, 3}}) == ErrorCode::MissingData);
    QVERIFY(shapeError(layer(PReluParams{}, {tensorOf({2}, {1, 2})}), {{2, 3}}) == ErrorCode::ShapeMismatch);
    QVERIFY(shapeError(layer(PReluParams{}, {tensorOf({1, 1, 1}, {1})}), {{2, 3}}) == ErrorCode::ShapeMismatch);
    QVERIFY(shapeError(layer(PReluParams{}, {tensorOf({2, 1}, {1, 2})}), {{1, 3}}) == ErrorCode::ShapeMismatch);
    QVERIFY(shapeError(layer(PReluParams{}, {tensorOf({1}, {1})}), {{2, 0}}) == ErrorCode::Unsupported);
  }
  void knowsWhetherImagesStayApart() {
    QVERIFY(perImage(layer(PReluParams{}, {tensorOf({3}, {1, 2, 3})}), {{2, 3}}));
    QVERIFY(perImage(layer(PReluParams{}, {tensorOf({1, 3}, {1, 2, 3})}), {{2, 3}}));
    QVERIFY(!perImage(layer(PReluParams{}, {tensorOf({2, 1}, {1, 2})}), {{2, 3}}));
  }
};

EFFORTLAB_TEST(tst_prelu)
#include "tst_prelu.moc"
