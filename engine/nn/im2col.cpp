#include "nn/im2col.h"

#include <algorithm>
#include <cstring>

namespace effortlab::nn {

namespace {

/// Output columns [from, to) of one kernel column read inside the map; the rest are padding.
struct InsideRange {
  std::int64_t from = 0;
  std::int64_t to = 0;
  std::int64_t offset = 0;  ///< input column = output column * stride + offset
};

InsideRange insideRange(const Im2colSource& source, std::int64_t s) {
  const std::int64_t stride = source.window.strideW;
  const std::int64_t offset = s * source.window.dilationW - source.window.padLeft;
  const std::int64_t from = offset >= 0 ? 0 : (-offset + stride - 1) / stride;
  const std::int64_t last = source.width - 1 - offset;  // input columns left of the right edge
  const std::int64_t to = last < 0 ? 0 : last / stride + 1;
  return {std::min(from, source.outputWidth), std::clamp(to, std::min(from, source.outputWidth), source.outputWidth),
          offset};
}

void copyStrided(const float* from, std::int64_t stride, std::int64_t count, float* to) {
  if (stride == 1)
    std::memcpy(to, from, static_cast<std::size_t>(count) * sizeof(float));
  else if (stride == 2)
    for (std::int64_t i = 0; i < count; ++i)
      to[i] = from[2 * i];
  else
    for (std::int64_t i = 0; i < count; ++i)
      to[i] = from[i * stride];
}

/// Output columns [first, end) of one output row. `row`: the input row, null in the padding.
void unfoldSegment(const float* row, const InsideRange& inside, std::int64_t stride, std::int64_t first,
                   std::int64_t end, float* to) {
  const std::int64_t from = std::clamp(inside.from, first, end);
  const std::int64_t until = row == nullptr ? from : std::clamp(inside.to, from, end);
  std::fill(to, to + (from - first), 0.0F);
  if (until > from)
    copyStrided(row + from * stride + inside.offset, stride, until - from, to + (from - first));
  std::fill(to + (until - first), to + (end - first), 0.0F);
}

}  // namespace

void im2col(const Im2colSource& source, std::int64_t firstPixel, std::int64_t pixels, float* columns,
            std::int64_t stride) {
  const model::Window2d& window = source.window;
  for (std::int64_t s = 0; s < window.kernelW; ++s) {
    const InsideRange inside = insideRange(source, s);
    for (std::int64_t c = 0; c < source.channels; ++c) {
      const float* map = source.maps + c * source.height * source.width;
      for (std::int64_t r = 0; r < window.kernelH; ++r) {
        float* to = columns + ((c * window.kernelH + r) * window.kernelW + s) * stride;
        std::int64_t y = firstPixel / source.outputWidth;
        std::int64_t x = firstPixel % source.outputWidth;
        for (std::int64_t left = pixels; left > 0; ++y, x = 0) {
          const std::int64_t end = std::min(source.outputWidth, x + left);
          const std::int64_t inputY = y * window.strideH - window.padTop + r * window.dilationH;
          const bool insideMap = inputY >= 0 && inputY < source.height;
          unfoldSegment(insideMap ? map + inputY * source.width : nullptr, inside, window.strideW, x, end, to);
          to += end - x;
          left -= end - x;
        }
      }
    }
  }
}

}  // namespace effortlab::nn
