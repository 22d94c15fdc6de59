// The kernels of tap_products.h on vectors of EFFORTLAB_TAP_LANES floats. Included by the tap_products_<isa>.cpp files.
// Everything is in an anonymous namespace and uses no standard template: the linker must not merge code for different
// instruction sets.
#include "effort/tap_products.h"

#if EFFORTLAB_TAP_LANES > 4
#include <immintrin.h>
#endif

namespace effortlab::effort {

namespace {

constexpr std::int64_t lanes = EFFORTLAB_TAP_LANES;
using Floats __attribute__((vector_size(lanes * 4), may_alias)) = float;
using Ints __attribute__((vector_size(lanes * 4), may_alias)) = std::int32_t;
using LooseFloats __attribute__((vector_size(lanes * 4), may_alias, aligned(4))) = float;
using LooseInts __attribute__((vector_size(lanes * 4), may_alias, aligned(4))) = std::int32_t;

// Register blocks: 24 accumulators of 32 registers with AVX-512, 12 of 16 else.
constexpr int panelRows = lanes == 16 ? 8 : 4;
constexpr int panelVectors = 3;
constexpr int listRows = 4;
constexpr int listVectors = lanes == 16 ? 6 : 3;
constexpr int tailVectors = lanes == 16 ? 8 : 4;

static_assert(panelOutputs % panelRows == 0 && listOutputs == listRows && pixelStep % lanes == 0);

Floats load(const float* from) {
  return *reinterpret_cast<const LooseFloats*>(from);
}
void store(float* to, Floats value) {
  *reinterpret_cast<LooseFloats*>(to) = value;
}

/// Some lane of a comparison's result is true.
bool any(Ints lanesTrue) {
#if EFFORTLAB_TAP_LANES == 16
  const auto bits = reinterpret_cast<__m512i&>(lanesTrue);
  return _mm512_test_epi32_mask(bits, bits) != 0;
#elif EFFORTLAB_TAP_LANES == 8
  const auto bits = reinterpret_cast<__m256i&>(lanesTrue);
  return _mm256_testz_si256(bits, bits) == 0;
#else
  return (lanesTrue[0] | lanesTrue[1] | lanesTrue[2] | lanesTrue[3]) != 0;
#endif
}

template <int rows, int vectors>
void storeTile(const Floats (&sums)[rows][vectors], float* out, std::int64_t stride) {
#pragma GCC unroll 16
  for (int m = 0; m < rows; ++m)
#pragma GCC unroll 16
    for (int v = 0; v < vectors; ++v)
      store(out + m * stride + v * lanes, sums[m][v]);
}

/// panelRows outputs, `vectors` vectors of pixels.
template <int vectors>
void panelTile(const PanelProduct& p, int firstRow, std::int64_t pixel) {
  Floats sums[panelRows][vectors] = {};
  const float* columns = p.columns.data + pixel;
  const float* panel = p.panel + firstRow;
  const std::int64_t stride = p.columns.stride;
  for (const PanelTap *tap = p.taps, *end = tap + p.tapCount; tap != end; ++tap) {
    const float* column = columns + tap->row * stride;
    const float* weights = panel + tap->weight;
    Floats x[vectors];
#pragma GCC unroll 16
    for (int v = 0; v < vectors; ++v)
      x[v] = load(column + v * lanes);
#pragma GCC unroll 16
    for (int m = 0; m < panelRows; ++m)
#pragma GCC unroll 16
      for (int v = 0; v < vectors; ++v)
        sums[m][v] += weights[m] * x[v];
  }
  storeTile(sums, p.out + firstRow * p.outStride + pixel, p.outStride);
}

template <int vectors>
void panelStrip(const PanelProduct& p, std::int64_t pixel) {
  for (int row = 0; row < panelOutputs; row += panelRows)
    panelTile<vectors>(p, row, pixel);
}

std::int64_t smallest(const std::int64_t (&counts)[listRows]) {
  std::int64_t result = counts[0];
  for (int m = 1; m < listRows; ++m)
    result = counts[m] < result ? counts[m] : result;
  return result;
}

template <int vectors>
void addTap(const ListTap& tap, const float* columns, std::int64_t stride, Floats (&sums)[vectors]) {
  const float* column = columns + tap.row * stride;
#pragma GCC unroll 16
  for (int v = 0; v < vectors; ++v)
    sums[v] += tap.weight * load(column + v * lanes);
}

template <int vectors>
void listTile(const ListProduct& p, std::int64_t pixel) {
  Floats sums[listRows][vectors] = {};
  const float* columns = p.columns.data + pixel;
  const std::int64_t stride = p.columns.stride;
  for (const ListSegment& segment : p.segments) {
    const ListTap* const lists[listRows] = {segment.taps[0], segment.taps[1], segment.taps[2], segment.taps[3]};
    const std::int64_t common = smallest(segment.count);
    for (std::int64_t i = 0; i < common; ++i)
#pragma GCC unroll 16
      for (int m = 0; m < listRows; ++m)
        addTap(lists[m][i], columns, stride, sums[m]);
#pragma GCC unroll 16
    for (int m = 0; m < listRows; ++m)
      for (std::int64_t i = common; i < segment.count[m]; ++i)
        addTap(lists[m][i], columns, stride, sums[m]);
  }
  storeTile(sums, p.out + pixel, p.outStride);
}

template <int vectors>
void tailTile(const TailProduct& p, std::int64_t pixel) {
  Floats sums[vectors];
  Ints rounds[vectors];
  LooseInts* counters = reinterpret_cast<LooseInts*>(p.rounds + pixel);  // auto would drop the alignment
#pragma GCC unroll 16
  for (int v = 0; v < vectors; ++v) {
    sums[v] = load(p.sums + pixel + v * lanes);
    rounds[v] = counters[v];
  }
  const float* columns = p.columns.data + pixel;
  const std::int64_t stride = p.columns.stride;
  for (std::int64_t begin = 0; begin < p.tapCount; begin += p.period) {
    const std::int64_t end = begin + p.period < p.tapCount ? begin + p.period : p.tapCount;
    Ints alive = {};
#pragma GCC unroll 16
    for (int v = 0; v < vectors; ++v) {
      const Ints goesOn = sums[v] >= 0.0F;  // a true lane is -1
      rounds[v] -= goesOn;
      alive |= goesOn;
    }
    if (!any(alive))
      break;
    for (std::int64_t i = begin; i < end; ++i) {
      const ListTap tap = p.taps[i];
      const float* column = columns + tap.row * stride;
#pragma GCC unroll 16
      for (int v = 0; v < vectors; ++v)
        sums[v] += tap.weight * load(column + v * lanes);
    }
  }
#pragma GCC unroll 16
  for (int v = 0; v < vectors; ++v) {
    store(p.sums + pixel + v * lanes, sums[v]);
    counters[v] = rounds[v];
  }
}

/// Cuts the pixels into tiles of at most `most` vectors, as equal as they get, so that no tile is left almost empty.
template <typename Tile>
void forEachTile(std::int64_t count, int most, Tile tile) {
  const std::int64_t vectors = count / lanes;
  const std::int64_t tiles = (vectors + most - 1) / most;
  std::int64_t pixel = 0;
  for (std::int64_t t = 0; t < tiles; ++t) {
    const std::int64_t end = vectors * (t + 1) / tiles * lanes;
    tile(static_cast<int>((end - pixel) / lanes), pixel);
    pixel = end;
  }
}

void multiplyPanel(const PanelProduct& p) {
  forEachTile(p.columns.count, panelVectors, [&](int vectors, std::int64_t pixel) {
    switch (vectors) {
      case 1: return panelStrip<1>(p, pixel);
      case 2: return panelStrip<2>(p, pixel);
      default: return panelStrip<panelVectors>(p, pixel);
    }
  });
}

void multiplyLists(const ListProduct& p) {
  forEachTile(p.columns.count, listVectors, [&](int vectors, std::int64_t pixel) {
    switch (vectors) {
      case 1: return listTile<1>(p, pixel);
      case 2: return listTile<2>(p, pixel);
      case 3: return listTile<3>(p, pixel);
#if EFFORTLAB_TAP_LANES == 16
      case 4: return listTile<4>(p, pixel);
      case 5: return listTile<5>(p, pixel);
#endif
      default: return listTile<listVectors>(p, pixel);
    }
  });
}

void continueTail(const TailProduct& p) {
  forEachTile(p.columns.count, tailVectors, [&](int vectors, std::int64_t pixel) {
    switch (vectors) {
      case 1: return tailTile<1>(p, pixel);
      case 2: return tailTile<2>(p, pixel);
      case 3: return tailTile<3>(p, pixel);
#if EFFORTLAB_TAP_LANES == 16
      case 4: return tailTile<4>(p, pixel);
      case 5: return tailTile<5>(p, pixel);
      case 6: return tailTile<6>(p, pixel);
      case 7: return tailTile<7>(p, pixel);
#endif
      default: return tailTile<tailVectors>(p, pixel);
    }
  });
}

template <int floats>
void copyPart(const float* from, float* to) {
  using Part __attribute__((vector_size(floats * 4), may_alias, aligned(4))) = float;
  *reinterpret_cast<Part*>(to) = *reinterpret_cast<const Part*>(from);
}

/// Runs are short: a call of memcpy() takes longer than they do.
void copyRun(const float* from, float* to, std::int64_t length) {
  for (; length >= lanes; length -= lanes, from += lanes, to += lanes)
    store(to, load(from));
#if EFFORTLAB_TAP_LANES == 16
  if ((length & 8) != 0) {
    copyPart<8>(from, to);
    from += 8;
    to += 8;
  }
#endif
#if EFFORTLAB_TAP_LANES >= 8
  if ((length & 4) != 0) {
    copyPart<4>(from, to);
    from += 4;
    to += 4;
  }
#endif
  if ((length & 2) != 0) {
    copyPart<2>(from, to);
    from += 2;
    to += 2;
  }
  if ((length & 1) != 0)
    *to = *from;
}

void copyRows(const RowCopy& c) {
  for (std::int64_t row = 0; row < c.rowCount; ++row) {
    const float* from = c.from + c.rows[row];
    float* to = c.to + row * c.stride;
    for (const CopyRun *run = c.runs, *end = run + c.runCount; run != end; ++run)
      copyRun(from + run->from, to + run->to, run->length);
  }
}

}  // namespace

TapKernels EFFORTLAB_TAP_KERNELS() noexcept {
  return {multiplyPanel, multiplyLists, continueTail, copyRows, EFFORTLAB_TAP_ISA};
}

}  // namespace effortlab::effort
