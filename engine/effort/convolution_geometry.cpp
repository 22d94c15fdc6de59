#include "effort/convolution_geometry.h"

#include "nn/window.h"

#include <algorithm>

namespace effortlab::effort {

namespace {

constexpr std::int64_t columnFloats = std::int64_t{64} << 10;  ///< unfolded columns a block: stays in the L2 cache
constexpr std::int64_t minColumns = 96;
constexpr std::int64_t maxColumns = 1008;
constexpr std::int64_t columnStep = 48;  ///< whole register blocks of the kernels in tap_products.h

}  // namespace

PixelBlocks pixelBlocks(std::int64_t pixels, std::int64_t taps) {
  if (pixels == 0)
    return {1, 0};
  const std::int64_t wanted = std::clamp(columnFloats / taps, minColumns, maxColumns);
  const std::int64_t blocks = (pixels + wanted - 1) / wanted;
  const std::int64_t blockPixels = std::min(pixels, roundedUp((pixels + blocks - 1) / blocks, columnStep));
  return {blockPixels, (pixels + blockPixels - 1) / blockPixels};
}

ConvolutionGeometry::ConvolutionGeometry(const KnobCall& call)
    : window(nn::resolvedWindow(std::get<model::ConvolutionParams>(call.node.params).window, call.input.shape()[2],
                                call.input.shape()[3])),
      height(call.input.shape()[2]),
      width(call.input.shape()[3]),
      outHeight(call.output.shape()[2]),
      outWidth(call.output.shape()[3]),
      pixels(outHeight * outWidth),
      cases(borderCases(window, height, width, outHeight, outWidth)) {
  if (call.knobs.sfma)
    for (const KnobGroup& group : call.groups)
      tapSums.push_back(group.sfma->insideTapSums(window, cases));
  const auto columnCases = static_cast<std::int32_t>(cases.columnCases.size());
  const bool sampledOnly = call.knobs.spet && call.knobs.sdss && !call.knobs.sdss->spetEverywhere;
  const int period = sampledOnly ? call.knobs.sdss->samplingPeriod : 1;
  for (std::int64_t y = 0; y < outHeight; ++y)
    for (std::int64_t x = 0; x < outWidth; ++x) {
      caseOf.push_back(cases.caseOfRow[static_cast<std::size_t>(y)] * columnCases +
                       cases.caseOfColumn[static_cast<std::size_t>(x)]);
      if (sampledOnly)
        subject.push_back(y % period == 0 && x % period == 0 ? 1 : 0);
    }
}

bool ConvolutionGeometry::fits(const KnobCall& call) const noexcept {
  return call.input.shape()[2] == height && call.input.shape()[3] == width;
}

}  // namespace effortlab::effort
