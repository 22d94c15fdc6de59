#include "fast/winograd_map_conv.h"

#include "core/parallel.h"
#include "fast/winograd_kernels.h"
#include "fast/winograd_layer.h"

#include <algorithm>

namespace effortlab::fast {

namespace {

/// Output maps whose weights lie together: two vectors.
constexpr std::int64_t mapBlock = 2 * lanes;
/// Tiles whose sums for two vectors fit into 32 registers.
constexpr std::int64_t mapPairTiles = 14;
/// Transformed inputs of a band share a second-level cache with products and weights: up to 640 KB.
constexpr std::int64_t mapInputFloats = 160 * 1024;
constexpr std::int64_t mapProductFloats = 64 * 1024;
/// Weights larger than this are read once, for the whole image, rather than once a band.
constexpr std::int64_t mapResidentWeights = 160 * 1024;
/// Pieces the maps are cut into where threads may share them.
constexpr std::int64_t mapPieces = 4;

/// Buffers of a band, and of what one thread does with it.
struct MapWinogradScratch {
  FloatBuffer inputs;    ///< [elements][blocks of up to 16 tiles][depth][16]
  FloatBuffer products;  ///< [elements][maps / 16][tiles][16]
};
struct MapWinogradTaskScratch {
  FloatBuffer image;     ///< [side][side][tile rows + reach][tile columns + reach]
  FloatBuffer rows;      ///< [side][width][16]
  FloatBuffer products;  ///< as above, of a chunk of maps
};

MapWinogradScratch& mapWinogradScratch() {
  thread_local MapWinogradScratch scratch;
  return scratch;
}

MapWinogradTaskScratch& mapWinogradTaskScratch() {
  thread_local MapWinogradTaskScratch scratch;
  return scratch;
}

class MapWinograd final : public ConvKernel {
public:
  MapWinograd(const ConvLayer& layer, const WinogradLayer& shape, Isa isa)
      : m_shape(shape), m_epilogue(layer.epilogue), m_kernels(winogradKernels(isa)) {
    m_vectors = (shape.outputs + lanes - 1) / lanes;
    m_bias.assign(static_cast<std::size_t>(m_vectors * lanes), 0.0F);
    if (layer.bias != nullptr)
      std::copy_n(layer.bias->data(), shape.outputs, m_bias.data());
    packWeights(winogradWeights(layer, shape));
  }

  std::string_view name() const noexcept override {
    return m_shape.size.points == 6 ? "winograd-maps" : "winograd8-maps";
  }
  bool needsHalo() const noexcept override { return false; }

  void run(const ConvCall& call) const override {
    const LaneMaps& out = call.output.maps();
    const std::int64_t side = m_shape.size.outputs;
    const std::int64_t tileRows = (out.height + side - 1) / side;
    const std::int64_t tilesX = (out.width + side - 1) / side;
    const std::int64_t bands = bandsOf(tileRows, tilesX, call.parallel);
    parallelFor(bands, call.parallel, [&](std::int64_t i) {
      Band band{.call = call, .scratch = mapWinogradScratch(), .tilesX = tilesX};
      band.firstRow = tileRows * i / bands;
      band.rows = tileRows * (i + 1) / bands - band.firstRow;
      runBand(band, call.parallel && bands == 1);
    });
  }

private:
  /// The tiles among 16 neighbours in a phase plane.
  struct TileBlock {
    std::int64_t place = 0;  ///< of the first neighbour
    std::uint32_t keep = 0;
    std::int64_t first = 0;  ///< tile of the band
    std::int64_t count = 0;
  };

  /// Rows of Winograd tiles, across the image.
  struct Band {
    const ConvCall& call;
    MapWinogradScratch& scratch;
    std::int64_t tilesX;
    std::int64_t firstRow = 0;
    std::int64_t rows = 0;
    std::int64_t reach = 0;       ///< further tiles that a patch reaches into
    std::int64_t phasePlane = 0;  ///< of the image's [side][side] planes
    std::int64_t inputStep = 0;
    std::int64_t productStep = 0;
    std::int64_t chunkBlocks = 0;  ///< of maps, that are computed from their products together
    std::vector<TileBlock> blocks = {};

