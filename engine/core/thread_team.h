#pragma once

#include <array>
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <functional>
#include <mutex>

namespace effortlab {

/// Threads that stand by for one loop after the other: a loop of microseconds is over before a sleeping thread wakes.
/// One thread leads: it calls loop() as often as it likes and then finish(). Any others call assist(), and may come
/// late or not at all.
class ThreadTeam {
public:
  ThreadTeam(const ThreadTeam&) = delete;
  ThreadTeam& operator=(const ThreadTeam&) = delete;

  explicit ThreadTeam(int threads) noexcept;

  /// Calls body(0) ... body(count - 1) on the threads of the team, once each. The first exception stops the loop and
  /// comes out here. No body may call loop() of the same team. Every thread starts with a share of its own, the same of
  /// any loop: where an index is a place of a map in one loop after the other, a thread finds in its cache what it left
  /// there. Then it helps out with the others' shares.
  void loop(std::int64_t count, const std::function<void(std::int64_t)>& body);

  /// Takes part until finish(). Spins for some 50 us after a loop, then gives way to others, then sleeps.
  void assist() noexcept;

  /// The team outlives every assist(): wait for them after this.
  void finish() noexcept;

private:
  static constexpr std::size_t cacheLine = 64;
  static constexpr int maxShares = 64;

  /// What is left of a share: indices [next, end).
  struct alignas(cacheLine) Share {
    std::atomic<std::int64_t> next{0};
    std::int64_t end = 0;
  };

  void takeIndices(int member) noexcept;
  void takeShare(Share& share) noexcept;
  void sleep(std::uint64_t epoch) noexcept;
  void wakeSleepers() noexcept;

  // Of the open loop. Written by the leader while no other thread is inside.
  const std::function<void(std::int64_t)>* m_body = nullptr;
  std::exception_ptr m_failure;  ///< m_mutex guards it while the loop is open
  std::mutex m_mutex;
  std::condition_variable m_wake;
  int m_shareCount;
  std::atomic<int> m_members{1};  ///< the leader, and who came to assist
  std::atomic<int> m_sleepers{0};
  std::atomic<bool> m_finished{false};
  // Apart from each other: all threads write some, and read others in circles.
  alignas(cacheLine) std::atomic<std::uint64_t> m_epoch{0};  ///< odd while a loop is open
  alignas(cacheLine) std::atomic<int> m_inside{0};           ///< assistants that may touch the loop
  std::array<Share, maxShares> m_shares;
};

}  // namespace effortlab
