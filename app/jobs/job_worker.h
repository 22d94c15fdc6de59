#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace effortlab::app {

/// One background thread that runs tasks one at a time. Every owner has at most one waiting task: a newer one replaces
/// it. Owners with a higher priority go first; among equals, whoever has waited longest.
class JobWorker {
public:
  enum class Priority { Normal, High };

  JobWorker();
  /// Drops what waits and joins the thread after the running task; owners stop their tasks themselves first.
  ~JobWorker();
  JobWorker(const JobWorker&) = delete;
  JobWorker& operator=(const JobWorker&) = delete;

  /// `task` must not throw.
  void post(const void* owner, Priority priority, std::function<void()> task);
  /// Takes the owner's waiting task back. True: there was one, and it will not run.
  bool remove(const void* owner);
  /// Returns once no task of this owner is running.
  void waitFor(const void* owner);

private:
  struct Task {
    const void* owner = nullptr;
    Priority priority = Priority::Normal;
    std::function<void()> run;
  };

  void loop(std::stop_token stop);
  Task takeNext();

  std::mutex m_mutex;
  std::condition_variable_any m_wake;
  std::condition_variable m_idle;
  std::vector<Task> m_waiting;
  const void* m_running = nullptr;
  std::jthread m_thread;  // last: starts when everything above exists
};

}  // namespace effortlab::app
