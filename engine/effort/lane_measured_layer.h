#pragma once

#include "effort/lane_geometry.h"
#include "effort/lane_weights.h"
#include "effort/measured_layer.h"
#include "effort/op_counter.h"
#include "fast/lane_program.h"

#include <memory>
#include <mutex>
#include <vector>

namespace effortlab::effort {

/// What MeasuredLayer computes, on lanes: the whole sums by the kernel of the dense plan, those over the prediction set
/// by another where SPET applies, then one masked pass a map. Const and safe to call concurrently.
/// Source: algorithms 1.1-1.4.
///
/// Ensures: outputs as MeasuredLayer's to rounding, counts but for ties within it; independent of the thread count
class LaneMeasuredLayer {
public:
  /// One group, ReLU or no activation, sampling at period 2, any order but the exact one.
  static bool covers(const MeasuredLayer& layer);
  /// Requires: covers(*layer).
  explicit LaneMeasuredLayer(std::shared_ptr<const MeasuredLayer> layer);
  ~LaneMeasuredLayer();

  const std::shared_ptr<const MeasuredLayer>& layer() const noexcept { return m_layer; }

  /// Computes the step for `images` images of `call`; the work of each. After a stop request outputs are unspecified.
  std::vector<LayerCounts> run(const fast::LaneStep& step, const fast::ConvCall& call, fast::Isa isa,
                               std::int64_t images) const;

private:
  struct Call;
  struct Work;
  struct LaneSlice;
  std::shared_ptr<const LaneGeometry> geometryOf(const fast::ConvCall& call) const;
  std::shared_ptr<const LaneWeights> weightsOf(const Call& call, WeightPart part) const;
  static const fast::LaneTensor& inputIn(const Call& call, const fast::LaneMaps& wanted);
  void addUnreplaced(const Call& call, const fast::ConvKernel& kernel, const fast::LaneMaps& inputMaps,
                     std::span<const SfmaImage> sfma, LaneSlice sums) const;
  void computeSums(const Call& call, std::span<const SfmaImage> sfma, Work& work, fast::LaneTensor& first) const;
  void sumConstants(const LaneGeometry& geometry, const Work& work, std::int64_t m, float* byCase) const;
  void finishMaps(const Call& call, const Work& work, std::int64_t firstMap, std::int64_t maps) const;
  std::vector<LayerCounts> countWork(const Call& call, const Work& work) const;

  std::shared_ptr<const MeasuredLayer> m_layer;
  std::vector<std::int32_t> m_predictedInPairs;
  std::vector<std::vector<std::int32_t>> m_smallMaps;  ///< by output: input maps it has small kernels of
  mutable std::mutex m_mutex;
  mutable std::vector<std::shared_ptr<const LaneGeometry>> m_geometries;
  mutable std::vector<std::shared_ptr<const LaneWeights>> m_weights;  ///< last used first
};

}  // namespace effortlab::effort
