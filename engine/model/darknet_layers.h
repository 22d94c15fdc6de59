#pragma once

#include "model/darknet_cfg.h"
#include "model/darknet_weights.h"
#include "model/graph.h"

#include <string>
#include <vector>

namespace effortlab::model {

/// A layer's output while the sections are read.
struct DarknetMap {
  std::string value;  ///< tensor name
  std::int64_t channels = 0, height = 0, width = 0;
};

/// What the sections read so far have made.
struct DarknetNetwork {
  NamedGraph graph;
  DarknetMap input;
  std::vector<DarknetMap> maps;  ///< one a section after [net]
  DarknetWeights& weights;
};

/// Reads one section after [net]: adds its nodes and its map. Errors: Error, naming section and line.
void readDarknetSection(const DarknetSection& section, DarknetNetwork& network);

}  // namespace effortlab::model
