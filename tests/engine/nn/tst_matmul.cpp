#include "nn_support.h"
#include "support/test_registry.h"

#include <QTest>

#include <cmath>
#include <limits>
#include <random>
#include <vector>

using namespace effortlab;
using namespace effortlab::tests;
using model::MatMulParams;
using nn::KernelSet;

namespace {

Tensor product(const MatMulParams& params, const Tensor& a, const Tensor& b, KernelSet kernels = KernelSet::Eigen,
               bool parallel = true) {
  return runLayer(layer(params), {&a, &b}, kernels, parallel);
}

std::string shapeOf(const Shape& a, const Shape& b, const MatMulParams& params = {}) {
  return outputShapes(layer(params), {a, b})[0].toString();
}

/// Some leading dimensions gone, others 1.
std::vector<std::int64_t> thinnedStack(std::mt19937& generator, std::vector<std::int64_t> stack) {
  stack.erase(stack.begin(), stack.begin() + static_cast<std::ptrdiff_t>(generator() % (stack.size() + 1)));
  for (std::int64_t& dim : stack)
    dim = generator() % 2 == 0 ? 1 : dim;
  return stack;
}

Tensor randomMatrices(std::mt19937& generator, std::vector<std::int64_t> stack, std::int64_t rows,
                      std::int64_t columns) {
  stack.push_back(rows);
  stack.push_back(columns);
  return randomTensor(Shape(std::span<const std::int64_t>(stack)), generator());
}

}  // namespace

