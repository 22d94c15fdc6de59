#include "core/random.h"

#include "core/file_io.h"

#include <cmath>
#include <numbers>

namespace effortlab {

namespace {

constexpr std::uint64_t goldenGamma = 0x9E3779B97F4A7C15ULL;

std::uint64_t mixed(std::uint64_t state) noexcept {
  state = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9ULL;
  state = (state ^ (state >> 27)) * 0x94D049BB133111EBULL;
  return state ^ (state >> 31);
}

}  // namespace

RandomStream::RandomStream(std::uint64_t seed, std::string_view name) noexcept
    : m_key(mixed(seed + goldenGamma) ^ fnv1a(name.data(), name.size())) {}

float RandomStream::uniform(std::uint64_t index) const noexcept {
  constexpr int discardedBits = 40;
  constexpr float step = 1.0F / 16777216.0F;  // 2^-24
  return static_cast<float>(mixed(m_key + (index + 1) * goldenGamma) >> discardedBits) * step;
}

void RandomStream::fillUniform(std::span<float> values, float range) const noexcept {
  for (std::size_t i = 0; i < values.size(); ++i)
    values[i] = (2.0F * uniform(i) - 1.0F) * range;
}

void RandomStream::fillNormal(std::span<float> values, float deviation) const noexcept {
  for (std::size_t i = 0; i < values.size(); i += 2) {
    const double aboveZero = 1.0 - static_cast<double>(uniform(i));  // (0, 1]: has a logarithm
    const double radius = static_cast<double>(deviation) * std::sqrt(-2.0 * std::log(aboveZero));
    const double angle = 2.0 * std::numbers::pi * static_cast<double>(uniform(i + 1));
    values[i] = static_cast<float>(radius * std::cos(angle));
    if (i + 1 < values.size())
      values[i + 1] = static_cast<float>(radius * std::sin(angle));
  }
}

}  // namespace effortlab
