// The passes over maps in lanes, once an instruction set: EFFORTLAB_PASS_KERNELS names the table's function,
// EFFORTLAB_PASS_LANES the floats of a register. A vector of 16 lanes is done in that many parts.
#include "effort/lane_pass_kernels.h"
#include "effort/lane_planes.h"

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

void finishPart(const PassShape& shape, const StopPlane& p, LaneTally& tally, std::int64_t part) {
  const PassFloats zero = {};
  const PassFloats low = zero + p.low;
  PassInts stopped = *reinterpret_cast<const PassInts*>(tally.stopped + part);
  for (std::int64_t y = 0; y < shape.rows; ++y)
    for (std::int64_t x = 0; x < shape.columns; ++x) {
      PassFloats sum = *reinterpret_cast<const PassFloats*>(p.sums + part + y * p.sumsRow + x * passLanes);
      PassFloats constant = zero;
      if (p.constants != nullptr)
        constant = *reinterpret_cast<const PassFloats*>(p.constants + part + shape.placeAt[y * shape.columns + x]);
      PassInts stop = {};
      const bool hasFirst = p.first != nullptr && (!shape.sampledApart || ((y | x) & 1) == 0);
      if (hasFirst) {
        const std::int64_t at =
            shape.sampledApart ? y / 2 * p.firstRow + x / 2 * passLanes : y * p.firstRow + x * passLanes;
        const PassFloats first = *reinterpret_cast<const PassFloats*>(p.first + part + at) + constant;
        stop = first < low;
        if (shape.sampledOnly && !shape.sampledApart)
          stop &= ~(ints(shape.row.odd, y, part) | ints(shape.column.odd, x, part));
        sum += p.adds ? first : constant;
        stopped -= stop & ints(shape.row.inside, y, part) & ints(shape.column.inside, x, part);
      } else {
        sum += constant;
      }
      if (p.relu)
        sum = sum > zero ? sum : zero;
      if (hasFirst)
        sum = stop ? zero : sum;
      *reinterpret_cast<PassFloats*>(p.to + part + y * p.toRow + x * passLanes) = sum;
      if (p.stops != nullptr)
        *reinterpret_cast<PassInts*>(p.stops + part + (y * shape.columns + x) * passLanes) = stop;
    }
  *reinterpret_cast<PassInts*>(tally.stopped + part) = stopped;
}

inline PassFloats floats(const float* at) {
  return *reinterpret_cast<const PassFloats*>(at);
}

/// Extremes and average of sampled neighbours.
struct Neighbourhood {
  PassFloats maximum, minimum, average;
};

inline Neighbourhood ofTwo(const PassFloats& a, const PassFloats& b) {
  return {a > b ? a : b, a < b ? a : b, (a + b) * 0.5F};
}

inline Neighbourhood ofFour(const PassFloats& topLeft, const PassFloats& topRight, const PassFloats& bottomLeft,
                            const PassFloats& bottomRight) {
  const PassFloats leftMax = topLeft > bottomLeft ? topLeft : bottomLeft;
  const PassFloats rightMax = topRight > bottomRight ? topRight : bottomRight;
  const PassFloats leftMin = topLeft < bottomLeft ? topLeft : bottomLeft;
  const PassFloats rightMin = topRight < bottomRight ? topRight : bottomRight;
  return {leftMax > rightMax ? leftMax : rightMax, leftMin < rightMin ? leftMin : rightMin,
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

inline PassInts isQuiet(const ReplacePlane& p, const Neighbourhood& near) {
  return (near.maximum < p.maxBelow) & (near.maximum - near.minimum < p.deltaBelow);
}

/// Where all lanes of a place are sampled alike.
void replaceAlike(const PassShape& shape, const ReplacePlane& p, LaneTally& tally, std::int64_t part) {
  ReplacedTally counts;
  counts.load(tally, part);
  for (std::int64_t y = 0; y < shape.rows; ++y)
    for (std::int64_t x = 0; x < shape.columns; ++x) {
      const std::uint8_t rowMode = shape.row.modes[y];
      const std::uint8_t columnMode = shape.column.modes[x];
      const PassPlace place{shape, p, y, x, part, p.from + part + y * p.fromRow + x * passLanes};
      float* to = p.to + part + y * p.toRow + x * passLanes;
      const PassFloats own = floats(place.at);
      if (rowMode == PassAxis::Even && columnMode == PassAxis::Even) {
        if (!place.inPlace())
          *reinterpret_cast<PassFloats*>(to) = own;
        continue;
      }
      const Neighbourhood near = rowMode != columnMode ? alongAxis(place, rowMode == PassAxis::Odd) : diagonal(place);
      const PassInts quiet = isQuiet(p, near);
      *reinterpret_cast<PassFloats*>(to) = quiet ? near.average : own;
      const bool all = (rowMode == PassAxis::Even || shape.row.allHaveNext[y] != 0) &&
                       (columnMode == PassAxis::Even || shape.column.allHaveNext[x] != 0);
      const PassInts none = {};
      counts.add(place, quiet, all ? none + (rowMode == columnMode ? 4 : 2) : averagedOf(place));
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

void finishKernel(const PassShape& shape, const StopPlane& plane, LaneTally& tally) {
  for (std::int64_t part = 0; part < passLanes; part += partLanes)
    finishPart(shape, plane, tally, part);
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
void addUpKernel(const StatisticsPlane& plane, LaneSums& sums) {
  for (std::int64_t part = 0; part < passLanes; part += partLanes)
    addUpPart(plane, sums, part);
}

}  // namespace

LanePassKernels EFFORTLAB_PASS_KERNELS() noexcept {
  return {finishKernel, replaceKernel, addUpKernel, keepKernel};
}

}  // namespace effortlab::effort
