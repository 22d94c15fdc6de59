#include "core/error.h"
#include "core/parallel.h"
#include "effort/evaluation.h"
#include "effort/tuner.h"
#include "effort/tuner_evidence.h"
#include "effort_cases.h"
#include "effort_data.h"
#include "support/test_registry.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <fstream>
#include <numeric>

using namespace effortlab;
using namespace effortlab::effort;

namespace {

constexpr std::int64_t tunedImages = 120;
constexpr std::int64_t allTestImages = 200;

/// The noise, and as labels what the small classifier says of it: whatever changes a class costs accuracy.
class AgreedSet final : public data::LabelledSet {
public:
  explicit AgreedSet(const std::shared_ptr<const model::Model>& model) : m_set(tests::noiseSet(allTestImages)) {
    m_spec = "agreed";
    m_hash = "a9";
    std::vector<std::int64_t> images(allTestImages);
    std::iota(images.begin(), images.end(), 0);
    for (const ImageResult& image :
         evaluate({.model = model, .inputs = tests::inputsOf(*model, m_set), .images = images, .knobs = {}}, {}).images)
      m_labels.push_back(image.top1);
  }
  std::int64_t size() const override { return m_set->size(); }
  int label(std::int64_t index) const override { return m_labels[static_cast<std::size_t>(index)]; }
  data::Image image(std::int64_t index) const override { return m_set->image(index); }
  std::string imageName(std::int64_t index) const override { return m_set->imageName(index); }

private:
  std::shared_ptr<const data::LabelledSet> m_set;
  std::vector<int> m_labels;
};

TunePlan smallPlan(TuneMethod method = TuneMethod::Best) {
  TunePlan plan;
  plan.model = tests::smallModel();
  plan.inputs = tests::inputsOf(*plan.model, std::make_shared<AgreedSet>(plan.model));
  for (std::int64_t image = 0; image < allTestImages; ++image)
    (image < tunedImages ? plan.images : plan.heldOut).push_back(image);
  plan.heldOutInputs = plan.inputs;
  plan.method = method;
  plan.maxDropPoints = 10.0;
  return plan;
}

std::string refusalOf(const TunePlan& plan) {
  try {
    tune(plan, {});
  } catch (const Error& error) {
    return error.what();
  }
  return {};
}

bool hasRemark(const TuneResult& result, TuneFinding finding) {
  return std::any_of(result.remarks.begin(), result.remarks.end(),
                     [&](const TuneRemark& remark) { return remark.finding == finding; });
}

/// Logits of two classes, the first ahead by `margin`.
tuning::DenseImage twoClasses(float margin, int label) {
  const float logits[] = {margin, 0.0F};
  return tuning::denseImage(logits, false, label);
}

}  // namespace

