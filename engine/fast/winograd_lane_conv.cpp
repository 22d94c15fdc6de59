#include "fast/winograd_lane_conv.h"

#include "core/parallel.h"
#include "fast/winograd_kernels.h"
#include "fast/winograd_layer.h"

#include <algorithm>
#include <vector>

namespace effortlab::fast {

namespace {

/// Output maps whose weights lie together: as many sums of one vector as the registers hold, or divisors of it.
constexpr std::int64_t laneChunkMaps = 24;
/// Pieces of work that are enough to share out.
constexpr std::int64_t lanePieces = 8;
constexpr std::int64_t unusedSlice = -1;

/// Of a thread.
struct LaneWinogradScratch {
  FloatBuffer inputs;    ///< [elements][depth][tiles][16]
  FloatBuffer products;  ///< [maps][tiles][elements][16]
  alignas(64) float edge[maxWinogradPoints * maxWinogradPoints * lanes] = {};
};

LaneWinogradScratch& laneWinogradScratch() {
  thread_local LaneWinogradScratch scratch;
  return scratch;
}

class LaneWinograd final : public ConvKernel {
public:
  LaneWinograd(const ConvLayer& layer, const WinogradLayer& shape, Isa isa)
      : m_shape(shape), m_epilogue(layer.epilogue), m_kernels(winogradKernels(isa)) {
    const std::int64_t chunks = (shape.outputs + laneChunkMaps - 1) / laneChunkMaps;
    m_chunkMaps = (shape.outputs + chunks - 1) / chunks;
    const FloatBuffer weights = winogradWeights(layer, shape);
    findSlices(weights);
    packWeights(weights);
    m_bias.resize(static_cast<std::size_t>(shape.outputs * lanes));
    for (std::int64_t k = 0; k < shape.outputs; ++k)
      std::fill_n(m_bias.data() + k * lanes, lanes, layer.bias == nullptr ? 0.0F : layer.bias->data()[k]);
  }

  std::string_view name() const noexcept override { return m_shape.size.points == 6 ? "winograd" : "winograd8"; }

  void run(const ConvCall& call) const override {
    const LaneMaps& out = call.output.maps();
    const std::int64_t side = m_shape.size.outputs;
    const std::int64_t tilesX = (out.tileW + side - 1) / side;
    const std::int64_t tiles = (out.tileH + side - 1) / side * tilesX;
    const std::int64_t fewest = (tiles + maxWinogradVectors - 1) / maxWinogradVectors;
    const std::int64_t threads = call.parallel ? foreignThreads() : 1;
    const std::int64_t shared = fewest < lanePieces ? (fewest + threads - 1) / threads * threads : fewest;
    const bool split = call.parallel && shared > tiles;
    const std::int64_t groups = split ? fewest : shared;
    parallelFor(groups, call.parallel && !split, [&](std::int64_t group) {
      Piece piece{.call = call, .tilesX = tilesX};
      piece.first = tiles * group / groups;
      piece.count = tiles * (group + 1) / groups - piece.first;
      piece.inputStep = spreadStride(m_depth * piece.count * lanes);
      piece.inputs = grown(laneWinogradScratch().inputs, m_shape.size.elements() * piece.inputStep);
      runPiece(piece, split);
    });
  }

private:
  /// Some Winograd tiles of a tile.
  struct Piece {
    const ConvCall& call;
    std::int64_t tilesX;
    std::int64_t first = 0;
    std::int64_t count = 0;
    float* inputs = nullptr;  ///< transformed: [elements][depth][tiles][16]
    std::int64_t inputStep = 0;
  };

  /// With few pieces the threads share each: first its input maps, then its output maps.
  void runPiece(const Piece& piece, bool parallel) const {
    const std::int64_t inputParts = parallel ? std::min(lanePieces, m_shape.inputs) : 1;
    parallelFor(inputParts, parallel, [&](std::int64_t part) {
      if (!piece.call.stop.stop_requested()) {
        const std::int64_t first = m_shape.inputs * part / inputParts;
        transformInputs(piece, {first, m_shape.inputs * (part + 1) / inputParts - first});
      }
    });
    const std::int64_t chunks = (m_shape.outputs + m_chunkMaps - 1) / m_chunkMaps;
    const std::int64_t parts = parallel ? std::min(lanePieces, chunks) : 1;
    parallelFor(parts, parallel, [&](std::int64_t part) {
      if (!piece.call.stop.stop_requested())
        computeMaps(piece, chunks * part / parts, chunks * (part + 1) / parts);
    });
  }

