#include "core/error.h"
#include "effort/effort_engine.h"
#include "effort/evaluation.h"
#include "effort/gate.h"
#include "effort_data.h"
#include "nn/network.h"
#include "support/test_registry.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

using namespace effortlab;
using namespace effortlab::effort;

namespace {

constexpr std::int64_t gateImages = 60;
constexpr double doubtAll = std::numeric_limits<double>::max();

/// A classifier, its images, and a calibration on the first of them.
struct Setting {
  Setting()
      : model(tests::smallModel()), inputs(tests::inputsOf(*model, tests::noiseSet(gateImages))), images(gateImages) {
    std::iota(images.begin(), images.end(), std::int64_t{0});
    calibration = calibrateGate(*model, *inputs, std::span(images).first(20), {});
  }

  EvaluationResult evaluated(const KnobSettings& knobs, nn::EngineKind engine = nn::EngineKind::Fast) const {
    return evaluate({.model = model,
                     .inputs = inputs,
                     .images = images,
                     .knobs = knobs,
                     .engine = engine,
                     .calibration = calibration},
                    {});
  }

  std::shared_ptr<const model::Model> model;
  std::shared_ptr<const data::InputCache> inputs;
  std::vector<std::int64_t> images;
  std::shared_ptr<const fast::Calibration> calibration;
};

KnobSettings gated(double margin) {
  KnobSettings knobs;
  knobs.gate = GateKnob{.margin = margin};
  return knobs;
}

}  // namespace

