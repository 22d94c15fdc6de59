#pragma once

#include "controllers/fovea_controller.h"
#include "shell/command_line.h"
#include "shell/status_strip.h"

#include <QObject>

class QAction;
class QSettings;

namespace effortlab::app {

class FoveaActions;
class FoveaHeader;
class FoveaPage;
class WindowSettings;

/// The Fovea page with all that belongs to it in the window. Page and controller are made when they are first wanted:
/// who stays on Knobs does not wait for them.
class FoveaShell : public QObject {
  Q_OBJECT

public:
  FoveaShell(QWidget* window, WindowSettings& settings, FoveaController::Options options);
  ~FoveaShell() override;

  FoveaActions* actions() const noexcept { return m_actions; }
  bool isMade() const noexcept { return m_controller != nullptr; }
  /// Makes what is not there yet.
  FoveaPage* page();
  FoveaHeader* header();
  FoveaController& controller();

  /// What the command line named; opened when the page is first shown.
  void setOptions(const WindowOptions& options);
  /// Opens what is to be opened first, once.
  void begin();
  void open(const FoveaController::Files& files);
  void cancel();

  QString title() const;
  QString cliText() const;
  StatusStrip::PageState state() const;
  QString provenance() const;
  void exportChart();
  void saveLayout();
  void resetLayout();
  void retranslate();

Q_SIGNALS:
  void pageWanted();
  /// Title, command line or state.
  void changed();
  void failed(const QString& what, const effortlab::app::JobFailure& failure, const QList<QAction*>& ways);
  void noted(const QString& text, const QString& details, const QList<QAction*>& ways);
  void opened();

private:
  void make();
  void connectController();
  void chooseVideo();
  void exportAs(VideoExport kind);
  void showOpened(const FoveaController::Files& files);
  void showVideoChoice();
  QString stateText() const;

  QWidget* m_window;
  WindowSettings& m_settings;
  FoveaController::Options m_options;
  WindowOptions m_first;
  FoveaActions* m_actions;
  FoveaPage* m_page = nullptr;
  FoveaHeader* m_header = nullptr;
  FoveaController* m_controller = nullptr;
  QString m_loading;
  bool m_begun = false;
};

}  // namespace effortlab::app
