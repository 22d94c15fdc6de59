#pragma once

#include "effort/study_steps.h"
#include "nn/network.h"

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace effortlab::effort {

/// One layer of the dense network on some images.
struct LayerView {
  std::size_t place = 0;                 ///< among the chosen layers
  std::span<const std::int64_t> images;  ///< indices into the set
  const Tensor& input;
  const Tensor& output;  ///< before its activation
  /// Image n of `tensor`: all of it where the network mixes images and computes one at a time.
  std::span<const float> of(const Tensor& tensor, std::size_t n) const {
    return images.size() == 1 ? tensor.values() : tensor.image(static_cast<std::int64_t>(n));
  }
};

/// What a study of layers does with them.
struct LayerWalk {
  /// Called for batches of a group at once; `slot` tells them apart.
  std::function<void(std::size_t slot, const LayerView& view)> visit;
  /// Called for one slot after another, in the order of the images, on the calling thread; leaves the slot empty.
  std::function<void(std::size_t slot)> merge;
  std::function<void()> draw;  ///< puts what is known into the figure
};

/// Batches of a group, at most.
std::size_t walkSlots();

/// Takes the images of a study through the dense network up to its last chosen layer, and tells after 16, 64, 256, ...
/// images. A batch has as many images whatever the number of threads. Errors: Error{Cancelled}.
void walkLayers(const StudyContext& context, std::span<const ChosenLayer> layers, const LayerWalk& walk,
                StudyFigure& figure);

}  // namespace effortlab::effort
