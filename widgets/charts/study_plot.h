#pragma once

#include "charts/chart_legend.h"
#include "charts/chart_theme.h"
#include "charts/study_axis.h"
#include "charts/study_maps.h"
#include "effort/study.h"

#include <QCoreApplication>
#include <QImage>
#include <QRectF>

#include <optional>
#include <vector>

class QPainter;

namespace effortlab::widgets {

/// The part of the full axes that is shown, in shares of them.
struct StudyZoom {
  double x0 = 0.0, x1 = 1.0, y0 = 0.0, y1 = 1.0;
  bool none() const noexcept { return *this == StudyZoom{}; }
  bool operator==(const StudyZoom&) const = default;
};

/// Lays a study's figure out in an area, paints it there and finds points in it: the same for screen and export.
class StudyPlot {
  Q_DECLARE_TR_FUNCTIONS(StudyPlot)
public:
  struct Input {
    const effort::StudyFigure& figure;
    QString layer{};  ///< only series of this layer; empty: all
    StudyZoom zoom{};
    StudyPoint focused{};
    QImage picture{};     ///< Maps: stands before them
    bool second = false;  ///< over the figure's other abscissa
  };

  StudyPlot(const QRectF& area, const ChartStyle& style, const Input& input);

  void paint(QPainter& painter) const;
  /// The point under or nearest to a position; none where it is too far.
  StudyPoint pointAt(const QPointF& position) const;
  /// Where a point is drawn; the middle of a bar's end, of a map's cell.
  QPointF positionOf(const StudyPoint& point) const;
  /// "conv1 · odd: 50 % of the inputs, 93.1 % right (92.0 to 94.1)"
  QString describe(const StudyPoint& point) const;
  const QRectF& plotArea() const noexcept { return m_plot; }
  /// Indices into the figure's series of those shown.
  const std::vector<int>& shown() const noexcept { return m_shown; }

private:
  const effort::FigureSeries& series(int index) const;
  bool bars() const noexcept;
  const effort::FigureAxis& abscissa() const noexcept;
  double xOf(const effort::FigureSeries& values, std::size_t point) const;
  void chooseSeries();
  void makeAxes();
  void layOut();
  QList<LegendEntry> legend() const;
  QColor colorOf(std::size_t shownIndex) const;
  QString nameOf(int index) const;
  QString categoryOf(int series, int point) const;
  QPointF place(double x, double y) const;
  double categoryWidth() const;
  QRectF barRect(std::size_t shownIndex, int point) const;
  double stackedBelow(std::size_t shownIndex, double category, bool negative) const;

  void paintFrame(QPainter& painter) const;
  void paintCategories(QPainter& painter) const;
  void paintReference(QPainter& painter) const;
  void paintLines(QPainter& painter) const;
  void paintBand(QPainter& painter, std::size_t shownIndex) const;
  void paintPoints(QPainter& painter) const;
  void paintBars(QPainter& painter) const;
  void paintInterval(QPainter& painter, int series, int point, const QPointF& at) const;
  void paintMarker(QPainter& painter, std::size_t shownIndex, const QPointF& at, double radius) const;
  void paintFocus(QPainter& painter) const;

  QRectF m_area;
  ChartStyle m_style;
  Input m_input;
  std::vector<int> m_shown;
  bool m_severalLayers = false;
  bool m_severalNames = false;
  StudyAxis m_x;
  StudyAxis m_y;
  QRectF m_legend;
  QRectF m_plot;
  bool m_slanted = false;  ///< the categories' names
  std::optional<StudyMaps> m_maps;
};

/// A font a little smaller, for ticks.
QFont smallerFont(const QFont& font);

}  // namespace effortlab::widgets
