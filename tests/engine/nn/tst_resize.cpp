#include "core/error.h"
#include "core/parallel.h"
#include "nn_support.h"
#include "support/test_registry.h"

#include <QTest>

#include <limits>
#include <numeric>
#include <random>

using namespace effortlab;
using namespace effortlab::tests;
using model::Interpolation;
using model::ResizeCoordinates;
using model::ResizeParams;
using model::ResizeRounding;
using nn::KernelSet;

namespace {

constexpr float epsilon = std::numeric_limits<float>::epsilon();

/// 1, 2, 3 ... in one map.
Tensor countingMap(std::int64_t height, std::int64_t width) {
  Tensor map({1, 1, height, width});
  std::iota(map.values().begin(), map.values().end(), 1.0F);
  return map;
}

/// One of the examples in ONNX's description of Resize.
struct ResizeExample {
  const char* name;
  std::int64_t height, width;
  ResizeParams params;
  Shape shape;
  std::vector<float> expected;
};

std::vector<ResizeExample> nearestExamples() {
  using enum ResizeCoordinates;
  using enum ResizeRounding;
  constexpr auto nearest = Interpolation::Nearest;
  return {
      {"upsample by factors",
       2,
       2,
       {nearest, HalfPixel, RoundPreferFloor, 0, 0, 2.0, 3.0},
       {1, 1, 4, 6},
       {1, 1, 1, 2, 2, 2, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 3, 3, 3, 4, 4, 4}},
      {"downsample by factors", 2, 4, {nearest, HalfPixel, RoundPreferFloor, 0, 0, 0.6F, 0.6F}, {1, 1, 1, 2}, {1, 3}},
      {"downsample to a size", 2, 4, {nearest, HalfPixel, RoundPreferFloor, 1, 3, 1.0, 1.0}, {1, 1, 1, 3}, {1, 2, 4}},
      {"upsample to a size",
       1,
       2,
       {nearest, HalfPixel, RoundPreferFloor, 1, 7, 1.0, 1.0},
       {1, 1, 1, 7},
       {1, 1, 1, 1, 2, 2, 2}},
      {"ceil", 1, 4, {nearest, HalfPixel, Ceil, 1, 8, 1.0, 1.0}, {1, 1, 1, 8}, {1, 2, 2, 3, 3, 4, 4, 4}},
      {"floor, aligned corners",
       1,
       4,
       {nearest, AlignCorners, Floor, 1, 8, 1.0, 1.0},
       {1, 1, 1, 8},
       {1, 1, 1, 2, 2, 3, 3, 4}},
      {"prefer ceil, asymmetric",
       1,
       4,
       {nearest, Asymmetric, RoundPreferCeil, 1, 8, 1.0, 1.0},
       {1, 1, 1, 8},
       {1, 2, 2, 3, 3, 4, 4, 4}},
      {"Darknet's upsample",
       2,
       2,
       {nearest, Asymmetric, Floor, 0, 0, 2.0, 2.0},
       {1, 1, 4, 4},
       {1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4}},
      // 3 / 0.6F is 5 in single precision.
      {"single precision factors", 1, 6, {nearest, Asymmetric, Floor, 0, 0, 1.0, 0.6F}, {1, 1, 1, 3}, {1, 2, 4}},
  };
}

std::vector<ResizeExample> linearExamples() {
  using enum ResizeCoordinates;
  constexpr auto linear = Interpolation::Linear;
  constexpr auto any = ResizeRounding::Floor;
  return {
      {"upsample by factors",
       2,
       2,
       {linear, HalfPixel, any, 0, 0, 2.0, 2.0},
       {1, 1, 4, 4},
       {1, 1.25F, 1.75F, 2, 1.5F, 1.75F, 2.25F, 2.5F, 2.5F, 2.75F, 3.25F, 3.5F, 3, 3.25F, 3.75F, 4}},
      {"downsample by factors",
       2,
       4,
       {linear, HalfPixel, any, 0, 0, 0.6F, 0.6F},
       {1, 1, 1, 2},
       {2.6666665F, 4.3333331F}},
      {"aligned corners, downsample",
       2,
       4,
       {linear, AlignCorners, any, 0, 0, 0.6F, 0.6F},
       {1, 1, 1, 2},
       {1, 3.142857F}},
      {"aligned corners, upsample",
       1,
       2,
       {linear, AlignCorners, any, 0, 0, 1.0, 2.0},
       {1, 1, 1, 4},
       {1, 4.0F / 3, 5.0F / 3, 2}},
      {"PyTorch's half pixel",
       4,
       4,
       {linear, PytorchHalfPixel, any, 3, 1, 1.0, 1.0},
       {1, 1, 3, 1},
       {1.6666666F, 7, 12.333333F}},
      {"asymmetric", 1, 2, {linear, Asymmetric, any, 0, 0, 1.0, 2.0}, {1, 1, 1, 4}, {1, 1.5F, 2, 2}},
  };
}

}  // namespace

