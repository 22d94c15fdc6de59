#pragma once

#include <QTranslator>

namespace effortlab::app {

/// The language of the program: our catalogue, Qt's own and the number format.
class Translations {
public:
  /// "de", "en"; empty: the system's. Widgets hear of it by a LanguageChange event, one turn later.
  void use(const QString& language);

private:
  QTranslator m_own;
  QTranslator m_qt;
};

/// The languages there is a catalogue for, with the name each calls itself.
QList<std::pair<QString, QString>> availableLanguages();

}  // namespace effortlab::app
