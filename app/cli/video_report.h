#pragma once

#include "cli/json_output.h"
#include "data/video_source.h"
#include "fovea/video_evaluation.h"

#include <string>
#include <vector>

namespace effortlab::cli {

/// A video that was looked at, ready to be printed.
struct VideoFacts {
  const data::VideoInfo& video;
  std::string detector;
  const std::vector<std::string>& labels;
  const fovea::VideoEvaluation& result;
  std::size_t shown = 1;  ///< policies asked for; what follows was run to compare with
  bool timing = true;
};

/// Keys as in the interface description.
Json videoJson(const VideoFacts& facts);
std::string videoText(const VideoFacts& facts);

/// One object a frame, a line each.
std::string traceText(const std::vector<fovea::FrameRecord>& records, const std::vector<std::string>& labels,
                      bool timing);

}  // namespace effortlab::cli
