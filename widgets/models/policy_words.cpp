#include "models/policy_words.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <iterator>
#include <string_view>

namespace effortlab::widgets {
namespace {

struct PolicyText {
  Q_DECLARE_TR_FUNCTIONS(PolicyWords)
};

struct Titled {
  std::string_view name;
  const char* title;
};

constexpr Titled parameterTitles[] = {
    {"score", QT_TRANSLATE_NOOP("PolicyWords", "Least score")},
    {"nms", QT_TRANSLATE_NOOP("PolicyWords", "Overlap that suppresses")},
    {"cut", QT_TRANSLATE_NOOP("PolicyWords", "Change that is a new shot")},
    {"skip_o", QT_TRANSLATE_NOOP("PolicyWords", "Every so many frames, with objects")},
    {"skip_n", QT_TRANSLATE_NOOP("PolicyWords", "Every so many frames, without objects")},
    {"recheck", QT_TRANSLATE_NOOP("PolicyWords", "A full frame again after")},
    {"max_obj", QT_TRANSLATE_NOOP("PolicyWords", "Most objects for foveas")},
    {"few", QT_TRANSLATE_NOOP("PolicyWords", "Few objects are up to")},
    {"some", QT_TRANSLATE_NOOP("PolicyWords", "Some objects are up to")},
    {"few_scale", QT_TRANSLATE_NOOP("PolicyWords", "Montage for few objects")},
    {"some_scale", QT_TRANSLATE_NOOP("PolicyWords", "Montage for some objects")},
    {"many_scale", QT_TRANSLATE_NOOP("PolicyWords", "Montage for more objects")},
    {"z", QT_TRANSLATE_NOOP("PolicyWords", "Stretch of a box (z)")},
    {"z_of", QT_TRANSLATE_NOOP("PolicyWords", "z is added")},
    {"montage", QT_TRANSLATE_NOOP("PolicyWords", "Shape of the montage")},
    {"skipped", QT_TRANSLATE_NOOP("PolicyWords", "Boxes in skipped frames")},
    {"period", QT_TRANSLATE_NOOP("PolicyWords", "Every so many frames")},
    {"full_every", QT_TRANSLATE_NOOP("PolicyWords", "A full frame again after")},
    {"target", QT_TRANSLATE_NOOP("PolicyWords", "Size of an object in the montage")},
    {"most_scale", QT_TRANSLATE_NOOP("PolicyWords", "Largest magnification")},
    {"margin", QT_TRANSLATE_NOOP("PolicyWords", "Margin around an object")},
    {"sigma", QT_TRANSLATE_NOOP("PolicyWords", "Margin for the prediction")},
    {"fovea_score", QT_TRANSLATE_NOOP("PolicyWords", "Least score in foveas")},
    {"steady", QT_TRANSLATE_NOOP("PolicyWords", "Sure objects every so many looks")},
    {"merge", QT_TRANSLATE_NOOP("PolicyWords", "Merging of crops")},
    {"budget", QT_TRANSLATE_NOOP("PolicyWords", "Pixels of a montage")},
    {"gutter", QT_TRANSLATE_NOOP("PolicyWords", "Gap between tiles")},
    {"growth", QT_TRANSLATE_NOOP("PolicyWords", "Growth into free canvas")},
    {"scan_columns", QT_TRANSLATE_NOOP("PolicyWords", "Columns of the scan grid")},
    {"scan_rows", QT_TRANSLATE_NOOP("PolicyWords", "Rows of the scan grid")},
    {"scan_edge", QT_TRANSLATE_NOOP("PolicyWords", "Strips along the edges")},
    {"edge_rate", QT_TRANSLATE_NOOP("PolicyWords", "Edges scanned more often")},
    {"scan_tiles", QT_TRANSLATE_NOOP("PolicyWords", "Scan tiles in a montage")},
    {"scan_moving", QT_TRANSLATE_NOOP("PolicyWords", "Scan tiles while the camera moves")},
    {"scan_scale", QT_TRANSLATE_NOOP("PolicyWords", "Scale of a scan tile")},
    {"motion", QT_TRANSLATE_NOOP("PolicyWords", "Look where something moves")},
    {"motion_now", QT_TRANSLATE_NOOP("PolicyWords", "Look there at once")},
    {"fallback", QT_TRANSLATE_NOOP("PolicyWords", "Fall back to full frames")},
};

constexpr Titled choiceTitles[] = {
    {"side", QT_TRANSLATE_NOOP("PolicyWords", "on each side")},
    {"total", QT_TRANSLATE_NOOP("PolicyWords", "in total")},
    {"square", QT_TRANSLATE_NOOP("PolicyWords", "one square")},
    {"per_tile", QT_TRANSLATE_NOOP("PolicyWords", "a square a tile")},
    {"hold", QT_TRANSLATE_NOOP("PolicyWords", "stay")},
    {"linear", QT_TRANSLATE_NOOP("PolicyWords", "move on")},
};

/// The engine's sentences, for the catalogues alone: parameterPurpose() looks them up at run time.
[[maybe_unused]] constexpr const char* purposes[] = {
    QT_TRANSLATE_NOOP("PolicyWords", "A detection's score must be above this; 0: the detector's own threshold."),
    QT_TRANSLATE_NOOP("PolicyWords",
                      "Of two boxes of a class that overlap (IoU) more than this, the one of the lower score goes."),
    QT_TRANSLATE_NOOP("PolicyWords",
                      "A frame whose grey levels differ from the last one's by more than this in the mean (0-255) is a "
                      "new shot and looked at whole; 0: never."),
    QT_TRANSLATE_NOOP("PolicyWords", "With objects in the last frame looked at, every that many frames is looked at."),
    QT_TRANSLATE_NOOP("PolicyWords", "Without objects in it, every that many frames is looked at."),
    QT_TRANSLATE_NOOP("PolicyWords", "After that many frames looked at, one is looked at whole."),
    QT_TRANSLATE_NOOP("PolicyWords", "With more objects than this the whole frame is looked at."),
    QT_TRANSLATE_NOOP("PolicyWords", "Up to so many objects are few: the montage takes few_scale."),
    QT_TRANSLATE_NOOP("PolicyWords", "Up to so many objects are some: the montage takes some_scale."),
    QT_TRANSLATE_NOOP("PolicyWords", "Side of the montage for few objects, relative to the detector's input."),
    QT_TRANSLATE_NOOP("PolicyWords", "Side of the montage for some objects, relative to the detector's input."),
    QT_TRANSLATE_NOOP("PolicyWords", "Side of the montage for more objects, relative to the detector's input."),
    QT_TRANSLATE_NOOP("PolicyWords", "By how much of its size a box is stretched before it is cropped."),
    QT_TRANSLATE_NOOP("PolicyWords", "Whether z is added on each side of the box, or in total."),
    QT_TRANSLATE_NOOP("PolicyWords",
                      "square: one square of the scaled input that all tiles share; per_tile: each tile is a square of "
                      "the scaled shorter side of the input."),
    QT_TRANSLATE_NOOP("PolicyWords",
                      "Frames that are skipped hold the last boxes, or move them by their last velocity."),
    QT_TRANSLATE_NOOP("PolicyWords", "Every that many frames the detector looks at foveas."),
    QT_TRANSLATE_NOOP("PolicyWords",
                      "After that many frames one is looked at whole; 0: only the first one and when need be."),
    QT_TRANSLATE_NOOP("PolicyWords",
                      "Long side of an object in the montage, in pixels; 0: 40, or 80 for YOLO detectors."),
    QT_TRANSLATE_NOOP("PolicyWords", "Small objects are enlarged at most so much."),
    QT_TRANSLATE_NOOP("PolicyWords", "What a crop shows around an object, relative to the mean of its sides."),
    QT_TRANSLATE_NOOP("PolicyWords", "How many standard deviations of its prediction a crop grows by."),
    QT_TRANSLATE_NOOP("PolicyWords", "Objects that are believed in less than this get no fovea of their own."),
    QT_TRANSLATE_NOOP("PolicyWords", "Objects that are followed surely are looked at only every that many looks."),
    QT_TRANSLATE_NOOP("PolicyWords",
                      "Two crops become one where it takes at most this times the pixels of both; 0: never."),
    QT_TRANSLATE_NOOP("PolicyWords",
                      "Pixels of a montage, relative to a full frame's canvas: the most urgent is looked at first."),
    QT_TRANSLATE_NOOP("PolicyWords", "Pixels between the tiles of a montage."),
    QT_TRANSLATE_NOOP("PolicyWords", "How far tiles grow into free canvas on each side, relative to their size."),
    QT_TRANSLATE_NOOP("PolicyWords", "Columns of the grid that scan tiles walk over, for newcomers."),
    QT_TRANSLATE_NOOP("PolicyWords", "Rows of that grid."),
    QT_TRANSLATE_NOOP(
        "PolicyWords",
        "Depth of the strips along the frame's edges that are scanned too, relative to its shorter side; 0: none."),
    QT_TRANSLATE_NOOP("PolicyWords", "How much sooner those strips come again than the grid's tiles."),
    QT_TRANSLATE_NOOP("PolicyWords", "Scan tiles in a montage; 0: none."),
    QT_TRANSLATE_NOOP("PolicyWords", "The same while the camera moves, when motion does not give newcomers away."),
    QT_TRANSLATE_NOOP("PolicyWords", "Scale of scan tiles, relative to a full frame's."),
    QT_TRANSLATE_NOOP("PolicyWords", "Things that move and are not known get a fovea."),
    QT_TRANSLATE_NOOP("PolicyWords", "They get it at once, not only when the detector looks anyway."),
    QT_TRANSLATE_NOOP("PolicyWords",
                      "Where foveas find less than full frames do, look at every fifth frame, whole, for a while."),
};

template <std::size_t Count>
QString titleOf(const Titled (&titles)[Count], const std::string& name) {
  const auto* found =
      std::find_if(std::begin(titles), std::end(titles), [&](const Titled& one) { return one.name == name; });
  return found == std::end(titles) ? QString::fromStdString(name)
                                   : QCoreApplication::translate("PolicyWords", found->title);
}

}  // namespace

QString policyTitle(fovea::PolicyKind kind) {
  switch (kind) {
    case fovea::PolicyKind::Full: return PolicyText::tr("Every frame in full");
    case fovea::PolicyKind::Every: return PolicyText::tr("Every K-th frame, boxes held");
    case fovea::PolicyKind::Track: return PolicyText::tr("Every K-th frame, tracked");
    case fovea::PolicyKind::Thesis: return PolicyText::tr("Foveas: thesis");
    case fovea::PolicyKind::Best: break;
  }
  return PolicyText::tr("Foveas: best");
}

QString policyTitle(const fovea::PolicyName& policy) {
  if (policy.kind == fovea::PolicyKind::Every) {
    return PolicyText::tr("1 frame in %1, boxes held").arg(policy.period);
  }
  if (policy.kind == fovea::PolicyKind::Track) {
    return PolicyText::tr("1 frame in %1, tracked").arg(policy.period);
  }
  return policyTitle(policy.kind);
}

QString policyExplanation(fovea::PolicyKind kind) {
  switch (kind) {
    case fovea::PolicyKind::Full:
      return PolicyText::tr("The detector looks at each whole frame: what everything else is compared with.");
    case fovea::PolicyKind::Every:
      return PolicyText::tr("The detector looks at every K-th frame; between, the boxes stay where they are.");
    case fovea::PolicyKind::Track:
      return PolicyText::tr(
          "The detector looks at every K-th frame; between, a tracker moves the boxes. The rival to beat.");
    case fovea::PolicyKind::Thesis:
      return PolicyText::tr(
          "Multi-Fovea as written in chapter 3: few frames are looked at, most of them as a montage of the last "
          "frame's objects; boxes are held between.");
    case fovea::PolicyKind::Best: break;
  }
  return PolicyText::tr(
      "Multi-Fovea made fast and exact: tiles at the size the detector likes best, packed tightly, where the tracker "
      "expects objects, and scan tiles for newcomers.");
}

QString parameterTitle(const std::string& name) {
  return titleOf(parameterTitles, name);
}

QString parameterPurpose(const std::string& english) {
  return QCoreApplication::translate("PolicyWords", english.c_str());
}

QString parameterChoice(const std::string& english) {
  return titleOf(choiceTitles, english);
}

}  // namespace effortlab::widgets
