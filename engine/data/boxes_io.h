#pragma once

#include "data/box.h"

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace effortlab::data {

/// What ground truth belongs to.
struct BoxesOptions {
  std::int64_t width = 0, height = 0;  ///< of the video; 0: not checked
  std::int64_t frames = -1;            ///< -1: not checked
  /// What the file calls frame 0. Absent: 1 in MOT files, the smallest number in COCO files, VideoInfo's otherwise.
  std::int64_t firstNumber = 0;
  bool firstNumberKnown = false;         ///< the video's images are numbered: MOT files follow their numbers
  std::vector<std::string> labels = {};  ///< the detector's; names in the file become their indices
  std::filesystem::path classMap = {};   ///< two columns: a name or id in the file, a label
};

/// Reads ground truth: MOT `gt.txt` (frame,id,x,y,w,h[,confidence[,class[,visible]]]; an explicit confidence of 0 is
/// not counted), a folder of VOC or ImageNet VID .xml files (one a frame), or a COCO .json file; the file's name and
/// contents say which. Names without a label are left out, with a warning; without labels classes are numbered as met.
/// Errors: Error naming file and line or object: {FileNotFound, WrongFormat, Truncated}; {InvalidArgument} for a box of
/// negative size or wholly outside the frame, {Mismatch} for another frame size or frames the video does not have.
VideoAnnotations readAnnotations(const std::filesystem::path& path, const BoxesOptions& options);

/// The same boxes with a detector's labels in place of their own class names (of scenes); what has none is left out.
VideoAnnotations withLabels(VideoAnnotations annotations, const std::vector<std::string>& labels);

/// A detection of a precomputed file: `frame class score x y w h`, frames 0-based.
struct ScoredBox {
  Box box;
  int classIndex = 0;
  float score = 0.0F;
};

/// By frame, in the file's order. Lines starting with # are comments. Errors as readAnnotations().
std::vector<std::vector<ScoredBox>> readScoredBoxes(const std::filesystem::path& file, const BoxesOptions& options);

/// Writes that format: `names` where given stand for class indices, spaces in them become underscores.
std::string scoredBoxesText(std::span<const std::vector<ScoredBox>> frames, std::span<const std::string> names);

}  // namespace effortlab::data
