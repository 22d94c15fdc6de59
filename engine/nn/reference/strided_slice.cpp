#include "nn/reference/strided_slice.h"

#include "nn/reference/coordinates.h"

#include <numeric>
#include <vector>

namespace effortlab::nn::reference {

namespace {

/// The coordinates a range meets inside an axis of `size` elements. A start or end beyond it counts as its edge.
std::vector<std::int64_t> sliceCoordinates(const model::StridedSliceParams::Range& range, std::int64_t size) {
  const std::int64_t start = range.start < 0 ? range.start + size : range.start;
  const std::int64_t end = range.end < 0 ? range.end + size : range.end;
  std::vector<std::int64_t> met;
  if (range.step > 0)
    for (std::int64_t at = start < 0 ? 0 : start; at < end && at < size; at += range.step) {
      met.push_back(at);
      if (range.step >= size)
        break;
    }
  else
    for (std::int64_t at = start >= size ? size - 1 : start < 0 ? 0 : start; at > end && at >= 0; at += range.step) {
      met.push_back(at);
      if (range.step <= -size)
        break;
    }
  return met;
}

}  // namespace

void stridedSlice(const Tensor& input, const model::StridedSliceParams& params, Tensor& output,
                  const std::stop_token& stop) {
  const Shape& in = input.shape();
  std::vector<std::vector<std::int64_t>> met;
  for (const std::int64_t dim : in.dims()) {
    met.emplace_back(static_cast<std::size_t>(dim));
    std::iota(met.back().begin(), met.back().end(), std::int64_t{0});
  }
  for (const auto& range : params.ranges) {
    const int axis = range.axis < 0 ? range.axis + in.rank() : range.axis;
    met[static_cast<std::size_t>(axis)] = sliceCoordinates(range, in[axis]);
  }
  for (std::int64_t i = 0; i < output.size() && !stop.stop_requested(); ++i) {
    Shape at = coordinatesOf(i, output.shape());
    for (int axis = 0; axis < at.rank(); ++axis)
      at[axis] = met[static_cast<std::size_t>(axis)][static_cast<std::size_t>(at[axis])];
    output.data()[i] = input.data()[indexOf(at, in)];
  }
}

}  // namespace effortlab::nn::reference
