#include "effort/tuner_evidence.h"

#include "core/statistics.h"
#include "nn/engine.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace effortlab::effort::tuning {

namespace {

constexpr float smallestProbability = 1e-30F;
constexpr std::int64_t evidenceWindowShare = 12;  ///< images of similar margin: this part of all ...
constexpr std::int64_t leastEvidenceWindow = 24;
constexpr std::int64_t largestEvidenceWindow = 160;

std::vector<float> logitsOf(std::span<const float> outputs, bool probabilities) {
  std::vector<float> logits(outputs.begin(), outputs.end());
  if (probabilities)
    for (float& value : logits)
      value = std::log(std::max(value, smallestProbability));
  return logits;
}

/// Best class but `without`; the lowest index among equals.
int bestBut(std::span<const float> values, int without) {
  int best = -1;
  for (int i = 0; i < static_cast<int>(values.size()); ++i)
    if (i != without && (best < 0 || values[static_cast<std::size_t>(i)] > values[static_cast<std::size_t>(best)]))
      best = i;
  return best;
}

/// Ranks [first, last) of a window around `rank`.
std::pair<std::size_t, std::size_t> windowAround(std::size_t rank, std::size_t size, std::size_t window) {
  const std::size_t width = std::min(window, size);
  const std::size_t first = std::min(rank > width / 2 ? rank - width / 2 : 0, size - width);
  return {first, first + width};
}

}  // namespace

DenseImage denseImage(std::span<const float> outputs, bool probabilities, int label) {
  DenseImage image;
  image.label = label;
  image.probabilities = nn::probabilities(outputs, probabilities);
  image.logits = logitsOf(outputs, probabilities);
  image.first = bestBut(outputs, -1);
  image.second = std::max(0, bestBut(outputs, image.first));
  image.margin =
      image.logits[static_cast<std::size_t>(image.first)] - image.logits[static_cast<std::size_t>(image.second)];
  return image;
}

ImageEvidence imageEvidence(const DenseImage& dense, std::span<const float> outputs, bool probabilities) {
  ImageEvidence image;
  const std::vector<float> logits = logitsOf(outputs, probabilities);
  const std::vector<float> mine = nn::probabilities(outputs, probabilities);
  const int best = bestBut(outputs, -1);
  image.agrees = best == dense.first;
  image.right = best == dense.label;
  const int other = bestBut(outputs, dense.first);
  if (other >= 0)
    image.margin = logits[static_cast<std::size_t>(dense.first)] - logits[static_cast<std::size_t>(other)];
  double divergence = 0.0;
  for (std::size_t k = 0; k < mine.size(); ++k)
    if (dense.probabilities[k] > smallestProbability)
      divergence += static_cast<double>(dense.probabilities[k]) *
                    std::log(static_cast<double>(dense.probabilities[k]) /
                             static_cast<double>(std::max(mine[k], smallestProbability)));
  image.damage = static_cast<float>(std::max(0.0, divergence));
  return image;
}

