#pragma once

#include <array>
#include <csignal>
#include <stop_token>
#include <thread>

namespace effortlab::cli {

/// Turns SIGINT and SIGTERM into a stop request while it lives; a second signal ends the process at once (130).
/// The handler only writes to a pipe; a thread reads it and requests the stop, for stop callbacks may do anything.
/// Also where the shell had them ignored (a background job of a script): whoever sends SIGINT there wants the partial
/// results. One at a time.
class Interrupt {
public:
  Interrupt();
  ~Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;

  std::stop_token token() const noexcept { return m_source.get_token(); }

private:
  static constexpr std::array<int, 2> signals{SIGINT, SIGTERM};

  void wait();

  std::array<int, 2> m_pipe{-1, -1};  ///< read end, write end
  std::array<struct sigaction, signals.size()> m_previous{};
  std::stop_source m_source;
  std::jthread m_thread;
};

}  // namespace effortlab::cli
