#pragma once

#include "core/run_control.h"
#include "data/boxes_io.h"
#include "data/video_source.h"
#include "detect/average_precision.h"
#include "detect/detector.h"

#include <filesystem>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace effortlab::app {

/// A detector as it was chosen; makes as many of the kind as jobs need.
struct DetectorChoice {
  std::string spec;                           ///< a model file, or "boxes:FILE"
  std::string name;                           ///< for people
  std::shared_ptr<const model::Model> model;  ///< null: precomputed detections
  std::shared_ptr<const std::vector<detect::Detections>> boxes;
  std::vector<std::string> labels;
  model::ImageSize frame;  ///< of precomputed detections
};

/// Errors: of detect::makeDetector().
std::unique_ptr<detect::Detector> makeDetector(const DetectorChoice& choice);

/// A video with a detector and, where there is one, ground truth.
struct OpenVideo {
  std::string spec;  ///< opens the video again
  std::shared_ptr<data::VideoSource> video;
  std::shared_ptr<const DetectorChoice> choice;
  std::shared_ptr<detect::Detector> detector;  ///< the player's own
  std::string truthSpec;                       ///< empty: none, or the video's own
  std::string classMap;                        ///< of truthSpec; empty: none
  std::shared_ptr<const detect::Truth> truth;  ///< null: none
  std::vector<std::string> truthNames;         ///< by Annotation::classIndex
  std::vector<std::string> warnings;
};

/// What to read; what stays is taken over from `present`, which may be null the first time.
struct VideoRequest {
  std::string video;     ///< specification; empty: the present one
  std::string detector;  ///< a model file or "boxes:FILE"; empty: the present one, or the built-in
  std::string truth;     ///< a file or folder; empty: the present one where the video stays, else the video's own
  std::string classMap;  ///< names of the ground truth to labels; empty: the present one where the ground truth stays
  std::shared_ptr<const OpenVideo> present;
};

/// Reads and checks all of it before anything is replaced. Errors: of the readers and the detector; Error{Cancelled};
/// Error{MissingData} where no detector is built in.
std::shared_ptr<const OpenVideo> loadVideo(const VideoRequest& request, const RunControl& control);

/// The prefix of precomputed detections in a detector's specification.
inline constexpr std::string_view boxesPrefix = "boxes:";

}  // namespace effortlab::app
