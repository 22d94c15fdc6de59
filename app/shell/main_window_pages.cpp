#include "shell/main_window.h"

#include "model/bare_graph.h"
#include "shell/cli_line.h"
#include "shell/drop_classifier.h"
#include "shell/edit_actions.h"
#include "shell/error_text.h"
#include "shell/file_actions.h"
#include "shell/fovea_actions.h"
#include "shell/fovea_header.h"
#include "shell/fovea_page.h"
#include "shell/fovea_shell.h"
#include "shell/message_bar.h"

#include <QAction>
#include <QDragEnterEvent>
#include <QMimeData>
#include <QStackedWidget>

#include <utility>

/// Pages of the window: switching between them, what belongs to which, and what the window says of the one on screen.
namespace effortlab::app {

void MainWindow::connectFovea() {
  connect(m_pages, &PageBar::pageChosen, this, &MainWindow::showPage);
  connect(m_fovea, &FoveaShell::pageWanted, this, [this] { showPage(Page::Fovea); });
  connect(m_files, &FileActions::knobsPageWanted, this, [this] { showPage(Page::Knobs); });
  connect(m_files, &FileActions::videoThingChosen, this, &MainWindow::openVideoThing);
  connect(m_fovea, &FoveaShell::changed, this, &MainWindow::showFoveaState);
  connect(m_fovea, &FoveaShell::opened, m_messages, &MessageBar::dismiss);
  connect(m_fovea, &FoveaShell::noted, this,
          [this](const QString& text, const QString& details, const QList<QAction*>& ways) {
            m_messages->showMessage(MessageBar::Kind::Note, text, details, ways);
          });
  connect(m_fovea, &FoveaShell::failed, this,
          [this](const QString& what, const JobFailure& failure, const QList<QAction*>& ways) {
            m_messages->showMessage(MessageBar::Kind::Error,
                                    tr("%1: %2. %3").arg(what, errorKind(failure.code), errorAdvice(failure.code)),
                                    failure.text, ways);
          });
}

void MainWindow::openVideoThing(const DroppedThing& thing) {
  using Kind = DroppedThing::Kind;
  FoveaController::Files files;
  const std::string file = thing.file.string();
  switch (thing.kind) {
    case Kind::Video: files.video = file; break;
    case Kind::Detector: files.detector = file; break;
    case Kind::Boxes: files.truth = file; break;
    case Kind::Detections: files.detector = std::string(boxesPrefix) + file; break;
    default: return;
  }
  m_fovea->open(files);
}

void MainWindow::showPage(Page page) {
  m_pages->setCurrent(page);
  if (page == Page::Fovea && m_stack->count() == 1) {
    m_headers->addWidget(m_fovea->header());
    m_stack->addWidget(m_fovea->page());
    addTools(m_fovea->header()->tools(),
             {m_fovea->actions()->openVideoAction(), m_edit->undo(), m_edit->redo(), m_files->exportAction()});
  }
  const int index = static_cast<int>(page);
  m_headers->setCurrentIndex(index);
  m_stack->setCurrentIndex(index);
  m_edit->setStack(page == Page::Fovea ? m_fovea->controller().undoStack() : m_knobs->undoStack());
  if (page == Page::Fovea) {
    m_fovea->begin();
  } else {
    m_status->showPage(std::nullopt);
    if (const auto files = std::exchange(m_later, std::nullopt))  // it would take the video's time
      m_document->open(*files);
  }
  showTitle();
  showCliLine();
  showFoveaState();
}

bool MainWindow::isSettled() const {
  const bool knobs = m_later || (!m_document->isLoading() && m_knobs->workspace() && m_knobs->isIdle());
  return knobs && m_studies->isIdle() && (!m_fovea->isMade() || m_fovea->controller().isIdle());
}

void MainWindow::showFoveaState() {
  if (!onFovea())
    return;
  m_status->showPage(m_fovea->state());
  m_cli->setText(m_fovea->cliText());
  showTitle();
}

void MainWindow::showTitle() {
  QString name = QStringLiteral("EffortLab");
  if (onFovea()) {
    setWindowTitle(m_fovea->title().isEmpty() ? name : m_fovea->title() + QStringLiteral(" — ") + name);
    setWindowModified(false);
    return;
  }
  if (m_knobs->workspace())
    name = QString::fromStdString(m_knobs->workspace()->model->manifest.name) + QStringLiteral("[*] — ") + name;
  setWindowTitle(name);
  setWindowModified(m_document->isModified());
}

void MainWindow::showCliLine() {
  const std::shared_ptr<const Workspace>& workspace = m_knobs->workspace();
  if (!workspace || onFovea())
    return;
  m_cli->setCall({.model = workspace->modelFile,
                  .description = model::isBareGraph(workspace->modelFile)
                                     ? std::optional<model::Manifest>(workspace->model->manifest)
                                     : std::nullopt,
                  .data = workspace->dataSpec,
                  .hasKnobs = !m_knobs->settings().off(),
                  .calibrates = m_knobs->settings().gate.has_value() && !workspace->tuningImages,
                  .knobsSaved = !m_document->isModified() && !m_document->knobsFile().empty(),
                  .knobsFile = m_files->suggestedKnobsFile(),
                  .images = workspace->images.size()});
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
  if (event->mimeData()->hasUrls())
    event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event) {
  event->acceptProposedAction();
  for (const QUrl& url : event->mimeData()->urls())
    if (url.isLocalFile() && !m_files->openPath(url.toLocalFile()))
      break;
}

}  // namespace effortlab::app
