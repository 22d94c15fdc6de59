#include "cli_process.h"
#include "hostile_files.h"
#include "support/test_registry.h"

#include <QTest>

using namespace effortlab::tests;

/// Damaged and hostile files of every reader: exit code 2, one line that names the file, soon, in bounded memory.
class tst_cli_hostile : public QObject {
  Q_OBJECT

  static constexpr std::size_t leastCases = 120;
  static constexpr qint64 mostMs = 2000;
  static constexpr std::int64_t spareBytes = std::int64_t{64} << 20;
  static constexpr std::int64_t bytesPerFileByte = 8;

  HostileFiles m_files;
  std::int64_t m_idleBytes = 0;  ///< of a process that reads nothing: its libraries

private Q_SLOTS:
  void initTestCase() {
    QVERIFY2(m_files.cases().size() >= leastCases, std::to_string(m_files.cases().size()).c_str());
    m_idleBytes = runCliMeasured({QStringLiteral("--version")}).peakBytes;
    QVERIFY(m_idleBytes > 0);
  }

  void refused_data() {
    QTest::addColumn<int>("index");
    for (std::size_t i = 0; i < m_files.cases().size(); ++i)
      QTest::newRow(m_files.cases()[i].name.c_str()) << static_cast<int>(i);
  }
  void refused() {
    QFETCH(const int, index);
    const HostileCase& hostile = m_files.cases()[static_cast<std::size_t>(index)];
    const MeasuredCliResult run = runCliMeasured(hostile.arguments);
    const QString problem = refusalProblem(run.result);
    QVERIFY2(problem.isEmpty(), (problem.toUtf8() + "\n" + run.result.errors).constData());
    QVERIFY2(run.result.errors.contains(hostile.names.c_str()), run.result.errors.constData());
    const std::int64_t allowed = m_idleBytes + spareBytes + bytesPerFileByte * hostile.bytes;
    QVERIFY2(run.peakBytes < allowed, std::to_string(run.peakBytes - m_idleBytes).c_str());
    QVERIFY2(run.milliseconds < mostMs, std::to_string(run.milliseconds).c_str());
  }
};

EFFORTLAB_TEST(tst_cli_hostile)
#include "tst_cli_hostile.moc"
