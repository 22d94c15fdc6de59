#include "shell/file_actions.h"

#include "settings/window_settings.h"
#include "shell/bare_graph_opener.h"
#include "shell/drop_classifier.h"
#include "shell/header_bar.h"

#include <QAction>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QInputDialog>
#include <QMenu>
#include <QMessageBox>

namespace effortlab::app {

namespace {

const QString knobsSuffix = QStringLiteral(".knobs.json");

}  // namespace

FileActions::FileActions(QWidget* window, Document* document, WindowSettings& settings)
    : QObject(window),
      m_window(window),
      m_document(document),
      m_opener(new BareGraphOpener(window, document)),
      m_settings(settings),
      m_menu(new QMenu(window)) {
  connect(m_opener, &BareGraphOpener::failed, this, &FileActions::failed);
  m_openModel = add(m_menu, QKeySequence::Open, &FileActions::openModel);
  m_builtInMenu = m_menu->addMenu(QString());
  m_recentModels = m_menu->addMenu(QString());
  m_menu->addSeparator();
  m_dataMenu = m_menu->addMenu(QString());
  m_openFolder = add(m_dataMenu, Qt::CTRL | Qt::SHIFT | Qt::Key_O, &FileActions::openFolder);
  m_openDataFile = add(m_dataMenu, Qt::CTRL | Qt::SHIFT | Qt::Key_F, &FileActions::openDataFile);
  m_builtInData = add(m_dataMenu, {}, &FileActions::openBuiltInData);
  m_openSpec = add(m_dataMenu, {}, &FileActions::openSpec);
  m_recentData = m_menu->addMenu(QString());
  m_menu->addSeparator();
  m_loadKnobs = add(m_menu, Qt::CTRL | Qt::Key_L, &FileActions::loadKnobs);
  m_save = add(m_menu, QKeySequence::Save, &FileActions::saveOrAsk);
  m_saveAs = add(m_menu, Qt::CTRL | Qt::SHIFT | Qt::Key_S, &FileActions::saveAs);
  m_menu->addSeparator();
  m_export = m_menu->addAction(QString());
  m_export->setShortcut(Qt::CTRL | Qt::Key_E);
  m_menu->addSeparator();
  m_quit = m_menu->addAction(QString());
  m_quit->setShortcut(Qt::CTRL | Qt::Key_Q);
  connect(m_quit, &QAction::triggered, this, &FileActions::quitRequested);
  m_builtInModel = new QAction(this);
  connect(m_builtInModel, &QAction::triggered, this, [this] { open({.model = model::builtInModels().front()}); });
  m_builtInModel->setEnabled(!model::builtInModels().empty());
  for (const std::filesystem::path& file : model::builtInModels()) {
    QString name = QString::fromStdString(file.filename().string());
    name.remove(QStringLiteral(".model.json"));
    connect(m_builtInMenu->addAction(name), &QAction::triggered, this, [this, file] { open({.model = file}); });
  }
  connect(document, &Document::opened, this, [this](const Document::Files& files) {
    if (files.model)
      m_settings.addRecentModel(QString::fromStdString(files.model->string()));
    if (files.data)
      m_settings.addRecentData(QString::fromStdString(*files.data));
    rebuildRecent();
  });
  rebuildRecent();
  retranslate();
}

QAction* FileActions::add(QMenu* menu, const QKeySequence& shortcut, void (FileActions::*handler)()) {
  QAction* action = menu->addAction(QString());
  action->setShortcut(shortcut);
  connect(action, &QAction::triggered, this, handler);
  return action;
}

void FileActions::rebuildRecent() {
  const auto fill = [this](QMenu* menu, const QStringList& entries, const auto& title, const auto& open) {
    menu->clear();
    for (const QString& entry : entries) {
      QAction* action = menu->addAction(title(entry));
      action->setToolTip(entry);
      connect(action, &QAction::triggered, this, [entry, open] { open(entry); });
    }
    menu->setEnabled(!entries.isEmpty());
    menu->setToolTipsVisible(true);
  };
  fill(
      m_recentModels, m_settings.recentModels(), [](const QString& entry) { return QFileInfo(entry).fileName(); },
      [this](const QString& entry) { open({.model = entry.toStdString()}); });
  fill(
      m_recentData, m_settings.recentData(), [](const QString& entry) { return dataTitle(entry.toStdString()); },
      [this](const QString& entry) { open({.data = entry.toStdString()}); });
}

void FileActions::open(Document::Files files) {
  Q_EMIT knobsPageWanted();
  if (files.model && !mayLoseKnobs())
    return;
  if (files.model && model::isBareGraph(*files.model))
    m_opener->open(*files.model);
  else
    m_document->open(std::move(files));
}

bool FileActions::openPath(const QString& path) {
  rememberFolder(path);
  const DroppedThing thing = classifyPath(path.toStdString());
  switch (thing.kind) {
    case DroppedThing::Kind::Model: open({.model = thing.file}); return true;
    case DroppedThing::Kind::Data: open({.data = thing.dataSpec}); return true;
    case DroppedThing::Kind::Knobs:
      Q_EMIT knobsPageWanted();
      if (mayLoseKnobs())
        m_document->loadKnobs(thing.file);
      return true;
    case DroppedThing::Kind::Video:
    case DroppedThing::Kind::Detector:
    case DroppedThing::Kind::Boxes:
    case DroppedThing::Kind::Detections: Q_EMIT videoThingChosen(thing); return true;
    case DroppedThing::Kind::Unknown: break;
  }
  Q_EMIT notUnderstood(path);
  return false;
}

QString FileActions::folder() const {
  const QString last = m_settings.lastFolder();
  return last.isEmpty() ? QDir::homePath() : last;
}

void FileActions::rememberFolder(const QString& file) {
  m_settings.setLastFolder(QFileInfo(file).absolutePath());
}

void FileActions::openModel() {
  const QString file =
      QFileDialog::getOpenFileName(m_window, tr("Open model"), folder(),
                                   tr("Models (*.model.json *.onnx *.prototxt *.caffemodel *.cfg *.weights)") +
                                       QStringLiteral(";;") + tr("All files (*)"));
  if (!file.isEmpty())
    openPath(file);
}

void FileActions::openFolder() {
  const QString chosen = QFileDialog::getExistingDirectory(m_window, tr("Open a folder of images"), folder());
  if (!chosen.isEmpty())
    openPath(chosen);
}

void FileActions::openDataFile() {
  const QString file = QFileDialog::getOpenFileName(
      m_window, tr("Open images"), folder(),
      tr("Image sets (*.txt *.lst *.list *.bin *ubyte* *.gz)") + QStringLiteral(";;") + tr("All files (*)"));
  if (!file.isEmpty())
    openPath(file);
}

void FileActions::openBuiltInData() {
  open({.data = "sample"});
}

void FileActions::openSpec() {
  bool accepted = false;
  const QString spec =
      QInputDialog::getText(m_window, tr("Open images"),
                            tr("Specification: sample, idx:DIR[#train], cifar10:DIR|FILE, cifar100:DIR|FILE, "
                               "list:FILE or folder:DIR"),
                            QLineEdit::Normal, QStringLiteral("idx:"), &accepted)
          .trimmed();
  if (accepted && !spec.isEmpty())
    open({.data = spec.toStdString()});
}

void FileActions::loadKnobs() {
  const QString file = QFileDialog::getOpenFileName(
      m_window, tr("Load knobs"), folder(), tr("Knobs (*.knobs.json)") + QStringLiteral(";;") + tr("All files (*)"));
  if (file.isEmpty())
    return;
  rememberFolder(file);
  if (mayLoseKnobs())
    m_document->loadKnobs(file.toStdString());
}

bool FileActions::save() {
  if (m_document->knobsFile().empty())
    return askAndSave();
  return m_document->saveKnobs(m_document->knobsFile());
}

void FileActions::saveOrAsk() {
  save();
}
void FileActions::saveAs() {
  askAndSave();
}

std::filesystem::path FileActions::suggestedKnobsFile() const {
  if (!m_document->knobsFile().empty())
    return m_document->knobsFile();
  QString name = QStringLiteral("network");
  if (const auto& workspace = m_document->workspace())
    name = QString::fromStdString(workspace->model->manifest.name).simplified().toLower();
  for (QChar& letter : name)
    if (!letter.isLetterOrNumber() && letter != QLatin1Char('.'))
      letter = QLatin1Char('-');
  return (name + knobsSuffix).toStdString();
}

bool FileActions::askAndSave() {
  QString proposed = QString::fromStdString(suggestedKnobsFile().string());
  if (QFileInfo(proposed).isRelative())
    proposed = folder() + QLatin1Char('/') + proposed;
  QString file = QFileDialog::getSaveFileName(m_window, tr("Save knobs"), proposed, tr("Knobs (*.knobs.json)"));
  if (file.isEmpty())
    return false;
  if (!file.endsWith(QLatin1String(".json")))
    file += knobsSuffix;
  rememberFolder(file);
  return m_document->saveKnobs(file.toStdString());
}

bool FileActions::mayLoseKnobs() {
  if (!m_document->isModified())
    return true;
  QMessageBox box(QMessageBox::Question, tr("Unsaved knobs"), tr("The knobs have changes that no file holds."),
                  QMessageBox::Save | QMessageBox::Discard | QMessageBox::Cancel, m_window);
  box.setInformativeText(tr("Save them before they are lost?"));
  box.setDefaultButton(QMessageBox::Save);
  switch (box.exec()) {
    case QMessageBox::Save: return save();
    case QMessageBox::Discard: return true;
    default: return false;
  }
}

void FileActions::retranslate() {
  m_menu->setTitle(tr("&File"));
  m_openModel->setText(tr("&Open Model …"));
  m_builtInMenu->setTitle(tr("&Built-in Models"));
  m_recentModels->setTitle(tr("&Recent Models"));
  m_dataMenu->setTitle(tr("Open &Images"));
  m_openFolder->setText(tr("Images from a &Folder …"));
  m_openDataFile->setText(tr("Images from a F&ile …"));
  m_builtInData->setText(tr("&Built-in Images"));
  m_builtInModel->setText(tr("&Built-in Model"));
  m_openSpec->setText(tr("By &Specification …"));
  m_recentData->setTitle(tr("Recent I&mages"));
  m_loadKnobs->setText(tr("&Load Knobs …"));
  m_save->setText(tr("&Save Knobs"));
  m_saveAs->setText(tr("Save Knobs &As …"));
  m_export->setText(tr("&Export Chart …"));
  m_quit->setText(tr("&Quit"));
  rebuildRecent();
}

}  // namespace effortlab::app
