#pragma once

#include "core/run_control.h"
#include "jobs/frame_analyst.h"
#include "jobs/video_loader.h"

#include <QString>

#include <filesystem>
#include <string>

namespace effortlab::app {

/// What a policy makes of a video, as a file.
enum class VideoExport {
  AnnotatedVideo,  ///< MP4, the frames with their boxes
  MontageSheet,    ///< PNG, the montages from a frame on
  Detections,      ///< the boxes shown, a line each: frame class score x y w h
};

struct VideoExportPlan {
  VideoExport kind = VideoExport::AnnotatedVideo;
  std::shared_ptr<const OpenVideo> open;
  fovea::PolicySettings policy;
  std::filesystem::path file;
  std::int64_t fromFrame = 0;  ///< of a montage sheet
  QString caption;             ///< below a montage sheet
  PolicyFactory makePolicy = fovea::makePolicy;
  int threads = 1;
};

struct VideoExportResult {
  std::int64_t frames = 0;  ///< in the file
  std::string warning;      ///< the video ended early: why
};

/// Looks at the video with a detector of its own and writes the file; nothing is left of it after an error or a stop.
/// Errors: Error{InvalidArgument} for a camera, whose pictures come only once; Error{Unreadable} for a file that cannot
/// be written; those of the video, the detector and the policy; Error{Cancelled}.
VideoExportResult exportVideo(const VideoExportPlan& plan, const RunControl& control);

}  // namespace effortlab::app
