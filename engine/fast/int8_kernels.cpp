#include "fast/int8_kernels.h"

namespace effortlab::fast {

// One a translation unit.
const Int8Kernels& int8KernelsScalar() noexcept;
const Int8Kernels& int8KernelsAvx2() noexcept;
const Int8Kernels& int8KernelsAvx512() noexcept;
const Int8Kernels& int8KernelsVnni() noexcept;

const Int8Kernels& int8Kernels(Isa isa) {
#if defined(__x86_64__)
  switch (isa) {
    case Isa::Scalar: break;
    case Isa::Avx2: return int8KernelsAvx2();
    case Isa::Avx512: return int8KernelsAvx512();
    case Isa::Vnni: return int8KernelsVnni();
  }
#else
  static_cast<void>(isa);
#endif
  return int8KernelsScalar();
}

}  // namespace effortlab::fast
