#include "charts/histogram_slider.h"
#include "charts/savings_chart.h"
#include "panels/knob_panel.h"
#include "shell/cli_line.h"
#include "shell/file_actions.h"
#include "shell/header_bar.h"
#include "shell/knobs_page.h"
#include "shell/main_window.h"
#include "shell/message_bar.h"
#include "shell/translations.h"
#include "support/test_files.h"
#include "support/test_registry.h"
#include "tiny_workspace.h"

#include <QAction>
#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>

#include <QMenu>
#include <QMessageBox>
#include <QPushButton>
#include <QScrollBar>
#include <QSettings>
#include <QSplitter>
#include <QTableView>
#include <QTest>
#include <QTimer>
#include <QToolButton>

using namespace effortlab;

namespace {

constexpr int longWaitMs = 30000;

/// A window with settings of its own, on the built-in model and images that the test writes.
struct Fixture {
  tests::TemporaryFolder folder;
  QSettings settings{QString::fromStdString((folder.path() / "settings.ini").string()), QSettings::IniFormat};
  app::Translations translations;
  std::unique_ptr<app::MainWindow> window;
  app::WindowOptions options;

  Fixture() {
    window = std::make_unique<app::MainWindow>(
        app::MainWindow::Services{.settings = settings, .translations = translations});
    window->resize(1280, 800);
    window->show();
    options.data = QString::fromStdString(tests::writeIdxImages(folder.path() / "images", 200));
  }
  bool isSettled() const {
    return !window->document().isLoading() && window->knobs().workspace() && window->knobs().isIdle();
  }
  void openAndSettle() {
    window->start(options);
    QTRY_VERIFY_WITH_TIMEOUT(isSettled() && window->knobs().summary().estimate, longWaitMs);
  }
};

/// The first slider of the panel that can be seen, with its knob switched on.
widgets::HistogramSlider* firstSlider(widgets::KnobPanel& panel) {
  for (auto* box : panel.findChildren<QCheckBox*>())
    if (box->isVisible() && box->isEnabled() && !box->isChecked()) {
      QTest::mouseClick(box, Qt::LeftButton, {}, QPoint(8, box->height() / 2));
      break;
    }
  for (auto* slider : panel.findChildren<widgets::HistogramSlider*>())
    if (slider->isVisible() && slider->isEnabled())
      return slider;
  return nullptr;
}

/// Press on the handle, move in steps, release.
void drag(widgets::HistogramSlider* slider, double toValue) {
  const QPoint from = slider->handleRect().center();
  const QPoint to(static_cast<int>(slider->positionOf(toValue)), from.y());
  QTest::mousePress(slider, Qt::LeftButton, {}, from);
  constexpr int steps = 12;
  for (int i = 1; i <= steps; ++i) {
    QTest::mouseMove(slider, from + (to - from) * i / steps);
    QTest::qWait(10);
  }
  QTest::mouseRelease(slider, Qt::LeftButton, {}, to);
}

void answerNextQuestion(QMessageBox::StandardButton answer) {
  QTimer::singleShot(50, [answer] {
    if (auto* box = qobject_cast<QMessageBox*>(QApplication::activeModalWidget()))
      box->button(answer)->click();
  });
}

}  // namespace

