#include "fast/quantized_places.h"

#include "fast/conv_kernel.h"

#include <algorithm>

namespace effortlab::fast {

Int8Places::Int8Places(const QuantizedPlanInput& input)
    : m_in(input),
      m_graph(input.graph),
      m_ahead(input.graph, input.shapes, input.calibration, input.use),
      m_kernels(int8Kernels(input.isa)),
      m_places(m_graph.values.size()),
      m_concatSlots(m_graph.nodes.size(), -1) {
  m_plan.use = input.use;
  m_plan.inEightBits.assign(m_graph.nodes.size(), false);
}

Int8MapSize Int8Places::sizeOf(int value) {
  const Int8Value& at = place(value).lanes;
  if (at.slot < 0)
    return *int8MapSize(shape(value));
  return {at.channels, maps(at).height, maps(at).width};
}

int Int8Places::slotFor(const LaneMaps& wanted, int until) {
  for (std::size_t i = 0; i < m_plan.slots.size(); ++i)
    if (m_busyUntil[i] < m_node && m_plan.slots[i] == wanted) {
      m_busyUntil[i] = until;
      return static_cast<int>(i);
    }
  m_plan.slots.push_back(wanted);
  m_busyUntil.push_back(until);
  return static_cast<int>(m_plan.slots.size()) - 1;
}

LaneMaps Int8Places::mapsOf(const Int8MapSize& size, const Int8WindowPlace& tiles, const Halo& halo,
                            LaneType type) const {
  LaneMaps result = laneMaps(m_in.use, size.channels, size.height, size.width, halo, type);
  if (m_in.use == LaneUse::Tiles) {
    result.tileH = tiles.tileH;
    result.tileW = tiles.tileW;
  }
  return result;
}

Int8Value Int8Places::outputPlanes(int value, const Int8WindowPlace& tiles) {
  const Int8MapSize size = *int8MapSize(shape(value));
  Int8Value result{.channels = size.channels, .quantization = quantization(value)};
  int reader = m_ahead.soleConsumer(value);
  int read = value;
  while (reader >= 0 && m_ahead.renames(reader)) {
    read = node(reader).outputs[0];
    reader = m_ahead.soleConsumer(read);
  }
  if (reader >= 0 && m_ahead.joinsLanes(reader) &&
      std::count(node(reader).inputs.begin(), node(reader).inputs.end(), read) == 1) {
    const int slot = concatSlot(reader, tiles);
    const LaneMaps& joined = m_plan.slots[static_cast<std::size_t>(slot)];
    if (m_in.use == LaneUse::Images || (joined.tileH == tiles.tileH && joined.tileW == tiles.tileW)) {
      result.slot = slot;
      for (const int input : node(reader).inputs) {
        if (input == read)
          break;
        result.plane += shape(input)[1] / packedChannels;
      }
      return result;
    }
  }
  result.slot = slotFor(mapsOf(size, tiles, m_ahead.haloAhead(value), LaneType::U8), m_ahead.lastUse(value, m_node));
  return result;
}

int Int8Places::concatSlot(int index, const Int8WindowPlace& tiles) {
  int& slot = m_concatSlots[static_cast<std::size_t>(index)];
  const int output = node(index).outputs[0];
  if (slot < 0)
    slot = slotFor(mapsOf(*int8MapSize(shape(output)), tiles, m_ahead.haloAhead(output), LaneType::U8),
                   std::max(index, m_ahead.lastUse(output, m_node)));
  return slot;
}

void Int8Places::addConv(const std::shared_ptr<const ConvKernel>& kernel, const Int8Value& from, const Int8Value& to) {
  add([kernel, from, to](QuantizedUnit& unit) {
    kernel->run({.input = unit.slots[static_cast<std::size_t>(from.slot)],
                 .output = unit.slots[static_cast<std::size_t>(to.slot)],
                 .outputPlane = to.plane,
                 .parallel = unit.parallel,
                 .stop = unit.stop});
  });
}

const Quantization& Int8Places::quantizationOf(int value) {
  return place(value).inLanes() ? place(value).lanes.quantization : quantization(value);
}

void Int8Places::needFloats(int value) {
  Int8ValuePlace& at = place(value);
  if (at.floats)
    return;
  add(dequantizeStep(m_kernels, at.lanes, maps(at.lanes), value, shape(value)));
  at.floats = true;
}

Int8WindowPlace Int8Places::windowInput(int value, const model::Window2d& window, const Int8MapSize& out,
                                        std::uint32_t padding) {
  Int8ValuePlace& at = place(value);
  const Int8MapSize in = sizeOf(value);
  const Halo halo = m_ahead.haloFor(window, in, out);
  Int8WindowPlace result{.tileH = out.height, .tileW = out.width};
  bool fits = at.inLanes() && at.lanes.plane == 0 && maps(at.lanes).halo.covers(halo);
  if (m_in.use == LaneUse::Tiles) {
    const auto divides = [](std::int64_t tile, std::int64_t stride, std::int64_t size) {
      return tile % stride == 0 && tile / stride * gridSide >= size;
    };
    fits = fits && divides(maps(at.lanes).tileH, window.strideH, out.height) &&
           divides(maps(at.lanes).tileW, window.strideW, out.width);
    result.tileH = fits ? maps(at.lanes).tileH / window.strideH : int8CeilDivided(out.height, gridSide);
    result.tileW = fits ? maps(at.lanes).tileW / window.strideW : int8CeilDivided(out.width, gridSide);
  }
  if (fits) {
    result.input = at.lanes;
    // Windows may also end beyond the image within the last tiles.
    const bool beyond =
        (out.height - 1) * window.strideH - window.padTop + (window.kernelH - 1) * window.dilationH >= in.height ||
        (out.width - 1) * window.strideW - window.padLeft + (window.kernelW - 1) * window.dilationW >= in.width;
    if ((halo != Halo{} || beyond) && at.padding != padding) {
      add(haloStep(m_kernels, at.lanes, maps(at.lanes), padding));
      at.padding = padding;
    }
    return result;
  }
  Int8WindowPlace tiles = result;
  tiles.tileH *= window.strideH;
  tiles.tileW *= window.strideW;
  const LaneMaps wanted = mapsOf(in, tiles, halo, LaneType::U8);
  result.input = {.slot = slotFor(wanted, m_node), .channels = in.channels, .quantization = quantization(value)};
  if (at.inLanes()) {
    Int8Value target = result.input;
    target.quantization.zero = static_cast<std::int32_t>(padding & 0xFFU);
    add(copyStep(m_kernels, at.lanes, maps(at.lanes), target, wanted));
    result.input.quantization = at.lanes.quantization;
  } else {
    add(quantizeStep(m_kernels, value, result.input, wanted));
  }
  return result;
}

}  // namespace effortlab::fast
