#pragma once

#include <QObject>

class QAction;
class QMenu;
class QWidget;

namespace effortlab::app {

/// The Help menu: user guide and About.
class HelpActions : public QObject {
  Q_OBJECT

public:
  explicit HelpActions(QWidget* window);

  QMenu* menu() const noexcept { return m_menu; }
  void showGuide();
  void retranslate();

private:
  void showAbout();

  QWidget* m_window;
  QMenu* m_menu;
  QAction* m_guide;
  QAction* m_about;
  QAction* m_aboutQt;
};

}  // namespace effortlab::app
