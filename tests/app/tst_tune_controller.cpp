#include "charts/comparison_readout.h"
#include "charts/savings_chart.h"
#include "charts/tradeoff_chart.h"
#include "core/error.h"
#include "panels/knob_panel.h"
#include "panels/tune_report.h"
#include "shell/tune_dialog.h"
#include "support/test_registry.h"
#include "tiny_workspace.h"

#include <QLabel>
#include <QPushButton>
#include <QSpinBox>
#include <QTest>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <thread>

using namespace effortlab;
using app::TuneDialog;

namespace {

constexpr int waitMs = 10'000;

/// A tuner that tries ten settings and answers with SPET on the first layer.
struct FakeTuner {
  std::atomic<int> runs = 0;
  std::atomic<bool> hold = false;  ///< after the first probes, until it is stopped
  std::atomic<bool> fail = false;
  effort::TunePlan plan;  ///< the last one; read it after the run

  effort::TuneResult operator()(const effort::TunePlan& asked, const effort::TuneWatch& watch) {
    ++runs;
    plan = asked;
    if (fail)
      throw Error(ErrorCode::Unsupported, "the test wants no tuning");
    effort::TuneResult result;
    result.settings.model = asked.model->manifest.name;
    effort::SpetKnob knob;
    knob.low = 0.25;
    result.settings.set(effort::findEffortLayers(*asked.model->graph).front().name, {knob, {}, {}});
    for (int i = 0; i < 10; ++i) {
      effort::TuneProbe probe;
      probe.id = i;
      probe.verdict = i % 2 == 0 ? effort::TuneVerdict::Accepted : effort::TuneVerdict::Rejected;
      probe.opsRatio = 1.0 + 0.1 * i;
      probe.agreement = 0.99;
      watch.onProbe(probe);
      watch.control.report(i + 1, 10, "searching");
    }
    while (hold && !watch.control.stopRequested())
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    result.tuning.images = std::ssize(asked.images);
    result.tuning.opsRatio = 1.8;
    result.budgetMet = true;
    result.complete = !watch.control.stopRequested();
    return result;
  }
};

struct Fixture {
  std::shared_ptr<tests::FakeScript> script = std::make_shared<tests::FakeScript>();
  widgets::KnobPanel panel;
  widgets::LayerTableModel layers;
  widgets::TradeoffModel tradeoff;
  widgets::TradeoffChart chart{&tradeoff};
  widgets::SavingsChart savings;
  app::KnobsController knobs{{&panel, &layers, &tradeoff, &chart, &savings},
                             {.makeSession = tests::fakeSessions(script), .threads = 2}};
  std::shared_ptr<FakeTuner> tuner = std::make_shared<FakeTuner>();
  TuneDialog dialog{&knobs, [fake = tuner](const auto& plan, const auto& watch) { return (*fake)(plan, watch); }};

  Fixture() {
    knobs.setWorkspace(tests::tinyWorkspace());
    dialog.show();
  }
  QPushButton* start() { return dialog.widgets().start; }
  QPushButton* stop() { return dialog.widgets().stop; }
  QPushButton* apply() { return dialog.widgets().apply; }
};

void click(QPushButton* button) {
  QTest::mouseClick(button, Qt::LeftButton);
}

}  // namespace

