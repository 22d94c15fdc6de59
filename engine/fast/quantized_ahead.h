#pragma once

#include "fast/calibration.h"
#include "fast/lane_tensor.h"
#include "model/graph.h"

#include <optional>
#include <span>
#include <vector>

namespace effortlab::fast {

/// Of a value that lanes can hold: maps, or a vector as maps of one element.
struct Int8MapSize {
  std::int64_t channels = 0, height = 1, width = 1;
};
std::optional<Int8MapSize> int8MapSize(const Shape& shape);

/// What the layers ahead want of a value: whether it has to be in lanes, with what halo, until when. Refers to a plan's
/// input.
class LanesAhead {
public:
  LanesAhead(const model::Graph& graph, std::span<const Shape> shapes, const Calibration& calibration, LaneUse use)
      : m_graph(graph),
        m_shapes(shapes),
        m_calibration(calibration),
        m_use(use),
        m_renames(graph.nodes.size(), false) {}

  /// From now on the node's output is its input under another name.
  void rename(int index) { m_renames[static_cast<std::size_t>(index)] = true; }

  /// Nodes whose output is their input under another name.
  bool renames(int index) const;
  /// A flattening that only fully connected layers read: they take the maps as they are.
  bool flattensForDense(int index) const;
  /// Whether some layer ahead reads the value in lanes.
  bool wantedInLanes(int value) const;
  /// Whether a concatenation is one of planes.
  bool joinsLanes(int index) const;
  /// The window of a layer that slides over a value in lanes.
  std::optional<model::Window2d> windowOf(int index) const;
  /// What a window needs around its input, whose tiles are stride times the output's: whatever their size.
  Halo haloFor(const model::Window2d& window, const Int8MapSize& in, const Int8MapSize& out) const;
  /// The halo all layers ahead can work with.
  Halo haloAhead(int value) const;
  int lastUse(int value, int from) const;
  int soleConsumer(int value) const;

private:
  const model::Node& node(int index) const { return m_graph.nodes[static_cast<std::size_t>(index)]; }
  const Shape& shape(int value) const { return m_shapes[static_cast<std::size_t>(value)]; }
  const Quantization& quantization(int value) const { return m_calibration.values[static_cast<std::size_t>(value)]; }
  const std::vector<int>& consumers(int value) const {
    return m_graph.values[static_cast<std::size_t>(value)].consumers;
  }

  const model::Graph& m_graph;
  std::span<const Shape> m_shapes;
  const Calibration& m_calibration;
  LaneUse m_use;
  std::vector<bool> m_renames;  ///< nodes
};

}  // namespace effortlab::fast
