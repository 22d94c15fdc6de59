#pragma once

#include "fast/isa.h"
#include "fast/lane_tensor.h"
#include "nn/pool.h"

#include <cstdint>
#include <span>

namespace effortlab::fast {

/// Around the input tiles for these windows. In Tiles use input tiles are stride times the output's.
Halo requiredPoolHalo(const nn::PoolGeometry& geometry, const LaneMaps& input, const LaneMaps& output);

/// Max and average pooling of all planes to those of `output` from `outputPlane` on: tiles, not the halo; what lies
/// beyond the image is unspecified. U8 tensors: max only.
/// Requires: the input's halo is filled and covers requiredPoolHalo(): with zeros for averages; for maxima with
/// -infinity, or 0 where no input is negative. A window that lies in the padding alone gives 0.
/// Ensures:  results do not depend on the number of threads.
/// Errors:   Error{Unsupported} for an average of bytes.
void poolLanes(const nn::PoolGeometry& geometry, const LaneTensor& input, LaneTensor& output, std::int64_t outputPlane,
               Isa isa, bool parallel);

/// Maximum or mean of whole maps: planes `range` of an F32 tensor to [images][range.count], one image in Tiles use, up
/// to 16 in Images use. Looks at elements of the image alone.
void poolWholeMaps(model::PoolKind kind, const LaneTensor& input, PlaneRange range, std::span<float> result, Isa isa);

}  // namespace effortlab::fast
