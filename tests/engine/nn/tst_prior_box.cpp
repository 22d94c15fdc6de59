#include "core/error.h"
#include "nn_support.h"
#include "opencv_layer.h"
#include "support/test_registry.h"

#include <QTest>

#include <limits>

using namespace effortlab;
using namespace effortlab::tests;
using model::PriorBoxParams;
using nn::KernelSet;

namespace {

PriorBoxParams somePriors() {
  return {.minSizes = {30}, .maxSizes = {60}, .aspectRatios = {2, 0.5F}, .variances = {0.1F, 0.1F, 0.2F, 0.2F}};
}

Tensor priorsOf(const PriorBoxParams& params, const Shape& map, const Shape& image) {
  const Tensor features(map, 0.0F);
  const Tensor pixels(image, 0.0F);
  return runLayer(layer(params), {&features, &pixels}, KernelSet::Eigen);
}

struct PriorCase {
  const char* name;
  PriorBoxParams params;  ///< aspect ratios without the flipped ones where `flip`
  bool flip = false;
};

}  // namespace

class tst_prior_box : public QObject {
  Q_OBJECT
private Q_SLOTS:
  /// A map of 1x2 cells over an image of 10x20 pixels: centres at (5, 5) and (15, 5).
  void computesByHand() {
    const PriorBoxParams params{
        .minSizes = {4}, .maxSizes = {9}, .aspectRatios = {1, 2}, .variances = {0.1F, 0.2F, 0.3F, 0.4F}};
    const Tensor output = priorsOf(params, {1, 8, 1, 2}, {1, 3, 10, 20});
    QCOMPARE(output.shape().toString(), std::string("1x2x24"));
    const float halfLong = 2 * std::sqrt(2.0F);
    const float halfShort = std::sqrt(2.0F);
    std::vector<float> expected{3.0F / 20,
                                0.3F,
                                7.0F / 20,
                                0.7F,
                                0.1F,
                                0.2F,
                                0.4F,
                                0.8F,
                                (5 - halfLong) / 20,
                                (5 - halfShort) / 10,
                                (5 + halfLong) / 20,
                                (5 + halfShort) / 10};
    for (std::size_t i = 0; i < 12; ++i)  // the second cell: half the image further right
      expected.push_back(expected[i] + (i % 2 == 0 ? 0.5F : 0.0F));
    for (int box = 0; box < 6; ++box)
      expected.insert(expected.end(), params.variances.begin(), params.variances.end());
    const Tensor wanted({1, 2, 24}, expected);
    QCOMPARE(difference(output, wanted, wanted, 8 * std::numeric_limits<float>::epsilon()), std::string());
  }

  void stepsOffsetSizeAndClipping() {
    PriorBoxParams params{
        .minSizes = {40}, .maxSizes = {}, .aspectRatios = {}, .variances = {0.5F}, .clip = true, .offset = 0.25F};
    params.stepH = 8;
    params.stepW = 16;
    params.imageH = 20;
    params.imageW = 100;
    const Tensor output = priorsOf(params, {2, 1, 2, 2}, {2, 3, 999, 999});
    QCOMPARE(output.shape().toString(), std::string("1x2x16"));
    // Centres x: 4 and 20, y: 2 and 10.
    const Tensor wanted({1, 2, 16},
                        std::vector<float>{0,    0,    0.24F, 1,    0,    0,    0.4F, 1,    0,    0,    0.24F,
                                           1,    0,    0,     0.4F, 1,    0.5F, 0.5F, 0.5F, 0.5F, 0.5F, 0.5F,
                                           0.5F, 0.5F, 0.5F,  0.5F, 0.5F, 0.5F, 0.5F, 0.5F, 0.5F, 0.5F});
    QCOMPARE(difference(output, wanted, wanted, 4 * std::numeric_limits<float>::epsilon()), std::string());
  }

