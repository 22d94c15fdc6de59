#include "nn/reference/conv2d.h"

#include "core/parallel.h"

namespace effortlab::nn::reference {

namespace {

/// The sum behind output map k of image n at (y, x), without bias.
double neuron(const Conv2dCall& call, std::int64_t n, std::int64_t k, std::int64_t y, std::int64_t x) {
  const Shape& in = call.input.shape();
  const Shape& w = call.weights.shape();
  const model::Window2d& window = call.params.window;
  const std::int64_t firstChannel = k / (w[0] / call.params.groups) * w[1];
  double sum = 0.0;
  for (std::int64_t c = 0; c < w[1]; ++c)
    for (std::int64_t r = 0; r < w[2]; ++r)
      for (std::int64_t s = 0; s < w[3]; ++s) {
        const std::int64_t inY = y * window.strideH - window.padTop + r * window.dilationH;
        const std::int64_t inX = x * window.strideW - window.padLeft + s * window.dilationW;
        if (inY < 0 || inY >= in[2] || inX < 0 || inX >= in[3])
          continue;
        const double value = call.input.data()[((n * in[1] + firstChannel + c) * in[2] + inY) * in[3] + inX];
        sum += value * call.weights.data()[((k * w[1] + c) * w[2] + r) * w[3] + s];
      }
  return sum;
}

}  // namespace

void conv2d(const Conv2dCall& call, const KernelContext& context) {
  const Shape& out = call.output.shape();
  parallelFor(out[0] * out[1], context.parallel, [&](std::int64_t map) {
    const std::int64_t n = map / out[1];
    const std::int64_t k = map % out[1];
    const double bias = call.bias == nullptr ? 0.0 : call.bias[k];
    float* to = call.output.data() + map * out[2] * out[3];
    for (std::int64_t y = 0; y < out[2] && !context.stop.stop_requested(); ++y)
      for (std::int64_t x = 0; x < out[3]; ++x)
        *to++ = static_cast<float>(neuron(call, n, k, y, x) + bias);
  });
}

}  // namespace effortlab::nn::reference
