#include "nn/reference/pad.h"

#include "nn/reference/coordinates.h"

#include <algorithm>

namespace effortlab::nn::reference {

namespace {

/// Bounces a coordinate off both ends of [first, last] until it lies inside.
std::int64_t bounced(std::int64_t at, std::int64_t first, std::int64_t last) {
  if (first == last)
    return first;
  while (at < first || at > last)
    at = at < first ? 2 * first - at : 2 * last - at;
  return at;
}

}  // namespace

void pad(const Tensor& input, const model::PadParams& params, Tensor& output, const std::stop_token& stop) {
  const Shape& in = input.shape();
  for (std::int64_t i = 0; i < output.size() && !stop.stop_requested(); ++i) {
    Shape at = coordinatesOf(i, output.shape());
    bool outside = false;
    for (int axis = 0; axis < in.rank(); ++axis) {
      const std::int64_t before = params.before[static_cast<std::size_t>(axis)];
      const std::int64_t after = params.after[static_cast<std::size_t>(axis)];
      const std::int64_t first = before < 0 ? -before : 0;
      const std::int64_t last = in[axis] - 1 + (after < 0 ? after : 0);
      at[axis] -= before;
      outside = outside || at[axis] < first || at[axis] > last;
      if (params.mode == model::PadMode::Edge)
        at[axis] = at[axis] < first ? first : std::min(at[axis], last);
      if (params.mode == model::PadMode::Reflect)
        at[axis] = bounced(at[axis], first, last);
    }
    const bool constant = outside && params.mode == model::PadMode::Constant;
    output.data()[i] = constant ? params.value : input.data()[indexOf(at, in)];
  }
}

}  // namespace effortlab::nn::reference
