#include "core/error.h"
#include "core/parallel.h"
#include "effort/evaluation.h"
#include "effort/gate.h"
#include "effort/live_evaluator.h"
#include "effort_cases.h"
#include "effort_data.h"
#include "support/test_registry.h"

#include <QTest>

#include <atomic>
#include <cmath>
#include <numeric>
#include <thread>

using namespace effortlab;
using namespace effortlab::effort;

namespace {

constexpr std::int64_t imageCount = 300;

std::vector<std::int64_t> allImages() {
  std::vector<std::int64_t> images(imageCount);
  std::iota(images.begin(), images.end(), 0);
  return images;
}

KnobSettings spetOn(const std::string& layer, double low) {
  KnobSettings settings;
  settings.set(layer, {SpetKnob{low, std::nullopt, SpetOrder::Odd, 0.5}, {}, {}});
  return settings;
}

KnobSettings gated(KnobSettings settings, double margin) {
  settings.gate = GateKnob{.margin = margin};
  return settings;
}

class CountingSet : public data::LabelledSet {
public:
  CountingSet() {
    m_spec = "counting";
    m_hash = "0";
  }
  std::int64_t size() const override { return m_set->size(); }
  int label(std::int64_t index) const override { return m_set->label(index); }
  data::Image image(std::int64_t index) const override {
    ++reads;
    return m_set->image(index);
  }
  std::string imageName(std::int64_t index) const override { return m_set->imageName(index); }

  mutable std::atomic<int> reads = 0;

private:
  std::shared_ptr<const data::LabelledSet> m_set = tests::noiseSet(imageCount);
};

struct Bench {
  explicit Bench(const LiveOptions& options = {})
      : model(tests::smallModel()),
        inputs(tests::inputsOf(*model, tests::noiseSet(imageCount))),
        live(model, inputs, allImages(), options) {}

  EvaluationResult whole(const KnobSettings& settings, nn::EngineKind engine = nn::EngineKind::Eigen) const {
    EvaluationPlan plan{model, inputs, allImages(), settings, engine, 16};
    if (settings.gate) {
      const std::vector<std::int64_t> images = allImages();
      plan.calibration = calibrateGate(*model, *inputs, std::span(images).first(gateCalibrationImages), {});
    }
    return effort::evaluate(plan, {});
  }
  LiveEstimate estimate(const KnobSettings& settings) { return live.evaluate(settings, imageCount, {}, {}); }

  std::shared_ptr<const model::Model> model;
  std::shared_ptr<const data::InputCache> inputs;
  LiveEvaluator live;
};

}  // namespace