    std::int64_t tiles() const noexcept { return rows * tilesX; }
    std::int64_t width() const noexcept { return tilesX + reach; }
  };

  /// [elements][maps / 16 from `firstVector` on][tiles][16]
  struct Products {
    float* data;
    std::int64_t firstVector;
  };

  /// [elements][block of 32 maps][depth][maps of the block, a multiple of 16]
  void packWeights(const FloatBuffer& weights) {
    const std::int64_t depth = m_shape.depth();
    const std::int64_t elements = m_shape.size.elements();
    m_weights.assign(static_cast<std::size_t>(elements * depth * m_vectors * lanes), 0.0F);
    for (std::int64_t k = 0; k < m_shape.outputs; ++k) {
      const std::int64_t begin = k / mapBlock * mapBlock;
      const std::int64_t maps = std::min(mapBlock, m_vectors * lanes - begin);
      for (std::int64_t d = 0; d < depth; ++d)
        for (std::int64_t e = 0; e < elements; ++e)
          m_weights[static_cast<std::size_t>((e * m_vectors * lanes + begin) * depth + d * maps + k - begin)] =
              weights[static_cast<std::size_t>((k * depth + d) * elements + e)];
    }
  }

  /// Small weights stay in the cache while band after band passes by; large ones are read once, for the whole image.
  std::int64_t bandsOf(std::int64_t tileRows, std::int64_t tilesX, bool parallel) const {
    const std::int64_t elements = m_shape.size.elements();
    if (elements * m_shape.depth() * m_vectors * lanes > mapResidentWeights)
      return 1;
    const std::int64_t rowFloats = elements * (m_shape.depth() + mapBlock) * tilesX;
    const std::int64_t rows = std::max<std::int64_t>(1, mapInputFloats / rowFloats);
    const std::int64_t bands = (tileRows + rows - 1) / rows;
    return parallel && bands > 1 ? std::min(tileRows, (bands + mapPieces - 1) / mapPieces * mapPieces) : bands;
  }

  void runBand(Band& band, bool parallel) const {
    layOut(band);
    const auto stopped = [&] { return band.call.stop.stop_requested(); };
    parallelFor(m_shape.inputs, parallel, [&](std::int64_t c) {
      if (!stopped())
        transformInputs(band, c);
    });
    const std::int64_t blocks = mapBlocks();
    if (band.chunkBlocks == blocks) {
      computeByElement(band, parallel);
      return;
    }
    const std::int64_t chunks = (blocks + band.chunkBlocks - 1) / band.chunkBlocks;
    parallelFor(chunks, parallel, [&](std::int64_t chunk) {
      const Products products{grown(mapWinogradTaskScratch().products, m_shape.size.elements() * band.productStep),
                              chunk * band.chunkBlocks * mapBlock / lanes};
      const std::int64_t end = std::min(blocks, (chunk + 1) * band.chunkBlocks);
      for (std::int64_t e = 0; e < m_shape.size.elements() && !stopped(); ++e)
        for (std::int64_t b = chunk * band.chunkBlocks; b < end; ++b)
          multiply(band, products, e, b * mapBlock);
      for (std::int64_t v = products.firstVector; v < std::min(m_vectors, end * mapBlock / lanes); ++v)
        storeMaps(band, products, v);
    });
  }

  /// All maps of one element after the other: inputs and weights are read once, what does not fit into a cache too.
  void computeByElement(const Band& band, bool parallel) const {
    const Products products{grown(band.scratch.products, m_shape.size.elements() * band.productStep), 0};
    const std::int64_t blocks = mapBlocks();
    const std::int64_t pieces = std::min(blocks, mapPieces);
    parallelFor(m_shape.size.elements() * pieces, parallel, [&](std::int64_t i) {
      const std::int64_t piece = i % pieces;
      for (std::int64_t b = blocks * piece / pieces; b < blocks * (piece + 1) / pieces; ++b)
        if (!band.call.stop.stop_requested())
          multiply(band, products, i / pieces, b * mapBlock);
    });
    parallelFor(m_vectors, parallel, [&](std::int64_t vector) { storeMaps(band, products, vector); });
  }

