#include "effort/live_gate.h"

#include "core/error.h"
#include "nn/engine.h"

namespace effortlab::effort {

namespace {

constexpr std::string_view tuningSpec = "sample";

}  // namespace

GateImage gateImage(const GatePass& pass, const Score& dense) noexcept {
  return {.margin = pass.margin,
          .agrees = pass.score.top1 == dense.top1,
          .right = pass.score.top1Hit,
          .denseRight = dense.top1Hit};
}

LiveGate::LiveGate(std::shared_ptr<const model::Model> model, std::shared_ptr<const data::InputCache> inputs,
                   std::span<const std::int64_t> images)
    : m_model(std::move(model)), m_inputs(std::move(inputs)), m_softmax(nn::endsInSoftmax(*m_model->graph)) {
  const bool sample = m_inputs->set().spec() == tuningSpec;
  for (const std::int64_t image : images)
    if (std::ssize(m_calibrationImages) < gateCalibrationImages && (!sample || image < data::sampleTuningImages))
      m_calibrationImages.push_back(image);
}

void LiveGate::prepare(const RunControl& control) {
  if (m_gate)
    return;
  if (const std::string problem = gateProblem(*m_model->graph); !problem.empty())
    throw Error(ErrorCode::Unsupported, problem);
  const auto calibration = calibrateGate(*m_model, *m_inputs, m_calibrationImages, control);
  m_gate = std::make_unique<const Gate>(*m_model, GateKnob{}, *calibration);
}

std::vector<GatePass> LiveGate::run(std::span<const std::int64_t> images, bool parallel,
                                    const RunControl& control) const {
  const Tensor outputs = m_gate->run(m_inputs->batch(images, control), parallel, control.stop);
  std::vector<GatePass> passes;
  for (std::size_t n = 0; n < images.size(); ++n) {
    const auto image = static_cast<std::int64_t>(n);
    passes.push_back({scoreImage(outputs.image(image), m_softmax, m_inputs->set().label(images[n])),
                      m_gate->margin(outputs, image)});
  }
  return passes;
}

EffortCounts LiveGate::booked(const GateKnob& knob, bool repeated, const EffortCounts& exact) const {
  EffortCounts counts = exact;
  if (!repeated)
    for (LayerCounts& layer : counts.nodes)
      layer = {.macsDense = layer.macsDense, .macsExecuted = layer.macsDense};
  bookGate(knob, m_gate->macs8(), repeated, counts);
  return counts;
}

}  // namespace effortlab::effort
