#include "core/error.h"
#include "knobs_bench.h"
#include "panels/gate_group.h"
#include "support/test_registry.h"

#include <QCheckBox>
#include <QSignalSpy>
#include <QTest>

using namespace effortlab;
using app::KnobsController;
using Bench = tests::KnobsBench;

namespace {

effort::LayerKnobs spet(double low) {
  effort::LayerKnobs knobs;
  knobs.spet = effort::SpetKnob{.low = low, .high = std::nullopt};
  return knobs;
}

}  // namespace

class tst_knobs_controller : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void startsWithDenseFiguresAndHistograms() {
    Bench bench;
    QSignalSpy settled(bench.controller.get(), &KnobsController::settled);
    bench.openAndSettle();
    QCOMPARE(bench.layers.rowCount(), 5);
    QCOMPARE(bench.controller->currentLayer(), 0);
    QVERIFY(bench.controller->summary().estimate->complete);
    QVERIFY(settled.count() >= 1);
    QVERIFY(bench.tradeoff.baseline() != nullptr);
    QCOMPARE(bench.tradeoff.baseline()->images, 300);
    QVERIFY(bench.tradeoff.baseline()->current);
    QCOMPARE(bench.script->histograms.load(), 1);
    QVERIFY(bench.layers.rows().front().savedFraction.has_value());
    QCOMPARE(bench.script->lastThreads.load(), 4);
  }

  void aDragIsOneStepAndShowsEstimatesAtOnce() {
    Bench bench;
    bench.openAndSettle();
    bench.script->msPerStep = 20;
    Q_EMIT bench.panel.interactionStarted();
    for (int i = 1; i <= 10; ++i)
      Q_EMIT bench.panel.knobsChanged(spet(-1.0 + 0.1 * i));
    QTRY_VERIFY_WITH_TIMEOUT(bench.savings.counts().front().spet > 0, 100);
    QVERIFY(bench.savings.counts().front().estimate);
    QVERIFY(bench.controller->summary().opsAreEstimated);
    QVERIFY(bench.controller->undoStack()->count() == 0);
    QTRY_VERIFY(bench.script->lastThreads.load() == 3);  // one is left to the window
    Q_EMIT bench.panel.interactionFinished();
    QCOMPARE(bench.controller->undoStack()->count(), 1);
    bench.settle();
    QVERIFY(!bench.savings.counts().front().estimate);  // counted by now
    QCOMPARE(bench.script->lastThreads.load(), 4);
    QCOMPARE(bench.tradeoff.rowCount(), 2);
    QVERIFY(bench.tradeoff.points().back().current);
    QVERIFY(bench.tradeoff.points().back().complete);
  }

  void aMovingHandSeesAccuracy() {
    Bench bench;
    bench.openAndSettle();
    bench.script->msPerStep = 20;
    Q_EMIT bench.panel.interactionStarted();
    bool seen = false;
    for (int i = 0; i < 60 && !seen; ++i) {  // a change every 5 ms, an estimate takes 20
      Q_EMIT bench.panel.knobsChanged(spet(-1.0 + 0.01 * i));
      QTest::qWait(5);
      seen = bench.tradeoff.rowCount() == 2;
    }
    QVERIFY(seen);
    Q_EMIT bench.panel.interactionFinished();
    bench.settle();
    QCOMPARE(bench.tradeoff.rowCount(), 2);  // the passing settings are no stops of the trail
  }

  void undoAndRedoComeFromMemory() {
    Bench bench;
    bench.openAndSettle();
    Q_EMIT bench.panel.knobsChanged(spet(0.5));
    bench.settle();
    const int evaluations = bench.script->evaluations;
    bench.controller->undoStack()->undo();
    QVERIFY(bench.controller->settings().layers.empty());
    QVERIFY(bench.panel.knobs().off());
    bench.settle();
    QVERIFY(bench.tradeoff.baseline()->current);
    QCOMPARE(bench.savings.counts().front().spet, 0);
    bench.controller->undoStack()->redo();
    QCOMPARE(bench.controller->settings().of("conv1"), spet(0.5));
    bench.settle();
    QVERIFY(bench.tradeoff.points().back().current);
    QCOMPARE(bench.script->evaluations.load(), evaluations);  // both were known
  }

  void aClickOnAPointRestoresItsKnobs() {
    Bench bench;
    bench.openAndSettle();
    Q_EMIT bench.panel.knobsChanged(spet(0.25));
    bench.settle();
    const int id = bench.tradeoff.points().back().id;
    Q_EMIT bench.panel.knobsChanged(spet(0.75));
    bench.settle();
    QCOMPARE(bench.tradeoff.rowCount(), 3);
    Q_EMIT bench.chart.pointActivated(id);
    QCOMPARE(bench.controller->settings().of("conv1"), spet(0.25));
    Q_EMIT bench.chart.pointActivated(widgets::TradeoffModel::baselineId);
    QVERIFY(bench.controller->settings().layers.empty());
    bench.controller->undoStack()->undo();
    QCOMPARE(bench.controller->settings().of("conv1"), spet(0.25));
  }

  void switchesInTheTableKeepTheirNumbers() {
    Bench bench;
    bench.openAndSettle();
    Q_EMIT bench.panel.knobsChanged(spet(0.25));
    bench.settle();
    const QModelIndex cell = bench.layers.index(0, widgets::LayerTableModel::Spet);
    QVERIFY(bench.layers.setData(cell, Qt::Unchecked, Qt::CheckStateRole));
    QVERIFY(bench.controller->settings().layers.empty());
    bench.settle();
    QVERIFY(bench.layers.setData(cell, Qt::Checked, Qt::CheckStateRole));
    QCOMPARE(bench.controller->settings().of("conv1"), spet(0.25));
    bench.settle();
  }

  void layersBelowAChangedOneAreMarked() {
    Bench bench;
    bench.openAndSettle();
    bench.script->msPerStep = 50;
    Q_EMIT bench.panel.knobsChanged(spet(0.5));
    QTRY_VERIFY(bench.savings.counts()[1].estimate);
    bench.settle();
    QVERIFY(!bench.savings.counts()[1].estimate);
  }

  void failuresAreToldAndRestartGoesOn() {
    Bench bench;
    bench.openAndSettle();
    QSignalSpy failed(bench.controller.get(), &KnobsController::failed);
    bench.script->fail = true;
    Q_EMIT bench.panel.knobsChanged(spet(0.5));
    QTRY_COMPARE(failed.count(), 1);
    bench.settle();
    QVERIFY(!bench.controller->summary().evaluating);
    bench.script->fail = false;
    bench.controller->restart();
    bench.settle();
    QVERIFY(bench.controller->summary().estimateIsCurrent);
  }

  void cancelKeepsTheFiguresSoFar() {
    Bench bench;
    bench.openAndSettle(3000);
    bench.script->msPerStep = 30;
    Q_EMIT bench.panel.knobsChanged(spet(0.5));
    QTRY_VERIFY(bench.controller->summary().estimateIsCurrent);
    QElapsedTimer timer;
    timer.start();
    bench.controller->cancel();
    bench.settle();
    QVERIFY(timer.elapsed() < 500);
    QVERIFY(bench.controller->summary().cancelled);
    QVERIFY(!bench.controller->summary().evaluating);
    QVERIFY(!bench.controller->summary().estimate->complete);
  }

  void knobsThatDoNotFitChangeNothing() {
    Bench bench;
    bench.openAndSettle();
    effort::KnobSettings settings;
    settings.set("no such layer", spet(0.0));
    QVERIFY_EXCEPTION_THROWN(bench.controller->changeSettings(settings, {}), Error);
    QVERIFY(bench.controller->settings().layers.empty());
    QCOMPARE(bench.controller->undoStack()->count(), 0);
  }

  void anotherNetworkStartsAfresh() {
    Bench bench;
    bench.openAndSettle();
    Q_EMIT bench.panel.knobsChanged(spet(0.5));
    bench.settle();
    bench.controller->setWorkspace(tests::tinyWorkspace(100));
    QVERIFY(bench.controller->settings().layers.empty());
    QCOMPARE(bench.controller->undoStack()->count(), 0);
    bench.settle();
    QCOMPARE(bench.tradeoff.rowCount(), 1);
    QCOMPARE(bench.tradeoff.baseline()->images, 100);
  }

  void destroyedWhileWorking() {
    Bench bench;
    bench.script->msPerStep = 20;
    bench.controller->setWorkspace(tests::tinyWorkspace(100000));
    QTRY_VERIFY(bench.script->evaluations.load() > 0);
    bench.controller.reset();
    QTest::qWait(30);
  }

  void theGateIsOneMoreKnob() {
    Bench bench;
    bench.openAndSettle();
    QCOMPARE(bench.script->studies.load(), 1);
    QVERIFY(!bench.panel.gate());
    Q_EMIT bench.panel.gateChanged(effort::GateKnob{.margin = 1.5});
    QCOMPARE(bench.controller->undoStack()->count(), 1);
    QCOMPARE(bench.controller->undoStack()->undoText(), QStringLiteral("Gate"));
    bench.settle();
    for (const widgets::LayerSaving& layer : bench.savings.counts()) {
      QVERIFY(!layer.estimate);
      QCOMPARE(layer.gate, layer.dense / 4);  // half of the images again, and a quarter for the pass
      QCOMPARE(layer.executed + layer.gate, layer.dense);
    }
    QCOMPARE(bench.tradeoff.rowCount(), 2);
    QVERIFY(std::abs(bench.controller->summary().opsRatio - 4.0 / 3.0) < 1e-3);
    bench.controller->undoStack()->undo();
    QVERIFY(!bench.panel.gate() && bench.controller->settings().off());
    bench.controller->undoStack()->redo();
    QVERIFY(bench.panel.gate());
    bench.controller->resetLayer();
    QVERIFY(bench.controller->settings().gate);  // it is the network's, not the layer's
    bench.controller->resetAll();
    QVERIFY(bench.controller->settings().off() && !bench.panel.gate());
    bench.settle();
  }

  void aMovingGateShowsEstimatesAtOnce() {
    Bench bench;
    bench.openAndSettle();
    bench.script->msPerStep = 60;
    Q_EMIT bench.panel.interactionStarted();
    for (const double margin : {0.5, 1.0, 1.5})
      Q_EMIT bench.panel.gateChanged(effort::GateKnob{.margin = margin});
    QTRY_VERIFY_WITH_TIMEOUT(bench.savings.counts().front().gate > 0, 50);
    QVERIFY(bench.savings.counts().front().estimate);
    QCOMPARE(bench.savings.counts().front().gate, bench.savings.counts().front().dense / 4);
    QVERIFY(bench.controller->summary().opsAreEstimated);
    Q_EMIT bench.panel.interactionFinished();
    QCOMPARE(bench.controller->undoStack()->count(), 1);
    bench.settle();
    QVERIFY(!bench.savings.counts().front().estimate);
    QCOMPARE(bench.savings.counts().front().gate, bench.savings.counts().front().dense / 4);
  }

  void aNetworkWithoutAGateSaysWhy() {
    Bench bench;
    bench.script->noGate = true;
    QSignalSpy failed(bench.controller.get(), &KnobsController::failed);
    bench.openAndSettle();
    QCOMPARE(bench.controller->gateProblem(), QStringLiteral("the test wants no gate"));
    QCOMPARE(failed.count(), 0);  // nobody asked for one
    effort::KnobSettings settings;
    settings.gate = effort::GateKnob{.margin = 1.0};
    QVERIFY_EXCEPTION_THROWN(bench.controller->changeSettings(settings, {}), Error);
    QVERIFY(bench.controller->settings().off());
  }

  void aStudyStoppedByAKnobIsTakenUpAgain() {
    Bench bench;
    bench.script->holdStudy = true;
    bench.controller->setWorkspace(tests::tinyWorkspace());
    QTRY_COMPARE(bench.script->studies.load(), 1);
    Q_EMIT bench.panel.knobsChanged(spet(0.5));
    QTRY_COMPARE(bench.script->studies.load(), 2);  // behind the evaluation
    bench.controller->undoStack()->undo();          // known already: nothing is evaluated
    QTRY_COMPARE(bench.script->studies.load(), 3);
    bench.script->holdStudy = false;
    bench.settle();
    QVERIFY(bench.panel.findChild<widgets::GateGroup*>()->figures());
    QVERIFY(bench.layers.hasKernels());
  }

  void aGateThatFailsIsSwitchedOff() {
    Bench bench;
    bench.openAndSettle();
    QSignalSpy failed(bench.controller.get(), &KnobsController::failed);
    bench.script->noGate = true;
    Q_EMIT bench.panel.gateChanged(effort::GateKnob{.margin = 1.0});
    QTRY_COMPARE(failed.count(), 1);
    bench.settle();
    QVERIFY(bench.controller->settings().off());
    QCOMPARE(bench.controller->gateProblem(), QStringLiteral("the test wants no gate"));
    QVERIFY(!bench.panel.findChild<widgets::GateGroup*>()->switchBox()->isEnabled());
    QVERIFY(bench.controller->summary().estimateIsCurrent);  // the dense figures
  }

  void kernelsComeLast() {
    Bench bench;
    QVERIFY(!bench.layers.hasKernels());
    bench.openAndSettle();
    QVERIFY(bench.layers.hasKernels());
    const QModelIndex cell = bench.layers.index(0, widgets::LayerTableModel::Kernel);
    QCOMPARE(cell.data().toString(), QStringLiteral("quick"));
    QVERIFY(cell.data(Qt::ToolTipRole).toString().contains(QStringLiteral("slow")));
    Q_EMIT bench.panel.knobsChanged(spet(0.5));
    bench.settle();
    QCOMPARE(bench.script->plans.load(), 1);
    bench.controller->setWorkspace(tests::tinyWorkspace(100));
    QVERIFY(!bench.layers.hasKernels());
    bench.settle();
    QCOMPARE(bench.script->plans.load(), 2);
  }

  void theRealGateIsAsForetold() {
    Bench bench(true);
    bench.openAndSettle();
    const auto* group = bench.panel.findChild<widgets::GateGroup*>();
    QVERIFY(group->figures());
    widgets::GateFigures foretold;
    for (const double margin : {0.01, 0.03, 0.1, 0.3, 1.0, 3.0}) {
      bench.panel.setGate(effort::GateKnob{.margin = margin});
      foretold = *group->figures();
      Q_EMIT bench.panel.gateChanged(bench.panel.gate());
      if (foretold.repeated > 0.1 && foretold.repeated < 0.9)
        break;
    }
    bench.settle();
    QVERIFY(bench.controller->summary().estimateIsCurrent);
    const effort::LiveEstimate& estimate = *bench.controller->summary().estimate;
    QVERIFY(estimate.repeated > 0.0 && estimate.repeated < 1.0);
    QCOMPARE(estimate.repeated, foretold.repeated);
    QCOMPARE(estimate.agreement, foretold.agreement);
    QCOMPARE(estimate.top1, foretold.top1);
    QVERIFY(std::abs(group->figures()->cost - foretold.cost) < 1e-6);
    for (const widgets::LayerSaving& layer : bench.savings.counts())
      QCOMPARE(layer.executed + layer.spet + layer.sfma + layer.sdss + layer.gate, layer.dense);
  }

  void theRealEngineAgreesWithItself() {
    Bench bench(true);
    bench.openAndSettle();
    QCOMPARE(bench.controller->summary().estimate->images, 300);
    QCOMPARE(bench.controller->summary().opsRatio, 1.0);
    Q_EMIT bench.panel.knobsChanged(spet(0.0));
    QTRY_VERIFY(bench.savings.counts().front().estimate || bench.controller->summary().estimateIsCurrent);
    bench.settle();
    QVERIFY(bench.controller->summary().estimateIsCurrent);
    QVERIFY(bench.savings.counts().front().spet > 0);
    QVERIFY(bench.controller->summary().opsRatio > 1.0);
    for (const widgets::LayerSaving& layer : bench.savings.counts())
      QCOMPARE(layer.executed + layer.spet + layer.sfma + layer.sdss, layer.dense);
  }
};

EFFORTLAB_TEST(tst_knobs_controller)
#include "tst_knobs_controller.moc"
