#pragma once

#include <string_view>
#include <vector>

namespace effortlab::fast {

/// Instruction sets the kernels are built for, each including those before it.
enum class Isa {
  Scalar,  ///< plain loops: the oracle, and what runs where nothing else does
  Avx2,    ///< with FMA
  Avx512,  ///< F, BW, DQ, VL
  Vnni,    ///< AVX-512 with 8-bit dot products
};

/// "scalar", "avx2", "avx512", "vnni".
std::string_view isaName(Isa isa) noexcept;
/// Those this processor runs, Scalar first.
std::vector<Isa> supportedIsas();
/// The last of them, or the one that the environment variable EFFORTLAB_ISA names.
/// Errors: Error{InvalidArgument} for another name; Error{Unsupported} when the processor lacks it.
Isa defaultIsa();

}  // namespace effortlab::fast
