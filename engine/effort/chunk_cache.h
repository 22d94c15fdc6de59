#pragma once

#include "effort/op_counter.h"
#include "nn/network.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace effortlab::effort {

/// What a restart before one node needs: the tensors alive there and the work done so far.
struct Checkpoint {
  int node = 0;
  std::uint64_t fingerprint = 0;  ///< of the knobs of all layers before `node`
  nn::Values values;
  std::vector<EffortCounts> counts;  ///< by image of the chunk
  std::int64_t bytes = 0;
};

/// Checkpoints of one chunk of images, under a budget of its own. One caller at a time.
class ChunkCache {
public:
  /// The latest checkpoint whose fingerprint is that of its node in `fingerprints` (by node), or null.
  const Checkpoint* find(std::span<const std::uint64_t> fingerprints) const;

  /// Keeps `checkpoint` if it fits into `budgetBytes`, dropping others of the chunk where needed: first those that save
  /// least work a byte (`macsBefore`, by node), never the one at `focusNode`.
  void store(Checkpoint checkpoint, std::int64_t budgetBytes, int focusNode, std::span<const std::int64_t> macsBefore);

  std::int64_t bytes() const noexcept { return m_bytes; }

private:
  void erase(std::size_t index);

  std::vector<Checkpoint> m_checkpoints;
  std::int64_t m_bytes = 0;
};

}  // namespace effortlab::effort
