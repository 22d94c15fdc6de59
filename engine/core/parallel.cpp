#include "core/parallel.h"

#include "core/thread_team.h"

#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/task_arena.h>
#include <oneapi/tbb/task_group.h>

#include <algorithm>
#include <thread>

namespace effortlab {

namespace {

/// Parallel loops whose bodies this thread is in.
thread_local int parallelDepth = 0;

struct ParallelBody {
  ParallelBody() { ++parallelDepth; }
  ~ParallelBody() { --parallelDepth; }
  ParallelBody(const ParallelBody&) = delete;
  ParallelBody& operator=(const ParallelBody&) = delete;
};

/// Threads that a loop here may use: the arena's, within the limit.
int usableThreads() {
  const std::size_t limit = tbb::global_control::active_value(tbb::global_control::max_allowed_parallelism);
  return std::max(1, std::min(tbb::this_task_arena::max_concurrency(), static_cast<int>(limit)));
}

/// The team this thread leads.
thread_local ThreadTeam* ledTeam = nullptr;

/// This thread as the leader of a team in the arena.
class TeamLeadership {
public:
  explicit TeamLeadership(int threads) : m_team(threads) {
    ledTeam = &m_team;
    try {
      for (int i = 1; i < threads; ++i)
        m_assistants.run([this] {
          const ParallelBody inside;
          m_team.assist();
        });
    } catch (...) {
      end();
      throw;
    }
  }
  ~TeamLeadership() { end(); }
  TeamLeadership(const TeamLeadership&) = delete;
  TeamLeadership& operator=(const TeamLeadership&) = delete;

private:
  void end() noexcept {
    ledTeam = nullptr;
    m_team.finish();
    m_assistants.wait();  // those that no thread took up yet run here, and find the team finished
  }

  ThreadTeam m_team;
  tbb::task_group m_assistants;
};

}  // namespace

int hardwareThreads() noexcept {
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

struct ThreadLimit::Impl {
  explicit Impl(int threads)
      : control(tbb::global_control::max_allowed_parallelism, static_cast<std::size_t>(threads)) {}
  tbb::global_control control;
};

ThreadLimit::ThreadLimit(int threads) : m_impl(std::make_unique<Impl>(std::max(1, threads))) {}
ThreadLimit::~ThreadLimit() = default;

struct ThreadArena::Impl {
  explicit Impl(int threads) : arena(threads) {}
  tbb::task_arena arena;
};

ThreadArena::ThreadArena(int threads) : m_impl(std::make_unique<Impl>(std::max(1, threads))) {}
ThreadArena::~ThreadArena() = default;

int ThreadArena::threads() const noexcept {
  return m_impl->arena.max_concurrency();
}

void ThreadArena::run(const std::function<void()>& work) const {
  m_impl->arena.execute([&] { work(); });
}

void parallelFor(std::int64_t count, bool parallel, const std::function<void(std::int64_t)>& body) {
  if (!parallel || count <= 1 || usableThreads() == 1) {  // a task costs as much as a small body
    for (std::int64_t i = 0; i < count; ++i)
      body(i);
    return;
  }
  if (ledTeam != nullptr && parallelDepth == 0) {
    const ParallelBody inside;
    ledTeam->loop(count, body);
    return;
  }
  // Isolated: a thread that waits for this loop must not pick up a task of an outer one and come back late.
  tbb::this_task_arena::isolate([&] {
    tbb::parallel_for(
        std::int64_t{0}, count,
        [&](std::int64_t i) {
          const ParallelBody inside;
          body(i);
        },
        tbb::simple_partitioner{});
  });
}

void withThreadTeam(const std::function<void()>& work) {
  // More threads than processors would spin in each other's way.
  const int threads = std::min(foreignThreads(), hardwareThreads());
  if (threads < 2 || ledTeam != nullptr)
    return work();
  // Isolated: at the end this thread must not take up another team's assistant, which stays as long as that team.
  tbb::this_task_arena::isolate([&] {
    const TeamLeadership leadership(threads);
    work();
  });
}

int foreignThreads() noexcept {
  if (parallelDepth > 0)
    return 1;
  return usableThreads();
}

}  // namespace effortlab
