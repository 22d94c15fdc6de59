#include "detect/nms.h"

#include <algorithm>

namespace effortlab::detect {

Detections suppressOverlaps(Detections detections, float overlap) {
  std::stable_sort(detections.begin(), detections.end(),
                   [](const Detection& a, const Detection& b) { return a.score > b.score; });
  Detections kept;
  for (const Detection& candidate : detections) {
    const bool covered = std::any_of(kept.begin(), kept.end(), [&](const Detection& better) {
      return better.classIndex == candidate.classIndex && intersectionOverUnion(better.box, candidate.box) > overlap;
    });
    if (!covered)
      kept.push_back(candidate);
  }
  return kept;
}

}  // namespace effortlab::detect
