#include "detect/detector.h"

#include "core/error.h"
#include "data/preprocess.h"
#include "detect/detector_outputs.h"
#include "detect/nms.h"

#include <algorithm>
#include <string>
#include <utility>

namespace effortlab::detect {

namespace {

std::string canvasText(model::ImageSize size) {
  return std::to_string(size.width) + "x" + std::to_string(size.height);
}

float shownShare(const Box& box, const Box& tile) {
  const float width = std::min(box.x + box.w, tile.x + tile.w) - std::max(box.x, tile.x);
  const float height = std::min(box.y + box.h, tile.y + tile.h) - std::max(box.y, tile.y);
  return width > 0.0F && height > 0.0F ? width * height / (box.w * box.h) : 0.0F;
}

/// The part of a box that a tile shows, where the tile lies in the canvas.
Box movedIntoCanvas(const Box& box, const CanvasTile& tile) {
  const Box& from = tile.source;
  const Box& to = tile.destination;
  const float scaleX = to.w / from.w;
  const float scaleY = to.h / from.h;
  const float left = std::max(box.x, from.x);
  const float top = std::max(box.y, from.y);
  const float right = std::min(box.x + box.w, from.x + from.w);
  const float bottom = std::min(box.y + box.h, from.y + from.h);
  return {to.x + (left - from.x) * scaleX, to.y + (top - from.y) * scaleY, (right - left) * scaleX,
          (bottom - top) * scaleY};
}

class PrecomputedDetector final : public Detector {
public:
  PrecomputedDetector(std::vector<Detections> frames, std::vector<std::string> labels, model::ImageSize frame)
      : m_frames(std::move(frames)), m_labels(std::move(labels)) {
    m_limits.usual = frame;
  }

  Detections detectCanvas(const data::Image&, const DetectorCall& call) override {
    if (call.frame < 0)
      throw Error(ErrorCode::InvalidArgument, "precomputed detections need to know the frame's number");
    if (call.cost != nullptr)
      *call.cost = {};
    Detections found;
    if (call.frame >= static_cast<std::int64_t>(m_frames.size()))
      return found;
    for (const Detection& detection : m_frames[static_cast<std::size_t>(call.frame)]) {
      if (detection.score <= call.threshold)
        continue;
      if (call.tiles.empty())
        found.push_back(detection);
      for (const CanvasTile& tile : call.tiles)
        if (shownShare(detection.box, tile.source) >= leastShown)
          found.push_back({movedIntoCanvas(detection.box, tile), detection.classIndex, detection.score});
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const Detection& a, const Detection& b) { return a.score > b.score; });
    return found;
  }

  std::int64_t macs(model::ImageSize) override { return 0; }
  const CanvasLimits& limits() const noexcept override { return m_limits; }
  const std::vector<std::string>& labels() const noexcept override { return m_labels; }
  void prepare(model::ImageSize, const std::stop_token&) override {}

private:
  static constexpr float leastShown = 0.5F;

  std::vector<Detections> m_frames;
  std::vector<std::string> m_labels;
  CanvasLimits m_limits;
};

}  // namespace

void requireCanvas(const CanvasLimits& limits, model::ImageSize canvas) {
  const auto refuse = [&](const std::string& what) {
    throw Error(ErrorCode::InvalidArgument, "a canvas of " + canvasText(canvas) + " pixels " + what);
  };
  if (limits.fixed && (canvas.width != limits.usual.width || canvas.height != limits.usual.height))
    refuse("does not suit this detector: it takes " + canvasText(limits.usual) + " only");
  if (std::min(canvas.width, canvas.height) < limits.smallest)
    refuse("is too small for this detector: each side needs " + std::to_string(limits.smallest));
  if (std::max(canvas.width, canvas.height) > limits.largest)
    refuse("is too large for this detector: no side may exceed " + std::to_string(limits.largest));
  if (canvas.width % limits.step != 0 || canvas.height % limits.step != 0)
    refuse("does not suit this detector: its sides must be multiples of " + std::to_string(limits.step));
}

Detections Detector::detect(const data::Image& image, const DetectorCall& call) {
  const model::ImageSize size = limits().usual;
  Detections found = detectCanvas(data::stretched(image, size.width, size.height), call);
  const float scaleX = static_cast<float>(image.width) / static_cast<float>(size.width);
  const float scaleY = static_cast<float>(image.height) / static_cast<float>(size.height);
  for (Detection& detection : found) {
    Box& box = detection.box;
    box = {box.x * scaleX, box.y * scaleY, box.w * scaleX, box.h * scaleY};
  }
  return found;
}

std::unique_ptr<Detector> makePrecomputedDetector(std::vector<Detections> frames, std::vector<std::string> labels,
                                                  model::ImageSize frame) {
  return std::make_unique<PrecomputedDetector>(std::move(frames), std::move(labels), frame);
}

}  // namespace effortlab::detect
