#include "nn/channel_affine.h"

#include "core/error.h"
#include "core/parallel.h"
#include "nn/clones.h"

#include <algorithm>

namespace effortlab::nn {

namespace {

constexpr std::int64_t affineTaskFloats = 32768;  ///< elements a task: whole rows, at least one

EFFORTLAB_CLONES void affineRow(const float* from, float scale, float shift, std::int64_t count, float* to) {
  for (std::int64_t i = 0; i < count; ++i)
    to[i] = scale * from[i] + shift;
}

}  // namespace

void applyChannelAffine(const ChannelAffine& affine, const Tensor& input, Tensor& output,
                        const KernelContext& context) {
  const Shape& shape = input.shape();
  const std::int64_t rows = shape.elementCount(0, 2);
  const std::int64_t size = shape.elementCount(2, shape.rank());
  const std::int64_t rowsPerTask = std::max<std::int64_t>(1, affineTaskFloats / std::max<std::int64_t>(1, size));
  parallelFor((rows + rowsPerTask - 1) / rowsPerTask, context.parallel, [&](std::int64_t task) {
    if (context.stop.stop_requested())
      return;
    const std::int64_t end = std::min(rows, (task + 1) * rowsPerTask);
    for (std::int64_t row = task * rowsPerTask; row < end; ++row) {
      const auto channel = static_cast<std::size_t>(row % shape[1]);
      affineRow(input.data() + row * size, static_cast<float>(affine.scale[channel]),
                static_cast<float>(affine.shift[channel]), size, output.data() + row * size);
    }
  });
}

void requireChannelVector(const TensorPtr& tensor, std::int64_t channels) {
  if (!tensor)
    throw Error(ErrorCode::MissingData, "weights missing");
  if (tensor->shape() != Shape{channels})
    throw Error(ErrorCode::ShapeMismatch,
                "weights are " + tensor->shape().toString() + ", expected " + std::to_string(channels));
}

}  // namespace effortlab::nn
