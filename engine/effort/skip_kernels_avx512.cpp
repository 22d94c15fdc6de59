#ifdef __AVX512F__  // other processors build the scalar kernels only
#define EFFORTLAB_SKIP_KERNELS skipKernelsAvx512
#define EFFORTLAB_SKIP_LANES 16
#include "effort/skip_kernels.inl"
#endif
