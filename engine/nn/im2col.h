#pragma once

#include "model/layer_params.h"

#include <cstdint>

namespace effortlab::nn {

/// Some input maps of one image and the window that slides over them.
struct Im2colSource {
  const float* maps = nullptr;  ///< [channels, height, width]
  std::int64_t channels = 0;
  std::int64_t height = 0;
  std::int64_t width = 0;
  model::Window2d window;
  std::int64_t outputWidth = 0;
};

/// Unfolds output pixels [firstPixel, firstPixel + pixels) (row-major over the output map) into columns:
/// row t = (channel * kernelH + r) * kernelW + s, column = pixel; `columns` is [channels * kernelH * kernelW][stride].
/// Padding becomes zeros.
void im2col(const Im2colSource& source, std::int64_t firstPixel, std::int64_t pixels, float* columns,
            std::int64_t stride);

}  // namespace effortlab::nn
