#include "cli_process.h"
#include "support/test_files.h"
#include "support/test_registry.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

#include <cmath>

using effortlab::tests::CliResult;
using effortlab::tests::refusalProblem;
using effortlab::tests::runCli;
using effortlab::tests::TemporaryFolder;
using effortlab::tests::writeIdxSet;

namespace {

constexpr int images = 260;

/// Sets an environment variable for its scope; child processes inherit it.
class PlanVariable {
public:
  PlanVariable(const char* name, const QByteArray& value) : m_name(name), m_before(qgetenv(name)) {
    qputenv(name, value);
  }
  ~PlanVariable() {
    if (m_before.isNull())
      qunsetenv(m_name);
    else
      qputenv(m_name, m_before);
  }
  PlanVariable(const PlanVariable&) = delete;
  PlanVariable& operator=(const PlanVariable&) = delete;

private:
  const char* m_name;
  QByteArray m_before;
};

QByteArray fileContents(const QString& path) {
  QFile file(path);
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

}  // namespace

class tst_cli_plan : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void initTestCase() {
    m_data = writeIdxSet(m_folder.path() / "set", images);
    m_plan = QString::fromStdString((m_folder.path() / "lenet.plan.json").string());
    const CliResult result = runCli({"info", "fashion-lenet", "--plan", "--data", m_data, "--out", m_plan, "--json"});
    QCOMPARE(result.exitCode, 0);
    m_info = result.json();
  }

  void saysWhatWasChosenAndWhatTheOthersCost() {
    const QJsonArray layers = m_info["plan"].toObject()["layers"].toArray();
    QVERIFY(layers.size() >= 2);
    for (const QJsonValue& layer : layers) {
      const QJsonArray candidates = layer["candidates"].toArray();
      QVERIFY(!candidates.isEmpty());
      QCOMPARE(layer["kernel"], candidates.first()["kernel"]);
      QVERIFY(candidates.first()["ms"].toDouble() > 0.0);
    }
    const CliResult table = runCli({"info", "fashion-lenet", "--plan", "--data", m_data});
    QCOMPARE(table.exitCode, 0);
    for (const QJsonValue& layer : layers)
      QVERIFY(table.output.contains(layer["layer"].toString().toUtf8()));
    QVERIFY(table.output.contains("kernel"));
  }

  void runsFollowAPlanAndRecordIt() {
    const CliResult result = runCli({"evaluate", "fashion-lenet", m_data, "--plan", m_plan, "--json"});
    QCOMPARE(result.exitCode, 0);
    const QJsonObject followed = QJsonDocument::fromJson(fileContents(m_plan)).object();
    QCOMPARE(result.json()["plan"].toObject(), followed);
    // The document of a run is a plan for the next.
    QFile kept(QString::fromStdString((m_folder.path() / "run.json").string()));
    QVERIFY(kept.open(QIODevice::WriteOnly) && kept.write(result.output) == result.output.size());
    kept.close();
    QCOMPARE(
        runCli({"evaluate", "fashion-lenet", m_data, "--plan", kept.fileName(), "--json"}).json()["plan"].toObject(),
        followed);
  }

  void everyThreadCountGivesTheSameDocument() {
    const auto document = [&](const char* threads) {
      return runCli(
                 {"evaluate", "fashion-lenet", m_data, "--plan", m_plan, "--json", "--no-timing", "--threads", threads})
          .output;
    };
    const QByteArray one = document("1");
    QVERIFY(one.contains("top1"));
    QCOMPARE(document("2"), one);
  }

  void refusesForeignAndDamagedPlans() {
    const auto refusal = [&](const QStringList& arguments) {
      const CliResult result = runCli(arguments);
      const QString problem = refusalProblem(result);
      return problem.isEmpty() ? QString::fromUtf8(result.errors) : "PROBLEM " + problem;
    };
    QVERIFY(refusal({"evaluate", "fashion-vgg", m_data, "--plan", m_plan}).contains("measured for Fashion LeNet"));
    QVERIFY(refusal({"evaluate", "fashion-lenet", m_data, "--plan", "absent.json"}).contains("absent.json"));
    const QString damaged = QString::fromStdString(m_folder.write("damaged.json", "{\"schema\":1}").string());
    QVERIFY(refusal({"evaluate", "fashion-lenet", m_data, "--plan", damaged}).contains("damaged.json"));
    QVERIFY(refusal({"evaluate", "fashion-lenet", m_data, "--plan", m_plan, "--engine", "eigen"}).contains("--plan"));
    QVERIFY(refusal({"info", "fashion-lenet", "--out", "x.json"}).contains("--plan"));
    const PlanVariable scalar("EFFORTLAB_ISA", "scalar");
    QVERIFY(refusal({"evaluate", "fashion-lenet", m_data, "--plan", m_plan}).contains("EFFORTLAB_ISA"));
  }

