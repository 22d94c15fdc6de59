#pragma once

#include "fovea/box_flow.h"
#include "fovea/kalman.h"
#include "fovea/tracker.h"

#include <array>

namespace effortlab::fovea {

/// A track with its filters. The box is the whole object, also where the frame's edge hides part of it.
class FollowedObject {
public:
  /// A new one, from what saw it first.
  FollowedObject(int id, const Sighting& sighting, const TrackerOptions& options);

  const Track& track() const noexcept { return m_track; }
  /// What misses left of the scores.
  float faded() const noexcept { return m_faded; }
  /// The flow has seen it move.
  bool wasFollowed() const noexcept { return m_followed; }
  /// The part of the box within the frame.
  Box visible() const noexcept;
  /// Its share of the box; 0 outside.
  float visibleShare() const noexcept;
  /// The box in the last frame advanced from.
  const Box& lastBox() const noexcept { return m_lastBox; }

  /// A frame on; the background moves by {cameraX, cameraY}, pixels.
  void predict(float cameraX, float cameraY);
  /// What the flow saw of it between the last frame and this one; pixels of the frame.
  void flow(float x, float y, float deviation);
  /// Seen by the detector.
  void hit(const Sighting& sighting);
  /// Another class seen at the same place in the same look.
  void alsoSeen(int classIndex, float score);
  /// Looked for and not seen; `left` is what remains of the score, `weight` what the miss counts.
  void miss(float left, float weight);

private:
  void measureSide(MotionFilter& motion, WalkFilter& size, float low, float high, float end, float noise);
  void refresh();

  const TrackerOptions* m_options;
  Track m_track;
  Box m_lastBox;
  MotionFilter m_x, m_y;
  WalkFilter m_w, m_h;
  float m_cameraX = 0.0F, m_cameraY = 0.0F;
  bool m_followed = false;
  float m_faded = 1.0F;  ///< what misses left
};

/// The part of a box within a frame; empty at the frame's edge where there is none.
Box clippedTo(model::ImageSize frame, const Box& box);

}  // namespace effortlab::fovea
