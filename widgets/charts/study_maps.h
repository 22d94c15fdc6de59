#pragma once

#include "charts/chart_theme.h"
#include "effort/study.h"

#include <QCoreApplication>
#include <QImage>
#include <QPointF>
#include <QRectF>

#include <vector>

class QPainter;

namespace effortlab::widgets {

/// One value of a figure.
struct StudyPoint {
  int series = -1;
  int point = -1;
  bool valid() const noexcept { return series >= 0; }
  bool operator==(const StudyPoint&) const = default;
};

/// Maps of one layer side by side, each with its scale, after a picture of the input. Colours go from dark to light
/// without red and green, alike for every kind of colour blindness.
class StudyMaps {
  Q_DECLARE_TR_FUNCTIONS(StudyMaps)
public:
  struct Input {
    const effort::StudyFigure& figure;
    std::vector<int> shown{};
    QImage picture{};
    StudyPoint focused{};
  };

  StudyMaps(const QRectF& area, const ChartStyle& style, Input input);

  void paint(QPainter& painter) const;
  StudyPoint pointAt(const QPointF& position) const;
  QPointF positionOf(const StudyPoint& point) const;
  /// 0..1 to a colour.
  static QColor colorAt(double share);

private:
  struct Panel {
    int series = -1;  ///< -1: the picture
    QSize size;       ///< cells
    QRectF frame;     ///< of the pixels
    QRectF title;
    QRectF scale;
    double lo = 0.0, hi = 1.0;
  };

  void addPanels();
  void layOut();
  double cellSizeFor(int columns) const;
  QImage imageOf(const Panel& panel) const;
  void paintScale(QPainter& painter, const Panel& panel) const;
  void paintFocus(QPainter& painter, const Panel& panel) const;
  QString titleOf(const Panel& panel) const;

  QRectF m_area;
  ChartStyle m_style;
  Input m_input;
  std::vector<Panel> m_panels;
};

}  // namespace effortlab::widgets
