#include "effort/skip_kernels.h"

namespace effortlab::effort {

// One a translation unit.
const SkipKernels& skipKernelsScalar() noexcept;
const SkipKernels& skipKernelsAvx2() noexcept;
const SkipKernels& skipKernelsAvx512() noexcept;

const SkipKernels& skipKernels(fast::Isa isa) {
#if defined(__x86_64__)
  if (isa == fast::Isa::Avx512 || isa == fast::Isa::Vnni)
    return skipKernelsAvx512();
  if (isa == fast::Isa::Avx2)
    return skipKernelsAvx2();
#endif
  static_cast<void>(isa);
  return skipKernelsScalar();
}

const SkipKernels& skipKernels() {
  static const SkipKernels& kernels = skipKernels(fast::defaultIsa());
  return kernels;
}

}  // namespace effortlab::effort
