#include "fast/activation_sparse_conv.h"

#include "core/parallel.h"
#include "fast/activation_sparse_kernels.h"
#include "fast/conv_layer_checks.h"
#include "fast/winograd_layer.h"

#include <algorithm>
#include <bit>
#include <utility>
#include <vector>

namespace effortlab::fast {

namespace {

/// Weights of a slab of channels for the maps of a block stay in a first-level cache while all pixels are computed.
constexpr std::int64_t slabFloats = 7 * 1024;
/// Places of the tiles computed together: their sums and lists fit into a second-level cache.
constexpr std::int64_t placesTogether = 32;
/// With fewer output maps an activation has too few products to pay for its entry.
constexpr std::int64_t fewestMaps = 2 * lanes;
/// With fewer pixels some of a slab's weights may not be needed at all: they are not fetched ahead.
constexpr std::int64_t pixelsWorthFetching = 16;

/// Lists of all slabs for the pixels of a band.
struct ActivationLists {
  FloatBuffer values;                    ///< [slabs][room]
  std::vector<std::uint32_t> channelOf;  ///< the same
  std::vector<std::int32_t> ends;        ///< [slabs][pixels]
  std::vector<std::uint32_t> inside;     ///< [places]: lanes that are pixels of the image
  std::vector<std::int64_t> before;      ///< [places + 1]: pixels at earlier places
  std::vector<std::int32_t> pixelOf;     ///< [output places][16]; -1: sees padding alone
};

ActivationLists& activationLists() {
  thread_local ActivationLists lists;
  return lists;
}

FloatBuffer& activationSums() {
  thread_local FloatBuffer sums;
  return sums;
}

std::int64_t tilePlaces(const LaneMaps& maps) {
  return maps.tileH * maps.tileW;
}

/// Lanes whose pixel at that place of their tile lies in the image.
std::uint32_t lanesInside(const LaneMaps& maps, std::int64_t place) {
  std::uint32_t inside = 0;
  for (std::int64_t lane = 0; lane < lanes; ++lane) {
    const std::int64_t y = lane / gridSide * maps.tileH + place / maps.tileW;
    const std::int64_t x = lane % gridSide * maps.tileW + place % maps.tileW;
    if (y < maps.height && x < maps.width)
      inside |= 1U << lane;
  }
  return inside;
}

class ActivationSparseConv final : public ConvKernel {
public:
  ActivationSparseConv(const ConvLayer& layer, Isa isa)
      : m_kernels(activationSparseKernels(isa)),
        m_epilogue(layer.epilogue),
        m_outputs(layer.params.outputs),
        m_inputs(layer.weights->shape()[1]),
        m_padTop(layer.params.window.padTop),
        m_padLeft(layer.params.window.padLeft) {
    m_vectors = (m_outputs + lanes - 1) / lanes;
    m_blocks = (m_vectors + m_kernels.maxVectors - 1) / m_kernels.maxVectors;
    const std::int64_t widest = (m_vectors + m_blocks - 1) / m_blocks;
    const std::int64_t most = std::clamp(slabFloats / (widest * lanes) / lanes * lanes, lanes, maxSlabChannels);
    m_slabs = (m_inputs + most - 1) / most;
    m_slabChannels = ((m_inputs + m_slabs - 1) / m_slabs + lanes - 1) / lanes * lanes;
    m_slabs = (m_inputs + m_slabChannels - 1) / m_slabChannels;
    m_bias.assign(static_cast<std::size_t>(m_vectors * lanes), 0.0F);
    if (layer.bias != nullptr)
      std::copy_n(layer.bias->data(), m_outputs, m_bias.data());
    packWeights(*layer.weights);
  }

  std::string_view name() const noexcept override { return "activation-sparse"; }
  bool needsHalo() const noexcept override { return false; }

