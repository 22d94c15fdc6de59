#include "core/error.h"
#include "core/parallel.h"
#include "nn_support.h"
#include "opencv_layer.h"
#include "support/test_registry.h"

#include <QTest>

#include <limits>

using namespace effortlab;
using namespace effortlab::tests;
using model::NormalizeParams;
using nn::KernelSet;

class tst_normalize : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void computesByHand() {
    // Two pixels: (3, 4) and (0, 2); their channel vectors are 5 and 2 long, the image's sqrt(29).
    const Tensor input({1, 2, 1, 2}, std::vector<float>{3, 0, 4, 2});
    const auto run = [&](const NormalizeParams& params, const std::vector<float>& scale, const Tensor& expected) {
      const model::Node node = layer(params, {tensorOf({static_cast<std::int64_t>(scale.size())}, scale)});
      return difference(runLayer(node, {&input}, KernelSet::Eigen), expected, expected,
                        2 * std::numeric_limits<float>::epsilon());
    };
    const Tensor byPixel({1, 2, 1, 2}, std::vector<float>{6, 0, 2.4F, 3});
    QCOMPARE(run({}, {10, 3}, byPixel), std::string());
    const float length = std::sqrt(29.0F);
    const Tensor byImage({1, 2, 1, 2}, std::vector<float>{30 / length, 0, 40 / length, 20 / length});
    QCOMPARE(run({.acrossSpatial = true, .channelShared = true}, {10}, byImage), std::string());
    const Tensor byChannel({1, 2, 1, 2}, std::vector<float>{30 / length, 0, 12 / length, 6 / length});
    QCOMPARE(run({.acrossSpatial = true}, {10, 3}, byChannel), std::string());
  }

  void zerosStayZeros() {
    const Tensor input({1, 2, 1, 1}, 0.0F);
    const model::Node node = layer(NormalizeParams{.epsilon = 0.0F}, {tensorOf({2}, {1, 1})});
    QCOMPARE(valuesOf(runLayer(node, {&input}, KernelSet::Eigen)), (std::vector<float>{0, 0}));
  }

  void agreesWithOpenCv() {
    for (const bool across : {false, true})
      for (const bool shared : {false, true}) {
        if (across && !shared)
          continue;  // OpenCV refuses it
        const Tensor input = randomTensor({2, 17, 9, 13}, 4, -5.0F, 5.0F);
        const auto scale = std::make_shared<Tensor>(randomTensor({shared ? 1 : 17}, 5, 1.0F, 20.0F));
        cv::dnn::LayerParams params;
        params.set("eps", 1e-10F);
        params.set("across_spatial", across);
        params.set("channel_shared", shared);
        params.blobs.push_back(toMat(*scale));
        const model::Node node =
            layer(NormalizeParams{.acrossSpatial = across, .channelShared = shared}, {TensorPtr(scale)});
        const Tensor expected = runOpenCvLayer("Normalize", params, {&input});
        const double terms = across ? 17 * 9 * 13 : 17;
        const std::string found = difference(runLayer(node, {&input}, KernelSet::Eigen), expected, absolute(expected),
                                             (terms + 8) * std::numeric_limits<float>::epsilon());
        QVERIFY2(found.empty(), (std::string(across ? "across " : "by pixel ") + found).c_str());
      }
  }

  void threadsDoNotChangeBits() {
    const Tensor input = randomTensor({2, 5, 60, 61}, 1);
    const model::Node node = layer(NormalizeParams{.channelShared = true}, {tensorOf({1}, {20})});
    const Tensor serial = runLayer(node, {&input}, KernelSet::Eigen, false);
    ThreadArena(3).run([&] { QVERIFY(sameBits(runLayer(node, {&input}, KernelSet::Eigen), serial)); });
  }

  void refusesWhatDoesNotFit() {
    const model::Node node = layer(NormalizeParams{}, {tensorOf({2}, {1, 1})});
    QVERIFY_EXCEPTION_THROWN(outputShapes(node, {{1, 3, 4, 4}}), Error);
    QVERIFY_EXCEPTION_THROWN(outputShapes(node, {{1, 2, 4}}), Error);
    QVERIFY_EXCEPTION_THROWN(outputShapes(layer(NormalizeParams{}), {{1, 2, 4, 4}}), Error);
  }
};

EFFORTLAB_TEST(tst_normalize)
#include "tst_normalize.moc"
