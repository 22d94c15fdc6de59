#pragma once

#include "controllers/document.h"

#include <QObject>

#include <functional>

class QAction;
class QMenu;
class QMenuBar;
class QWidget;

namespace effortlab::widgets {
class ExportableChart;
}

namespace effortlab::app {

class BareGraphOpener;
struct DroppedThing;
struct JobFailure;
class WindowSettings;

/// The File menu: opening, recent files, saving knobs, and the questions that go with them.
class FileActions : public QObject {
  Q_OBJECT

public:
  FileActions(QWidget* window, Document* document, WindowSettings& settings);

  QMenu* menu() const noexcept { return m_menu; }
  QAction* openModelAction() const noexcept { return m_openModel; }
  QAction* openDataFolderAction() const noexcept { return m_openFolder; }
  QAction* openDataFileAction() const noexcept { return m_openDataFile; }
  QAction* saveAction() const noexcept { return m_save; }
  QAction* exportAction() const noexcept { return m_export; }
  QAction* builtInDataAction() const noexcept { return m_builtInData; }
  /// The first of the built-in models; in no menu.
  QAction* builtInModelAction() const noexcept { return m_builtInModel; }

  /// Asks about unsaved knobs first where they would be lost, and for what a bare graph does not say.
  void open(Document::Files files);
  /// Sorts a dropped or chosen path into model, data, knobs or what belongs to videos. False: it is none of them.
  bool openPath(const QString& path);
  /// True: knobs are saved, or there were none to save, or the user gave them up.
  bool mayLoseKnobs();
  bool save();
  /// Where save() would write without asking, or a fitting name.
  std::filesystem::path suggestedKnobsFile() const;
  void rebuildRecent();
  void retranslate();

Q_SIGNALS:
  /// Something of that page is opened.
  void knobsPageWanted();
  /// A video, a detector or boxes.
  void videoThingChosen(const effortlab::app::DroppedThing& thing);
  void notUnderstood(const QString& path);
  void failed(const QString& what, const effortlab::app::JobFailure& failure);
  void quitRequested();

private:
  QAction* add(QMenu* menu, const QKeySequence& shortcut, void (FileActions::*handler)());
  void openModel();
  void openFolder();
  void openDataFile();
  void openBuiltInData();
  void openSpec();
  void loadKnobs();
  void saveOrAsk();
  void saveAs();
  bool askAndSave();
  QString folder() const;
  void rememberFolder(const QString& file);

  QWidget* m_window;
  Document* m_document;
  BareGraphOpener* m_opener;
  WindowSettings& m_settings;
  QMenu* m_menu;
  QMenu* m_dataMenu;
  QMenu* m_builtInMenu;
  QMenu* m_recentModels;
  QMenu* m_recentData;
  QAction* m_openModel;
  QAction* m_openFolder;
  QAction* m_openDataFile;
  QAction* m_builtInData;
  QAction* m_builtInModel;
  QAction* m_openSpec;
  QAction* m_loadKnobs;
  QAction* m_save;
  QAction* m_saveAs;
  QAction* m_export;
  QAction* m_quit;
};

}  // namespace effortlab::app
