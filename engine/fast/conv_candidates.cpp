#include "fast/conv_candidates.h"

#include "fast/activation_sparse_conv.h"
#include "fast/depthwise_conv.h"
#include "fast/direct_conv.h"
#include "fast/packed_conv.h"
#include "fast/weight_sparse_conv.h"
#include "fast/winograd_lane_conv.h"
#include "fast/winograd_map_conv.h"

#include <array>

namespace effortlab::fast {

namespace {

/// Interpolation points of the transforms: 6 is the more exact, 8 multiplies less.
constexpr std::array winogradPoints{6, 8};

}  // namespace

std::vector<std::shared_ptr<const ConvKernel>> convCandidates(const ConvLayer& layer, LaneUse use, Isa isa) {
  std::vector<std::shared_ptr<const ConvKernel>> kernels;
  const auto add = [&](std::shared_ptr<const ConvKernel> kernel) {
    if (kernel)
      kernels.push_back(std::move(kernel));
  };
  add(makeDepthwiseConv(layer, isa));
  add(makeDirectConv(layer, isa));
  add(makeWeightSparseConv(layer, isa));
  if (use == LaneUse::Tiles) {
    add(makePackedConv(layer, isa));
    add(makeActivationSparseConv(layer, isa));
  }
  for (const int points : winogradPoints) {
    add(makeLaneWinograd(layer, isa, points));
    if (use == LaneUse::Tiles)
      add(makeMapWinograd(layer, isa, points));
  }
  return kernels;
}

std::shared_ptr<const ConvKernel> makeConvKernel(std::string_view name, const ConvLayer& layer, Isa isa) {
  if (name == "depthwise")
    return makeDepthwiseConv(layer, isa);
  if (name == "weight-sparse")
    return makeWeightSparseConv(layer, isa);
  if (name == "packed")
    return makePackedConv(layer, isa);
  if (name == "activation-sparse")
    return makeActivationSparseConv(layer, isa);
  if (name == "winograd" || name == "winograd8")
    return makeLaneWinograd(layer, isa, name == "winograd" ? winogradPoints[0] : winogradPoints[1]);
  if (name == "winograd-maps" || name == "winograd8-maps")
    return makeMapWinograd(layer, isa, name == "winograd-maps" ? winogradPoints[0] : winogradPoints[1]);
  return name == "direct" ? makeDirectConv(layer, isa) : nullptr;
}

}  // namespace effortlab::fast
