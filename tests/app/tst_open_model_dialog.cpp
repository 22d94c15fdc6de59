#include "controllers/document.h"
#include "panels/input_form.h"
#include "shell/cli_line.h"
#include "shell/file_actions.h"
#include "shell/main_window.h"
#include "shell/message_bar.h"
#include "shell/open_model_dialog.h"
#include "shell/translations.h"
#include "support/test_files.h"
#include "support/test_registry.h"
#include "tiny_workspace.h"

#include <QApplication>
#include <QCheckBox>
#include <QDialogButtonBox>
#include <QLabel>
#include <QPushButton>
#include <QSettings>
#include <QSpinBox>
#include <QTest>

using namespace effortlab;
namespace fs = std::filesystem;

namespace {

constexpr int settleMs = 30000;

/// A window on built-in images, and a graph file without manifest.
struct BareGraphFixture {
  tests::TemporaryFolder folder;
  QSettings settings{QString::fromStdString((folder.path() / "settings.ini").string()), QSettings::IniFormat};
  app::Translations translations;
  std::unique_ptr<app::MainWindow> window;
  fs::path graph = folder.path() / "net.onnx";

  BareGraphFixture() {
    fs::path builtIn = model::builtInModels().front();
    fs::copy_file(builtIn.parent_path() / "fashion-lenet.onnx", graph);
    window = std::make_unique<app::MainWindow>(
        app::MainWindow::Services{.settings = settings, .translations = translations});
    window->show();
    app::WindowOptions options;
    options.data = QString::fromStdString(tests::writeIdxImages(folder.path() / "images", 64));
    window->start(options);
  }
  bool isSettled() const {
    return !window->document().isLoading() && window->knobs().workspace() && window->knobs().isIdle();
  }
  app::OpenModelDialog* dialog() const { return window->findChild<app::OpenModelDialog*>(); }
  /// Waits for the first network, drops the graph file, waits for the dialog.
  app::OpenModelDialog* ask() {
    if (!QTest::qWaitFor([this] { return isSettled(); }, settleMs))
      return nullptr;
    window->files().openPath(QString::fromStdString(graph.string()));
    return QTest::qWaitFor([this] { return dialog() != nullptr; }, settleMs) ? dialog() : nullptr;
  }
};

void click(QDialog* dialog, QDialogButtonBox::StandardButton button) {
  QTest::mouseClick(dialog->findChild<QDialogButtonBox*>()->button(button), Qt::LeftButton);
}

}  // namespace

class tst_open_model_dialog : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void init() {
    if (model::builtInModels().empty())
      QSKIP("no built-in model is installed");
  }

  void aBareGraphIsShownGuessedAndOpened() {
    BareGraphFixture fixture;
    app::OpenModelDialog* dialog = fixture.ask();
    QVERIFY(dialog != nullptr);
    QTRY_VERIFY_WITH_TIMEOUT(!dialog->preview()->pixmap().isNull(), settleMs);
    QCOMPARE(dialog->manifest().input.width, 28);
    QCOMPARE(dialog->manifest().input.channels, model::ChannelOrder::Gray);
    QVERIFY(!dialog->problem()->isVisible());
    click(dialog, QDialogButtonBox::Open);
    QTRY_VERIFY_WITH_TIMEOUT(fixture.isSettled() && fixture.window->knobs().workspace()->modelFile == fixture.graph,
                             settleMs);
    QCOMPARE(fixture.window->knobs().workspace()->model->manifest.input.scale, 1.0F / 255.0F);
    QVERIFY(fixture.window->cliLine().text().contains(QStringLiteral(" --channels GRAY ")));
    QVERIFY(!fs::exists(fixture.folder.path() / "net.model.json"));
  }

  void theDescriptionIsSavedAsAManifest() {
    BareGraphFixture fixture;
    app::OpenModelDialog* dialog = fixture.ask();
    QVERIFY(dialog != nullptr);
    dialog->findChild<QCheckBox*>(QStringLiteral("save"))->click();
    click(dialog, QDialogButtonBox::Open);
    const fs::path manifest = fixture.folder.path() / "net.model.json";
    QTRY_VERIFY_WITH_TIMEOUT(fixture.isSettled() && fixture.window->knobs().workspace()->modelFile == manifest,
                             settleMs);
    const model::Manifest read = model::readManifest(manifest);
    QCOMPARE(read.graphFile, fixture.graph);
    QCOMPARE(read.input.height, 28);
  }

  void cancellingLeavesEverythingAsItWas() {
    BareGraphFixture fixture;
    app::OpenModelDialog* dialog = fixture.ask();
    QVERIFY(dialog != nullptr);
    const auto before = fixture.window->knobs().workspace();
    QTest::keyClick(dialog, Qt::Key_Escape);
    QTRY_VERIFY(fixture.dialog() == nullptr);
    QCOMPARE(fixture.window->knobs().workspace(), before);
  }

  void aSizeTheImagesCannotBeBroughtToIsSaidInThePreview() {
    BareGraphFixture fixture;
    app::OpenModelDialog* dialog = fixture.ask();
    QVERIFY(dialog != nullptr);
    model::InputSpec input = dialog->manifest().input;
    input.resize = model::ResizeMode::None;
    input.width = 64;
    dialog->form()->setInput(input, 1);
    Q_EMIT dialog->form()->edited();
    QTRY_VERIFY_WITH_TIMEOUT(dialog->preview()->text().contains(QStringLiteral("64x28")), settleMs);
    dialog->reject();
  }

  void aDamagedGraphIsAMessageInPlace() {
    BareGraphFixture fixture;
    QTRY_VERIFY_WITH_TIMEOUT(fixture.isSettled(), settleMs);
    fixture.folder.write("net.onnx", "not a network");
    fixture.window->files().openPath(QString::fromStdString(fixture.graph.string()));
    QTRY_VERIFY_WITH_TIMEOUT(fixture.window->messages().text().contains(QStringLiteral("net.onnx")), settleMs);
    QVERIFY(fixture.dialog() == nullptr);
  }

  void missingWeightsAreAskedFor() {
    const tests::TemporaryFolder folder;
    const fs::path graph = folder.write("net.prototxt",
                                        "input: 'data' input_dim: 1 input_dim: 3 input_dim: 24 input_dim: 32\n"
                                        "layer { name: 'relu' type: 'ReLU' bottom: 'data' top: 'relu' }\n");
    const model::BareGraph bare = model::inspectGraph(graph);
    app::OpenModelDialog dialog(bare, nullptr);
    dialog.show();
    QVERIFY(dialog.problem()->isVisible());
    QVERIFY(!dialog.findChild<QDialogButtonBox*>()->button(QDialogButtonBox::Open)->isEnabled());
    QCOMPARE(dialog.manifest().input.mean, (std::vector<float>{104.0F, 117.0F, 123.0F}));
    QCOMPARE(dialog.manifest().input.height, 24);
  }
};

EFFORTLAB_TEST(tst_open_model_dialog)
#include "tst_open_model_dialog.moc"
