#pragma once

#include "charts/study_axis.h"
#include "models/frame_figure_model.h"

#include <QCoreApplication>
#include <QRectF>

class QPainter;

namespace effortlab::widgets {

/// Lays a FrameFigure out in an area and paints it there: the same for screen and export.
class FramePlot {
  Q_DECLARE_TR_FUNCTIONS(FramePlot)
public:
  /// `focused`: index into FrameFigure::x of the point to emphasise; -1: none.
  FramePlot(const QRectF& area, const ChartStyle& style, const FrameFigure& figure, int focused = -1);

  void paint(QPainter& painter) const;
  const QRectF& plotArea() const noexcept { return m_plot; }
  /// Index into FrameFigure::x of what stands at or next to an abscissa; -1: the figure is empty.
  int indexAt(double x) const;
  double xOf(int index) const;
  /// "Frame 12: detector 3.1 ms, track 0.4 ms"
  static QString describe(const FrameFigure& figure, int index, const QLocale& locale);

private:
  bool hasBars() const;
  void makeAxes();
  void layOut();
  QList<LegendEntry> legend() const;
  double place(double x) const;
  double height(double y) const;
  QList<QList<QPointF>> linesOf(const FrameSeries& series) const;
  void paintFrame(QPainter& painter) const;
  void paintBars(QPainter& painter) const;
  void paintLines(QPainter& painter) const;
  void paintReferences(QPainter& painter) const;

  QRectF m_area;
  ChartStyle m_style;
  const FrameFigure& m_figure;
  int m_focused;
  double m_first = 0.0, m_last = 1.0;
  StudyAxis m_x;
  StudyAxis m_y;
  QRectF m_legend;
  QRectF m_plot;
};

}  // namespace effortlab::widgets
