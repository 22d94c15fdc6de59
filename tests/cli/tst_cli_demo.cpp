#include "cli_process.h"
#include "support/test_files.h"
#include "support/test_registry.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using effortlab::tests::CliResult;
using effortlab::tests::runCli;
using effortlab::tests::TemporaryFolder;

class tst_cli_demo : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void writesItsFiles() {
    const TemporaryFolder folder;
    const QString out = QString::fromStdString((folder.path() / "new" / "tour").string());
    const CliResult result = runCli({"demo", "--out", out, "--limit", "128", "--json", "--no-timing"});
    if (result.errors.contains("dataset-fashion-mnist"))
      QSKIP("the built-in sample is not installed");
    QVERIFY2(result.exitCode == 0, result.errors.constData());
    const QJsonArray files = result.json()["files"].toArray();
    QStringList names;
    for (const QJsonValue& file : files) {
      const QFileInfo info(file.toString());
      QVERIFY2(info.size() > 0, qPrintable(file.toString()));
      names << info.fileName();
    }
    for (const char* name :
         {"fashion-lenet-layers.csv", "fashion-lenet-margins.csv", "fashion-lenet-tradeoff.csv", "demo.json"})
      QVERIFY2(names.contains(QLatin1String(name)), name);
    const bool charts = result.json()["charts"].toBool();
    QCOMPARE(names.contains("fashion-lenet-tradeoff.svg"), charts);
    QCOMPARE(names.contains("fashion-lenet-tradeoff.png"), charts);
    QFile document(out + "/demo.json");
    QVERIFY(document.open(QIODevice::ReadOnly));
    QCOMPARE(document.readAll(), result.output);
  }

  void thresholdsSaveMoreAndMore() {
    const TemporaryFolder folder;
    const CliResult result =
        runCli({"demo", "--out", QString::fromStdString(folder.path().string()), "--limit", "64", "--json"});
    if (result.errors.contains("dataset-fashion-mnist"))
      QSKIP("the built-in sample is not installed");
    QVERIFY2(result.exitCode == 0, result.errors.constData());
    QString series;
    double previous = 0.0;
    int points = 0;
    for (const QJsonValue& point : result.json()["models"][0][u"tradeoff"].toArray()) {
      if (point[u"series"].toString() != series)
        previous = 0.0;
      series = point[u"series"].toString();
      // Thresholds of several layers act on each other: only those of one layer must save more as they rise.
      if (series.startsWith("SPET, layer"))
        QVERIFY(point[u"ops_ratio"].toDouble() >= previous);
      previous = point[u"ops_ratio"].toDouble();
      ++points;
    }
    QVERIFY(points >= 18);
  }
};

EFFORTLAB_TEST(tst_cli_demo)
#include "tst_cli_demo.moc"
