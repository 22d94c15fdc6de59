#include "cli_process.h"
#include "support/test_files.h"
#include "support/test_registry.h"

#include <QFile>
#include <QJsonArray>
#include <QTest>

using effortlab::tests::CliResult;
using effortlab::tests::firstLayerOf;
using effortlab::tests::runCli;
using effortlab::tests::TemporaryFolder;
using effortlab::tests::writeIdxSet;

namespace {

constexpr int images = 60;

QString text(const std::filesystem::path& path) {
  return QString::fromStdString(path.string());
}

double sumOf(const QJsonArray& layers, const QString& key) {
  double sum = 0.0;
  for (const QJsonValue& layer : layers)
    sum += layer[key].toDouble();
  return sum;
}

QByteArray contents(const QString& file) {
  QFile input(file);
  return input.open(QIODevice::ReadOnly) ? input.readAll() : QByteArray();
}

}  // namespace

class tst_cli_evaluate : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void initTestCase() {
    m_data = writeIdxSet(m_folder.path() / "set", images);
    const std::string layer = firstLayerOf("fashion-lenet", "Convolution");
    QVERIFY(!layer.empty());
    m_knobs = text(
        m_folder.write("sdss.knobs.json", R"({"schema": "effortlab-knobs/1", "model": "Fashion LeNet", "layers": {")" +
                                              layer + R"(": {"sdss": {"max": 1e9, "delta": 1e9, "sp": 2}}}})"));
  }

  void hasEveryKey() {
    const CliResult result = runCli({"evaluate", "fashion-lenet", m_data, "--json"});
    QCOMPARE(result.exitCode, 0);
    const QJsonObject json = result.json();
    for (const char* key : {"images", "top1", "top5", "top1_interval", "agreement", "macs_dense", "macs_executed",
                            "overhead_ops", "ops_ratio", "ms_per_image", "engine", "layers", "saved"})
      QVERIFY2(json.contains(QLatin1String(key)), key);
    QCOMPARE(json["images"].toInt(), images);
    QCOMPARE(json["engine"].toString(), QString("fast"));
    QCOMPARE(json["complete"].toBool(), true);
    QCOMPARE(json["agreement"].toDouble(), 1.0);
    QCOMPARE(json["ops_ratio"].toDouble(), 1.0);
    QCOMPARE(json["top1_interval"].toArray().size(), 2);
    for (const char* knob : {"spet", "sdss", "sfma", "gate"})
      QCOMPARE(json["saved"][QLatin1String(knob)].toInt(-1), 0);
    for (const QJsonValue& layer : json["layers"].toArray())
      for (const char* key : {"name", "macs_dense", "macs_executed", "saved", "ms"})
        QVERIFY2(layer.toObject().contains(QLatin1String(key)), key);
  }

  void macsAreThoseOfAllImages() {
    const double perImage = runCli({"info", "fashion-lenet", "--json"}).json()["macs"].toDouble();
    const QJsonObject json = runCli({"evaluate", "fashion-lenet", m_data, "--json"}).json();
    QCOMPARE(json["macs_dense"].toDouble(), images * perImage);
    QCOMPARE(sumOf(json["layers"].toArray(), "macs_dense"), images * perImage);
  }

  void knobsSaveWhatTheySay() {
    const CliResult result = runCli({"evaluate", "fashion-lenet", m_data, "--knobs", m_knobs, "--json"});
    QCOMPARE(result.exitCode, 0);
    const QJsonObject json = result.json();
    const double dense = json["macs_dense"].toDouble();
    const double executed = json["macs_executed"].toDouble();
    const QJsonValue saved = json["saved"];
    QVERIFY(saved["sdss"].toDouble() > 0.0);
    QCOMPARE(executed + saved["sdss"].toDouble() + saved["spet"].toDouble() + saved["sfma"].toDouble(), dense);
    QCOMPARE(json["ops_ratio"].toDouble(), 2.0 * dense / (2.0 * executed + json["overhead_ops"].toDouble()));
    QVERIFY(json["ops_ratio"].toDouble() > 1.0);
  }

  void enginesAgree() {
    const QByteArray common = runCli({"evaluate", "fashion-lenet", m_data, "--limit", "20", "--json"}).output;
    QVERIFY(!common.isEmpty());
    const double top1 = CliResult{0, common, {}}.json()["top1"].toDouble();
    for (const char* engine : {"reference", "naive", "opencv"}) {
      const CliResult result =
          runCli({"evaluate", "fashion-lenet", m_data, "--limit", "20", "--engine", engine, "--json"});
      QVERIFY2(result.exitCode == 0, result.errors.constData());
      QCOMPARE(result.json()["engine"].toString(), QString(engine));
      QCOMPARE(result.json()["top1"].toDouble(), top1);
    }
  }

  void withoutTimingThreadsLeaveNoTrace() {
    for (const QStringList& more : {QStringList{}, QStringList{"--knobs", m_knobs}}) {
      const QStringList base = QStringList{"evaluate", "fashion-lenet", m_data, "--no-timing"} + more;
      for (const QStringList& format : {QStringList{}, QStringList{"--json"}}) {
        const CliResult one = runCli(base + format + QStringList{"--threads", "1"});
        const CliResult two = runCli(base + format + QStringList{"--threads", "2"});
        QCOMPARE(one.exitCode, 0);
        QVERIFY(!one.output.isEmpty());
        QCOMPARE(one.output, two.output);
        QVERIFY(!one.output.contains("ms"));
        QVERIFY(!one.output.contains("thread"));
      }
    }
  }

  void slicesByIndex() {
    const QString file = text(m_folder.path() / "predictions.csv");
    const CliResult result = runCli(
        {"evaluate", "fashion-lenet", m_data, "--offset", "50", "--limit", "100", "--predictions", file, "--json"});
    QCOMPARE(result.exitCode, 0);
    QCOMPARE(result.json()["images"].toInt(), images - 50);
    QCOMPARE(result.json()["offset"].toInt(), 50);
    const QList<QByteArray> lines = contents(file).trimmed().split('\n');
    QCOMPARE(lines.first(), QByteArray("index,label,top1,margin,macs,repeated"));
    QCOMPARE(lines.size(), 1 + images - 50);
    QVERIFY(lines[1].startsWith("50,0,"));
    QVERIFY(lines.last().startsWith("59,9,"));
  }

  void saysWhichPartOfTheSample() {
    const CliResult tuning = runCli({"evaluate", "fashion-lenet", "--limit", "32", "--json"});
    if (tuning.errors.contains("dataset-fashion-mnist"))
      QSKIP("the built-in sample is not installed");
    QCOMPARE(tuning.json()["part"].toString(), QString("tuning"));
    const auto part = [](const char* offset) {
      return runCli({"evaluate", "fashion-lenet", "sample", "--offset", offset, "--limit", "32", "--json"})
          .json()["part"]
          .toString();
    };
    QCOMPARE(part("2000"), QString("held-out"));
    QCOMPARE(part("1990"), QString("both"));
  }

  void humanOutputIsATable() {
    const CliResult result = runCli({"evaluate", "fashion-lenet", m_data, "--knobs", m_knobs});
    QCOMPARE(result.exitCode, 0);
    for (const char* word : {"top-1", "95 %:", "agreement", "saves 1.", "SDSS", "ms an image"})
      QVERIFY2(result.output.contains(word), word);
  }

private:
  TemporaryFolder m_folder;
  QString m_data;
  QString m_knobs;
};

EFFORTLAB_TEST(tst_cli_evaluate)
#include "tst_cli_evaluate.moc"
