#include "core/error.h"
#include "core/parallel.h"
#include "nn/softmax.h"
#include "nn_support.h"
#include "opencv_layer.h"
#include "support/test_registry.h"

#include <QTest>

#include <limits>
#include <optional>

using namespace effortlab;
using namespace effortlab::tests;
using model::BoxCode;
using model::DetectionOutputParams;
using nn::KernelSet;

namespace {

constexpr std::int64_t rowSize = 7;

/// Two default boxes: the left and the right half of the image.
Tensor halves() {
  return {{1, 2, 8}, std::vector<float>{0, 0, 0.5F, 1, 0.5F, 0, 1, 1, 0.1F, 0.1F, 0.2F, 0.2F, 0.1F, 0.1F, 0.2F, 0.2F}};
}

DetectionOutputParams twoClasses(BoxCode code) {
  return {.classes = 2, .code = code, .nmsThreshold = 0.45F, .keepTopK = 10, .confidenceThreshold = 0.1F};
}

Tensor detect(const DetectionOutputParams& params, const Tensor& locations, const Tensor& confidences,
              const Tensor& priors, bool parallel = true) {
  return runLayer(layer(params), {&locations, &confidences, &priors}, KernelSet::Eigen, parallel);
}

/// Corners of the box that one location makes of the left half.
std::vector<float> boxOf(const DetectionOutputParams& params, const std::vector<float>& location) {
  std::vector<float> values = location;
  values.resize(8, 0.0F);
  const Tensor rows =
      detect(params, Tensor({1, 8}, values), Tensor({1, 4}, std::vector<float>{0.2F, 0.8F, 1, 0}), halves());
  return {rows.data() + 3, rows.data() + rowSize};
}

/// Random boxes and predictions.
struct Scene {
  Tensor locations, confidences, priors;

  Scene(std::int64_t images, std::int64_t boxes, const DetectionOutputParams& params, unsigned seed)
      : locations(randomTensor({images, 4 * boxes * (params.shareLocation ? 1 : params.classes)}, seed)),
        confidences({images, boxes * params.classes}),
        priors({1, params.varianceEncodedInTarget ? 1 : 2, 4 * boxes}) {
    const Tensor scores = randomTensor({images * boxes, params.classes}, seed + 1, -3.0F, 3.0F);
    const Tensor soft = runLayer(layer(model::SoftmaxParams{}), {&scores}, KernelSet::Reference);
    std::copy_n(soft.data(), soft.size(), confidences.data());
    const Tensor random = randomTensor({boxes, 4}, seed + 2, 0.0F, 1.0F);
    for (std::int64_t i = 0; i < boxes; ++i) {
      const float* from = random.data() + 4 * i;
      float* box = priors.data() + 4 * i;
      box[0] = from[0] * 0.6F;
      box[1] = from[1] * 0.6F;
      box[2] = box[0] + 0.1F + from[2] * 0.3F;
      box[3] = box[1] + 0.1F + from[3] * 0.3F;
    }
    for (std::int64_t i = 4 * boxes; i < priors.size(); ++i)
      priors.data()[i] = i % 4 < 2 ? 0.1F : 0.2F;
  }
};

/// OpenCV's rows without those of zeros that fill up.
Tensor openCvRows(const DetectionOutputParams& p, const Scene& scene) {
  cv::dnn::LayerParams params;
  params.set("num_classes", p.classes);
  params.set("share_location", p.shareLocation);
  params.set("background_label_id", p.backgroundLabel);
  params.set("code_type", cv::String(p.code == BoxCode::CenterSize ? "CENTER_SIZE" : "CORNER"));
  params.set("variance_encoded_in_target", p.varianceEncodedInTarget);
  params.set("nms_threshold", p.nmsThreshold);
  params.set("top_k", p.topK);
  params.set("keep_top_k", p.keepTopK);
  params.set("confidence_threshold", p.confidenceThreshold);
  const Tensor all = runOpenCvLayer("DetectionOutput", params, {&scene.locations, &scene.confidences, &scene.priors});
  std::int64_t rows = 0;
  while (rows < all.size() / rowSize && all.data()[rows * rowSize + 2] > 0.0F)
    ++rows;
  return {{1, 1, rows, rowSize}, all.values().first(static_cast<std::size_t>(rows * rowSize))};
}

std::string detectionText(const DetectionOutputParams& p) {
  return "classes " + std::to_string(p.classes) + (p.shareLocation ? " shared" : " apart") + " code " +
         std::to_string(static_cast<int>(p.code)) + " top " + std::to_string(p.topK) + " keep " +
         std::to_string(p.keepTopK) + ": ";
}

}  // namespace

