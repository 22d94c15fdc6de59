#include "shell/translations.h"
#include "support/test_registry.h"

#include <QCoreApplication>
#include <QFile>
#include <QTest>
#include <QXmlStreamReader>

namespace {

struct Counts {
  int messages = 0;
  int open = 0;
  int placeholders = 0;  ///< translations that lost a %1
  QStringList examples;
};

Counts readCatalogue(const QString& file) {
  Counts counts;
  QFile device(file);
  if (!device.open(QIODevice::ReadOnly))
    return counts;
  QXmlStreamReader xml(&device);
  QString source;
  while (!xml.atEnd()) {
    if (xml.readNext() != QXmlStreamReader::StartElement)
      continue;
    if (xml.name() == QLatin1String("source")) {
      source = xml.readElementText();
    } else if (xml.name() == QLatin1String("translation")) {
      ++counts.messages;
      const QString type = xml.attributes().value(QLatin1String("type")).toString();
      const QString text = xml.readElementText(QXmlStreamReader::IncludeChildElements).trimmed();
      if (!type.isEmpty() || text.isEmpty()) {
        ++counts.open;
        counts.examples << source;
      }
      for (const char* place : {"%1", "%2", "%3"})
        if (source.contains(QLatin1String(place)) && !text.contains(QLatin1String(place)))
          ++counts.placeholders;
    }
  }
  return counts;
}

}  // namespace

class tst_catalogues : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void germanIsComplete() {
    const Counts counts = readCatalogue(QStringLiteral(EFFORTLAB_CATALOGUES "/effortlab_de.ts"));
    QVERIFY(counts.messages > 100);
    QVERIFY2(counts.open == 0, qPrintable(counts.examples.mid(0, 10).join(QStringLiteral(" | "))));
    QCOMPARE(counts.placeholders, 0);
  }

  void catalogueIsEmbeddedAndSwitches() {
    QVERIFY(QFile(QStringLiteral(":/i18n/effortlab_de.qm")).size() > 1000);
    effortlab::app::Translations translations;
    translations.use(QStringLiteral("de"));
    QCOMPARE(QCoreApplication::translate("effortlab::app::FileActions", "&Save Knobs"),
             QStringLiteral("Regler &speichern"));
    QCOMPARE(QLocale().language(), QLocale::German);
    translations.use(QStringLiteral("en"));
    QCOMPARE(QCoreApplication::translate("effortlab::app::FileActions", "&Save Knobs"), QStringLiteral("&Save Knobs"));
    QCOMPARE(QCoreApplication::translate("effortlab::app::KnobsController", "Knobs of %n layer(s)", nullptr, 2),
             QStringLiteral("Knobs of 2 layers"));
  }
};

EFFORTLAB_TEST(tst_catalogues)
#include "tst_catalogues.moc"