  void run(const ConvCall& call) const override {
    const LaneMaps& in = call.input.maps();
    const LaneMaps& out = call.output.maps();
    const bool samePlaces = m_padTop == 0 && m_padLeft == 0 && in.tileH == out.tileH && in.tileW == out.tileW;
    const std::int64_t places = tilePlaces(in);
    const std::int64_t bands = samePlaces ? (places + placesTogether - 1) / placesTogether : 1;
    parallelFor(bands, call.parallel, [&](std::int64_t i) {
      Band band{.call = call, .lists = activationLists()};
      band.firstPlace = places * i / bands;
      band.places = places * (i + 1) / bands - band.firstPlace;
      band.firstOutput = samePlaces ? band.firstPlace : 0;
      band.outputPlaces = samePlaces ? band.places : tilePlaces(out);
      runBand(band, call.parallel && bands == 1);
    });
  }

private:
  /// Pixels computed together: those at some places of the input's tiles.
  struct Band {
    const ConvCall& call;
    ActivationLists& lists;
    std::int64_t firstPlace = 0, places = 0;
    std::int64_t firstOutput = 0, outputPlaces = 0;
    std::int64_t pixels = 0;
    std::int64_t room = 0;  ///< of a slab's list
  };

  /// Of a block of output maps.
  std::int64_t firstVector(std::int64_t block) const noexcept { return m_vectors * block / m_blocks; }

  /// [blocks][channels][maps of the block]
  void packWeights(const Tensor& weights) {
    m_weights.assign(static_cast<std::size_t>(m_vectors * lanes * m_inputs), 0.0F);
    for (std::int64_t block = 0; block < m_blocks; ++block) {
      const std::int64_t begin = firstVector(block) * lanes;
      const std::int64_t maps = firstVector(block + 1) * lanes - begin;
      float* to = m_weights.data() + begin * m_inputs;
      for (std::int64_t k = 0; k < std::min(maps, m_outputs - begin); ++k)
        for (std::int64_t c = 0; c < m_inputs; ++c)
          to[c * maps + k] = weights.data()[(begin + k) * m_inputs + c];
    }
  }

  void runBand(Band& band, bool parallel) const {
    layOut(band);
    if (band.pixels == 0)
      return;
    const auto stopped = [&] { return band.call.stop.stop_requested(); };
    parallelFor(m_slabs, parallel, [&](std::int64_t slab) {
      if (!stopped())
        collectSlab(band, slab);
    });
    parallelFor(m_blocks, parallel, [&](std::int64_t block) {
      if (!stopped())
        computeBlock(band, block);
    });
  }

  void layOut(Band& band) const {
    const LaneMaps& in = band.call.input.maps();
    ActivationLists& lists = band.lists;
    lists.inside.resize(static_cast<std::size_t>(band.places));
    lists.before.assign(1, 0);
    for (std::uint32_t& inside : lists.inside) {
      inside = lanesInside(in, band.firstPlace + static_cast<std::int64_t>(lists.before.size()) - 1);
      lists.before.push_back(lists.before.back() + std::popcount(inside));
    }
    band.pixels = lists.before.back();
    band.room = band.pixels * m_slabChannels + lanes;
    grown(lists.values, m_slabs * band.room);
    if (lists.channelOf.size() < lists.values.size())
      lists.channelOf.resize(lists.values.size());
    lists.ends.resize(static_cast<std::size_t>(m_slabs * band.pixels));
    lists.pixelOf.resize(static_cast<std::size_t>(band.outputPlaces * lanes));
    for (std::int64_t i = 0; i < band.outputPlaces * lanes; ++i)
      lists.pixelOf[static_cast<std::size_t>(i)] = pixelSeen(band, band.firstOutput + i / lanes, i % lanes);
  }

  /// Which of the band's pixels an output sees.
  std::int32_t pixelSeen(const Band& band, std::int64_t place, std::int64_t lane) const {
    const LaneMaps& in = band.call.input.maps();
    const LaneMaps& out = band.call.output.maps();
    const std::int64_t y = lane / gridSide * out.tileH + place / out.tileW - m_padTop;
    const std::int64_t x = lane % gridSide * out.tileW + place % out.tileW - m_padLeft;
    if (y < 0 || x < 0 || y >= in.height || x >= in.width)
      return -1;
    const std::int64_t seen = y % in.tileH * in.tileW + x % in.tileW - band.firstPlace;
    const std::int64_t seenLane = y / in.tileH * gridSide + x / in.tileW;
    const std::uint32_t earlier = band.lists.inside[static_cast<std::size_t>(seen)] & ((1U << seenLane) - 1U);
    return static_cast<std::int32_t>(band.lists.before[static_cast<std::size_t>(seen)] + std::popcount(earlier));
  }

