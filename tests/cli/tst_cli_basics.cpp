#include "cli_process.h"
#include "support/test_registry.h"

#include <QJsonArray>
#include <QTest>

using effortlab::tests::CliResult;
using effortlab::tests::refusalProblem;
using effortlab::tests::runCli;

namespace {

const QStringList commandNames{"info",  "evaluate", "predict", "bench",       "tune",
                               "study", "video",    "weights", "export-onnx", "demo"};

}  // namespace

class tst_cli_basics : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void helpListsTheCommands() {
    const CliResult result = runCli({"--help"});
    QCOMPARE(result.exitCode, 0);
    QVERIFY(result.errors.isEmpty());
    for (const QString& name : commandNames)
      QVERIFY2(result.output.contains("\n  " + name.toUtf8() + " "), qPrintable(name));
    QVERIFY(!result.output.contains("\n  sweep "));
  }
  void everyCommandHasHelp() {
    for (const QString& name : commandNames) {
      const CliResult result = runCli({name, "--help"});
      QCOMPARE(result.exitCode, 0);
      for (const char* option : {"--json", "--threads", "--seed", "--offset", "--limit", "--no-timing", "Example"})
        QVERIFY2(result.output.contains(option), qPrintable(name + " lacks " + option));
    }
  }
  void printsItsVersion() {
    const CliResult result = runCli({"--version"});
    QCOMPARE(result.exitCode, 0);
    QVERIFY(result.output.startsWith("effortlab-cli "));
    QCOMPARE(result.output.count('\n'), 1);
    QCOMPARE(runCli({"info", "--version"}).output, result.output);
  }
  void refusesCommandsOfLaterVersions() {
    for (const char* name : {"sweep", "chart", "report"}) {
      const CliResult result = runCli({name, "fashion-lenet"});
      QCOMPARE(refusalProblem(result), QString());
      QVERIFY2(result.errors.contains(name) && result.errors.contains("not in this version"),
               result.errors.constData());
    }
  }
  void refusesOptionsOfLaterVersions() {
    QVERIFY(runCli({"weights", "fashion-lenet", "--damage", "retention:p=0.9"}).errors.contains("not in this version"));
  }
  void infoAddsUp() {
    const CliResult result = runCli({"info", "fashion-lenet", "--json"});
    QCOMPARE(result.exitCode, 0);
    const QJsonObject json = result.json();
    double params = 0.0;
    double macs = 0.0;
    QVERIFY(!json["layers"].toArray().isEmpty());
    for (const QJsonValue& layer : json["layers"].toArray()) {
      for (const char* key : {"name", "type", "input", "output", "params", "macs"})
        QVERIFY2(layer.toObject().contains(QLatin1String(key)), key);
      QVERIFY(!layer[u"input"].toArray().isEmpty() && !layer[u"output"].toArray().isEmpty());
      params += layer[u"params"].toDouble();
      macs += layer[u"macs"].toDouble();
    }
    QCOMPARE(json["params"].toDouble(), params);
    QCOMPARE(json["macs"].toDouble(), macs);
    QVERIFY(macs > 0.0 && params > 0.0);
  }
  void infoOfANamedModelIsThatOfItsManifest() {
    const QByteArray named = runCli({"info", "fashion-lenet"}).output;
    QVERIFY(named.contains("Convolution"));
    QVERIFY(named.contains("all"));
  }
  void weightsAddUp() {
    const CliResult result = runCli({"weights", "fashion-lenet", "--json", "--bins", "8"});
    QCOMPARE(result.exitCode, 0);
    const QJsonArray layers = result.json()["layers"].toArray();
    QVERIFY(layers.size() >= 2);
    for (const QJsonValue& layer : layers) {
      for (const char* key : {"name", "mean", "mean_abs", "std", "histogram"})
        QVERIFY2(layer.toObject().contains(QLatin1String(key)), key);
      double counted = 0.0;
      QCOMPARE(layer[u"histogram"][u"bins"].toArray().size(), 8);
      for (const QJsonValue& bin : layer[u"histogram"][u"bins"].toArray())
        counted += bin.toDouble();
      QCOMPARE(counted, layer[u"count"].toDouble());
      QVERIFY(layer[u"mean_abs"].toDouble() >= std::abs(layer[u"mean"].toDouble()));
    }
  }
};

EFFORTLAB_TEST(tst_cli_basics)
#include "tst_cli_basics.moc"
