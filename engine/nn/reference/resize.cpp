#include "nn/reference/resize.h"

namespace effortlab::nn::reference {

void resize(const model::ResizeParams& params, const Tensor& input, Tensor& output, const KernelContext& context) {
  const Shape& in = input.shape();
  const Shape& out = output.shape();
  const auto rows = resizeTaps(params, in[2], out[2], params.height > 0 ? 0.0 : params.scaleH);
  const auto columns = resizeTaps(params, in[3], out[3], params.width > 0 ? 0.0 : params.scaleW);
  float* to = output.data();
  for (std::int64_t map = 0; map < in[0] * in[1] && !context.stop.stop_requested(); ++map) {
    const auto between = [](double low, double high, double share) {
      return share == 0.0 ? low : low * (1.0 - share) + high * share;
    };
    const auto pixel = [&](std::int64_t y, std::int64_t x) {
      return static_cast<double>(input.data()[(map * in[2] + y) * in[3] + x]);
    };
    for (const ResizeTap& row : rows)
      for (const ResizeTap& column : columns) {
        const double top = between(pixel(row.low, column.low), pixel(row.low, column.high), column.share);
        const double bottom = between(pixel(row.high, column.low), pixel(row.high, column.high), column.share);
        *to++ = static_cast<float>(between(top, bottom, row.share));
      }
  }
}

}  // namespace effortlab::nn::reference
