#pragma once

#include <filesystem>
#include <string>

namespace effortlab::app {

/// What a file or folder that was dropped, chosen or named on the command line most likely is.
struct DroppedThing {
  enum class Kind { Model, Data, Knobs, Video, Detector, Boxes, Detections, Unknown };
  Kind kind = Kind::Unknown;
  std::filesystem::path file;  ///< of all but data; of a video also a folder
  std::string dataSpec;        ///< of data: "idx:/data/mnist"
};

/// Looks at names and at the first bytes; reads no more than a few kilobytes. Never throws.
DroppedThing classifyPath(const std::filesystem::path& path);

}  // namespace effortlab::app
