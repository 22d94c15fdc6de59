#include "cli_process.h"
#include "support/test_files.h"
#include "support/test_registry.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using effortlab::tests::CliResult;
using effortlab::tests::refusalProblem;
using effortlab::tests::runCli;
using effortlab::tests::TemporaryFolder;

namespace {

constexpr int frames = 12;
const QString clip = QStringLiteral("scene:tune-medium-static");

}  // namespace

class tst_cli_video : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void initTestCase() {
    m_boxes = file("boxes.txt");
    const CliResult result = run({clip, "--policy", "full", "--detections", m_boxes});
    QVERIFY2(result.exitCode == 0, result.errors.constData());
  }

  void keysOfTheContract() {
    const CliResult result = run({clip, "--policy", "thesis", "--compare", "track:5,best", "--json"});
    QVERIFY2(result.exitCode == 0, result.errors.constData());
    const QJsonObject json = result.json();
    QCOMPARE(json["policies"].toArray().size(), 3);
    for (const QJsonObject& one : {json, json["policies"].toArray()[2].toObject()}) {
      for (const char* key :
           {"frames", "processed", "full_frames", "ms_per_frame", "ms_per_call", "fps", "detector_macs", "speedup",
            "ap50", "ap_by_class", "ap_by_speed", "delay_frames", "policy"})
        QVERIFY2(one.contains(QLatin1String(key)), key);
      for (const char* key : {"eq39", "macs", "measured"})
        QVERIFY2(one["speedup"].toObject().contains(QLatin1String(key)), key);
      QCOMPARE(one["frames"].toInt(), frames);
    }
    QCOMPARE(json["policy"].toString(), QString("thesis"));
    QVERIFY(json["complete"].toBool());
    const CliResult text = run({clip, "--policy", "every:4"});
    QVERIFY(text.output.contains("every:4") && text.output.contains("full"));
  }

  void writesATraceALineAFrame() {
    const QString trace = file("trace.jsonl");
    const CliResult result = run({clip, "--policy", "best", "--set", "period=2", "--trace", trace, "--no-full"});
    QVERIFY2(result.exitCode == 0, result.errors.constData());
    QFile opened(trace);
    QVERIFY(opened.open(QIODevice::ReadOnly));
    int lines = 0;
    while (!opened.atEnd()) {
      const QJsonObject json = QJsonDocument::fromJson(opened.readLine()).object();
      for (const char* key : {"kind", "canvas", "tiles", "ms", "boxes"})
        QVERIFY2(json.contains(QLatin1String(key)), key);
      QCOMPARE(json["frame"].toInt(), lines++);
      for (const QJsonValue& tile : json["tiles"].toArray()) {
        QCOMPARE(tile["matrix"].toArray().size(), 6);
        QCOMPARE(tile["source"].toArray().size(), 4);
      }
    }
    QCOMPARE(lines, frames);
  }

  void takesPrecomputedDetections() {
    const CliResult result = run({clip, "boxes:" + m_boxes, "--policy", "full", "--json", "--no-timing"});
    QVERIFY2(result.exitCode == 0, result.errors.constData());
    const CliResult network = run({clip, "--policy", "full", "--json", "--no-timing"});
    QCOMPARE(result.json()["ap50"].toDouble(), network.json()["ap50"].toDouble());
    QCOMPARE(result.json()["detector_macs"].toInt(), 0);
  }

  void withoutTimesIsTheSameForAnyThreads() {
    const auto once = [&](const char* threads) {
      return run({clip, "--compare", "track:3", "--json", "--no-timing", "--threads", threads}).output;
    };
    const QByteArray one = once("1");
    QVERIFY(!one.isEmpty() && !one.contains("\"ms_"));
    QCOMPARE(one, once("2"));
  }

  void exportsScenesAndReadsThemAgain() {
    const QString folder = file("exported");
    QVERIFY(runCli({"video", clip, "--export", folder, "--limit", "6"}).exitCode == 0);
    const CliResult result = runCli({"video", folder, "--boxes", folder + "/gt/gt.txt", "--policy", "full", "--json",
                                     "--no-timing", "--detections", file("again.txt")});
    QVERIFY2(result.exitCode == 0, result.errors.constData());
    QCOMPARE(result.json()["frames"].toInt(), 6);
    QVERIFY(result.json()["ap50"].toDouble() > 0.2);
  }

  void writesAVideo() {
    const QString out = file("seen.mp4");
    const CliResult result = run({clip, "--out", out, "--no-full"});
    QVERIFY2(result.exitCode == 0, result.errors.constData());
    const CliResult again = runCli({"video", out, "--policy", "every:4", "--json"});
    QCOMPARE(again.json()["frames"].toInt(), frames);
    QVERIFY(!again.json().contains("ap50"));
  }

  void refusesBadInput_data() {
    QTest::addColumn<QStringList>("arguments");
    const auto row = [](const char* name, const QStringList& arguments) {
      QTest::newRow(name) << QStringList("video") + arguments;
    };
    row("video", {"no-such.avi"});
    row("no frames", {QString::fromStdString(m_folder.write("empty.avi", "RIFF").string())});
    row("scene", {"scene:none"});
    row("detector", {clip, "no-such-model"});
    row("a classifier", {clip, "fashion-lenet"});
    row("policy", {clip, "--policy", "every:0"});
    row("compared policy", {clip, "--compare", "full,"});
    row("parameter", {clip, "--set", "skip_o=3"});
    row("value", {clip, "--set", "period=0"});
    row("assignment", {clip, "--set", "period"});
    row("ground truth", {clip, "--boxes", "/no/such/gt.txt"});
    row("ground truth of another video",
        {clip, "--boxes", QString::fromStdString(m_folder.write("gt.txt", "999,1,5,5,9,9\n").string())});
    row("box without size",
        {clip, "--boxes", QString::fromStdString(m_folder.write("gt2.txt", "1,1,5,5,-9,9\n").string())});
    row("box outside",
        {clip, "boxes:" + QString::fromStdString(m_folder.write("d.txt", "0 top 0.5 900 5 9 9\n").string())});
    row("class map alone", {clip, "--class-map", "x"});
    row("detections", {clip, "--detections", "/no/such/folder/x.txt"});
    row("trace", {clip, "--trace", "/no/such/folder/x.txt"});
    row("out", {clip, "--out", "/no/such/folder/x.mp4"});
    row("export of a file", {"no-such.avi", "--export", file("e")});
    row("offset", {clip, "--offset", "150"});
    row("repetitions", {clip, "--repetitions", "0"});
    row("engine", {clip, "--engine", "warp"});
  }
  void refusesBadInput() {
    QFETCH(QStringList, arguments);
    QCOMPARE(refusalProblem(runCli(arguments)), QString());
  }

private:
  QString file(const char* name) const { return QString::fromStdString((m_folder.path() / name).string()); }
  static CliResult run(const QStringList& arguments) {
    return runCli(QStringList("video") + arguments + QStringList{"--limit", QString::number(frames)});
  }

  TemporaryFolder m_folder;
  QString m_boxes;
};

EFFORTLAB_TEST(tst_cli_video)
#include "tst_cli_video.moc"
