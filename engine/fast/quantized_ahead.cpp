#include "fast/quantized_ahead.h"

#include "fast/conv_kernel.h"
#include "fast/int8_kernels.h"
#include "nn/pool.h"
#include "nn/window.h"

#include <algorithm>

namespace effortlab::fast {

namespace {

constexpr int aheadMapRank = 4;

bool int8Summable(const model::Window2d& window) {
  return window.kernelH * window.kernelW <= largestMeanWindow;
}

}  // namespace

std::optional<Int8MapSize> int8MapSize(const Shape& shape) {
  if (shape.rank() == aheadMapRank)
    return Int8MapSize{shape[1], shape[2], shape[3]};
  if (shape.rank() == 2)
    return Int8MapSize{.channels = shape[1]};
  return std::nullopt;
}

bool LanesAhead::renames(int index) const {
  return m_renames[static_cast<std::size_t>(index)] ||
         std::holds_alternative<model::IdentityParams>(node(index).params);
}

bool LanesAhead::flattensForDense(int index) const {
  const model::LayerParams& params = node(index).params;
  if (!std::holds_alternative<model::FlattenParams>(params) && !std::holds_alternative<model::ReshapeParams>(params))
    return false;
  const int output = node(index).outputs[0];
  const Shape& in = shape(node(index).inputs[0]);
  const Shape& out = shape(output);
  return in.rank() == aheadMapRank && out.rank() == 2 && out[0] == in[0] &&
         std::all_of(consumers(output).begin(), consumers(output).end(), [&](int consumer) {
           return std::holds_alternative<model::FullyConnectedParams>(node(consumer).params);
         });
}

bool LanesAhead::wantedInLanes(int value) const {
  return std::any_of(consumers(value).begin(), consumers(value).end(), [&](int index) {
    const model::LayerParams& params = node(index).params;
    if (renames(index) || flattensForDense(index))
      return wantedInLanes(node(index).outputs[0]);
    if (const auto* conv = std::get_if<model::ConvolutionParams>(&params))
      return conv->groups == 1;
    if (const auto* pool = std::get_if<model::PoolParams>(&params))
      return pool->kind == model::PoolKind::Max || pool->global || int8Summable(pool->window);
    if (std::holds_alternative<model::ConcatParams>(params))
      return joinsLanes(index);
    return std::holds_alternative<model::FullyConnectedParams>(params);
  });
}

bool LanesAhead::joinsLanes(int index) const {
  const auto* concat = std::get_if<model::ConcatParams>(&node(index).params);
  if (concat == nullptr)
    return false;
  const std::vector<int>& inputs = node(index).inputs;
  const int output = node(index).outputs[0];
  if (shape(output).rank() != aheadMapRank || (concat->axis != 1 && concat->axis != 1 - aheadMapRank))
    return false;
  for (std::size_t i = 0; i < inputs.size(); ++i)
    if (quantization(inputs[i]) != quantization(output) ||
        (i + 1 < inputs.size() && shape(inputs[i])[1] % packedChannels != 0))
      return false;
  return wantedInLanes(output);
}

std::optional<model::Window2d> LanesAhead::windowOf(int index) const {
  const Shape& in = shape(node(index).inputs[0]);
  if (in.rank() != aheadMapRank)
    return std::nullopt;
  if (const auto* conv = std::get_if<model::ConvolutionParams>(&node(index).params))
    return nn::resolvedWindow(conv->window, in[2], in[3]);
  const auto* pool = std::get_if<model::PoolParams>(&node(index).params);
  if (pool == nullptr || (pool->global && pool->kind == model::PoolKind::Average))
    return std::nullopt;
  const nn::PoolGeometry g = nn::poolGeometry(*pool, in[2], in[3]);
  return model::Window2d{.kernelH = g.vertical.kernel,
                         .kernelW = g.horizontal.kernel,
                         .strideH = g.vertical.stride,
                         .strideW = g.horizontal.stride,
                         .padTop = g.vertical.padBefore,
                         .padLeft = g.horizontal.padBefore,
                         .padBottom = g.vertical.padAfter,
                         .padRight = g.horizontal.padAfter,
                         .dilationH = g.vertical.dilation,
                         .dilationW = g.horizontal.dilation};
}

Halo LanesAhead::haloFor(const model::Window2d& window, const Int8MapSize& in, const Int8MapSize& out) const {
  LaneMaps input, output;
  const bool tiles = m_use == LaneUse::Tiles;
  input.tileH = tiles ? window.strideH : in.height;
  input.tileW = tiles ? window.strideW : in.width;
  output.tileH = tiles ? 1 : out.height;
  output.tileW = tiles ? 1 : out.width;
  return requiredHalo(window, input, output);
}

Halo LanesAhead::haloAhead(int value) const {
  Halo halo;
  for (const int index : consumers(value)) {
    Halo needed;
    if (renames(index) || joinsLanes(index))
      needed = haloAhead(node(index).outputs[0]);
    else if (const auto window = windowOf(index))
      needed = haloFor(*window, *int8MapSize(shape(value)), *int8MapSize(shape(node(index).outputs[0])));
    halo = {std::max(halo.top, needed.top), std::max(halo.left, needed.left), std::max(halo.bottom, needed.bottom),
            std::max(halo.right, needed.right)};
  }
  return halo;
}

int LanesAhead::lastUse(int value, int from) const {
  int last = from;
  for (const int index : consumers(value)) {
    last = std::max(last, index);
    const model::LayerParams& params = node(index).params;
    if (renames(index) || std::holds_alternative<model::FlattenParams>(params) ||
        std::holds_alternative<model::ReshapeParams>(params))
      last = std::max(last, lastUse(node(index).outputs[0], from));
  }
  return last;
}

int LanesAhead::soleConsumer(int value) const {
  return consumers(value).size() == 1 && value != m_graph.outputs[0] ? consumers(value)[0] : -1;
}

}  // namespace effortlab::fast
