#include "detect/decoders.h"

#include "core/error.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

namespace effortlab::detect {

namespace {

constexpr std::int64_t coordinates = 4;
constexpr std::int64_t regionRowStart = 5;  ///< box and objectness
constexpr std::int64_t outputRow = 7;       ///< image, class, score, corners

/// Corners relative to the image, in its pixels.
Box cornersToPixels(const float* corners, const DecodeOptions& options) {
  const auto width = static_cast<float>(options.imageWidth);
  const auto height = static_cast<float>(options.imageHeight);
  return {corners[0] * width, corners[1] * height, (corners[2] - corners[0]) * width,
          (corners[3] - corners[1]) * height};
}

/// Centre and size relative to the image, in its pixels.
Box centreToPixels(const float* centre, const DecodeOptions& options) {
  const float left = centre[0] - centre[2] / 2.0F;
  const float top = centre[1] - centre[3] / 2.0F;
  const auto width = static_cast<float>(options.imageWidth);
  const auto height = static_cast<float>(options.imageHeight);
  return {left * width, top * height, centre[2] * width, centre[3] * height};
}

/// A damaged network may yield anything; only boxes that can be drawn are passed on.
bool isDrawable(const Box& box) {
  return std::isfinite(box.x) && std::isfinite(box.y) && std::isfinite(box.w) && std::isfinite(box.h) && box.w > 0.0F &&
         box.h > 0.0F;
}

void addDetection(const Box& box, std::int64_t classIndex, float score, Detections& found) {
  if (isDrawable(box))
    found.push_back({box, static_cast<int>(classIndex), score});
}

struct BoxesAndScores {
  const float* boxes = nullptr;
  const float* scores = nullptr;
  std::int64_t count = 0, classes = 0;
};

bool hasFourColumns(const Tensor& tensor) {
  return tensor.shape().rank() == 3 && tensor.shape()[2] == coordinates;
}

BoxesAndScores findBoxesAndScores(std::span<const Tensor> outputs) {
  std::string shapes;
  for (const Tensor& output : outputs)
    shapes += (shapes.empty() ? "" : ", ") + output.shape().toString();
  if (outputs.size() == 2) {
    const Tensor& boxes = hasFourColumns(outputs[1]) ? outputs[1] : outputs[0];
    const Tensor& scores = &boxes == outputs.data() ? outputs[1] : outputs[0];
    if (hasFourColumns(boxes) && scores.shape().rank() == 3 && scores.shape()[0] == 1 && boxes.shape()[0] == 1 &&
        scores.shape()[1] == boxes.shape()[1])
      return {boxes.data(), scores.data(), boxes.shape()[1], scores.shape()[2]};
  }
  throw Error(ErrorCode::ShapeMismatch,
              "the network's outputs are " + shapes + "; the decoder needs boxes 1xMx4 and scores 1xMxclasses");
}

/// Every class but the background whose score is above the threshold; `boxOf(i)` gives box i in pixels.
template <typename BoxOf>
Detections pickByScore(const BoxesAndScores& from, float threshold, const BoxOf& boxOf) {
  Detections found;
  for (std::int64_t i = 0; i < from.count; ++i)
    for (std::int64_t c = 1; c < from.classes; ++c)
      if (const float score = from.scores[i * from.classes + c]; score > threshold)
        addDetection(boxOf(i), c, score, found);
  return found;
}

}  // namespace

Detections decodeRegion(std::span<const Tensor> outputs, const DecodeOptions& options) {
  Detections found;
  for (const Tensor& output : outputs) {
    const Shape& shape = output.shape();
    if (shape.rank() != 3 || shape[0] != 1 || shape[2] <= regionRowStart)
      throw Error(ErrorCode::ShapeMismatch,
                  "the output " + shape.toString() + " is none of a yolo layer; the region decoder needs one");
    const std::int64_t rowSize = shape[2];
    for (std::int64_t row = 0; row < shape[1]; ++row) {
      const float* values = output.data() + row * rowSize;
      const float* best = std::max_element(values + regionRowStart, values + rowSize);
      if (*best > options.threshold)
        addDetection(centreToPixels(values, options), best - values - regionRowStart, *best, found);
    }
  }
  return found;
}

Detections decodeBoxesScores(std::span<const Tensor> outputs, const DecodeOptions& options) {
  const BoxesAndScores from = findBoxesAndScores(outputs);
  return pickByScore(from, options.threshold,
                     [&](std::int64_t i) { return cornersToPixels(from.boxes + coordinates * i, options); });
}

std::vector<float> defaultBoxes(const model::SsdSpec& ssd, std::int64_t inputWidth, std::int64_t inputHeight) {
  std::vector<float> boxes;
  const auto width = static_cast<float>(inputWidth);
  const auto height = static_cast<float>(inputHeight);
  const auto add = [&](float value) { boxes.push_back(ssd.clip ? std::clamp(value, 0.0F, 1.0F) : value); };
  for (std::size_t map = 0; map < ssd.strides.size(); ++map) {
    const float stride = ssd.strides[map];
    const auto rows = static_cast<std::int64_t>(std::ceil(height / stride));
    const auto columns = static_cast<std::int64_t>(std::ceil(width / stride));
    for (std::int64_t y = 0; y < rows; ++y)
      for (std::int64_t x = 0; x < columns; ++x)
        for (const float size : ssd.minBoxes[map])
          for (const float ratio : ssd.aspectRatios) {
            add((static_cast<float>(x) + 0.5F) * stride / width);
            add((static_cast<float>(y) + 0.5F) * stride / height);
            add(size * std::sqrt(ratio) / width);
            add(size / std::sqrt(ratio) / height);
          }
  }
  return boxes;
}

namespace {

/// Offsets against a default box, both centre and size, relative to the image.
Box applyOffsets(const std::array<float, coordinates>& offset, const float* box, const model::SsdSpec& ssd,
                 const DecodeOptions& options) {
  const std::array<float, coordinates> centre{
      box[0] + offset[0] * ssd.centerVariance * box[2], box[1] + offset[1] * ssd.centerVariance * box[3],
      box[2] * std::exp(offset[2] * ssd.sizeVariance), box[3] * std::exp(offset[3] * ssd.sizeVariance)};
  return centreToPixels(centre.data(), options);
}

/// One stride's raw map: `perCell` boxes at each of its pixels, whose default boxes start at `defaults`.
struct RawMap {
  const Tensor& map;
  std::int64_t perCell = 0, classes = 0;
  const float* defaults = nullptr;

