#include "settings/window_settings.h"

namespace effortlab::app {

namespace {

const QLatin1String recentModelsKey("recent/models");
const QLatin1String recentDataKey("recent/data");
const QLatin1String recentVideosKey("recent/videos");
const QLatin1String themeKey("view/theme");
const QLatin1String languageKey("view/language");
const QLatin1String layoutGroup("layout");
const QLatin1String folderKey("files/folder");

}  // namespace

QString themeName(widgets::Theme theme) {
  switch (theme) {
    case widgets::Theme::Light: return QStringLiteral("light");
    case widgets::Theme::Dark: return QStringLiteral("dark");
    case widgets::Theme::System: break;
  }
  return QStringLiteral("system");
}

QStringList WindowSettings::recentModels() const {
  return m_storage.value(recentModelsKey).toStringList();
}
QStringList WindowSettings::recentData() const {
  return m_storage.value(recentDataKey).toStringList();
}
QStringList WindowSettings::recentVideos() const {
  return m_storage.value(recentVideosKey).toStringList();
}
void WindowSettings::addRecentModel(const QString& file) {
  addRecent(recentModelsKey, file);
}
void WindowSettings::addRecentData(const QString& spec) {
  addRecent(recentDataKey, spec);
}
void WindowSettings::addRecentVideo(const QString& spec) {
  addRecent(recentVideosKey, spec);
}

void WindowSettings::addRecent(const QString& key, const QString& entry) {
  QStringList entries = m_storage.value(key).toStringList();
  entries.removeAll(entry);
  entries.prepend(entry);
  while (entries.size() > maxRecent)
    entries.removeLast();
  m_storage.setValue(key, entries);
}

void WindowSettings::clearRecent() {
  m_storage.remove(recentModelsKey);
  m_storage.remove(recentDataKey);
  m_storage.remove(recentVideosKey);
}

widgets::Theme WindowSettings::theme() const {
  const QString name = m_storage.value(themeKey).toString();
  for (const widgets::Theme theme : {widgets::Theme::Light, widgets::Theme::Dark})
    if (name == themeName(theme))
      return theme;
  return widgets::Theme::System;
}

void WindowSettings::setTheme(widgets::Theme theme) {
  m_storage.setValue(themeKey, themeName(theme));
}

QString WindowSettings::language() const {
  return m_storage.value(languageKey).toString();
}
void WindowSettings::setLanguage(const QString& language) {
  m_storage.setValue(languageKey, language);
}

QByteArray WindowSettings::layout(const QString& part) const {
  return m_storage.value(layoutGroup + QLatin1Char('/') + part).toByteArray();
}

void WindowSettings::setLayout(const QString& part, const QByteArray& state) {
  m_storage.setValue(layoutGroup + QLatin1Char('/') + part, state);
}

void WindowSettings::forgetLayout() {
  m_storage.remove(layoutGroup);
}

QString WindowSettings::lastFolder() const {
  return m_storage.value(folderKey).toString();
}
void WindowSettings::setLastFolder(const QString& folder) {
  m_storage.setValue(folderKey, folder);
}

}  // namespace effortlab::app
