#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace effortlab::data {

/// Pixels of the image: left, top, width, height.
struct Box {
  float x = 0.0F, y = 0.0F, w = 0.0F, h = 0.0F;
};

/// An object of a video's ground truth, in one frame.
struct Annotation {
  Box box;
  int classIndex = 0;
  int track = -1;        ///< the same number in every frame; -1: unknown
  float visible = 1.0F;  ///< share of the object that neither the frame's edge nor another object hides
  float blur = 0.0F;     ///< pixels: length of the motion blur plus twice the defocus' sigma; scenes only
  bool counted = true;   ///< false: neither a miss when not found nor a false alarm when found
};

/// Ground truth of a video.
struct VideoAnnotations {
  std::vector<std::vector<Annotation>> frames;  ///< by 0-based frame; shorter than the video where the rest is empty
  std::vector<std::string> classNames;          ///< by Annotation::classIndex
  std::vector<std::string> warnings;            ///< what was left out, a line each
};

}  // namespace effortlab::data