class tst_main_window : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void init() {
    if (model::builtInModels().empty())
      QSKIP("no built-in model is installed");
  }

  void aMouseDragChangesSavingsAndUndoRestores() {
    Fixture fixture;
    fixture.openAndSettle();
    app::KnobsController& knobs = fixture.window->knobs();
    widgets::KnobPanel* panel = fixture.window->page().widgets().panel;
    widgets::HistogramSlider* slider = firstSlider(*panel);
    QVERIFY(slider != nullptr);
    QTRY_VERIFY_WITH_TIMEOUT(fixture.isSettled(), longWaitMs);
    QTRY_VERIFY_WITH_TIMEOUT(slider->hasHistogram(), longWaitMs);
    const int steps = knobs.undoStack()->count();
    const effort::KnobSettings before = knobs.settings();
    const auto savedBefore = fixture.window->page().widgets().savings->counts();
    const double target = slider->minimum() + 0.8 * (slider->maximum() - slider->minimum());
    drag(slider, target);
    QCOMPARE(knobs.undoStack()->count(), steps + 1);
    QVERIFY(knobs.settings() != before);
    QVERIFY(fixture.window->isWindowModified());
    QTRY_VERIFY_WITH_TIMEOUT(fixture.window->page().widgets().savings->counts() != savedBefore, 1000);
    QTRY_VERIFY_WITH_TIMEOUT(fixture.isSettled() && knobs.summary().estimateIsCurrent, longWaitMs);
    QVERIFY(fixture.window->header().evidenceText().contains(QStringLiteral("200")));
    QVERIFY(fixture.window->page().widgets().tradeoff->rowCount() >= 2);
    knobs.undoStack()->undo();
    QVERIFY(knobs.settings() == before);
    QTRY_VERIFY_WITH_TIMEOUT(fixture.isSettled(), longWaitMs);
    QVERIFY(fixture.window->page().widgets().savings->counts() == savedBefore);
  }

  void aBrokenModelKeepsTheOldOne() {
    Fixture fixture;
    fixture.openAndSettle();
    const auto before = fixture.window->knobs().workspace();
    const auto broken = fixture.folder.write("broken.onnx", "this is no network");
    fixture.window->document().open({.model = broken});
    QTRY_VERIFY_WITH_TIMEOUT(fixture.window->messages().isVisible(), longWaitMs);
    QVERIFY(fixture.window->messages().text().contains(QStringLiteral("broken.onnx")));
    QVERIFY(!fixture.window->messages().details().isEmpty());
    QVERIFY(fixture.window->knobs().workspace() == before);
    fixture.window->messages().dismiss();
    QVERIFY(!fixture.window->messages().isVisible());
  }

  void aBrokenFirstModelIsNoDeadEnd() {
    Fixture fixture;
    fixture.options.model = QString::fromStdString(fixture.folder.write("broken.onnx", "this is no network").string());
    fixture.window->start(fixture.options);
    QTRY_VERIFY_WITH_TIMEOUT(fixture.window->messages().isVisible(), longWaitMs);
    QVERIFY(!fixture.window->cliLine().findChild<QToolButton*>()->isEnabled());  // nothing to copy yet
    QPushButton* way = fixture.window->messages().findChildren<QPushButton*>().value(1);
    QVERIFY(way != nullptr);
    QTest::mouseClick(way, Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(fixture.isSettled() && fixture.window->knobs().summary().estimate, longWaitMs);
    QVERIFY(!fixture.window->messages().isVisible());
    QVERIFY(fixture.window->cliLine().findChild<QToolButton*>()->isEnabled());
  }

  void theTableShowsItsColumnsWhereThereIsRoom() {
    Fixture fixture;
    fixture.window->resize(1440, 900);
    fixture.openAndSettle();
    QTableView* table = fixture.window->page().table();
    QTRY_COMPARE(table->horizontalScrollBar()->maximum(), 0);
    QVERIFY(!table->isColumnHidden(widgets::LayerTableModel::Kernel));  // its plan is there by now
    auto* splitter = fixture.window->page().findChild<QSplitter*>();
    splitter->setSizes({200, 400, 800});
    Q_EMIT splitter->splitterMoved(200, 1);  // as the mouse does
    const QList<int> chosen = splitter->sizes();
    QVERIFY(fixture.window->files().openPath(QString::fromStdString(model::builtInModels().back().string())));
    QTRY_VERIFY_WITH_TIMEOUT(fixture.isSettled(), longWaitMs);
    QCOMPARE(splitter->sizes(), chosen);
  }

  void knobsRoundTripThroughAFile() {
    Fixture fixture;
    fixture.openAndSettle();
    app::KnobsController& knobs = fixture.window->knobs();
    effort::KnobSettings settings;
    effort::LayerKnobs layer;
    layer.spet = effort::SpetKnob{.low = -0.25, .high = std::nullopt};
    settings.set(knobs.workspace()->layers.front().name, layer);
    settings.gate = effort::GateKnob{.margin = 0.75};
    knobs.changeSettings(settings, QStringLiteral("test"));
    QVERIFY(fixture.window->document().isModified());
    const auto file = fixture.folder.path() / "a b.knobs.json";
    QVERIFY(fixture.window->document().saveKnobs(file));
    QVERIFY(!fixture.window->document().isModified());
    QVERIFY(fixture.window->cliLine().text().contains(QStringLiteral("a b.knobs.json'")));
    fixture.window->cliLine().copy();
    QCOMPARE(QApplication::clipboard()->text(), fixture.window->cliLine().text());
    knobs.resetAll();
    QVERIFY(fixture.window->document().loadKnobs(file));
    QCOMPARE(knobs.settings().layers, settings.layers);
    QVERIFY(knobs.settings().gate == settings.gate);
    effort::KnobSettings moved = settings;
    moved.gate->margin = 0.5;
    knobs.changeSettings(moved, QStringLiteral("test"));
    QVERIFY(fixture.window->document().isModified());  // a gate alone is a change
    knobs.undoStack()->undo();
    QVERIFY(!fixture.window->document().isModified());
    knobs.undoStack()->undo();
    QVERIFY(knobs.settings().layers.empty());

    const auto wrong = fixture.folder.write(
        "wrong.knobs.json",
        R"({"schema": "effortlab-knobs/1", "model": "x", "layers": {"none": {"spet": {"low": 0.0}}}})");
    QVERIFY(!fixture.window->document().loadKnobs(wrong));
    QVERIFY(fixture.window->messages().isVisible());
  }

  void closingMidJobIsSafe() {
    Fixture fixture;
    fixture.window->start(fixture.options);
    QTRY_VERIFY_WITH_TIMEOUT(fixture.window->knobs().summary().evaluating, longWaitMs);
    QVERIFY(fixture.window->close());
    fixture.window.reset();
    Fixture loading;
    loading.window->start(loading.options);
    loading.window.reset();
  }

  void unsavedKnobsAreAskedAbout() {
    Fixture fixture;
    fixture.openAndSettle();
    app::KnobsController& knobs = fixture.window->knobs();
    effort::KnobSettings settings;
    effort::LayerKnobs layer;
    layer.spet = effort::SpetKnob{.low = 0.0, .high = std::nullopt};
    settings.set(knobs.workspace()->layers.front().name, layer);
    knobs.changeSettings(settings, QStringLiteral("test"));
    answerNextQuestion(QMessageBox::Cancel);
    QVERIFY(!fixture.window->close());
    QVERIFY(fixture.window->isVisible());
    answerNextQuestion(QMessageBox::Discard);
    QVERIFY(fixture.window->close());
  }

  void dropsAreSorted() {
    Fixture fixture;
    fixture.openAndSettle();
    tests::writeIdxImages(fixture.folder.path() / "dropped", 50);
    QVERIFY(fixture.window->files().openPath(QString::fromStdString((fixture.folder.path() / "dropped").string())));
    QTRY_VERIFY_WITH_TIMEOUT(fixture.isSettled() && fixture.window->knobs().workspace()->images.size() == 50,
                             longWaitMs);
    QVERIFY(!fixture.window->files().openPath(QString::fromStdString(fixture.folder.write("x.md", "# x").string())));
    QVERIFY(fixture.window->messages().isVisible());
    QCOMPARE(app::WindowSettings(fixture.settings).recentData().size(), 2);
  }

  void languageSwitchesInPlace() {
    Fixture fixture;
    fixture.openAndSettle();
    fixture.translations.use(QStringLiteral("de"));
    QTRY_COMPARE(fixture.window->files().menu()->title(), QStringLiteral("&Datei"));
    QTRY_VERIFY(fixture.window->header().evidenceText().contains(QStringLiteral("200 von 200 Bildern")));
    fixture.translations.use(QStringLiteral("en"));
    QTRY_COMPARE(fixture.window->files().menu()->title(), QStringLiteral("&File"));
  }

  void everythingForKeyboardAndScreenReader() {
    Fixture fixture;
    fixture.openAndSettle();
    for (const QWidget* widget : fixture.window->findChildren<QWidget*>()) {
      const bool needsName = qobject_cast<const QTableView*>(widget) || qobject_cast<const QComboBox*>(widget) ||
                             qobject_cast<const widgets::HistogramSlider*>(widget);
      if (needsName && widget->isVisible())
        QVERIFY2(!widget->accessibleName().isEmpty(), widget->metaObject()->className());
    }
    QSet<QKeySequence> seen;
    for (const QAction* action : fixture.window->findChildren<QAction*>())
      for (const QKeySequence& shortcut : action->shortcuts()) {
        QVERIFY2(!seen.contains(shortcut), qPrintable(shortcut.toString()));
        seen.insert(shortcut);
      }
    QTableView* table = fixture.window->page().table();
    table->setFocus();
    QTest::keyClick(table, Qt::Key_End, Qt::ControlModifier);
    QCOMPARE(table->currentIndex().row(), table->model()->rowCount() - 1);
  }

  void layoutIsKept() {
    Fixture fixture;
    fixture.openAndSettle();
    QVERIFY(fixture.window->close());
    QVERIFY(!app::WindowSettings(fixture.settings).layout(QStringLiteral("window")).isEmpty());
    QVERIFY(!app::WindowSettings(fixture.settings).layout(QStringLiteral("knobs/columns")).isEmpty());
  }
};

EFFORTLAB_TEST(tst_main_window)
#include "tst_main_window.moc"