  void collectSlab(const Band& band, std::int64_t slab) const {
    const LaneMaps& in = band.call.input.maps();
    ActivationLists& lists = band.lists;
    const std::int64_t first = slab * m_slabChannels;
    ActivationCollect collect{.planeStride = in.planeStride(),
                              .channels = std::min(m_slabChannels, m_inputs - first),
                              .values = lists.values.data() + slab * band.room,
                              .channelOf = lists.channelOf.data() + slab * band.room};
    for (std::int64_t i = 0; i < band.places; ++i) {
      const std::int64_t place = band.firstPlace + i;
      collect.from = band.call.input.plane(first) + place / in.tileW * in.rowStride() + place % in.tileW * lanes;
      collect.inside = lists.inside[static_cast<std::size_t>(i)];
      collect.ends = lists.ends.data() + slab * band.pixels + lists.before[static_cast<std::size_t>(i)];
      collect.count = m_kernels.collect(collect);
    }
  }

  void computeBlock(const Band& band, std::int64_t block) const {
    const std::int64_t begin = firstVector(block) * lanes;
    const std::int64_t maps = firstVector(block + 1) * lanes - begin;
    float* sums = grown(activationSums(), band.pixels * maps);
    const float* weights = m_weights.data() + begin * m_inputs;
    const float* end = m_weights.data() + m_weights.size();
    const std::int64_t fetched = band.pixels < pixelsWorthFetching ? 0 : m_slabChannels * maps;
    for (std::int64_t slab = 0; slab < m_slabs; ++slab) {
      const float* next = weights + std::min((slab + 1) * m_slabChannels, m_inputs) * maps;
      m_kernels.multiply({.values = band.lists.values.data() + slab * band.room,
                          .channelOf = band.lists.channelOf.data() + slab * band.room,
                          .ends = band.lists.ends.data() + slab * band.pixels,
                          .pixels = band.pixels,
                          .weights = weights + slab * m_slabChannels * maps,
                          .vectors = maps / lanes,
                          .start = slab == 0 ? m_bias.data() + begin : nullptr,
                          .sums = sums,
                          .next = next,
                          .nextFloats = std::min<std::int64_t>(end - next, fetched)});
    }
    for (std::int64_t k = 0; k < maps; k += lanes)
      storeVector(band, begin + k, sums + k, maps);
  }

  /// 16 output maps, at all places of the band.
  void storeVector(const Band& band, std::int64_t map, const float* sums, std::int64_t pixelStride) const {
    const LaneMaps& out = band.call.output.maps();
    float* to = band.call.output.plane(band.call.outputPlane + map);
    ActivationStore store{
        .epilogue = m_epilogue, .planeStride = out.planeStride(), .maps = std::min(lanes, m_outputs - map)};
    const std::int32_t* pixelOf = band.lists.pixelOf.data();
    for (std::int64_t i = 0; i < band.outputPlaces; ++i, pixelOf += lanes) {
      const std::int64_t place = band.firstOutput + i;
      for (std::int64_t lane = 0; lane < lanes; ++lane)
        store.pixels[lane] = pixelOf[lane] < 0 ? m_bias.data() + map : sums + pixelOf[lane] * pixelStride;
      store.to = to + place / out.tileW * out.rowStride() + place % out.tileW * lanes;
      m_kernels.store(store);
    }
  }

  const ActivationSparseKernels& m_kernels;
  Epilogue m_epilogue;
  std::int64_t m_outputs, m_inputs;
  std::int64_t m_padTop, m_padLeft;
  std::int64_t m_vectors = 0;
  std::int64_t m_blocks = 0;  ///< of output maps, whose sums fit into registers
  std::int64_t m_slabs = 0;   ///< of input channels
  std::int64_t m_slabChannels = 0;
  FloatBuffer m_weights;
  FloatBuffer m_bias;
};

}  // namespace

std::unique_ptr<ConvKernel> makeActivationSparseConv(const ConvLayer& layer, Isa isa) {
  requireConvWeights(layer);
  const model::Window2d& window = layer.params.window;
  const bool applies = layer.params.groups == 1 && window.kernelH == 1 && window.kernelW == 1 && window.strideH == 1 &&
                       window.strideW == 1 && layer.params.outputs >= fewestMaps;
  return applies ? std::make_unique<ActivationSparseConv>(layer, isa) : nullptr;
}

}  // namespace effortlab::fast
