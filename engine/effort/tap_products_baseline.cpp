#define EFFORTLAB_TAP_KERNELS tapKernelsBaseline
#define EFFORTLAB_TAP_ISA "baseline"
#define EFFORTLAB_TAP_LANES 4
#include "effort/tap_products_kernels.inl"
