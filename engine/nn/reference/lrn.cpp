#include "nn/reference/lrn.h"

#include <algorithm>
#include <cmath>

namespace effortlab::nn::reference {

namespace {

double square(float value) {
  return static_cast<double>(value) * value;
}

/// Sum of squares behind element (y, x) of one map; the window's cells outside the map count as zeros.
double squaresWithin(std::int64_t size, const Shape& shape, const float* map, std::int64_t y, std::int64_t x) {
  const std::int64_t reach = (size - 1) / 2;
  double sum = 0.0;
  for (std::int64_t r = std::max<std::int64_t>(0, y - reach); r <= std::min(shape[2] - 1, y + reach); ++r)
    for (std::int64_t s = std::max<std::int64_t>(0, x - reach); s <= std::min(shape[3] - 1, x + reach); ++s)
      sum += square(map[r * shape[3] + s]);
  return sum;
}

/// Sum of squares over the channels around `c` at one pixel, `stride` elements from channel to channel.
double squaresAcross(std::int64_t size, std::int64_t channels, const float* pixel, std::int64_t stride,
                     std::int64_t c) {
  const std::int64_t first = c - (size - 1) / 2;
  double sum = 0.0;
  for (std::int64_t i = std::max<std::int64_t>(0, first); i < std::min(channels, first + size); ++i)
    sum += square(pixel[i * stride]);
  return sum;
}

}  // namespace

void lrn(const model::LrnParams& params, const Tensor& input, Tensor& output, const KernelContext& context) {
  const Shape& shape = input.shape();
  const bool across = params.region == model::LrnRegion::AcrossChannels;
  const std::int64_t channels = shape[1];
  const std::int64_t pixels = shape.elementCount(2, shape.rank());
  const double terms = static_cast<double>(across ? params.size : params.size * params.size);
  for (std::int64_t n = 0; n < shape[0]; ++n)
    for (std::int64_t c = 0; c < channels && !context.stop.stop_requested(); ++c)
      for (std::int64_t i = 0; i < pixels; ++i) {
        const float* image = input.data() + n * channels * pixels;
        const double sum = across ? squaresAcross(params.size, channels, image + i, pixels, c)
                                  : squaresWithin(params.size, shape, image + c * pixels, i / shape[3], i % shape[3]);
        const double divisor = std::pow(params.k + params.alpha / terms * sum, static_cast<double>(params.beta));
        output.data()[(n * channels + c) * pixels + i] = static_cast<float>(image[c * pixels + i] / divisor);
      }
}

}  // namespace effortlab::nn::reference
