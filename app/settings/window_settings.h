#pragma once

#include "style/application_theme.h"

#include <QByteArray>
#include <QSettings>
#include <QString>
#include <QStringList>

namespace effortlab::app {

/// What the window keeps between runs. The storage is passed in and outlives this.
class WindowSettings {
public:
  static constexpr int maxRecent = 10;

  explicit WindowSettings(QSettings& storage) : m_storage(storage) {}

  QStringList recentModels() const;
  QStringList recentData() const;
  QStringList recentVideos() const;
  void addRecentModel(const QString& file);
  void addRecentData(const QString& spec);
  void addRecentVideo(const QString& spec);
  void clearRecent();

  widgets::Theme theme() const;
  void setTheme(widgets::Theme theme);
  /// "de", "en"; empty: the system's.
  QString language() const;
  void setLanguage(const QString& language);

  QByteArray layout(const QString& part) const;
  void setLayout(const QString& part, const QByteArray& state);
  void forgetLayout();

  QString lastFolder() const;
  void setLastFolder(const QString& folder);

private:
  void addRecent(const QString& key, const QString& entry);

  QSettings& m_storage;
};

/// "light", "dark", "system".
QString themeName(widgets::Theme theme);

}  // namespace effortlab::app
