#include "nn_support.h"
#include "support/test_registry.h"

#include <QTest>

#include <cmath>
#include <limits>
#include <random>
#include <vector>

using namespace effortlab;
using namespace effortlab::tests;
using model::ElementwiseKind;
using model::ElementwiseParams;
using nn::KernelSet;

namespace {

const std::vector<ElementwiseKind> kinds = {
    ElementwiseKind::Add,   ElementwiseKind::Subtract, ElementwiseKind::Multiply, ElementwiseKind::Divide,
    ElementwiseKind::Power, ElementwiseKind::Max,      ElementwiseKind::Min,      ElementwiseKind::Mean};

ElementwiseParams of(ElementwiseKind kind, const std::vector<float>& coefficients = {}, int constantAt = -1) {
  return {kind, coefficients, constantAt};
}

bool takesMany(ElementwiseKind kind) {
  return kind != ElementwiseKind::Subtract && kind != ElementwiseKind::Divide && kind != ElementwiseKind::Power;
}

std::vector<float> joined(const ElementwiseParams& params, const std::vector<const Tensor*>& inputs,
                          const std::vector<TensorPtr>& constant = {}) {
  return valuesOf(runLayer(layer(params, constant), inputs, KernelSet::Eigen));
}

/// `shape` with some leading axes dropped and some others 1.
Shape thinned(std::mt19937& generator, const Shape& shape) {
  std::vector<std::int64_t> dims(shape.dims().begin(), shape.dims().end());
  if (generator() % 3 == 0 && !dims.empty())
    dims.erase(dims.begin(), dims.begin() + static_cast<std::ptrdiff_t>(generator() % (dims.size() + 1)));
  for (std::int64_t& dim : dims)
    dim = generator() % 3 == 0 ? 1 : dim;
  return Shape(std::span<const std::int64_t>(dims));
}

}  // namespace