class tst_tuner : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void keepsTheBudgetAndSaves() {
    for (const TuneMethod method : {TuneMethod::Best, TuneMethod::Paper, TuneMethod::Grid}) {
      const TuneResult result = tune(smallPlan(method), {});
      QVERIFY(result.complete);
      QVERIFY(result.budgetMet);
      QVERIFY(result.tuning.dropPoints() <= 10.0);
      QVERIFY(result.tuning.opsRatio > 1.0);
      QCOMPARE(result.tuning.images, tunedImages);
      QVERIFY(result.heldOut.has_value());
      QCOMPARE(result.heldOut->images, allTestImages - tunedImages);
      QVERIFY(!result.shares.empty());
      double saved = 0.0;
      for (const TuneShare& share : result.shares)
        saved += share.saved;
      // Shares are of MACs; the ratio counts the knobs' own operations too.
      QVERIFY(1.0 / (1.0 - saved) >= result.tuning.opsRatio - 1e-9);
    }
  }

  void theAnswerIsWhatEvaluationSays() {
    const TunePlan plan = smallPlan();
    const TuneResult result = tune(plan, {});
    // The cheapest accepted probe, measured by another path of kernels.
    double best = 1.0;
    for (const TuneProbe& probe : result.probes)
      if (probe.verdict == TuneVerdict::Accepted)
        best = std::max(best, probe.opsRatio);
    QVERIFY(std::abs(best - result.tuning.opsRatio) < 1e-3 * best);
  }

  void theThreadCountChangesNothing() {
    const TunePlan plan = smallPlan();
    TuneResult one, two;
    ThreadArena(1).run([&] { one = tune(plan, {}); });
    ThreadArena(2).run([&] { two = tune(plan, {}); });
    QCOMPARE(one.probes.size(), two.probes.size());
    QVERIFY(one.settings == two.settings);
  }

  void noBudgetKeepsEveryAnswer() {
    TunePlan plan = smallPlan();
    plan.maxDropPoints = 0.0;
    const TuneResult result = tune(plan, {});
    QVERIFY(result.budgetMet);
    QCOMPARE(result.tuning.agreement, 1.0);
    for (const auto& [layer, knobs] : result.settings.layers)
      QVERIFY2(!knobs.spet || knobs.spet->order == SpetOrder::Exact, layer.c_str());
  }

  void lockedKnobsStay() {
    TunePlan plan = smallPlan();
    const EffortLayer layer = findEffortLayers(*plan.model->graph).front();
    const LayerKnobs kept{{}, {}, SfmaKnob{0.5, 0.01}};
    plan.start.set(layer.name, kept);
    for (const KnobKind kind : {KnobKind::Spet, KnobKind::Sdss, KnobKind::Sfma})
      plan.locked.insert({layer.name, kind});
    const TuneResult result = tune(plan, {});
    QVERIFY(result.settings.of(layer.name) == kept);
  }

  void allLockedIsSaid() {
    TunePlan plan = smallPlan();
    for (const EffortLayer& layer : findEffortLayers(*plan.model->graph))
      for (const KnobKind kind : {KnobKind::Spet, KnobKind::Sdss, KnobKind::Sfma})
        plan.locked.insert({layer.name, kind});
    const TuneResult result = tune(plan, {});
    QVERIFY(hasRemark(result, TuneFinding::NothingToTune));
    QVERIFY(result.settings.off());
  }

  void aWarmStartBeyondTheBudgetIsSaid() {
    TunePlan plan = smallPlan();
    plan.maxDropPoints = 0.1;
    for (const EffortLayer& layer : findEffortLayers(*plan.model->graph))
      if (layer.hasSpet())
        plan.start.set(layer.name, {tests::spet(1e6), {}, {}});
    QVERIFY(hasRemark(tune(plan, {}), TuneFinding::WarmStartRejected));
  }

  void tooFewImagesAreSaid() {
    TunePlan plan = smallPlan();
    plan.maxDropPoints = 0.5;
    const TuneResult result = tune(plan, {});
    QVERIFY(hasRemark(result, TuneFinding::TooFewImages));
    QVERIFY(result.imagesNeeded > tunedImages);
  }

  void stopsWithTheBestSoFar() {
    std::stop_source stop;
    TuneWatch watch;
    watch.control.stop = stop.get_token();
    watch.onBest = [&](const KnobSettings& settings, const TuneProbe&) {
      if (!settings.off())
        stop.request_stop();
    };
    const TuneResult result = tune(smallPlan(), watch);
    QVERIFY(!result.complete);
    QVERIFY(!result.settings.off());
    QVERIFY(result.tuning.opsRatio > 1.0);
    QVERIFY(!result.heldOut.has_value());
  }

  void aStoreGoesOnWhereItStopped() {
    const QTemporaryDir folder;
    TunePlan plan = smallPlan();
    const TuneResult whole = tune(plan, {});
    plan.store = folder.filePath("store").toStdString();
    std::stop_source stop;
    TuneWatch watch;
    watch.control.stop = stop.get_token();
    int seen = 0;
    watch.onProbe = [&](const TuneProbe&) {
      if (++seen == 10)
        stop.request_stop();
    };
    QVERIFY(!tune(plan, watch).complete);
    const TuneResult resumed = tune(plan, {});
    QVERIFY(resumed.complete);
    QVERIFY(resumed.settings == whole.settings);
    QCOMPARE(resumed.probes.size(), whole.probes.size());
  }

  void aStoreOfSomethingElseIsRefused() {
    const QTemporaryDir folder;
    TunePlan plan = smallPlan(TuneMethod::Grid);
    plan.store = folder.filePath("store").toStdString();
    tune(plan, {});
    TunePlan other = plan;
    auto renamed = std::make_shared<model::Model>(*plan.model);
    renamed->hash = "another";
    other.model = renamed;
    QVERIFY(refusalOf(other).find("another model") != std::string::npos);
    other = plan;
    other.images.pop_back();
    QVERIFY2(refusalOf(other).find("another data") != std::string::npos, refusalOf(other).c_str());
    other = plan;
    other.maxDropPoints = 3.0;
    QVERIFY(refusalOf(other).find("another plan") != std::string::npos);
    // Half a line at the end is what a crash leaves: it is dropped.
    const std::string file = folder.filePath("store/probes.txt").toStdString();
    std::ofstream(file, std::ios::app) << "a0123 1.0 2";
    QVERIFY(refusalOf(plan).empty());
    std::ofstream(file, std::ios::trunc) << "something else\n";
    QVERIFY(refusalOf(plan).find("no store of a tuning") != std::string::npos);
  }

  void badPlansAreRefused() {
    for (const double budget : {-0.5, 100.5, std::nan("")}) {
      TunePlan plan = smallPlan();
      plan.maxDropPoints = budget;
      QVERIFY(refusalOf(plan).find("from 0 to 100") != std::string::npos);
    }
    TunePlan plan = smallPlan();
    plan.heldOut.push_back(3);
    QVERIFY(refusalOf(plan).find("do not overlap") != std::string::npos);
    plan = smallPlan();
    plan.images.clear();
    QVERIFY(refusalOf(plan).find("no images") != std::string::npos);
    plan = smallPlan();
    plan.locked.insert({"nowhere", KnobKind::Spet});
    QVERIFY(refusalOf(plan).find("'nowhere'") != std::string::npos);
    plan = smallPlan();
    plan.method = TuneMethod::Paper;
    plan.objective = TuneObjective::Time;
    QVERIFY(refusalOf(plan).find("only the method best") != std::string::npos);
    plan = smallPlan();
    plan.margin = -1.0;
    QVERIFY(refusalOf(plan).find("margin") != std::string::npos);
    plan = smallPlan();
    plan.start.set("nowhere", {tests::spet(0.0), {}, {}});
    QVERIFY(!refusalOf(plan).empty());
  }

  void timeIsMeasured() {
    TunePlan plan = smallPlan();
    plan.objective = TuneObjective::Time;
    const TuneResult result = tune(plan, {});
    QVERIFY(result.complete);
    QVERIFY(result.tuning.timeRatio.has_value() && *result.tuning.timeRatio > 0.0);
  }

  void theGateIsTriedWhenAsked() {
    TunePlan plan = smallPlan();
    plan.gate = true;
    plan.maxDropPoints = 30.0;
    const TuneResult with = tune(plan, {});
    plan.gate = false;
    const TuneResult without = tune(plan, {});
    QVERIFY(with.tuning.opsRatio >= without.tuning.opsRatio);
    QVERIFY(with.settings.gate.has_value() || hasRemark(with, TuneFinding::GateRefused) ||
            with.tuning.opsRatio == without.tuning.opsRatio);
  }

  void namesGoBothWays() {
    for (const TuneMethod method : {TuneMethod::Best, TuneMethod::Paper, TuneMethod::Grid})
      QCOMPARE(tuneMethodFromName(tuneMethodName(method)), method);
    for (const TuneObjective objective : {TuneObjective::Operations, TuneObjective::Time})
      QCOMPARE(tuneObjectiveFromName(tuneObjectiveName(objective)), objective);
    QVERIFY_THROWS_EXCEPTION(Error, tuneMethodFromName("greedy"));
    QVERIFY_THROWS_EXCEPTION(Error, tuneObjectiveFromName("watts"));
  }

  /// 100 images, margins 0.5 and 10 by turns; the perturbed logits take 1 off every margin: the first half changes
  /// class.
  void evidenceCountsAndExpects() {
    std::vector<tuning::DenseImage> dense;
    std::vector<tuning::ImageEvidence> seen;
    for (int i = 0; i < 100; ++i) {
      const float margin = i % 2 == 0 ? 0.5F : 10.0F;
      dense.push_back(twoClasses(margin, 0));
      const float logits[] = {margin - 1.0F, 0.0F};
      seen.push_back(tuning::imageEvidence(dense.back(), logits, false));
    }
    const tuning::Evidence evidence = tuning::weigh(dense, seen);
    QCOMPARE(evidence.images, std::int64_t{100});
    QCOMPARE(evidence.onlyDense, std::int64_t{50});
    QCOMPARE(evidence.agree, std::int64_t{50});
    QCOMPARE(evidence.loss(), 0.5);
    QVERIFY(std::abs(evidence.drop - 0.5) < 1e-12);  // the best class is always right, the other never
    QVERIFY(evidence.damage > 0.0);
    QVERIFY(!tuning::Acceptance{}.accepts(evidence));
    QVERIFY(tuning::Acceptance{}.hopeless(evidence));
  }

  void nothingChangedIsAccepted() {
    std::vector<tuning::DenseImage> dense;
    std::vector<tuning::ImageEvidence> seen;
    for (int i = 0; i < 100; ++i) {
      dense.push_back(twoClasses(0.01F * static_cast<float>(i), i % 2));
      const float logits[] = {dense.back().margin, 0.0F};
      seen.push_back(tuning::imageEvidence(dense.back(), logits, false));
    }
    const tuning::Evidence evidence = tuning::weigh(dense, seen);
    QCOMPARE(evidence.drop, 0.0);
    QCOMPARE(evidence.agree, std::int64_t{100});
    QVERIFY(tuning::Acceptance{}.accepts(evidence));
  }
};

EFFORTLAB_TEST(tst_tuner)
#include "tst_tuner.moc"
