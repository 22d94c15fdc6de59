#pragma once

#include <cstdint>
#include <vector>

namespace effortlab::effort {

/// Work of one layer over some images. macsDense = macsExecuted + savedSdss + savedSfma + savedSpet + savedGate,
/// always.
struct LayerCounts {
  std::int64_t macsDense = 0;
  std::int64_t macsExecuted = 0;
  std::int64_t overheadOps = 0;  ///< scalar operations: comparisons, averages, variances, additions of replaced pairs
  std::int64_t savedSdss = 0;
  std::int64_t savedSfma = 0;  ///< net of the MAC a replaced pair and border case costs
  std::int64_t savedSpet = 0;
  std::int64_t savedGate = 0;  ///< net of what the 8-bit pass costs, in exact MACs: negative where an image is repeated
  std::int64_t macs8 = 0;      ///< done in 8 bits; macsExecuted has them by their weight

  LayerCounts& operator+=(const LayerCounts& other) noexcept;
  bool operator==(const LayerCounts&) const = default;
};

/// Work by node of the graph (zero for layers without MACs).
struct EffortCounts {
  std::vector<LayerCounts> nodes;

  EffortCounts& operator+=(const EffortCounts& other);
  LayerCounts total() const noexcept;
};

/// 2 macsDense / (2 macsExecuted + overheadOps), algorithms 1; 1 for no work.
double opsRatio(const LayerCounts& counts) noexcept;

}  // namespace effortlab::effort
