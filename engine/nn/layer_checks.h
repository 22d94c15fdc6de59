#pragma once

#include "core/shape.h"
#include "model/graph.h"

#include <span>

namespace effortlab::nn {

/// What the shape functions of all layer kinds demand. Errors: Error{ShapeMismatch}.
void requireInputs(std::span<const Shape> inputs, std::size_t count);
void requireRank(const Shape& shape, int rank);
/// One weight tensor of that shape and, optionally, a bias of its first dimension. Error{MissingData} without any.
void requireWeights(const model::Node& node, const Shape& weights);
/// Resolves an axis that may count from the end.
int resolveAxis(int axis, int rank);

/// For LayerOps of kinds without multiply-accumulates, and of those that never look across images.
std::int64_t noMacs(const model::Node&, std::span<const Shape>, std::span<const Shape>) noexcept;
bool alwaysPerImage(const model::Node&, std::span<const Shape>) noexcept;

/// The node's bias, or null.
const float* biasOf(const model::Node& node) noexcept;

}  // namespace effortlab::nn
