#include "core/error.h"
#include "core/parallel.h"
#include "effort/evaluation.h"
#include "effort/live_evaluator.h"
#include "effort_cases.h"
#include "effort_data.h"
#include "support/test_registry.h"

#include <QTest>

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

struct Bench {
  explicit Bench(const LiveOptions& options = {})
      : model(tests::smallModel()),
        inputs(tests::inputsOf(*model, tests::noiseSet(imageCount))),
        live(model, inputs, allImages(), options) {}

  EvaluationResult whole(const KnobSettings& settings, nn::EngineKind engine = nn::EngineKind::Eigen) const {
    return effort::evaluate({model, inputs, allImages(), settings, engine, 16}, {});
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
