#include "nn/reference/fully_connected.h"

namespace effortlab::nn::reference {

void fullyConnected(const FullyConnectedCall& call, const KernelContext& context) {
  const std::int64_t outputs = call.weights.shape()[0];
  const std::int64_t inputs = call.weights.shape()[1];
  for (std::int64_t n = 0; n < call.output.shape()[0]; ++n)
    for (std::int64_t k = 0; k < outputs; ++k) {
      if (context.stop.stop_requested())
        return;
      double sum = call.bias == nullptr ? 0.0 : call.bias[k];
      for (std::int64_t i = 0; i < inputs; ++i)
        sum += static_cast<double>(call.input.data()[n * inputs + i]) * call.weights.data()[k * inputs + i];
      call.output.data()[n * outputs + k] = static_cast<float>(sum);
    }
}

}  // namespace effortlab::nn::reference
