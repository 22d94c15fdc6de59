#include "core/error.h"
#include "core/parallel.h"
#include "nn_support.h"
#include "opencv_layer.h"
#include "support/test_registry.h"

#include <QTest>

#include <limits>
#include <random>

using namespace effortlab;
using namespace effortlab::tests;
using model::AutoPad;
using model::DeconvolutionParams;
using nn::KernelSet;

namespace {

constexpr KernelSet deconvKernels[] = {KernelSet::Reference, KernelSet::Naive, KernelSet::Eigen};

/// A deconvolution with everything that varies, and its random operands.
struct DeconvCase {
  Shape input;
  DeconvolutionParams params;
  bool bias = true;

  std::string text() const {
    const model::Window2d& w = params.window;
    const auto pair = [](std::int64_t a, std::int64_t b) { return std::to_string(a) + "," + std::to_string(b); };
    return "input " + input.toString() + " K " + std::to_string(params.outputs) + " groups " +
           std::to_string(params.groups) + " kernel " + pair(w.kernelH, w.kernelW) + " stride " +
           pair(w.strideH, w.strideW) + " pad tl " + pair(w.padTop, w.padLeft) + " br " +
           pair(w.padBottom, w.padRight) + " dilation " + pair(w.dilationH, w.dilationW) + " output pad " +
           pair(params.outputPadH, params.outputPadW) + (bias ? " bias: " : " no bias: ");
  }
  model::Node node(unsigned seed, bool absoluteValues = false) const {
    const auto make = [&](const Shape& shape, unsigned s) {
      const Tensor tensor = randomTensor(shape, s);
      return std::make_shared<Tensor>(absoluteValues ? absolute(tensor) : tensor);
    };
    std::vector<TensorPtr> weights{
        make({input[1], params.outputs / params.groups, params.window.kernelH, params.window.kernelW}, seed)};
    if (bias)
      weights.push_back(make({params.outputs}, seed + 1));
    return layer(params, weights);
  }
  std::int64_t depth() const { return input[1] / params.groups * params.window.kernelH * params.window.kernelW; }
};

/// `symmetric`: only what OpenCV's layer can be told.
DeconvCase randomDeconvCase(std::mt19937& random, bool symmetric) {
  const auto pick = [&](std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(random() % static_cast<unsigned>(high - low + 1));
  };
  DeconvCase c;
  model::Window2d& w = c.params.window;
  c.params.groups = pick(0, 2) == 0 ? pick(2, 4) : 1;
  c.params.outputs = c.params.groups * pick(1, 7);
  w = {.kernelH = pick(1, 5), .kernelW = pick(1, 5), .strideH = pick(1, 3), .strideW = pick(1, 3)};
  w.dilationH = symmetric ? 1 : pick(1, 2);
  w.dilationW = symmetric ? 1 : pick(1, 3);
  c.input = {pick(1, 3), c.params.groups * pick(1, 5), pick(3, 11), pick(3, 17)};
  w.padTop = pick(0, std::min<std::int64_t>(2, w.kernelH - 1));
  w.padLeft = pick(0, std::min<std::int64_t>(2, w.kernelW - 1));
  w.padBottom = symmetric ? w.padTop : pick(0, 2);
  w.padRight = symmetric ? w.padLeft : pick(0, 2);
  c.params.outputPadH = pick(0, w.strideH - 1);
  c.params.outputPadW = pick(0, w.strideW - 1);
  c.bias = pick(0, 3) != 0;
  return c;
}

/// Several blocks of output maps, a kernel whose taps go in parts, a bilinear upsampling by groups, a stride beyond the
/// kernel.
std::vector<DeconvCase> chosenDeconvCases() {
  return {{{2, 9, 40, 41}, {.outputs = 37, .window = {.kernelH = 4, .kernelW = 4, .strideH = 2, .strideW = 2}}},
          {{1, 21, 9, 8},
           {.outputs = 21, .window = {.kernelH = 8, .kernelW = 8, .strideH = 4, .strideW = 4}, .groups = 21},
           false},
          {{1, 2, 90, 80}, {.outputs = 2, .window = {.kernelH = 5, .kernelW = 6, .strideH = 2, .strideW = 1}}},
          {{3, 4, 5, 6}, {.outputs = 6, .window = {.kernelH = 2, .kernelW = 1, .strideH = 5, .strideW = 3}}}};
}

}  // namespace

class tst_deconv2d : public QObject {
  Q_OBJECT
private Q_SLOTS:
  /// The example of ONNX's ConvTranspose.
  void computesByHand() {
    const Tensor input({1, 1, 3, 3}, std::vector<float>{0, 1, 2, 3, 4, 5, 6, 7, 8});
    const DeconvolutionParams params{.outputs = 2, .window = {.kernelH = 3, .kernelW = 3}};
    std::vector<float> weights(18, 1.0F);
    std::fill(weights.begin() + 9, weights.end(), 2.0F);
    const std::vector<float> once{0,  1,  3, 3,  2,  3,  8,  15, 12, 7,  9,  21, 36,
                                  27, 15, 9, 20, 33, 24, 13, 6,  13, 21, 15, 8};
    std::vector<float> expected = once;
    for (const float value : once)
      expected.push_back(2 * value + 100);
    for (const KernelSet kernels : deconvKernels) {
      const Tensor output =
          runLayer(layer(params, {tensorOf({1, 2, 3, 3}, weights), tensorOf({2}, {0, 100})}), {&input}, kernels);
      QCOMPARE(output.shape().toString(), std::string("1x2x5x5"));
      QCOMPARE(valuesOf(output), expected);
    }
  }

