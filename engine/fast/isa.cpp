#include "fast/isa.h"

#include "core/error.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string>

namespace effortlab::fast {

namespace {

constexpr std::array isaNames{std::string_view("scalar"), std::string_view("avx2"), std::string_view("avx512"),
                              std::string_view("vnni")};

}  // namespace

std::string_view isaName(Isa isa) noexcept {
  return isaNames[static_cast<std::size_t>(isa)];
}

std::vector<Isa> supportedIsas() {
  std::vector<Isa> isas{Isa::Scalar};
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma"))
    return isas;
  isas.push_back(Isa::Avx2);
  if (!__builtin_cpu_supports("avx512f") || !__builtin_cpu_supports("avx512bw") ||
      !__builtin_cpu_supports("avx512dq") || !__builtin_cpu_supports("avx512vl"))
    return isas;
  isas.push_back(Isa::Avx512);
  if (__builtin_cpu_supports("avx512vnni"))
    isas.push_back(Isa::Vnni);
#endif
  return isas;
}

Isa defaultIsa() {
  const std::vector<Isa> supported = supportedIsas();
  const char* wanted = std::getenv("EFFORTLAB_ISA");
  if (wanted == nullptr || *wanted == '\0')
    return supported.back();
  const auto* name = std::find(isaNames.begin(), isaNames.end(), std::string_view(wanted));
  if (name == isaNames.end())
    throw Error(ErrorCode::InvalidArgument,
                std::string("EFFORTLAB_ISA is '") + wanted + "'; it can be scalar, avx2, avx512 or vnni");
  const Isa isa = static_cast<Isa>(name - isaNames.begin());
  if (std::find(supported.begin(), supported.end(), isa) == supported.end())
    throw Error(ErrorCode::Unsupported, std::string("EFFORTLAB_ISA asks for ") + wanted +
                                            ", which this processor lacks; it has " +
                                            std::string(isaName(supported.back())) + " and less");
  return isa;
}

}  // namespace effortlab::fast
