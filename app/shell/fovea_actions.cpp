#include "shell/fovea_actions.h"

#include "data/scenes.h"
#include "settings/window_settings.h"
#include "shell/fovea_header.h"

#include <QAction>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QInputDialog>
#include <QMenu>

namespace effortlab::app {

namespace {

constexpr int mostCameras = 63;

}  // namespace

FoveaActions::FoveaActions(QWidget* window, WindowSettings& settings)
    : QObject(window),
      m_window(window),
      m_settings(settings),
      m_menu(new QMenu(window)),
      m_sources(m_menu->addMenu(QString())) {
  m_openVideo = add(m_sources, &FoveaActions::openVideo);
  m_openVideo->setShortcut(Qt::CTRL | Qt::SHIFT | Qt::Key_V);
  m_openFolder = add(m_sources, &FoveaActions::openFolder);
  m_openCamera = add(m_sources, &FoveaActions::openCamera);
  m_scenes = m_sources->addMenu(QString());
  m_recent = m_sources->addMenu(QString());
  m_detectors = m_menu->addMenu(QString());
  m_builtInDetector = m_detectors->addAction(QString());
  m_builtInDetector->setEnabled(!model::builtInDetector().empty());
  connect(m_builtInDetector, &QAction::triggered, this,
          [this] { Q_EMIT filesChosen({.video = {}, .detector = model::builtInDetector().string(), .truth = {}}); });
  m_openDetector = add(m_detectors, &FoveaActions::openDetector);
  m_openDetections = add(m_detectors, &FoveaActions::openDetections);
  m_menu->addSeparator();
  m_openTruth = add(m_menu, &FoveaActions::openTruth);
  m_openTruthFolder = add(m_menu, &FoveaActions::openTruthFolder);
  m_openClassMap = add(m_menu, &FoveaActions::openClassMap);
  m_menu->addSeparator();
  m_evaluate = m_menu->addAction(QString());
  m_evaluate->setShortcut(Qt::CTRL | Qt::SHIFT | Qt::Key_E);
  m_exports = m_menu->addMenu(QString());
  m_exportVideo = m_exports->addAction(QString());
  m_exportMontages = m_exports->addAction(QString());
  m_exportDetections = m_exports->addAction(QString());
  for (const auto& [action, kind] : {std::pair(m_exportVideo, VideoExport::AnnotatedVideo),
                                     {m_exportMontages, VideoExport::MontageSheet},
                                     {m_exportDetections, VideoExport::Detections}})
    connect(action, &QAction::triggered, this, [this, wanted = kind] { Q_EMIT exportWanted(wanted); });
  addScenes();
  rebuildRecent();
  retranslate();
}

QAction* FoveaActions::add(QMenu* menu, void (FoveaActions::*handler)()) {
  QAction* action = menu->addAction(QString());
  connect(action, &QAction::triggered, this, handler);
  return action;
}

void FoveaActions::addScenes() {
  m_scenes->setToolTipsVisible(true);
  m_builtInScene = new QAction(this);
  QString first;
  bool tuning = false;
  for (const data::SceneSpec& scene : data::builtInScenes()) {
    if (!scene.heldOut && !std::exchange(tuning, true))
      m_scenes->addSeparator();
    QAction* action = m_scenes->addAction(QString::fromStdString(scene.name));
    action->setToolTip(QString::fromStdString(scene.purpose));
    connect(action, &QAction::triggered, this,
            [this, name = scene.name] { Q_EMIT filesChosen({.video = "scene:" + name, .detector = {}, .truth = {}}); });
  }
  connect(m_builtInScene, &QAction::triggered, this, [this] {
    const std::string name = data::builtInScenes().front().name;
    Q_EMIT filesChosen({.video = "scene:" + name, .detector = {}, .truth = {}});
  });
}

void FoveaActions::addRecent(const QString& video) {
  m_settings.addRecentVideo(video);
  rebuildRecent();
}

void FoveaActions::rebuildRecent() {
  m_recent->clear();
  m_recent->setToolTipsVisible(true);
  const QStringList entries = m_settings.recentVideos();
  for (const QString& entry : entries) {
    QAction* action = m_recent->addAction(videoTitle(entry.toStdString()));
    action->setToolTip(entry);
    connect(action, &QAction::triggered, this,
            [this, entry] { Q_EMIT filesChosen({.video = entry.toStdString(), .detector = {}, .truth = {}}); });
  }
  m_recent->setEnabled(!entries.isEmpty());
}

QString FoveaActions::folder() const {
  const QString last = m_settings.lastFolder();
  return last.isEmpty() ? QDir::homePath() : last;
}

QString FoveaActions::askForFile(const QString& title, const QString& filter) {
  const QString file =
      QFileDialog::getOpenFileName(m_window, title, folder(), filter + QStringLiteral(";;") + tr("All files (*)"));
  if (!file.isEmpty())
    m_settings.setLastFolder(QFileInfo(file).absolutePath());
  return file;
}

void FoveaActions::openVideo() {
  const QString file = askForFile(
      tr("Open video"), tr("Videos (*.avi *.mp4 *.mkv *.mov *.webm *.mpg *.mpeg *.m4v *.ogv *.wmv *.flv *.3gp)"));
  if (!file.isEmpty())
    Q_EMIT filesChosen({.video = file.toStdString(), .detector = {}, .truth = {}});
}

void FoveaActions::openFolder() {
  const QString chosen = QFileDialog::getExistingDirectory(m_window, tr("Open a folder of numbered images"), folder());
  if (chosen.isEmpty())
    return;
  m_settings.setLastFolder(QFileInfo(chosen).absolutePath());
  Q_EMIT filesChosen({.video = chosen.toStdString(), .detector = {}, .truth = {}});
}

void FoveaActions::openCamera() {
  bool accepted = false;
  const int camera = QInputDialog::getInt(m_window, tr("Open camera"), tr("Number N of the camera /dev/videoN"), 0, 0,
                                          mostCameras, 1, &accepted);
  if (accepted)
    Q_EMIT filesChosen({.video = "camera:" + std::to_string(camera), .detector = {}, .truth = {}});
}

void FoveaActions::openDetector() {
  const QString file = askForFile(tr("Open detector"), tr("Detection models (*.model.json)"));
  if (!file.isEmpty())
    Q_EMIT filesChosen({.video = {}, .detector = file.toStdString(), .truth = {}});
}

void FoveaActions::openDetections() {
  const QString file = askForFile(tr("Open precomputed detections"), tr("Detections (*.txt)"));
  if (!file.isEmpty())
    Q_EMIT filesChosen({.video = {}, .detector = std::string(boxesPrefix) + file.toStdString(), .truth = {}});
}

void FoveaActions::openTruth() {
  const QString file = askForFile(tr("Open ground truth"), tr("MOT and COCO (*.txt *.json)"));
  if (!file.isEmpty())
    Q_EMIT filesChosen({.video = {}, .detector = {}, .truth = file.toStdString()});
}

void FoveaActions::openTruthFolder() {
  const QString chosen =
      QFileDialog::getExistingDirectory(m_window, tr("Open a folder of VOC or ImageNet VID .xml files"), folder());
  if (!chosen.isEmpty())
    Q_EMIT filesChosen({.video = {}, .detector = {}, .truth = chosen.toStdString()});
}

void FoveaActions::openClassMap() {
  const QString file =
      askForFile(tr("Open class map"), tr("Two columns, a name in the ground truth and a label (*.txt)"));
  if (!file.isEmpty())
    Q_EMIT filesChosen({.video = {}, .detector = {}, .truth = {}, .classMap = file.toStdString()});
}

void FoveaActions::retranslate() {
  m_menu->setTitle(tr("Vi&deo"));
  m_sources->setTitle(tr("&Open"));
  m_openVideo->setText(tr("&Video …"));
  m_openFolder->setText(tr("&Folder of Images …"));
  m_openCamera->setText(tr("&Camera …"));
  m_scenes->setTitle(tr("&Built-in Scenes"));
  m_recent->setTitle(tr("&Recent Videos"));
  m_builtInScene->setText(tr("&Built-in Scene"));
  m_detectors->setTitle(tr("&Detector"));
  m_builtInDetector->setText(tr("&Built-in Detector"));
  m_openDetector->setText(tr("Open &Detector …"));
  m_openDetections->setText(tr("&Precomputed Detections …"));
  m_openTruth->setText(tr("&Ground Truth …"));
  m_openTruthFolder->setText(tr("Ground Truth &Folder …"));
  m_openClassMap->setText(tr("&Class Map …"));
  m_evaluate->setText(tr("E&valuate"));
  m_exports->setTitle(tr("E&xport"));
  m_exportVideo->setText(tr("&Annotated Video …"));
  m_exportMontages->setText(tr("&Montage Sheet …"));
  m_exportDetections->setText(tr("&Detections …"));
  rebuildRecent();
}

}  // namespace effortlab::app
