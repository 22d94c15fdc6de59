#include "core/parallel.h"

#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/task_arena.h>

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
  if (!parallel || count <= 1) {
    for (std::int64_t i = 0; i < count; ++i)
      body(i);
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

int foreignThreads() noexcept {
  if (parallelDepth > 0)
    return 1;
  const std::size_t limit = tbb::global_control::active_value(tbb::global_control::max_allowed_parallelism);
  return std::max(1, std::min(tbb::this_task_arena::max_concurrency(), static_cast<int>(limit)));
}

}  // namespace effortlab
