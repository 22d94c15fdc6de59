#include "effort/chunk_cache.h"

#include <algorithm>

namespace effortlab::effort {

const Checkpoint* ChunkCache::find(std::span<const std::uint64_t> fingerprints) const {
  const Checkpoint* latest = nullptr;
  for (const Checkpoint& checkpoint : m_checkpoints)
    if (checkpoint.fingerprint == fingerprints[static_cast<std::size_t>(checkpoint.node)] &&
        (latest == nullptr || checkpoint.node > latest->node))
      latest = &checkpoint;
  return latest;
}

void ChunkCache::store(Checkpoint checkpoint, std::int64_t budgetBytes, int focusNode,
                       std::span<const std::int64_t> macsBefore) {
  const auto sameNode = std::find_if(m_checkpoints.begin(), m_checkpoints.end(),
                                     [&](const Checkpoint& other) { return other.node == checkpoint.node; });
  if (sameNode != m_checkpoints.end())
    erase(static_cast<std::size_t>(sameNode - m_checkpoints.begin()));

  const auto worth = [&](const Checkpoint& candidate) {
    return static_cast<double>(macsBefore[static_cast<std::size_t>(candidate.node)]) /
           static_cast<double>(std::max<std::int64_t>(1, candidate.bytes));
  };
  const bool focused = checkpoint.node == focusNode;
  while (m_bytes + checkpoint.bytes > budgetBytes) {
    auto victim = m_checkpoints.end();
    for (auto it = m_checkpoints.begin(); it != m_checkpoints.end(); ++it)
      if (it->node != focusNode && (victim == m_checkpoints.end() || worth(*it) < worth(*victim)))
        victim = it;
    if (victim == m_checkpoints.end() || (!focused && worth(*victim) >= worth(checkpoint)))
      return;
    erase(static_cast<std::size_t>(victim - m_checkpoints.begin()));
  }
  m_bytes += checkpoint.bytes;
  m_checkpoints.push_back(std::move(checkpoint));
}

void ChunkCache::erase(std::size_t index) {
  m_bytes -= m_checkpoints[index].bytes;
  m_checkpoints.erase(m_checkpoints.begin() + static_cast<std::ptrdiff_t>(index));
}

}  // namespace effortlab::effort
