#pragma once

#include "charts/chart_theme.h"
#include "models/savings_model.h"

#include <QCoreApplication>
#include <QRectF>

#include <array>
#include <vector>

class QPainter;

namespace effortlab::widgets {

/// Draws SavingsChart's legend, bars and axis, on screen and for export.
class SavingsPainter {
  Q_DECLARE_TR_FUNCTIONS(SavingsPainter)
public:
  struct Input {
    const std::vector<LayerSaving>& counts;
    bool shares = true;  ///< each layer in full width; else by MACs
    int firstPixel = 0;  ///< rows scrolled off the top
    int currentRow = -1;
    int focusedRow = -1;
    bool fitRows = false;  ///< squeeze all rows into the area (export) instead of keeping them readable
  };

  SavingsPainter(const QRectF& area, const ChartStyle& style, const Input& input);

  void paint(QPainter& painter) const;
  QRectF rowRect(int row) const;
  QRectF rowsArea() const noexcept { return m_rows; }
  double contentHeight() const;
  /// -1: none there.
  int rowAt(const QPointF& position) const;

  /// "1.25 M"
  static QString shortCount(double count, const QLocale& locale);

private:
  struct Part {
    QColor color;
    QString name;
    qint64 LayerSaving::*count;
  };

  std::array<Part, 5> parts() const;
  void paintLegend(QPainter& painter) const;
  void paintGrid(QPainter& painter) const;
  void paintRow(QPainter& painter, int row) const;
  void paintBar(QPainter& painter, const LayerSaving& layer, const QRectF& bar) const;
  double axisMaximum() const;
  QFont smallFont() const;

  QRectF m_area;
  ChartStyle m_style;
  Input m_input;
  double m_rowHeight = 0.0;
  double m_axisMaximum = 1.0;
  double m_axisStep = 0.2;
  QRectF m_legend;
  QRectF m_rows;
  QRectF m_axis;
  double m_barLeft = 0.0;
  double m_barRight = 0.0;
};

}  // namespace effortlab::widgets
