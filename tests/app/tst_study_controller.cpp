#include "charts/savings_chart.h"
#include "charts/study_chart.h"
#include "charts/tradeoff_chart.h"
#include "controllers/study_controller.h"
#include "core/error.h"
#include "panels/effort_map_panel.h"
#include "panels/image_browser.h"
#include "panels/knob_panel.h"
#include "shell/study_tabs.h"
#include "support/sample_figures.h"
#include "support/test_registry.h"
#include "tiny_workspace.h"

#include <QListWidget>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTabBar>
#include <QTest>

#include <atomic>
#include <chrono>
#include <mutex>
#include <thread>

using namespace effortlab;
using app::StudyController;
using effort::FigureForm;
using effort::StudyKind;

namespace {

/// A study that grows in three parts; every image i costs 1 - i / 100 of the dense MACs.
struct FakeStudies {
  std::atomic<int> runs = 0;
  std::atomic<int> msPerPart = 1;
  std::atomic<bool> hold = false;  ///< after the first part, until it is stopped
  std::atomic<bool> fail = false;
  std::mutex mutex;
  effort::StudyPlan plan;  ///< the last one
  StudyKind kind = StudyKind::Margin;

  effort::StudyPlan lastPlan() {
    const std::lock_guard lock(mutex);
    return plan;
  }

  effort::StudyFigure run(StudyKind wanted, const effort::StudyPlan& asked, const RunControl& control,
                          const std::function<void(const effort::StudyFigure&)>& onPart) {
    ++runs;
    {
      const std::lock_guard lock(mutex);
      plan = asked;
      kind = wanted;
    }
    if (fail)
      throw Error(ErrorCode::Unsupported, "the test wants no study");
    effort::StudyFigure figure = figureOf(wanted);
    figure.kind = wanted;
    figure.totalImages = std::ssize(asked.images);
    for (int part = 1; part <= 3; ++part) {
      std::this_thread::sleep_for(std::chrono::milliseconds(msPerPart.load()));
      if (control.stopRequested())
        return figure;
      figure.images = figure.totalImages * part / 3;
      figure.complete = part == 3;
      control.report(part, 3, "studying");
      onPart(figure);
      while (hold && !control.stopRequested())
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return figure;
  }

  static effort::StudyFigure figureOf(StudyKind kind) {
    switch (kind) {
      case StudyKind::EffortMap: return tests::sampleFigure(FigureForm::Maps);
      case StudyKind::ImageEffort: {
        effort::StudyFigure figure = tests::sampleFigure(FigureForm::Points);
        figure.series.resize(1);
        figure.series[0] = {.name = "right", .layer = {}, .x = {}, .y = {}};
        for (int i = 0; i < 60; ++i) {
          figure.series[0].x.push_back(i);
          figure.series[0].y.push_back(1.0 - i / 100.0);
        }
        return figure;
      }
      case StudyKind::Correlation: {
        effort::StudyFigure figure = tests::sampleFigure(FigureForm::Lines);
        figure.remarks = {"conv1: sampling period 3 (correlation 0.91 at distance 2)",
                          "conv2: neighbours tell little (correlation below 0.5): sample no neurons"};
        return figure;
      }
      default: return tests::sampleFigure(FigureForm::Bars);
    }
  }
};

struct Bench {
  widgets::KnobPanel panel;
  widgets::LayerTableModel layers;
  widgets::TradeoffModel tradeoff;
  widgets::TradeoffChart chart{&tradeoff};
  widgets::SavingsChart* savings = new widgets::SavingsChart;  // the tabs take it
  app::StudyTabs tabs{savings};
  std::shared_ptr<tests::FakeScript> script = std::make_shared<tests::FakeScript>();
  std::shared_ptr<FakeStudies> fake = std::make_shared<FakeStudies>();
  std::unique_ptr<app::KnobsController> knobs;
  std::unique_ptr<StudyController> studies;

  Bench() {
    knobs = std::make_unique<app::KnobsController>(
        app::KnobsWidgets{&panel, &layers, &tradeoff, &chart, savings},
        app::KnobsController::Options{.makeSession = tests::fakeSessions(script), .threads = 2});
    studies = std::make_unique<StudyController>(
        tabs.studies(), knobs.get(),
        StudyController::Options{.run = [fake = fake](auto&&... arguments) { return fake->run(arguments...); },
                                 .threads = 2});
    QObject::connect(&tabs, &app::StudyTabs::studyShown, studies.get(), &StudyController::showStudy);
    tabs.resize(700, 400);
    tabs.QWidget::show();
    knobs->setWorkspace(tests::tinyWorkspace());
    settle();
  }
  void settle() { QTRY_VERIFY_WITH_TIMEOUT(knobs->isIdle() && studies->isIdle(), 20000); }
  widgets::StudyChart* chartOf(StudyKind kind) { return tabs.studies().charts[static_cast<std::size_t>(kind)]; }
  void moveAKnob(double low) {
    effort::LayerKnobs layer;
    layer.spet = effort::SpetKnob{.low = low, .high = std::nullopt};
    layer.sdss = effort::SdssKnob{.max = 1.0, .delta = 1.0};
    Q_EMIT panel.knobsChanged(layer);
  }
};

}  // namespace

class tst_study_controller : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void onlyTheTabOnScreenComputes() {
    Bench bench;
    QCOMPARE(bench.fake->runs.load(), 0);
    bench.tabs.show(StudyKind::KnobShare);
    bench.settle();
    QCOMPARE(bench.fake->runs.load(), 1);
    QVERIFY(bench.chartOf(StudyKind::KnobShare)->figure()->complete);
    QVERIFY(bench.chartOf(StudyKind::KnobShare)->evidence().contains(QStringLiteral("300 of 300 images")));
    bench.tabs.setCurrentIndex(0);
    bench.settle();
    bench.tabs.show(StudyKind::KnobShare);
    bench.settle();
    QCOMPARE(bench.fake->runs.load(), 1);  // it is there already
  }

