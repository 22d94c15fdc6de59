#include "fast/conv_kernel.h"

#include <algorithm>

namespace effortlab::fast {

Halo requiredHalo(const model::Window2d& window, const LaneMaps& input, const LaneMaps& output) {
  const auto beyond = [](std::int64_t outTile, std::int64_t stride, std::int64_t kernel, std::int64_t dilation,
                         std::int64_t padBefore, std::int64_t inTile) {
    const std::int64_t last = (outTile - 1) * stride - padBefore + (kernel - 1) * dilation;
    return std::max<std::int64_t>(0, last - (inTile - 1));
  };
  return {.top = window.padTop,
          .left = window.padLeft,
          .bottom = beyond(output.tileH, window.strideH, window.kernelH, window.dilationH, window.padTop, input.tileH),
          .right = beyond(output.tileW, window.strideW, window.kernelW, window.dilationW, window.padLeft, input.tileW)};
}

}  // namespace effortlab::fast
