#include "core/error.h"
#include "nn_support.h"
#include "support/test_registry.h"

#include <QTest>

using namespace effortlab;
using namespace effortlab::tests;
using model::FlattenParams;

class tst_flatten : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void joinsAxes() {
    QCOMPARE(shapeOf({}, {5, 2, 3, 4}), std::string("5x24"));
    QCOMPARE(shapeOf({.axis = 1, .endAxis = 2}, {5, 2, 3, 4}), std::string("5x6x4"));
    QCOMPARE(shapeOf({.axis = -2}, {5, 2, 3, 4}), std::string("5x2x12"));
    QCOMPARE(shapeOf({}, {5, 7}), std::string("5x7"));
  }
  void onnxAlwaysHasTwoDimensions() {
    QCOMPARE(shapeOf({.axis = 1, .onnxTwoDims = true}, {5, 2, 3, 4}), std::string("5x24"));
    QCOMPARE(shapeOf({.axis = 3, .onnxTwoDims = true}, {5, 2, 3, 4}), std::string("30x4"));
    QCOMPARE(shapeOf({.axis = 0, .onnxTwoDims = true}, {5, 2}), std::string("1x10"));
    QCOMPARE(shapeOf({.axis = 2, .onnxTwoDims = true}, {5, 2}), std::string("10x1"));
  }
  void onnxTakesAnyAxis() {
    QCOMPARE(shapeOf({.axis = 0, .onnxTwoDims = true}, {2, 3, 4, 5}), std::string("1x120"));
    QCOMPARE(shapeOf({.axis = -1, .onnxTwoDims = true}, {2, 3, 4, 5}), std::string("24x5"));
    QCOMPARE(shapeOf({.axis = -4, .onnxTwoDims = true}, {2, 3, 4, 5}), std::string("1x120"));
    QCOMPARE(shapeOf({.axis = 4, .onnxTwoDims = true}, {2, 3, 4, 5}), std::string("120x1"));
    QCOMPARE(shapeOf({.axis = 0, .onnxTwoDims = true}, {}), std::string("1x1"));
  }
  void knowsWhetherImagesStayApart() {
    const auto apart = [](const FlattenParams& params, const Shape& input) { return perImage(layer(params), {input}); };
    QVERIFY(apart({.axis = 1, .onnxTwoDims = true}, {4, 2, 3}));
    QVERIFY(apart({.axis = -2, .onnxTwoDims = true}, {4, 2, 3}));
    QVERIFY(apart({.axis = 2, .onnxTwoDims = true}, {4, 1, 3}));
    QVERIFY(!apart({.axis = 2, .onnxTwoDims = true}, {4, 2, 3}));
    QVERIFY(!apart({.axis = 0, .onnxTwoDims = true}, {4, 2, 3}));
    QVERIFY(apart({.axis = -2}, {4, 2, 3}));
    QVERIFY(apart({.axis = 0, .endAxis = 0}, {4, 2, 3}));
    QVERIFY(!apart({.axis = 0, .endAxis = 1}, {4, 2, 3}));
  }
  void keepsTheElements() {
    const Tensor input = randomTensor({2, 3, 4}, 1);
    const Tensor output = runLayer(layer(FlattenParams{}), {&input}, nn::KernelSet::Eigen);
    QCOMPARE(valuesOf(output), valuesOf(input));
    const Tensor copy = runLayer(layer(model::IdentityParams{}), {&input}, nn::KernelSet::Eigen);
    QVERIFY(sameBits(copy, input));
  }
  void refusesAxesOutside() {
    QVERIFY_EXCEPTION_THROWN(shapeOf({.axis = 4}, {5, 2, 3, 4}), Error);
    QVERIFY_EXCEPTION_THROWN(shapeOf({.axis = 2, .endAxis = 1}, {5, 2, 3, 4}), Error);
    QVERIFY_EXCEPTION_THROWN(shapeOf({.axis = 3, .onnxTwoDims = true}, {5, 2}), Error);
    QVERIFY(shapeError(layer(FlattenParams{}), {{5, 0}}) == ErrorCode::Unsupported);
  }

private:
  static std::string shapeOf(const FlattenParams& params, const Shape& input) {
    return outputShapes(layer(params), {input})[0].toString();
  }
};

EFFORTLAB_TEST(tst_flatten)
#include "tst_flatten.moc"
