#include "core/run_control.h"

#include "core/error.h"

namespace effortlab {

void RunControl::throwIfStopped() const {
  if (stopRequested())
    throw Error(ErrorCode::Cancelled, "stopped");
}

void RunControl::report(std::int64_t done, std::int64_t total, const char* stage) const {
  if (onProgress)
    onProgress({done, total, stage});
}

}  // namespace effortlab
