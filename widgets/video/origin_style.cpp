#include "video/origin_style.h"

#include <algorithm>

namespace effortlab::widgets {
namespace {

constexpr double faintest = 0.45;
constexpr double fadingFrames = 12.0;

}  // namespace

QColor ChartTheme::*OriginStyle::colorRole(fovea::BoxOrigin origin) {
  switch (origin) {
    case fovea::BoxOrigin::Full: return &ChartTheme::current;
    case fovea::BoxOrigin::Fovea: return &ChartTheme::sfma;
    case fovea::BoxOrigin::Scan: return &ChartTheme::spet;
    case fovea::BoxOrigin::Held: break;
  }
  return &ChartTheme::gate;
}

QColor ChartTheme::*OriginStyle::colorRole(fovea::FrameKind kind) {
  switch (kind) {
    case fovea::FrameKind::Full: return &ChartTheme::current;
    case fovea::FrameKind::Fovea: return &ChartTheme::sfma;
    case fovea::FrameKind::Skipped: break;
  }
  return &ChartTheme::trail;
}

QColor OriginStyle::onPicture(fovea::BoxOrigin origin) {
  switch (origin) {
    case fovea::BoxOrigin::Full: return {0x62, 0xc0, 0xff};
    case fovea::BoxOrigin::Fovea: return {0x2f, 0xe0, 0xa4};
    case fovea::BoxOrigin::Scan: return {0xff, 0xb4, 0x2a};
    case fovea::BoxOrigin::Held: break;
  }
  return {0xee, 0xa6, 0xd0};
}

QColor OriginStyle::truthOnPicture() {
  return Qt::white;
}

QList<qreal> OriginStyle::dashes(fovea::BoxOrigin origin) {
  switch (origin) {
    case fovea::BoxOrigin::Full: return {};
    case fovea::BoxOrigin::Fovea: return {9.0, 2.0};
    case fovea::BoxOrigin::Scan: return {6.0, 2.0, 1.5, 2.0};
    case fovea::BoxOrigin::Held: break;
  }
  return {1.5, 2.0};
}

QString OriginStyle::name(fovea::BoxOrigin origin) {
  switch (origin) {
    case fovea::BoxOrigin::Full: return tr("Full frame", "where a box was detected");
    case fovea::BoxOrigin::Fovea: return tr("Fovea", "where a box was detected");
    case fovea::BoxOrigin::Scan: return tr("Scan tile", "where a box was detected");
    case fovea::BoxOrigin::Held: break;
  }
  return tr("Held", "where a box was detected");
}

QString OriginStyle::name(fovea::FrameKind kind) {
  switch (kind) {
    case fovea::FrameKind::Full: return tr("Full", "what was done with a frame");
    case fovea::FrameKind::Fovea: return tr("Fovea", "what was done with a frame");
    case fovea::FrameKind::Skipped: break;
  }
  return tr("Skipped", "what was done with a frame");
}

QString OriginStyle::explanation(fovea::BoxOrigin origin) {
  switch (origin) {
    case fovea::BoxOrigin::Full: return tr("The detector saw it in the whole frame.");
    case fovea::BoxOrigin::Fovea: return tr("The detector saw it in a fovea: a tile cut out around it.");
    case fovea::BoxOrigin::Scan: return tr("The detector saw it in a tile that looks for newcomers.");
    case fovea::BoxOrigin::Held: break;
  }
  return tr("Not detected in this frame: the box was kept, or moved with its object.");
}

QString OriginStyle::explanation(fovea::FrameKind kind) {
  switch (kind) {
    case fovea::FrameKind::Full: return tr("The detector looked at the whole frame.");
    case fovea::FrameKind::Fovea: return tr("The detector looked at a montage of the frame's interesting parts.");
    case fovea::FrameKind::Skipped: break;
  }
  return tr("The detector did not look; boxes were held or moved.");
}

double OriginStyle::opacity(int age) {
  return std::max(faintest, 1.0 - (1.0 - faintest) * std::max(0, age) / fadingFrames);
}

}  // namespace effortlab::widgets
