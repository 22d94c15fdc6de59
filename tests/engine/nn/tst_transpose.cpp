#include "nn_support.h"
#include "support/test_registry.h"

#include <QTest>

#include <cmath>
#include <limits>
#include <random>
#include <vector>

using namespace effortlab;
using namespace effortlab::tests;
using model::TransposeParams;
using nn::KernelSet;

class tst_transpose : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void swapsByHand() {
    const Tensor input({2, 3}, std::vector<float>{1, 2, 3, 4, 5, 6});
    const Tensor output = runLayer(layer(TransposeParams{{1, 0}}), {&input}, KernelSet::Eigen);
    QCOMPARE(output.shape().toString(), std::string("3x2"));
    QCOMPARE(valuesOf(output), (std::vector<float>{1, 4, 2, 5, 3, 6}));
  }
  void isTheReferenceForAnyOrder() {
    std::mt19937 generator(7);
    for (int round = 0; round < 200; ++round) {
      const Shape shape = randomShape(generator, round % (Shape::maxRank + 1), 4);
      std::vector<int> order;
      for (int axis = 0; axis < shape.rank(); ++axis)
        order.insert(order.begin() + static_cast<std::ptrdiff_t>(generator() % (order.size() + 1)), axis);
      const Tensor input = randomTensor(shape, static_cast<unsigned>(round));
      const auto node = layer(TransposeParams{order});
      QVERIFY2(sameBits(runLayer(node, {&input}, KernelSet::Eigen), runLayer(node, {&input}, KernelSet::Reference)),
               shape.toString().c_str());
    }
  }
  void oneThreadIsAnyNumber() {
    const Tensor input = randomTensor({3, 65, 31, 37}, 2);
    const auto node = layer(TransposeParams{{0, 2, 3, 1}});
    const Tensor output = runLayer(node, {&input}, KernelSet::Eigen);
    QVERIFY(sameBits(runLayer(node, {&input}, KernelSet::Eigen, false), output));
    QVERIFY(sameBits(runLayer(node, {&input}, KernelSet::Reference), output));
  }
  void isTheReferenceForLargePlanes() {
    const std::vector<std::vector<int>> orders = {{0, 2, 3, 1}, {3, 2, 1, 0}, {2, 3, 0, 1}, {0, 3, 1, 2},
                                                  {1, 0, 3, 2}, {3, 0, 2, 1}, {1, 3, 2, 0}, {2, 1, 3, 0}};
    for (const Shape& shape : {Shape{3, 17, 33, 50}, Shape{40, 2, 16, 65}, Shape{64, 1, 1, 16}})
      for (const std::vector<int>& order : orders) {
        const Tensor input = randomTensor(shape, 6);
        const auto node = layer(TransposeParams{order});
        const Tensor output = runLayer(node, {&input}, KernelSet::Eigen);
        QVERIFY(sameBits(output, runLayer(node, {&input}, KernelSet::Reference)));
        QVERIFY(sameBits(output, runLayer(node, {&input}, KernelSet::Eigen, false)));
      }
  }
  void refusesWhatDoesNotFit() {
    QVERIFY(shapeError(layer(TransposeParams{{0}}), {{2, 3}}) == ErrorCode::ShapeMismatch);
    QVERIFY(shapeError(layer(TransposeParams{{0, 0}}), {{2, 3}}) == ErrorCode::ShapeMismatch);
    QVERIFY(shapeError(layer(TransposeParams{{0, 2}}), {{2, 3}}) == ErrorCode::ShapeMismatch);
    QVERIFY(shapeError(layer(TransposeParams{{1, 0}}), {{0, 3}}) == ErrorCode::Unsupported);
  }
  void knowsWhetherImagesStayApart() {
    QVERIFY(perImage(layer(TransposeParams{{0, 2, 1}}), {{4, 2, 3}}));
    QVERIFY(!perImage(layer(TransposeParams{{1, 0, 2}}), {{4, 2, 3}}));
  }
};

EFFORTLAB_TEST(tst_transpose)
#include "tst_transpose.moc"
