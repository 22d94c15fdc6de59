#pragma once

#include "core/tensor.h"
#include "model/graph.h"
#include "model/import_checks.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace effortlab_caffe {
class LayerParameter;
}

namespace effortlab::model {

/// Where a layer's tensors come from, and what is known of its inputs.
struct CaffeLayerSource {
  std::vector<Tensor> blobs;                      ///< of the weight file
  std::optional<std::uint64_t> randomSeed;        ///< instead of a weight file
  std::vector<std::optional<Shape>> inputs = {};  ///< shapes of the bottoms where known, for one image
};

/// Translates one layer into nodes: `layer.type()` picks the reader. Tensors get the shapes EffortLab uses, whatever
/// the legacy form. Errors: Error naming file and layer; an unknown type or option is Error{Unsupported} by name.
std::vector<NamedNode> readCaffeLayer(const effortlab_caffe::LayerParameter& layer, CaffeLayerSource source,
                                      const ImportPlace& place);

}  // namespace effortlab::model
