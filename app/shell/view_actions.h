#pragma once

#include <QObject>

class QAction;
class QActionGroup;
class QMenu;
class QWidget;

namespace effortlab::app {

class Translations;
class WindowSettings;

/// The View menu: theme, language, layout.
class ViewActions : public QObject {
  Q_OBJECT

public:
  ViewActions(QWidget* window, Translations& translations, WindowSettings& settings);

  QMenu* menu() const noexcept { return m_menu; }
  /// Above the rest.
  void addPages(const QList<QAction*>& pages);
  void retranslate();

Q_SIGNALS:
  void resetLayoutRequested();

private:
  void addThemes();
  void addLanguages();

  Translations& m_translations;
  WindowSettings& m_settings;
  QMenu* m_menu;
  QMenu* m_themeMenu;
  QMenu* m_languageMenu;
  QActionGroup* m_themes;
  QActionGroup* m_languages;
  QAction* m_systemLanguage;
  QAction* m_resetLayout;
};

}  // namespace effortlab::app
