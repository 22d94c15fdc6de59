#include "nn/reference/transpose.h"

#include "nn/reference/coordinates.h"

namespace effortlab::nn::reference {

void transpose(const Tensor& input, std::span<const int> order, Tensor& output, const std::stop_token& stop) {
  for (std::int64_t i = 0; i < output.size() && !stop.stop_requested(); ++i) {
    const Shape to = coordinatesOf(i, output.shape());
    Shape from = to;
    for (int axis = 0; axis < to.rank(); ++axis)
      from[order[static_cast<std::size_t>(axis)]] = to[axis];
    output.data()[i] = input.data()[indexOf(from, input.shape())];
  }
}

}  // namespace effortlab::nn::reference
