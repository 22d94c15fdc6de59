#include "cli_process.h"
#include "support/test_files.h"
#include "support/test_registry.h"

#include <QFile>
#include <QJsonArray>
#include <QTest>

using effortlab::tests::CliResult;
using effortlab::tests::firstLayerOf;
using effortlab::tests::refusalProblem;
using effortlab::tests::runCli;
using effortlab::tests::TemporaryFolder;
using effortlab::tests::writeIdxSet;

namespace {

constexpr int images = 40;

const QStringList studies{"margin",     "sign-prediction", "ratios",      "layer-time",   "knob-share", "engines",
                          "effort-map", "saturation",      "correlation", "image-effort", "models"};

}  // namespace

class tst_cli_study : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void initTestCase() {
    m_data = writeIdxSet(m_folder.path() / "set", images);
    m_layer = QString::fromStdString(firstLayerOf("fashion-lenet", "Convolution"));
    const auto file =
        m_folder.write("sdss.knobs.json", R"({"schema": "effortlab-knobs/1", "layers": {")" + m_layer.toStdString() +
                                              R"(": {"sdss": {"max": 1.0, "delta": 0.5, "sp": 2}}}})");
    m_knobs = QString::fromStdString(file.string());
  }

  void everyStudyHasItsKeys() {
    for (const QString& name : studies) {
      const CliResult result =
          runCli({"study", name, "fashion-lenet", m_data, "--knobs", m_knobs, "--runs", "2", "--json"});
      QVERIFY2(result.exitCode == 0, result.errors.constData());
      const QJsonObject json = result.json();
      QVERIFY2(!json.isEmpty(), qPrintable(name));
      QCOMPARE(json["study"].toString(), name);
      for (const char* key : {"model", "data", "knobs", "images", "total_images", "complete", "form", "x", "y",
                              "categories", "series", "remarks"})
        QVERIFY2(json.contains(QLatin1String(key)), key);
      QVERIFY(json["complete"].toBool());
      QVERIFY(!json["series"].toArray().isEmpty());
      for (const QJsonValue& series : json["series"].toArray()) {
        for (const char* key : {"name", "layer", "x", "y"})
          QVERIFY2(series.toObject().contains(QLatin1String(key)), key);
        const qsizetype width = series["map_width"].toInt();
        const qsizetype values = series["y"].toArray().size();
        QVERIFY(width > 0 ? values % width == 0 : values == series["x"].toArray().size());
      }
      const CliResult text = runCli({"study", name, "fashion-lenet", m_data, "--runs", "2"});
      QVERIFY2(text.exitCode == 0 && text.output.contains(name.toUtf8()), text.errors.constData());
    }
  }

  void writesValuesAsCsv() {
    const QString file = QString::fromStdString((m_folder.path() / "map.csv").string());
    const CliResult result = runCli({"study", "effort-map", "fashion-lenet", m_data, "--knobs", m_knobs, "--image", "3",
                                     "--layers", m_layer + "," + m_layer + "#1", "--out", file, "--json"});
    QVERIFY2(result.exitCode == 0, result.errors.constData());
    QFile csv(file);
    QVERIFY(csv.open(QIODevice::ReadOnly));
    QVERIFY(csv.readLine() == "series,layer,row,column,value\n");
    qsizetype values = 0;
    for (const QJsonValue& series : result.json()["series"].toArray())
      values += series["y"].toArray().size();
    QCOMPARE(csv.readAll().count('\n'), values);
    QCOMPARE(result.json()["series"].toArray().size(), 4);
  }

  void withoutTimesIsTheSameForAnyThreads() {
    for (const QString& name : studies) {
      const auto run = [&](const char* threads) {
        return runCli({"study", name, "fashion-lenet", m_data, "--knobs", m_knobs, "--no-timing", "--threads", threads,
                       "--json"});
      };
      const CliResult one = run("1");
      if (name == "layer-time" || name == "engines") {
        QCOMPARE(refusalProblem(one), QString());
        continue;
      }
      QVERIFY2(one.exitCode == 0, one.errors.constData());
      QCOMPARE(one.output, run("2").output);
    }
  }

  void comparesModels() {
    const CliResult result =
        runCli({"study", "models", "fashion-lenet", m_data, "--knobs", m_knobs, "--with", "fashion-vgg," + m_data,
                "--with", "fashion-lenet," + m_data + "," + m_knobs, "--runs", "2", "--json"});
    QVERIFY2(result.exitCode == 0, result.errors.constData());
    const QJsonArray series = result.json()["series"].toArray();
    QCOMPARE(series.size(), 3);
    QCOMPARE(series[0]["x"].toArray().size(), 2);
    QCOMPARE(series[1]["x"].toArray().size(), 1);
    QCOMPARE(series[2]["x2"].toArray().size(), 2);
  }

  void refusesBadInput_data() {
    QTest::addColumn<QStringList>("arguments");
    const auto row = [](const char* name, const QStringList& arguments) { QTest::newRow(name) << arguments; };
    row("study", {"study", "margins", "fashion-lenet", m_data});
    row("model", {"study", "margin", "no-such-model", m_data});
    row("layer", {"study", "saturation", "fashion-lenet", m_data, "--layers", "conv99"});
    row("empty layer", {"study", "saturation", "fashion-lenet", m_data, "--layers", m_layer + ",,"});
    row("map", {"study", "effort-map", "fashion-lenet", m_data, "--layers", m_layer + "#999"});
    row("image", {"study", "effort-map", "fashion-lenet", m_data, "--image", QString::number(images)});
    row("image of another study", {"study", "margin", "fashion-lenet", m_data, "--image", "1"});
    row("no images", {"study", "margin", "fashion-lenet", m_data, "--offset", QString::number(images)});
    row("engine", {"study", "engines", "fashion-lenet", m_data, "--engines", "magic"});
    row("runs", {"study", "ratios", "fashion-lenet", m_data, "--runs", "0"});
    row("with", {"study", "models", "fashion-lenet", m_data, "--with", "fashion-vgg"});
    row("out", {"study", "margin", "fashion-lenet", m_data, "--out", "/no/such/folder/x.csv"});
  }
  void refusesBadInput() {
    QFETCH(QStringList, arguments);
    QCOMPARE(refusalProblem(runCli(arguments)), QString());
  }

private:
  TemporaryFolder m_folder;
  QString m_data, m_layer, m_knobs;
};

EFFORTLAB_TEST(tst_cli_study)
#include "tst_cli_study.moc"
