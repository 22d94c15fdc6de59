#include "detect/detector.h"

#include "core/error.h"
#include "data/preprocess.h"
#include "detect/decoders.h"
#include "detect/nms.h"

#include <utility>

namespace effortlab::detect {

namespace {

const model::DetectionSpec& detectionSpec(const model::Model& model) {
  if (model.manifest.task != model::Task::Detection || !model.manifest.detection)
    throw Error::inFile(ErrorCode::InvalidArgument, model.manifest.graphFile.string(), "",
                        "is no detector: a manifest must give \"task\": \"detection\" and a \"decoder\"");
  return *model.manifest.detection;
}

/// Only a stretched image has its boxes where the network sees them.
void requireStretched(const model::Model& model) {
  const model::InputSpec& input = model.manifest.input;
  if (input.resize == model::ResizeMode::ShortSide || input.cropCenter)
    throw Error::inFile(ErrorCode::InvalidArgument, model.manifest.graphFile.string(), "input",
                        "a detector's images must be stretched; set \"resize\": \"stretch\" and no crop");
}

Detections decode(const model::Model& model, std::span<const Tensor> outputs, const DecodeOptions& options) {
  const model::DetectionSpec& spec = detectionSpec(model);
  switch (spec.decoder) {
    case model::Decoder::Region: return decodeRegion(outputs, options);
    case model::Decoder::BoxesScores: return decodeBoxesScores(outputs, options);
    case model::Decoder::DetectionOutput: return decodeDetectionOutput(outputs, options);
    case model::Decoder::Ssd: break;
  }
  if (!spec.ssd)
    return decodeSsdWithPriors(outputs, options);
  const model::InputSpec& input = model.manifest.input;
  return decodeSsd(outputs, *spec.ssd, defaultBoxes(*spec.ssd, input.width, input.height), options);
}

}  // namespace

Detections decodeOutputs(const model::Model& model, std::span<const Tensor> outputs, std::int64_t imageWidth,
                         std::int64_t imageHeight) {
  const model::DetectionSpec& spec = detectionSpec(model);
  const DecodeOptions options{.threshold = spec.threshold, .imageWidth = imageWidth, .imageHeight = imageHeight};
  return suppressOverlaps(decode(model, outputs, options), spec.nms);
}

Detector::Detector(std::shared_ptr<const model::Model> model, nn::EngineKind kind, const nn::EngineOptions& options)
    : m_model(std::move(model)) {
  static_cast<void>(detectionSpec(*m_model));
  requireStretched(*m_model);
  m_engine = nn::makeEngine(kind, *m_model, options);
}

Detections Detector::detect(const data::Image& image, const std::stop_token& stop) const {
  const model::InputSpec& spec = m_model->manifest.input;
  auto input = std::make_shared<Tensor>(Shape({1, spec.channelCount(), spec.height, spec.width}));
  data::preprocess(image, spec, input->image(0));
  return decodeOutputs(*m_model, m_engine->runAll(std::move(input), stop), image.width, image.height);
}

}  // namespace effortlab::detect
