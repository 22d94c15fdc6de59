#pragma once

#include "core/shape.h"
#include "model/import_checks.h"
#include "model/layer_params.h"
#include "model/onnx_attributes.h"

#include <cstdint>
#include <optional>

namespace effortlab::model {

struct OnnxWindowSource {
  std::int64_t kernelH = 1;  ///< where kernel_shape is absent
  std::int64_t kernelW = 1;
  std::optional<Shape> input;  ///< [N, C, H, W]; SAME padding depends on it
  const ImportPlace& place;
};

struct OnnxWindow {
  Window2d window;
  bool automatic = false;  ///< auto_pad chose the padding
};

/// Reads kernel_shape, strides, dilations, pads and auto_pad. SAME_UPPER and SAME_LOWER become explicit padding for the
/// input's size: outputs = ceil(input / stride), the odd element at the end or at the start.
/// Errors: Error naming the node; other than two dimensions is Error{Unsupported}.
OnnxWindow readOnnxWindow(OnnxAttributes& attributes, const OnnxWindowSource& source);

}  // namespace effortlab::model
