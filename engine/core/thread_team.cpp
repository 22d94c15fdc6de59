#include "core/thread_team.h"

#include <algorithm>
#include <thread>

namespace effortlab {

namespace {

/// Spins for some tens of microseconds, then lets other threads go first.
class TeamBackoff {
public:
  void pause() noexcept {
    if (m_pauses++ >= spinPauses)
      std::this_thread::yield();
    else
      spin();
  }
  bool exhausted() const noexcept { return m_pauses >= spinPauses + yields; }
  void reset() noexcept { m_pauses = 0; }

private:
  static constexpr int spinPauses = 2000;
  static constexpr int yields = 100;
  static void spin() noexcept {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#endif
  }
  int m_pauses = 0;
};

}  // namespace

// Orders. Three pairs of "write mine, then read yours" decide whether two threads may miss each other; all their
// accesses are sequentially consistent, so that at least one of the two sees the other's write:
//   close the epoch, read m_inside (leader)     | raise m_inside, read the epoch again (assistant)
//   open the epoch, read m_sleepers (leader)    | raise m_sleepers, read the epoch (assistant)
//   set m_finished, read m_sleepers (leader)    | raise m_sleepers, read m_finished (assistant)
// The loop's fields reach an assistant by the opened epoch (release, acquire); what bodies wrote reaches the leader by
// the lowered m_inside (release, acquire).

ThreadTeam::ThreadTeam(int threads) noexcept : m_shareCount(std::clamp(threads, 1, maxShares)) {}

void ThreadTeam::loop(std::int64_t count, const std::function<void(std::int64_t)>& body) {
  m_body = &body;
  m_failure = nullptr;
  for (int i = 0; i < m_shareCount; ++i) {
    Share& share = m_shares[static_cast<std::size_t>(i)];
    share.next.store(count * i / m_shareCount, std::memory_order_relaxed);  // published with the epoch
    share.end = count * (i + 1) / m_shareCount;
  }
  m_epoch.fetch_add(1);
  wakeSleepers();
  takeIndices(0);
  m_epoch.fetch_add(1);
  // Who saw the loop open is inside by now or finds it closed.
  for (TeamBackoff backoff; m_inside.load() != 0;)
    backoff.pause();
  if (m_failure)
    std::rethrow_exception(m_failure);
}

void ThreadTeam::assist() noexcept {
  const int member = m_members.fetch_add(1, std::memory_order_relaxed);  // only has to be another one for each
  std::uint64_t done = 0;  // an epoch whose loop is over for this thread; even ones are closed
  for (TeamBackoff backoff; !m_finished.load(std::memory_order_relaxed);) {
    const std::uint64_t epoch = m_epoch.load(std::memory_order_relaxed);  // read again inside
    if (epoch % 2 == 0 || epoch == done) {
      backoff.pause();
      if (backoff.exhausted())
        sleep(epoch);
      continue;
    }
    m_inside.fetch_add(1);
    if (m_epoch.load() == epoch)
      takeIndices(member);
    m_inside.fetch_sub(1);
    done = epoch;
    backoff.reset();
  }
}

void ThreadTeam::finish() noexcept {
  m_finished.store(true);
  wakeSleepers();
}

void ThreadTeam::takeIndices(int member) noexcept {
  for (int i = 0; i < m_shareCount; ++i)
    takeShare(m_shares[static_cast<std::size_t>((member + i) % m_shareCount)]);
}

void ThreadTeam::takeShare(Share& share) noexcept {
  // Relaxed: an index only has to be handed out once; everything else is ordered by the epoch and m_inside. The first
  // look spares a share that is used up the write.
  while (share.next.load(std::memory_order_relaxed) < share.end) {
    const std::int64_t i = share.next.fetch_add(1, std::memory_order_relaxed);
    if (i >= share.end)
      return;
    try {
      (*m_body)(i);
    } catch (...) {
      const std::lock_guard lock(m_mutex);
      if (!m_failure)
        m_failure = std::current_exception();
      for (int k = 0; k < m_shareCount; ++k) {
        Share& rest = m_shares[static_cast<std::size_t>(k)];
        rest.next.store(rest.end, std::memory_order_relaxed);
      }
    }
  }
}

void ThreadTeam::sleep(std::uint64_t epoch) noexcept {
  std::unique_lock lock(m_mutex);
  m_sleepers.fetch_add(1);
  m_wake.wait(lock, [&] { return m_epoch.load() != epoch || m_finished.load(); });
  m_sleepers.fetch_sub(1, std::memory_order_relaxed);  // too high a count only notifies in vain
}

void ThreadTeam::wakeSleepers() noexcept {
  if (m_sleepers.load() == 0)
    return;
  // With the lock, a thread that counted itself is past its look at the epoch only when it really waits.
  { const std::lock_guard lock(m_mutex); }
  m_wake.notify_all();
}

}  // namespace effortlab
