#include "cli_process.h"
#include "support/test_files.h"
#include "support/test_registry.h"

#include <QProcess>
#include <QTest>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

using effortlab::tests::TemporaryFolder;
using effortlab::tests::writeIdxSet;

namespace {

/// Processor time of each thread of a process so far, in clock ticks.
std::vector<double> ticksOf(qint64 process) {
  std::vector<double> ticks;
  std::error_code error;
  const std::filesystem::path tasks("/proc/" + std::to_string(process) + "/task");
  for (std::filesystem::directory_iterator task(tasks, error), end; !error && task != end; task.increment(error)) {
    std::string line;
    std::ifstream status(task->path() / "stat");
    std::getline(status, line);
    const std::size_t nameEnd = line.rfind(") ");
    if (nameEnd == std::string::npos)
      continue;
    // proc(5): after the name come the state, ten numbers, and then the time in user and in kernel mode.
    constexpr int fieldsBefore = 11;
    std::istringstream fields(line.substr(nameEnd + 2));
    std::string skipped;
    for (int i = 0; i < fieldsBefore; ++i)
      fields >> skipped;
    double user = 0.0, kernel = 0.0;
    fields >> user >> kernel;
    ticks.push_back(user + kernel);
  }
  return ticks;
}

/// Threads that did a fair share of the work; waking up and reading ahead are no work.
int busyThreads(const std::vector<double>& ticks) {
  constexpr double fairShare = 0.25;
  const double most = *std::max_element(ticks.begin(), ticks.end());
  return static_cast<int>(std::count_if(ticks.begin(), ticks.end(), [&](double t) { return t > fairShare * most; }));
}

}  // namespace

/// --threads bounds the work of every engine, whatever pool its library has.
class tst_cli_threads : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void initTestCase() {
    constexpr int images = 20'000;
    m_data = writeIdxSet(m_folder.path() / "set", images);
  }

  void noEngineUsesMore_data() {
    QTest::addColumn<QString>("engine");
    QTest::addColumn<int>("threads");
    for (const char* engine : {"eigen", "reference", "naive", "opencv", "onednn", "onednn-winograd"})
      for (const int threads : {1, 2})
        QTest::addRow("%s, %d", engine, threads) << QString(engine) << threads;
  }
  void noEngineUsesMore() {
    QFETCH(QString, engine);
    QFETCH(int, threads);
    // Besides the workers: one thread waits for signals, two at most read images ahead, one belongs to OpenBLAS. A
    // library with a pool of its own (OpenMP) keeps as many workers again, asleep while ours are at work.
    constexpr int helpers = 4;
    const int most = threads + (threads - 1) + helpers;
    QProcess process;
    process.start(EFFORTLAB_CLI, {"evaluate", "fashion-lenet", m_data, "--batch", "8", "--engine", engine, "--threads",
                                  QString::number(threads)});
    QVERIFY(process.waitForStarted());
    constexpr int samples = 80, pauseMs = 10, fewestSamples = 5;
    int taken = 0, largest = 0;
    std::vector<double> last;
    for (; taken < samples && !process.waitForFinished(pauseMs); ++taken)
      if (const std::vector<double> now = ticksOf(process.processId()); !now.empty()) {
        largest = std::max(largest, static_cast<int>(now.size()));
        last = now;
      }
    process.kill();
    process.waitForFinished();
    QVERIFY2(taken > fewestSamples && !last.empty(), "the process ended too early to be watched");
    QVERIFY2(largest <= most, qPrintable(QString("%1 threads").arg(largest)));
    QVERIFY2(busyThreads(last) <= threads, qPrintable(QString("%1 at work").arg(busyThreads(last))));
  }

private:
  TemporaryFolder m_folder;
  QString m_data;
};

EFFORTLAB_TEST(tst_cli_threads)
#include "tst_cli_threads.moc"
