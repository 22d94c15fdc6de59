#ifdef __AVX2__  // other processors build the baseline only
#define EFFORTLAB_TAP_KERNELS tapKernelsAvx2
#define EFFORTLAB_TAP_ISA "avx2"
#define EFFORTLAB_TAP_LANES 8
#include "effort/tap_products_kernels.inl"
#endif
