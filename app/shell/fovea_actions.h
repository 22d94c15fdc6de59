#pragma once

#include "controllers/fovea_controller.h"

#include <QObject>

class QAction;
class QMenu;

namespace effortlab::app {

class WindowSettings;

/// The Video menu: what is opened on the Fovea page, the evaluation and the exports. Asks for files; its owner opens
/// them.
class FoveaActions : public QObject {
  Q_OBJECT

public:
  FoveaActions(QWidget* window, WindowSettings& settings);

  QMenu* menu() const noexcept { return m_menu; }
  QMenu* sources() const noexcept { return m_sources; }
  QMenu* detectors() const noexcept { return m_detectors; }
  QAction* openVideoAction() const noexcept { return m_openVideo; }
  QAction* openDetectorAction() const noexcept { return m_openDetector; }
  QAction* builtInDetectorAction() const noexcept { return m_builtInDetector; }
  QAction* openClassMapAction() const noexcept { return m_openClassMap; }
  QAction* openTruthAction() const noexcept { return m_openTruth; }
  /// The first built-in scene; in no menu of its own.
  QAction* builtInSceneAction() const noexcept { return m_builtInScene; }
  QAction* evaluateAction() const noexcept { return m_evaluate; }
  void addRecent(const QString& video);
  void retranslate();

Q_SIGNALS:
  void filesChosen(const effortlab::app::FoveaController::Files& files);
  void exportWanted(effortlab::app::VideoExport kind);

private:
  void addScenes();
  void rebuildRecent();
  QAction* add(QMenu* menu, void (FoveaActions::*handler)());
  void openVideo();
  void openFolder();
  void openCamera();
  void openDetector();
  void openDetections();
  void openTruth();
  void openTruthFolder();
  void openClassMap();
  QString askForFile(const QString& title, const QString& filter);
  QString folder() const;

  QWidget* m_window;
  WindowSettings& m_settings;
  QMenu* m_menu;
  QMenu* m_sources;
  QMenu* m_scenes;
  QMenu* m_recent;
  QMenu* m_detectors;
  QMenu* m_exports;
  QAction* m_openVideo;
  QAction* m_openFolder;
  QAction* m_openCamera;
  QAction* m_builtInScene;
  QAction* m_builtInDetector;
  QAction* m_openDetector;
  QAction* m_openDetections;
  QAction* m_openTruth;
  QAction* m_openTruthFolder;
  QAction* m_openClassMap;
  QAction* m_evaluate;
  QAction* m_exportVideo;
  QAction* m_exportMontages;
  QAction* m_exportDetections;
};

}  // namespace effortlab::app
