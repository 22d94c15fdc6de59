#pragma once

#include "data/box.h"
#include "detect/ssd_training.h"
#include "model/image_size.h"

#include <span>
#include <vector>

namespace effortlab::widgets {

/// Default boxes of an SSD over the frame, with the objects they were matched to. Source: thesis figure 3.4
struct PriorOverlay {
  std::vector<data::Box> priors;            ///< pixels of the frame
  std::vector<detect::PriorMatch> matches;  ///< of each; see detect::matchPriors()
  std::vector<data::Box> objects;           ///< that PriorMatch::object counts
};

/// `defaults`: of detect::defaultBoxes(): relative centre and size, four a box. Objects that do not count are left out.
PriorOverlay makePriorOverlay(std::span<const float> defaults, model::ImageSize frame,
                              std::span<const data::Annotation> truth, float threshold = 0.5F);

}  // namespace effortlab::widgets
