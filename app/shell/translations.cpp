#include "shell/translations.h"

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QLocale>

namespace effortlab::app {

void Translations::use(const QString& language) {
  QCoreApplication::removeTranslator(&m_own);
  QCoreApplication::removeTranslator(&m_qt);
  QLocale locale = language.isEmpty() ? QLocale::system() : QLocale(language);
  if (locale.language() == QLocale::C)
    locale = QLocale(QLocale::English, QLocale::UnitedStates);
  QLocale::setDefault(locale);
  if (m_qt.load(locale, QStringLiteral("qtbase"), QStringLiteral("_"),
                QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
    QCoreApplication::installTranslator(&m_qt);
  if (m_own.load(locale, QStringLiteral("effortlab"), QStringLiteral("_"), QStringLiteral(":/i18n")) ||
      m_own.load(QStringLiteral(":/i18n/effortlab_en")))
    QCoreApplication::installTranslator(&m_own);
}

QList<std::pair<QString, QString>> availableLanguages() {
  return {{QStringLiteral("de"), QStringLiteral("Deutsch")}, {QStringLiteral("en"), QStringLiteral("English")}};
}

}  // namespace effortlab::app
