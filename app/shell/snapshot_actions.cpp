#include "shell/snapshot_actions.h"

#include "settings/window_settings.h"
#include "shell/snapshots_dialog.h"

#include <QAction>
#include <QInputDialog>
#include <QMenu>

namespace effortlab::app {

namespace {

constexpr std::size_t mostEntries = 12;

}  // namespace

SnapshotActions::SnapshotActions(QWidget* window, Snapshots* snapshots, WindowSettings& settings)
    : QObject(window), m_window(window), m_snapshots(snapshots), m_settings(settings), m_menu(new QMenu(window)) {
  m_keep = m_menu->addAction(QString());
  m_keep->setShortcut(Qt::CTRL | Qt::Key_K);
  m_manage = m_menu->addAction(QString());
  m_manage->setShortcut(Qt::CTRL | Qt::SHIFT | Qt::Key_K);
  m_separator = m_menu->addSeparator();
  connect(m_keep, &QAction::triggered, this, &SnapshotActions::askForName);
  connect(m_manage, &QAction::triggered, this, &SnapshotActions::showDialog);
  connect(m_snapshots, &Snapshots::changed, this, &SnapshotActions::rebuild);
  retranslate();
}

void SnapshotActions::askForName() {
  bool accepted = false;
  const QString name = QInputDialog::getText(m_window, tr("Keep snapshot"), tr("Name of the present knobs"),
                                             QLineEdit::Normal, m_snapshots->suggestedName(), &accepted);
  if (accepted)
    m_snapshots->keep(name);
}

void SnapshotActions::showDialog() {
  if (m_dialog == nullptr)
    m_dialog = new SnapshotsDialog(m_snapshots, m_settings, m_window);
  m_dialog->show();
  m_dialog->raise();
  m_dialog->activateWindow();
}

/// The newest first.
void SnapshotActions::rebuild() {
  qDeleteAll(m_entries);
  m_entries.clear();
  const auto& list = m_snapshots->list();
  for (std::size_t i = list.size(); i > 0 && list.size() - i < mostEntries; --i) {
    const int index = static_cast<int>(i) - 1;
    QString name = list[i - 1].name;
    QAction* action = m_menu->addAction(name.replace(QLatin1Char('&'), QStringLiteral("&&")));
    connect(action, &QAction::triggered, this, [this, index] { m_snapshots->restore(index); });
    m_entries << action;
  }
  m_separator->setVisible(!m_entries.isEmpty());
  m_keep->setEnabled(m_snapshots->knobs().workspace() != nullptr);
}

void SnapshotActions::retranslate() {
  m_menu->setTitle(tr("&Snapshots"));
  m_keep->setText(tr("&Keep Snapshot …"));
  m_manage->setText(tr("&Manage and Compare …"));
  rebuild();
}

}  // namespace effortlab::app
