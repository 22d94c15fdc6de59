#include "shell/main_window.h"
#include "charts/savings_chart.h"
#include "charts/study_chart.h"
#include "charts/study_words.h"
#include "charts/tradeoff_chart.h"
#include "panels/knob_panel.h"
#include "shell/cli_line.h"
#include "shell/edit_actions.h"
#include "shell/error_text.h"
#include "shell/export_dialog.h"
#include "shell/file_actions.h"
#include "shell/fovea_actions.h"
#include "shell/fovea_shell.h"
#include "shell/header_bar.h"
#include "shell/help_actions.h"
#include "shell/icons.h"
#include "shell/knobs_page.h"
#include "shell/layer_actions.h"
#include "shell/message_bar.h"
#include "shell/snapshot_actions.h"
#include "shell/status_strip.h"
#include "shell/study_tabs.h"
#include "shell/translations.h"
#include "shell/tune_dialog.h"
#include "shell/view_actions.h"

#include <QAction>
#include <QApplication>
#include <QCloseEvent>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QMenuBar>
#include <QPushButton>
#include <QStackedWidget>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

namespace effortlab::app {

namespace {

constexpr QSize firstSize{1440, 900};
constexpr QSize smallestSize{960, 620};
const QString geometryKey = QStringLiteral("window");

QFrame* separator(QFrame::Shape shape) {
  auto* line = new QFrame;
  line->setFrameShape(shape);
  line->setFrameShadow(QFrame::Plain);
  line->setForegroundRole(QPalette::Mid);
  if (shape == QFrame::HLine)
    line->setFixedHeight(1);
  else
    line->setFixedWidth(1);
  return line;
}

}  // namespace

MainWindow::MainWindow(Services services, QWidget* parent)
    : QMainWindow(parent),
      m_settings(services.settings),
      m_translations(services.translations),
      m_pages(new PageBar),
      m_headers(new QStackedWidget),
      m_stack(new QStackedWidget),
      m_header(new HeaderBar),
      m_messages(new MessageBar),
      m_page(new KnobsPage),
      m_cli(new CliLine),
      m_status(new StatusStrip),
      m_knobs(new KnobsController(m_page->widgets(), std::move(services.knobs), this)),
      m_studies(new StudyController(m_page->studies()->studies(), m_knobs, std::move(services.studies), this)),
      m_tuning(new TuneDialog(m_knobs, std::move(services.tune), this)),
      m_document(new Document(m_knobs, this)),
      m_files(new FileActions(this, m_document, m_settings)),
      m_edit(new EditActions(this, m_knobs)),
      m_layers(new LayerActions(this, m_knobs, m_page->table())),
      m_snapshots(new Snapshots(m_knobs, services.notesFolder, this)),
      m_snapshotActions(new SnapshotActions(this, m_snapshots, m_settings)),
      m_view(new ViewActions(this, m_translations, m_settings)),
      m_help(new HelpActions(this)),
      m_fovea(new FoveaShell(this, m_settings, std::move(services.fovea))) {
  setWindowIcon(applicationIcon());
  setAcceptDrops(true);
  setMinimumSize(smallestSize);
  buildMenus();
  buildCentre();
  connectParts();
  connectFovea();
  resize(firstSize);
  restoreLayout();
  retranslate();
}

// The controllers stop and wait in their destructors, before the widgets they feed go.
MainWindow::~MainWindow() {
  delete m_fovea;
  delete m_document;
  delete m_tuning;
  delete m_studies;
  delete m_snapshots;
  delete m_knobs;
}

void MainWindow::buildMenus() {
  menuBar()->addMenu(m_files->menu());
  menuBar()->addMenu(m_edit->menu());
  m_edit->menu()->addSeparator();
  m_layers->addTo(m_edit->menu());
  menuBar()->addMenu(m_snapshotActions->menu());
  menuBar()->addMenu(m_fovea->actions()->menu());
  m_view->addPages(m_pages->actions());
  menuBar()->addMenu(m_view->menu());
  menuBar()->addMenu(m_help->menu());
}

void MainWindow::addTools(QHBoxLayout* tools, const QList<QAction*>& actions) {
  for (QAction* action : actions) {
    auto* button = new QToolButton;
    button->setDefaultAction(action);
    button->setAutoRaise(true);
    button->setToolButtonStyle(Qt::ToolButtonIconOnly);
    button->setFocusPolicy(Qt::TabFocus);
    tools->addWidget(button);
  }
}

void MainWindow::buildCentre() {
  addTools(m_header->tools(), {m_files->openModelAction(), m_files->saveAction(), m_edit->undo(), m_edit->redo(),
                               m_files->exportAction()});
  refreshIcons();
  m_headers->addWidget(m_header);
  m_headers->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
  m_stack->addWidget(m_page);
  auto* column = new QVBoxLayout;
  column->setSpacing(0);
  column->addWidget(m_headers);
  column->addWidget(m_messages);
  column->addWidget(separator(QFrame::HLine));
  column->addWidget(m_stack, 1);
  column->addWidget(separator(QFrame::HLine));
  column->addWidget(m_cli);
  auto* centre = new QWidget;
  auto* row = new QHBoxLayout(centre);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(0);
  row->addWidget(m_pages);
  row->addWidget(separator(QFrame::VLine));
  row->addLayout(column, 1);
  setCentralWidget(centre);
  setStatusBar(m_status);
}

void MainWindow::connectParts() {
  connect(m_page, &KnobsPage::nodeSelected, m_knobs, &KnobsController::selectNode);
  connect(m_knobs, &KnobsController::currentLayerChanged, m_page, &KnobsPage::showCurrentNode);
  connect(m_knobs, &KnobsController::summaryChanged, this, &MainWindow::showSummary);
  connect(m_knobs, &KnobsController::settingsChanged, this, [this] {
    showTitle();
    showCliLine();
  });
  connect(m_knobs, &KnobsController::failed, this,
          [this](const JobFailure& failure) { showFailure(tr("The evaluation"), failure); });
  connect(m_document, &Document::loadingStarted, m_status, &StatusStrip::showLoading);
  connect(m_document, &Document::loadingEnded, m_status, &StatusStrip::endLoading);
  connect(m_document, &Document::opened, this, &MainWindow::showOpened);
  connect(m_document, &Document::failed, this, &MainWindow::showFailure);
  connect(m_document, &Document::knobsFileChanged, this, [this] {
    showTitle();
    showCliLine();
  });
  connect(m_status, &StatusStrip::cancelRequested, this, [this] {
    if (onFovea()) {
      m_fovea->cancel();
      return;
    }
    m_document->cancelLoading();
    m_knobs->cancel();
  });
  connect(m_status, &StatusStrip::resumeRequested, m_knobs, &KnobsController::restart);
  connect(m_cli, &CliLine::saveRequested, this, [this] {
    if (m_files->save())
      m_cli->copy();
  });
  connect(m_files, &FileActions::quitRequested, this, &QWidget::close);
  connect(m_files, &FileActions::failed, this, &MainWindow::showFailure);
  connect(m_files->exportAction(), &QAction::triggered, this, &MainWindow::exportChart);
  connect(m_files, &FileActions::notUnderstood, this, [this](const QString& path) {
    m_messages->showMessage(
        MessageBar::Kind::Error,
        tr("%1 is neither a model, nor images, nor knobs, nor a video").arg(QFileInfo(path).fileName()),
        tr("Models are .model.json, .onnx, .prototxt or .cfg files; images are folders with a folder for "
           "each class, lists with "
           "a path and a class a line, MNIST and CIFAR files; knobs are .knobs.json files."),
        {m_files->openModelAction(), m_files->openDataFolderAction()});
  });
  connect(m_page->studies(), &StudyTabs::studyShown, m_studies, &StudyController::showStudy);
  m_studies->showStudy(m_page->studies()->current());
  connect(m_edit->tune(), &QAction::triggered, m_tuning, [this] {
    m_tuning->show();
    m_tuning->raise();
    m_tuning->activateWindow();
  });
  connect(m_studies, &StudyController::imageWanted, this,
          [this] { m_page->studies()->show(effort::StudyKind::EffortMap); });
  connect(m_page->studies()->addModelButton(), &QPushButton::clicked, this, &MainWindow::addComparedModel);
  const auto note = [this](const QString& text, const QString& details) {
    m_messages->showMessage(MessageBar::Kind::Note, text, details);
  };
  connect(m_knobs, &KnobsController::noted, this, note);
  connect(m_snapshots, &Snapshots::noted, this, note);
  connect(m_page->widgets().panel, &widgets::KnobPanel::copyRequested, m_layers->copy(), &QAction::trigger);
  connect(m_view, &ViewActions::resetLayoutRequested, this, [this] {
    m_settings.forgetLayout();
    m_page->resetLayout();
    m_fovea->resetLayout();
  });
}

void MainWindow::start(const WindowOptions& options) {
  Document::Files files;
  if (!options.model.isEmpty())
    files.model = QFileInfo(options.model).absoluteFilePath().toStdString();
  if (!options.data.isEmpty())
    files.data = options.data.toStdString();
  if (!options.knobs.isEmpty())
    files.knobs = options.knobs.toStdString();
  if (!options.tab.isEmpty() && options.page.value_or(Page::Knobs) == Page::Knobs) {
    m_page->studies()->showByName(options.tab);
    if (const auto study = m_page->studies()->current())
      connect(
          m_document, &Document::opened, m_studies, [this, study] { m_studies->measure(*study); },
          static_cast<Qt::ConnectionType>(Qt::QueuedConnection | Qt::SingleShotConnection));
  }
  m_fovea->setOptions(options);
  m_later = std::move(files);
  showPage(options.page.value_or(Page::Knobs));
}

void MainWindow::showSummary() {
  const std::shared_ptr<const Workspace>& workspace = m_knobs->workspace();
  m_header->showSummary(workspace, m_knobs->summary());
  m_status->showSummary(m_knobs->summary(), workspace && workspace->usable());
  m_cli->setHeldImages(m_knobs->summary().limits.reason.empty() ? 0 : m_knobs->summary().limits.usableImages);
}

void MainWindow::showOpened() {
  m_messages->dismiss();
  const std::shared_ptr<const Workspace>& workspace = m_knobs->workspace();
  if (!workspace->usable()) {
    QList<QAction*> ways{m_files->openDataFolderAction(), m_files->openDataFileAction()};
    ways << (workspace->tuningImages ? m_files->openModelAction() : m_files->builtInDataAction());
    m_messages->showMessage(MessageBar::Kind::Note, tr("These images are not for this network: open others"),
                            QString::fromStdString(workspace->misfit), ways);
  }
  showTitle();
  showCliLine();
  showSummary();
}

void MainWindow::showFailure(const QString& what, const JobFailure& failure) {
  QList<QAction*> ways;
  if (!m_knobs->workspace())  // nothing is open: no dead end
    ways << m_files->openModelAction() << m_files->builtInModelAction();
  m_messages->showMessage(MessageBar::Kind::Error,
                          tr("%1: %2. %3").arg(what, errorKind(failure.code), errorAdvice(failure.code)), failure.text,
                          ways);
}

QString MainWindow::knobsOrigin() const {
  if (m_knobs->settings().off())
    return tr("all knobs off");
  if (m_document->knobsFile().empty() || m_document->isModified())
    return tr("knobs not saved");
  return QString::fromStdString(m_document->knobsFile().filename().string());
}

QString MainWindow::provenance() const {
  if (!m_knobs->workspace())
    return {};
  const Workspace& workspace = *m_knobs->workspace();
  QStringList parts{QString::fromStdString(workspace.model->manifest.name), dataTitle(workspace.dataSpec),
                    m_header->evidenceText()};
  parts << knobsOrigin();
  parts << QStringLiteral("EffortLab " EFFORTLAB_VERSION);
  parts.removeAll(QString());
  return parts.join(QStringLiteral(" · "));
}

void MainWindow::exportChart() {
  if (onFovea()) {
    m_fovea->exportChart();
    return;
  }
  const KnobsWidgets shown = m_page->widgets();
  const QString folder = m_settings.lastFolder().isEmpty() ? QDir::homePath() : m_settings.lastFolder();
  std::vector<ExportDialog::Choice> choices{
      {tr("Accuracy against operations"), QStringLiteral("trade-off"), shown.tradeoffChart},
      {tr("Savings of each layer"), QStringLiteral("savings"), shown.savings}};
  std::size_t first = 0;
  for (const widgets::StudyChart* chart : m_page->studies()->studies().charts)
    if (chart->figure()) {
      if (m_page->studies()->current() == chart->kind())
        first = choices.size();
      const std::string_view name = effort::studyName(chart->kind());
      choices.push_back({widgets::studyTitle(chart->kind()),
                         QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size())), chart});
    }
  std::rotate(choices.begin(), choices.begin() + static_cast<std::ptrdiff_t>(first),
              choices.begin() + static_cast<std::ptrdiff_t>(first == 0 ? 0 : first + 1));
  ExportDialog dialog(std::move(choices), provenance(), folder, this);
  if (dialog.exec() != QDialog::Accepted)
    return;
  m_settings.setLastFolder(QFileInfo(dialog.file()).absolutePath());
  m_messages->showMessage(MessageBar::Kind::Note, tr("Exported to %1").arg(dialog.file()), {});
}

