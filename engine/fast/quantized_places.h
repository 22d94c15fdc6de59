#pragma once

#include "fast/int8_kernels.h"
#include "fast/quantized_ahead.h"
#include "fast/quantized_layers.h"
#include "fast/quantized_plan.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace effortlab::fast {

constexpr std::int64_t int8CeilDivided(std::int64_t a, std::int64_t b) noexcept {
  return (a + b - 1) / b;
}

/// Where a value is: in lanes, as floats of the unit, or both.
struct Int8ValuePlace {
  Int8Value lanes;
  bool floats = false;
  std::optional<std::uint32_t> padding;  ///< what its halo holds; none: nothing yet
  bool inLanes() const { return lanes.slot >= 0; }
};

/// A sliding window over a value in lanes, and the tiles of what comes out.
struct Int8WindowPlace {
  Int8Value input = {};
  std::int64_t tileH = 0, tileW = 0;
};

/// Where the values of a network in 8 bits lie while its plan is made node by node, and the steps that bring them
/// there. The planner of the layers builds on it.
class Int8Places {
protected:
  explicit Int8Places(const QuantizedPlanInput& input);

  Int8ValuePlace& place(int value) { return m_places[static_cast<std::size_t>(value)]; }
  const Shape& shape(int value) const { return m_in.shapes[static_cast<std::size_t>(value)]; }
  const Quantization& quantization(int value) const { return m_in.calibration.values[static_cast<std::size_t>(value)]; }
  const model::Node& node(int index) const { return m_graph.nodes[static_cast<std::size_t>(index)]; }
  LaneMaps& maps(const Int8Value& value) { return m_plan.slots[static_cast<std::size_t>(value.slot)]; }

  /// Of a value in lanes as it lies there: a flattening leaves the maps as they are.
  Int8MapSize sizeOf(int value);
  /// One of these maps that nothing needs from this node to `until`.
  int slotFor(const LaneMaps& wanted, int until);
  LaneMaps mapsOf(const Int8MapSize& size, const Int8WindowPlace& tiles, const Halo& halo, LaneType type) const;
  /// The planes a value is written to: its share of a concatenation where it only goes there, else a slot of its own.
  Int8Value outputPlanes(int value, const Int8WindowPlace& tiles);
  int concatSlot(int index, const Int8WindowPlace& tiles);
  /// As the value is stored, or would be.
  const Quantization& quantizationOf(int value);

  void add(QuantizedStep step) { m_plan.steps.push_back(std::move(step)); }
  void addConv(const std::shared_ptr<const ConvKernel>& kernel, const Int8Value& from, const Int8Value& to);
  void needFloats(int value);
  /// Makes the value ready for a window: in a slot of its own, of tiles that fit, its halo filled.
  Int8WindowPlace windowInput(int value, const model::Window2d& window, const Int8MapSize& out, std::uint32_t padding);

  const QuantizedPlanInput& m_in;
  const model::Graph& m_graph;
  LanesAhead m_ahead;
  const Int8Kernels& m_kernels;
  QuantizedPlan m_plan;
  int m_node = 0;  ///< that is being planned

private:
  std::vector<Int8ValuePlace> m_places;  ///< by value
  std::vector<int> m_concatSlots;        ///< by node; -1: none yet
  std::vector<int> m_busyUntil;          ///< by slot: the last node that needs it
};

}  // namespace effortlab::fast
