#include "controllers/settings_difference.h"
#include "controllers/snapshots.h"
#include "knobs_bench.h"
#include "settings/window_settings.h"
#include "shell/snapshots_dialog.h"
#include "support/test_files.h"
#include "support/test_registry.h"

#include <QDir>
#include <QFile>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTableWidget>

using namespace effortlab;
using app::Snapshots;
using tests::KnobsBench;

namespace {

std::shared_ptr<const app::Workspace> hashedWorkspace() {
  auto workspace = std::make_shared<app::Workspace>(*tests::tinyWorkspace());
  auto model = std::make_shared<model::Model>(*workspace->model);
  model->hash = "abc123";
  workspace->model = model;
  workspace->dataSpec = "tiny";
  return workspace;
}

struct Fixture : KnobsBench {
  tests::TemporaryFolder folder;
  QString notes = QString::fromStdString((folder.path() / "notes").string());
  std::unique_ptr<Snapshots> snapshots;

  Fixture() { start(); }
  void start() {
    snapshots = std::make_unique<Snapshots>(controller.get(), notes);
    controller->setWorkspace(hashedWorkspace());
    QTRY_VERIFY_WITH_TIMEOUT(controller->isIdle() && controller->summary().estimate, 20000);
  }
  /// As after a restart of the program.
  void restart() {
    snapshots.reset();
    controller = std::make_unique<app::KnobsController>(
        app::KnobsWidgets{&panel, &layers, &tradeoff, &chart, &savings},
        app::KnobsController::Options{.makeSession = tests::fakeSessions(script), .threads = 4});
    start();
  }
  void setLow(double low) {
    effort::LayerKnobs knobs;
    knobs.spet = effort::SpetKnob{.low = low, .high = std::nullopt};
    Q_EMIT panel.knobsChanged(knobs);
    settle();
  }
  QString file() const { return notes + QStringLiteral("/abc123.json"); }
  const widgets::TradeoffPoint* shown(const QString& name) const {
    for (const widgets::TradeoffPoint& point : tradeoff.points())
      if (point.kind == widgets::PointKind::Snapshot && point.label == name)
        return &point;
    return nullptr;
  }
};

}  // namespace

