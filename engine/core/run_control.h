#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>

namespace effortlab {

struct Progress {
  std::int64_t done = 0;
  std::int64_t total = 0;
  std::string stage;  ///< what is being done, in English, lower case ("evaluating")
};

/// How a caller watches and stops a long blocking call. Callbacks run on the calling thread of the engine function.
struct RunControl {
  std::stop_token stop;
  std::function<void(const Progress&)> onProgress;

  bool stopRequested() const noexcept { return stop.stop_requested(); }
  /// Errors: Error{Cancelled} once a stop was requested.
  void throwIfStopped() const;
  void report(std::int64_t done, std::int64_t total, const char* stage) const;
};

}  // namespace effortlab
