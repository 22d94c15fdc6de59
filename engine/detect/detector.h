#pragma once

#include "data/image.h"
#include "detect/box.h"
#include "effort/knobs.h"
#include "model/image_size.h"
#include "nn/engine.h"

#include <cstdint>
#include <memory>
#include <span>
#include <stop_token>
#include <vector>

namespace effortlab::detect {

/// Outputs of a detector's network to boxes of one image, in its pixels, by falling score: decoded as the manifest
/// says, overlaps suppressed. Errors: Error{ShapeMismatch} where the outputs are not what the decoder reads;
/// Error{InvalidArgument} for a model whose manifest names no decoder.
Detections decodeOutputs(const model::Model& model, std::span<const Tensor> outputs, std::int64_t imageWidth,
                         std::int64_t imageHeight);

/// A part of a video frame that lies in a canvas: pixels of each; the axes keep their directions.
struct CanvasTile {
  Box source;       ///< in the frame
  Box destination;  ///< in the canvas
};

/// What one call cost.
struct DetectorCost {
  std::int64_t macs = 0;     ///< dense, of the detector's graph at the canvas's size
  std::int64_t macsRun = 0;  ///< executed: fewer under knobs
  double prepareMs = 0.0;    ///< pixels to network input
  double networkMs = 0.0;
  double decodeMs = 0.0;  ///< with non-maximum suppression
};

struct DetectorCall {
  std::stop_token stop = {};
  float threshold = -1.0F;       ///< a score must be above it; negative: the manifest's
  DetectorCost* cost = nullptr;  ///< is set where given
  /// Which frame the canvas shows and how its tiles lie: networks do not need it, precomputed detections do.
  std::int64_t frame = -1;
  std::span<const CanvasTile> tiles = {};
};

/// Which canvases a detector can take.
struct CanvasLimits {
  bool fixed = false;         ///< only `usual`
  model::ImageSize usual;     ///< the manifest's
  std::int64_t smallest = 1;  ///< of either side, pixels
  std::int64_t largest = 4096;
  std::int64_t step = 1;  ///< both sides must be multiples of it
};

/// Finds objects in a canvas of any size that its limits allow. Threads: detect() may be called from one at a time.
class Detector {
public:
  virtual ~Detector() = default;

  /// The canvas (RGB or grey) is the network's input as it is, not resized. Boxes in its pixels, by falling score,
  /// overlaps suppressed. Errors: Error{InvalidArgument} for a canvas outside the limits; Error{ShapeMismatch,
  /// Cancelled}.
  virtual Detections detectCanvas(const data::Image& canvas, const DetectorCall& call) = 0;
  /// Dense MACs at a canvas's size; 0 for precomputed detections. Errors as detectCanvas().
  virtual std::int64_t macs(model::ImageSize canvas) = 0;
  virtual const CanvasLimits& limits() const noexcept = 0;
  virtual const std::vector<std::string>& labels() const noexcept = 0;
  /// Makes calls of this size ready (kernels are measured once a size), so that none of them stalls a video.
  virtual void prepare(model::ImageSize canvas, const std::stop_token& stop) = 0;

  /// The image stretched to limits().usual; boxes in the image's pixels.
  Detections detect(const data::Image& image, const DetectorCall& call = {});
};

struct DetectorOptions {
  nn::EngineKind engine = nn::EngineKind::Fast;  ///< OpenCv: cv::dnn, the independent reference
  nn::EngineOptions kernels = {};
  effort::KnobSettings knobs = {};  ///< effort knobs on the detector's own layers
  std::size_t sizes = 24;           ///< networks kept, one a canvas size, the longest unused goes first
};

/// A network behind preparation, decoding and suppression; one network is kept for each canvas size, without the heads
/// that do not fit it. Errors: Error{InvalidArgument} for a model whose manifest names no decoder or crops its images,
/// or knobs on an engine that has none; those of nn::makeEngine().
std::unique_ptr<Detector> makeDetector(std::shared_ptr<const model::Model> model, const DetectorOptions& options = {});

/// Precomputed detections by frame as a detector: of each tile those whose visible part in it is at least half of the
/// box, moved as the tile is. Without tiles: the frame's, as they are. Needs DetectorCall::frame.
std::unique_ptr<Detector> makePrecomputedDetector(std::vector<Detections> frames, std::vector<std::string> labels,
                                                  model::ImageSize frame);

}  // namespace effortlab::detect
