#ifdef __AVX512F__  // other processors build the baseline only
#define EFFORTLAB_TAP_KERNELS tapKernelsAvx512
#define EFFORTLAB_TAP_ISA "avx512"
#define EFFORTLAB_TAP_LANES 16
#include "effort/tap_products_kernels.inl"
#endif
