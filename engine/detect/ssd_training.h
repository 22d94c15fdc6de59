#pragma once

#include "detect/box.h"

#include <array>
#include <cstdint>
#include <span>
#include <vector>

/// What an SSD is trained with, as functions of given boxes and outputs: to look at and to check, not to train.
/// Source: thesis eqs 3.1 to 3.7; Liu et al. 2016, section 2.2
namespace effortlab::detect {

/// A default box with an object; `object` -1: background.
struct PriorMatch {
  int object = -1;
  float overlap = 0.0F;  ///< IoU with its best object
};

/// Every object gets the default box that overlaps it most; every other default box the object it overlaps most, from
/// IoU `threshold` on. `priors` and `objects` in the same pixels. One entry a default box.
std::vector<PriorMatch> matchPriors(std::span<const Box> priors, std::span<const Box> objects, float threshold = 0.5F);

struct Variances {
  float center = 0.1F, size = 0.2F;
};

/// Offsets of an object against its default box: (dcx / w, dcy / h) / center, (log of the ratios) / size. Eqs 3.3-3.6
std::array<float, 4> encodeBox(const Box& object, const Box& prior, const Variances& variances);

/// 0.5 x^2 below 1, |x| - 0.5 beyond.
double smoothL1(double x);

/// Negatives kept: those of the highest background loss, `ratio` for each positive; ascending indices.
/// `losses`: confidence loss by default box.
std::vector<int> hardNegatives(std::span<const PriorMatch> matches, std::span<const double> losses, double ratio = 3.0);

struct SsdLossInput {
  std::span<const Box> priors;
  std::span<const Box> objects;
  std::span<const int> objectClasses;  ///< 1 ..., 0 is the background
  std::span<const float> offsets;      ///< network's, four a default box
  std::span<const float> logits;       ///< network's, `classes` a default box
  int classes = 0;                     ///< with the background
};

struct SsdLossOptions {
  float threshold = 0.5F;
  double negativesPerPositive = 3.0;
  double alpha = 1.0;  ///< weight of the localisation
  Variances variances = {};
};

struct SsdLoss {
  double total = 0.0;         ///< (confidence + alpha localisation) / positives; 0 without positives. Eq. 3.1
  double localisation = 0.0;  ///< sum of smooth L1 over positives. Eq. 3.2
  double confidence = 0.0;    ///< sum of softmax cross entropy over positives and hard negatives. Eq. 3.7
  std::int64_t positives = 0, negatives = 0;
  std::vector<PriorMatch> matches;
};

/// Errors: Error{ShapeMismatch} where the lengths do not fit together.
SsdLoss ssdLoss(const SsdLossInput& input, const SsdLossOptions& options = {});

}  // namespace effortlab::detect
