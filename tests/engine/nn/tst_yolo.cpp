#include "core/error.h"
#include "core/parallel.h"
#include "nn_support.h"
#include "opencv_layer.h"
#include "support/test_registry.h"

#include <QTest>

#include <cmath>
#include <limits>

using namespace effortlab;
using namespace effortlab::tests;
using model::YoloParams;
using nn::KernelSet;

namespace {

constexpr std::int64_t yoloStride = 2;  ///< pixels of the network's input a cell

YoloParams someYolo() {
  return {.classes = 3,
          .anchors = {10, 14, 23, 27, 37, 58},
          .scaleXy = 1.05F,
          .threshold = 0.2F,
          .imageH = 5 * yoloStride,
          .imageW = 7 * yoloStride};
}

/// A network of one pooling and one yolo layer with the anchors 1 to 3 of four.
std::string yoloConfig(const YoloParams& params, std::int64_t channels) {
  return "[net]\nwidth=" + std::to_string(params.imageW) + "\nheight=" + std::to_string(params.imageH) +
         "\nchannels=" + std::to_string(channels) +
         "\n[maxpool]\nsize=2\nstride=2\n[yolo]\nmask=1,2,3\nanchors=1,2, 10,14, 23,27, 37,58\nclasses=" +
         std::to_string(params.classes) + "\nnum=4\nthresh=" + std::to_string(params.threshold) +
         "\nscale_x_y=" + std::to_string(params.scaleXy) + "\n";
}

/// Each element as a square of yoloStride pixels: max pooling gives the map back.
Tensor enlarged(const Tensor& map) {
  const Shape& in = map.shape();
  Tensor large({in[0], in[1], in[2] * yoloStride, in[3] * yoloStride});
  const std::int64_t width = in[3] * yoloStride;
  for (std::int64_t i = 0; i < large.size(); ++i)
    large.data()[i] = map.data()[i / width / yoloStride * in[3] + i % width / yoloStride];
  return large;
}

}  // namespace

class tst_yolo : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void computesByHand() {
    // One cell right of another; the second's logits are 0 but for its class.
    const YoloParams params{
        .classes = 1, .anchors = {8, 4}, .scaleXy = 2.0F, .threshold = 0.3F, .imageH = 16, .imageW = 32};
    const Tensor input({1, 6, 1, 2},
                       std::vector<float>{std::log(3.0F), 0, 0, 0, std::log(2.0F), 0, 0, 0, std::log(3.0F), 0, 0, 20});
    const Tensor output = runLayer(layer(params), {&input}, KernelSet::Eigen);
    QCOMPARE(output.shape().toString(), std::string("1x2x6"));
    // x: (0.75 - 0.5) * 2 + 0.5 = 1 of two cells; width 2 * 8 / 32; score 0.75 * 0.5.
    const Tensor expected(
        {1, 2, 6}, std::vector<float>{0.5F, 0.5F, 0.5F, 0.25F, 0.75F, 0.375F, 0.75F, 0.5F, 0.25F, 0.25F, 0.5F, 0.5F});
    QCOMPARE(difference(output, expected, expected, 8 * std::numeric_limits<float>::epsilon()), std::string());
    YoloParams strict = params;
    strict.threshold = output.data()[5];  // a score must be above it
    QCOMPARE(runLayer(layer(strict), {&input}, KernelSet::Eigen).data()[5], 0.0F);
  }

  void agreesWithOpenCv() {
    const YoloParams params = someYolo();
    const Tensor input = randomTensor({1, 24, 5, 7}, 3, -3.0F, 3.0F);
    const std::string config = yoloConfig(params, 24);
    cv::dnn::Net net = cv::dnn::readNetFromDarknet(config.data(), config.size());
    net.setPreferableBackend(cv::dnn::DNN_BACKEND_OPENCV);
    net.setInput(toMat(enlarged(input)));
    Tensor expected = toTensor(net.forward().clone());
    expected.reshape({1, 5 * 7 * 3, 8});
    const Tensor output = runLayer(layer(params), {&input}, KernelSet::Eigen);
    Tensor magnitude = absolute(expected);
    for (float& value : magnitude.values())
      value += 1.0F;  // positions are sums of numbers up to 1
    const std::string found = difference(output, expected, magnitude, 8 * std::numeric_limits<float>::epsilon());
    QVERIFY2(found.empty(), found.c_str());
    const auto values = output.values();
    QVERIFY(std::count(values.begin(), values.end(), 0.0F) > 10);
  }

  void imagesStandApart() {
    const YoloParams params = someYolo();
    const Tensor batch = randomTensor({3, 24, 5, 7}, 4);
    Tensor together;
    ThreadArena(3).run([&] { together = runLayer(layer(params), {&batch}, KernelSet::Eigen); });
    for (std::int64_t n = 0; n < 3; ++n) {
      const Tensor image({1, 24, 5, 7}, batch.image(n));
      const Tensor single = runLayer(layer(params), {&image}, KernelSet::Eigen, false);
      QVERIFY(sameBits(single, Tensor(single.shape(), std::as_const(together).image(n))));
    }
  }

  void refusesWhatDoesNotFit() {
    const auto refused = [](auto change, const Shape& input = {1, 24, 5, 7}) {
      YoloParams params = someYolo();
      change(params);
      try {
        outputShapes(layer(params), {input});
      } catch (const Error& error) {
        return error.code() == ErrorCode::ShapeMismatch;
      }
      return false;
    };
    QVERIFY(!refused([](auto&) {}));
    QVERIFY(refused([](auto&) {}, {1, 25, 5, 7}));
    QVERIFY(refused([](auto&) {}, {1, 24, 5}));
    QVERIFY(refused([](auto&) {}, {1, 24, 0, 7}));
    QVERIFY(refused([](auto& p) { p.anchors.pop_back(); }));
    QVERIFY(refused([](auto& p) { p.classes = 0; }));
    QVERIFY(refused([](auto& p) { p.imageW = 0; }));
  }
};

EFFORTLAB_TEST(tst_yolo)
#include "tst_yolo.moc"