class tst_elementwise : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void joinsByHand() {
    const Tensor a({3}, std::vector<float>{1, 4, 9});
    const Tensor b({3}, std::vector<float>{2, 0.5F, -3});
    using V = std::vector<float>;
    const V expected[] = {{3, 4.5F, 6},       {-1, 3.5F, 12}, {2, 2, -27},   {0.5F, 8, -3},
                          {1, 2, 1.0F / 729}, {2, 4, 9},      {1, 0.5F, -3}, {1.5F, 2.25F, 3}};
    for (std::size_t i = 0; i < kinds.size(); ++i)
      QCOMPARE(joined(of(kinds[i]), {&a, &b}), expected[i]);
  }
  void stretchesByHand() {
    const Tensor column({2, 1}, std::vector<float>{10, 20});
    const Tensor row({3}, std::vector<float>{1, 2, 3});
    const Tensor scalar({}, std::vector<float>{100});
    QCOMPARE(joined({}, {&column, &row, &scalar}), (std::vector<float>{111, 112, 113, 121, 122, 123}));
    QCOMPARE(joined(of(ElementwiseKind::Subtract), {&scalar, &row}), (std::vector<float>{99, 98, 97}));
    const Tensor map({1, 2, 1, 2}, std::vector<float>{1, 2, 3, 4});
    const Tensor gate({1, 2, 1, 1}, std::vector<float>{2, 10});
    QCOMPARE(joined(of(ElementwiseKind::Multiply), {&map, &gate}), (std::vector<float>{2, 4, 30, 40}));
    QCOMPARE(joined({}, {&scalar, &scalar}), (std::vector<float>{200}));
  }
  void takesOneToManyOperands() {
    const Tensor a({2}, std::vector<float>{3, 1});
    const Tensor b({2}, std::vector<float>{1, 5});
    const Tensor c({2}, std::vector<float>{2, 9});
    QCOMPARE(joined(of(ElementwiseKind::Max), {&a, &b, &c}), (std::vector<float>{3, 9}));
    QCOMPARE(joined(of(ElementwiseKind::Min), {&a, &b, &c}), (std::vector<float>{1, 1}));
    QCOMPARE(joined(of(ElementwiseKind::Mean), {&a, &b, &c}), (std::vector<float>{2, 5}));
    QCOMPARE(joined(of(ElementwiseKind::Mean), {&a}), (std::vector<float>{3, 1}));
    QCOMPARE(joined(of(ElementwiseKind::Add, {2, -1, 0.5F}), {&a, &b, &c}), (std::vector<float>{6, 1.5F}));
    QCOMPARE(joined(of(ElementwiseKind::Add, {-2}), {&a}), (std::vector<float>{-6, -2}));
  }
  void takesAConstantAtItsPlace() {
    const Tensor a({2}, std::vector<float>{3, 1});
    const auto constant = tensorOf({}, {10});
    QCOMPARE(joined(of(ElementwiseKind::Subtract, {}, 1), {&a}, {constant}), (std::vector<float>{-7, -9}));
    QCOMPARE(joined(of(ElementwiseKind::Subtract, {}, 0), {&a}, {constant}), (std::vector<float>{7, 9}));
    QCOMPARE(joined(of(ElementwiseKind::Add, {1, 2}, 0), {&a}, {constant}), (std::vector<float>{16, 12}));
  }
  void keepsNotANumber() {
    const Tensor a({2}, std::vector<float>{std::nanf(""), 1});
    const Tensor b({2}, std::vector<float>{1, std::nanf("")});
    for (const KernelSet kernels : {KernelSet::Eigen, KernelSet::Reference})
      for (const ElementwiseKind kind : {ElementwiseKind::Max, ElementwiseKind::Min}) {
        const Tensor output = runLayer(layer(of(kind)), {&a, &b}, kernels);
        QVERIFY(std::isnan(output.data()[0]) && std::isnan(output.data()[1]));
      }
  }
  void isTheReferenceForAnyShapes() {
    std::mt19937 generator(11);
    for (int round = 0; round < 400; ++round) {
      const ElementwiseKind kind = kinds[static_cast<std::size_t>(round) % kinds.size()];
      const Shape whole = randomShape(generator, round % (Shape::maxRank + 1), 4);
      std::vector<Tensor> operands;
      const unsigned count = takesMany(kind) ? 1 + generator() % 4 : 2;
      for (unsigned i = 0; i < count; ++i)
        operands.push_back(randomTensor(thinned(generator, whole), generator(), 0.5F, 2.0F));
      ElementwiseParams params = of(kind);
      if (kind == ElementwiseKind::Add && round % 3 == 0)
        for (unsigned i = 0; i < count; ++i)
          params.coefficients.push_back(0.25F * static_cast<float>(i + 1));
      std::vector<const Tensor*> inputs;
      for (const Tensor& operand : operands)
        inputs.push_back(&operand);
      const Tensor expected = runLayer(layer(params), inputs, KernelSet::Reference);
      const Tensor actual = runLayer(layer(params), inputs, KernelSet::Eigen);
      // Positive operands: sums do not cancel, and each operand adds one rounding or two.
      const std::string diff =
          difference(actual, expected, absolute(expected), 2.0 * count * std::numeric_limits<float>::epsilon());
      QVERIFY2(diff.empty(), qPrintable(QString("round %1: %2").arg(round).arg(QString::fromStdString(diff))));
    }
  }
  void oneThreadIsAnyNumber() {
    const Tensor a = randomTensor({3, 65, 31, 37}, 2);
    const Tensor b = randomTensor({3, 65, 31, 37}, 3);
    const Tensor gate = randomTensor({3, 65, 1, 1}, 4);
    for (const ElementwiseKind kind : {ElementwiseKind::Add, ElementwiseKind::Multiply}) {
      const auto node = layer(of(kind));
      for (const Tensor* right : {&b, &gate}) {
        const Tensor output = runLayer(node, {&a, right}, KernelSet::Eigen);
        QVERIFY(sameBits(runLayer(node, {&a, right}, KernelSet::Eigen, false), output));
        QVERIFY(sameBits(runLayer(node, {&a, right}, KernelSet::Reference), output));  // one rounding in both
      }
    }
  }
  void refusesWhatDoesNotFit() {
    const auto one = tensorOf({1}, {1});
    const auto code = [](const ElementwiseParams& params, const std::vector<Shape>& inputs,
                         const std::vector<TensorPtr>& constant = {}) {
      return shapeError(layer(params, constant), inputs);
    };
    QVERIFY(code({}, {}) == ErrorCode::ShapeMismatch);
    QVERIFY(code({}, {{2, 3}, {2}}) == ErrorCode::ShapeMismatch);
    QVERIFY(code(of(ElementwiseKind::Divide), {{2}, {2}, {2}}) == ErrorCode::ShapeMismatch);
    QVERIFY(code(of(ElementwiseKind::Power), {{2}}) == ErrorCode::ShapeMismatch);
    QVERIFY(code(of(ElementwiseKind::Add, {1}), {{2}, {2}}) == ErrorCode::ShapeMismatch);
    QVERIFY(code(of(ElementwiseKind::Max, {1, 1}), {{2}, {2}}) == ErrorCode::ShapeMismatch);
    QVERIFY(code(of(ElementwiseKind::Add, {}, 2), {{2}}, {one}) == ErrorCode::ShapeMismatch);
    QVERIFY(code(of(ElementwiseKind::Add, {}, 1), {{2}}, {one, one}) == ErrorCode::ShapeMismatch);
    QVERIFY(code({}, {{2}}, {one}) == ErrorCode::ShapeMismatch);
    QVERIFY(code(of(ElementwiseKind::Add, {}, 1), {{2}}) == ErrorCode::MissingData);
    QVERIFY(code({}, {{0, 2}, {2}}) == ErrorCode::Unsupported);
    constexpr std::int64_t huge = std::int64_t{1} << 30;
    QVERIFY(code({}, {{huge, 1}, {1, huge}}) == ErrorCode::TooLarge);
  }
  void knowsWhetherImagesStayApart() {
    const auto apart = [](const std::vector<Shape>& inputs) { return perImage(layer(ElementwiseParams{}), inputs); };
    QVERIFY(apart({{4, 3}, {4, 3}}));
    QVERIFY(apart({{4, 3, 2}, {4, 3, 1}}));
    QVERIFY(!apart({{4, 3}, {3}}));
    QVERIFY(!apart({{4, 3}, {1, 3}}));
    QVERIFY(!apart({Shape{}, Shape{}}));
    const auto withConstant = [](const Shape& input, const Shape& constant) {
      return perImage(layer(of(ElementwiseKind::Add, {}, 1), {std::make_shared<Tensor>(constant, 1.0F)}), {input});
    };
    QVERIFY(withConstant({4, 3}, {3}));
    QVERIFY(withConstant({4, 3}, {1, 3}));
    QVERIFY(!withConstant({4, 3}, {4, 3}));
    QVERIFY(!withConstant({4, 3}, {1, 1, 3}));
  }
};

EFFORTLAB_TEST(tst_elementwise)
#include "tst_elementwise.moc"