  void aClickOnATabShowsItsStudy() {
    Bench bench;
    QTabBar* bar = bench.tabs.tabBar();
    QTest::mouseClick(bar, Qt::LeftButton, {}, bar->tabRect(3).center());
    QCOMPARE(bench.tabs.current(), std::optional(StudyKind::Margin));
    QTest::keyClick(bar, Qt::Key_Left);
    QCOMPARE(bench.tabs.currentIndex(), 2);
    QVERIFY(bench.tabs.showByName(QStringLiteral("savings")));
    QVERIFY(!bench.tabs.current());
    QVERIFY(bench.tabs.showByName(QStringLiteral("effort-map")));
    QVERIFY(!bench.tabs.showByName(QStringLiteral("nothing")));
    bench.settle();
  }

  void partsShowBeforeTheEnd() {
    Bench bench;
    bench.fake->hold = true;
    bench.tabs.show(StudyKind::Saturation);
    widgets::StudyChart* chart = bench.chartOf(StudyKind::Saturation);
    QTRY_VERIFY(chart->figure() && !chart->figure()->complete);
    QVERIFY(chart->status().state == widgets::StudyStatus::State::Running);
    QVERIFY(chart->evidence().contains(QStringLiteral("100 of 300 images")));
    QTest::mouseClick(chart->actionButton(), Qt::LeftButton);  // Cancel
    bench.settle();
    QVERIFY(chart->status().state == widgets::StudyStatus::State::Idle);
    QCOMPARE(bench.fake->runs.load(), 1);  // what the user stopped stays stopped
    bench.fake->hold = false;
    QTest::mouseClick(chart->actionButton(), Qt::LeftButton);  // Continue
    bench.settle();
    QVERIFY(chart->figure()->complete);
  }

  void aMovedKnobDimsAndRestarts() {
    Bench bench;
    bench.tabs.show(StudyKind::KnobShare);
    bench.settle();
    widgets::StudyChart* chart = bench.chartOf(StudyKind::KnobShare);
    bench.moveAKnob(0.5);
    QVERIFY(chart->status().stale);
    QVERIFY(chart->figure());
    QVERIFY(chart->canvas()->isStale());
    bench.settle();
    QVERIFY(!chart->status().stale);
    QCOMPARE(bench.fake->runs.load(), 2);
    QCOMPARE(bench.fake->lastPlan().knobs, bench.knobs->settings());
    bench.tabs.show(StudyKind::Margin);  // of the dense network: no knob moves it
    bench.settle();
    bench.moveAKnob(0.75);
    QVERIFY(!bench.chartOf(StudyKind::Margin)->status().stale);
    bench.settle();
    QCOMPARE(bench.fake->runs.load(), 3);
  }

  void nothingRunsWhileTheHandMoves() {
    Bench bench;
    bench.fake->hold = true;
    bench.tabs.show(StudyKind::KnobShare);
    QTRY_COMPARE(bench.fake->runs.load(), 1);
    Q_EMIT bench.panel.interactionStarted();
    QTRY_VERIFY(bench.chartOf(StudyKind::KnobShare)->status().state == widgets::StudyStatus::State::Idle);
    for (int i = 0; i < 20; ++i) {
      bench.moveAKnob(0.01 * i);
      QTest::qWait(10);
    }
    QTest::qWait(500);
    QCOMPARE(bench.fake->runs.load(), 1);
    bench.fake->hold = false;
    Q_EMIT bench.panel.interactionFinished();
    bench.settle();
    QCOMPARE(bench.fake->runs.load(), 2);
    QVERIFY(bench.chartOf(StudyKind::KnobShare)->figure()->complete);
  }

  void timesAreMeasuredOnRequest() {
    Bench bench;
    bench.tabs.show(StudyKind::Engines);
    bench.settle();
    QCOMPARE(bench.fake->runs.load(), 0);
    widgets::StudyChart* chart = bench.chartOf(StudyKind::Engines);
    QVERIFY(chart->actionButton()->isVisible());
    QTest::mouseClick(chart->actionButton(), Qt::LeftButton);
    bench.settle();
    QCOMPARE(bench.fake->runs.load(), 1);
    QVERIFY(chart->figure()->complete);
    QVERIFY(bench.fake->lastPlan().runs > 0);
    bench.moveAKnob(0.5);
    bench.settle();
    QCOMPARE(bench.fake->runs.load(), 1);
    QVERIFY(chart->status().stale);
    bench.tabs.show(StudyKind::Ratios);  // operations by themselves, times on request
    bench.settle();
    QCOMPARE(bench.fake->lastPlan().runs, 0);
    QTest::mouseClick(bench.chartOf(StudyKind::Ratios)->actionButton(), Qt::LeftButton);
    bench.settle();
    QVERIFY(bench.fake->lastPlan().runs > 0);
  }

