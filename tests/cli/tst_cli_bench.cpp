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

constexpr int images = 20;

QStringList engines(const QJsonObject& json) {
  QStringList names;
  for (const QJsonValue& row : json["rows"].toArray())
    names.append(row["engine"].toString());
  return names;
}

}  // namespace

class tst_cli_bench : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void initTestCase() { m_data = writeIdxSet(m_folder.path() / "set", images); }

  void hasEveryKey() {
    const CliResult result =
        runCli({"bench", "fashion-lenet", m_data, "--runs", "4", "--batch", "3", "--threads", "2", "--json"});
    QVERIFY2(result.exitCode == 0, result.errors.constData());
    const QJsonObject json = result.json();
    QVERIFY(!json.isEmpty());  // one document and nothing else
    for (const char* key : {"model", "data", "images", "batch", "macs", "runs", "complete", "rows", "machine"})
      QVERIFY2(json.contains(QLatin1String(key)), key);
    QCOMPARE(json["runs"].toInt(), 4);
    QCOMPARE(json["batch"].toInt(), 3);
    QCOMPARE(json["images"].toInt(), 15);  // whole batches of 16
    QCOMPARE(json["complete"].toBool(), true);
    for (const char* engine : {"eigen", "onednn", "onednn-winograd", "opencv"})
      QVERIFY2(engines(json).contains(QLatin1String(engine)), engine);
    const double macs = json["macs"].toDouble();
    for (const QJsonValue& row : json["rows"].toArray()) {
      for (const char* key : {"ms_median", "ms_p10", "ms_p90", "ratio_to_fast", "gflops"})
        QVERIFY2(row[QLatin1String(key)].toDouble() > 0.0, key);
      QVERIFY(row["ms_p10"].toDouble() <= row["ms_median"].toDouble());
      QVERIFY(row["ms_median"].toDouble() <= row["ms_p90"].toDouble());
      QVERIFY(row["difference"].toDouble(1.0) < 1e-4);
      QVERIFY(std::abs(row["gflops"].toDouble() * row["ms_median"].toDouble() / (2e-6 * macs) - 1.0) < 1e-9);
    }
    QCOMPARE(json["rows"].toArray().first()["ratio_to_fast"].toDouble(), 1.0);
    for (const char* key : {"cpu", "cores", "threads", "isa", "load"})
      QVERIFY2(json["machine"].toObject().contains(QLatin1String(key)), key);
    QCOMPARE(json["machine"]["threads"].toInt(), 2);
    QCOMPARE(json["macs"].toDouble(), runCli({"info", "fashion-lenet", "--json"}).json()["macs"].toDouble());
  }

  void takesRandomInputs() {
    const CliResult result =
        runCli({"bench", "fashion-lenet", "random", "--runs", "2", "--against", "naive,eigen", "--json"});
    QVERIFY2(result.exitCode == 0, result.errors.constData());
    QVERIFY(engines(result.json()).contains("naive"));
    QCOMPARE(engines(result.json()).count("eigen"), 1);
    QCOMPARE(result.json()["images"].toInt(), 16);
  }

  void comparesKnobs() {
    const std::string layer = firstLayerOf("fashion-lenet", "Convolution");
    const auto file = m_folder.write("sdss.knobs.json", R"({"schema": "effortlab-knobs/1", "layers": {")" + layer +
                                                            R"(": {"sdss": {"max": 1.0, "delta": 0.5, "sp": 2}}}})");
    const CliResult result = runCli({"bench", "fashion-lenet", m_data, "--runs", "2", "--against", "eigen", "--knobs",
                                     QString::fromStdString(file.string()), "--json"});
    QVERIFY2(result.exitCode == 0, result.errors.constData());
    QVERIFY(engines(result.json()).endsWith("knobs"));
    QVERIFY(engines(result.json()).contains("dense"));
    QVERIFY(result.json().contains("knobs"));
  }

  void humanOutputIsATable() {
    const CliResult result = runCli({"bench", "fashion-lenet", m_data, "--runs", "2", "--threads", "1"});
    QCOMPARE(result.exitCode, 0);
    for (const char* word : {"ms an image", "GFLOP/s", "onednn", "2 rounds", "1 thread"})
      QVERIFY2(result.output.contains(word), word);
  }

  void withoutTimingOnlyNamesAreLeft() {
    const CliResult result =
        runCli({"bench", "fashion-lenet", m_data, "--runs", "1", "--against", "reference", "--no-timing", "--json"});
    QCOMPARE(result.exitCode, 0);
    QVERIFY(!result.output.contains("ms_") && !result.output.contains("machine") && !result.output.contains("ratio"));
    QVERIFY(!result.output.contains("difference"));
    QVERIFY(engines(result.json()).contains("reference"));
  }

  void refusesBadArguments_data() {
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("word");
    QTest::newRow("engine") << QStringList{"--against", "abacus"} << QByteArray("abacus");
    QTest::newRow("list") << QStringList{"--against", "eigen,,opencv"} << QByteArray("--against");
    QTest::newRow("runs") << QStringList{"--runs", "0"} << QByteArray("--runs");
    QTest::newRow("batch") << QStringList{"--batch", "-1"} << QByteArray("--batch");
    QTest::newRow("too few images") << QStringList{"--batch", "64"} << QByteArray("20 images");
    QTest::newRow("less than a batch") << QStringList{"--batch", "8", "--images", "4"} << QByteArray("--images 4");
    QTest::newRow("knobs") << QStringList{"--knobs", "none.knobs.json"} << QByteArray("none.knobs.json");
  }
  void refusesBadArguments() {
    QFETCH(QStringList, arguments);
    QFETCH(QByteArray, word);
    const CliResult result = runCli(QStringList{"bench", "fashion-lenet", m_data} + arguments);
    QCOMPARE(refusalProblem(result), QString());
    QVERIFY2(result.errors.contains(word), result.errors.constData());
  }

  /// An engine that was asked for must run; one of the default list may be missing, and its row says why.
  void tellsOfEnginesThatCannotRun() {
    const QString file =
        QString::fromStdString(m_folder
                                   .write("tiny.prototxt",
                                          "input: \"data\" input_shape { dim: 1 dim: 1 dim: 8 dim: 8 }\n"
                                          "layer { name: \"c\" type: \"Convolution\" bottom: \"data\" top: \"c\"\n"
                                          "  convolution_param { num_output: 4 kernel_size: 3 } }\n")
                                   .string());
    const QStringList base{"bench", file, "random", "--random-weights", "1", "--runs", "2"};
    const CliResult all = runCli(base + QStringList{"--json"});
    QVERIFY2(all.exitCode == 0, all.errors.constData());
    for (const QJsonValue& row : all.json()["rows"].toArray())
      QCOMPARE(row.toObject().contains("error"), row["engine"].toString() == "opencv");
    const CliResult asked = runCli(base + QStringList{"--against", "opencv"});
    QCOMPARE(asked.exitCode, 2);
    QVERIFY(asked.output.isEmpty());
    QVERIFY2(asked.errors.contains("OpenCV reads weights from files only"), asked.errors.constData());
  }

  void interruptedKeepsWholeRounds() {
    const CliResult result =
        interruptCli({"bench", "fashion-vgg", m_data, "--against", "naive", "--runs", "100000", "--json"});
    QCOMPARE(result.exitCode, 130);
    if (result.output.isEmpty()) {  // before the first round was over
      QVERIFY2(result.errors.contains("interrupted"), result.errors.constData());
      return;
    }
    QCOMPARE(result.json()["complete"].toBool(true), false);
    const int runs = result.json()["runs"].toInt(-1);
    QVERIFY2(runs > 0 && runs < 100000, qPrintable(QString::number(runs)));
  }

private:
  TemporaryFolder m_folder;
  QString m_data;
};

EFFORTLAB_TEST(tst_cli_bench)
#include "tst_cli_bench.moc"