  void everyInstructionSetAgrees() {
    const QJsonObject best = runCli({"evaluate", "fashion-lenet", m_data, "--json"}).json();
    for (const char* isa : {"scalar", "avx2", "avx512", "vnni"}) {
      const PlanVariable variable("EFFORTLAB_ISA", isa);
      const CliResult result = runCli({"evaluate", "fashion-lenet", m_data, "--json"});
      if (result.exitCode == 2 && result.errors.contains("this processor lacks"))
        continue;
      QCOMPARE(result.exitCode, 0);
      QCOMPARE(result.json()["plan"].toObject()["isa"].toString(), QString(isa));
      QCOMPARE(result.json()["top1"], best["top1"]);
    }
    const PlanVariable variable("EFFORTLAB_ISA", "mmx");
    const CliResult result = runCli({"evaluate", "fashion-lenet", m_data});
    QCOMPARE(refusalProblem(result), QString());
    QVERIFY(result.errors.contains("EFFORTLAB_ISA"));
  }

  void theGateRepeatsImagesAndSaysWhich() {
    const QString knobs = QString::fromStdString(
        m_folder.write("gate.knobs.json", R"({"schema": "effortlab-knobs/1", "gate": {"margin": 0.5}})").string());
    const QString csv = QString::fromStdString((m_folder.path() / "gate.csv").string());
    const CliResult result = runCli(
        {"evaluate", "fashion-lenet", m_data, "--knobs", knobs, "--offset", "120", "--predictions", csv, "--json"});
    QCOMPARE(result.exitCode, 0);
    const QJsonObject json = result.json();
    QVERIFY(json["macs_8bit"].toDouble() > 0.0);
    const QList<QByteArray> lines = fileContents(csv).trimmed().split('\n');
    QCOMPARE(lines.first(), QByteArray("index,label,top1,margin,macs,repeated"));
    const auto repeated =
        std::count_if(lines.begin() + 1, lines.end(), [](const QByteArray& l) { return l.endsWith(",1"); });
    QCOMPARE(json["repeated"].toDouble(), static_cast<double>(repeated) / static_cast<double>(lines.size() - 1));
    const QJsonObject saved = json["saved"].toObject();
    QCOMPARE(json["macs_dense"].toDouble(), json["macs_executed"].toDouble() + saved["gate"].toDouble());
    // All images evaluated: none is left to calibrate on, unless another set is named.
    const CliResult none = runCli({"evaluate", "fashion-lenet", m_data, "--knobs", knobs});
    QCOMPARE(refusalProblem(none), QString());
    QVERIFY(none.errors.contains("--calibrate"));
    QCOMPARE(runCli({"evaluate", "fashion-lenet", m_data, "--knobs", knobs, "--calibrate", "sample", "--limit", "40"})
                 .exitCode,
             0);
  }

  void skippingCountsWhatMeasuringCounts() {
    const QString knobs = QString::fromStdString(
        m_folder
            .write("skip.knobs.json",
                   R"({"schema": "effortlab-knobs/1", "layers": {")" +
                       effortlab::tests::firstLayerOf("fashion-vgg", "Convolution") +
                       R"(": {"spet": {"low": 0, "order": "odd"}, "sdss": {"max": 0.1, "delta": 0.1}}}})")
            .string());
    const auto document = [&](const QStringList& more) {
      return runCli(QStringList{"evaluate", "fashion-vgg", m_data, "--limit", "60", "--knobs", knobs, "--json"} + more)
          .json();
    };
    const QJsonObject measured = document({});
    const QJsonObject skipped = document({"--execution", "skip", "--every-layer"});
    QCOMPARE(measured["execution"].toString(), QString("measure"));
    QCOMPARE(skipped["execution"].toString(), QString("skip"));
    QVERIFY(measured["ops_ratio"].toDouble() > 1.0);
    const double dense = measured["macs_dense"].toDouble();
    QVERIFY(std::abs(skipped["macs_executed"].toDouble() - measured["macs_executed"].toDouble()) < 1e-5 * dense);
    QCOMPARE(skipped["top1"], measured["top1"]);
    // Left to itself, a layer either skips or is dense and says so.
    const QJsonObject chosen = document({"--execution", "skip"});
    if (chosen.contains("dense_layers"))
      QCOMPARE(chosen["macs_executed"].toDouble(), dense);
    else
      QCOMPARE(chosen["macs_executed"], skipped["macs_executed"]);
    QVERIFY(refusalProblem(runCli({"evaluate", "fashion-vgg", m_data, "--every-layer"})).isEmpty());
    QVERIFY(refusalProblem(runCli({"evaluate", "fashion-vgg", m_data, "--execution", "jump"})).isEmpty());
  }

  void unknownKnobsAreRefusedOrLeftOut() {
    const QString knobs = QString::fromStdString(
        m_folder
            .write("foreign.knobs.json",
                   R"({"schema": "effortlab-knobs/1", "layers": {"fire9": {"sfma": {"weight": 1, "variance": 1}}}})")
            .string());
    const CliResult refused = runCli({"evaluate", "fashion-lenet", m_data, "--knobs", knobs});
    QCOMPARE(refusalProblem(refused), QString());
    QVERIFY(refused.errors.contains("fire9"));
    const CliResult skipped =
        runCli({"evaluate", "fashion-lenet", m_data, "--knobs", knobs, "--skip-unknown", "--json"});
    QCOMPARE(skipped.exitCode, 0);
    QVERIFY(skipped.errors.contains("fire9"));
    QCOMPARE(skipped.json()["ops_ratio"].toDouble(), 1.0);
  }

private:
  TemporaryFolder m_folder;
  QString m_data;
  QString m_plan;
  QJsonObject m_info;
};

EFFORTLAB_TEST(tst_cli_plan)
#include "tst_cli_plan.moc"
