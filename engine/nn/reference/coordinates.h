#pragma once

#include "core/shape.h"

#include <cstdint>

namespace effortlab::nn::reference {

/// The coordinates of element `index` of a row-major tensor, worked out digit by digit.
inline Shape coordinatesOf(std::int64_t index, const Shape& shape) {
  Shape coordinates = shape;
  for (int axis = shape.rank() - 1; axis >= 0; --axis) {
    coordinates[axis] = index % shape[axis];
    index /= shape[axis];
  }
  return coordinates;
}

inline std::int64_t indexOf(const Shape& coordinates, const Shape& shape) {
  std::int64_t index = 0;
  for (int axis = 0; axis < shape.rank(); ++axis)
    index = index * shape[axis] + coordinates[axis];
  return index;
}

}  // namespace effortlab::nn::reference