  std::int64_t mapBlocks() const noexcept { return (m_vectors * lanes + mapBlock - 1) / mapBlock; }

  void layOut(Band& band) const {
    const std::int64_t side = m_shape.size.outputs;
    band.reach = (m_shape.size.points - 1) / side;
    band.phasePlane = (band.rows + band.reach) * band.width() + lanes + band.reach;
    // Blocks of nearly equal size: sums of too few tiles wait for each other.
    const std::int64_t places = band.rows * band.width();
    const std::int64_t blocks = (places + lanes - 1) / lanes;
    std::int64_t before = 0;
    for (std::int64_t i = 0; i < blocks; ++i) {
      TileBlock block{.place = places * i / blocks, .first = before};
      for (std::int64_t place = block.place; place < places * (i + 1) / blocks; ++place)
        if (place % band.width() < band.tilesX) {
          block.keep |= 1U << (place - block.place);
          ++block.count;
        }
      before += block.count;
      band.blocks.push_back(block);
    }
    band.inputStep = spreadStride(static_cast<std::int64_t>(band.blocks.size()) * m_shape.depth() * lanes);
    grown(band.scratch.inputs, m_shape.size.elements() * band.inputStep);
    const std::int64_t blockFloats = m_shape.size.elements() * band.tiles() * mapBlock;
    band.chunkBlocks = m_shape.size.elements() * band.inputStep > mapInputFloats
                           ? mapBlocks()
                           : std::clamp<std::int64_t>(mapProductFloats / blockFloats, 1, mapBlocks());
    band.productStep = spreadStride(std::min(m_vectors * lanes, band.chunkBlocks * mapBlock) * band.tiles());
  }

  /// The rows of one map that the band needs, so that neighbouring Winograd tiles' elements are neighbours: element
  /// (y, x) of the padded map is [y % side][x % side][y / side][x / side].
  void spreadImage(const Band& band, std::int64_t c, float* image) const {
    const LaneMaps& in = band.call.input.maps();
    const std::int64_t side = m_shape.size.outputs;
    std::fill_n(image, side * side * band.phasePlane, 0.0F);
    const std::int64_t top = band.firstRow * side - m_shape.padTop;
    const std::int64_t begin = std::max<std::int64_t>(0, top);
    const std::int64_t end = std::min(in.height, top + (band.rows - 1) * side + m_shape.size.points);
    const float* plane = band.call.input.plane(c);
    for (std::int64_t y = begin; y < end; ++y) {
      const std::int64_t row = y - top;
      m_kernels.spreadRow({.from = plane + y % in.tileH * in.rowStride() + y / in.tileH * gridSide,
                           .tileW = in.tileW,
                           .columns = std::min(in.width, band.width() * side - m_shape.padLeft),
                           .offset = m_shape.padLeft,
                           .side = side,
                           .to = image + row % side * side * band.phasePlane + row / side * band.width(),
                           .phaseStride = band.phasePlane});
    }
  }

  void transformInputs(const Band& band, std::int64_t c) const {
    const std::int64_t side = m_shape.size.outputs;
    float* image = grown(mapWinogradTaskScratch().image, side * side * band.phasePlane);
    spreadImage(band, c, image);
    std::int64_t rows[maxWinogradPoints];
    std::int64_t columns[maxWinogradPoints];
    for (std::int64_t i = 0; i < m_shape.size.points; ++i) {
      rows[i] = i % side * side * band.phasePlane + i / side * band.width();
      columns[i] = i % side * band.phasePlane + i / side;
    }
    float* to = band.scratch.inputs.data() + c * lanes;
    for (std::size_t i = 0; i < band.blocks.size(); ++i)
      m_kernels.transformInput(m_shape.size, {.from = image + band.blocks[i].place,
                                              .rows = rows,
                                              .columns = columns,
                                              .to = to + static_cast<std::int64_t>(i) * m_shape.depth() * lanes,
                                              .step = band.inputStep,
                                              .keep = band.blocks[i].keep});
  }

