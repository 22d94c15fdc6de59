#pragma once

#include "fast/conv_kernel.h"
#include "fast/isa.h"

#include <memory>
#include <string_view>
#include <vector>

namespace effortlab::fast {

/// Every kernel that computes `layer`, the one to take unmeasured first. Empty when there is none.
std::vector<std::shared_ptr<const ConvKernel>> convCandidates(const ConvLayer& layer, LaneUse use, Isa isa);

/// The one of this name, for other weights than it was named for. Null where it does not apply to these.
std::shared_ptr<const ConvKernel> makeConvKernel(std::string_view name, const ConvLayer& layer, Isa isa);

}  // namespace effortlab::fast
