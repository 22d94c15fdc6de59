#pragma once

#include "model/import_checks.h"
#include "model/layer_params.h"
#include "model/onnx_attributes.h"

#include <cstdint>
#include <vector>

namespace effortlab::model {

struct OnnxWindowSource {
  std::vector<std::int64_t> kernel;  ///< the weights' size where kernel_shape is absent: one or two numbers
  const ImportPlace& place;
};

struct OnnxWindow {
  Window2d window;
  bool automatic = false;  ///< auto_pad chose the padding
};

/// Reads kernel_shape, strides, dilations, pads and auto_pad of one or two dimensions; a 1-D window has the height 1.
/// SAME_UPPER and SAME_LOWER stay as they are: the map's size decides when the network runs.
/// Errors: Error naming the node; other than one or two dimensions is Error{Unsupported}.
OnnxWindow readOnnxWindow(OnnxAttributes& attributes, const OnnxWindowSource& source);

}  // namespace effortlab::model