class tst_live_evaluator : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void samplesGrowAndEndComplete() {
    Bench bench;
    std::vector<std::int64_t> sizes;
    const LiveEstimate last =
        bench.live.evaluate({}, 1000, {}, [&](const LiveEstimate& estimate) { sizes.push_back(estimate.images); });
    QCOMPARE(sizes, (std::vector<std::int64_t>{64, 128, 256, 300}));
    QVERIFY(last.complete);
    QCOMPARE(last.agreement, 1.0);
    QCOMPARE(last.opsRatio(), 1.0);
  }

  /// Whatever was kept from earlier settings, the answer is that of a fresh evaluation.
  void restartsGiveWhatAWholeRunGives() {
    Bench bench;
    const KnobSettings settings[] = {spetOn("conv1", 0.0),  spetOn("conv2b", 0.2), {},
                                     spetOn("conv2a", 0.0), spetOn("conv1", -0.5), spetOn("conv1", 0.0)};
    for (const KnobSettings& setting : settings) {
      const LiveEstimate live = bench.estimate(setting);
      const EvaluationResult whole = bench.whole(setting);
      QCOMPARE(live.top1, whole.top1);
      QCOMPARE(live.top5, whole.top5);
      QCOMPARE(live.agreement, whole.agreement);
      QVERIFY(live.counts.nodes == whole.counts.nodes);
    }
    QVERIFY(bench.live.cachedBytes() > 0);
  }

  void aStarvedCacheOnlyCostsTime() {
    LiveOptions starved;
    starved.memoryBudgetBytes = imageCount * 8 * 8 * 4 + imageCount * 1600;
    Bench poor(starved);
    Bench rich;
    QCOMPARE(poor.live.usableImages(), rich.live.usableImages());
    for (const char* layer : {"conv2b", "conv1", "conv2a"}) {
      const LiveEstimate a = poor.estimate(spetOn(layer, 0.1));
      const LiveEstimate b = rich.estimate(spetOn(layer, 0.1));
      QCOMPARE(a.top1, b.top1);
      QVERIFY(a.counts.nodes == b.counts.nodes);
    }
    QVERIFY(poor.live.cachedBytes() <= starved.memoryBudgetBytes);
  }

  void tooLittleMemoryMeansFewerImagesAndSaysSo() {
    LiveOptions tiny;
    tiny.memoryBudgetBytes = 200'000;
    Bench bench(tiny);
    QVERIFY(bench.live.usableImages() < imageCount && bench.live.usableImages() > 0);
    QVERIFY(bench.live.limitReason().find("images fit") != std::string::npos);
    QCOMPARE(bench.estimate({}).images, bench.live.usableImages());
  }

  void doesNotDependOnTheThreadCount() {
    Bench one;
    Bench four;
    LiveEstimate a, b;
    ThreadArena(1).run([&] { a = one.estimate(spetOn("conv1", 0.0)); });
    ThreadArena(4).run([&] { b = four.estimate(spetOn("conv1", 0.0)); });
    QCOMPARE(a.top1, b.top1);
    QCOMPARE(a.agreement, b.agreement);
    QVERIFY(a.counts.nodes == b.counts.nodes);
  }

  void stopsOnRequestAndCanGoOn() {
    Bench bench;
    std::stop_source stop;
    RunControl control{stop.get_token(), {}};
    int calls = 0;
    const LiveEstimate stopped = bench.live.evaluate({}, imageCount, control, [&](const LiveEstimate&) {
      if (++calls == 2)
        stop.request_stop();
    });
    QVERIFY(!stopped.complete);
    QCOMPARE(stopped.images, 128);
    QVERIFY(bench.estimate({}).complete);
    std::stop_source early;
    early.request_stop();
    QCOMPARE(bench.live.evaluate({}, imageCount, {early.get_token(), {}}, {}).images, 0);
  }

  void theGateIsThatOfAWholeRun() {
    Bench bench;
    const double all = bench.live.gateStudy(imageCount, {}, {}).largestMargin();
    std::int64_t between = 0;
    for (const KnobSettings& knobs : {KnobSettings{}, spetOn("conv1", 0.0), spetOn("conv2b", 0.2)})
      for (const double share : {0.0, 0.1, 0.3, 1.0}) {
        const KnobSettings settings = gated(knobs, share * all);
        const LiveEstimate live = bench.estimate(settings);
        const EvaluationResult whole = bench.whole(settings);
        QCOMPARE(live.top1, whole.top1);
        QCOMPARE(live.top5, whole.top5);
        QCOMPARE(live.agreement, whole.agreement);
        QCOMPARE(live.repeated, whole.repeated);
        QVERIFY(live.counts.nodes == whole.counts.nodes);
        between += live.repeated > 0.0 && live.repeated < 1.0 ? 1 : 0;
      }
    QVERIFY(between > 0);
  }

  void withoutAGateNothingOfItIsLeft() {
    Bench bench;
    const LiveEstimate before = bench.estimate(spetOn("conv1", 0.0));
    const LiveEstimate on = bench.estimate(gated(spetOn("conv1", 0.0), 0.5));
    const LiveEstimate after = bench.estimate(spetOn("conv1", 0.0));
    QVERIFY(on.counts.total().macs8 > 0);
    QVERIFY(on.exactCounts.nodes == before.counts.nodes);
    QVERIFY(after.counts.nodes == before.counts.nodes);
    QCOMPARE(after.top1, before.top1);
    QCOMPARE(after.agreement, before.agreement);
    QCOMPARE(after.repeated, 0.0);
    QCOMPARE(bench.estimate(gated(spetOn("conv1", 0.0), 1e9)).top1, before.top1);  // all images again
  }

  /// Without memory nothing is kept, neither inputs nor activations: a layer that ran again would read its image again.
  void aMovedGateRunsNoLayer() {
    const auto model = tests::smallModel();
    const auto set = std::make_shared<CountingSet>();
    const auto inputs = std::make_shared<data::InputCache>(set, model->manifest.input, 0);
    LiveOptions starved;
    starved.memoryBudgetBytes = 0;
    LiveEvaluator live(model, inputs, allImages(), starved);
    const auto run = [&](double low, double margin) {
      return live.evaluate(gated(spetOn("conv2b", low), margin), imageCount, {}, {}).counts.total().macsExecuted;
    };
    const std::int64_t first = run(0.2, 0.0);
    const int reads = set->reads;
    QVERIFY(run(0.2, 1e9) > first);  // the one image is repeated
    QCOMPARE(run(0.2, 0.0), first);
    QCOMPARE(set->reads.load(), reads);
    run(0.3, 0.0);
    QVERIFY(set->reads > reads);
  }

  void theStudyForetellsTheGate() {
    Bench bench;
    std::vector<std::int64_t> sizes;
    const GateStudy study =
        bench.live.gateStudy(1000, {}, [&](const GateStudy& part) { sizes.push_back(std::ssize(part.images)); });
    QCOMPARE(sizes, (std::vector<std::int64_t>{64, 128, 256, 300}));
    QVERIFY(study.complete());
    for (const double margin : {0.0, 0.1, 0.3, study.largestMargin()}) {
      const GateOutlook outlook = study.at(margin);
      const LiveEstimate real = bench.estimate(gated({}, margin));
      QCOMPARE(outlook.repeated, real.repeated);
      QCOMPARE(outlook.agreement, real.agreement);
      QCOMPARE(outlook.top1, real.top1);
    }
    QCOMPARE(study.at(study.largestMargin()).repeated, 1.0);
    const double cautious = study.marginForDisagreement(0.0);
    QCOMPARE(study.at(cautious).agreement, 1.0);
    QVERIFY(cautious == 0.0 || study.at(std::nextafter(cautious, 0.0)).agreement <= 1.0);
    QCOMPARE(study.density(true, 10).total() + study.density(false, 10).total(), static_cast<double>(imageCount));
    QVERIFY(study.at(study.marginForRepeating(0.25)).repeated >= 0.25);
    QVERIFY(study.at(std::nextafter(static_cast<float>(study.marginForRepeating(0.25)), 0.0F)).repeated < 0.25);
    std::stop_source early;
    early.request_stop();
    Bench other;
    QVERIFY_EXCEPTION_THROWN(other.live.gateStudy(imageCount, {early.get_token(), {}}, {}), Error);
  }

  void sayWhereThereIsNoGate() {
    const auto mixing = tests::modelOf(tests::mixingClassifier(true));
    QVERIFY(gateProblem(*mixing->graph).find("mixes the images") != std::string::npos);
    QVERIFY(gateProblem(*tests::smallModel()->graph).empty());
    LiveEvaluator live(mixing, tests::inputsOf(*mixing, tests::noiseSet(imageCount)), allImages(), {});
    try {
      static_cast<void>(live.evaluate(gated({}, 1.0), imageCount, {}, {}));
      QFAIL("a gate on such a network");
    } catch (const Error& error) {
      QCOMPARE(error.code(), ErrorCode::Unsupported);
    }
    QVERIFY(live.evaluate({}, imageCount, {}, {}).complete);
  }

  void networksThatMixImagesTakeOneAtATime() {
    const auto mixing = tests::modelOf(tests::mixingClassifier(true));
    const auto inputs = tests::inputsOf(*mixing, tests::noiseSet(imageCount));
    LiveEvaluator live(mixing, inputs, allImages(), {});
    const KnobSettings knobs = spetOn("conv", -0.2);
    const LiveEstimate estimate = live.evaluate(knobs, imageCount, {}, {});
    const EvaluationResult whole =
        effort::evaluate({mixing, inputs, allImages(), knobs, nn::EngineKind::Eigen, 16}, {});
    QCOMPARE(estimate.images, imageCount);
    QCOMPARE(estimate.top1, whole.top1);
    QCOMPARE(estimate.agreement, whole.agreement);
    QVERIFY(estimate.counts.nodes == whole.counts.nodes);
    QCOMPARE(live.histograms(live.layers().front(), {}, 20, {}).images, 20);
    const auto pairs = tests::modelOf(tests::mixingClassifier(true, 2));
    QVERIFY_EXCEPTION_THROWN(LiveEvaluator(pairs, inputs, allImages(), {}), Error);
  }

  void refusesKnobsThatDoNotFit() {
    Bench bench;
    QVERIFY_EXCEPTION_THROWN(bench.estimate(spetOn("classifier", 0.0)), Error);
    QVERIFY(bench.estimate({}).complete);
  }

  /// Alone and with nothing changed above, a threshold's estimate from the histogram is what it really saves.
  void histogramsForetellSavings() {
    Bench bench;
    for (const EffortLayer& layer : bench.live.layers()) {
      if (!layer.hasSpet())
        continue;
      const LayerHistograms histograms = bench.live.histograms(layer, {}, imageCount, {});
      QCOMPARE(histograms.images, imageCount);
      const auto check = [&](const LayerKnobs& knobs, const char* what) {
        KnobSettings settings;
        settings.set(layer.name, knobs);
        const LayerCounts counts = bench.estimate(settings).counts.nodes[static_cast<std::size_t>(layer.node)];
        const double real = 1.0 - static_cast<double>(counts.macsExecuted) / static_cast<double>(counts.macsDense);
        const double foretold = histograms.savings(knobs).total();
        QVERIFY2(std::abs(real - foretold) < 0.02,
                 qPrintable(QStringLiteral("%1 %2: really %3, foretold %4")
                                .arg(QString::fromStdString(layer.name), QLatin1String(what))
                                .arg(real)
                                .arg(foretold)));
      };
      for (const double low : {-1.0, 0.0, 0.5})
        check({SpetKnob{low, std::nullopt, SpetOrder::Odd, 0.5}, {}, {}}, "spet");
      for (const double share : {0.002, 0.1, 0.4, 1.0})  // the first inside the first bin
        check(
            {{}, SdssKnob{histograms.neighbours->xUpper * share, histograms.neighbours->yUpper * share, 2, false}, {}},
            "sdss");
      if (layer.hasExactSpet())
        check({SpetKnob{{}, {}, SpetOrder::Exact, 0.5}, {}, {}}, "exact");
    }
  }
};

EFFORTLAB_TEST(tst_live_evaluator)
#include "tst_live_evaluator.moc"