Evidence weigh(std::span<const DenseImage> dense, std::span<const ImageEvidence> images) {
  Evidence evidence;
  evidence.images = std::ssize(images);
  const std::size_t count = images.size();
  if (count == 0)
    return evidence;
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return dense[a].margin < dense[b].margin; });
  const auto window = static_cast<std::size_t>(
      std::clamp(std::ssize(images) / evidenceWindowShare, leastEvidenceWindow, largestEvidenceWindow));
  std::vector<double> firstRight(count + 1, 0.0), secondRight(count + 1, 0.0);  // sums up to a rank
  for (std::size_t rank = 0; rank < count; ++rank) {
    const DenseImage& image = dense[order[rank]];
    firstRight[rank + 1] = firstRight[rank] + (image.first == image.label ? 1.0 : 0.0);
    secondRight[rank + 1] = secondRight[rank] + (image.second == image.label ? 1.0 : 0.0);
  }
  double net = 0.0, changed = 0.0, flipped = 0.0;
  for (std::size_t rank = 0; rank < count; ++rank) {
    const auto [first, last] = windowAround(rank, count, window);
    const double width = static_cast<double>(last - first);
    const float margin = dense[order[rank]].margin;
    std::int64_t flips = 0;
    for (std::size_t other = first; other < last; ++other)
      flips += margin + images[order[other]].margin - dense[order[other]].margin < 0.0F ? 1 : 0;
    const double flip = static_cast<double>(flips) / width;
    const double right = (firstRight[last] - firstRight[first]) / width;
    const double other = (secondRight[last] - secondRight[first]) / width;
    flipped += flip;
    net += flip * (right - other);
    changed += flip * (right + other);
  }
  for (std::size_t i = 0; i < count; ++i) {
    const bool denseRight = dense[i].first == dense[i].label;
    evidence.agree += images[i].agrees ? 1 : 0;
    evidence.both += denseRight && images[i].right ? 1 : 0;
    evidence.onlyDense += denseRight && !images[i].right ? 1 : 0;
    evidence.onlyKnobs += !denseRight && images[i].right ? 1 : 0;
    evidence.neither += !denseRight && !images[i].right ? 1 : 0;
    evidence.damage += static_cast<double>(images[i].damage) / static_cast<double>(count);
  }
  // How many classes changed is counted surely enough to correct the pooling; only which of them were right is luck.
  constexpr double prior = 1.0;
  const double scale = (static_cast<double>(evidence.images - evidence.agree) + prior) / (flipped + prior);
  evidence.drop = scale * net / static_cast<double>(count);
  evidence.variance = std::max(0.0, scale * changed / static_cast<double>(count) - evidence.drop * evidence.drop);
  return evidence;
}

std::int64_t Acceptance::imagesNeeded() const noexcept {
  constexpr double usualVariance = 0.012;  // of a setting that is worth its damage: 1.5 to 2 % of the classes change
  constexpr double share = 0.9;            // of the budget that the margin may take
  if (budget <= 0.0 || counted)
    return 1;
  constexpr double surely = 1.645;  // 95 %, one side
  const double deviations = surely / (share * budget);
  return static_cast<std::int64_t>(std::ceil(deviations * deviations * usualVariance));
}

double Acceptance::bound(const Evidence& evidence) const noexcept {
  constexpr double leastHarm = 0.05;  // of the classes that change: a gain is luck
  constexpr double uncertain = 0.6;   // of what is expected from margins, as seen over tunings on random halves
  const double images = static_cast<double>(std::max<std::int64_t>(1, evidence.images));
  const double changed = static_cast<double>(evidence.images - evidence.agree) / images;
  const double expected = std::max(leastHarm * changed, evidence.drop);
  const double expectedVariance = std::pow(std::max(uncertain * expected, 1e-6), 2);
  const double countedVariance = std::max(evidence.variance, 1e-9) / images;
  const double counts = expectedVariance / (expectedVariance + countedVariance);
  const double variance = expectedVariance * countedVariance / (expectedVariance + countedVariance);
  const double luck = std::max(evidence.variance, 0.0) / static_cast<double>(unseen);
  return (1.0 - counts) * expected + counts * evidence.loss() + margin * std::sqrt(variance + luck);
}

bool Acceptance::accepts(const Evidence& evidence) const noexcept {
  constexpr double rounding = 1e-5;  // a thousandth of a point
  if (counted)
    return evidence.loss() <= budget + rounding;
  return bound(evidence) <= budget + rounding && evidence.loss() <= budget + rounding;
}

bool Acceptance::hopeless(const Evidence& evidence) const noexcept {
  constexpr double likely = 0.6;  // of the expected loss remains, whatever the other images say
  const double deviation =
      std::sqrt(evidence.variance / static_cast<double>(std::max<std::int64_t>(1, evidence.images)));
  if (!counted && likely * evidence.drop - deviation > budget)
    return true;
  const PairedDifference difference =
      pairedDifference(evidence.both, evidence.onlyDense, evidence.onlyKnobs, evidence.neither);
  return difference.interval.hi < -budget;
}

}  // namespace effortlab::effort::tuning
