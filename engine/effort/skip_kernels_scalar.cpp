#include "effort/skip_kernels.h"

namespace effortlab::effort {

namespace {

void dotRows(const DotRows& d) {
  for (std::int64_t i = 0; i < d.count; ++i) {
    const float* row = d.rows + (d.list[i] - d.firstRow) * d.stride;
    float sum = 0.0F;
    for (std::int64_t t = 0; t < d.length; ++t)
      sum += d.common[t] * row[t];
    d.out[i] = sum;
  }
}

void columnsToRows(const ColumnsToRows& c) {
  for (std::int64_t i = 0; i < c.length; ++i)
    for (std::int64_t p = 0; p < c.pixels; ++p)
      c.rows[p * c.rowStride + i] = c.order[i] < 0 ? 0.0F : c.columns[c.order[i] * c.columnStride + p];
}

std::int64_t stopSums(const StopSums& s) {
  std::int64_t listed = 0;
  for (std::int64_t p = 0; p < s.count; ++p) {
    const bool low = s.sums[p] < s.low;
    const bool stopped = low | (s.sums[p] > s.high);
    s.sums[p] = stopped ? (low ? s.lowValue : s.highValue) : s.sums[p];
    s.executed[p] = stopped ? s.stoppedTaps : s.keptTaps;
    s.list[listed] = static_cast<std::int32_t>(p);  // stays unless the next overwrites it: no branch
    listed += stopped ? 0 : 1;
  }
  return listed;
}

PairsReplaced replacePairs(const PairCells&, std::int64_t) {
  return {};  // all are left to the caller's plain loop
}

constexpr SkipKernels kernels{dotRows, columnsToRows, stopSums, replacePairs};

}  // namespace

const SkipKernels& skipKernelsScalar() noexcept;
const SkipKernels& skipKernelsScalar() noexcept {
  return kernels;
}

}  // namespace effortlab::effort
