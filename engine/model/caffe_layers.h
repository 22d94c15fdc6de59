#pragma once

#include "core/tensor.h"
#include "model/graph.h"
#include "model/import_checks.h"

#include <vector>

namespace effortlab_caffe {
class LayerParameter;
}

namespace effortlab::model {

/// Translates one layer: `layer.type()` picks the reader, which fills params and weights of the result. `blobs` are
/// the layer's tensors from the weight file; they get the shapes EffortLab uses, whatever the legacy form.
/// Errors: Error naming file and layer; an unknown type or option is Error{Unsupported} by name.
NamedNode readCaffeLayer(const effortlab_caffe::LayerParameter& layer, std::vector<Tensor> blobs,
                         const ImportPlace& place);

}  // namespace effortlab::model
