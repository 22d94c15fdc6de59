// The passes over maps in lanes, once an instruction set: EFFORTLAB_PASS_KERNELS names the table's function,
// EFFORTLAB_PASS_LANES the floats of a register. A vector of 16 lanes is done in that many parts.
#include "effort/lane_pass_kernels.h"
#include "effort/lane_planes.h"

#if EFFORTLAB_PASS_LANES == 16
#include <immintrin.h>
#endif

namespace effortlab::effort {

LanePassKernels EFFORTLAB_PASS_KERNELS() noexcept;

namespace {

constexpr std::int64_t passLanes = 16;
constexpr std::int64_t partLanes = EFFORTLAB_PASS_LANES;
using PassFloats __attribute__((vector_size(partLanes * 4))) = float;
using PassInts __attribute__((vector_size(partLanes * 4))) = std::int32_t;
using PassDoubles __attribute__((vector_size(partLanes * 8), aligned(partLanes * 4))) = double;

inline PassInts ints(const std::int32_t* table, std::int64_t at, std::int64_t part) {
  return *reinterpret_cast<const PassInts*>(table + at * passLanes + part);
}

inline PassFloats floats(const float* at) {
  return *reinterpret_cast<const PassFloats*>(at);
}

/// Results of comparisons by lane: a mask register where there are some.
#if EFFORTLAB_PASS_LANES == 16
using PassMask = __mmask16;
inline PassMask isLess(const PassFloats& a, const PassFloats& b) {
  return _mm512_cmp_ps_mask(a, b, _CMP_LT_OQ);
}
inline PassMask maskOf(const PassInts& ints) {
  return _mm512_movepi32_mask(reinterpret_cast<__m512i>(ints));
}
inline PassInts intsOf(PassMask mask) {
  return reinterpret_cast<PassInts>(_mm512_movm_epi32(mask));
}
inline PassFloats chosen(PassMask mask, const PassFloats& a, const PassFloats& b) {
  return _mm512_mask_blend_ps(mask, b, a);
}
inline void addTo(PassInts& count, PassMask mask, std::int32_t amount) {
  const __m512i before = reinterpret_cast<__m512i>(count);
  count = reinterpret_cast<PassInts>(_mm512_mask_add_epi32(before, mask, before, _mm512_set1_epi32(amount)));
}
inline PassFloats larger(const PassFloats& a, const PassFloats& b) {
  return _mm512_max_ps(a, b);
}
inline PassFloats smaller(const PassFloats& a, const PassFloats& b) {
  return _mm512_min_ps(a, b);
}
#else
using PassMask = PassInts;
inline PassMask isLess(const PassFloats& a, const PassFloats& b) {
  return a < b;
}
inline PassMask maskOf(const PassInts& ints) {
  return ints;
}
inline PassInts intsOf(const PassMask& mask) {
  return mask;
}
inline PassFloats chosen(const PassMask& mask, const PassFloats& a, const PassFloats& b) {
  return mask ? a : b;
}
inline void addTo(PassInts& count, const PassMask& mask, std::int32_t amount) {
  count += mask & amount;
}
inline PassFloats larger(const PassFloats& a, const PassFloats& b) {
  return a > b ? a : b;
}
inline PassFloats smaller(const PassFloats& a, const PassFloats& b) {
  return a < b ? a : b;
}
#endif

template <bool HasConstants>
inline PassFloats constantAt(const PassShape& shape, const StopPlane& p, std::int64_t place, std::int64_t part) {
  if constexpr (HasConstants)
    return floats(p.constants + part + shape.placeAt[place]);
  return PassFloats{};
}

/// A neuron whose sum over the prediction set is known.
template <bool HasConstants, bool Relu>
inline void finishPredicted(const PassShape& shape, const StopPlane& p, PassInts& stopped, std::int64_t y,
                            std::int64_t x, std::int64_t part) {
  const PassFloats zero = {};
  const std::int64_t place = y * shape.columns + x;
  const PassFloats constant = constantAt<HasConstants>(shape, p, place, part);
  const std::int64_t at = shape.sampledApart ? y / 2 * p.firstRow + x / 2 * passLanes : y * p.firstRow + x * passLanes;
  const PassFloats first = floats(p.first + part + at) + constant;
  PassMask stop = isLess(first, zero + p.low);
  if (shape.sampledOnly && !shape.sampledApart)
    stop &= ~maskOf(ints(shape.row.odd, y, part) | ints(shape.column.odd, x, part));
  PassFloats sum = floats(p.sums + part + y * p.sumsRow + x * passLanes) + (p.adds ? first : constant);
  if constexpr (Relu)
    sum = larger(sum, zero);
  addTo(stopped, stop & maskOf(ints(shape.row.inside, y, part) & ints(shape.column.inside, x, part)), 1);
  *reinterpret_cast<PassFloats*>(p.to + part + y * p.toRow + x * passLanes) = chosen(stop, zero, sum);
  if (p.stops != nullptr)
    *reinterpret_cast<PassInts*>(p.stops + part + place * passLanes) = intsOf(stop);
}

template <bool HasConstants, bool Relu>
inline void finishOther(const PassShape& shape, const StopPlane& p, std::int64_t y, std::int64_t x, std::int64_t part) {
  PassFloats sum = floats(p.sums + part + y * p.sumsRow + x * passLanes);
  if constexpr (HasConstants)
    sum += constantAt<true>(shape, p, y * shape.columns + x, part);
  if constexpr (Relu)
    sum = larger(sum, PassFloats{});
  *reinterpret_cast<PassFloats*>(p.to + part + y * p.toRow + x * passLanes) = sum;
  if (p.stops != nullptr)
    *reinterpret_cast<PassInts*>(p.stops + part + (y * shape.columns + x) * passLanes) = PassInts{};
}

template <bool HasConstants, bool Relu>
void finishPart(const PassShape& shape, const StopPlane& p, LaneTally& tally, std::int64_t part) {
  PassInts stopped = ints(tally.stopped, 0, part);
  for (std::int64_t y = 0; y < shape.rows; y += p.sampledAlone ? 2 : 1) {
    const bool predicted = p.first != nullptr && !(shape.sampledApart && y % 2 != 0);
    const std::int64_t step = p.sampledAlone || (predicted && shape.sampledApart) ? 2 : 1;
    for (std::int64_t x = 0; x < shape.columns; x += step) {
      if (predicted)
        finishPredicted<HasConstants, Relu>(shape, p, stopped, y, x, part);
      else
        finishOther<HasConstants, Relu>(shape, p, y, x, part);
      if (step == 2 && !p.sampledAlone && x + 1 < shape.columns)
        finishOther<HasConstants, Relu>(shape, p, y, x + 1, part);
    }
  }
  *reinterpret_cast<PassInts*>(tally.stopped + part) = stopped;
}

/// Extremes and average of sampled neighbours.
struct Neighbourhood {
  PassFloats maximum, minimum, average;
};

inline Neighbourhood ofTwo(const PassFloats& a, const PassFloats& b) {
  return {larger(a, b), smaller(a, b), (a + b) * 0.5F};
}

inline Neighbourhood ofFour(const PassFloats& topLeft, const PassFloats& topRight, const PassFloats& bottomLeft,
                            const PassFloats& bottomRight) {
  return {larger(larger(topLeft, bottomLeft), larger(topRight, bottomRight)),
          smaller(smaller(topLeft, bottomLeft), smaller(topRight, bottomRight)),
          ((topLeft + bottomLeft) + (topRight + bottomRight)) * 0.25F};
}

/// A vector of a map, and what is at its place.
struct PassPlace {
  const PassShape& shape;
  const ReplacePlane& plane;
  std::int64_t y, x, part;
  const float* at;

