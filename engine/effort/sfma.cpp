#include "effort/sfma.h"

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

}  // namespace

MapStatistics mapStatistics(std::span<const float> map) {
  double sum = 0.0;
  double squares = 0.0;
  for (const float value : map) {
    sum += value;
    squares += static_cast<double>(value) * value;
  }
  const double count = static_cast<double>(std::max<std::size_t>(map.size(), 1));
  const double mean = sum / count;
  return {static_cast<float>(mean), static_cast<float>(std::max(0.0, squares / count - mean * mean))};
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

std::vector<float> insideTapSums(const TapMatrix& matrix, const model::Window2d& window, const BorderCases& cases) {
  std::vector<float> sums;
  sums.reserve(static_cast<std::size_t>(matrix.outputs * matrix.maps * cases.count()));
  for (std::int64_t pair = 0; pair < matrix.outputs * matrix.maps; ++pair) {
    const float* kernel = matrix.weights + pair * matrix.tapsPerMap;
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

SfmaPlan::SfmaPlan(const SfmaKnob& knob, const TapMatrix& matrix)
    : m_variance(static_cast<float>(knob.variance)), m_outputs(matrix.outputs), m_maps(matrix.maps) {
  const std::vector<float> magnitudes = kernelMagnitudes(matrix);
  m_small.resize(magnitudes.size());
  m_anySmall.assign(static_cast<std::size_t>(m_maps), 0);
  for (std::size_t pair = 0; pair < magnitudes.size(); ++pair) {
    m_small[pair] = magnitudes[pair] < static_cast<float>(knob.weight) ? 1 : 0;
    m_anySmall[pair % static_cast<std::size_t>(m_maps)] |= m_small[pair];
  }
}

SfmaImage SfmaPlan::prepare(std::span<const float> image, const BorderCases& cases, std::span<const float> sums) const {
  SfmaImage result;
  const auto maps = static_cast<std::size_t>(m_maps);
  const auto outputs = static_cast<std::size_t>(m_outputs);
  const auto caseCount = static_cast<std::size_t>(cases.count());
  result.replaced.assign(outputs * maps, 0);
  result.replacedOf.assign(outputs, 0);
  result.constants.assign(outputs * caseCount, 0.0F);
  const std::size_t mapSize = image.size() / std::max<std::size_t>(maps, 1);
  for (std::size_t n = 0; n < maps; ++n) {
    if (m_anySmall[n] == 0)
      continue;
    const MapStatistics statistics = mapStatistics(image.subspan(n * mapSize, mapSize));
    result.overheadOps += statisticsOpsPerElement * static_cast<std::int64_t>(mapSize) + 1;
    if (!(statistics.variance < m_variance))
      continue;
    for (std::size_t m = 0; m < outputs; ++m) {
      const std::size_t pair = m * maps + n;
      if (m_small[pair] == 0)
        continue;
      result.replaced[pair] = 1;
      ++result.replacedOf[m];
      ++result.pairs;
      for (std::size_t c = 0; c < caseCount; ++c)
        result.constants[m * caseCount + c] += statistics.mean * sums[pair * caseCount + c];
    }
  }
  return result;
}

}  // namespace effortlab::effort
