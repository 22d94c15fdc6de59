#define EFFORTLAB_PASS_KERNELS lanePassesBaseline
#define EFFORTLAB_PASS_LANES 4
#include "effort/lane_passes_kernels.inl"
