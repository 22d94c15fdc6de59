#include "nn/onednn_plan.h"

#include "core/error.h"
#include "nn/onednn_builder.inl"

#include <chrono>

namespace effortlab::nn {

struct OneDnnPlan::Impl {
  onednn::Program program;
};

OneDnnPlan::OneDnnPlan(const Network& network, const Shape& input, const Options& options)
    : m_impl(std::make_unique<Impl>()) {
  try {
    onednn::Builder(network, input, options, m_impl->program).build();
  } catch (const dnnl::error& error) {
    throw Error(ErrorCode::Unsupported, std::string("oneDNN cannot run this network: ") + error.what());
  }
}

OneDnnPlan::~OneDnnPlan() = default;

std::vector<Tensor> OneDnnPlan::run(const Tensor& batch, std::size_t count, const std::stop_token& stop,
                                    std::vector<double>* nodeMs) {
  using Clock = std::chrono::steady_clock;
  onednn::Program& program = m_impl->program;
  program.input->tensor = &batch;
  program.inputMemory.set_data_handle(const_cast<float*>(batch.data()));  // only read
  dnnl::stream stream(program.engine);
  for (const onednn::Step& step : program.steps) {
    if (stop.stop_requested())
      throw Error(ErrorCode::Cancelled, "stopped");
    const Clock::time_point start = nodeMs != nullptr ? Clock::now() : Clock::time_point();
    step.run(stream, stop);
    if (nodeMs != nullptr)
      (*nodeMs)[static_cast<std::size_t>(step.node)] +=
          std::chrono::duration<double, std::milli>(Clock::now() - start).count();
  }
  stream.wait();
  if (stop.stop_requested())
    throw Error(ErrorCode::Cancelled, "stopped");
  std::vector<Tensor> outputs;
  for (std::size_t i = 0; i < count; ++i)
    outputs.push_back(*program.outputs[i]->tensor);
  return outputs;
}

}  // namespace effortlab::nn
