#include "nn_support.h"
#include "support/test_registry.h"

#include <QTest>

#include <cmath>
#include <limits>
#include <random>
#include <vector>

using namespace effortlab;
using namespace effortlab::tests;
using model::ReduceKind;
using model::ReduceParams;
using nn::KernelSet;

namespace {

const std::vector<ReduceKind> kinds = {ReduceKind::Mean,      ReduceKind::Sum,      ReduceKind::Max, ReduceKind::Min,
                                       ReduceKind::Product,   ReduceKind::L1,       ReduceKind::L2,  ReduceKind::LogSum,
                                       ReduceKind::LogSumExp, ReduceKind::SumSquare};

Tensor reduced(const ReduceParams& params, const Tensor& input, KernelSet kernels = KernelSet::Eigen) {
  return runLayer(layer(params), {&input}, kernels);
}

/// Both round a result in double precision once. Logarithms near 0 keep an absolute error instead.
std::string mismatch(const ReduceParams& params, const Tensor& input) {
  const Tensor expected = reduced(params, input, KernelSet::Reference);
  Tensor magnitude = absolute(expected);
  for (float& value : magnitude.values())
    value += 0x1p-20F;
  return difference(reduced(params, input), expected, magnitude, std::numeric_limits<float>::epsilon());
}

}  // namespace

