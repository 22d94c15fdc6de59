#include "effort/sfma.h"

#include "nn/clones.h"

#include <algorithm>
#include <cmath>

namespace effortlab::effort {

namespace {

/// Distinct ranges of kernel positions that lie inside, along one dimension.
void findCases(std::int64_t outputs, std::int64_t size, std::int64_t kernel, std::int64_t stride, std::int64_t padding,
               std::int64_t dilation, std::vector<BorderCases::Span>& cases, std::vector<std::int32_t>& caseOf) {
  for (std::int64_t out = 0; out < outputs; ++out) {
    const std::int64_t origin = out * stride - padding;
    BorderCases::Span span{kernel, 0};
    for (std::int64_t k = 0; k < kernel; ++k) {
      const std::int64_t position = origin + k * dilation;
      if (position < 0 || position >= size)
        continue;
      span.first = std::min(span.first, k);
      span.last = k + 1;
    }
    const auto known = std::find_if(cases.begin(), cases.end(), [&](const BorderCases::Span& other) {
      return other.first == span.first && other.last == span.last;
    });
    caseOf.push_back(static_cast<std::int32_t>(known - cases.begin()));
    if (known == cases.end())
      cases.push_back(span);
  }
}

struct Sums {
  double values = 0.0;
  double squares = 0.0;
};

/// In lanes: one running sum would wait for itself.
EFFORTLAB_CLONES
void addUp(const float* values, std::int64_t count, Sums& sums) {
  constexpr std::int64_t lanes = 16;
  using Floats __attribute__((vector_size(lanes * sizeof(float)), aligned(sizeof(float)))) = float;
  using Doubles __attribute__((vector_size(lanes * sizeof(double)))) = double;
  Doubles total = {};
  Doubles squares = {};
  std::int64_t i = 0;
  for (; i + lanes <= count; i += lanes) {
    const Doubles wide = __builtin_convertvector(*reinterpret_cast<const Floats*>(values + i), Doubles);
    total += wide;
    squares += wide * wide;
  }
  for (std::int64_t lane = 0; lane < lanes; ++lane) {
    sums.values += total[lane];
    sums.squares += squares[lane];
  }
  for (; i < count; ++i) {
    sums.values += values[i];
    sums.squares += static_cast<double>(values[i]) * values[i];
  }
}

EFFORTLAB_CLONES
void addScaled(const float* values, float scale, std::int64_t count, float* sums) {
  for (std::int64_t i = 0; i < count; ++i)
    sums[i] += scale * values[i];
}

EFFORTLAB_CLONES
std::int64_t countSmall(const std::uint8_t* small, std::int64_t count, std::int32_t* replacedOf) {
  std::int64_t pairs = 0;
  for (std::int64_t m = 0; m < count; ++m) {
    replacedOf[m] += small[m];
    pairs += small[m];
  }
  return pairs;
}

}  // namespace

MapStatistics mapStatistics(std::span<const float> map) {
  Sums sums;
  addUp(map.data(), static_cast<std::int64_t>(map.size()), sums);
  const double count = static_cast<double>(std::max<std::size_t>(map.size(), 1));
  const double mean = sums.values / count;
  return {static_cast<float>(mean), static_cast<float>(std::max(0.0, sums.squares / count - mean * mean))};
}

std::vector<float> kernelMagnitudes(const TapMatrix& matrix) {
  std::vector<float> magnitudes(static_cast<std::size_t>(matrix.outputs * matrix.maps));
  for (std::size_t pair = 0; pair < magnitudes.size(); ++pair) {
    const float* kernel = matrix.weights + static_cast<std::int64_t>(pair) * matrix.tapsPerMap;
    double sum = 0.0;
    for (std::int64_t tap = 0; tap < matrix.tapsPerMap; ++tap)
      sum += std::abs(kernel[tap]);
    magnitudes[pair] = static_cast<float>(sum);
  }
  return magnitudes;
}

BorderCases borderCases(const model::Window2d& window, std::int64_t height, std::int64_t width,
                        std::int64_t outputHeight, std::int64_t outputWidth) {
  BorderCases cases;
  findCases(outputHeight, height, window.kernelH, window.strideH, window.padTop, window.dilationH, cases.rowCases,
            cases.caseOfRow);
  findCases(outputWidth, width, window.kernelW, window.strideW, window.padLeft, window.dilationW, cases.columnCases,
            cases.caseOfColumn);
  return cases;
}

SfmaPlan::SfmaPlan(const SfmaKnob& knob, const TapMatrix& matrix)
    : m_variance(static_cast<float>(knob.variance)), m_matrix(matrix) {
  const std::vector<float> magnitudes = kernelMagnitudes(matrix);
  m_small.resize(magnitudes.size());
  m_anySmall.assign(static_cast<std::size_t>(matrix.maps), 0);
  const auto outputs = static_cast<std::size_t>(matrix.outputs);
  for (std::size_t n = 0; n < m_anySmall.size(); ++n)
    for (std::size_t m = 0; m < outputs; ++m) {
      const bool small = magnitudes[m * m_anySmall.size() + n] < static_cast<float>(knob.weight);
      m_small[n * outputs + m] = small ? 1 : 0;
      m_anySmall[n] |= m_small[n * outputs + m];
    }
}

std::vector<float> SfmaPlan::insideTapSums(const model::Window2d& window, const BorderCases& cases) const {
  std::vector<float> sums;
  sums.reserve(static_cast<std::size_t>(m_matrix.outputs * m_matrix.maps * cases.count()));
  for (std::int64_t n = 0; n < m_matrix.maps; ++n)
    for (std::int64_t m = 0; m < m_matrix.outputs; ++m) {
      if (!isSmall(m, n)) {
        sums.insert(sums.end(), static_cast<std::size_t>(cases.count()), 0.0F);
        continue;
      }
      const float* kernel = m_matrix.weights + (m * m_matrix.maps + n) * m_matrix.tapsPerMap;
      for (const BorderCases::Span& rows : cases.rowCases)
        for (const BorderCases::Span& columns : cases.columnCases) {
          float sum = 0.0F;
          for (std::int64_t r = rows.first; r < rows.last; ++r)
            for (std::int64_t s = columns.first; s < columns.last; ++s)
              sum += kernel[r * window.kernelW + s];
          sums.push_back(sum);
        }
    }
  return sums;
}

SfmaImage SfmaPlan::prepare(std::span<const float> image, const BorderCases& cases, std::span<const float> sums) const {
  const auto maps = static_cast<std::size_t>(m_matrix.maps);
  const std::size_t mapSize = image.size() / std::max<std::size_t>(maps, 1);
  std::vector<MapStatistics> statistics(maps);
  for (std::size_t n = 0; n < maps; ++n)
    if (m_anySmall[n] != 0)
      statistics[n] = mapStatistics(image.subspan(n * mapSize, mapSize));
  return prepare(statistics, static_cast<std::int64_t>(mapSize), cases.count(), sums);
}

SfmaImage SfmaPlan::prepare(std::span<const MapStatistics> maps, std::int64_t mapSize, std::int64_t cases,
                            std::span<const float> sums) const {
  SfmaImage result;
  const std::int64_t constants = m_matrix.outputs * cases;
  result.quiet.assign(maps.size(), 0);
  result.zero.assign(maps.size(), 0);
  result.means.assign(maps.size(), 0.0F);
  result.replacedOf.assign(static_cast<std::size_t>(m_matrix.outputs), 0);
  result.constants.assign(static_cast<std::size_t>(sums.empty() ? 0 : constants), 0.0F);
  for (std::size_t n = 0; n < maps.size(); ++n) {
    if (m_anySmall[n] == 0)
      continue;
    result.overheadOps += statisticsOpsPerElement * mapSize + 1;
    result.zero[n] = maps[n].mean == 0.0F && maps[n].variance == 0.0F ? 1 : 0;
    if (!(maps[n].variance < m_variance))
      continue;
    const auto map = static_cast<std::int64_t>(n);
    result.quiet[n] = 1;
    result.pairs += countSmall(smallOf(map).data(), m_matrix.outputs, result.replacedOf.data());
    result.means[n] = maps[n].mean;
    if (!sums.empty())
      addScaled(sums.data() + map * constants, maps[n].mean, constants, result.constants.data());
  }
  return result;
}

}  // namespace effortlab::effort
