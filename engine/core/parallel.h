#pragma once

#include <cstdint>
#include <functional>
#include <memory>

namespace effortlab {

/// Number of hardware threads, at least 1.
int hardwareThreads() noexcept;

/// Bounds every thread pool of the process (TBB, and with it OpenCV's) while it lives.
class ThreadLimit {
public:
  explicit ThreadLimit(int threads);
  ~ThreadLimit();
  ThreadLimit(const ThreadLimit&) = delete;
  ThreadLimit& operator=(const ThreadLimit&) = delete;

private:
  struct Impl;
  std::unique_ptr<Impl> m_impl;
};

/// Runs engine calls with at most `threads` threads: parallelFor() inside run() uses no more.
class ThreadArena {
public:
  explicit ThreadArena(int threads);
  ~ThreadArena();
  ThreadArena(const ThreadArena&) = delete;
  ThreadArena& operator=(const ThreadArena&) = delete;

  int threads() const noexcept;
  /// Blocks until `work` is done; an exception of `work` comes out here.
  void run(const std::function<void()>& work) const;

private:
  struct Impl;
  std::unique_ptr<Impl> m_impl;
};

/// Calls body(0) ... body(count - 1), in parallel in the current arena, in order on this thread when `parallel` is
/// false. The first exception stops the loop and comes out here. Results must not depend on the order of the calls.
void parallelFor(std::int64_t count, bool parallel, const std::function<void(std::int64_t)>& body);

/// Calls `work` on this thread while the other threads of the arena stand by: a parallelFor() of `work` hands them its
/// indices at once, where it would otherwise wake them each time. For many short loops; idle threads spin for a moment
/// and then sleep. An exception of `work` comes out here. Inside a parallelFor() or another team, just calls `work`.
void withThreadTeam(const std::function<void()>& work);

/// Threads that a library with a pool of its own may use when it is called here: the arena's, within the limit; one
/// inside a parallelFor(), whose other bodies have the rest.
int foreignThreads() noexcept;

}  // namespace effortlab