  bool inPlace() const { return plane.from == plane.to; }
  PassInts hasBelow() const { return ints(shape.row.nextExists, y, part); }
  PassInts hasRight() const { return ints(shape.column.nextExists, x, part); }
};

/// Neighbours before and behind along one axis; where the image ends the one behind is that before, which leaves the
/// average as it is.
inline Neighbourhood alongAxis(const PassPlace& p, bool rows) {
  const std::int64_t step = rows ? p.plane.fromRow : passLanes;
  const PassFloats before = floats(p.at - step);
  if ((rows ? p.shape.row.allHaveNext[p.y] : p.shape.column.allHaveNext[p.x]) != 0)
    return ofTwo(before, floats(p.at + step));
  if (p.inPlace())
    return ofTwo(before, before);
  const PassInts exists = rows ? p.hasBelow() : p.hasRight();
  return ofTwo(before, exists ? floats(p.at + step) : before);
}

inline Neighbourhood diagonal(const PassPlace& p) {
  const std::int64_t row = p.plane.fromRow;
  const bool below = p.shape.row.allHaveNext[p.y] != 0;
  const bool behind = p.shape.column.allHaveNext[p.x] != 0;
  const float* bottom = p.at + (below || !p.inPlace() ? row : -row);
  const std::int64_t right = behind || !p.inPlace() ? passLanes : -passLanes;
  const PassFloats topLeft = floats(p.at - row - passLanes);
  PassFloats topRight = floats(p.at - row + right);
  PassFloats bottomLeft = floats(bottom - passLanes);
  PassFloats bottomRight = floats(bottom + right);
  if (!behind) {
    topRight = p.hasRight() ? topRight : topLeft;
    bottomRight = p.hasRight() ? bottomRight : bottomLeft;
  }
  if (!below) {
    bottomLeft = p.hasBelow() ? bottomLeft : topLeft;
    bottomRight = p.hasBelow() ? bottomRight : topRight;
  }
  return ofFour(topLeft, topRight, bottomLeft, bottomRight);
}

/// A row's sampled neighbours where lanes differ in what is sampled: along an axis on which a lane's place is, both
/// neighbours are the place itself.
struct SidePair {
  PassFloats left, right;
};
inline SidePair sidesOf(const float* row, const PassInts& oddColumn, const PassInts& hasRight) {
  const PassFloats here = floats(row);
  const PassFloats before = floats(row - passLanes);
  return {oddColumn ? before : here, oddColumn ? (hasRight ? floats(row + passLanes) : before) : here};
}

/// How many neighbours a lane's place has, 0 for a sampled one or one that has no average to work out.
inline PassInts averagedOf(const PassPlace& p) {
  const PassInts count = ints(p.shape.row.neighbours, p.y, p.part)
                         << (ints(p.shape.column.neighbours, p.x, p.part) - 1);
  return count & (count > 1);
}

/// What is counted of the replaced neurons of one part of the lanes.
struct ReplacedTally {
  PassInts stopped, replaced, averageOps;

