#include "fovea/followed_object.h"

#include <algorithm>
#include <cmath>

namespace effortlab::fovea {

namespace {

constexpr float edgeReach = 2.0F;         ///< pixels: a box this near to the frame's edge may be cut off by it
constexpr float birthVelocity = 0.08F;    ///< deviation, of the mean side a frame
constexpr float hiddenDeviation = 0.25F;  ///< of a size that the edge hides, of the size
constexpr float sizeStep = 0.012F;        ///< deviation of how sizes wander, of the size a frame
constexpr float leastAspect = 0.8F;       ///< a box at the edge is believed to be at least this wide for its height
constexpr float newClassShare = 0.45F;    ///< of a look in the averaged class scores
constexpr float truncatedNoise = 2.5F;    ///< times the usual one
constexpr float regainedShare = 0.5F;     ///< of what misses took, given back by a hit

float meanSide(float w, float h) {
  return 0.5F * (w + h);
}

}  // namespace

Box clippedTo(model::ImageSize frame, const Box& box) {
  const auto width = static_cast<float>(frame.width), height = static_cast<float>(frame.height);
  const float left = std::clamp(box.x, 0.0F, width), right = std::clamp(box.x + box.w, 0.0F, width);
  const float top = std::clamp(box.y, 0.0F, height), bottom = std::clamp(box.y + box.h, 0.0F, height);
  return {left, top, right - left, bottom - top};
}

FollowedObject::FollowedObject(int id, const Sighting& sighting, const TrackerOptions& options) : m_options(&options) {
  const Box& box = sighting.detection.box;
  const auto width = static_cast<float>(options.frame.width), height = static_cast<float>(options.frame.height);
  const float side = meanSide(box.w, box.h);
  const float noise = options.measurementNoise * side;
  const auto begin = [&](MotionFilter& motion, WalkFilter& size, float low, float high, float end, float other) {
    const bool cutLow = low <= edgeReach, cutHigh = high >= end - edgeReach;
    const bool cut = cutLow != cutHigh;
    size.value = cut ? std::max(high - low, leastAspect * other) : high - low;
    const float deviation = cut ? hiddenDeviation * size.value : noise;
    size.variance = deviation * deviation;
    motion.place = cutLow && cut ? high - 0.5F * size.value : cut ? low + 0.5F * size.value : 0.5F * (low + high);
    motion.placeVariance = std::max(noise * noise, 0.25F * deviation * deviation);
    motion.velocityVariance = birthVelocity * side * birthVelocity * side;
  };
  begin(m_x, m_w, box.x, box.x + box.w, width, box.h);
  begin(m_y, m_h, box.y, box.y + box.h, height, box.w);
  m_track.id = id;
  m_track.classIndex = sighting.detection.classIndex;
  m_track.classScores.assign(static_cast<std::size_t>(options.classes), 0.0F);
  if (m_track.classIndex >= 0 && m_track.classIndex < options.classes)
    m_track.classScores[static_cast<std::size_t>(m_track.classIndex)] = sighting.detection.score;
  m_track.hits = 1;
  m_track.origin = sighting.origin;
  refresh();
  m_lastBox = m_track.box;
}

Box FollowedObject::visible() const noexcept {
  return clippedTo(m_options->frame, m_track.box);
}

float FollowedObject::visibleShare() const noexcept {
  const Box part = visible();
  return part.w * part.h / std::max(m_track.box.w * m_track.box.h, 1e-6F);
}

void FollowedObject::predict(float cameraX, float cameraY) {
  m_lastBox = m_track.box;
  m_cameraX = cameraX;
  m_cameraY = cameraY;
  const float acceleration = m_options->processNoise * meanSide(m_w.value, m_h.value);
  m_x.predict(acceleration, cameraX);
  m_y.predict(acceleration, cameraY);
  m_w.predict(sizeStep * m_w.value);
  m_h.predict(sizeStep * m_h.value);
  ++m_track.age;
  refresh();
}

void FollowedObject::flow(float x, float y, float deviation) {
  m_x.measureVelocity(x - m_cameraX, deviation);
  m_y.measureVelocity(y - m_cameraY, deviation);
  m_followed = true;
  refresh();
}

void FollowedObject::measureSide(MotionFilter& motion, WalkFilter& size, float low, float high, float end,
                                 float noise) {
  const bool cutLow = low <= edgeReach, cutHigh = high >= end - edgeReach;
  if (cutLow == cutHigh) {
    motion.measurePlace(0.5F * (low + high), noise);
    size.measure(high - low, noise);
    return;
  }
  // Only the inner side is the object's own; how much the edge hides stays what it was believed to be.
  if (high - low >= size.value)
    size = {high - low, hiddenDeviation * hiddenDeviation * (high - low) * (high - low)};
  motion.measurePlace(cutLow ? high - 0.5F * size.value : low + 0.5F * size.value, noise);
}

void FollowedObject::hit(const Sighting& sighting) {
  const Box& box = sighting.detection.box;
  const float noise =
      m_options->measurementNoise * meanSide(m_w.value, m_h.value) * (sighting.truncated ? truncatedNoise : 1.0F);
  measureSide(m_x, m_w, box.x, box.x + box.w, static_cast<float>(m_options->frame.width), noise);
  measureSide(m_y, m_h, box.y, box.y + box.h, static_cast<float>(m_options->frame.height), noise);
  const float share = std::max(newClassShare, 1.0F / static_cast<float>(m_track.hits + 1));
  for (std::size_t i = 0; i < m_track.classScores.size(); ++i) {
    const float seen = static_cast<int>(i) == sighting.detection.classIndex ? sighting.detection.score : 0.0F;
    m_track.classScores[i] += share * (seen - m_track.classScores[i]);
  }
  ++m_track.hits;
  m_track.misses = 0.0F;
  m_track.age = 0;
  m_track.origin = sighting.origin;
  m_faded += regainedShare * (1.0F - m_faded);
  refresh();
}

void FollowedObject::alsoSeen(int classIndex, float score) {
  if (classIndex < 0 || classIndex >= m_options->classes)
    return;
  float& averaged = m_track.classScores[static_cast<std::size_t>(classIndex)];
  const float share = std::max(newClassShare, 1.0F / static_cast<float>(m_track.hits));
  averaged = std::min(1.0F, averaged + share * score);
  refresh();
}

void FollowedObject::miss(float left, float weight) {
  m_track.misses += weight;
  m_faded *= left;
  refresh();
}

void FollowedObject::refresh() {
  const float w = std::max(m_w.value, 1.0F), h = std::max(m_h.value, 1.0F);
  m_track.box = {m_x.place - 0.5F * w, m_y.place - 0.5F * h, w, h};
  m_track.velocityX = m_x.velocity + m_cameraX;
  m_track.velocityY = m_y.velocity + m_cameraY;
  m_track.sigma = std::sqrt(std::max(0.0F, std::max(m_x.placeVariance, m_y.placeVariance)));
  const auto best = std::max_element(m_track.classScores.begin(), m_track.classScores.end());
  m_track.classIndex = static_cast<int>(best - m_track.classScores.begin());
  m_track.score = *best * m_faded;
}

}  // namespace effortlab::fovea
