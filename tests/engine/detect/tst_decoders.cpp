#include "core/error.h"
#include "detect/decoders.h"
#include "support/test_registry.h"

#include <QTest>

#include <cmath>
#include <limits>
#include <vector>

using namespace effortlab;
using namespace effortlab::detect;

namespace {

constexpr DecodeOptions smallImage{.threshold = 0.3F, .imageWidth = 100, .imageHeight = 50};

Tensor tensor(const Shape& shape, const std::vector<float>& values) {
  return Tensor(shape, values);
}

bool isNear(const Box& box, const Box& expected) {
  constexpr float rounding = 1e-4F;  // of numbers up to 100, a few operations
  return std::abs(box.x - expected.x) < rounding && std::abs(box.y - expected.y) < rounding &&
         std::abs(box.w - expected.w) < rounding && std::abs(box.h - expected.h) < rounding;
}

template <typename Call>
bool isMismatch(const Call& call) {
  try {
    static_cast<void>(call());
  } catch (const Error& error) {
    return error.code() == ErrorCode::ShapeMismatch;
  }
  return false;
}

}  // namespace

class tst_decoders : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void region() {
    const std::vector<Tensor> outputs{
        tensor({1, 2, 7}, {0.5F, 0.5F, 0.2F, 0.4F, 0.9F, 0.4F, 0.6F, 0.1F, 0.1F, 0.1F, 0.1F, 0.9F, 0.3F, 0.2F}),
        tensor({1, 1, 7}, {0.25F, 0.5F, 0.5F, 1.0F, 0.9F, 0.8F, 0.1F})};
    const Detections found = decodeRegion(outputs, smallImage);
    QCOMPARE(found.size(), std::size_t{2});  // 0.3 is not above the threshold
    QVERIFY(isNear(found[0].box, {40, 15, 20, 20}));
    QCOMPARE(found[0].classIndex, 1);
    QCOMPARE(found[0].score, 0.6F);
    QVERIFY(isNear(found[1].box, {0, 0, 50, 50}));
    QCOMPARE(found[1].classIndex, 0);
    QVERIFY(isMismatch([] { return decodeRegion(std::vector{Tensor({1, 2, 5}, 0.0F)}, smallImage); }));
  }

  void boxesAndScoresInAnyOrder() {
    const Tensor boxes = tensor({1, 2, 4}, {0.1F, 0.2F, 0.5F, 0.6F, 0.0F, 0.0F, 1.0F, 1.0F});
    const Tensor scores = tensor({1, 2, 2}, {0.1F, 0.9F, 0.8F, 0.2F});
    for (const auto& outputs : {std::vector{boxes, scores}, std::vector{scores, boxes}}) {
      const Detections found = decodeBoxesScores(outputs, smallImage);
      QCOMPARE(found.size(), std::size_t{1});
      QVERIFY(isNear(found[0].box, {10, 10, 40, 20}));
      QCOMPARE(found[0].classIndex, 1);
      QCOMPARE(found[0].score, 0.9F);
    }
    QVERIFY(isMismatch([&] { return decodeBoxesScores(std::vector{boxes}, smallImage); }));
    QVERIFY(isMismatch([&] { return decodeBoxesScores(std::vector{boxes, Tensor({1, 3, 2}, 0.0F)}, smallImage); }));
  }

  void ssdWithDefaultBoxes() {
    const model::SsdSpec ssd{.minBoxes = {{10, 20}}, .strides = {16}, .centerVariance = 0.1F, .sizeVariance = 0.2F};
    // 40 x 16: three cells, the last one's centre on the edge.
    const std::vector<float> defaults = defaultBoxes(ssd, 40, 16);
    const std::vector<float> expected{0.2F, 0.5F, 0.25F, 0.625F, 0.2F, 0.5F, 0.5F,  1.0F,   0.6F, 0.5F, 0.25F, 0.625F,
                                      0.6F, 0.5F, 0.5F,  1.0F,   1.0F, 0.5F, 0.25F, 0.625F, 1.0F, 0.5F, 0.5F,  1.0F};
    QCOMPARE(defaults.size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i)
      QVERIFY(std::abs(defaults[i] - expected[i]) < 1e-6F);
    Tensor offsets({1, 6, 4}, 0.0F);
    offsets.data()[8] = 2.0F;                    // x: 0.6 + 2 * 0.1 * 0.25
    offsets.data()[10] = std::log(2.0F) / 0.2F;  // twice as wide
    Tensor scores({1, 6, 2}, 0.0F);
    scores.data()[5] = 0.7F;
    const Detections found = decodeSsd(std::vector{offsets, scores}, ssd, defaults, smallImage);
    QCOMPARE(found.size(), std::size_t{1});
    QVERIFY(isNear(found[0].box, {40, 9.375F, 50, 31.25F}));
    QVERIFY(isMismatch([&] {
      return decodeSsd(std::vector{offsets, scores}, ssd, std::vector<float>(20), smallImage);
    }));
  }

  void ssdWithPriorBoxLayers() {
    const Tensor priors = tensor({1, 2, 8}, {0.2F, 0.2F, 0.4F, 0.6F, 0.0F, 0.0F, 1.0F, 1.0F,  //
                                             0.1F, 0.1F, 0.2F, 0.2F, 0.1F, 0.1F, 0.2F, 0.2F});
    const Tensor locations = tensor({1, 8}, {1.0F, 0.0F, 0.0F, std::log(0.5F) / 0.2F, 0, 0, 0, 0});
    const Tensor scores = tensor({1, 6}, {0.1F, 0.1F, 0.8F, 0.9F, 0.05F, 0.05F});
    const Detections found = decodeSsdWithPriors(std::vector{locations, scores, priors}, smallImage);
    QCOMPARE(found.size(), std::size_t{1});
    QVERIFY(isNear(found[0].box, {22, 15, 20, 10}));  // centre 0.3 + 0.1 * 0.2, height halved
    QCOMPARE(found[0].classIndex, 2);
    QVERIFY(isMismatch([&] { return decodeSsdWithPriors(std::vector{locations, scores}, smallImage); }));
  }

  void detectionOutput() {
    const Tensor rows = tensor({1, 1, 3, 7}, {0,  2, 0.9F, 0.1F, 0.2F, 0.3F, 0.6F, 0, 1, 0.2F, 0, 0, 1, 1,  //
                                              -1, 0, 0.9F, 0,    0,    1,    1});
    const Detections found = decodeDetectionOutput(std::vector{rows}, smallImage);
    QCOMPARE(found.size(), std::size_t{1});
    QVERIFY(isNear(found[0].box, {10, 10, 20, 20}));
    QCOMPARE(found[0].classIndex, 2);
    QVERIFY(isMismatch([] { return decodeDetectionOutput(std::vector{Tensor({1, 7}, 0.0F)}, smallImage); }));
  }

  void dropsWhatCannotBeDrawn() {
    const float infinite = std::numeric_limits<float>::infinity();
    const Tensor rows = tensor({1, 1, 2, 7}, {0, 1, 0.9F, 0, 0, infinite, 1, 0, 1, 0.9F, 0.5F, 0.5F, 0.4F, 0.6F});
    QVERIFY(decodeDetectionOutput(std::vector{rows}, smallImage).empty());
  }

  void aspectRatiosKeepTheArea() {
    const model::SsdSpec ssd{.minBoxes = {{10.0F}}, .strides = {8.0F}, .aspectRatios = {1.0F, 4.0F}, .clip = false};
    const std::vector<float> boxes = defaultBoxes(ssd, 8, 16);  // 1 x 2 cells, 2 boxes each
    QCOMPARE(boxes.size(), std::size_t{16});
    QCOMPARE(boxes[0], 0.5F);
    QCOMPARE(boxes[1], 0.25F);
    QCOMPARE(boxes[2], 1.25F);  // wider than the input, not clipped
    QCOMPARE(boxes[6], 2.5F);
    QCOMPARE(boxes[7], 5.0F / 16.0F);
    QCOMPARE(boxes[9], 0.75F);  // the second row
  }

  void rawMapsInAnyOrder() {
    // Two strides, one box a cell, 3 classes: channels are 4 offsets and 3 logits.
    const model::SsdSpec ssd{.minBoxes = {{10.0F}, {20.0F}}, .strides = {25.0F, 50.0F}, .clip = false};
    Tensor fine({1, 7, 2, 4}, 0.0F), coarse({1, 7, 1, 2}, 0.0F);
    fine.data()[4 * 8 + 5] = -1.0F;                  // background at row 1, column 1
    fine.data()[6 * 8 + 5] = 2.0F;                   // class 2 there
    fine.data()[2 * 8 + 5] = std::log(2.0F) / 0.2F;  // twice as wide
    coarse.data()[4 * 2 + 1] = -3.0F;                // classes 1 and 2 at column 1
    coarse.data()[0 * 2 + 1] = 5.0F;                 // half a box to the right
    const std::vector<float> defaults = defaultBoxes(ssd, 100, 50);
    const DecodeOptions options{.threshold = 0.4F, .imageWidth = 100, .imageHeight = 50};
    for (const auto& outputs : {std::vector{fine, coarse}, std::vector{coarse, fine}}) {
      const Detections found = decodeSsdMaps(outputs, ssd, defaults, options);
      QCOMPARE(found.size(), std::size_t{3});
      QVERIFY(isNear(found[0].box, {37.5F - 10.0F, 37.5F - 5.0F, 20, 10}));
      QCOMPARE(found[0].classIndex, 2);
      const float score = std::exp(2.0F) / (std::exp(2.0F) + std::exp(-1.0F) + 1.0F);
      QVERIFY(std::abs(found[0].score - score) < 1e-6F);
      QVERIFY(isNear(found[1].box, {75.0F + 10.0F - 10.0F, 15, 20, 20}));
      QCOMPARE(found[1].classIndex, 1);
      QCOMPARE(found[2].classIndex, 2);
    }
    QVERIFY(isMismatch([&] { return decodeSsdMaps(std::vector{Tensor({1, 5, 2, 4}, 0.0F)}, ssd, defaults, options); }));
    QVERIFY(isMismatch([&] { return decodeSsdMaps(std::vector{Tensor({1, 7, 9, 9}, 0.0F)}, ssd, defaults, options); }));
    const std::vector three{fine, coarse, coarse};
    QVERIFY(isMismatch([&] { return decodeSsdMaps(three, ssd, defaults, options); }));
  }
};

EFFORTLAB_TEST(tst_decoders)
#include "tst_decoders.moc"
