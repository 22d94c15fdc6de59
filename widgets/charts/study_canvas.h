#pragma once

#include "charts/study_plot.h"

#include <QWidget>

#include <memory>

namespace effortlab::widgets {

/// The part of StudyChart that paints a figure, zooms into it and reads values out, by mouse and by keys.
class StudyCanvas : public QWidget {
  Q_OBJECT
public:
  explicit StudyCanvas(QWidget* parent = nullptr);

  /// Null: the message stands there alone.
  void setFigure(std::shared_ptr<const effort::StudyFigure> figure);
  const std::shared_ptr<const effort::StudyFigure>& figure() const noexcept { return m_figure; }
  void setLayer(const QString& layer);
  const QString& layer() const noexcept { return m_layer; }
  void setPicture(const QImage& picture);
  const QImage& picture() const noexcept { return m_picture; }
  /// Points are drawn over the figure's other abscissa.
  void setSecondAbscissa(bool second);
  bool secondAbscissa() const noexcept { return m_second; }
  /// The figure belongs to other knobs than those on screen: it is dimmed.
  void setStale(bool stale);
  bool isStale() const noexcept { return m_stale; }
  /// In the middle where there is no figure.
  void setMessage(const QString& message);

  const StudyZoom& zoom() const noexcept { return m_zoom; }
  void resetZoom();
  StudyPoint focused() const noexcept { return m_focused; }
  QPointF positionOf(const StudyPoint& point) const { return plot().positionOf(point); }
  QRectF plotArea() const { return plot().plotArea(); }
  QString readOut() const;
  QSize minimumSizeHint() const override;

Q_SIGNALS:
  /// Click, or Enter on the one that the keys chose.
  void pointActivated(int series, int point);
  void zoomChanged();

protected:
  void paintEvent(QPaintEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  void leaveEvent(QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void changeEvent(QEvent* event) override;

private:
  StudyPlot plot() const;
  bool hasFigure() const;
  bool zoomable() const;
  void zoomBy(double factor, const QPointF& at);
  void panBy(double x, double y);
  void setZoom(const StudyZoom& zoom);
  void focusOn(const StudyPoint& point);
  bool moveFocus(int key);
  StudyPoint moved(StudyPoint from, int key) const;
  void paintReadOut(QPainter& painter) const;

  std::shared_ptr<const effort::StudyFigure> m_figure;
  QString m_layer;
  QImage m_picture;
  QString m_message;
  StudyZoom m_zoom;
  StudyZoom m_zoomAtPress;
  StudyPoint m_focused;
  QPointF m_pressed;
  bool m_panning = false;
  bool m_stale = false;
  bool m_second = false;
};

}  // namespace effortlab::widgets