class tst_gate : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void booksWorkByPrecision() {
    // The convolutions run in 8 bits at a quarter of their MACs, the classifier behind a concat of odd widths in float.
    const Setting setting;
    const Gate gate(*setting.model, {.margin = 1.0, .weight = 0.25}, *setting.calibration);
    const EvaluationResult dense = setting.evaluated({});
    EffortCounts image;
    for (const LayerCounts& layer : dense.counts.nodes)
      image.nodes.push_back({.macsDense = layer.macsDense / gateImages, .macsExecuted = layer.macsDense / gateImages});
    EffortCounts easy = image, hard = image;
    gate.book(false, easy);
    gate.book(true, hard);
    const std::int64_t macs = image.total().macsDense;
    constexpr std::int64_t classifier = 4 * 12 * 16;
    QCOMPARE(easy.total().macs8, macs - classifier);
    const std::int64_t cost = (macs - classifier) / 4 + classifier;
    QVERIFY(std::abs(easy.total().macsExecuted - cost) <= std::ssize(image.nodes));
    QCOMPARE(hard.total().macsExecuted, macs + easy.total().macsExecuted);
    for (const EffortCounts& counts : {easy, hard})
      for (const LayerCounts& layer : counts.nodes)
        QCOMPARE(layer.macsDense, layer.macsExecuted + layer.savedGate);
  }

  void whatTheTuningImagesRepeatIsExpected() {
    fast::Calibration calibration;
    QCOMPARE(repeatedShare(calibration, 1.0), 0.0);
    calibration.margins = {0.1F, 0.2F, 0.5F, 3.0F};
    QCOMPARE(repeatedShare(calibration, 0.0), 0.0);
    QCOMPARE(repeatedShare(calibration, 0.3), 0.5);
    QCOMPARE(repeatedShare(calibration, doubtAll), 1.0);
    QVERIFY((GateTimes{.passMs = 1.0, .repeatMs = 0.5, .exactMs = 2.0}.pays()));
    QVERIFY(!(GateTimes{.passMs = 1.0, .repeatMs = 1.0, .exactMs = 2.0}.pays()));
    const Setting setting;
    QCOMPARE(std::ssize(setting.calibration->margins), setting.calibration->images);
    QVERIFY(std::ranges::is_sorted(setting.calibration->margins));
  }

  /// A pass whose images are all repeated can only cost: skipping leaves it out and says so, unless told not to.
  void skippingLeavesOutAGateThatDoesNotPay() {
    const Setting setting;
    const TensorPtr batch =
        std::make_shared<Tensor>(setting.inputs->batch(std::span(setting.images).first(16), RunControl{}));
    const auto run = [&](const KnobSettings& knobs, Execution execution, bool everyLayer, bool leftOut) {
      EffortEngine engine(setting.model, knobs,
                          {.execution = execution, .everyLayer = everyLayer, .calibration = setting.calibration});
      engine.prepare(batch, {});
      if (engine.gateLeftOut() != leftOut)
        throw Error(ErrorCode::Mismatch, "the gate was decided otherwise");
      return engine.run(batch, {});
    };
    const EffortOutput exact = run({}, Execution::Skip, false, false);
    const EffortOutput left = run(gated(doubtAll), Execution::Skip, false, true);
    QVERIFY(std::ranges::equal(left.outputs.values(), exact.outputs.values()));
    QVERIFY(left.repeated.empty());
    for (std::size_t n = 0; n < exact.counts.size(); ++n)
      QCOMPARE(left.counts[n].total().macsExecuted, exact.counts[n].total().macsExecuted);
    QCOMPARE(run(gated(doubtAll), Execution::Skip, true, false).repeated.size(), std::size_t{16});
    QCOMPARE(run(gated(doubtAll), Execution::Measure, false, false).repeated.size(), std::size_t{16});
    const EvaluationResult result = evaluate({.model = setting.model,
                                              .inputs = setting.inputs,
                                              .images = setting.images,
                                              .knobs = gated(doubtAll),
                                              .execution = Execution::Skip,
                                              .calibration = setting.calibration},
                                             {});
    QVERIFY(result.gateLeftOut);
    QCOMPARE(result.agreement, 1.0);
    QCOMPARE(result.repeated, 0.0);
  }

  void offIsBitIdenticalAndAMarginBeyondAllRepeatsAll() {
    const Setting setting;
    const EvaluationResult dense = setting.evaluated({});
    const EvaluationResult all = setting.evaluated(gated(doubtAll));
    QCOMPARE(all.repeated, 1.0);
    QCOMPARE(all.agreement, 1.0);
    for (std::size_t i = 0; i < dense.images.size(); ++i) {
      QCOMPARE(all.images[i].margin, dense.images[i].margin);
      QVERIFY(all.images[i].repeated && !dense.images[i].repeated);
    }
    QVERIFY(all.counts.total().macsExecuted > dense.counts.total().macsExecuted);
    const EvaluationResult none = setting.evaluated(gated(0.0));
    QCOMPARE(none.repeated, 0.0);
    QVERIFY(none.counts.total().macsExecuted < dense.counts.total().macsExecuted);
  }

  void repeatsExactlyTheImagesInDoubt() {
    const Setting setting;
    const EvaluationResult dense = setting.evaluated({});
    std::int64_t repeatedBefore = 0;
    for (const double margin : {0.0, 0.01, 0.05, 0.2, 1.0, 5.0}) {
      const Gate gate(*setting.model, {.margin = margin}, *setting.calibration);
      const EvaluationResult result = setting.evaluated(gated(margin));
      std::int64_t repeated = 0;
      for (std::size_t i = 0; i < result.images.size(); ++i) {
        const std::int64_t index = result.images[i].index;
        const Tensor quick = gate.run(setting.inputs->batch(std::span(&index, 1), {}), false, {});
        QCOMPARE(result.images[i].repeated, static_cast<double>(gate.margin(quick, 0)) < margin);
        if (result.images[i].repeated)
          QCOMPARE(result.images[i].top1, dense.images[i].top1);
        repeated += result.images[i].repeated ? 1 : 0;
      }
      QCOMPARE(result.repeated, static_cast<double>(repeated) / gateImages);
      QVERIFY(repeated >= repeatedBefore);
      repeatedBefore = repeated;
    }
    QVERIFY(repeatedBefore > 0);
  }

  void composesWithTheOtherKnobs() {
    const Setting setting;
    KnobSettings both = gated(0.05);
    both.set("conv1", {SpetKnob{0.0, std::nullopt, SpetOrder::Odd, 0.5}, {}, {}});
    const EvaluationResult result = setting.evaluated(both);
    const LayerCounts total = result.counts.total();
    QCOMPARE(total.macsDense,
             total.macsExecuted + total.savedSpet + total.savedSdss + total.savedSfma + total.savedGate);
    QVERIFY(result.repeated > 0.0 && result.repeated < 1.0);
    QVERIFY(total.savedSpet > 0 && total.macs8 > 0);
    const std::string csv = predictionsCsv(result);
    QCOMPARE(std::count(csv.begin(), csv.end(), '\n'), gateImages + 1);
    QVERIFY(csv.find(",1\n") != std::string::npos && csv.find(",0\n") != std::string::npos);
  }

  void otherEnginesHaveTheGateToo() {
    const Setting setting;
    const EvaluationResult fast = setting.evaluated(gated(0.05));
    const EvaluationResult eigen = setting.evaluated(gated(0.05), nn::EngineKind::Eigen);
    QCOMPARE(fast.repeated, eigen.repeated);
    QVERIFY_EXCEPTION_THROWN(setting.evaluated(gated(0.05), nn::EngineKind::Naive), Error);
  }

  void refusesToRunUncalibrated() {
    Setting setting;
    setting.calibration = nullptr;
    QVERIFY_EXCEPTION_THROWN(setting.evaluated(gated(0.05)), Error);
    try {
      calibrateGate(*setting.model, *setting.inputs, {}, {});
      QFAIL("calibrated on nothing");
    } catch (const Error& error) {
      QCOMPARE(error.code(), ErrorCode::InvalidArgument);
    }
  }
};

EFFORTLAB_TEST(tst_gate)
#include "tst_gate.moc"
