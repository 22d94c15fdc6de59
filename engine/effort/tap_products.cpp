#include "effort/tap_products.h"

namespace effortlab::effort {

// One a translation unit: see tap_products_kernels.inl.
TapKernels tapKernelsBaseline() noexcept;
TapKernels tapKernelsAvx2() noexcept;
TapKernels tapKernelsAvx512() noexcept;

std::vector<TapKernels> supportedTapKernels() {
  std::vector<TapKernels> kernels{tapKernelsBaseline()};
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
    kernels.push_back(tapKernelsAvx2());
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512vl"))
    kernels.push_back(tapKernelsAvx512());
#endif
  return kernels;
}

const TapKernels& tapKernels() noexcept {
  static const TapKernels kernels = supportedTapKernels().back();
  return kernels;
}

}  // namespace effortlab::effort