class tst_snapshots : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void keptShownAndRestored() {
    Fixture f;
    f.setLow(0.5);
    f.snapshots->keep(QStringLiteral("half"));
    QCOMPARE(f.snapshots->list().size(), 1U);
    QVERIFY(f.snapshots->list()[0].figures);
    QCOMPARE(f.snapshots->list()[0].figures->images, 300);
    const widgets::TradeoffPoint* point = f.shown(QStringLiteral("half"));
    QVERIFY(point != nullptr);
    const int id = point->id;
    const effort::KnobSettings kept = f.controller->settings();
    f.controller->resetAll();
    f.settle();
    Q_EMIT f.chart.pointActivated(id);
    QVERIFY(f.controller->settings() == kept);
    f.controller->resetAll();
    f.snapshots->restore(0);
    QVERIFY(f.controller->settings() == kept);
    f.settle();
  }
  void everyChangeCanBeUndone() {
    Fixture f;
    f.snapshots->keep(QStringLiteral("dense"));
    QVERIFY(f.snapshots->rename(0, QStringLiteral("plain")));
    f.snapshots->keep(QStringLiteral("second"));
    QVERIFY(!f.snapshots->rename(1, QStringLiteral("plain")));  // taken
    QVERIFY(!f.snapshots->rename(1, QStringLiteral("  ")));
    f.snapshots->remove(0);
    QCOMPARE(f.snapshots->list().size(), 1U);
    f.controller->undoStack()->undo();
    QCOMPARE(f.snapshots->list().size(), 2U);
    f.controller->undoStack()->undo();
    f.controller->undoStack()->undo();
    QCOMPARE(f.snapshots->list()[0].name, QStringLiteral("dense"));
    f.controller->undoStack()->redo();
    QCOMPARE(f.snapshots->list()[0].name, QStringLiteral("plain"));
  }
  void theySurviveARestart() {
    Fixture f;
    f.setLow(0.5);
    f.snapshots->keep(QStringLiteral("half"));
    f.controller->changeLocks({{"conv1", effort::KnobKind::Sdss}}, {});
    const effort::KnobSettings kept = f.controller->settings();
    f.restart();
    QCOMPARE(f.snapshots->list().size(), 1U);
    QVERIFY(f.snapshots->list()[0].settings == kept);
    QVERIFY(f.controller->locks() == (app::KnobLocks{{"conv1", effort::KnobKind::Sdss}}));
    QCOMPARE(f.controller->undoStack()->count(), 0);
    QVERIFY(f.shown(QStringLiteral("half")) != nullptr);
  }
  void aDamagedFileIsKeptAside() {
    Fixture f;
    f.snapshots->keep(QStringLiteral("one"));
    QFile file(f.file());
    QVERIFY(file.open(QIODevice::ReadWrite));
    file.resize(file.size() / 2);
    file.close();
    f.snapshots.reset();
    f.controller->setWorkspace(tests::tinyWorkspace());
    f.snapshots = std::make_unique<Snapshots>(f.controller.get(), f.notes);
    QSignalSpy noted(f.snapshots.get(), &Snapshots::noted);
    f.controller->setWorkspace(hashedWorkspace());
    QCOMPARE(noted.count(), 1);
    QVERIFY(QFile::exists(f.file() + QStringLiteral(".damaged")));
    f.snapshots->keep(QStringLiteral("two"));  // writes over the file, not over what was kept
    QVERIFY(QFile::exists(f.file() + QStringLiteral(".damaged")));
    QCOMPARE(noted.count(), 1);
    f.settle();
  }
  void oneBadSnapshotIsNoReasonToLoseTheOthers() {
    Fixture f;
    f.snapshots->keep(QStringLiteral("good"));
    QFile file(f.file());
    QVERIFY(file.open(QIODevice::ReadOnly));
    QByteArray text = file.readAll();
    file.close();
    text.replace("\"snapshots\": [", "\"snapshots\": [ { \"name\": \"bad\", \"knobs\": { \"schema\": \"no\" } },");
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
    file.write(text);
    file.close();
    const app::ReadNotes read = app::readModelNotes(f.file());
    QVERIFY(!read.damage.isEmpty());
    QCOMPARE(read.notes.snapshots.size(), 1U);
    QCOMPARE(read.notes.snapshots[0].name, QStringLiteral("good"));
    QVERIFY(QFile::exists(read.kept));
  }
  void goesOutAndComesBack() {
    Fixture f;
    f.setLow(0.25);
    f.snapshots->keep(QStringLiteral("quarter"));
    const QString file = f.folder.path().string().c_str() + QStringLiteral("/quarter.knobs.json");
    QVERIFY(f.snapshots->exportTo(0, file));
    QSignalSpy noted(f.snapshots.get(), &Snapshots::noted);
    QVERIFY(f.snapshots->import(file));
    QCOMPARE(f.snapshots->list().back().name, QStringLiteral("quarter (2)"));
    QVERIFY(f.snapshots->list().back().settings.layers == f.snapshots->list()[0].settings.layers);
    QVERIFY(!f.snapshots->import(QStringLiteral("/no/such.knobs.json")));
    QVERIFY(!f.snapshots->exportTo(0, QStringLiteral("/no/such/place.knobs.json")));
    QCOMPARE(noted.count(), 2);
  }
  void differencesAreNamed() {
    effort::KnobSettings one;
    effort::KnobSettings other;
    effort::LayerKnobs knobs;
    knobs.spet = effort::SpetKnob{.low = 0.5, .high = std::nullopt};
    one.set("conv1", knobs);
    other.gate = effort::GateKnob{.margin = 1.5};
    const auto rows = app::settingsDifference(one, other, {"conv1", "conv2"});
    QCOMPARE(rows.size(), 2U);
    QVERIFY(rows[0].layer.isEmpty() && rows[0].second.contains(QLocale().toString(1.5)));
    QCOMPARE(rows[1].knob, QStringLiteral("SPET"));
    QVERIFY(rows[1].first.contains(QLocale().toString(0.5)));
    QVERIFY(app::settingsDifference(one, one, {"conv1"}).empty());
  }
  void theDialogComparesRestoresAndDeletes() {
    Fixture f;
    QSettings storage(QString::fromStdString((f.folder.path() / "s.ini").string()), QSettings::IniFormat);
    app::WindowSettings settings(storage);
    app::SnapshotsDialog dialog(f.snapshots.get(), settings);
    dialog.show();
    f.setLow(0.5);
    f.snapshots->keep(QStringLiteral("a"));
    f.controller->resetAll();
    f.settle();
    f.snapshots->keep(QStringLiteral("b"));
    QCOMPARE(dialog.table()->rowCount(), 2);
    dialog.table()->selectRow(0);
    QCOMPARE(dialog.differences()->rowCount(), 1);  // with the knobs on screen
    dialog.table()->selectAll();
    QCOMPARE(dialog.differences()->rowCount(), 1);
    QVERIFY2(dialog.comparisonText().contains(QStringLiteral("points")), qPrintable(dialog.comparisonText()));
    QVERIFY(!dialog.restoreButton()->isEnabled());
    dialog.table()->selectRow(0);
    QTest::mouseClick(dialog.restoreButton(), Qt::LeftButton);
    QVERIFY(!f.controller->settings().off());
    QTest::mouseClick(dialog.removeButton(), Qt::LeftButton);
    QCOMPARE(dialog.table()->rowCount(), 1);
    dialog.table()->item(0, 0)->setText(QStringLiteral("renamed"));
    QCOMPARE(f.snapshots->list()[0].name, QStringLiteral("renamed"));
    QTest::mouseClick(dialog.keepButton(), Qt::LeftButton);
    QCOMPARE(dialog.table()->rowCount(), 2);
    f.settle();
  }
};

EFFORTLAB_TEST(tst_snapshots)
#include "tst_snapshots.moc"
