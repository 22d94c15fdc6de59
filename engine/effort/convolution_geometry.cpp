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

ConvolutionGeometry::ConvolutionGeometry(const MeasuredCall& call)
    : window(nn::resolvedWindow(std::get<model::ConvolutionParams>(call.node.params).window, call.input.shape()[2],
                                call.input.shape()[3])),
      height(call.input.shape()[2]),
      width(call.input.shape()[3]),
      outHeight(call.output.shape()[2]),
      outWidth(call.output.shape()[3]),
      pixels(outHeight * outWidth),
      cases(borderCases(window, height, width, outHeight, outWidth)) {
  const std::int64_t wanted = std::clamp(columnFloats / call.layer.taps, minColumns, maxColumns);
  blocks = std::max<std::int64_t>(1, (pixels + wanted - 1) / wanted);
  blockPixels = std::min(pixels, roundedUp((pixels + blocks - 1) / blocks, columnStep));
  blocks = (pixels + blockPixels - 1) / blockPixels;
  if (call.knobs.sfma)
    for (const MeasuredGroup& group : call.groups)
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

bool ConvolutionGeometry::fits(const MeasuredCall& call) const noexcept {
  return call.input.shape()[2] == height && call.input.shape()[3] == width;
}

}  // namespace effortlab::effort
