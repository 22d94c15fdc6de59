#include "model/format_table.h"
#include "support/test_registry.h"

#include <QFile>
#include <QTest>

#include <set>

using namespace effortlab;

class tst_format_table : public QObject {
  Q_OBJECT
private Q_SLOTS:
  /// README's table is the readers' own.
  void readmeHasTheTable() {
    QFile readme(QStringLiteral(EFFORTLAB_README));
    QVERIFY(readme.open(QIODevice::ReadOnly));
    const QString text = QString::fromUtf8(readme.readAll());
    const QString table = QString::fromStdString(model::layerTableMarkdown());
    QVERIFY2(text.contains(table), ("README lacks this table:\n" + table.toStdString()).c_str());
  }

  void everyTypeStandsOnceInItsTable() {
    for (const auto types : {model::caffeLayerTypes(), model::onnxOperators(), model::darknetSections()}) {
      QVERIFY(!types.empty());
      std::set<std::string_view> seen;
      for (const model::FormatLayer& entry : types) {
        QVERIFY2(seen.insert(entry.type).second, std::string(entry.type).c_str());
        QVERIFY(!entry.layer.empty());
      }
    }
  }
};

EFFORTLAB_TEST(tst_format_table)
#include "tst_format_table.moc"
