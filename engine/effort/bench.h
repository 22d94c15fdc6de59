#pragma once

#include "core/run_control.h"
#include "core/statistics.h"
#include "core/tensor.h"
#include "effort/knobs.h"
#include "fast/calibration.h"
#include "model/manifest.h"
#include "nn/engine.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace effortlab::effort {

struct BenchResult;

/// One engine of a comparison.
struct BenchEngine {
  nn::EngineKind kind = nn::EngineKind::Eigen;
  bool required = true;  ///< false: an engine that refuses the network is told of in its row
};

struct BenchPlan {
  std::shared_ptr<const model::Model> model;
  std::vector<TensorPtr> batches;    ///< inputs [N, ...] of one shape; every engine gets all of them in turn
  std::vector<BenchEngine> engines;  ///< the first is what ratios refer to
  /// Two more rows on the engine `fast`: `dense` and `knobs`, the executor of knobs without and with them; with a gate
  /// a third, `8-bit`, its first pass alone. A gate's cost differs from image to image: these rows take all batches in
  /// every round.
  std::optional<KnobSettings> knobs;
  std::shared_ptr<const fast::Calibration> calibration = {};  ///< of the gate
  nn::EngineOptions kernels = {};                             ///< of the engine `fast`
  std::int64_t runs = 30;
  bool skip = false;  ///< with `knobs`: a row `skip` too, the same knobs where work is left out
  std::function<void(const BenchResult&)> onPart = {};  ///< after some of the rounds, at least twice a second
};

/// Times of one engine, in milliseconds an image.
struct BenchRow {
  std::string name;
  double msMedian = 0.0, msP10 = 0.0, msP90 = 0.0;
  double ratio = 0.0;      ///< median over the rounds of its time / the first engine's; above 1: slower
  Interval ratioInterval;  ///< 95 %, of that median
  double gflops = 0.0;     ///< 10^9 dense multiplications and additions a second at the median
  /// Largest difference of its first output to the first engine's, relative to the largest magnitude; none where the
  /// shapes differ (boxes).
  std::optional<double> difference;
  std::string refusal;  ///< not empty: why there are no times
};

struct BenchResult {
  std::vector<BenchRow> rows;
  std::int64_t images = 0;  ///< of one batch
  std::int64_t macs = 0;    ///< dense, of one image
  std::int64_t runs = 0;    ///< whole rounds done
  bool complete = false;
};

/// Times engines against each other on the same inputs: after a warm-up, every round runs each of them once, starting
/// with another one each time, so that what disturbs the machine disturbs all alike; ratios are of pairs of one round.
/// A run lasts some milliseconds at least: short networks are repeated in it. Before its run, an engine that follows
/// another is run once untimed: pools of threads that still spin and caches that are cold are not its fault.
/// Blocks; a stop request returns the whole rounds done. Errors: Error of a required engine or of the knobs;
/// Error{Cancelled} before there is a whole round.
BenchResult bench(const BenchPlan& plan, const RunControl& control);

}  // namespace effortlab::effort