void MainWindow::addComparedModel() {
  const QString folder = m_settings.lastFolder().isEmpty() ? QDir::homePath() : m_settings.lastFolder();
  const QString file =
      QFileDialog::getOpenFileName(this, tr("Add a model to compare"), folder, tr("Models (*.model.json)"));
  if (file.isEmpty())
    return;
  m_settings.setLastFolder(QFileInfo(file).absolutePath());
  m_studies->addModel(file.toStdString());
}

void MainWindow::restoreLayout() {
  restoreGeometry(m_settings.layout(geometryKey));
  m_page->restoreLayout(m_settings);
}

void MainWindow::saveLayout() {
  m_settings.setLayout(geometryKey, saveGeometry());
  m_page->saveLayout(m_settings);
  m_fovea->saveLayout();
}

void MainWindow::closeEvent(QCloseEvent* event) {
  if (!m_files->mayLoseKnobs()) {
    event->ignore();
    return;
  }
  saveLayout();
  event->accept();
}

void MainWindow::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange)
    retranslate();
  if (event->type() == QEvent::PaletteChange)
    refreshIcons();
  QMainWindow::changeEvent(event);
}

void MainWindow::refreshIcons() {
  m_files->openModelAction()->setIcon(themedIcon(QStringLiteral("open"), palette()));
  m_files->saveAction()->setIcon(themedIcon(QStringLiteral("save"), palette()));
  m_files->exportAction()->setIcon(themedIcon(QStringLiteral("export"), palette()));
  m_fovea->actions()->openVideoAction()->setIcon(themedIcon(QStringLiteral("open"), palette()));
  m_edit->undo()->setIcon(themedIcon(QStringLiteral("undo"), palette()));
  m_edit->redo()->setIcon(themedIcon(QStringLiteral("redo"), palette()));
}

void MainWindow::retranslate() {
  m_files->retranslate();
  m_edit->retranslate();
  m_layers->retranslate();
  m_snapshotActions->retranslate();
  m_view->retranslate();
  m_help->retranslate();
  m_page->retranslate();
  m_pages->retranslate();
  m_fovea->retranslate();
  showTitle();
  showCliLine();
  showSummary();
}

}  // namespace effortlab::app