  void multiply(const Band& band, const Products& products, std::int64_t e, std::int64_t k) const {
    const std::int64_t maps = std::min(mapBlock, m_vectors * lanes - k);
    WinogradProduct product{.vectorStride = maps,
                            .scalars = band.scratch.inputs.data() + e * band.inputStep,
                            .scalarStride = lanes,
                            .depth = m_shape.depth(),
                            .outVector = band.tiles() * lanes,
                            .outScalar = lanes};
    for (const TileBlock& block : band.blocks) {
      product.scalarCount = block.count;
      product.vectorCount = block.count > mapPairTiles ? 1 : maps / lanes;
      for (std::int64_t i = 0; i < maps / lanes; i += product.vectorCount) {
        product.vectors = m_weights.data() + (e * m_vectors * lanes + k) * m_shape.depth() + i * lanes;
        product.out = products.data + e * band.productStep +
                      ((k / lanes + i - products.firstVector) * band.tiles() + block.first) * lanes;
        m_kernels.multiply(product);
      }
      product.scalars += m_shape.depth() * lanes;
    }
  }

  void storeMaps(const Band& band, const Products& products, std::int64_t vector) const {
    for (std::int64_t row = 0; row < band.rows && !band.call.stop.stop_requested(); ++row)
      storeRow(band, products.data + (vector - products.firstVector) * band.tiles() * lanes, vector, row);
  }

  /// A row of Winograd tiles of 16 maps: side rows of pixels.
  void storeRow(const Band& band, const float* products, std::int64_t vector, std::int64_t row) const {
    const LaneMaps& out = band.call.output.maps();
    const std::int64_t side = m_shape.size.outputs;
    const std::int64_t rowStride = band.tilesX * side * lanes;
    float* pixels = grown(mapWinogradTaskScratch().rows, side * rowStride);
    for (std::int64_t x = 0; x < band.tilesX; ++x)
      m_kernels.transformOutput(m_shape.size, {.from = products + (row * band.tilesX + x) * lanes,
                                               .step = band.productStep,
                                               .bias = m_bias.data() + vector * lanes,
                                               .epilogue = m_epilogue,
                                               .to = pixels + x * side * lanes,
                                               .rowStride = rowStride,
                                               .rows = side,
                                               .columns = side});
    const std::int64_t top = (band.firstRow + row) * side;
    const std::int64_t rows = std::min(side, out.height - top);
    for (std::int64_t i = 0; i < rows; ++i)
      storePixels(band, vector, top + i, pixels + i * rowStride);
  }

  void storePixels(const Band& band, std::int64_t vector, std::int64_t y, const float* pixels) const {
    const LaneMaps& out = band.call.output.maps();
    float* plane = band.call.output.plane(band.call.outputPlane + vector * lanes);
    float* to = plane + y % out.tileH * out.rowStride() + y / out.tileH * gridSide;
    WinogradQuarter quarter{.planeStride = out.planeStride(),
                            .maps = std::min(lanes, m_shape.outputs - vector * lanes)};
    for (std::int64_t x = 0; x < out.tileW; ++x) {
      for (std::int64_t tile = 0; tile < gridSide; ++tile)
        quarter.pixels[tile] = pixels + std::min(tile * out.tileW + x, out.width - 1) * lanes;
      quarter.to = to + x * lanes;
      m_kernels.storeQuarter(quarter);
    }
  }

  WinogradLayer m_shape;
  Epilogue m_epilogue;
  const WinogradKernels& m_kernels;
  std::int64_t m_vectors = 0;
  FloatBuffer m_weights;
  FloatBuffer m_bias;
};

}  // namespace

std::unique_ptr<ConvKernel> makeMapWinograd(const ConvLayer& layer, Isa isa, int points) {
  const std::optional<WinogradLayer> shape = winogradLayer(layer, points);
  return shape && shape->stride == 1 ? std::make_unique<MapWinograd>(layer, *shape, isa) : nullptr;
}

}  // namespace effortlab::fast
