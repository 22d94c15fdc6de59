#include "core/error.h"
#include "nn_support.h"
#include "support/test_registry.h"

#include <QTest>

using namespace effortlab;
using namespace effortlab::tests;
using model::ConcatParams;
using nn::KernelSet;

class tst_concat : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void joinsChannelsOfEachImage() {
    const Tensor a({2, 1, 1, 2}, std::vector<float>{1, 2, 3, 4});
    const Tensor b({2, 2, 1, 2}, std::vector<float>{5, 6, 7, 8, 9, 10, 11, 12});
    const Tensor joined = runLayer(layer(ConcatParams{1}), {&a, &b}, KernelSet::Eigen);
    QCOMPARE(joined.shape().toString(), std::string("2x3x1x2"));
    QCOMPARE(valuesOf(joined), (std::vector<float>{1, 2, 5, 6, 7, 8, 3, 4, 9, 10, 11, 12}));
  }
  void countsAxesFromTheEnd() {
    const Tensor a({2, 1}, std::vector<float>{1, 2});
    const Tensor b({2, 2}, std::vector<float>{3, 4, 5, 6});
    QCOMPARE(valuesOf(runLayer(layer(ConcatParams{-1}), {&a, &b}, KernelSet::Eigen)),
             (std::vector<float>{1, 3, 4, 2, 5, 6}));
    const Tensor c({1, 1}, std::vector<float>{7});
    QCOMPARE(valuesOf(runLayer(layer(ConcatParams{0}), {&a, &c}, KernelSet::Eigen)), (std::vector<float>{1, 2, 7}));
  }
  void joinsVectors() {
    const Tensor a({2}, std::vector<float>{1, 2});
    const Tensor b({1}, std::vector<float>{3});
    QCOMPARE(valuesOf(runLayer(layer(ConcatParams{0}), {&a, &b, &a}, KernelSet::Eigen)),
             (std::vector<float>{1, 2, 3, 1, 2}));
    QCOMPARE(valuesOf(runLayer(layer(ConcatParams{-1}), {&b}, KernelSet::Eigen)), (std::vector<float>{3}));
  }
  void knowsWhetherImagesStayApart() {
    QVERIFY(perImage(layer(ConcatParams{1}), {{4, 3}, {4, 2}}));
    QVERIFY(!perImage(layer(ConcatParams{-2}), {{4, 3}, {2, 3}}));
  }
  void refusesWhatDoesNotFit() {
    QVERIFY(shapeError(layer(ConcatParams{1}), {{1, 2}, {1, 0}}) == ErrorCode::Unsupported);
    QVERIFY(shapeError(layer(ConcatParams{0}), {Shape{}, Shape{}}) == ErrorCode::ShapeMismatch);
    constexpr std::int64_t huge = std::int64_t{1} << 40;
    QVERIFY(shapeError(layer(ConcatParams{0}), {{huge}, {huge}}) == ErrorCode::TooLarge);
    QVERIFY_EXCEPTION_THROWN(outputShapes(layer(ConcatParams{1}), {{1, 2, 3}, {1, 2, 4}}), Error);
    QVERIFY_EXCEPTION_THROWN(outputShapes(layer(ConcatParams{1}), {{1, 2, 3}, {1, 2}}), Error);
    QVERIFY_EXCEPTION_THROWN(outputShapes(layer(ConcatParams{3}), {{1, 2, 3}}), Error);
    QVERIFY_EXCEPTION_THROWN(outputShapes(layer(ConcatParams{1}), {}), Error);
  }
};

EFFORTLAB_TEST(tst_concat)
#include "tst_concat.moc"