  void stridesDilationPaddingAndGroupsByHand() {
    const Tensor line({1, 1, 1, 2}, std::vector<float>{1, 2});
    const auto run = [&](const DeconvolutionParams& params, const Tensor& input, KernelSet kernels) {
      const std::int64_t channels = input.shape()[1];
      const std::vector<float> weights = channels == 1 ? std::vector<float>{10, 1} : std::vector<float>{10, 1, -1, 3};
      return valuesOf(runLayer(layer(params, {tensorOf({channels, 1, 1, 2}, weights)}), {&input}, kernels));
    };
    for (const KernelSet kernels : deconvKernels) {
      const DeconvolutionParams strided{.outputs = 1, .window = {.kernelW = 2, .strideW = 2}, .outputPadW = 1};
      QCOMPARE(run(strided, line, kernels), (std::vector<float>{10, 1, 20, 2, 0}));
      const DeconvolutionParams dilated{.outputs = 1, .window = {.kernelW = 2, .padLeft = 1, .dilationW = 2}};
      QCOMPARE(run(dilated, line, kernels), (std::vector<float>{20, 1, 2}));
      const Tensor maps({1, 2, 1, 2}, std::vector<float>{1, 2, 3, 4});
      const DeconvolutionParams grouped{.outputs = 2, .window = {.kernelW = 2}, .groups = 2};
      QCOMPARE(run(grouped, maps, kernels), (std::vector<float>{10, 21, 2, -3, 5, 12}));
    }
  }

  /// Of five elements, ONNX cuts off the last for SAME_UPPER and the first otherwise.
  void outputSizesAndAutomaticPadding() {
    const Tensor line({1, 1, 1, 2}, std::vector<float>{1, 2});
    const auto run = [&](AutoPad autoPad, std::int64_t width) {
      const DeconvolutionParams params{
          .outputs = 1, .window = {.kernelW = 3, .strideW = 2, .autoPad = autoPad}, .outputW = width};
      const model::Node node = layer(params, {tensorOf({1, 1, 1, 3}, {1, 10, 100})});
      const std::vector<float> values = valuesOf(runLayer(node, {&line}, KernelSet::Eigen));
      return values == valuesOf(runLayer(node, {&line}, KernelSet::Reference)) ? values : std::vector<float>{};
    };
    QCOMPARE(run(AutoPad::None, 0), (std::vector<float>{1, 10, 102, 20, 200}));
    QCOMPARE(run(AutoPad::SameUpper, 0), (std::vector<float>{1, 10, 102, 20}));
    QCOMPARE(run(AutoPad::SameLower, 0), (std::vector<float>{10, 102, 20, 200}));
    QCOMPARE(run(AutoPad::None, 4), (std::vector<float>{10, 102, 20, 200}));
    QCOMPARE(run(AutoPad::SameUpper, 2), (std::vector<float>{10, 102}));
    QCOMPARE(run(AutoPad::None, 6), (std::vector<float>{1, 10, 102, 20, 200, 0}));
  }

  void linesAreMapsOfOneRow() {
    const Tensor lines = randomTensor({2, 3, 7}, 1);
    const Tensor maps({2, 3, 1, 7}, lines.values());
    const DeconvolutionParams params{.outputs = 4, .window = {.kernelW = 3, .strideW = 2, .padLeft = 1}};
    const model::Node node = layer(params, {std::make_shared<Tensor>(randomTensor({3, 4, 1, 3}, 2))});
    for (const KernelSet kernels : deconvKernels) {
      const Tensor output = runLayer(node, {&lines}, kernels);
      QCOMPARE(output.shape().toString(), std::string("2x4x14"));
      QCOMPARE(valuesOf(output), valuesOf(runLayer(node, {&maps}, kernels)));
    }
  }

  void agreesWithTheReference() {
    std::mt19937 random(20240611);
    std::vector<DeconvCase> cases = chosenDeconvCases();
    for (int i = 0; i < 200; ++i)
      cases.push_back(randomDeconvCase(random, false));
    for (std::size_t i = 0; i < cases.size(); ++i) {
      const DeconvCase& c = cases[i];
      const auto seed = static_cast<unsigned>(3 * i);
      const Tensor input = randomTensor(c.input, seed + 2);
      const Tensor positive = absolute(input);
      const Tensor expected = runLayer(c.node(seed), {&input}, KernelSet::Reference);
      const Tensor magnitude = runLayer(c.node(seed, true), {&positive}, KernelSet::Reference);
      const double factor = static_cast<double>(c.depth() + 2) * std::numeric_limits<float>::epsilon() / 2;
      const std::string found =
          difference(runLayer(c.node(seed), {&input}, KernelSet::Eigen), expected, magnitude, factor);
      QVERIFY2(found.empty(), (c.text() + found).c_str());
    }
  }

