#include "fast/lane_kernels.h"

#include "fast/lane_kernel_tables.h"

namespace effortlab::fast {

const LaneKernels& laneKernels(Isa isa) {
#if defined(__x86_64__)
  switch (isa) {
    case Isa::Scalar: break;
    case Isa::Avx2: return avx2LaneKernels();
    case Isa::Avx512:
    case Isa::Vnni: return avx512LaneKernels();
  }
#else
  static_cast<void>(isa);
#endif
  return scalarLaneKernels();
}

}  // namespace effortlab::fast
