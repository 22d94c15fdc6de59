#pragma once

#include "controllers/document.h"
#include "controllers/fovea_controller.h"
#include "controllers/knobs_controller.h"
#include "controllers/snapshots.h"
#include "controllers/study_controller.h"
#include "controllers/tune_controller.h"
#include "settings/window_settings.h"
#include "shell/command_line.h"
#include "shell/page_bar.h"

#include <QMainWindow>

class QAction;
class QHBoxLayout;
class QStackedWidget;
class QToolButton;

namespace effortlab::app {

class CliLine;
struct DroppedThing;
class EditActions;
class FileActions;
class FoveaShell;
class HeaderBar;
class HelpActions;
class KnobsPage;
class LayerActions;
class MessageBar;
class SnapshotActions;
class StatusStrip;
class Translations;
class TuneDialog;
class ViewActions;

/// Puts the parts together; what the menus do lives in their own classes.
class MainWindow : public QMainWindow {
  Q_OBJECT

public:
  struct Services {
    QSettings& settings;
    Translations& translations;
    KnobsController::Options knobs = {};
    StudyController::Options studies = {};
    FoveaController::Options fovea = {};
    TuneFunction tune = effort::tune;
    QString notesFolder = {};  ///< of snapshots and locks; empty: they do not outlive the window
  };

  explicit MainWindow(Services services, QWidget* parent = nullptr);
  ~MainWindow() override;

  /// Opens what the command line named, or what is built in.
  void start(const WindowOptions& options);

  KnobsController& knobs() noexcept { return *m_knobs; }
  StudyController& studies() noexcept { return *m_studies; }
  TuneDialog& tuning() noexcept { return *m_tuning; }
  Document& document() noexcept { return *m_document; }
  KnobsPage& page() noexcept { return *m_page; }
  MessageBar& messages() noexcept { return *m_messages; }
  HeaderBar& header() noexcept { return *m_header; }
  CliLine& cliLine() noexcept { return *m_cli; }
  FileActions& files() noexcept { return *m_files; }
  Snapshots& snapshots() noexcept { return *m_snapshots; }
  SnapshotActions& snapshotActions() noexcept { return *m_snapshotActions; }
  LayerActions& layers() noexcept { return *m_layers; }
  FoveaShell& fovea() noexcept { return *m_fovea; }
  PageBar& pages() noexcept { return *m_pages; }
  StatusStrip& status() noexcept { return *m_status; }
  void showPage(Page page);
  /// Nothing is computed or waits to be shown, on no page.
  bool isSettled() const;

protected:
  void closeEvent(QCloseEvent* event) override;
  void changeEvent(QEvent* event) override;
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dropEvent(QDropEvent* event) override;

private:
  void buildMenus();
  void buildCentre();
  void connectParts();
  void connectFovea();
  void addTools(QHBoxLayout* tools, const QList<QAction*>& actions);
  bool onFovea() const noexcept { return m_pages->current() == Page::Fovea; }
  void openVideoThing(const DroppedThing& thing);
  void restoreLayout();
  void saveLayout();
  void retranslate();
  void refreshIcons();

  void showSummary();
  void showTitle();
  void showCliLine();
  void showOpened();
  void showFailure(const QString& what, const JobFailure& failure);
  void showFoveaState();
  void exportChart();
  void addComparedModel();
  QString provenance() const;
  QString knobsOrigin() const;

  WindowSettings m_settings;
  Translations& m_translations;
  PageBar* m_pages;
  QStackedWidget* m_headers;
  QStackedWidget* m_stack;
  HeaderBar* m_header;
  MessageBar* m_messages;
  KnobsPage* m_page;
  CliLine* m_cli;
  StatusStrip* m_status;
  KnobsController* m_knobs;
  StudyController* m_studies;
  TuneDialog* m_tuning;
  Document* m_document;
  FileActions* m_files;
  EditActions* m_edit;
  LayerActions* m_layers;
  Snapshots* m_snapshots;
  SnapshotActions* m_snapshotActions;
  ViewActions* m_view;
  HelpActions* m_help;
  FoveaShell* m_fovea;
  std::optional<Document::Files> m_later;  ///< of Knobs, opened when that page is first shown
};

}  // namespace effortlab::app