  void load(const LaneTally& tally, std::int64_t part) {
    stopped = ints(tally.stopped, 0, part);
    replaced = ints(tally.replaced, 0, part);
    averageOps = ints(tally.averageOps, 0, part);
  }
  void store(LaneTally& tally, std::int64_t part) const {
    *reinterpret_cast<PassInts*>(tally.stopped + part) = stopped;
    *reinterpret_cast<PassInts*>(tally.replaced + part) = replaced;
    *reinterpret_cast<PassInts*>(tally.averageOps + part) = averageOps;
  }
  /// `quiet`: the lanes that are replaced at a place; `averaged`: averagedOf() it.
  void add(const PassPlace& p, const PassInts& quiet, const PassInts& averaged) {
    const PassInts counted = quiet & ints(p.shape.row.inside, p.y, p.part) & ints(p.shape.column.inside, p.x, p.part);
    replaced -= counted;
    averageOps += counted & averaged;
    if (p.plane.stops != nullptr)
      stopped += counted & ints(p.plane.stops, p.y * p.shape.columns + p.x, p.part);
  }
};

/// A neuron as it is when it is not replaced.
inline PassFloats ownValue(const PassShape& shape, const ReplacePlane& p, std::int64_t y, std::int64_t x,
                           std::int64_t part) {
  if (p.sums == nullptr)
    return floats(p.from + part + y * p.fromRow + x * passLanes);
  PassFloats sum = floats(p.sums + part + y * p.sumsRow + x * passLanes);
  if (p.constants != nullptr)
    sum += floats(p.constants + part + shape.placeAt[y * shape.columns + x]);
  return p.relu ? larger(sum, PassFloats{}) : sum;
}

inline PassInts isQuiet(const ReplacePlane& p, const Neighbourhood& near) {
  return (near.maximum < p.maxBelow) & (near.maximum - near.minimum < p.deltaBelow);
}

/// Pairs of places from the start of a row, one sampled and one not, with a sampled one behind them.
std::int64_t wholePairs(const PassShape& shape) {
  const PassAxis& axis = shape.column;
  std::int64_t pairs = 0;
  while (2 * pairs + 1 < shape.columns && axis.modes[2 * pairs] == PassAxis::Even &&
         axis.modes[2 * pairs + 1] == PassAxis::Odd && axis.allHaveNext[2 * pairs + 1] != 0)
    ++pairs;
  return pairs;
}

/// Of the sampled neighbours in a column: two, or the place itself in a sampled row.
struct ColumnPair {
  PassFloats maximum, minimum, sum;
};

template <bool OddRow>
inline ColumnPair columnPair(const float* at, std::int64_t row) {
  if constexpr (!OddRow)
    return {floats(at), floats(at), floats(at)};
  const PassFloats above = floats(at - row);
  const PassFloats below = floats(at + row);
  return {larger(above, below), smaller(above, below), above + below};
}

/// The pairs of one row. OddRow: between two sampled ones.
template <bool OddRow>
void replacePairs(const PassShape& shape, const ReplacePlane& p, std::int64_t pairs, std::int64_t y,
                  ReplacedTally& counts, std::int64_t part) {
  const PassFloats maxBelow = PassFloats{} + p.maxBelow;
  const PassFloats deltaBelow = PassFloats{} + p.deltaBelow;
  const float* from = p.from + part + y * p.fromRow;
  float* to = p.to + part + y * p.toRow;
  const PassMask rowInside = maskOf(ints(shape.row.inside, y, part));
  const bool copies = p.from != p.to;
  const auto decide = [&](std::int64_t x, const PassFloats& maximum, const PassFloats& minimum,
                          const PassFloats& average, std::int32_t neighbours) {
    const PassMask quiet = isLess(maximum, maxBelow) & isLess(maximum - minimum, deltaBelow);
    *reinterpret_cast<PassFloats*>(to + x * passLanes) = chosen(quiet, average, ownValue(shape, p, y, x, part));
    const PassMask counted = quiet & rowInside & maskOf(ints(shape.column.inside, x, part));
    addTo(counts.replaced, counted, 1);
    addTo(counts.averageOps, counted, neighbours);
    if (p.stops != nullptr)
      addTo(counts.stopped, counted & maskOf(ints(p.stops, y * shape.columns + x, part)), -1);
  };
  ColumnPair left = columnPair<OddRow>(from, p.fromRow);
  for (std::int64_t x = 0; x < 2 * pairs; x += 2) {
    const ColumnPair right = columnPair<OddRow>(from + (x + 2) * passLanes, p.fromRow);
    if constexpr (OddRow)
      decide(x, left.maximum, left.minimum, left.sum * 0.5F, 2);
    else if (copies)
      *reinterpret_cast<PassFloats*>(to + x * passLanes) = left.sum;
    decide(x + 1, larger(left.maximum, right.maximum), smaller(left.minimum, right.minimum),
           (left.sum + right.sum) * (OddRow ? 0.25F : 0.5F), OddRow ? 4 : 2);
    left = right;
  }
}

/// Where all lanes of a place are sampled alike.
void replaceAlike(const PassShape& shape, const ReplacePlane& p, LaneTally& tally, std::int64_t part) {
  ReplacedTally counts;
  counts.load(tally, part);
  const std::int64_t pairs = wholePairs(shape);
  for (std::int64_t y = 0; y < shape.rows; ++y) {
    const std::uint8_t rowMode = shape.row.modes[y];
    const bool whole = rowMode == PassAxis::Even || shape.row.allHaveNext[y] != 0;
    if (whole && rowMode == PassAxis::Even)
      replacePairs<false>(shape, p, pairs, y, counts, part);
    else if (whole)
      replacePairs<true>(shape, p, pairs, y, counts, part);
    for (std::int64_t x = whole ? 2 * pairs : 0; x < shape.columns; ++x) {
      const std::uint8_t columnMode = shape.column.modes[x];
      const PassPlace place{shape, p, y, x, part, p.from + part + y * p.fromRow + x * passLanes};
      float* to = p.to + part + y * p.toRow + x * passLanes;
      if (rowMode == PassAxis::Even && columnMode == PassAxis::Even) {
        if (!place.inPlace())
          *reinterpret_cast<PassFloats*>(to) = floats(place.at);
        continue;
      }
      const Neighbourhood near = rowMode != columnMode ? alongAxis(place, rowMode == PassAxis::Odd) : diagonal(place);
      const PassInts quiet = isQuiet(p, near);
      *reinterpret_cast<PassFloats*>(to) = quiet ? near.average : ownValue(shape, p, y, x, part);
      const bool all = (rowMode == PassAxis::Even || shape.row.allHaveNext[y] != 0) &&
                       (columnMode == PassAxis::Even || shape.column.allHaveNext[x] != 0);
      const PassInts none = {};
      counts.add(place, quiet, all ? none + (rowMode == columnMode ? 4 : 2) : averagedOf(place));
    }
  }
  counts.store(tally, part);
}

/// Column by column: what a row's vectors say of both sides serves three rows.
void replaceByLane(const PassShape& shape, const ReplacePlane& p, LaneTally& tally, std::int64_t part) {
  ReplacedTally counts;
  counts.load(tally, part);
  for (std::int64_t x = 0; x < shape.columns; ++x) {
    const PassInts oddColumn = ints(shape.column.odd, x, part);
    const PassInts hasRight = ints(shape.column.nextExists, x, part);
    const float* from = p.from + part + x * passLanes;
    SidePair above = sidesOf(from - p.fromRow, oddColumn, hasRight);
    SidePair same = sidesOf(from, oddColumn, hasRight);
    for (std::int64_t y = 0; y < shape.rows; ++y) {
      const SidePair below = sidesOf(from + (y + 1) * p.fromRow, oddColumn, hasRight);
      const PassPlace place{shape, p, y, x, part, from + y * p.fromRow};
      const PassInts oddRow = ints(shape.row.odd, y, part);
      const PassInts takesBelow = oddRow & place.hasBelow();
      const PassFloats topLeft = oddRow ? above.left : same.left;
      const PassFloats topRight = oddRow ? above.right : same.right;
      const Neighbourhood near =
          ofFour(topLeft, topRight, takesBelow ? below.left : topLeft, takesBelow ? below.right : topRight);
      const PassInts quiet = isQuiet(p, near) & (oddRow | oddColumn);
      *reinterpret_cast<PassFloats*>(p.to + part + y * p.toRow + x * passLanes) =
          quiet ? near.average : floats(place.at);
      counts.add(place, quiet, averagedOf(place));
      above = same;
      same = below;
    }
  }
  counts.store(tally, part);
}

bool differByLane(const PassAxis& axis, std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i)
    if (axis.modes[i] == PassAxis::Mixed)
      return true;
  return false;
}

void replacePart(const PassShape& shape, const ReplacePlane& p, LaneTally& tally, std::int64_t part) {
  if (differByLane(shape.row, shape.rows) || differByLane(shape.column, shape.columns))
    replaceByLane(shape, p, tally, part);
  else
    replaceAlike(shape, p, tally, part);
}

/// A row's sums in float, as exact as its elements; those of rows in double.
void addUpPart(const StatisticsPlane& p, LaneSums& sums, std::int64_t part) {
  PassDoubles total = *reinterpret_cast<const PassDoubles*>(sums.values + part);
  PassDoubles squares = *reinterpret_cast<const PassDoubles*>(sums.squares + part);
  for (std::int64_t y = 0; y < p.rows; ++y) {
    const float* row = p.from + part + y * p.fromRow;
    const PassInts rowInside = ints(p.rowInside, y, part);
    PassFloats rowTotal = {};
    PassFloats rowSquares = {};
    for (std::int64_t x = 0; x < p.columns; ++x) {
      const PassInts read = *reinterpret_cast<const PassInts*>(row + x * passLanes);
      const PassInts inside = read & rowInside & ints(p.columnInside, x, part);
      const PassFloats taken = (PassFloats)inside;
      rowTotal += taken;
      rowSquares += taken * taken;
    }
    total += __builtin_convertvector(rowTotal, PassDoubles);
    squares += __builtin_convertvector(rowSquares, PassDoubles);
  }
  *reinterpret_cast<PassDoubles*>(sums.values + part) = total;
  *reinterpret_cast<PassDoubles*>(sums.squares + part) = squares;
}

/// Sums of some cases in registers.
template <int Cases>
void addMeansOf(const MeansPlane& p, std::int64_t first, std::int64_t count, std::int64_t part) {
  if (count < Cases) {
    if constexpr (Cases > 1)
      addMeansOf<Cases - 1>(p, first, count, part);
    return;
  }
  PassFloats sums[Cases] = {};
  for (std::int64_t i = 0; i < p.count; ++i) {
    const PassFloats mean = floats(p.means + p.maps[i] * passLanes + part);
    const float* tapSums = p.tapSums + p.maps[i] * p.mapStride + first;
#pragma GCC unroll 9
    for (int at = 0; at < Cases; ++at)
      sums[at] += mean * tapSums[at];
  }
#pragma GCC unroll 9
  for (int at = 0; at < Cases; ++at)
    *reinterpret_cast<PassFloats*>(p.byCase + (first + at) * passLanes + part) = sums[at];
}

void finishKernel(const PassShape& shape, const StopPlane& plane, LaneTally& tally) {
  for (std::int64_t part = 0; part < passLanes; part += partLanes)
    if (plane.constants == nullptr)
      plane.relu ? finishPart<false, true>(shape, plane, tally, part)
                 : finishPart<false, false>(shape, plane, tally, part);
    else
      plane.relu ? finishPart<true, true>(shape, plane, tally, part)
                 : finishPart<true, false>(shape, plane, tally, part);
}
void replaceKernel(const PassShape& shape, const ReplacePlane& plane, LaneTally& tally) {
  for (std::int64_t part = 0; part < passLanes; part += partLanes)
    replacePart(shape, plane, tally, part);
}
void keepKernel(const float* from, const std::int32_t* keep, std::int64_t vectors, float* to) {
  for (std::int64_t part = 0; part < passLanes; part += partLanes)
    for (std::int64_t i = 0; i < vectors; ++i)
      *reinterpret_cast<PassInts*>(to + i * passLanes + part) =
          *reinterpret_cast<const PassInts*>(from + i * passLanes + part) & ints(keep, 0, part);
}
void meansKernel(const MeansPlane& plane) {
  constexpr int together = 9;  // the cases of a window of 3 x 3
  for (std::int64_t part = 0; part < passLanes; part += partLanes)
    for (std::int64_t first = 0; first < plane.cases; first += together)
      addMeansOf<together>(plane, first, plane.cases - first < together ? plane.cases - first : together, part);
}
void addUpKernel(const StatisticsPlane& plane, LaneSums& sums) {
  for (std::int64_t part = 0; part < passLanes; part += partLanes)
    addUpPart(plane, sums, part);
}

}  // namespace

LanePassKernels EFFORTLAB_PASS_KERNELS() noexcept {
  return {finishKernel, replaceKernel, addUpKernel, keepKernel, meansKernel};
}

}  // namespace effortlab::effort
