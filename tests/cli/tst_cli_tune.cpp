#include "cli_process.h"
#include "support/test_files.h"
#include "support/test_registry.h"

#include <QFile>
#include <QJsonArray>
#include <QTest>

using effortlab::tests::CliResult;
using effortlab::tests::firstLayerOf;
using effortlab::tests::interruptCli;
using effortlab::tests::refusalProblem;
using effortlab::tests::runCli;
using effortlab::tests::TemporaryFolder;
using effortlab::tests::writeIdxSet;

namespace {

constexpr int images = 60;

}  // namespace

class tst_cli_tune : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void initTestCase() { m_data = writeIdxSet(m_folder.path() / "set", images); }

  void hasEveryKeyAndWritesTheKnobs() {
    const QString knobs = file("found.knobs.json"), probes = file("probes.csv");
    const CliResult result = runCli({"tune", "fashion-lenet", m_data, "--limit", "40", "--max-drop", "20", "--method",
                                     "grid", "--out", knobs, "--probes", probes, "--json"});
    QVERIFY2(result.exitCode == 0, result.errors.constData());
    const QJsonObject json = result.json();
    QVERIFY(!json.isEmpty());
    for (const char* key : {"baseline_top1", "tuned_top1", "drop", "drop_interval", "agreement", "holdout", "ops_ratio",
                            "time_ratio", "probes", "seconds", "budget_met", "shares", "remarks", "complete"})
      QVERIFY2(json.contains(QLatin1String(key)), key);
    QCOMPARE(json["images"].toInt(), 40);
    const QJsonObject holdout = json["holdout"].toObject();
    for (const char* key : {"images", "baseline_top1", "tuned_top1", "drop", "drop_interval", "agreement"})
      QVERIFY2(holdout.contains(QLatin1String(key)), key);
    QCOMPARE(holdout["images"].toInt(), 20);
    QVERIFY(json["ops_ratio"].toDouble() >= 1.0);

    QFile csv(probes);
    QVERIFY(csv.open(QIODevice::ReadOnly));
    QCOMPARE(csv.readAll().count('\n') - 1, static_cast<qsizetype>(json["probes"].toInt()));

    const CliResult checked =
        runCli({"evaluate", "fashion-lenet", m_data, "--limit", "40", "--knobs", knobs, "--json"});
    QCOMPARE(checked.exitCode, 0);
    QVERIFY(std::abs(checked.json()["ops_ratio"].toDouble() - json["ops_ratio"].toDouble()) < 1e-6);
    QCOMPARE(checked.json()["top1"].toDouble(), json["tuned_top1"].toDouble());
  }

  void aStoreGoesOn() {
    const QString store = file("store");
    const QStringList command{"tune",     "fashion-lenet", "sample",          "--limit",    "800",
                              "--method", "paper",         "--holdout-limit", "50",         "--store",
                              store,      "--json",        "--no-timing",     "--max-drop", "20"};
    const CliResult stopped = interruptCli(command);
    QCOMPARE(stopped.exitCode, 130);
    const CliResult first = runCli(command), again = runCli(command);
    QVERIFY2(first.exitCode == 0, first.errors.constData());
    QCOMPARE(first.output, again.output);
    QStringList other = command;
    other.replace(other.indexOf("20"), "10");
    const CliResult refused = runCli(other);
    QVERIFY2(refusalProblem(refused).isEmpty(), qPrintable(refusalProblem(refused)));
    QVERIFY(refused.errors.contains("another plan"));
  }

  void badInput_data() {
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("says");
    QTest::newRow("negative budget") << QStringList{"--max-drop=-1"} << QByteArray("from 0 to 100");
    QTest::newRow("large budget") << QStringList{"--max-drop", "101"} << QByteArray("from 0 to 100");
    QTest::newRow("method") << QStringList{"--method", "luck"} << QByteArray("best, paper, grid");
    QTest::newRow("objective") << QStringList{"--objective", "luck"} << QByteArray("ops, time");
    QTest::newRow("lock") << QStringList{"--lock", "nowhere:spet"} << QByteArray("nowhere");
    QTest::newRow("fraction") << QStringList{"--tune-fraction", "1.5"} << QByteArray("--tune-fraction");
    QTest::newRow("fraction and limit") << QStringList{"--tune-fraction", "0.5", "--limit", "3"}
                                        << QByteArray("--limit");
    QTest::newRow("overlap") << QStringList{"--limit", "40", "--holdout", m_data} << QByteArray("overlap");
    QTest::newRow("out") << QStringList{"--out", "/nowhere/x.json"} << QByteArray("--out");
  }
  void badInput() {
    QFETCH(const QStringList, arguments);
    QFETCH(const QByteArray, says);
    const CliResult result = runCli(QStringList{"tune", "fashion-lenet", m_data} + arguments);
    QVERIFY2(refusalProblem(result).isEmpty(), qPrintable(refusalProblem(result)));
    QVERIFY2(result.errors.contains(says), result.errors.constData());
  }

private:
  QString file(const char* name) const { return QString::fromStdString((m_folder.path() / name).string()); }

  TemporaryFolder m_folder;
  QString m_data;
};

EFFORTLAB_TEST(tst_cli_tune)
#include "tst_cli_tune.moc"
