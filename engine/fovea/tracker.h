#pragma once

#include "fovea/frame_record.h"

#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace effortlab::fovea {

struct TrackerOptions {
  model::ImageSize frame;  ///< of the video
  int classes = 1;         ///< of the detector
  /// From where on a detection begins a track, and one of a scan tile that may have cut the object.
  float bornScore = 0.10F;
  /// A track is dropped once its score has fallen below.
  float dropScore = 0.04F;
  /// What a miss leaves of a track's score: in a full frame, and in a fovea or scan tile ("soft miss").
  float fullMiss = 0.45F, foveaMiss = 0.7F;
  /// Further classes of a track are shown, too, where their averaged score is at least this and that of the weakest
  /// detection seen: as many as full frames would show.
  float otherClassScore = 0.05F;
  /// What a frame without a look leaves of the shown score.
  float heldFade = 0.985F;
  /// A detection continues a track that it overlaps by at least this IoU.
  float associateOverlap = 0.25F;
  /// Of two tracks that overlap more, the weaker one goes: of the same class, of any class.
  float sameClassOverlap = 0.45F, anyClassOverlap = 0.7F;
  /// Of the mean side: deviation of the acceleration a frame, and of what the detector and the flow measure.
  float processNoise = 0.03F, measurementNoise = 0.06F, flowNoise = 0.01F;
  bool flow = true;       ///< false: prediction only
  bool motionCue = true;  ///< false: movingRegions() stays empty and costs nothing
};

/// An object that is followed, as believed in the current frame.
struct Track {
  int id = -1;
  Box box;                                   ///< may reach over the frame's edge
  float velocityX = 0.0F, velocityY = 0.0F;  ///< pixels a frame
  float sigma = 0.0F;                        ///< deviation of the centre, pixels
  int classIndex = 0;                        ///< the best of classScores
  float score = 0.0F;                        ///< of that class, faded by misses
  std::vector<float> classScores;            ///< by class, averaged over the looks that saw it
  int age = 0;                               ///< frames since the detector last saw it
  int hits = 0;                              ///< looks that saw it
  float misses = 0.0F;                       ///< looks in a row that did not; soft ones count less than 1
  BoxOrigin origin = BoxOrigin::Full;        ///< of the last look that saw it
};

/// A detection in the frame's pixels.
struct Sighting {
  detect::Detection detection;
  BoxOrigin origin = BoxOrigin::Full;
  /// The tile cut the object off at a side that is not the frame's: such a box is trusted less and begins no track
  /// where one is near.
  bool truncated = false;
};

/// A part of the frame that the detector looked at.
struct LookedAt {
  Box region;
  BoxOrigin purpose = BoxOrigin::Full;
};

/// Follows objects from look to look: between looks by optical flow and a constant-velocity Kalman filter, on a small
/// grey picture of the frame, with the camera's own motion taken out. Source: Kalman 1960; Lucas, Kanade 1981; Kalal et
/// al. 2010 (forward-backward check).
/// A frame: advance() once, then update() if the detector looked at any of it, then shown(). The same on any number of
/// threads. Threads: from one at a time.
class Tracker {
public:
  /// Errors: Error{InvalidArgument} for a frame without pixels or less than one class.
  explicit Tracker(const TrackerOptions& options);
  ~Tracker();
  Tracker(const Tracker&) = delete;
  Tracker& operator=(const Tracker&) = delete;

  /// Moves the tracks to `frame`, whose picture (RGB, of the options' size) is `image`. The first call, or one whose
  /// frame is not a later one, begins anew. Errors: Error{ShapeMismatch} for another size.
  void advance(std::int64_t frame, const data::Image& image);

  /// By ascending id. Valid until the next call that changes the tracker.
  std::span<const Track> tracks() const noexcept;

  /// What the detector saw in the frame last advanced to, and where it looked; tracks elsewhere are neither hit nor
  /// missed. `regions` empty: the whole frame, as Full.
  void update(std::span<const Sighting> found, std::span<const LookedAt> regions = {});

  /// Boxes for the user, clipped to the frame, by falling score.
  std::vector<ShownBox> shown() const;

  /// Where something moves that is no track: candidates for a fovea, in the frame's pixels, the most motion first, at
  /// most `most`. Computed when asked for; empty in the first frame.
  std::vector<Box> movingRegions(std::size_t most) const;

  /// Motion of the background from the last frame to this one, pixels; {0, 0} where unknown.
  std::pair<float, float> cameraMotion() const noexcept;
  /// Mean difference of grey levels (0 to 255) from the last frame; 0 in the first one. High at a shot cut.
  float greyChange() const noexcept;
  /// Share of the small grey picture's pixels that changed much from the last frame, after the camera's motion: near 1
  /// at a shot cut.
  float changedShare() const;

  /// A new shot begins with the frame last advanced to: forgets the tracks, not the frame.
  void cut();
  /// Forgets everything seen.
  void restart();

private:
  struct Impl;
  std::unique_ptr<Impl> m_impl;
};

}  // namespace effortlab::fovea
