#pragma once

#include "data/image.h"
#include "detect/box.h"
#include "nn/engine.h"

#include <memory>
#include <stop_token>
#include <vector>

namespace effortlab::detect {

/// Outputs of a detector's network to boxes of one image, in its pixels, by falling score: decoded as the manifest
/// says, overlaps suppressed. Errors: Error{ShapeMismatch} where the outputs are not what the decoder reads;
/// Error{InvalidArgument} for a model whose manifest names no decoder.
Detections decodeOutputs(const model::Model& model, std::span<const Tensor> outputs, std::int64_t imageWidth,
                         std::int64_t imageHeight);

/// Finds objects: preparation, network, decoding, suppression. On EngineKind::OpenCv the network's values come from
/// cv::dnn, an independent reference.
class Detector {
public:
  /// Errors: Error{InvalidArgument} for a model whose manifest names no decoder or crops its images; those of
  /// nn::makeEngine().
  Detector(std::shared_ptr<const model::Model> model, nn::EngineKind kind, const nn::EngineOptions& options = {});

  /// Boxes in the image's pixels, by falling score. Errors: Error{ShapeMismatch, Cancelled}.
  Detections detect(const data::Image& image, const std::stop_token& stop) const;

  const model::Model& model() const noexcept { return *m_model; }

private:
  std::shared_ptr<const model::Model> m_model;
  std::unique_ptr<nn::InferenceEngine> m_engine;
};

}  // namespace effortlab::detect