  std::int64_t pixels() const { return map.shape().elementCount(2, 4); }
  const float* plane(std::int64_t box, std::int64_t value) const {
    return map.data() + (box * (coordinates + classes) + value) * pixels();
  }

  /// All classes above the threshold at one pixel.
  void addPixel(std::int64_t box, std::int64_t pixel, const model::SsdSpec& ssd, const DecodeOptions& options,
                Detections& found) const {
    const auto logit = [&](std::int64_t c) { return plane(box, coordinates + c)[pixel]; };
    float highest = logit(0);
    for (std::int64_t c = 1; c < classes; ++c)
      highest = std::max(highest, logit(c));
    float sum = 0.0F;
    for (std::int64_t c = 0; c < classes; ++c)
      sum += std::exp(logit(c) - highest);
    for (std::int64_t c = 1; c < classes; ++c) {
      const float score = std::exp(logit(c) - highest) / sum;
      if (!(score > options.threshold))
        continue;
      const std::array<float, coordinates> offset{plane(box, 0)[pixel], plane(box, 1)[pixel], plane(box, 2)[pixel],
                                                  plane(box, 3)[pixel]};
      const float* prior = defaults + coordinates * (pixel * perCell + box);
      addDetection(applyOffsets(offset, prior, ssd, options), c, score, found);
    }
  }
};

/// A class's share of the softmax is at most 1 / (1 + e^(background - logit)): only pixels where some logit is that
/// far above the background's need a softmax.
float leastMargin(float threshold) {
  if (threshold <= 0.0F)
    return -std::numeric_limits<float>::infinity();
  constexpr float rounding = 1e-4F;
  return std::log(threshold / std::max(1.0F - threshold, std::numeric_limits<float>::min())) - rounding;
}

void decodeRawMap(const RawMap& map, const model::SsdSpec& ssd, const DecodeOptions& options, Detections& found) {
  const float margin = leastMargin(options.threshold);
  const auto count = static_cast<std::size_t>(map.pixels());
  std::vector<float> best(count);
  for (std::int64_t box = 0; box < map.perCell; ++box) {
    std::copy_n(map.plane(box, coordinates + 1), count, best.data());
    for (std::int64_t c = 2; c < map.classes; ++c) {
      const float* logits = map.plane(box, coordinates + c);
      for (std::size_t i = 0; i < count; ++i)
        best[i] = best[i] < logits[i] ? logits[i] : best[i];
    }
    const float* background = map.plane(box, coordinates);
    for (std::size_t i = 0; i < count; ++i)
      if (best[i] - background[i] > margin)
        map.addPixel(box, static_cast<std::int64_t>(i), ssd, options, found);
  }
}

}  // namespace

Detections decodeSsdMaps(std::span<const Tensor> outputs, const model::SsdSpec& ssd, std::span<const float> defaults,
                         const DecodeOptions& options) {
  std::vector<const Tensor*> maps;
  for (const Tensor& output : outputs)
    maps.push_back(&output);
  std::stable_sort(maps.begin(), maps.end(), [](const Tensor* a, const Tensor* b) {
    return a->shape().elementCount(2, 4) > b->shape().elementCount(2, 4);
  });
  if (maps.size() > ssd.strides.size())
    throw Error(ErrorCode::ShapeMismatch, "the network ends in " + std::to_string(maps.size()) +
                                              " maps, min_boxes and strides describe " +
                                              std::to_string(ssd.strides.size()));
  Detections found;
  std::size_t start = 0;
  for (std::size_t i = 0; i < maps.size(); ++i) {
    const Shape& shape = maps[i]->shape();
    const auto perCell = static_cast<std::int64_t>(ssd.minBoxes[i].size() * ssd.aspectRatios.size());
    const std::int64_t values = shape.rank() == 4 ? shape[1] / perCell : 0;
    if (values < coordinates + 2 || values * perCell != shape[1] || shape[0] != 1)
      throw Error(ErrorCode::ShapeMismatch, "the map " + shape.toString() + " of stride " +
                                                std::to_string(static_cast<int>(ssd.strides[i])) +
                                                " does not hold 4 offsets and 2 or more classes for " +
                                                std::to_string(perCell) + " boxes a cell");
    const RawMap map{*maps[i], perCell, values - coordinates, defaults.data() + start};
    start += static_cast<std::size_t>(coordinates * perCell * map.pixels());
    if (start > defaults.size())
      throw Error(ErrorCode::ShapeMismatch, "the map " + shape.toString() + " has more cells than the stride " +
                                                std::to_string(static_cast<int>(ssd.strides[i])) + " gives");
    decodeRawMap(map, ssd, options, found);
  }
  return found;
}

Detections decodeSsd(std::span<const Tensor> outputs, const model::SsdSpec& ssd, std::span<const float> defaults,
                     const DecodeOptions& options) {
  const BoxesAndScores from = findBoxesAndScores(outputs);
  if (static_cast<std::int64_t>(defaults.size()) != coordinates * from.count)
    throw Error(ErrorCode::ShapeMismatch, "the network gives " + std::to_string(from.count) +
                                              " boxes, min_boxes and strides " +
                                              std::to_string(defaults.size() / coordinates));
  return pickByScore(from, options.threshold, [&](std::int64_t i) {
    const float* offset = from.boxes + coordinates * i;
    return applyOffsets({offset[0], offset[1], offset[2], offset[3]}, defaults.data() + coordinates * i, ssd, options);
  });
}

Detections decodeSsdWithPriors(std::span<const Tensor> outputs, const DecodeOptions& options) {
  const auto isPriors = [](const Tensor& tensor) { return tensor.shape().rank() == 3 && tensor.shape()[1] == 2; };
  const auto priors = std::find_if(outputs.begin(), outputs.end(), isPriors);
  std::vector<const Tensor*> others;
  for (const Tensor& output : outputs)
    if (priors == outputs.end() || &output != &*priors)
      others.push_back(&output);
  if (priors == outputs.end() || others.size() != 2)
    throw Error(ErrorCode::ShapeMismatch,
                "the ssd decoder needs default boxes: give min_boxes and strides, or a network whose outputs are "
                "locations, confidences and those of its PriorBox layers");
  const std::int64_t count = priors->shape()[2] / coordinates;
  const std::size_t located = others[0]->size() == coordinates * count ? 0 : 1;
  const Tensor& locations = *others[located];
  const Tensor& scores = *others[1 - located];
  if (count < 1 || locations.size() != coordinates * count || scores.size() % count != 0)
    throw Error(ErrorCode::ShapeMismatch, "locations " + locations.shape().toString() + " and confidences " +
                                              scores.shape().toString() + " do not fit " + std::to_string(count) +
                                              " default boxes");
  const BoxesAndScores from{locations.data(), scores.data(), count, scores.size() / count};
  const float* variances = priors->data() + coordinates * count;
  return pickByScore(from, options.threshold, [&](std::int64_t i) {
    const float* offset = from.boxes + coordinates * i;
    const float* corners = priors->data() + coordinates * i;
    const float* variance = variances + coordinates * i;
    const float width = corners[2] - corners[0];
    const float height = corners[3] - corners[1];
    const std::array<float, coordinates> centre{(corners[0] + corners[2]) / 2.0F + offset[0] * variance[0] * width,
                                                (corners[1] + corners[3]) / 2.0F + offset[1] * variance[1] * height,
                                                width * std::exp(offset[2] * variance[2]),
                                                height * std::exp(offset[3] * variance[3])};
    return centreToPixels(centre.data(), options);
  });
}

Detections decodeDetectionOutput(std::span<const Tensor> outputs, const DecodeOptions& options) {
  if (outputs.size() != 1 || outputs[0].shape().rank() != 4 || outputs[0].shape()[3] != outputRow)
    throw Error(ErrorCode::ShapeMismatch,
                "the network does not end in rows of 7, as its decoder detection_output needs");
  Detections found;
  const std::span<const float> values = outputs[0].values();
  for (std::size_t at = 0; at + outputRow <= values.size(); at += outputRow)
    if (values[at] >= 0.0F && values[at + 2] > options.threshold)
      addDetection(cornersToPixels(values.data() + at + 3, options), static_cast<std::int64_t>(values[at + 1]),
                   values[at + 2], found);
  return found;
}

}  // namespace effortlab::detect
