#include "fast/winograd_kernels.h"

namespace effortlab::fast {

const WinogradKernels& winogradKernels(Isa isa) {
#if defined(__x86_64__)
  if (isa >= Isa::Avx512)
    return winogradKernelsAvx512();
  if (isa == Isa::Avx2)
    return winogradKernelsAvx2();
#endif
  static_cast<void>(isa);
  return winogradKernelsScalar();
}

}  // namespace effortlab::fast
