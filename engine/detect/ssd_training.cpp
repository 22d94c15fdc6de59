#include "detect/ssd_training.h"

#include "core/error.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

namespace effortlab::detect {

namespace {

constexpr std::size_t boxValues = 4;

/// -log of the softmax at `chosen`.
double crossEntropy(std::span<const float> logits, int chosen) {
  const float highest = *std::max_element(logits.begin(), logits.end());
  double sum = 0.0;
  for (const float logit : logits)
    sum += std::exp(static_cast<double>(logit - highest));
  return std::log(sum) - static_cast<double>(logits[static_cast<std::size_t>(chosen)] - highest);
}

void checkLengths(const SsdLossInput& input) {
  const std::size_t priors = input.priors.size();
  if (input.classes < 2 || input.offsets.size() != boxValues * priors ||
      input.logits.size() != static_cast<std::size_t>(input.classes) * priors ||
      input.objectClasses.size() != input.objects.size())
    throw Error(ErrorCode::ShapeMismatch, std::to_string(input.offsets.size()) + " offsets and " +
                                              std::to_string(input.logits.size()) + " logits do not fit " +
                                              std::to_string(priors) + " default boxes of " +
                                              std::to_string(input.classes) + " classes");
  for (const int object : input.objectClasses)
    if (object < 1 || object >= input.classes)
      throw Error(ErrorCode::ShapeMismatch, "an object of class " + std::to_string(object) + " among " +
                                                std::to_string(input.classes) + " classes, of which 0 is none");
}

}  // namespace

std::vector<PriorMatch> matchPriors(std::span<const Box> priors, std::span<const Box> objects, float threshold) {
  std::vector<PriorMatch> matches(priors.size());
  std::vector<int> best(priors.size(), -1);
  for (std::size_t p = 0; p < priors.size(); ++p)
    for (std::size_t o = 0; o < objects.size(); ++o)
      if (const float overlap = intersectionOverUnion(priors[p], objects[o]); overlap > matches[p].overlap) {
        matches[p].overlap = overlap;
        best[p] = static_cast<int>(o);
      }
  for (std::size_t p = 0; p < priors.size(); ++p)
    if (matches[p].overlap >= threshold)
      matches[p].object = best[p];
  // Last, so that no object goes without: the pairs of the largest overlap first, each default box and object once.
  std::vector<bool> priorTaken(priors.size(), false), objectTaken(objects.size(), false);
  for (std::size_t round = 0; round < objects.size(); ++round) {
    float largest = 0.0F;
    std::size_t prior = 0, object = 0;
    for (std::size_t o = 0; o < objects.size(); ++o)
      for (std::size_t p = 0; p < priors.size() && !objectTaken[o]; ++p)
        if (const float overlap = intersectionOverUnion(priors[p], objects[o]); !priorTaken[p] && overlap > largest) {
          largest = overlap;
          prior = p;
          object = o;
        }
    if (largest <= 0.0F)
      break;
    priorTaken[prior] = objectTaken[object] = true;
    matches[prior] = {static_cast<int>(object), largest};
  }
  return matches;
}

std::array<float, 4> encodeBox(const Box& object, const Box& prior, const Variances& variances) {
  return {((object.x + object.w / 2.0F) - (prior.x + prior.w / 2.0F)) / prior.w / variances.center,
          ((object.y + object.h / 2.0F) - (prior.y + prior.h / 2.0F)) / prior.h / variances.center,
          std::log(object.w / prior.w) / variances.size, std::log(object.h / prior.h) / variances.size};
}

double smoothL1(double x) {
  const double size = std::abs(x);
  return size < 1.0 ? 0.5 * size * size : size - 0.5;
}

std::vector<int> hardNegatives(std::span<const PriorMatch> matches, std::span<const double> losses, double ratio) {
  std::vector<int> negatives;
  for (std::size_t p = 0; p < matches.size(); ++p)
    if (matches[p].object < 0)
      negatives.push_back(static_cast<int>(p));
  const auto positives = static_cast<double>(matches.size() - negatives.size());
  const std::size_t kept = std::min(negatives.size(), static_cast<std::size_t>(std::max(0.0, positives * ratio)));
  std::stable_sort(negatives.begin(), negatives.end(), [&](int a, int b) {
    return losses[static_cast<std::size_t>(a)] > losses[static_cast<std::size_t>(b)];
  });
  negatives.resize(kept);
  std::sort(negatives.begin(), negatives.end());
  return negatives;
}

SsdLoss ssdLoss(const SsdLossInput& input, const SsdLossOptions& options) {
  checkLengths(input);
  SsdLoss loss;
  loss.matches = matchPriors(input.priors, input.objects, options.threshold);
  const auto classes = static_cast<std::size_t>(input.classes);
  std::vector<double> entropies(input.priors.size());
  for (std::size_t p = 0; p < input.priors.size(); ++p) {
    const int object = loss.matches[p].object;
    const int wanted = object < 0 ? 0 : input.objectClasses[static_cast<std::size_t>(object)];
    entropies[p] = crossEntropy(input.logits.subspan(p * classes, classes), wanted);
    if (object < 0)
      continue;
    ++loss.positives;
    loss.confidence += entropies[p];
    const auto wantedOffsets =
        encodeBox(input.objects[static_cast<std::size_t>(object)], input.priors[p], options.variances);
    for (std::size_t i = 0; i < boxValues; ++i)
      loss.localisation += smoothL1(static_cast<double>(input.offsets[p * boxValues + i] - wantedOffsets[i]));
  }
  const std::vector<int> negatives = hardNegatives(loss.matches, entropies, options.negativesPerPositive);
  for (const int p : negatives)
    loss.confidence += entropies[static_cast<std::size_t>(p)];
  loss.negatives = static_cast<std::int64_t>(negatives.size());
  if (loss.positives > 0)
    loss.total = (loss.confidence + options.alpha * loss.localisation) / static_cast<double>(loss.positives);
  return loss;
}

}  // namespace effortlab::detect