  void agreesWithOpenCv() {
    std::mt19937 random(7);
    for (unsigned i = 0; i < 60; ++i) {
      const DeconvCase c = randomDeconvCase(random, true);
      const model::Window2d& w = c.params.window;
      const model::Node node = c.node(i);
      cv::dnn::LayerParams params;
      params.set("num_output", static_cast<int>(c.params.outputs));
      params.set("group", static_cast<int>(c.params.groups));
      params.set("bias_term", c.bias);
      const auto set = [&](const std::string& name, std::int64_t vertical, std::int64_t horizontal) {
        params.set(name + "_h", static_cast<int>(vertical));
        params.set(name + "_w", static_cast<int>(horizontal));
      };
      set("kernel", w.kernelH, w.kernelW);
      set("stride", w.strideH, w.strideW);
      set("pad", w.padTop, w.padLeft);
      set("adj", c.params.outputPadH, c.params.outputPadW);
      for (const TensorPtr& tensor : node.weights)
        params.blobs.push_back(toMat(*tensor));
      const Tensor input = randomTensor(c.input, i + 1000);
      const Tensor positive = absolute(input);
      const Tensor magnitude = runLayer(c.node(i, true), {&positive}, KernelSet::Reference);
      const double factor = static_cast<double>(c.depth() + 2) * std::numeric_limits<float>::epsilon();
      const std::string found = difference(runLayer(node, {&input}, KernelSet::Eigen),
                                           runOpenCvLayer("Deconvolution", params, {&input}), magnitude, factor);
      QVERIFY2(found.empty(), (c.text() + found).c_str());
    }
  }

  void threadsDoNotChangeBits() {
    for (const DeconvCase& c : chosenDeconvCases()) {
      const Tensor input = randomTensor(c.input, 5);
      const Tensor serial = runLayer(c.node(7), {&input}, KernelSet::Eigen, false);
      for (const int threads : {1, 5}) {
        Tensor parallel;
        ThreadArena(threads).run([&] { parallel = runLayer(c.node(7), {&input}, KernelSet::Eigen); });
        QVERIFY2(sameBits(parallel, serial), (c.text() + std::to_string(threads) + " threads").c_str());
      }
    }
  }

  void countsMacs() {
    const DeconvCase c{{2, 6, 5, 4},
                       {.outputs = 4, .window = {.kernelH = 3, .kernelW = 2, .strideH = 2, .strideW = 2}, .groups = 2}};
    const std::vector<Shape> inputs{c.input};
    const std::vector<Shape> outputs = outputShapes(c.node(1), inputs);
    QCOMPARE(outputs[0].toString(), std::string("2x4x11x8"));
    QCOMPARE(nn::layerOps(c.node(1).params).macs(c.node(1), inputs, outputs), 2 * 6 * 5 * 4 * 2 * 3 * 2);
  }

  void refusesWhatDoesNotFit() {
    const DeconvCase good{{1, 6, 5, 5}, {.outputs = 4, .window = {.kernelH = 3, .kernelW = 3}, .groups = 2}};
    const auto shapesOf = [&](const DeconvolutionParams& params, const Shape& input) {
      model::Node changed = good.node(1);
      changed.params = params;
      return outputShapes(changed, {input});
    };
    QCOMPARE(shapesOf(good.params, good.input).size(), std::size_t{1});
    QVERIFY_EXCEPTION_THROWN(shapesOf(good.params, {6, 5}), Error);
    QVERIFY_EXCEPTION_THROWN(shapesOf(good.params, {1, 8, 5, 5}), Error);
    QVERIFY_EXCEPTION_THROWN(shapesOf(good.params, {1, 6, 5}), Error);  // a line becomes three rows high
    const auto refused = [&](auto change) {
      DeconvolutionParams bad = good.params;
      change(bad);
      try {
        shapesOf(bad, good.input);
      } catch (const Error& error) {
        return error.code() == ErrorCode::ShapeMismatch;
      }
      return false;
    };
    QVERIFY(refused([](auto& p) { p.groups = 0; }));
    QVERIFY(refused([](auto& p) { p.window.strideW = 0; }));
    QVERIFY(refused([](auto& p) { p.window.padTop = 4, p.window.padBottom = 3; }));
    QVERIFY(refused([](auto& p) { p.outputPadW = -1; }));
    QVERIFY(refused([](auto& p) { p.outputH = std::numeric_limits<std::int64_t>::max(); }));
    QVERIFY(refused([](auto& p) { p.window.strideH = std::int64_t{1} << 24; }));
    model::Node bare = good.node(1);
    bare.weights.clear();
    QVERIFY_EXCEPTION_THROWN(outputShapes(bare, {good.input}), Error);
  }
};

EFFORTLAB_TEST(tst_deconv2d)
#include "tst_deconv2d.moc"
