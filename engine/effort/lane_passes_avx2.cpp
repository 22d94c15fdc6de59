#ifdef __AVX2__  // other processors build the baseline only
#define EFFORTLAB_PASS_KERNELS lanePassesAvx2
#define EFFORTLAB_PASS_LANES 8
#include "effort/lane_passes_kernels.inl"
#endif