class tst_detection_output : public QObject {
  Q_OBJECT
private Q_SLOTS:
  /// Left half 0, 0, 0.5, 1 with variances 0.1, 0.1, 0.2, 0.2 moved by 1, 2, -1, 0.5.
  void decodesEachCode() {
    const std::vector<float> location{1, 2, -1, 0.5F};
    const auto near = [](const std::vector<float>& actual, const std::vector<float>& expected) {
      const Tensor a({4}, actual), e({4}, expected);
      return difference(a, e, Tensor({4}, 2.0F), 2 * std::numeric_limits<float>::epsilon());
    };
    QCOMPARE(near(boxOf(twoClasses(BoxCode::Corner), location), {0.1F, 0.2F, 0.3F, 1.1F}), std::string());
    QCOMPARE(near(boxOf(twoClasses(BoxCode::CornerSize), location), {0.05F, 0.2F, 0.4F, 1.1F}), std::string());
    // Centre (0.25 + 0.1 * 0.5, 0.5 + 0.2 * 1), size 0.5 exp(-0.2) x exp(0.1).
    const float halfWidth = 0.25F * std::exp(-0.2F);
    const float halfHeight = 0.5F * std::exp(0.1F);
    QCOMPARE(near(boxOf(twoClasses(BoxCode::CenterSize), location),
                  {0.3F - halfWidth, 0.7F - halfHeight, 0.3F + halfWidth, 0.7F + halfHeight}),
             std::string());
    DetectionOutputParams encoded = twoClasses(BoxCode::CornerSize);
    encoded.varianceEncodedInTarget = true;
    QCOMPARE(near(boxOf(encoded, {0.1F, 0.2F, -0.2F, 0.1F}), {0.05F, 0.2F, 0.4F, 1.1F}), std::string());
  }

  /// Four equal boxes and one elsewhere: per class the best of the equal ones stays, rows fall by score.
  void suppressesClassByClass() {
    Tensor priors({1, 2, 20}, 0.1F);
    for (std::int64_t i = 0; i < 4; ++i)
      std::copy_n(std::vector<float>{0, 0, 0.5F, 0.5F}.data(), 4, priors.data() + 4 * i);
    std::copy_n(std::vector<float>{0.6F, 0.6F, 1, 1}.data(), 4, priors.data() + 16);
    const Tensor locations({1, 20}, 0.0F);
    const Tensor confidences({1, 15}, std::vector<float>{0.5F, 0.3F, 0.2F, 0.2F, 0.7F, 0.1F, 0.3F, 0.1F, 0.6F, 0.9F,
                                                         0.05F, 0.05F, 0.2F, 0.4F, 0.4F});
    DetectionOutputParams params{.classes = 3, .nmsThreshold = 0.5F, .keepTopK = 3, .confidenceThreshold = 0.15F};
    const auto labelsAndScores = [&] {
      const Tensor rows = detect(params, locations, confidences, priors);
      std::vector<float> result;
      for (std::int64_t row = 0; row < rows.size() / rowSize; ++row)
        result.insert(result.end(), rows.data() + row * rowSize + 1, rows.data() + row * rowSize + 3);
      return result;
    };
    QCOMPARE(labelsAndScores(), (std::vector<float>{1, 0.7F, 2, 0.6F, 1, 0.4F}));
    params.keepTopK = -1;
    QCOMPARE(labelsAndScores(), (std::vector<float>{1, 0.7F, 2, 0.6F, 1, 0.4F, 2, 0.4F}));
    params.topK = 1;
    QCOMPARE(labelsAndScores(), (std::vector<float>{1, 0.7F, 2, 0.6F}));
  }

  /// Overlaps 0.6 and 0.5: with eta the second candidate meets a lower threshold than the first.
  void etaLowersTheThreshold() {
    Tensor priors({1, 2, 12}, 0.0F);
    const std::vector<float> boxes{0, 0, 1, 1, 2, 0, 3, 1, 0, 0, 1, 0.6F};  // the third lies in the first
    std::copy(boxes.begin(), boxes.end(), priors.data());
    const Tensor locations({1, 12}, 0.0F);
    const Tensor confidences({1, 6}, std::vector<float>{0.1F, 0.9F, 0.2F, 0.8F, 0.3F, 0.7F});
    DetectionOutputParams params{.classes = 2, .nmsThreshold = 0.7F, .keepTopK = -1};
    QCOMPARE(detect(params, locations, confidences, priors).shape()[2], 3);
    params.eta = 0.9F;  // 0.7, 0.63 after one box, 0.567 after two
    QCOMPARE(detect(params, locations, confidences, priors).shape()[2], 2);
  }

