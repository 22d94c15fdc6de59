#pragma once

#include "model/graph.h"

#include <functional>
#include <string>

/// Random networks, and the smallest one that still shows a failure. A network here is a NamedGraph without weights:
/// they follow from its parameters and shapes, so that a layer dropped or a size changed gives another network.
namespace effortlab::tests {

struct RandomGraphOptions {
  unsigned seed = 0;
  /// Leaves out what OpenCV 4.6 is known to compute wrongly or not at all; the generator says what and why.
  bool forOpenCv = true;
};

/// 1 to 12 layers in a directed acyclic graph; all ends are joined into one row, the only output.
model::NamedGraph randomGraph(const RandomGraphOptions& options);

/// The same network with weights of the right shapes. Errors: Error where the layers do not fit together.
model::NamedGraph withWeights(model::NamedGraph graph);

/// One line a layer: parameters, what it reads, what it writes.
std::string describe(const model::NamedGraph& graph);

/// What is wrong with a network, or nothing.
using GraphProblem = std::function<std::string(const model::NamedGraph&)>;

/// Drops layers and makes sizes smaller as long as a problem of the same kind stays: its text begins alike, digits left
/// out. A candidate that cannot be built has none.
model::NamedGraph shrink(model::NamedGraph graph, const GraphProblem& problem);

}  // namespace effortlab::tests
