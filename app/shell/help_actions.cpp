#include "shell/help_actions.h"

#include "shell/guide_dialog.h"

#include <QAction>
#include <QApplication>
#include <QMenu>
#include <QMessageBox>

namespace effortlab::app {

HelpActions::HelpActions(QWidget* window) : QObject(window), m_window(window), m_menu(new QMenu(window)) {
  m_guide = m_menu->addAction(QString());
  m_guide->setShortcut(QKeySequence::HelpContents);
  m_menu->addSeparator();
  m_about = m_menu->addAction(QString());
  m_aboutQt = m_menu->addAction(QString());
  connect(m_guide, &QAction::triggered, this, &HelpActions::showGuide);
  connect(m_about, &QAction::triggered, this, &HelpActions::showAbout);
  connect(m_aboutQt, &QAction::triggered, qApp, &QApplication::aboutQt);
  retranslate();
}

void HelpActions::showGuide() {
  auto* dialog = new GuideDialog(m_window);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->show();
}

void HelpActions::showAbout() {
  QMessageBox box(m_window);
  box.setWindowTitle(tr("About EffortLab"));
  box.setIconPixmap(QApplication::windowIcon().pixmap(64, 64));
  box.setText(QStringLiteral("EffortLab %1").arg(QStringLiteral(EFFORTLAB_VERSION)));
  box.setInformativeText(tr(
      "See and tune how little work a neural network needs.\n\n"
      "Free software under the GNU General Public License, version 3. The built-in networks were trained for EffortLab "
      "on Fashion-MNIST (Zalando Research, MIT license)."));
  box.exec();
}

void HelpActions::retranslate() {
  m_menu->setTitle(tr("&Help"));
  m_guide->setText(tr("&User Guide"));
  m_about->setText(tr("&About EffortLab"));
  m_aboutQt->setText(tr("About &Qt"));
}

}  // namespace effortlab::app
