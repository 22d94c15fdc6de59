#include "nn/reference/deconv2d.h"

#include "core/parallel.h"

namespace effortlab::nn::reference {

namespace {

/// The input element whose tap lands on `output`, or -1.
std::int64_t senderOf(std::int64_t output, std::int64_t tap, std::int64_t dilation, std::int64_t padBefore,
                      std::int64_t stride, std::int64_t inputs) {
  const std::int64_t distance = output + padBefore - tap * dilation;
  return distance >= 0 && distance % stride == 0 && distance / stride < inputs ? distance / stride : -1;
}

double deconvElement(const Deconv2dCall& call, std::int64_t n, std::int64_t k, std::int64_t y, std::int64_t x) {
  const Shape& in = call.input.shape();
  const Shape& w = call.weights.shape();
  const model::Window2d& window = call.params.window;
  const std::int64_t groupInputs = in[1] / call.params.groups;
  const std::int64_t firstChannel = k / w[1] * groupInputs;
  double sum = 0.0;
  for (std::int64_t c = firstChannel; c < firstChannel + groupInputs; ++c)
    for (std::int64_t r = 0; r < w[2]; ++r)
      for (std::int64_t s = 0; s < w[3]; ++s) {
        const std::int64_t inY = senderOf(y, r, window.dilationH, window.padTop, window.strideH, in[2]);
        const std::int64_t inX = senderOf(x, s, window.dilationW, window.padLeft, window.strideW, in[3]);
        if (inY < 0 || inX < 0)
          continue;
        const double value = call.input.data()[((n * in[1] + c) * in[2] + inY) * in[3] + inX];
        sum += value * call.weights.data()[((c * w[1] + k % w[1]) * w[2] + r) * w[3] + s];
      }
  return sum;
}

}  // namespace

void deconv2d(const Deconv2dCall& call, const KernelContext& context) {
  const Shape& out = call.output.shape();
  parallelFor(out[0] * out[1], context.parallel, [&](std::int64_t map) {
    const std::int64_t k = map % out[1];
    const double bias = call.bias == nullptr ? 0.0 : call.bias[k];
    float* to = call.output.data() + map * out[2] * out[3];
    for (std::int64_t y = 0; y < out[2] && !context.stop.stop_requested(); ++y)
      for (std::int64_t x = 0; x < out[3]; ++x)
        *to++ = static_cast<float>(deconvElement(call, map / out[1], k, y, x) + bias);
  });
}

}  // namespace effortlab::nn::reference
