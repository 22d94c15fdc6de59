#include "fast/activation_sparse_kernels.h"

namespace effortlab::fast {

const ActivationSparseKernels& activationSparseKernels(Isa isa) {
#if defined(__x86_64__)
  if (isa >= Isa::Avx512)
    return activationSparseKernelsAvx512();
  if (isa == Isa::Avx2)
    return activationSparseKernelsAvx2();
#endif
  static_cast<void>(isa);
  return activationSparseKernelsScalar();
}

}  // namespace effortlab::fast
