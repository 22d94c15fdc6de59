#include "jobs/job_worker.h"

#include <algorithm>

namespace effortlab::app {

JobWorker::JobWorker() : m_thread([this](std::stop_token stop) { loop(stop); }) {}

JobWorker::~JobWorker() {
  {
    const std::lock_guard lock(m_mutex);
    m_waiting.clear();
  }
  m_thread.request_stop();
  m_thread.join();
}

void JobWorker::post(const void* owner, Priority priority, std::function<void()> task) {
  {
    const std::lock_guard lock(m_mutex);
    std::erase_if(m_waiting, [owner](const Task& waiting) { return waiting.owner == owner; });
    m_waiting.push_back({owner, priority, std::move(task)});
  }
  m_wake.notify_one();
}

bool JobWorker::remove(const void* owner) {
  const std::lock_guard lock(m_mutex);
  return std::erase_if(m_waiting, [owner](const Task& waiting) { return waiting.owner == owner; }) > 0;
}

void JobWorker::waitFor(const void* owner) {
  std::unique_lock lock(m_mutex);
  m_idle.wait(lock, [this, owner] { return m_running != owner; });
}

JobWorker::Task JobWorker::takeNext() {
  const auto byPriority = [](const Task& a, const Task& b) { return a.priority < b.priority; };
  const auto next = std::max_element(m_waiting.begin(), m_waiting.end(), byPriority);
  Task task = std::move(*next);
  m_waiting.erase(next);
  return task;
}

void JobWorker::loop(std::stop_token stop) {
  std::unique_lock lock(m_mutex);
  while (m_wake.wait(lock, stop, [this] { return !m_waiting.empty(); })) {
    Task task = takeNext();
    m_running = task.owner;
    lock.unlock();
    task.run();
    task.run = nullptr;  // what it captured dies here, not under the lock
    lock.lock();
    m_running = nullptr;
    m_idle.notify_all();
  }
}

}  // namespace effortlab::app