  void agreesWithOpenCv() {
    const std::vector<float> ssd{0.1F, 0.1F, 0.2F, 0.2F};
    std::vector<PriorCase> cases{
        {"one size", {.minSizes = {30}, .maxSizes = {}, .aspectRatios = {}, .variances = {0.1F}}, false},
        {"SSD", {.minSizes = {60}, .maxSizes = {111}, .aspectRatios = {2, 3}, .variances = ssd}, true},
        {"unflipped", {.minSizes = {60}, .maxSizes = {111}, .aspectRatios = {2, 3}, .variances = ssd}, false},
        {"clipped", {.minSizes = {90}, .maxSizes = {}, .aspectRatios = {2}, .variances = ssd, .clip = true}, true},
    };
    cases.push_back(cases[1]);
    cases.back().name = "steps";
    cases.back().params.stepH = cases.back().params.stepW = 16;
    for (const PriorCase& c : cases) {
      cv::dnn::LayerParams other;
      other.set("min_size", listOf(c.params.minSizes));
      if (!c.params.maxSizes.empty())
        other.set("max_size", listOf(c.params.maxSizes));
      if (!c.params.aspectRatios.empty())
        other.set("aspect_ratio", listOf(c.params.aspectRatios));
      other.set("flip", c.flip);
      other.set("clip", c.params.clip);
      other.set("variance", listOf(c.params.variances));
      other.set("offset", c.params.offset);
      if (c.params.stepH > 0.0F)
        other.set("step", c.params.stepH);
      PriorBoxParams params = c.params;
      params.aspectRatios.clear();
      for (const float ratio : c.params.aspectRatios) {
        params.aspectRatios.push_back(ratio);
        if (c.flip)
          params.aspectRatios.push_back(1.0F / ratio);
      }
      const Tensor map = randomTensor({1, 2, 5, 7}, 1);
      const Tensor image = randomTensor({1, 3, 120, 150}, 2);
      const Tensor expected = runOpenCvLayer("PriorBox", other, {&map, &image});
      const Tensor output = runLayer(layer(params), {&map, &image}, KernelSet::Eigen);
      // Differences of centre and half size: relative to the image's side, here 1.
      const std::string found =
          difference(output, expected, Tensor(output.shape(), 1.0F), 4 * std::numeric_limits<float>::epsilon());
      QVERIFY2(found.empty(), (std::string(c.name) + ": " + found).c_str());
    }
  }

  void refusesWhatDoesNotFit() {
    const auto refused = [](auto change, const Shape& map = {1, 1, 2, 2}) {
      PriorBoxParams params = somePriors();
      change(params);
      try {
        outputShapes(layer(params), {map, {1, 3, 10, 10}});
      } catch (const Error&) {
        return true;
      }
      return false;
    };
    QVERIFY(!refused([](auto&) {}));
    QVERIFY(refused([](auto&) {}, {1, 1, 2}));
    QVERIFY(refused([](auto&) {}, {1, 1, 0, 2}));
    QVERIFY(refused([](auto&) {}, {1, 1, 1 << 20, 1 << 20}));
    QVERIFY(refused([](auto& p) { p.minSizes.clear(); }));
    QVERIFY(refused([](auto& p) { p.minSizes = {-1}; }));
    QVERIFY(refused([](auto& p) { p.maxSizes = {60, 70}; }));
    QVERIFY(refused([](auto& p) { p.aspectRatios = {0}; }));
    QVERIFY(refused([](auto& p) {
      p.maxSizes.clear();
      p.minSizes.assign(1 << 16, 1.0F);
      p.aspectRatios.assign(1 << 16, 2.0F);
    }));
    QVERIFY(refused([](auto& p) { p.variances = {0.1F, 0.2F}; }));
    QVERIFY(refused([](auto& p) { p.stepW = -1; }));
  }
};

EFFORTLAB_TEST(tst_prior_box)
#include "tst_prior_box.moc"
