#include "fast/lane_memory.h"

#include <algorithm>

namespace effortlab::fast {

namespace {

std::size_t indexOf(int number) {
  return static_cast<std::size_t>(number);
}

/// Hands out slots and takes them back.
class SlotKeeper {
public:
  explicit SlotKeeper(std::vector<std::int64_t>& elements) : m_elements(elements) {}

  /// A slot for `elements`, busy until the node `until` is done: the largest that is idle.
  int take(std::int64_t elements, int until) {
    const auto best = std::ranges::max_element(m_idle, {}, [&](int slot) { return m_elements[indexOf(slot)]; });
    int slot = static_cast<int>(m_elements.size());
    if (best != m_idle.end()) {
      slot = *best;
      m_idle.erase(best);
    } else {
      m_elements.push_back(0);
    }
    m_elements[indexOf(slot)] = std::max(m_elements[indexOf(slot)], elements);
    m_busy.push_back({slot, until});
    return slot;
  }

  /// Node `node` comes next.
  void advanceTo(int node) {
    const auto done = std::ranges::partition(m_busy, [node](const Busy& entry) { return entry.until >= node; });
    for (const Busy& entry : done)
      m_idle.push_back(entry.slot);
    m_busy.erase(done.begin(), done.end());
  }

private:
  struct Busy {
    int slot;
    int until;
  };
  std::vector<std::int64_t>& m_elements;
  std::vector<Busy> m_busy;
  std::vector<int> m_idle;
};

/// The last node that reads the memory of a value; the tail for what is handed on.
int lastUse(const model::Graph& graph, const SharedMemory& memory, const LaneProgram& program, int owner) {
  int last = 0;
  for (std::size_t value = 0; value < graph.values.size(); ++value) {
    const auto number = static_cast<int>(value);
    if (memory.root(number) != owner)
      continue;
    const auto& consumers = graph.values[value].consumers;
    const bool isOutput = std::ranges::find(graph.outputs, number) != graph.outputs.end();
    last = std::max(last, consumers.empty() || isOutput ? program.tail : consumers.back());
  }
  return last;
}

}  // namespace

void SharedMemory::join(int value, int parent, std::int64_t planes) {
  m_parent[indexOf(value)] = parent;
  m_offset[indexOf(value)] = planes;
}

int SharedMemory::root(int value) const {
  while (m_parent[indexOf(value)] >= 0)
    value = m_parent[indexOf(value)];
  return value;
}

std::int64_t SharedMemory::offset(int value) const {
  std::int64_t planes = 0;
  for (; m_parent[indexOf(value)] >= 0; value = m_parent[indexOf(value)])
    planes += m_offset[indexOf(value)];
  return planes;
}

void placeSlots(const model::Graph& graph, const SharedMemory& memory, LaneProgram& program) {
  SlotKeeper slots(program.slotElements);
  for (LaneStep& step : program.steps) {
    slots.advanceTo(step.node);
    if (step.input)
      step.input->slot = slots.take(step.input->maps.elements(), step.node);
    for (const int output : graph.nodes[indexOf(step.node)].outputs) {
      LaneValue& value = program.values[indexOf(output)];
      if (value.maps.channels == 0)  // row-major
        continue;
      const int owner = memory.root(output);
      LaneValue& whole = program.values[indexOf(owner)];
      if (whole.slot < 0)
        whole.slot = slots.take(whole.maps.elements(), lastUse(graph, memory, program, owner));
      value.slot = whole.slot;
    }
  }
}

}  // namespace effortlab::fast