  /// Input maps, or phases of them, that no weight reads take no time: of some taps alone, half of the phases.
  void findSlices(const FloatBuffer& weights) {
    const std::int64_t elements = m_shape.size.elements();
    for (std::int64_t d = 0; d < m_shape.depth(); ++d) {
      bool used = false;
      for (std::int64_t k = 0; k < m_shape.outputs && !used; ++k) {
        const float* slice = weights.data() + (k * m_shape.depth() + d) * elements;
        used = std::any_of(slice, slice + elements, [](float weight) { return weight != 0.0F; });
      }
      m_sliceAt.push_back(used ? m_depth++ : unusedSlice);
    }
  }

  /// [elements][chunk][depth][maps of the chunk]
  void packWeights(const FloatBuffer& weights) {
    const std::int64_t elements = m_shape.size.elements();
    m_weights.resize(static_cast<std::size_t>(elements * m_shape.outputs * m_depth));
    for (std::int64_t k = 0; k < m_shape.outputs; ++k) {
      const std::int64_t begin = k / m_chunkMaps * m_chunkMaps;
      const std::int64_t maps = std::min(m_chunkMaps, m_shape.outputs - begin);
      for (std::int64_t d = 0; d < m_shape.depth(); ++d) {
        const std::int64_t at = m_sliceAt[static_cast<std::size_t>(d)];
        for (std::int64_t e = 0; e < elements && at != unusedSlice; ++e)
          m_weights[static_cast<std::size_t>((e * m_shape.outputs + begin) * m_depth + at * maps + k - begin)] =
              weights[static_cast<std::size_t>((k * m_shape.depth() + d) * elements + e)];
      }
    }
  }

  void transformInputs(const Piece& piece, const PlaneRange& maps) const {
    for (std::int64_t t = 0; t < piece.count; ++t) {
      const std::int64_t side = m_shape.size.outputs * m_shape.stride;
      const std::int64_t top = (piece.first + t) / piece.tilesX * side - m_shape.padTop;
      const std::int64_t left = (piece.first + t) % piece.tilesX * side - m_shape.padLeft;
      for (std::int64_t phase = 0; phase < m_shape.phases(); ++phase)
        transformTile(piece, {t, phase, top + phase / m_shape.stride, left + phase % m_shape.stride}, maps);
    }
  }

  struct Corner {
    std::int64_t t;
    std::int64_t phase;
    std::int64_t y;
    std::int64_t x;
  };

  /// Patches of some maps whose first element is at `corner` of the tile.
  void transformTile(const Piece& piece, const Corner& corner, const PlaneRange& maps) const {
    const LaneMaps& in = piece.call.input.maps();
    const std::int64_t points = m_shape.size.points;
    const std::int64_t last = (points - 1) * m_shape.stride;
    const bool inside = corner.y >= -in.halo.top && corner.x >= -in.halo.left &&
                        corner.y + last < in.tileH + in.halo.bottom && corner.x + last < in.tileW + in.halo.right;
    std::int64_t rows[maxWinogradPoints];
    std::int64_t columns[maxWinogradPoints];
    for (std::int64_t i = 0; i < points; ++i) {
      rows[i] = inside ? i * m_shape.stride * in.rowStride() : i * points * lanes;
      columns[i] = inside ? i * m_shape.stride * lanes : i * lanes;
    }
    float* edge = laneWinogradScratch().edge;
    WinogradInput input{.rows = rows, .columns = columns, .step = piece.inputStep};
    for (std::int64_t c = maps.first; c < maps.first + maps.count; ++c) {
      const std::int64_t slice = m_sliceAt[static_cast<std::size_t>(c * m_shape.phases() + corner.phase)];
      if (slice == unusedSlice)
        continue;
      const float* plane = piece.call.input.plane(c);
      if (!inside)
        copyEdge(in, plane, corner, edge);
      input.from = inside ? plane + corner.y * in.rowStride() + corner.x * lanes : edge;
      input.to = piece.inputs + (slice * piece.count + corner.t) * lanes;
      m_kernels.transformInput(m_shape.size, input);
    }
  }

  /// A patch that reaches beyond the halo: what is there meets no output that counts, zeros will do.
  void copyEdge(const LaneMaps& in, const float* plane, const Corner& corner, float* edge) const {
    const std::int64_t points = m_shape.size.points;
    for (std::int64_t i = 0; i < points * points; ++i) {
      const std::int64_t y = corner.y + i / points * m_shape.stride;
      const std::int64_t x = corner.x + i % points * m_shape.stride;
      const bool exists =
          y >= -in.halo.top && x >= -in.halo.left && y < in.tileH + in.halo.bottom && x < in.tileW + in.halo.right;
      if (exists)
        std::copy_n(plane + y * in.rowStride() + x * lanes, lanes, edge + i * lanes);
      else
        std::fill_n(edge + i * lanes, lanes, 0.0F);
    }
  }