class tst_matmul : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void multipliesByHand() {
    const Tensor a({2, 3}, std::vector<float>{1, 2, 3, 4, 5, 6});
    const Tensor b({3, 2}, std::vector<float>{1, 0, 0, 1, 2, -1});
    const Tensor turnedA({3, 2}, std::vector<float>{1, 4, 2, 5, 3, 6});
    const Tensor turnedB({2, 3}, std::vector<float>{1, 0, 2, 0, 1, -1});
    const std::vector<float> expected{7, -1, 16, -1};
    for (const KernelSet kernels : {KernelSet::Eigen, KernelSet::Naive, KernelSet::Reference}) {
      QCOMPARE(valuesOf(product({}, a, b, kernels)), expected);
      QCOMPARE(valuesOf(product({true, false}, turnedA, b, kernels)), expected);
      QCOMPARE(valuesOf(product({false, true}, a, turnedB, kernels)), expected);
      QCOMPARE(valuesOf(product({true, true, 0.5F}, turnedA, turnedB, kernels)),
               (std::vector<float>{3.5F, -0.5F, 8, -0.5F}));
    }
  }
  void takesVectors() {
    const Tensor v({2}, std::vector<float>{1, 10});
    const Tensor m({2, 2}, std::vector<float>{1, 2, 3, 4});
    QCOMPARE(valuesOf(product({}, v, v)), (std::vector<float>{101}));
    QCOMPARE(valuesOf(product({}, v, m)), (std::vector<float>{31, 42}));
    QCOMPARE(valuesOf(product({}, m, v)), (std::vector<float>{21, 43}));
    QCOMPARE(shapeOf({4}, {4}), std::string("scalar"));
    QCOMPARE(shapeOf({4}, {7, 4, 5}), std::string("7x5"));
    QCOMPARE(shapeOf({7, 5, 4}, {4}), std::string("7x5"));
  }
  void stretchesStacks() {
    QCOMPARE(shapeOf({2, 1, 3, 4}, {5, 4, 6}), std::string("2x5x3x6"));
    QCOMPARE(shapeOf({3, 4}, {5, 4, 6}), std::string("5x3x6"));
    QCOMPARE(shapeOf({2, 4, 3}, {2, 5, 4}, {true, true}), std::string("2x3x5"));
  }
  void isTheReferenceForAnyShapes() {
    std::mt19937 generator(9);
    for (int round = 0; round < 300; ++round) {
      std::vector<std::int64_t> stack;
      for (int axis = round % 5; axis > 0; --axis)
        stack.push_back(1 + static_cast<std::int64_t>(generator() % 3));
      const auto size = [&] { return 1 + static_cast<std::int64_t>(generator() % 21); };
      const std::int64_t rows = size(), depth = size(), columns = size();
      const MatMulParams params{generator() % 2 == 0, generator() % 2 == 0, round % 3 == 0 ? 0.25F : 1.0F};
      const Tensor a = randomMatrices(generator, thinnedStack(generator, stack), params.transposeA ? depth : rows,
                                      params.transposeA ? rows : depth);
      const Tensor b = randomMatrices(generator, thinnedStack(generator, stack), params.transposeB ? columns : depth,
                                      params.transposeB ? depth : columns);
      const Tensor expected = product(params, a, b, KernelSet::Reference);
      const Tensor magnitude = product(params, absolute(a), absolute(b), KernelSet::Reference);
      const double factor = static_cast<double>(depth + 2) * std::numeric_limits<float>::epsilon();
      for (const KernelSet kernels : {KernelSet::Eigen, KernelSet::Naive}) {
        const std::string diff = difference(product(params, a, b, kernels), expected, magnitude, factor);
        QVERIFY2(diff.empty(), qPrintable(QString("round %1: %2").arg(round).arg(QString::fromStdString(diff))));
      }
    }
  }
  void oneThreadIsAnyNumber() {
    const Tensor a = randomTensor({3, 203, 151}, 1);
    const Tensor b = randomTensor({3, 97, 151}, 2);
    const MatMulParams params{false, true};
    const Tensor output = product(params, a, b);
    QVERIFY(sameBits(product(params, a, b, KernelSet::Eigen, false), output));
    const std::string diff = difference(output, product(params, a, b, KernelSet::Reference),
                                        product(params, absolute(a), absolute(b), KernelSet::Reference),
                                        152 * std::numeric_limits<float>::epsilon());
    QVERIFY2(diff.empty(), diff.c_str());
  }
  void countsMacs() {
    const auto macs = [](const Shape& a, const Shape& b) {
      const auto node = layer(MatMulParams{});
      const std::vector<Shape> inputs{a, b};
      return nn::layerOps(node.params).macs(node, inputs, outputShapes(node, inputs));
    };
    QCOMPARE(macs({2, 1, 3, 4}, {5, 4, 6}), std::int64_t{2 * 5 * 3 * 4 * 6});
    QCOMPARE(macs({4}, {4}), std::int64_t{4});
  }
  void refusesWhatDoesNotFit() {
    const auto code = [](const std::vector<Shape>& inputs) { return shapeError(layer(MatMulParams{}), inputs); };
    QVERIFY(code({{2, 3}}) == ErrorCode::ShapeMismatch);
    QVERIFY(code({{2, 3}, {2, 3}}) == ErrorCode::ShapeMismatch);
    QVERIFY(code({{}, {2, 3}}) == ErrorCode::ShapeMismatch);
    QVERIFY(code({{2, 2, 3}, {3, 3, 2}}) == ErrorCode::ShapeMismatch);
    QVERIFY(code({{2, 0}, {0, 2}}) == ErrorCode::Unsupported);
    constexpr std::int64_t huge = std::int64_t{1} << 30;
    QVERIFY(code({{huge, 1}, {1, huge}}) == ErrorCode::TooLarge);
    QVERIFY(code({{1024, huge}, {huge, 1024}}) == std::nullopt);
    QVERIFY(code({{huge, 1024}, {1024, 1024}}) == std::nullopt);
  }
  void knowsWhetherImagesStayApart() {
    const auto apart = [](const Shape& a, const Shape& b) { return perImage(layer(MatMulParams{}), {a, b}); };
    QVERIFY(apart({4, 2, 3}, {4, 3, 5}));
    QVERIFY(!apart({4, 3}, {3, 5}));
    QVERIFY(!apart({4, 2, 3}, {3, 5}));
    QVERIFY(!apart({4, 2, 3}, {1, 3, 5}));
  }
};

EFFORTLAB_TEST(tst_matmul)
#include "tst_matmul.moc"
