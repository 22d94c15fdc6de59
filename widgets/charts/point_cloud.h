#pragma once

#include "charts/chart_marks.h"

#include <QFont>
#include <QGraphicsItem>
#include <QList>
#include <QString>

#include <array>

class QChart;

namespace effortlab::widgets {

/// The many points of a chart, painted in one go: a scatter series keeps a scene item for each, which ten thousand of
/// them make slow. Lies under the chart's series.
class PointCloud : public QGraphicsItem {
public:
  enum Kind { Sensitivity, RejectedEarly, Rejected, Growing, Visited, Accepted, NotMonotone, Snapshot, KindCount };
  struct Label {
    QPointF at;  ///< in the chart's values
    QString text;
  };
  struct Data {
    std::array<QList<QPointF>, KindCount> points;  ///< in the chart's values
    QList<QPointF> trail;
    QList<Label> labels;
    bool operator==(const Data& other) const;
  };
  struct Look {
    std::array<MarkStyle, KindCount> marks;
    QColor trail;
    QColor text;
    QColor halo;
    QFont font;
  };

  /// `clip`: leave out what lies outside, for surfaces that cannot clip; points are then drawn as shapes.
  PointCloud(QChart* chart, bool clip);

  void setLook(const Look& look);
  void setData(Data data);
  /// The chart's values that its plot area shows, y upwards.
  void setView(const QRectF& view);
  /// In the chart's coordinates.
  QPointF toScreen(QPointF values) const;

  QRectF boundingRect() const override;
  void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

private:
  void paintTrail(QPainter& painter) const;
  void paintPoints(QPainter& painter, Kind kind) const;
  void paintLabels(QPainter& painter) const;

  QChart* m_chart;
  Look m_look;
  Data m_data;
  QRectF m_view{0.0, 0.0, 1.0, 1.0};
  bool m_clip;
};

}  // namespace effortlab::widgets
