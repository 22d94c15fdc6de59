#pragma once

#include "core/shape.h"
#include "model/manifest.h"

#include <cstdint>
#include <string>
#include <vector>

namespace effortlab::cli {

/// One layer as `info` lists it, for one image.
struct LayerFacts {
  std::string name;
  std::string type;
  std::vector<Shape> inputs;
  std::vector<Shape> outputs;
  std::int64_t params = 0;
  std::int64_t macs = 0;
};

struct NetworkFacts {
  std::vector<LayerFacts> layers;
  std::int64_t params = 0;
  std::int64_t macs = 0;
};

/// Shapes, parameters and dense MACs of a network for one image. Errors: Error{ShapeMismatch}.
NetworkFacts networkFacts(const model::Model& model);

}  // namespace effortlab::cli
