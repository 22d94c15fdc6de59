#include "fovea/policy_settings.h"

namespace effortlab::fovea {

namespace {

ParameterInfo numberOf(std::string name, std::string purpose, double least, double most, double step, double usual) {
  return {std::move(name), std::move(purpose), ParameterKind::Number, least, most, step, usual, {}};
}

ParameterInfo countOf(std::string name, std::string purpose, double least, double most, double usual) {
  return {std::move(name), std::move(purpose), ParameterKind::Integer, least, most, 1.0, usual, {}};
}

ParameterInfo switchOf(std::string name, std::string purpose, bool usual) {
  return {std::move(name), std::move(purpose), ParameterKind::Switch, 0.0, 1.0, 1.0, usual ? 1.0 : 0.0, {}};
}

ParameterInfo choiceOf(std::string name, std::string purpose, std::vector<std::string> choices, double usual) {
  const double last = static_cast<double>(choices.size()) - 1.0;
  return {std::move(name), std::move(purpose), ParameterKind::Choice, 0.0, last, 1.0, usual, std::move(choices)};
}

using ParameterList = std::vector<ParameterInfo>;

ParameterInfo scoreParameter() {
  return numberOf("score", "A detection's score must be above this; 0: the detector's own threshold.", 0, 0.99, 0.05,
                  0);
}

/// A tracker weighs doubtful detections itself.
ParameterInfo lowScoreParameter() {
  ParameterInfo info = scoreParameter();
  info.usual = 0.1;
  return info;
}

ParameterInfo nmsParameter() {
  return numberOf("nms", "Of two boxes of a class that overlap (IoU) more than this, the one of the lower score goes.",
                  0.05, 1, 0.05, 0.45);
}

ParameterInfo cutParameter() {
  return numberOf("cut",
                  "A frame whose grey levels differ from the last one's by more than this in the mean (0-255) is a new "
                  "shot and looked at whole; 0: never.",
                  0, 255, 1, 40);
}

ParameterList thesisParameters() {
  return {
      countOf("skip_o", "With objects in the last frame looked at, every that many frames is looked at.", 1, 100, 5),
      countOf("skip_n", "Without objects in it, every that many frames is looked at.", 1, 100, 2),
      countOf("recheck", "After that many frames looked at, one is looked at whole.", 1, 1000, 10),
      countOf("max_obj", "With more objects than this the whole frame is looked at.", 0, 64, 6),
      countOf("few", "Up to so many objects are few: the montage takes few_scale.", 0, 64, 2),
      countOf("some", "Up to so many objects are some: the montage takes some_scale.", 0, 64, 4),
      numberOf("few_scale", "Side of the montage for few objects, relative to the detector's input.", 0.05, 1, 0.05,
               0.25),
      numberOf("some_scale", "Side of the montage for some objects, relative to the detector's input.", 0.05, 1, 0.05,
               0.5),
      numberOf("many_scale", "Side of the montage for more objects, relative to the detector's input.", 0.05, 1, 0.05,
               1),
      numberOf("z", "By how much of its size a box is stretched before it is cropped.", 0, 2, 0.05, 0.1),
      choiceOf("z_of", "Whether z is added on each side of the box, or in total.", {"side", "total"}, 0),
      choiceOf("montage",
               "square: one square of the scaled input that all tiles share; per_tile: each tile is a square of the "
               "scaled shorter side of the input.",
               {"square", "per_tile"}, 0),
      choiceOf("skipped", "Frames that are skipped hold the last boxes, or move them by their last velocity.",
               {"hold", "linear"}, 0),
      cutParameter(),
      nmsParameter(),
      scoreParameter(),
  };
}

ParameterList bestParameters() {
  return {
      countOf("period", "Every that many frames the detector looks at foveas.", 1, 30, 5),
      countOf("full_every", "After that many frames one is looked at whole; 0: only the first one and when need be.", 0,
              1000, 50),
      numberOf("target", "Long side of an object in the montage, in pixels; 0: 40, or 80 for YOLO detectors.", 0, 400,
               4, 0),
      numberOf("most_scale", "Small objects are enlarged at most so much.", 0.25, 4, 0.25, 1.5),
      numberOf("margin", "What a crop shows around an object, relative to the mean of its sides.", 0, 2, 0.05, 0.2),
      numberOf("sigma", "How many standard deviations of its prediction a crop grows by.", 0, 6, 0.25, 1.5),
      numberOf("fovea_score", "Objects that are believed in less than this get no fovea of their own.", 0, 1, 0.05,
               0.15),
      countOf("steady", "Objects that are followed surely are looked at only every that many looks.", 1, 10, 1),
      numberOf("merge", "Two crops become one where it takes at most this times the pixels of both; 0: never.", 0, 2,
               0.05, 1.1),
      numberOf("budget", "Pixels of a montage, relative to a full frame's canvas: the most urgent is looked at first.",
               0.05, 1, 0.05, 0.7),
      countOf("gutter", "Pixels between the tiles of a montage.", 0, 32, 4),
      numberOf("growth", "How far tiles grow into free canvas on each side, relative to their size.", 0, 4, 0.25, 0.5),
      countOf("scan_columns", "Columns of the grid that scan tiles walk over, for newcomers.", 1, 12, 4),
      countOf("scan_rows", "Rows of that grid.", 1, 12, 3),
      numberOf(
          "scan_edge",
          "Depth of the strips along the frame's edges that are scanned too, relative to its shorter side; 0: none.", 0,
          0.5, 0.05, 0.2),
      numberOf("edge_rate", "How much sooner those strips come again than the grid's tiles.", 0, 20, 0.5, 4),
      countOf("scan_tiles", "Scan tiles in a montage; 0: none.", 0, 12, 1),
      countOf("scan_moving", "The same while the camera moves, when motion does not give newcomers away.", 0, 12, 3),
      numberOf("scan_scale", "Scale of scan tiles, relative to a full frame's.", 0.1, 3, 0.05, 0.85),
      switchOf("motion", "Things that move and are not known get a fovea.", true),
      switchOf("motion_now", "They get it at once, not only when the detector looks anyway.", false),
      switchOf("fallback", "Where foveas find less than full frames do, look at every fifth frame, whole, for a while.",
               true),
      cutParameter(),
      nmsParameter(),
      lowScoreParameter(),
  };
}

}  // namespace

std::span<const ParameterInfo> parametersOf(PolicyKind kind) {
  static const ParameterList thesis = thesisParameters();
  static const ParameterList best = bestParameters();
  static const ParameterList track = {nmsParameter(), cutParameter(), lowScoreParameter()};
  static const ParameterList plain = {scoreParameter()};
  switch (kind) {
    case PolicyKind::Thesis: return thesis;
    case PolicyKind::Best: return best;
    case PolicyKind::Track: return track;
    case PolicyKind::Full:
    case PolicyKind::Every: break;
  }
  return plain;
}

}  // namespace effortlab::fovea
