#include "jobs/job.h"
#include "support/test_registry.h"

#include <QSignalSpy>
#include <QTest>

#include <atomic>
#include <chrono>
#include <stdexcept>
#include <thread>

using namespace std::chrono_literals;
using effortlab::Error;
using effortlab::ErrorCode;
using effortlab::app::Job;
using effortlab::app::JobBase;
using effortlab::app::JobStatus;
using effortlab::app::JobWorker;

namespace {

using IntJob = Job<int, int>;

/// Works until it is stopped; returns how far it came.
int workUntilStopped(const IntJob::Context& context, std::atomic<bool>& started) {
  started = true;
  int steps = 0;
  while (!context.control.stopRequested()) {
    std::this_thread::sleep_for(1ms);
    ++steps;
  }
  return steps;
}

}  // namespace

class tst_job : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void completesWithPointsAndProgress() {
    IntJob job;
    QSignalSpy finished(&job, &JobBase::finished);
    QSignalSpy progress(&job, &JobBase::progress);
    std::vector<int> seen;
    connect(&job, &JobBase::point, this, [&] {
      for (const int point : job.takePoints())
        seen.push_back(point);
    });
    job.start([](const IntJob::Context& context) {
      for (int i = 0; i < 5; ++i) {
        context.control.report(i + 1, 5, "counting");
        context.onPoint(i * i);
      }
      return 42;
    });
    QVERIFY(job.isRunning());
    QVERIFY(finished.wait(2000));
    QCOMPARE(finished.count(), 1);
    QCOMPARE(finished.at(0).at(0).value<JobStatus>(), JobStatus::Completed);
    QCOMPARE(job.takeResult(), std::optional<int>(42));
    QCOMPARE(seen, (std::vector<int>{0, 1, 4, 9, 16}));
    QVERIFY(progress.count() >= 1);
    QCOMPARE(progress.last().at(0).toLongLong(), 5);
    QCOMPARE(progress.last().at(2).toString(), QStringLiteral("counting"));
    QVERIFY(!job.isRunning());
  }

  void cancelledMidRunKeepsThePartialResult() {
    IntJob job;
    QSignalSpy finished(&job, &JobBase::finished);
    std::atomic<bool> started = false;
    job.start([&](const IntJob::Context& context) { return workUntilStopped(context, started); });
    QTRY_VERIFY(started.load());
    job.cancel();
    QVERIFY(finished.wait(2000));
    QCOMPARE(finished.at(0).at(0).value<JobStatus>(), JobStatus::Cancelled);
    QVERIFY(job.takeResult().has_value());
    QTest::qWait(20);
    QCOMPARE(finished.count(), 1);
  }

  void cancelledBeforeItStartsNeverRuns() {
    const auto worker = std::make_shared<JobWorker>();
    IntJob first(worker);
    IntJob second(worker);
    std::atomic<bool> started = false;
    std::atomic<bool> secondRan = false;
    first.start([&](const IntJob::Context& context) { return workUntilStopped(context, started); });
    QTRY_VERIFY(started.load());
    QSignalSpy finished(&second, &JobBase::finished);
    second.start([&](const IntJob::Context&) {
      secondRan = true;
      return 1;
    });
    second.cancel();
    QVERIFY(finished.wait(2000));
    QCOMPARE(finished.at(0).at(0).value<JobStatus>(), JobStatus::Cancelled);
    QVERIFY(!second.takeResult().has_value());
    first.cancel();
    QTRY_VERIFY(!first.isRunning());
    QVERIFY(!secondRan.load());
  }

  void exceptionsArriveAsValues() {
    IntJob job;
    QSignalSpy finished(&job, &JobBase::finished);
    job.start([](const IntJob::Context&) -> int { throw Error(ErrorCode::Truncated, "a.bin: ends at byte 7"); });
    QVERIFY(finished.wait(2000));
    QCOMPARE(finished.at(0).at(0).value<JobStatus>(), JobStatus::Failed);
    QCOMPARE(job.failure().code, ErrorCode::Truncated);
    QCOMPARE(job.failure().text, QStringLiteral("a.bin: ends at byte 7"));

    job.start([](const IntJob::Context&) -> int { throw std::runtime_error("surprise"); });
    QVERIFY(finished.wait(2000));
    QCOMPARE(finished.at(1).at(0).value<JobStatus>(), JobStatus::Failed);
    QCOMPARE(job.failure().text, QStringLiteral("surprise"));

    job.start([](const IntJob::Context&) -> int { throw Error(ErrorCode::Cancelled, "stopped"); });
    QVERIFY(finished.wait(2000));
    QCOMPARE(finished.at(2).at(0).value<JobStatus>(), JobStatus::Cancelled);
  }

  void destroyingTheOwnerStopsAndWaits() {
    std::atomic<bool> started = false;
    std::atomic<bool> left = false;
    {
      IntJob job;
      job.start([&](const IntJob::Context& context) {
        const int steps = workUntilStopped(context, started);
        std::this_thread::sleep_for(20ms);
        left = true;
        return steps;
      });
      QTRY_VERIFY(started.load());
    }
    QVERIFY(left.load());
  }

  void aReceiverMayDestroyTheJob() {
    auto job = std::make_unique<IntJob>();
    bool seen = false;
    connect(job.get(), &JobBase::point, this, [&] {
      seen = true;
      job.reset();
    });
    job->start([](const IntJob::Context& context) {
      context.onPoint(1);
      return 1;
    });
    QTRY_VERIFY(seen);
    QVERIFY(job == nullptr);
  }

  void aNewerRequestSupersedesTheOlder() {
    IntJob job;
    QSignalSpy finished(&job, &JobBase::finished);
    std::atomic<bool> started = false;
    std::atomic<int> ran = 0;
    job.start([&](const IntJob::Context& context) {
      workUntilStopped(context, started);
      context.onPoint(-1);  // late: must not show
      return -1;
    });
    QTRY_VERIFY(started.load());
    for (int request = 1; request <= 3; ++request)
      job.start([&ran, request](const IntJob::Context& context) {
        ++ran;
        context.onPoint(request);
        return request;
      });
    QVERIFY(finished.wait(2000));
    QTest::qWait(30);
    QCOMPARE(finished.count(), 1);
    QCOMPARE(job.takeResult(), std::optional<int>(3));
    QCOMPARE(job.takePoints(), std::vector<int>{3});
    QCOMPARE(ran.load(), 1);  // those that waited were replaced
  }

  void higherPriorityGoesFirstOnASharedWorker() {
    const auto worker = std::make_shared<JobWorker>();
    IntJob running(worker);
    IntJob normal(worker);
    IntJob urgent(worker, JobWorker::Priority::High);
    std::atomic<bool> started = false;
    std::atomic<int> order = 0;
    running.start([&](const IntJob::Context& context) { return workUntilStopped(context, started); });
    QTRY_VERIFY(started.load());
    normal.start([&](const IntJob::Context&) { return ++order; });
    urgent.start([&](const IntJob::Context&) { return ++order; });
    running.cancel();
    QTRY_VERIFY(!normal.isRunning() && !urgent.isRunning());
    QCOMPARE(urgent.takeResult(), std::optional<int>(1));
    QCOMPARE(normal.takeResult(), std::optional<int>(2));
  }
};

EFFORTLAB_TEST(tst_job)
#include "tst_job.moc"