class tst_tune_controller : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void nothingOpenCannotStart() {
    Fixture fixture;
    fixture.knobs.setWorkspace(nullptr);
    QVERIFY(!fixture.start()->isEnabled());
    QVERIFY(!fixture.stop()->isEnabled());
  }

  void theAnswerIsAppliedInOneStep() {
    Fixture fixture;
    QVERIFY(fixture.start()->isEnabled());
    QVERIFY(!fixture.apply()->isEnabled());
    click(fixture.start());
    QTRY_VERIFY_WITH_TIMEOUT(fixture.apply()->isEnabled(), waitMs);
    QVERIFY(fixture.dialog.widgets().status->text().contains("1.80"));  // the best accepted one, not the best
    QVERIFY(fixture.dialog.widgets().report->result() != nullptr);
    const int before = fixture.knobs.undoStack()->count();
    click(fixture.apply());
    QCOMPARE(fixture.knobs.undoStack()->count(), before + 1);
    QVERIFY(!fixture.knobs.settings().off());
    QVERIFY(!fixture.apply()->isEnabled());
    fixture.knobs.undoStack()->undo();
    QVERIFY(fixture.knobs.settings().off());
  }

  void slicesDoNotOverlap() {
    Fixture fixture;
    click(fixture.start());
    QTRY_VERIFY_WITH_TIMEOUT(!fixture.dialog.controller().isRunning(), waitMs);
    const effort::TunePlan plan = fixture.tuner->plan;
    QVERIFY(!plan.images.empty() && !plan.heldOut.empty());
    QVERIFY(plan.images.back() < plan.heldOut.front());
    QCOMPARE(plan.maxDropPoints, 0.5);
    QCOMPARE(plan.method, effort::TuneMethod::Best);
    fixture.dialog.widgets().form->heldOutFrom()->setValue(0);
    QVERIFY(!fixture.dialog.widgets().form->problem().isEmpty());
    QVERIFY(!fixture.start()->isEnabled());
  }

  void stopsAndGoesOn() {
    Fixture fixture;
    fixture.tuner->hold = true;
    click(fixture.start());
    QTRY_VERIFY_WITH_TIMEOUT(fixture.dialog.widgets().status->text().startsWith("10 "), waitMs);
    QVERIFY(fixture.stop()->isEnabled());
    QVERIFY(!fixture.dialog.widgets().form->budget()->isEnabled());
    click(fixture.stop());
    QTRY_VERIFY_WITH_TIMEOUT(!fixture.dialog.controller().isRunning(), waitMs);
    QVERIFY(fixture.apply()->isEnabled());  // what was found until then
    const std::filesystem::path store = fixture.tuner->plan.store;
    fixture.tuner->hold = false;
    click(fixture.start());
    QTRY_COMPARE_WITH_TIMEOUT(fixture.tuner->runs.load(), 2, waitMs);
    QTRY_VERIFY_WITH_TIMEOUT(!fixture.dialog.controller().isRunning(), waitMs);
    QVERIFY(fixture.tuner->plan.store == store);
  }

  void aFailureIsTold() {
    Fixture fixture;
    fixture.tuner->fail = true;
    click(fixture.start());
    QTRY_VERIFY_WITH_TIMEOUT(fixture.dialog.widgets().status->text().contains("wants no tuning"), waitMs);
    QVERIFY(fixture.start()->isEnabled());
    QVERIFY(!fixture.apply()->isEnabled());
  }

  void anotherNetworkHasNoUseForTheAnswer() {
    Fixture fixture;
    click(fixture.start());
    QTRY_VERIFY_WITH_TIMEOUT(fixture.apply()->isEnabled(), waitMs);
    fixture.knobs.setWorkspace(tests::tinyWorkspace(200));
    QVERIFY(!fixture.apply()->isEnabled());
  }

  void anotherNetworkStopsTheSearch() {
    Fixture fixture;
    fixture.tuner->hold = true;
    click(fixture.start());
    QTRY_VERIFY_WITH_TIMEOUT(fixture.tuner->runs == 1, waitMs);
    fixture.knobs.setWorkspace(tests::tinyWorkspace(200));
    QTRY_VERIFY_WITH_TIMEOUT(!fixture.dialog.controller().isRunning(), waitMs);
    QVERIFY(!fixture.apply()->isEnabled());
  }

  void closingInTheMiddleIsSafe() {
    Fixture fixture;
    fixture.tuner->hold = true;
    click(fixture.start());
    QTRY_VERIFY_WITH_TIMEOUT(fixture.tuner->runs == 1, waitMs);
  }

  void lockedKnobsKeepWhatTheyAre() {
    Fixture fixture;
    const auto& layers = fixture.knobs.workspace()->layers;
    effort::KnobSettings settings = fixture.knobs.settings();
    effort::SpetKnob spet;
    spet.low = -0.5;
    settings.set(layers.front().name, {spet, {}, effort::SfmaKnob{0.5, 0.5}});
    fixture.knobs.changeSettings(settings, "two knobs");
    QVERIFY(!fixture.dialog.commandLine().contains("--lock"));
    const effort::TunePlan open = fixture.dialog.controller().plan();
    QVERIFY(open.start.off() && open.locked.empty());
    fixture.knobs.changeLocks({{layers.front().name, effort::KnobKind::Spet}}, "lock");
    const effort::TunePlan plan = fixture.dialog.controller().plan();
    QCOMPARE(plan.locked.size(), std::size_t{1});
    QVERIFY((plan.start.of(layers.front().name) == effort::LayerKnobs{spet, {}, {}}));
    QVERIFY(plan.store != open.store);  // another search
    const QString line = fixture.dialog.commandLine();
    QVERIFY2(line.contains("--lock " + QString::fromStdString(layers.front().name) + ":spet"), qPrintable(line));
    QVERIFY(line.contains("--knobs"));
  }

  void probesAndTheAnswerAreOnTheChart() {
    Fixture fixture;
    const auto probes = [&] {
      return std::ranges::count_if(fixture.tradeoff.points(), [](const widgets::TradeoffPoint& point) {
        return point.kind == widgets::PointKind::Accepted || point.kind == widgets::PointKind::Rejected;
      });
    };
    fixture.tuner->hold = true;
    click(fixture.start());
    QTRY_COMPARE_WITH_TIMEOUT(probes(), 10, waitMs);  // while it runs
    QVERIFY(fixture.chart.comparison()->isHidden());
    fixture.tuner->hold = false;
    click(fixture.stop());
    QTRY_VERIFY_WITH_TIMEOUT(!fixture.chart.comparison()->isHidden(), waitMs);
    fixture.knobs.setWorkspace(tests::tinyWorkspace(200));
    QVERIFY(fixture.chart.comparison()->isHidden());
  }

  void theCommandLineRepeatsTheRequest() {
    Fixture fixture;
    fixture.dialog.widgets().form->budget()->setValue(1.5);
    const QString line = fixture.dialog.commandLine();
    QVERIFY(line.startsWith("effortlab-cli tune "));
    for (const char* word : {"--max-drop 1.5", "--method best", "--objective ops", "--holdout-offset", "--limit"})
      QVERIFY2(line.contains(QLatin1String(word)), word);
  }
};

EFFORTLAB_TEST(tst_tune_controller)
#include "tst_tune_controller.moc"