  void failuresAreToldInPlace() {
    Bench bench;
    bench.fake->fail = true;
    bench.tabs.show(StudyKind::Saturation);
    bench.settle();
    widgets::StudyChart* chart = bench.chartOf(StudyKind::Saturation);
    QVERIFY(chart->status().state == widgets::StudyStatus::State::Failed);
    QVERIFY(chart->status().problem.contains(QStringLiteral("the test wants no study")));
    QCOMPARE(bench.fake->runs.load(), 1);
    bench.fake->fail = false;
    QTest::mouseClick(chart->actionButton(), Qt::LeftButton);
    bench.settle();
    QVERIFY(chart->figure()->complete);
  }

  void theBrowserHasHardestAndEasiest() {
    Bench bench;
    bench.tabs.show(StudyKind::EffortMap);
    bench.settle();
    widgets::ImageBrowser* browser = bench.tabs.studies().effortMap->browser();
    QCOMPARE(browser->hardest()->count(), 24);
    QVERIFY(browser->missingThumbnails().empty());
    QVERIFY(!bench.chartOf(StudyKind::EffortMap)->canvas()->picture().isNull());
    QCOMPARE(bench.fake->lastPlan().model, bench.knobs->workspace()->model);
    const int runs = bench.fake->runs;
    QListWidget* easiest = browser->easiest();
    const QRect item = easiest->visualItemRect(easiest->item(0));
    QTest::mouseClick(easiest->viewport(), Qt::LeftButton, {}, item.center());
    QCOMPARE(browser->current(), 59);
    bench.settle();
    QCOMPARE(bench.fake->runs.load(), runs + 1);
    QCOMPARE(bench.fake->lastPlan().image, 59);
    QCOMPARE(bench.fake->lastPlan().layers, std::vector<std::string>{"conv1"});
    bench.tabs.studies().effortMap->mapBox()->setValue(1);
    bench.settle();
    QCOMPARE(bench.fake->lastPlan().layers, std::vector<std::string>{"conv1#1"});
    QSignalSpy wanted(bench.studies.get(), &StudyController::imageWanted);
    Q_EMIT bench.chartOf(StudyKind::ImageEffort)->pointActivated(0, 7);
    QCOMPARE(wanted.count(), 1);
    QCOMPARE(browser->current(), 7);
    bench.settle();
  }

  void suggestedPeriodsAreOneStep() {
    Bench bench;
    bench.tabs.show(StudyKind::Correlation);
    bench.settle();
    QCOMPARE(bench.studies->suggestedPeriods(), (std::map<std::string, int>{{"conv1", 3}}));
    QPushButton* apply = bench.tabs.studies().applyPeriods;
    QVERIFY(!apply->isEnabled());  // SDSS is off
    bench.moveAKnob(0.5);
    QVERIFY(apply->isEnabled());
    const int steps = bench.knobs->undoStack()->count();
    QTest::mouseClick(apply, Qt::LeftButton);
    QCOMPARE(bench.knobs->settings().of("conv1").sdss->samplingPeriod, 3);
    QCOMPARE(bench.knobs->undoStack()->count(), steps + 1);
    QVERIFY(!apply->isEnabled());
    bench.settle();
  }

  void otherTabsSupersede() {
    Bench bench;
    bench.fake->hold = true;
    bench.tabs.show(StudyKind::KnobShare);
    QTRY_COMPARE(bench.fake->runs.load(), 1);
    bench.tabs.show(StudyKind::Saturation);
    bench.fake->hold = false;
    bench.settle();
    QVERIFY(bench.chartOf(StudyKind::Saturation)->figure()->complete);
    bench.tabs.show(StudyKind::KnobShare);
    bench.settle();
    QVERIFY(bench.chartOf(StudyKind::KnobShare)->figure()->complete);
  }

  void destroyedWhileWorking() {
    Bench bench;
    bench.fake->hold = true;
    bench.tabs.show(StudyKind::KnobShare);
    QTRY_COMPARE(bench.fake->runs.load(), 1);
    bench.studies.reset();
    QTest::qWait(20);
  }

  void anotherNetworkStartsAfresh() {
    Bench bench;
    bench.tabs.show(StudyKind::KnobShare);
    bench.settle();
    bench.knobs->setWorkspace(tests::tinyWorkspace(90));
    QVERIFY(!bench.chartOf(StudyKind::KnobShare)->figure());
    bench.settle();
    QCOMPARE(bench.chartOf(StudyKind::KnobShare)->figure()->totalImages, 90);
  }
};

EFFORTLAB_TEST(tst_study_controller)
#include "tst_study_controller.moc"