  void saysWhereNothingIs() {
    const Tensor locations({2, 8}, 0.0F);
    const Tensor confidences({2, 4}, 0.05F);
    const Tensor rows = detect(twoClasses(BoxCode::Corner), locations, confidences, halves());
    QCOMPARE(rows.shape().toString(), std::string("1x1x1x7"));
    QCOMPARE(valuesOf(rows), std::vector<float>(7, -1.0F));
  }

  void agreesWithOpenCv() {
    unsigned seed = 1;
    for (const std::int64_t images : {1, 3})
      for (const bool shared : {true, false})
        for (const BoxCode code : {BoxCode::Corner, BoxCode::CenterSize})
          for (const int topK : {-1, 7})
            for (const int keepTopK : {5, 400}) {
              const bool encoded = seed % 5 == 0;
              const DetectionOutputParams params{.classes = static_cast<int>(2 + seed % 4),
                                                 .shareLocation = shared,
                                                 .backgroundLabel = static_cast<int>(seed % 2),
                                                 .code = code,
                                                 .varianceEncodedInTarget = encoded,
                                                 .nmsThreshold = 0.4F,
                                                 .topK = topK,
                                                 .keepTopK = keepTopK,
                                                 .confidenceThreshold = 0.05F};
              const Scene scene(images, 60, params, 10 * seed++);
              const Tensor expected = openCvRows(params, scene);
              const Tensor rows = detect(params, scene.locations, scene.confidences, scene.priors);
              Tensor magnitude = absolute(expected);
              for (float& value : magnitude.values())
                value += 2.0F;  // differences of numbers up to about 4
              const std::string found =
                  difference(rows, expected, magnitude, 4 * std::numeric_limits<float>::epsilon());
              QVERIFY2(found.empty(), (detectionText(params) + found).c_str());
              QVERIFY2(expected.shape()[2] > images, detectionText(params).c_str());
            }
  }

  void threadsDoNotChangeBits() {
    DetectionOutputParams params = twoClasses(BoxCode::CenterSize);
    params.classes = 6;
    const Scene scene(3, 200, params, 9);
    const Tensor serial = detect(params, scene.locations, scene.confidences, scene.priors, false);
    ThreadArena(3).run(
        [&] { QVERIFY(sameBits(detect(params, scene.locations, scene.confidences, scene.priors), serial)); });
  }

  void announcesTheMostThereMayBe() {
    DetectionOutputParams params = twoClasses(BoxCode::Corner);
    const std::vector<Shape> inputs{{3, 40}, {3, 20}, {1, 2, 40}};
    params.keepTopK = 4;
    QCOMPARE(outputShapes(layer(params), inputs)[0].toString(), std::string("1x1x12x7"));
    params.keepTopK = -1;
    QCOMPARE(outputShapes(layer(params), inputs)[0].toString(), std::string("1x1x60x7"));
    params.keepTopK = 0;
    QCOMPARE(outputShapes(layer(params), inputs)[0].toString(), std::string("1x1x1x7"));
    QVERIFY(!nn::layerOps(params).perImage(layer(params), inputs));
  }

  void refusesWhatDoesNotFit() {
    const auto refused = [](auto change, const std::vector<Shape>& inputs = {{1, 8}, {1, 4}, {1, 2, 8}}) {
      DetectionOutputParams params = twoClasses(BoxCode::Corner);
      change(params);
      try {
        outputShapes(layer(params), inputs);
      } catch (const Error& error) {
        return error.code() == ErrorCode::ShapeMismatch;
      }
      return false;
    };
    QVERIFY(!refused([](auto&) {}));
    QVERIFY(refused([](auto& p) { p.classes = 3; }));
    QVERIFY(refused([](auto& p) { p.classes = 0; }));
    QVERIFY(refused([](auto& p) { p.shareLocation = false; }));
    QVERIFY(refused([](auto& p) { p.nmsThreshold = -1.0F; }));
    QVERIFY(refused([](auto& p) { p.eta = 0.0F; }));
    QVERIFY(refused([](auto&) {}, {{1, 8}, {1, 4}}));
    QVERIFY(refused([](auto&) {}, {{1, 8}, {2, 4}, {1, 2, 8}}));
    QVERIFY(refused([](auto&) {}, {{1, 8}, {1, 4}, {1, 1, 8}}));
    QVERIFY(refused([](auto&) {}, {{1, 8}, {1, 4}, {1, 2, 6}}));
    QVERIFY(refused([](auto&) {}, {{8}, {4}, {1, 2, 8}}));
  }
};

EFFORTLAB_TEST(tst_detection_output)
#include "tst_detection_output.moc"
