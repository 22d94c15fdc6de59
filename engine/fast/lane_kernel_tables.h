#pragma once

#include "fast/lane_kernels.h"

namespace effortlab::fast {

const LaneKernels& scalarLaneKernels();
#if defined(__x86_64__)
const LaneKernels& avx2LaneKernels();
const LaneKernels& avx512LaneKernels();
#endif

}  // namespace effortlab::fast
