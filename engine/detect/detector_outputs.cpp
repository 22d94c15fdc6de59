#include "detect/detector_outputs.h"

#include "core/error.h"
#include "detect/decoders.h"
#include "detect/nms.h"

#include <algorithm>

namespace effortlab::detect {

namespace {

bool areRawMaps(std::span<const Tensor> outputs) {
  return !outputs.empty() &&
         std::all_of(outputs.begin(), outputs.end(), [](const Tensor& map) { return map.shape().rank() == 4; });
}

Detections decodeAs(const model::DetectionSpec& spec, std::span<const Tensor> outputs, std::span<const float> defaults,
                    const DecodeOptions& options) {
  switch (spec.decoder) {
    case model::Decoder::Region: return decodeRegion(outputs, options);
    case model::Decoder::BoxesScores: return decodeBoxesScores(outputs, options);
    case model::Decoder::DetectionOutput: return decodeDetectionOutput(outputs, options);
    case model::Decoder::Ssd: break;
  }
  if (!spec.ssd)
    return decodeSsdWithPriors(outputs, options);
  if (areRawMaps(outputs))
    return decodeSsdMaps(outputs, *spec.ssd, defaults, options);
  return decodeSsd(outputs, *spec.ssd, defaults, options);
}

}  // namespace

const model::DetectionSpec& detectionSpec(const model::Model& model) {
  if (model.manifest.task != model::Task::Detection || !model.manifest.detection)
    throw Error::inFile(ErrorCode::InvalidArgument, model.manifest.graphFile.string(), "",
                        "is no detector: a manifest must give \"task\": \"detection\" and a \"decoder\"");
  return *model.manifest.detection;
}

Detections decodeCanvas(const model::DetectionSpec& spec, std::span<const Tensor> outputs,
                        std::span<const float> defaults, model::ImageSize canvas, float threshold) {
  const DecodeOptions options{.threshold = threshold, .imageWidth = canvas.width, .imageHeight = canvas.height};
  return suppressOverlaps(decodeAs(spec, outputs, defaults, options), spec.nms);
}

Detections decodeOutputs(const model::Model& model, std::span<const Tensor> outputs, std::int64_t imageWidth,
                         std::int64_t imageHeight) {
  const model::DetectionSpec& spec = detectionSpec(model);
  const model::InputSpec& input = model.manifest.input;
  const std::vector<float> defaults =
      spec.ssd ? defaultBoxes(*spec.ssd, input.width, input.height) : std::vector<float>{};
  return decodeCanvas(spec, outputs, defaults, {.height = imageHeight, .width = imageWidth}, spec.threshold);
}

}  // namespace effortlab::detect
