#pragma once

#include "effort/lane_geometry.h"
#include "effort/measured_layer.h"
#include "fast/conv_kernel.h"

#include <vector>

namespace effortlab::effort {

/// What SFMA replaces in each image of a call, from statistics taken in lanes. Without constants; empty without SFMA.
std::vector<SfmaImage> replacedPairs(const KnobGroup& group, const LaneGeometry& geometry, const fast::ConvCall& call,
                                     std::int64_t images);

/// [maps][16]: the mean of each map in the lanes of images that replace it, else 0. For Images use.
FloatBuffer replacedMeans(const KnobGroup& group, std::span<const SfmaImage> images);

/// Which small pairs the images of a call replace. A map of nothing but zeros adds nothing either way: it goes with the
/// others.
enum class ReplacedPairs {
  None,  ///< in effect
  All,   ///< that there are, in all images
  Some,
};
ReplacedPairs replacedOf(const KnobGroup& group, std::span<const SfmaImage> images);

/// Copies the maps that have small kernels, zeros where an image replaces them.
void copyUnreplaced(const KnobGroup& group, std::span<const SfmaImage> images, const fast::LaneTensor& from,
                    fast::LaneTensor& to);

/// Taps of an evaluated neuron of each output, and those of them that predict.
struct TapCounts {
  std::vector<std::int32_t> kept, predicted;
};
/// Taps that predict, by small pair: [maps][outputs], zeros for other pairs.
std::vector<std::int32_t> predictedInPairs(const KnobGroup& group);
/// `image` null: nothing is replaced.
TapCounts tapCounts(const KnobGroup& group, std::span<const std::int32_t> predictedInPairs, const SfmaImage* image);

}  // namespace effortlab::effort
