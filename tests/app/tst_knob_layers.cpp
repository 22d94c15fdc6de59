#include "knobs_bench.h"
#include "panels/knob_group.h"
#include "panels/layer_table_delegate.h"
#include "shell/copy_knobs_dialog.h"
#include "shell/layer_actions.h"
#include "support/test_registry.h"

#include <QAction>
#include <QHeaderView>
#include <QSignalSpy>
#include <QTableView>
#include <QToolButton>

using namespace effortlab;
using app::CopyBy;
using app::CopyRequest;
using effort::KnobKind;
using tests::KnobsBench;
using widgets::LayerTableModel;

namespace {

/// The table as the page has it, with its actions.
struct Fixture : KnobsBench {
  QTableView table;
  std::unique_ptr<app::LayerActions> actions;

  Fixture() {
    table.setModel(&layers);
    table.setItemDelegate(new widgets::LayerTableDelegate(&table));
    table.setSelectionBehavior(QAbstractItemView::SelectRows);
    table.setSelectionMode(QAbstractItemView::ExtendedSelection);
    actions = std::make_unique<app::LayerActions>(&table, controller.get(), &table);
    openAndSettle();
    table.resize(900, 300);
    table.show();
  }
  void click(const QModelIndex& index, int fromRight) {
    const QRect cell = table.visualRect(index);
    QTest::mouseClick(table.viewport(), Qt::LeftButton, {}, QPoint(cell.right() - fromRight, cell.center().y()));
  }
  QModelIndex cell(int row, int column) const { return layers.index(row, column); }
};

effort::LayerKnobs sampleKnobs() {
  effort::LayerKnobs knobs;
  knobs.spet = effort::SpetKnob{.low = -0.5, .high = std::nullopt};
  knobs.sdss = effort::SdssKnob{.max = 1.0, .delta = 0.25};
  return knobs;
}

std::shared_ptr<effort::LayerHistograms> histograms(double scale) {
  auto made = std::make_shared<effort::LayerHistograms>();
  made->partialSums = effort::Histogram{-scale, scale, std::vector<double>(10, 1.0), 0.0, 0.0};
  made->neighbours = effort::Histogram2d{
      .xUpper = 2.0 * scale, .yUpper = scale, .xBins = 10, .yBins = 10, .bins = std::vector<double>(100, 1.0)};
  return made;
}

std::vector<effort::EffortLayer> threeLayers() {
  effort::EffortLayer one{.node = 0, .name = "a", .taps = 9, .activation = model::ActivationKind::Relu};
  effort::EffortLayer two = one;
  two.name = "b";
  two.node = 1;
  effort::EffortLayer full = one;
  full.name = "f";
  full.node = 2;
  full.convolution = false;
  return {one, two, full};
}

}  // namespace

