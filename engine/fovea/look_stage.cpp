#include "fovea/look_stage.h"

#include "core/error.h"
#include "detect/detector_outputs.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace effortlab::fovea {

model::ImageSize fullCanvas(const detect::Detector& detector, const PolicyOptions& options) {
  if (options.frame.width < 1 || options.frame.height < 1)
    throw Error(ErrorCode::InvalidArgument, "a video without pixels");
  const model::ImageSize canvas = options.input.width > 0 ? options.input : detector.limits().usual;
  detect::requireCanvas(detector.limits(), canvas);
  return canvas;
}

model::ImageSize allowedCanvas(const detect::CanvasLimits& limits, double width, double height) {
  if (limits.fixed)
    return limits.usual;
  const auto side = [&limits](double wanted) {
    const auto step = static_cast<double>(limits.step);
    const auto least = std::ceil(static_cast<double>(limits.smallest) / step) * step;
    const auto most = std::floor(static_cast<double>(limits.largest) / step) * step;
    return static_cast<std::int64_t>(std::clamp(std::round(wanted / step) * step, least, most));
  };
  return {.height = side(height), .width = side(width)};
}

std::vector<Sighting> lookAt(const FrameTask& task, const Montage& montage, detect::Detector& detector,
                             const LookOptions& options, FrameRecord& record) {
  Stopwatch watch;
  auto canvas = std::make_shared<const data::Image>(drawMontage(*task.image, montage));
  record.ms.montage += watch.lap();
  std::vector<detect::CanvasTile> tiles;
  for (const MontageTile& tile : montage.tiles)
    tiles.push_back({tile.source, tile.destination});
  detect::DetectorCost cost;
  const Detections found = detector.detectCanvas(*canvas, {.stop = task.stop,
                                                           .threshold = options.score > 0.0F ? options.score : -1.0F,
                                                           .cost = &cost,
                                                           .frame = task.frame,
                                                           .tiles = tiles});
  record.ms.detector += watch.lap();
  record.canvas = montage.canvas;
  record.tiles = montage.tiles;
  record.fill = montage.fill;
  record.macs += cost.macs;
  record.macsRun += cost.macsRun;
  if (task.keepMontage)
    record.montage = std::move(canvas);
  std::vector<Sighting> sightings = suppressSightings(
      unmapDetections(montage, found, {.height = task.image->height, .width = task.image->width}, options.unmap),
      options.nms);
  record.ms.track += watch.lap();
  return sightings;
}

std::vector<ShownBox> shownOf(const std::vector<Sighting>& sightings) {
  std::vector<ShownBox> boxes;
  for (const Sighting& one : sightings)
    boxes.push_back({.box = one.detection.box,
                     .classIndex = one.detection.classIndex,
                     .score = one.detection.score,
                     .origin = one.origin});
  return boxes;
}

}  // namespace effortlab::fovea
