#include "cli_process.h"
#include "support/test_files.h"
#include "support/test_registry.h"

#include <QElapsedTimer>
#include <QTest>

using effortlab::tests::CliResult;
using effortlab::tests::interruptCli;
using effortlab::tests::TemporaryFolder;
using effortlab::tests::writeIdxSet;

/// SIGINT at the first line of progress: partial results, said to be partial, and exit code 130.
class tst_cli_interrupt : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void evaluateKeepsWhatIsDone() {
    constexpr int images = 60'000;
    const QString data = writeIdxSet(m_folder.path() / "set", images);
    const QString predictions = QString::fromStdString((m_folder.path() / "p.csv").string());
    const CliResult result = interruptCli({"evaluate", "fashion-lenet", data, "--engine", "naive", "--threads", "1",
                                           "--predictions", predictions, "--json"});
    QCOMPARE(result.exitCode, 130);
    QVERIFY2(result.errors.contains("partial"), result.errors.constData());
    QCOMPARE(result.json()["complete"].toBool(true), false);
    const int done = result.json()["images"].toInt(-1);
    QVERIFY2(done > 0 && done < images, qPrintable(QString::number(done)));
    QVERIFY(std::filesystem::exists(m_folder.path() / "p.csv"));
  }

private:
  TemporaryFolder m_folder;
};

EFFORTLAB_TEST(tst_cli_interrupt)
#include "tst_cli_interrupt.moc"
