#pragma once

#include "core/tensor.h"
#include "detect/box.h"
#include "model/manifest.h"

#include <cstdint>
#include <span>
#include <vector>

namespace effortlab::detect {

/// From where on a score counts, and the image whose pixels the boxes are given in.
struct DecodeOptions {
  float threshold = 0.0F;  ///< a score must be above it
  std::int64_t imageWidth = 0, imageHeight = 0;
};

/// Rows of Darknet's yolo layers: centre x, centre y, width, height relative to the image, objectness, class scores.
/// A row's best class gives a box. Shapes: each [1, rows, 5 + classes]. Errors: Error{ShapeMismatch}.
Detections decodeRegion(std::span<const Tensor> outputs, const DecodeOptions& options);

/// Corner boxes [1, M, 4] relative to the image and class scores [1, M, classes], class 0 the background. In any order:
/// the four values wide one are the boxes; of two such the second. Errors: Error{ShapeMismatch}.
Detections decodeBoxesScores(std::span<const Tensor> outputs, const DecodeOptions& options);

/// Default boxes relative to the image: centre x, centre y, width, height, four a box.
/// Source: SSD (Liu et al. 2016); by map, row, column, minimal size, aspect ratio; clipped to 0..1 where `ssd` says so
std::vector<float> defaultBoxes(const model::SsdSpec& ssd, std::int64_t inputWidth, std::int64_t inputHeight);

/// The same outputs, whose boxes are offsets against `defaults`, by the variances of `ssd`. Errors:
/// Error{ShapeMismatch}.
Detections decodeSsd(std::span<const Tensor> outputs, const model::SsdSpec& ssd, std::span<const float> defaults,
                     const DecodeOptions& options);

/// The same for a network that ends in one raw map a stride: [1, boxes at a cell x (4 offsets + logits of all classes),
/// H, W], in any order. The softmax over classes is taken here, at the few boxes where a class can be above the
/// threshold. Errors: Error{ShapeMismatch} naming the map.
Detections decodeSsdMaps(std::span<const Tensor> outputs, const model::SsdSpec& ssd, std::span<const float> defaults,
                         const DecodeOptions& options);

/// The same for a network that ends in locations [1, 4 M], confidences [1, M classes] and what PriorBox layers give,
/// [1, 2, 4 M]: corners and variances. Errors: Error{ShapeMismatch}.
Detections decodeSsdWithPriors(std::span<const Tensor> outputs, const DecodeOptions& options);

/// Rows of seven: image, class, score, corners relative to the image; rows of image -1 are none.
/// Shapes: [1, 1, K, 7]. Errors: Error{ShapeMismatch}.
Detections decodeDetectionOutput(std::span<const Tensor> outputs, const DecodeOptions& options);

}  // namespace effortlab::detect