class tst_reduce : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void reducesByHand() {
    const Tensor input({2, 3}, std::vector<float>{1, -2, 3, 4, 5, -6});
    using V = std::vector<float>;
    QCOMPARE(valuesOf(reduced({ReduceKind::Sum, {1}}, input)), (V{2, 3}));
    QCOMPARE(valuesOf(reduced({ReduceKind::Sum, {0}}, input)), (V{5, 3, -3}));
    QCOMPARE(valuesOf(reduced({ReduceKind::Mean, {-1}}, input)), (V{2.0F / 3, 1}));
    QCOMPARE(valuesOf(reduced({ReduceKind::Max, {0}}, input)), (V{4, 5, 3}));
    QCOMPARE(valuesOf(reduced({ReduceKind::Min, {}}, input)), (V{-6}));
    QCOMPARE(valuesOf(reduced({ReduceKind::Product, {1}}, input)), (V{-6, -120}));
    QCOMPARE(valuesOf(reduced({ReduceKind::L1, {0, 1}}, input)), (V{21}));
    QCOMPARE(valuesOf(reduced({ReduceKind::SumSquare, {1}}, input)), (V{14, 77}));
    QCOMPARE(valuesOf(reduced({ReduceKind::L2, {1}}, input)), (V{3.74165739F, 8.77496439F}));
    QCOMPARE(valuesOf(reduced({ReduceKind::LogSum, {1}}, input)), (V{0.693147181F, 1.09861229F}));
    QCOMPARE(valuesOf(reduced({ReduceKind::LogSumExp, {1}}, input)), (V{3.13284523F, 5.3132739F}));
  }
  void keepsOrDropsAxes() {
    const auto shapeOf = [](const ReduceParams& params, const Shape& input) {
      return outputShapes(layer(params), {input})[0].toString();
    };
    QCOMPARE(shapeOf({ReduceKind::Sum, {2, -3}}, {2, 3, 4, 5}), std::string("2x1x1x5"));
    QCOMPARE(shapeOf({ReduceKind::Sum, {2, 1}, false}, {2, 3, 4, 5}), std::string("2x5"));
    QCOMPARE(shapeOf({ReduceKind::Sum, {}}, {2, 3}), std::string("1x1"));
    QCOMPARE(shapeOf({ReduceKind::Sum, {}, false}, {2, 3}), std::string("scalar"));
    QCOMPARE(shapeOf({ReduceKind::Sum, {}}, {}), std::string("scalar"));
  }
  void sumsInDoublePrecision() {
    Tensor input({1001}, 1.0F);
    input.data()[0] = 0x1p24F;  // a float sum would stay there
    QCOMPARE(reduced({ReduceKind::Sum, {}}, input).data()[0], 0x1p24F + 1000);
    input.reshape({1001, 1});
    QCOMPARE(reduced({ReduceKind::Sum, {0}}, input).data()[0], 0x1p24F + 1000);
  }
  void survivesLargeExponents() {
    const Tensor input({1, 2}, std::vector<float>{1000, 1000});
    QCOMPARE(reduced({ReduceKind::LogSumExp, {1}}, input).data()[0], 1000.693147F);
    const Tensor none({1, 2}, -std::numeric_limits<float>::infinity());
    QCOMPARE(reduced({ReduceKind::LogSumExp, {1}}, none).data()[0], -std::numeric_limits<float>::infinity());
    QCOMPARE(reduced({ReduceKind::L2, {1}}, Tensor({1, 4}, 1e30F)).data()[0], 2e30F);
  }
  void keepsNotANumber() {
    for (const Shape& shape : {Shape{3, 1}, Shape{1, 3}})
      for (int at = 0; at < 3; ++at) {
        Tensor input(shape, 1.0F);
        input.data()[at] = std::nanf("");
        for (const ReduceKind kind : kinds)
          for (const KernelSet kernels : {KernelSet::Eigen, KernelSet::Reference})
            QVERIFY(std::isnan(reduced({kind, {}}, input, kernels).data()[0]));
      }
  }
  void isTheReferenceForAnyShape() {
    std::mt19937 generator(5);
    for (int round = 0; round < 500; ++round) {
      const Shape shape = randomShape(generator, round % (Shape::maxRank + 1), 4);
      ReduceParams params{kinds[static_cast<std::size_t>(round) % kinds.size()], {}};
      params.keepDims = generator() % 2 == 0;
      for (int axis = 0; axis < shape.rank(); ++axis)
        if (generator() % 2 == 0)
          params.axes.push_back(axis);
      const float low = params.kind == ReduceKind::LogSum ? 0.5F : -2.0F;
      const std::string diff = mismatch(params, randomTensor(shape, generator(), low, 2.0F));
      QVERIFY2(diff.empty(), qPrintable(QString("round %1 %2: %3")
                                            .arg(round)
                                            .arg(QString::fromStdString(shape.toString()))
                                            .arg(QString::fromStdString(diff))));
    }
  }
  void isTheReferenceForLongRows() {
    const Tensor input = randomTensor({3, 101, 7, 43}, 8, 0.5F, 1.0F);
    for (const ReduceKind kind : kinds)
      for (const std::vector<int>& axes : std::vector<std::vector<int>>{{1}, {2, 3}, {0, 2, 3}, {0, 1}, {0, 3}, {}}) {
        const std::string diff = mismatch({kind, axes}, input);
        QVERIFY2(diff.empty(), qPrintable(QString::fromStdString(diff)));
      }
  }
  void oneThreadIsAnyNumber() {
    const Tensor input = randomTensor({3, 65, 31, 37}, 2);
    for (const ReduceKind kind : {ReduceKind::Mean, ReduceKind::LogSumExp})
      for (const std::vector<int>& axes : std::vector<std::vector<int>>{{1}, {2, 3}, {0}, {0, 2}}) {
        const auto node = layer(ReduceParams{kind, axes});
        QVERIFY(
            sameBits(runLayer(node, {&input}, KernelSet::Eigen, false), runLayer(node, {&input}, KernelSet::Eigen)));
      }
  }
  void refusesWhatDoesNotFit() {
    const auto code = [](const std::vector<int>& axes, const Shape& input) {
      return shapeError(layer(ReduceParams{ReduceKind::Sum, axes}), {input});
    };
    QVERIFY(code({2}, {2, 3}) == ErrorCode::ShapeMismatch);
    QVERIFY(code({1, -1}, {2, 3}) == ErrorCode::ShapeMismatch);
    QVERIFY(code({0}, {}) == ErrorCode::ShapeMismatch);
    QVERIFY(code({1}, {2, 0}) == ErrorCode::Unsupported);
  }
  void knowsWhetherImagesStayApart() {
    const auto apart = [](const ReduceParams& params) { return perImage(layer(params), {{4, 3, 2}}); };
    QVERIFY(apart({ReduceKind::Sum, {1, 2}}));
    QVERIFY(apart({ReduceKind::Sum, {-1}, false}));
    QVERIFY(!apart({ReduceKind::Sum, {}}));
    QVERIFY(!apart({ReduceKind::Sum, {-3}}));
  }
};

EFFORTLAB_TEST(tst_reduce)
#include "tst_reduce.moc"
