#pragma once

#include "charts/chart_theme.h"
#include "fovea/frame_record.h"

#include <QCoreApplication>
#include <QPen>
#include <QString>

#include <vector>

namespace effortlab::widgets {

/// Colours, line styles and words of frame kinds and box origins: the same in every view of the page. Each has a line
/// style or pattern of its own besides its colour.
class OriginStyle {
  Q_DECLARE_TR_FUNCTIONS(OriginStyle)
public:
  /// By role, so that it follows the theme.
  static QColor ChartTheme::*colorRole(fovea::BoxOrigin origin);
  static QColor ChartTheme::*colorRole(fovea::FrameKind kind);
  /// On a picture, whatever the theme: bright, to be drawn over a dark outline.
  static QColor onPicture(fovea::BoxOrigin origin);
  static QColor truthOnPicture();
  /// Dash pattern in widths of the pen; empty: solid.
  static QList<qreal> dashes(fovea::BoxOrigin origin);
  static QString name(fovea::BoxOrigin origin);
  static QString name(fovea::FrameKind kind);
  /// What it means, a sentence.
  static QString explanation(fovea::BoxOrigin origin);
  static QString explanation(fovea::FrameKind kind);
  /// 1 for a box just seen, falling with its age (frames), never below 0.45.
  static double opacity(int age);
};

}  // namespace effortlab::widgets