class tst_knob_layers : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void numbersGoWhereTheyCan() {
    const CopyRequest request{.from = "a", .knobs = sampleKnobs(), .to = {"b", "f"}};
    effort::KnobSettings settings;
    settings.set("a", sampleKnobs());
    const app::CopyResult result = app::copyKnobs(request, settings, threeLayers(), {});
    QVERIFY(result.settings.of("b") == sampleKnobs());
    QVERIFY(result.settings.of("f").spet && !result.settings.of("f").sdss);
    QVERIFY(result.leftOut == (std::vector<effort::KnobPlace>{{"f", KnobKind::Sdss}}));
    QCOMPARE(result.copied.size(), 3U);
  }
  void sharesFollowTheHistograms() {
    CopyRequest request{.from = "a", .knobs = sampleKnobs(), .to = {"b"}, .by = CopyBy::Shares};
    const app::HistogramsByLayer known{{"a", histograms(1.0)}, {"b", histograms(10.0)}};
    QVERIFY(app::missingHistograms(request, known).empty());
    QCOMPARE(app::missingHistograms(request, {}).size(), 2U);
    const app::CopyResult result = app::copyKnobs(request, {}, threeLayers(), known);
    const effort::LayerKnobs knobs = result.settings.of("b");
    QVERIFY(qAbs(*knobs.spet->low + 5.0) < 1e-9);  // a quarter of [-10, 10]
    QVERIFY(qAbs(knobs.sdss->max - 10.0) < 1e-9);
    QVERIFY(qAbs(knobs.sdss->delta - 2.5) < 1e-9);
  }
  void copyingIsOneStepAndTellsWhatItLeftOut() {
    Fixture f;
    QSignalSpy noted(f.controller.get(), &app::KnobsController::noted);
    Q_EMIT f.panel.knobsChanged(sampleKnobs());
    f.settle();
    f.controller->copyKnobs({.from = "conv1", .knobs = sampleKnobs(), .to = {"conv2", "fc"}});
    QCOMPARE(f.controller->undoStack()->count(), 2);
    QVERIFY(f.controller->settings().of("conv2") == sampleKnobs());
    QCOMPARE(noted.count(), 1);
    QVERIFY(noted.back()[1].toString().contains(QStringLiteral("fc")));  // nothing saturates behind it
    f.controller->undoStack()->undo();
    QVERIFY(f.controller->settings().of("conv2").off());
    f.settle();
  }
  void sharesWaitForHistograms() {
    Fixture f;
    Q_EMIT f.panel.knobsChanged(sampleKnobs());
    f.settle();
    const int measured = f.script->histograms;
    f.controller->copyKnobs({.from = "conv1", .knobs = sampleKnobs(), .to = {"conv2"}, .by = CopyBy::Shares});
    QVERIFY(f.controller->isCopying());
    QTRY_VERIFY(!f.controller->isCopying());
    QVERIFY(f.script->histograms > measured);
    QVERIFY(f.controller->settings().of("conv2").spet);
    QCOMPARE(f.controller->undoStack()->count(), 2);
    f.settle();
  }
  void theDialogAsksAndForetells() {
    Fixture f;
    Q_EMIT f.panel.knobsChanged(sampleKnobs());
    app::CopyKnobsDialog dialog(*f.controller, 0, {"conv2"});
    QVERIFY(dialog.request().to == (std::vector<std::string>{"conv2"}));
    QVERIFY(dialog.request().by == CopyBy::Shares);
    dialog.setTargets(app::CopyKnobsDialog::Targets::All);
    dialog.setBy(CopyBy::Numbers);
    QVERIFY(dialog.request().to == (std::vector<std::string>{"conv2", "fc"}));
    QVERIFY(dialog.request().by == CopyBy::Numbers);
    QVERIFY(dialog.request().knobs == sampleKnobs());
    f.settle();
  }
  void locksByClickKeyAndUndo() {
    Fixture f;
    QSignalSpy locks(f.controller.get(), &app::KnobsController::locksChanged);
    const QModelIndex sdss = f.cell(0, LayerTableModel::Sdss);
    const auto* delegate = static_cast<widgets::LayerTableDelegate*>(f.table.itemDelegate());
    QStyleOptionViewItem option;
    option.initFrom(&f.table);
    option.rect = f.table.visualRect(sdss);
    QTest::mouseClick(f.table.viewport(), Qt::LeftButton, {}, delegate->lockRect(option, sdss).center());
    QVERIFY(f.controller->locks() == (app::KnobLocks{{"conv1", KnobKind::Sdss}}));
    QVERIFY(f.controller->settings().off());  // the switch beside it stays
    QVERIFY(f.panel.findChild<widgets::SdssGroup*>()->lockButton()->isChecked());
    f.table.setCurrentIndex(f.cell(2, LayerTableModel::Name));
    QTest::keyClick(&f.table, Qt::Key_L);  // the whole layer
    QCOMPARE(f.controller->locks().size(), 4U);
    QTRY_VERIFY(f.layers.rows()[2].locked());
    f.controller->undoStack()->undo();
    f.controller->undoStack()->undo();
    QVERIFY(f.controller->locks().empty());
    f.controller->undoStack()->redo();
    QCOMPARE(f.controller->locks().size(), 1U);
    QCOMPARE(locks.count(), 5);
    f.settle();
  }
  void locksOfManyLayers() {
    Fixture f;
    f.table.selectRow(0);
    f.table.setCurrentIndex(f.cell(0, LayerTableModel::Name));
    f.actions->lockOthers()->trigger();
    QVERIFY(f.controller->locks() == app::otherPlaces(app::placesOf(f.controller->workspace()->layers[0], {}),
                                                      f.controller->workspace()->layers));
    f.actions->invert()->trigger();
    QCOMPARE(f.controller->locks().size(), 3U);
    f.table.selectAll();
    f.actions->lock()->trigger();
    QVERIFY(f.controller->locks() == app::everyPlace(f.controller->workspace()->layers));
    f.actions->unlockAll()->trigger();
    QVERIFY(f.controller->locks().empty());
    QVERIFY(!f.actions->unlockAll()->isEnabled());
    f.controller->undoStack()->undo();
    QVERIFY(!f.controller->locks().empty());
    f.controller->setWorkspace(tests::tinyWorkspace(100));  // another network
    QVERIFY(f.controller->locks().empty());
    f.settle();
  }
  void probesAreShownAndTaken() {
    Fixture f;
    std::vector<effort::TuneProbe> probes(3);
    for (std::size_t i = 0; i < probes.size(); ++i) {
      probes[i].id = static_cast<std::int64_t>(i);
      probes[i].layer = "conv1";
      probes[i].knob = KnobKind::Spet;
      probes[i].opsRatio = 1.1 + 0.1 * static_cast<double>(i);
      probes[i].images = 300;
      probes[i].settings.set("conv1", sampleKnobs());
    }
    probes[0].verdict = effort::TuneVerdict::Accepted;
    probes[1].verdict = effort::TuneVerdict::Rejected;
    probes[2].verdict = effort::TuneVerdict::Accepted;  // bolder, and accepted all the same
    f.controller->showProbes(probes);
    std::vector<widgets::TradeoffPoint> shown;
    for (const widgets::TradeoffPoint& point : f.tradeoff.points())
      if (point.kind != widgets::PointKind::Visited)
        shown.push_back(point);
    QCOMPARE(shown.size(), 3U);
    QVERIFY(!shown[0].notMonotone && shown[2].notMonotone);
    Q_EMIT f.chart.pointActivated(shown[2].id);
    QVERIFY(f.controller->settings().of("conv1") == sampleKnobs());
    f.settle();
  }
};

EFFORTLAB_TEST(tst_knob_layers)
#include "tst_knob_layers.moc"
