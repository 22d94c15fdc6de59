#pragma once

#include "models/frame_figure_model.h"

#include <QWidget>

namespace effortlab::widgets {

/// A chart over frames: those of video playing grow point by point. Pointer and arrow keys read values off; a click or
/// Enter asks for that frame. Its kinds below fill it from engine values; setters may come for every frame, it is
/// painted and worked out once a turn of the event loop.
class FrameChart : public QWidget, public ExportableChart {
  Q_OBJECT
public:
  explicit FrameChart(QWidget* parent = nullptr);

  /// As it is drawn now.
  const FrameFigure& figure() const;
  /// Index into FrameFigure::x; -1: none.
  int focusedIndex() const noexcept { return m_focused; }
  void setMessage(const QString& message);  ///< where there is nothing to draw
  /// In widget coordinates.
  QPointF positionOf(int index) const;

  void paintChart(QPainter& painter, const QRectF& area, const ChartStyle& style) const override;
  const QAbstractItemModel& table() const override;
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

Q_SIGNALS:
  /// Not by charts whose x are no frames.
  void frameActivated(qint64 frame);

protected:
  /// The figure of the values there are.
  virtual FrameFigure makeFigure() const = 0;
  /// Title and explanation, for screen readers and the tooltip.
  virtual QString title() const = 0;
  virtual QString explanation() const = 0;
  virtual bool framesCanBeActivated() const { return true; }
  /// Values changed: the figure is made anew before it is looked at again.
  void invalidate();

  bool event(QEvent* event) override;
  void paintEvent(QPaintEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void focusInEvent(QFocusEvent* event) override;
  void focusOutEvent(QFocusEvent* event) override;
  void changeEvent(QEvent* event) override;

private:
  void refresh() const;
  void focusIndex(int index);
  ChartStyle style() const;
  QRectF chartRect() const;

  FrameFigureModel* m_model;
  QString m_message;
  mutable bool m_stale = true;
  int m_focused = -1;
};

}  // namespace effortlab::widgets
