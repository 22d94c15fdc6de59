#pragma once

#include "data/video_source.h"
#include "detect/box.h"
#include "model/image_size.h"

#include <array>
#include <cstdint>
#include <vector>

/// Multi-Fovea: detection in a video that looks only where it pays. Source: thesis chapter 3
namespace effortlab::fovea {

using data::Box;
using data::FramePtr;
using detect::Detections;

/// What a policy did with a frame.
enum class FrameKind { Full, Fovea, Skipped };
inline constexpr std::array<const char*, 3> frameKindNames{"full", "fovea", "skipped"};

/// Where a shown box was last seen by the detector; Held: not in this frame, it was moved (or not) on its own.
enum class BoxOrigin { Full, Fovea, Scan, Held };
inline constexpr std::array<const char*, 4> boxOriginNames{"full", "fovea", "scan", "held"};

/// A box as the user sees it in one frame, in its pixels.
struct ShownBox {
  Box box;
  int classIndex = 0;
  float score = 0.0F;
  int track = -1;  ///< the same number while an object is followed; -1: the policy does not follow
  BoxOrigin origin = BoxOrigin::Full;
  int age = 0;  ///< frames since the detector last saw it
};

/// Row-major 2x3: x' = m[0] x + m[1] y + m[2], y' = m[3] x + m[4] y + m[5].
using TileMatrix = std::array<float, 6>;

/// A part of the frame in the montage.
struct MontageTile {
  Box source;                            ///< pixels of the frame
  Box destination;                       ///< pixels of the montage
  BoxOrigin purpose = BoxOrigin::Fovea;  ///< Full, Fovea or Scan
  int track = -1;                        ///< whom it is for; -1: several, or none
  TileMatrix toMontage{1, 0, 0, 0, 1, 0}, toFrame{1, 0, 0, 0, 1, 0};
};

/// Wall time of a frame's stages; 0 where one did not run.
struct StageMs {
  double predict = 0.0;   ///< decision, prediction, requests, merging, packing
  double montage = 0.0;   ///< pixels into the canvas
  double detector = 0.0;  ///< preparation, network, decoding and suppression
  double track = 0.0;     ///< unmapping, association, flow, motion cue
  double total = 0.0;     ///< the whole frame, decoding of the video not counted
};

struct FrameRecord {
  std::int64_t frame = 0;
  FrameKind kind = FrameKind::Full;
  model::ImageSize canvas = {};         ///< 0 x 0 where skipped
  std::vector<MontageTile> tiles = {};  ///< one, the identity or a scaling, for a full frame
  FramePtr montage = {};                ///< what the detector saw; only where asked for
  std::vector<ShownBox> boxes = {};     ///< by falling score
  StageMs ms = {};
  std::int64_t macs = 0;     ///< dense MACs of this frame's detector calls
  std::int64_t macsRun = 0;  ///< executed: fewer under knobs
  float fill = 0.0F;         ///< share of the canvas that tiles cover
};

}  // namespace effortlab::fovea
