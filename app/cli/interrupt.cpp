#include "cli/interrupt.h"

#include "cli/command.h"

#include <atomic>
#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

namespace effortlab::cli {

namespace {

constexpr char stopByte = 's';
constexpr char endByte = 'e';

// A signal handler is given nothing but the signal's number: what it needs must be global.
std::atomic<int> pipeEnd{-1};
std::atomic<bool> seen{false};
static_assert(std::atomic<int>::is_always_lock_free && std::atomic<bool>::is_always_lock_free);

void onSignal(int) {
  const int error = errno;
  if (seen.exchange(true))
    _exit(static_cast<int>(ExitCode::Interrupted));
  // The pipe is empty until then: the write cannot block, and nothing could be done about a failure.
  [[maybe_unused]] const auto written = write(pipeEnd, &stopByte, 1);
  errno = error;
}

}  // namespace

Interrupt::Interrupt() {
  if (pipe2(m_pipe.data(), O_CLOEXEC) != 0)
    throw std::system_error(errno, std::generic_category(), "pipe");
  pipeEnd = m_pipe[1];
  seen = false;
  m_thread = std::jthread([this] { wait(); });
  struct sigaction action {};
  action.sa_handler = onSignal;
  action.sa_flags = SA_RESTART;
  for (std::size_t i = 0; i < signals.size(); ++i)
    sigaction(signals[i], &action, &m_previous[i]);
}

Interrupt::~Interrupt() {
  for (std::size_t i = 0; i < signals.size(); ++i)
    sigaction(signals[i], &m_previous[i], nullptr);
  [[maybe_unused]] const auto written = write(m_pipe[1], &endByte, 1);
  m_thread.join();
  for (const int end : m_pipe)
    close(end);
}

void Interrupt::wait() {
  char byte = 0;
  while (byte != endByte)
    if (read(m_pipe[0], &byte, 1) == 1 && byte == stopByte)
      m_source.request_stop();
}

}  // namespace effortlab::cli
