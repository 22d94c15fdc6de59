#pragma once

#include "fovea/frame_record.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace effortlab::fovea {

/// The frame with its boxes, coloured by origin, each with label and score, and the kind of the frame in a corner.
data::Image annotated(const data::Image& frame, const FrameRecord& record, const std::vector<std::string>& labels);

struct AnnotatedVideoOptions {
  model::ImageSize frame = {};
  double framesPerSecond = 25.0;
  std::vector<std::string> labels = {};
  float leastScore = 0.0F;  ///< of boxes that are drawn
};

/// Writes an MP4 file of annotated frames; it appears under its name once finish() was called. Threads: from one at a
/// time.
class AnnotatedVideo {
public:
  /// Errors: Error{Unreadable} for a file that cannot be written, or where this machine's OpenCV writes no MP4.
  AnnotatedVideo(std::filesystem::path file, AnnotatedVideoOptions options);
  ~AnnotatedVideo();  ///< Without finish() nothing is left.
  AnnotatedVideo(const AnnotatedVideo&) = delete;
  AnnotatedVideo& operator=(const AnnotatedVideo&) = delete;

  /// Errors: Error{Mismatch} for a frame of another size.
  void add(const data::Image& frame, const FrameRecord& record);
  /// Errors: Error{Unreadable}.
  void finish();

private:
  struct Impl;
  std::unique_ptr<Impl> m_impl;
};

}  // namespace effortlab::fovea
