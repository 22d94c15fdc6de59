#include "core/thread_team.h"

#include "core/parallel.h"
#include "support/test_registry.h"

#include <QTest>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <set>
#include <stdexcept>
#include <thread>
#include <vector>

using namespace effortlab;

namespace {

/// Assistants on threads of their own.
class Assistants {
public:
  Assistants(ThreadTeam& team, int count) : m_team(team) {
    for (int i = 0; i < count; ++i)
      m_threads.emplace_back([&team] { team.assist(); });
  }
  ~Assistants() {
    m_team.finish();
    for (std::thread& thread : m_threads)
      thread.join();
  }
  Assistants(const Assistants&) = delete;
  Assistants& operator=(const Assistants&) = delete;

private:
  ThreadTeam& m_team;
  std::vector<std::thread> m_threads;
};

}  // namespace

class tst_thread_team : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void everyIndexOnce() {
    for (const int threads : {1, 2, 3, 5}) {
      ThreadTeam team(threads);
      const Assistants assistants(team, threads - 1);
      for (std::int64_t count = 0; count < 200; ++count) {
        std::vector<std::atomic<int>> calls(static_cast<std::size_t>(count));
        team.loop(count, [&](std::int64_t i) { ++calls[static_cast<std::size_t>(i)]; });
        for (const std::atomic<int>& number : calls)
          QCOMPARE(number.load(), 1);
      }
    }
  }

  void whatBodiesWroteIsThereAfterTheLoop() {
    ThreadTeam team(3);
    const Assistants assistants(team, 2);
    std::vector<std::int64_t> before(64, 0), after(64, 0);
    constexpr std::int64_t rounds = 3000;
    for (std::int64_t round = 0; round < rounds; ++round) {
      team.loop(static_cast<std::int64_t>(before.size()), [&](std::int64_t i) {
        const auto index = static_cast<std::size_t>(i);
        after[index] = before[before.size() - 1 - index] + 1;  // of another thread's share
      });
      before.swap(after);
    }
    QCOMPARE(before, std::vector<std::int64_t>(before.size(), rounds));
  }

  void assistantsThatSleepWakeUp() {
    ThreadTeam team(2);
    const Assistants assistants(team, 1);
    for (int round = 0; round < 5; ++round) {
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
      std::atomic<int> met{0};
      // Ends only when two threads are in it.
      team.loop(2, [&](std::int64_t) {
        ++met;
        while (met.load() < 2)
          std::this_thread::yield();
      });
      QCOMPARE(met.load(), 2);
    }
  }

  void theFirstExceptionEndsALoop() {
    ThreadTeam team(2);
    const Assistants assistants(team, 1);
    for (int round = 0; round < 100; ++round) {
      QVERIFY_EXCEPTION_THROWN(team.loop(100, [](std::int64_t) { throw std::runtime_error("no"); }),
                               std::runtime_error);
      std::atomic<int> calls{0};
      team.loop(100, [&](std::int64_t) { ++calls; });
      QCOMPARE(calls.load(), 100);
    }
  }

  void inAnArenaLoopsRunOnItsThreads() {
    const ThreadLimit limit(2);
    ThreadArena(2).run([] {
      std::atomic<int> calls{0}, most{0}, inside{0};
      withThreadTeam([&] {
        for (int round = 0; round < 200; ++round)
          parallelFor(50, true, [&](std::int64_t) {
            const int now = ++inside;
            for (int seen = most; seen < now && !most.compare_exchange_weak(seen, now);) {
            }
            QCOMPARE(foreignThreads(), 1);
            parallelFor(2, true, [&](std::int64_t) { ++calls; });
            --inside;
          });
      });
      QCOMPARE(calls.load(), 200 * 50 * 2);
      QVERIFY(most.load() <= 2);
      QCOMPARE(foreignThreads(), std::min(2, hardwareThreads()));
    });
  }

  void withOneThreadThereIsNoTeam() {
    ThreadArena(1).run([] {
      std::set<std::thread::id> threads;
      withThreadTeam([&] { parallelFor(20, true, [&](std::int64_t) { threads.insert(std::this_thread::get_id()); }); });
      QCOMPARE(threads, std::set<std::thread::id>{std::this_thread::get_id()});
    });
  }

  void anExceptionOfTheWorkComesOut() {
    ThreadArena(2).run([] {
      QVERIFY_EXCEPTION_THROWN(withThreadTeam([] { throw std::runtime_error("no"); }), std::runtime_error);
      QVERIFY_EXCEPTION_THROWN(
          withThreadTeam([] { parallelFor(9, true, [](std::int64_t) { throw std::runtime_error("no"); }); }),
          std::runtime_error);
    });
  }
};

EFFORTLAB_TEST(tst_thread_team)
#include "tst_thread_team.moc"
