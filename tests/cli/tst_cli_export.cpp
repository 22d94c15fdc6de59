#include "cli_process.h"
#include "support/test_files.h"
#include "support/test_registry.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QTest>

using effortlab::tests::CliResult;
using effortlab::tests::refusalProblem;
using effortlab::tests::runCli;
using effortlab::tests::TemporaryFolder;

namespace {

QString text(const std::filesystem::path& path) {
  return QString::fromStdString(path.string());
}

QByteArray contents(const QString& file) {
  QFile input(file);
  return input.open(QIODevice::ReadOnly) ? input.readAll() : QByteArray();
}

}  // namespace

/// `export-onnx`: the file, its report, its refusals. What is in the file: tst_onnx_writer.
class tst_cli_export : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void writesAFileThatCanBeOpened() {
    const QString file = text(m_folder.path() / "lenet.onnx");
    const CliResult result = runCli({"export-onnx", "fashion-lenet", "--out", file, "--json"});
    QVERIFY2(result.exitCode == 0, result.errors.constData());
    QCOMPARE(result.json()["file"].toString(), file);
    QCOMPARE(result.json()["bytes"].toDouble(), static_cast<double>(QFileInfo(file).size()));
    const QJsonArray before = runCli({"info", "fashion-lenet", "--json"}).json()["layers"].toArray();
    const QJsonArray after = runCli({"info", file, "--json"}).json()["layers"].toArray();
    QVERIFY(!before.isEmpty());
    for (const QJsonValue& layer : before)
      if (layer[u"macs"].toDouble() > 0.0)
        QVERIFY2(after.contains(layer), qPrintable(layer[u"name"].toString()));
  }

  void theSameNetworkGivesTheSameBytes() {
    const QString first = text(m_folder.path() / "first.onnx");
    const QString second = text(m_folder.path() / "second.onnx");
    QCOMPARE(runCli({"export-onnx", "fashion-lenet", "--out", first}).exitCode, 0);
    QCOMPARE(runCli({"export-onnx", "fashion-lenet", "--out", second, "--threads", "1"}).exitCode, 0);
    QVERIFY(!contents(first).isEmpty());
    QCOMPARE(contents(first), contents(second));
  }

  void replacesAFile() {
    const QString file = text(m_folder.write("old.onnx", "old"));
    QCOMPARE(runCli({"export-onnx", "fashion-lenet", "--out", file}).exitCode, 0);
    QVERIFY(contents(file).size() > 1000);
    QVERIFY(!QFile::exists(file + ".part"));
  }

  void refusesWhatCannotBeWritten() {
    const QString missing = text(m_folder.path() / "no" / "such" / "file.onnx");
    for (const QStringList& arguments :
         {QStringList{"export-onnx", "fashion-lenet"}, QStringList{"export-onnx", "fashion-lenet", "--out", missing},
          QStringList{"export-onnx", "fashion-lenet", "--out", text(m_folder.path())},
          QStringList{"export-onnx", "no-such-model", "--out", text(m_folder.path() / "x.onnx")}})
      QCOMPARE(refusalProblem(runCli(arguments)), QString());
    QVERIFY(!QFile::exists(text(m_folder.path() / "x.onnx")));
  }

private:
  TemporaryFolder m_folder;
};

EFFORTLAB_TEST(tst_cli_export)
#include "tst_cli_export.moc"
