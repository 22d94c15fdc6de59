#pragma once

#include "fast/lane_program.h"
#include "model/graph.h"

#include <cstdint>
#include <vector>

namespace effortlab::fast {

/// Values that are one and the same memory, and where in it each begins.
class SharedMemory {
public:
  explicit SharedMemory(std::size_t values) : m_parent(values, -1), m_offset(values, 0) {}

  /// `value` is the part of `parent` from plane `planes` on.
  void join(int value, int parent, std::int64_t planes);
  /// The value that owns the memory.
  int root(int value) const;
  /// Planes from its start.
  std::int64_t offset(int value) const;

private:
  std::vector<int> m_parent;
  std::vector<std::int64_t> m_offset;
};

/// Gives each memory of a program whose steps are made a slot, used again once its last reader is done: what was just
/// written is still in the cache.
void placeSlots(const model::Graph& graph, const SharedMemory& memory, LaneProgram& program);

}  // namespace effortlab::fast