class tst_resize : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void examples() {
    std::vector<ResizeExample> examples = nearestExamples();
    for (const ResizeExample& linear : linearExamples())
      examples.push_back(linear);
    for (const ResizeExample& example : examples)
      for (const KernelSet kernels : {KernelSet::Reference, KernelSet::Naive, KernelSet::Eigen}) {
        const Tensor input = countingMap(example.height, example.width);
        const Tensor expected(example.shape, example.expected);
        const double factor = example.params.mode == Interpolation::Nearest ? 0.0 : 4.0 * epsilon;
        const std::string found =
            difference(runLayer(layer(example.params), {&input}, kernels), expected, expected, factor);
        QVERIFY2(found.empty(), (std::string(example.name) + ": " + found).c_str());
      }
  }

  void agreesWithTheReference() {
    std::mt19937 random(3);
    const auto pick = [&](int low, int high) {
      return low + static_cast<std::int64_t>(random() % static_cast<unsigned>(high - low + 1));
    };
    for (int i = 0; i < 200; ++i) {
      ResizeParams params{.mode = static_cast<Interpolation>(pick(0, 1)),
                          .coordinates = static_cast<ResizeCoordinates>(pick(0, 3)),
                          .rounding = static_cast<ResizeRounding>(pick(0, 3))};
      if (pick(0, 1) == 0) {
        params.height = pick(1, 20);
        params.width = pick(1, 30);
      } else {
        params.scaleH = static_cast<double>(pick(2, 12)) / 4;
        params.scaleW = static_cast<double>(pick(2, 12)) / 4;
      }
      const Tensor input = randomTensor({pick(1, 2), pick(1, 3), pick(3, 9), pick(3, 13)}, static_cast<unsigned>(i));
      const Tensor positive = absolute(input);
      const Tensor expected = runLayer(layer(params), {&input}, KernelSet::Reference);
      const Tensor magnitude = runLayer(layer(params), {&positive}, KernelSet::Reference);
      const double factor = params.mode == Interpolation::Nearest ? 0.0 : 6.0 * epsilon;
      const std::string found =
          difference(runLayer(layer(params), {&input}, KernelSet::Eigen), expected, magnitude, factor);
      QVERIFY2(found.empty(), ("case " + std::to_string(i) + ": " + found).c_str());
    }
  }

  void threadsDoNotChangeBits() {
    const ResizeParams params{.mode = Interpolation::Linear, .height = 33, .width = 21};
    const Tensor input = randomTensor({3, 7, 12, 50}, 1);
    const Tensor serial = runLayer(layer(params), {&input}, KernelSet::Eigen, false);
    ThreadArena(3).run([&] { QVERIFY(sameBits(runLayer(layer(params), {&input}, KernelSet::Eigen), serial)); });
  }

  void sizes() {
    const auto shapeOf = [](double factor, std::int64_t side) {
      return outputShapes(layer(ResizeParams{.scaleH = factor, .scaleW = 1.0}), {{1, 1, side, 1}})[0][2];
    };
    QCOMPARE(shapeOf(0.7F, 10), 7);  // 6.9999999 in double precision
    QCOMPARE(shapeOf(0.6F, 2), 1);
    QCOMPARE(shapeOf(2.0, 13), 26);
    QCOMPARE(outputShapes(layer(ResizeParams{.scaleW = 2.0}), {{2, 3, 5}})[0].toString(), std::string("2x3x10"));
  }

  void refusesWhatDoesNotFit() {
    const auto shapesOf = [](const ResizeParams& params, const Shape& input) {
      return outputShapes(layer(params), {input});
    };
    QVERIFY_EXCEPTION_THROWN(shapesOf({}, {3, 4}), Error);
    QVERIFY_EXCEPTION_THROWN(shapesOf({}, {1, 1, 0, 4}), Error);
    QVERIFY_EXCEPTION_THROWN(shapesOf({.height = -1}, {1, 1, 4, 4}), Error);
    QVERIFY_EXCEPTION_THROWN(shapesOf({.scaleH = 0.2}, {1, 1, 4, 4}), Error);
    QVERIFY_EXCEPTION_THROWN(shapesOf({.scaleH = std::nan("")}, {1, 1, 4, 4}), Error);
    QVERIFY_EXCEPTION_THROWN(shapesOf({.scaleW = 1e30}, {1, 1, 4, 4}), Error);
    QVERIFY_EXCEPTION_THROWN(shapesOf({.scaleH = 2.0}, {1, 4, 4}), Error);
  }
};

EFFORTLAB_TEST(tst_resize)
#include "tst_resize.moc"
