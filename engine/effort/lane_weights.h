#pragma once

#include "effort/lane_geometry.h"
#include "fast/conv_kernel.h"
#include "fast/isa.h"

#include <memory>
#include <string>
#include <vector>

namespace effortlab::effort {

/// Which pairs of input and output maps kernels have.
enum class WeightPart {
  Whole,
  WithoutSmall,  ///< SFMA replaces all small ones
  Small,         ///< those alone, without the bias
};

/// What decides the kernels of a layer.
struct LaneWeightsKey {
  std::string plan;  ///< the kernel of the dense layer
  fast::Isa isa = fast::Isa::Scalar;
  model::Window2d window;
  bool sampledApart = false;
  std::int64_t firstTileH = 0, firstTileW = 0;  ///< of the sums over the prediction set
  WeightPart part = WeightPart::Whole;
  bool operator==(const LaneWeightsKey& other) const noexcept;
};

/// Kernels of a layer, or of a part of it.
struct LaneWeights {
  LaneWeights(const MeasuredLayer& layer, const LaneGeometry& geometry, LaneWeightsKey of);

  LaneWeightsKey key;
  std::shared_ptr<const fast::ConvKernel> whole;  ///< or, with `adds`, what follows the prediction set
  std::shared_ptr<const fast::ConvKernel> first;  ///< over the prediction set; null without SPET
  bool adds = false;
};

}  // namespace effortlab::effort
