#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace effortlab {

/// Counter-based random numbers: number `index` of a stream depends on seed, stream name and index alone, so the order
/// does not matter; uniform ones come of integer arithmetic and are the same on every machine. Source: SplitMix64
/// (Steele, Lea, Flood 2014).
class RandomStream {
public:
  RandomStream(std::uint64_t seed, std::string_view name) noexcept;

  /// Uniform in [0, 1), 24 bits.
  float uniform(std::uint64_t index) const noexcept;
  /// Fills with uniform numbers in [-range, range).
  void fillUniform(std::span<float> values, float range) const noexcept;
  /// Fills with normal numbers of mean 0. Source: Box and Muller 1958, both of a pair used. Computed in double
  /// precision and rounded, so that mathematics libraries that differ in the last bit give the same floats but for a
  /// rare tie.
  void fillNormal(std::span<float> values, float deviation) const noexcept;

private:
  std::uint64_t m_key;
};

}  // namespace effortlab
