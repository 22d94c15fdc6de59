#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace effortlab::effort::tuning {

/// The dense network's answer to one image.
struct DenseImage {
  int label = 0;
  int first = 0;                     ///< best class
  int second = 0;                    ///< second-best class
  float margin = 0.0F;               ///< between their logits
  std::vector<float> probabilities;  ///< by class
  std::vector<float> logits;         ///< by class, up to a constant
};

DenseImage denseImage(std::span<const float> outputs, bool probabilities, int label);

/// How the network under knobs answered one image, beside the dense one.
struct ImageEvidence {
  bool agrees = true;
  bool right = false;
  float margin = 0.0F;  ///< logit of the dense network's class minus the best other one's
  float damage = 0.0F;  ///< Kullback-Leibler divergence of the class distribution from the dense one's, nats
};

ImageEvidence imageEvidence(const DenseImage& dense, std::span<const float> outputs, bool probabilities);

/// What some images say about a setting.
struct Evidence {
  std::int64_t images = 0;
  std::int64_t both = 0, onlyDense = 0, onlyKnobs = 0, neither = 0;  ///< right
  std::int64_t agree = 0;
  double damage = 0.0;    ///< mean divergence, nats
  double drop = 0.0;      ///< expected loss of top-1 on unseen images, fraction
  double variance = 0.0;  ///< of one unseen image's gain or loss

  double loss() const noexcept {
    return images > 0 ? static_cast<double>(onlyDense - onlyKnobs) / static_cast<double>(images) : 0.0;
  }
};

/// Counts what happened, and smooths it into what to expect: an image of dense margin m loses its class when a
/// perturbation exceeds m; perturbations are pooled over images of similar margin, and so is how often the best and the
/// second-best class are right; the sum is scaled to the number of classes that did change. A loss that is luck, or
/// gain that is, weighs little: the expectation varies far less than the difference of two counts, which matters where
/// the best of many settings is chosen.
Evidence weigh(std::span<const DenseImage> dense, std::span<const ImageEvidence> images);

/// When a setting passes: the loss it should have on unseen images, expected from margins and counted, each by its
/// certainty, and `margin` standard deviations of that and of the luck of `unseen` images within the budget; and the
/// images themselves within it. The luck grows with the classes that change, for the better or the worse.
struct Acceptance {
  static constexpr std::int64_t leastUnseen = 2500;
  double budget = 0.005;              ///< fraction of top-1
  double margin = 1.65;               ///< standard deviations
  std::int64_t unseen = leastUnseen;  ///< images that should keep the budget: the fewer, the more luck
  bool counted = false;               ///< as the paper: the loss on the images at hand decides alone
  /// Images on which counts alone could show the budget kept (95 %) for a setting that saves something.
  std::int64_t imagesNeeded() const noexcept;
  /// Expected loss and margin, fraction.
  double bound(const Evidence& evidence) const noexcept;
  bool accepts(const Evidence& evidence) const noexcept;
  /// Seen on part of the images: no chance on all of them.
  bool hopeless(const Evidence& evidence) const noexcept;
};

}  // namespace effortlab::effort::tuning
