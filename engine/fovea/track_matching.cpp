#include "fovea/track_matching.h"

#include <algorithm>
#include <cmath>

namespace effortlab::fovea {

namespace {

constexpr float scoreWeight = 0.3F, classWeight = 0.1F;  ///< against an overlap of 1
constexpr float nearWeight = 0.2F;                       ///< of pairs that are near and do not overlap enough
constexpr float nearSides = 0.3F;         ///< of the mean side: how far centres of such pairs may be apart
constexpr float nearSigmas = 1.5F;        ///< and deviations of the prediction
constexpr float mostSizeRatio = 2.0F;     ///< of such pairs' sides
constexpr float furtherOverlap = 0.5F;    ///< of two sightings: above, they are of one object
constexpr float furtherInside = 0.95F;    ///< share of one in another: above, it is a part of it, not someone behind it
constexpr float truncatedInside = 0.75F;  ///< the same where a tile cut it off

struct TrackPair {
  float quality = 0.0F;
  int object = 0, sighting = 0;
};

/// Negative: they do not belong together.
float pairQuality(const FollowedObject& object, const Sighting& sighting, const TrackerOptions& options) {
  const Box at = object.visible();
  const Box& seen = sighting.detection.box;
  const float extra = scoreWeight * sighting.detection.score +
                      (object.track().classIndex == sighting.detection.classIndex ? classWeight : 0.0F);
  const float overlap = detect::intersectionOverUnion(at, seen);
  if (overlap >= options.associateOverlap)
    return overlap + extra;
  const float side = 0.25F * (at.w + at.h + seen.w + seen.h);
  const float distance = std::hypot(at.x - seen.x + 0.5F * (at.w - seen.w), at.y - seen.y + 0.5F * (at.h - seen.h));
  const auto ratio = [](float a, float b) { return std::max(a, b) / std::max(std::min(a, b), 1.0F); };
  const bool similar = ratio(at.w, seen.w) < mostSizeRatio && ratio(at.h, seen.h) < mostSizeRatio;
  const float reach = std::min(nearSides * side + nearSigmas * object.track().sigma, side);
  return similar && distance < reach ? nearWeight * (1.0F - distance / reach) + extra : -1.0F;
}

float areaOf(const Box& box) {
  return box.w * box.h;
}

}  // namespace

float coveredShare(const Box& inner, const Box& outer) {
  const float width = std::min(inner.x + inner.w, outer.x + outer.w) - std::max(inner.x, outer.x);
  const float height = std::min(inner.y + inner.h, outer.y + outer.h) - std::max(inner.y, outer.y);
  return width <= 0.0F || height <= 0.0F ? 0.0F : width * height / std::max(areaOf(inner), 1e-6F);
}

TrackMatches matchTracks(std::span<const FollowedObject> objects, std::span<const Sighting> sightings,
                         const TrackerOptions& options) {
  std::vector<TrackPair> pairs;
  for (std::size_t o = 0; o < objects.size(); ++o)
    for (std::size_t s = 0; s < sightings.size(); ++s)
      if (const float quality = pairQuality(objects[o], sightings[s], options); quality > 0.0F)
        pairs.push_back({quality, static_cast<int>(o), static_cast<int>(s)});
  std::stable_sort(pairs.begin(), pairs.end(),
                   [](const TrackPair& a, const TrackPair& b) { return a.quality > b.quality; });
  TrackMatches matches;
  matches.sightingOf.assign(objects.size(), -1);
  matches.objectOf.assign(sightings.size(), -1);
  matches.further.assign(sightings.size(), false);
  for (const TrackPair& pair : pairs) {
    int& sighting = matches.sightingOf[static_cast<std::size_t>(pair.object)];
    int& object = matches.objectOf[static_cast<std::size_t>(pair.sighting)];
    if (sighting >= 0 || object >= 0)
      continue;
    sighting = pair.sighting;
    object = pair.object;
  }
  for (std::size_t s = 0; s < sightings.size(); ++s) {
    if (matches.objectOf[s] >= 0)
      continue;
    const Box& box = sightings[s].detection.box;
    for (std::size_t o = 0; o < objects.size() && matches.objectOf[s] < 0; ++o) {
      if (matches.sightingOf[o] < 0)
        continue;
      const Sighting& taken = sightings[static_cast<std::size_t>(matches.sightingOf[o])];
      const bool sameClass = taken.detection.classIndex == sightings[s].detection.classIndex;
      const float inside = coveredShare(box, taken.detection.box);
      if (detect::intersectionOverUnion(box, taken.detection.box) > furtherOverlap ||
          (sameClass && inside > furtherInside) || (sightings[s].truncated && inside > truncatedInside)) {
        matches.objectOf[s] = static_cast<int>(o);
        matches.further[s] = true;
      }
    }
  }
  return matches;
}

std::vector<std::size_t> duplicateTracks(std::span<const FollowedObject> objects, const TrackerOptions& options) {
  std::vector<std::size_t> weaker;
  const auto strength = [](const Track& track) {
    constexpr int established = 3;  // looks
    return track.score * static_cast<float>(std::min(track.hits, established)) - track.misses;
  };
  for (std::size_t a = 0; a < objects.size(); ++a)
    for (std::size_t b = a + 1; b < objects.size(); ++b) {
      const Track& one = objects[a].track();
      const Track& other = objects[b].track();
      const bool same = one.classIndex == other.classIndex;
      const float overlap = detect::intersectionOverUnion(objects[a].visible(), objects[b].visible());
      if (overlap > (same ? options.sameClassOverlap : options.anyClassOverlap))
        weaker.push_back(strength(one) >= strength(other) ? b : a);  // the older one of two alike stays
    }
  std::sort(weaker.begin(), weaker.end());
  weaker.erase(std::unique(weaker.begin(), weaker.end()), weaker.end());
  return weaker;
}

}  // namespace effortlab::fovea
