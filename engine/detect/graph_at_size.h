#pragma once

#include "model/graph.h"
#include "model/image_size.h"

#include <memory>

namespace effortlab::detect {

/// A detector's graph for another input size. Heads whose windows no longer fit are left out: what a layer that does
/// not fit would give is missing from concatenations, and what else reads it goes too. yolo layers refer their anchors
/// to the new size. Errors: Error{ShapeMismatch} naming the layer where the size does not suit (layers of fixed size),
/// or where no head is left.
std::shared_ptr<const model::Graph> graphAtSize(const model::Graph& graph, model::ImageSize size);

}  // namespace effortlab::detect
