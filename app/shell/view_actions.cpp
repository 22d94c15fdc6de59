#include "shell/view_actions.h"

#include "settings/window_settings.h"
#include "shell/translations.h"

#include <QAction>
#include <QActionGroup>
#include <QApplication>
#include <QMenu>

namespace effortlab::app {

ViewActions::ViewActions(QWidget* window, Translations& translations, WindowSettings& settings)
    : QObject(window),
      m_translations(translations),
      m_settings(settings),
      m_menu(new QMenu(window)),
      m_themes(new QActionGroup(this)),
      m_languages(new QActionGroup(this)) {
  m_themeMenu = m_menu->addMenu(QString());
  m_languageMenu = m_menu->addMenu(QString());
  m_menu->addSeparator();
  m_resetLayout = m_menu->addAction(QString());
  connect(m_resetLayout, &QAction::triggered, this, &ViewActions::resetLayoutRequested);
  addThemes();
  addLanguages();
  retranslate();
}

void ViewActions::addPages(const QList<QAction*>& pages) {
  QAction* first = m_menu->actions().value(0);
  m_menu->insertActions(first, pages);
  m_menu->insertSeparator(first);
}

void ViewActions::addThemes() {
  for (const widgets::Theme theme : {widgets::Theme::System, widgets::Theme::Light, widgets::Theme::Dark}) {
    QAction* action = m_themeMenu->addAction(QString());
    action->setCheckable(true);
    action->setData(static_cast<int>(theme));
    action->setChecked(theme == m_settings.theme());
    m_themes->addAction(action);
  }
  connect(m_themes, &QActionGroup::triggered, this, [this](const QAction* action) {
    const auto theme = static_cast<widgets::Theme>(action->data().toInt());
    m_settings.setTheme(theme);
    widgets::applyApplicationTheme(*qApp, theme);
  });
}

void ViewActions::addLanguages() {
  const auto add = [this](const QString& code, const QString& name) {
    QAction* action = m_languageMenu->addAction(name);
    action->setCheckable(true);
    action->setData(code);
    action->setChecked(code == m_settings.language());
    m_languages->addAction(action);
    return action;
  };
  m_systemLanguage = add({}, {});
  for (const auto& [code, name] : availableLanguages())
    add(code, name);
  connect(m_languages, &QActionGroup::triggered, this, [this](const QAction* action) {
    m_settings.setLanguage(action->data().toString());
    m_translations.use(action->data().toString());
  });
}

void ViewActions::retranslate() {
  m_menu->setTitle(tr("&View"));
  m_themeMenu->setTitle(tr("&Theme"));
  const QStringList names{tr("&System"), tr("&Light"), tr("&Dark")};
  const QList<QAction*> themes = m_themes->actions();
  for (qsizetype i = 0; i < themes.size(); ++i)
    themes[i]->setText(names[i]);
  m_languageMenu->setTitle(tr("&Language"));
  m_systemLanguage->setText(tr("&System"));
  m_resetLayout->setText(tr("&Reset Layout"));
}

}  // namespace effortlab::app
