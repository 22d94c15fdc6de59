#include "nn/reference/pool.h"

namespace effortlab::nn::reference {

namespace {

double pooled(const PoolGeometry& g, const float* map, std::int64_t y, std::int64_t x) {
  const bool max = g.kind == model::PoolKind::Max;
  double result = 0.0;
  std::int64_t inside = 0;
  for (std::int64_t r = 0; r < g.vertical.kernel; ++r)
    for (std::int64_t s = 0; s < g.horizontal.kernel; ++s) {
      const std::int64_t inY = g.vertical.start(y) + r * g.vertical.dilation;
      const std::int64_t inX = g.horizontal.start(x) + s * g.horizontal.dilation;
      if (inY < 0 || inY >= g.vertical.size || inX < 0 || inX >= g.horizontal.size)
        continue;
      const double value = map[inY * g.horizontal.size + inX];
      if (!max)
        result += value;
      else if (inside == 0 || value > result)
        result = value;
      ++inside;
    }
  if (max || inside == 0)
    return result;
  return result / static_cast<double>(g.divisorAt(y, x));
}

}  // namespace

void pool(const PoolGeometry& geometry, const Tensor& input, Tensor& output, const std::stop_token& stop) {
  const Shape& in = input.shape();
  float* to = output.data();
  for (std::int64_t map = 0; map < in[0] * in[1] && !stop.stop_requested(); ++map)
    for (std::int64_t y = 0; y < geometry.outHeight; ++y)
      for (std::int64_t x = 0; x < geometry.outWidth; ++x)
        *to++ = static_cast<float>(pooled(geometry, input.data() + map * in[2] * in[3], y, x));
}

}  // namespace effortlab::nn::reference
