#ifdef __AVX512F__  // other processors build the baseline only
#define EFFORTLAB_PASS_KERNELS lanePassesAvx512
#define EFFORTLAB_PASS_LANES 16
#include "effort/lane_passes_kernels.inl"
#endif
