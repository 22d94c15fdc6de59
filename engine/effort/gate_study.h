#pragma once

#include "effort/histograms.h"

#include <cstdint>
#include <iterator>
#include <vector>

namespace effortlab::effort {

/// The 8-bit answer to one image beside the dense network's.
struct GateImage {
  float margin = 0.0F;  ///< between the two best logits of the 8-bit pass
  bool agrees = false;  ///< the same class
  bool right = false;
  bool denseRight = false;
};

/// What a gate does to the images of a study when no other knob is on. Fractions.
struct GateOutlook {
  double repeated = 0.0;
  double agreement = 1.0;  ///< with the dense network
  double top1 = 0.0;
};

/// The 8-bit pass of a network on some images: answers "what would this margin do" at once.
/// Source: thesis fig. 2.1; algorithms 1.5.
struct GateStudy {
  std::vector<GateImage> images;
  std::int64_t totalImages = 0;     ///< where the study ends
  std::vector<std::int64_t> macs8;  ///< done in 8 bits, by node, one image
  std::vector<std::int64_t> macs;   ///< dense, by node, one image

  bool complete() const noexcept { return std::ssize(images) >= totalImages; }
  GateOutlook at(double margin) const noexcept;
  /// What the 8-bit pass costs, as a share of the dense MACs; `weight` of an 8-bit one in exact ones.
  double passCost(double weight) const noexcept;
  /// Above all margins but infinite ones: there all images are repeated. 1 without images.
  double largestMargin() const noexcept;
  /// The smallest margin that leaves at most `share` of the images with another answer than the dense network's.
  double marginForDisagreement(double share) const;
  /// The smallest margin that repeats at least `share` of the images. 0 for none.
  double marginForRepeating(double share) const;
  /// Counts over the square root of the margin, up to that of largestMargin(): `agreeing` the images whose 8-bit answer
  /// is the dense one's, else the others.
  Histogram density(bool agreeing, int bins) const;
};

}  // namespace effortlab::effort
