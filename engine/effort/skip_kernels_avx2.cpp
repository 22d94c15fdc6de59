#ifdef __AVX2__  // other processors build the scalar kernels only
#define EFFORTLAB_SKIP_KERNELS skipKernelsAvx2
#define EFFORTLAB_SKIP_LANES 8
#include "effort/skip_kernels.inl"
#endif
