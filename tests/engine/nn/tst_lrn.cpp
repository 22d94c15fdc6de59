#include "core/error.h"
#include "core/parallel.h"
#include "nn_support.h"
#include "opencv_layer.h"
#include "support/test_registry.h"

#include <QTest>

#include <limits>

using namespace effortlab;
using namespace effortlab::tests;
using model::LrnParams;
using model::LrnRegion;
using nn::KernelSet;

namespace {

constexpr float epsilon = std::numeric_limits<float>::epsilon();

/// A quotient by a power of a sum: the sum's error and a few roundings, relative to the result.
double lrnFactor(const LrnParams& params) {
  constexpr double roundings = 16.0;
  const std::int64_t terms = params.region == LrnRegion::AcrossChannels ? params.size : params.size * params.size;
  return (static_cast<double>(terms) + roundings) * epsilon;
}

std::vector<LrnParams> lrnCases() {
  return {{LrnRegion::AcrossChannels, 5, 1e-4F, 0.75F, 1.0F}, {LrnRegion::AcrossChannels, 3, 0.9F, 0.5F, 2.0F},
          {LrnRegion::AcrossChannels, 31, 3.0F, 0.75F, 1.0F}, {LrnRegion::AcrossChannels, 1, 1.0F, 1.0F, 0.5F},
          {LrnRegion::WithinChannel, 3, 0.9F, 0.75F, 1.0F},   {LrnRegion::WithinChannel, 5, 2.0F, 0.6F, 1.0F},
          {LrnRegion::WithinChannel, 9, 5.0F, 0.75F, 1.5F}};
}

std::string lrnText(const LrnParams& p, const Shape& shape) {
  return shape.toString() + (p.region == LrnRegion::AcrossChannels ? " across, size " : " within, size ") +
         std::to_string(p.size) + ": ";
}

}  // namespace

class tst_lrn : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void computesByHand() {
    const std::vector<float> values{1, 2, 3};
    for (const KernelSet kernels : {KernelSet::Reference, KernelSet::Naive, KernelSet::Eigen}) {
      const auto run = [&](const LrnParams& params, const Shape& shape, const std::vector<float>& expected) {
        const Tensor input(shape, values);
        const Tensor wanted(shape, expected);
        return difference(runLayer(layer(params), {&input}, kernels), wanted, wanted, 2 * epsilon);
      };
      QCOMPARE(run({LrnRegion::AcrossChannels, 3, 3.0F, 1.0F, 1.0F}, {1, 3, 1, 1}, {1.0F / 6, 2.0F / 15, 3.0F / 14}),
               std::string());
      // An even size reaches one channel up, as ONNX's does; three dimensions will do.
      QCOMPARE(run({LrnRegion::AcrossChannels, 2, 2.0F, 1.0F, 1.0F}, {1, 3, 1}, {1.0F / 6, 2.0F / 14, 3.0F / 10}),
               std::string());
      // Caffe divides by the whole window, also at the border.
      QCOMPARE(run({LrnRegion::WithinChannel, 3, 9.0F, 1.0F, 1.0F}, {1, 1, 1, 3}, {1.0F / 6, 2.0F / 15, 3.0F / 14}),
               std::string());
    }
  }

  void agreesWithTheReference() {
    for (const LrnParams& params : lrnCases())
      for (const Shape& shape : {Shape{2, 7, 13, 11}, Shape{1, 33, 1, 1}, Shape{1, 3, 50, 61}}) {
        const Tensor input = randomTensor(shape, 5, -4.0F, 4.0F);
        const Tensor expected = runLayer(layer(params), {&input}, KernelSet::Reference);
        const std::string found = difference(runLayer(layer(params), {&input}, KernelSet::Eigen), expected,
                                             absolute(expected), lrnFactor(params));
        QVERIFY2(found.empty(), (lrnText(params, shape) + found).c_str());
      }
  }

  void agreesWithOpenCv() {
    for (const LrnParams& params : lrnCases()) {
      cv::dnn::LayerParams other;
      other.set("norm_region",
                cv::String(params.region == LrnRegion::AcrossChannels ? "ACROSS_CHANNELS" : "WITHIN_CHANNEL"));
      other.set("local_size", static_cast<int>(params.size));
      other.set("alpha", params.alpha);
      other.set("beta", params.beta);
      other.set("bias", params.k);
      const Shape shape{1, 16, 15, 18};
      const Tensor input = randomTensor(shape, 8, -3.0F, 3.0F);
      const Tensor expected = runOpenCvLayer("LRN", other, {&input});
      const std::string found = difference(runLayer(layer(params), {&input}, KernelSet::Eigen), expected,
                                           absolute(expected), 4 * lrnFactor(params));  // OpenCV keeps running sums
      QVERIFY2(found.empty(), (lrnText(params, shape) + found).c_str());
    }
  }

  void threadsDoNotChangeBits() {
    const Tensor input = randomTensor({2, 9, 40, 41}, 3);
    for (const LrnParams& params : lrnCases()) {
      const Tensor serial = runLayer(layer(params), {&input}, KernelSet::Eigen, false);
      ThreadArena(3).run([&] { QVERIFY(sameBits(runLayer(layer(params), {&input}, KernelSet::Eigen), serial)); });
    }
  }

  void refusesWhatDoesNotFit() {
    QVERIFY_EXCEPTION_THROWN(outputShapes(layer(LrnParams{.size = 0}), {{1, 3, 4, 4}}), Error);
    QVERIFY_EXCEPTION_THROWN(outputShapes(layer(LrnParams{}), {{5}}), Error);
    QVERIFY_EXCEPTION_THROWN(
        outputShapes(layer(LrnParams{.region = LrnRegion::WithinChannel, .size = 4}), {{1, 3, 4, 4}}), Error);
    QVERIFY_EXCEPTION_THROWN(outputShapes(layer(LrnParams{.region = LrnRegion::WithinChannel}), {{1, 3, 4}}), Error);
  }
};

EFFORTLAB_TEST(tst_lrn)
#include "tst_lrn.moc"
