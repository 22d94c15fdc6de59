#include "fovea/unmapper.h"

#include <algorithm>
#include <cmath>

namespace effortlab::fovea {

namespace {

struct Edges {
  float left = 0.0F, top = 0.0F, right = 0.0F, bottom = 0.0F;
};

Edges edgesOf(const Box& box) {
  return {box.x, box.y, box.x + box.w, box.y + box.h};
}

Box boxOf(const Edges& edges) {
  return {edges.left, edges.top, edges.right - edges.left, edges.bottom - edges.top};
}

Box common(const Box& a, const Box& b) {
  const Edges first = edgesOf(a), second = edgesOf(b);
  return boxOf({std::max(first.left, second.left), std::max(first.top, second.top), std::min(first.right, second.right),
                std::min(first.bottom, second.bottom)});
}

const MontageTile* ownerOf(const Montage& montage, const Box& box) {
  const float x = box.x + box.w / 2, y = box.y + box.h / 2;
  for (const MontageTile& tile : montage.tiles) {
    const Edges edges = edgesOf(tile.destination);
    if (x >= edges.left && x < edges.right && y >= edges.top && y < edges.bottom)
      return &tile;
  }
  return nullptr;
}

bool cutOff(const MontageTile& tile, const Box& inCanvas, model::ImageSize frame, float edge) {
  const Edges box = edgesOf(inCanvas), place = edgesOf(tile.destination), source = edgesOf(tile.source);
  return (box.left - place.left < edge && source.left > 0.5F) || (box.top - place.top < edge && source.top > 0.5F) ||
         (place.right - box.right < edge && source.right < static_cast<float>(frame.width) - 0.5F) ||
         (place.bottom - box.bottom < edge && source.bottom < static_cast<float>(frame.height) - 0.5F);
}

/// A part of an object that another tile shows whole.
bool partOfWhole(const Sighting& part, const std::vector<Sighting>& sightings) {
  constexpr float mostOfIt = 0.6F;
  return part.truncated && std::any_of(sightings.begin(), sightings.end(), [&part](const Sighting& whole) {
           const Box both = common(part.detection.box, whole.detection.box);
           return !whole.truncated && whole.detection.classIndex == part.detection.classIndex && both.w > 0.0F &&
                  both.h > 0.0F && both.w * both.h > mostOfIt * part.detection.box.w * part.detection.box.h;
         });
}

}  // namespace

std::vector<Sighting> unmapDetections(const Montage& montage, std::span<const detect::Detection> found,
                                      model::ImageSize frame, const UnmapOptions& options) {
  const Box whole{0, 0, static_cast<float>(frame.width), static_cast<float>(frame.height)};
  std::vector<Sighting> sightings;
  for (const detect::Detection& one : found) {
    const MontageTile* tile = ownerOf(montage, one.box);
    if (tile == nullptr)
      continue;
    const Box inside = common(one.box, tile->destination);
    if (tile->purpose != BoxOrigin::Full && inside.w * inside.h < (1.0F - options.mostOutside) * one.box.w * one.box.h)
      continue;
    Sighting sighting{.detection = one, .origin = tile->purpose};
    sighting.truncated = cutOff(*tile, one.box, frame, options.edge);
    sighting.detection.box = common(mapped(tile->toFrame, inside), whole);
    if (sighting.truncated)
      sighting.detection.score *= options.truncatedFactor;
    if (sighting.detection.box.w > 0.0F && sighting.detection.box.h > 0.0F)
      sightings.push_back(sighting);
  }
  std::stable_sort(sightings.begin(), sightings.end(),
                   [](const Sighting& a, const Sighting& b) { return a.detection.score > b.detection.score; });
  return sightings;
}

std::vector<Sighting> suppressSightings(std::vector<Sighting> sightings, float overlap) {
  std::stable_sort(sightings.begin(), sightings.end(),
                   [](const Sighting& a, const Sighting& b) { return a.detection.score > b.detection.score; });
  std::vector<Sighting> kept;
  for (const Sighting& candidate : sightings) {
    const bool covered = std::any_of(kept.begin(), kept.end(), [&](const Sighting& better) {
      return better.detection.classIndex == candidate.detection.classIndex &&
             detect::intersectionOverUnion(better.detection.box, candidate.detection.box) > overlap;
    });
    if (!covered && !partOfWhole(candidate, sightings))
      kept.push_back(candidate);
  }
  return kept;
}

}  // namespace effortlab::fovea