  /// Chunks of output maps, a few at a time: their products stay in the cache.
  void computeMaps(const Piece& piece, std::int64_t chunkBegin, std::int64_t chunkEnd) const {
    const std::int64_t together = maxWinogradVectors / piece.count;
    for (std::int64_t chunk = chunkBegin; chunk < chunkEnd; chunk += together) {
      const std::int64_t first = chunk * m_chunkMaps;
      const std::int64_t end = std::min(m_shape.outputs, std::min(chunkEnd, chunk + together) * m_chunkMaps);
      const std::int64_t mapStride = piece.count * productStride();
      float* products = grown(laneWinogradScratch().products, (end - first) * mapStride);
      const std::int64_t elements = m_shape.size.elements();
      for (std::int64_t e = 0; e < elements; ++e) {
        for (std::int64_t k = first; k < end; k += m_chunkMaps)
          multiply(piece, e, k, products + (k - first) * mapStride + e * lanes);
        for (std::int64_t k = first + (end - first) * e / elements; k < first + (end - first) * (e + 1) / elements; ++k)
          prefetchMap(piece, k);
      }
      for (std::int64_t k = first; k < end; ++k)
        storeMap(piece, k, products + (k - first) * mapStride);
    }
  }

  /// Products of one output tile lie together, an odd number of vectors from those of the next.
  std::int64_t productStride() const noexcept { return spreadStride(m_shape.size.elements() * lanes); }

  void multiply(const Piece& piece, std::int64_t e, std::int64_t k, float* out) const {
    const std::int64_t maps = std::min(m_chunkMaps, m_shape.outputs - k);
    m_kernels.multiply({.vectors = piece.inputs + e * piece.inputStep,
                        .vectorStride = piece.count * lanes,
                        .vectorCount = piece.count,
                        .scalars = m_weights.data() + (e * m_shape.outputs + k) * m_depth,
                        .scalarStride = maps,
                        .scalarCount = maps,
                        .depth = m_depth,
                        .out = out,
                        .outVector = productStride(),
                        .outScalar = piece.count * productStride()});
  }

  /// The output comes from memory while the products are computed, not when it is written.
  void prefetchMap(const Piece& piece, std::int64_t k) const {
    const LaneMaps& out = piece.call.output.maps();
    const float* plane = piece.call.output.plane(piece.call.outputPlane + k);
    const std::int64_t side = m_shape.size.outputs;
    for (std::int64_t t = 0; t < piece.count; ++t) {
      const std::int64_t top = (piece.first + t) / piece.tilesX * side;
      const std::int64_t left = (piece.first + t) % piece.tilesX * side;
      for (std::int64_t y = top; y < std::min(top + side, out.tileH); ++y)
        for (std::int64_t x = left; x < std::min(left + side, out.tileW); ++x)
          __builtin_prefetch(plane + y * out.rowStride() + x * lanes, 1);
    }
  }

  void storeMap(const Piece& piece, std::int64_t k, const float* products) const {
    const LaneMaps& out = piece.call.output.maps();
    float* plane = piece.call.output.plane(piece.call.outputPlane + k);
    for (std::int64_t t = 0; t < piece.count; ++t) {
      const std::int64_t y = (piece.first + t) / piece.tilesX * m_shape.size.outputs;
      const std::int64_t x = (piece.first + t) % piece.tilesX * m_shape.size.outputs;
      m_kernels.transformOutput(m_shape.size, {.from = products + t * productStride(),
                                               .step = lanes,
                                               .bias = m_bias.data() + k * lanes,
                                               .epilogue = m_epilogue,
                                               .to = plane + y * out.rowStride() + x * lanes,
                                               .rowStride = out.rowStride(),
                                               .rows = std::min<std::int64_t>(m_shape.size.outputs, out.tileH - y),
                                               .columns = std::min<std::int64_t>(m_shape.size.outputs, out.tileW - x)});
    }
  }

  WinogradLayer m_shape;
  Epilogue m_epilogue;
  const WinogradKernels& m_kernels;
  std::int64_t m_chunkMaps = 1;
  std::vector<std::int64_t> m_sliceAt;  ///< by input map and phase: which of the `m_depth` used ones
  std::int64_t m_depth = 0;
  FloatBuffer m_weights;
  FloatBuffer m_bias;
};

}  // namespace

std::unique_ptr<ConvKernel> makeLaneWinograd(const ConvLayer& layer, Isa isa, int points) {
  const std::optional<WinogradLayer> shape = winogradLayer(layer, points);
  return shape ? std::make_unique<LaneWinograd>(layer, *shape, isa) : nullptr;
}

}  // namespace effortlab::fast
