#include "core/error.h"
#include "core/parallel.h"
#include "effort/evaluation.h"
#include "effort/knobs_io.h"
#include "effort_cases.h"
#include "effort_data.h"
#include "support/test_files.h"
#include "support/test_registry.h"

#include <QTest>

#include <numeric>

using namespace effortlab;
using namespace effortlab::effort;

namespace {

EvaluationPlan smallPlan(const KnobSettings& knobs = {}, nn::EngineKind engine = nn::EngineKind::Eigen) {
  EvaluationPlan plan;
  plan.model = tests::smallModel();
  plan.inputs = tests::inputsOf(*plan.model, tests::noiseSet(100));
  plan.images.resize(100);
  std::iota(plan.images.begin(), plan.images.end(), 0);
  plan.knobs = knobs;
  plan.engine = engine;
  return plan;
}

KnobSettings someKnobs() {
  KnobSettings knobs;
  knobs.set("conv1", {SpetKnob{0.0, std::nullopt, SpetOrder::Odd, 0.5}, SdssKnob{0.8, 0.5, 2, false}, {}});
  knobs.set("conv2b", {SpetKnob{{}, {}, SpetOrder::Exact, 0.5}, {}, SfmaKnob{1.0, 0.2}});
  return knobs;
}

}  // namespace

class tst_evaluation : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void countsAndPredictionsAddUp() {
    const EvaluationResult result = evaluate(smallPlan(someKnobs()), {});
    QVERIFY(result.complete);
    QCOMPARE(result.images.size(), std::size_t{100});
    const LayerCounts total = result.counts.total();
    QCOMPARE(total.macsDense, total.macsExecuted + total.savedSdss + total.savedSfma + total.savedSpet);
    std::int64_t macs = 0;
    std::int64_t hits = 0;
    for (const ImageResult& image : result.images) {
      macs += image.macs;
      hits += image.top1 == image.label ? 1 : 0;
    }
    QCOMPARE(macs, total.macsExecuted);
    QCOMPARE(result.top1, static_cast<double>(hits) / 100);
    const std::string csv = predictionsCsv(result);
    QVERIFY(csv.starts_with("index,label,top1,margin,macs,repeated\n0,0,"));
    QCOMPARE(std::count(csv.begin(), csv.end(), '\n'), 101);
  }

  void theReferenceEngineAgreesUnderKnobs() {
    const EvaluationResult fast = evaluate(smallPlan(someKnobs()), {});
    const EvaluationResult slow = evaluate(smallPlan(someKnobs(), nn::EngineKind::Reference), {});
    QCOMPARE(fast.top1, slow.top1);
    const double executed = static_cast<double>(slow.counts.total().macsExecuted);
    QVERIFY(std::abs(static_cast<double>(fast.counts.total().macsExecuted) - executed) < 1e-4 * executed);
  }

  void offIsBitIdentical() {
    KnobSettings off;
    off.model = "small";
    const EvaluationResult dense = evaluate(smallPlan(), {});
    const EvaluationResult switchedOff = evaluate(smallPlan(off), {});
    for (std::size_t i = 0; i < dense.images.size(); ++i)
      QCOMPARE(dense.images[i].margin, switchedOff.images[i].margin);
  }

  void doesNotDependOnTheThreadCount() {
    EvaluationResult one, four;
    ThreadArena(1).run([&] { one = evaluate(smallPlan(someKnobs()), {}); });
    ThreadArena(4).run([&] { four = evaluate(smallPlan(someKnobs()), {}); });
    QCOMPARE(predictionsCsv(one), predictionsCsv(four));
    QVERIFY(one.counts.nodes == four.counts.nodes);
  }

  void stopReturnsWhatIsDone() {
    std::stop_source stop;
    RunControl control{stop.get_token(), [&](const Progress&) { stop.request_stop(); }};
    const EvaluationResult result = evaluate(smallPlan(), control);
    QVERIFY(!result.complete);
    QVERIFY(!result.images.empty() && result.images.size() < 100);
  }

  void networksThatMixImagesTakeOneAtATime() {
    const auto evaluated = [](bool mixed, const KnobSettings& knobs, nn::EngineKind engine) {
      EvaluationPlan plan = smallPlan(knobs, engine);
      plan.model = tests::modelOf(tests::mixingClassifier(mixed));
      return evaluate(plan, {});
    };
    QVERIFY(!tests::mixingClassifier(true)->batchable && tests::mixingClassifier(false)->batchable);
    KnobSettings knobs;
    knobs.set("conv", {SpetKnob{-0.2, std::nullopt, SpetOrder::Odd, 0.5}, {}, {}});
    for (const KnobSettings& settings : {KnobSettings{}, knobs})
      for (const nn::EngineKind engine : {nn::EngineKind::Eigen, nn::EngineKind::Reference}) {
        const EvaluationResult mixed = evaluated(true, settings, engine);
        const EvaluationResult apart = evaluated(false, settings, engine);
        QCOMPARE(mixed.images.size(), std::size_t{100});
        QVERIFY(mixed.counts.nodes == apart.counts.nodes);
        for (std::size_t i = 0; i < mixed.images.size(); ++i) {
          QCOMPARE(mixed.images[i].top1, apart.images[i].top1);
          QVERIFY(std::abs(mixed.images[i].margin - apart.images[i].margin) < 1e-5F);
        }
        QCOMPARE(mixed.agreement, apart.agreement);
      }
    QVERIFY(evaluated(true, knobs, nn::EngineKind::Eigen).counts.total().savedSpet > 0);
  }

  void refusesFixedBatchesOfSeveral() {
    EvaluationPlan plan = smallPlan();
    plan.model = tests::modelOf(tests::mixingClassifier(true, 2));
    try {
      evaluate(plan, {});
      QFAIL("two mixed images were evaluated");
    } catch (const Error& error) {
      QCOMPARE(error.code(), ErrorCode::Unsupported);
      QVERIFY(std::string(error.what()).find("exactly 2 images") != std::string::npos);
    }
  }

  void refusesKnobsOnOtherEnginesAndForeignLabels() {
    QVERIFY_EXCEPTION_THROWN(evaluate(smallPlan(someKnobs(), nn::EngineKind::Naive), {}), Error);
    if (const auto lenet = tests::sharedData("models/lenet-mnist/lenet.model.json")) {
      EvaluationPlan plan = smallPlan();
      plan.model = std::make_shared<model::Model>(model::loadModel(*lenet));
      QVERIFY_EXCEPTION_THROWN(evaluate(plan, {}), Error);
    }
  }
};

EFFORTLAB_TEST(tst_evaluation)
#include "tst_evaluation.moc"
