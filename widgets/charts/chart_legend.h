#pragma once

#include "charts/chart_theme.h"

#include <QList>
#include <QRectF>
#include <QWidget>

class QPainter;

namespace effortlab::widgets {

struct LegendEntry {
  enum class Mark { Line, Dashes, Circle, Square, Diamond, Triangle, Cross, SmallCross, HollowDiamond, Ring };
  QString name;
  QColor color;
  Mark mark = Mark::Line;
};

/// Draws entries in as many lines as the width asks for: Qt Charts' own legend cuts long names instead.
/// Returns the height used; without a painter it only measures.
double paintLegend(QPainter* painter, const QRectF& area, const ChartStyle& style, const QList<LegendEntry>& entries);

/// The same on screen.
class ChartLegend : public QWidget {
  Q_OBJECT
public:
  explicit ChartLegend(QWidget* parent = nullptr);

  void setEntries(const QList<LegendEntry>& entries);
  bool hasHeightForWidth() const override { return true; }
  int heightForWidth(int width) const override;
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

protected:
  void paintEvent(QPaintEvent* event) override;
  void changeEvent(QEvent* event) override;

private:
  ChartStyle style() const;

  QList<LegendEntry> m_entries;
};

}  // namespace effortlab::widgets
