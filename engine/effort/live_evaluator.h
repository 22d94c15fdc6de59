#pragma once

#include "core/run_control.h"
#include "core/statistics.h"
#include "data/preprocess.h"
#include "effort/effort_layer.h"
#include "effort/gate_study.h"
#include "effort/histograms.h"
#include "effort/knobs.h"
#include "effort/op_counter.h"
#include "model/manifest.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace effortlab::effort {

/// Accuracy and work of one setting on the images seen so far.
struct LiveEstimate {
  std::int64_t images = 0;
  std::int64_t totalImages = 0;  ///< where this request ends
  double top1 = 0.0;             ///< fraction
  double top5 = 0.0;
  Interval top1Interval;
  double denseTop1 = 0.0;       ///< dense network, same images
  PairedDifference difference;  ///< this setting minus dense
  double agreement = 1.0;
  double repeated = 0.0;  ///< fraction that the gate ran exactly too
  EffortCounts counts;
  EffortCounts exactCounts;  ///< of the same images without the gate
  bool complete = false;

  double opsRatio() const noexcept { return effort::opsRatio(counts.total()); }
};

/// What the network says of some images under one setting.
struct LiveAnswers {
  std::vector<std::int64_t> images;         ///< indices into the set
  std::vector<std::vector<float>> outputs;  ///< class scores, as the network gives them
  EffortCounts counts;
};

struct LiveOptions {
  std::int64_t memoryBudgetBytes = std::int64_t{1} << 30;
  std::uint64_t seed = 1;   ///< of the fixed image order
  bool everyImage = false;  ///< all images are usable; those that nothing can be kept of are computed from the start
  std::int64_t firstSample = 64;      ///< images of the first estimate; doubles from there
  double firstEstimateSeconds = 0.5;  ///< networks slower than this on `firstSample` images start with 16
};

/// Re-evaluates a network while its knobs move: keeps activations at the layers with knobs and runs again only from the
/// first changed layer, on a growing sample in a fixed shuffled order. One caller at a time.
class LiveEvaluator {
public:
  /// `images`: indices into the set that may be used. Errors: Error{Unsupported} where the network mixes the images of
  /// a fixed batch of several.
  LiveEvaluator(std::shared_ptr<const model::Model> model, std::shared_ptr<const data::InputCache> inputs,
                std::vector<std::int64_t> images, const LiveOptions& options);
  ~LiveEvaluator();
  LiveEvaluator(const LiveEvaluator&) = delete;
  LiveEvaluator& operator=(const LiveEvaluator&) = delete;

  const std::vector<EffortLayer>& layers() const noexcept;
  /// Images that fit into the memory budget; fewer than given to the constructor when `limitReason()` is not empty.
  std::int64_t usableImages() const noexcept;
  /// English, for the log; empty when all images fit.
  std::string limitReason() const;

  /// Calls `onEstimate` after 64, 128, ... images, last with all of min(maxImages, usableImages()).
  /// Returns the last estimate; `complete` is false after a stop request (honoured within a layer's block of work).
  /// With a gate, its 8-bit pass runs once for each image, whatever else is set; a moved gate runs no layer again.
  /// Errors: Error{Mismatch, InvalidArgument} for knobs that do not fit, Error of the data; Error{Unsupported} for a
  /// gate where gateProblem() says why.
  LiveEstimate evaluate(const KnobSettings& settings, std::int64_t maxImages, const RunControl& control,
                        const std::function<void(const LiveEstimate&)>& onEstimate);

  /// Answers without the gate to the images at [first, last) of the fixed order, widened to whole chunks; less at the
  /// end. Errors: those of evaluate(); Error{Cancelled}.
  LiveAnswers answers(const KnobSettings& settings, std::int64_t first, std::int64_t last, const RunControl& control);
  /// What a layer is given for the first `images` of the fixed order, chunk by chunk. Errors: Error{Cancelled}.
  std::vector<TensorPtr> layerInputs(const EffortLayer& layer, const KnobSettings& settings, std::int64_t images,
                                     const RunControl& control);

  /// What the thresholds of one layer cut under `settings` (of the layers above it), on `images` images.
  /// Errors: Error{Cancelled}.
  LayerHistograms histograms(const EffortLayer& layer, const KnobSettings& settings, std::int64_t images,
                             const RunControl& control);

  /// The 8-bit pass against the dense network, on 64, 128, ... images; what any margin repeats can be read from it.
  /// It is calibrated once, on the first gateCalibrationImages of the constructor's images, of `sample` those that
  /// tune. Errors: those of a gate in evaluate(); Error{Cancelled}.
  GateStudy gateStudy(std::int64_t maxImages, const RunControl& control,
                      const std::function<void(const GateStudy&)>& onPart);

  /// Wall-clock of each node's dense kernel, ms an image, measured while the baseline ran; by node.
  std::vector<double> denseNodeMs() const;
  /// Dense MACs of each node for one image.
  std::vector<std::int64_t> denseMacs() const;
  /// Bytes of activations kept now.
  std::int64_t cachedBytes() const noexcept;

private:
  struct Impl;
  std::unique_ptr<Impl> m_impl;
};

}  // namespace effortlab::effort
