#pragma once

#include "charts/chart_theme.h"
#include "charts/pad_axis.h"

#include <QImage>
#include <QWidget>

#include <optional>

namespace effortlab::widgets {

/// Two thresholds that must both be passed, over the density of the two quantities they cut: a corner is dragged, and
/// the quadrant below and left of it, which is cut, is coloured. Either edge moves alone.
/// Keys: arrows a small step, with Shift a large and with Ctrl a fine one; Home cuts nothing, End all; Escape restores
/// what was there before the gesture, or since the pad has the focus. Signals `dragStarted` and `dragFinished` enclose
/// a drag as well as a key held down: one undo step.
class ThresholdPad : public QWidget {
  Q_OBJECT
public:
  /// Names in the user's language.
  struct Texts {
    QString description;  ///< definition and equation, shown above the numbers in the tooltip
    QString xTitle;       ///< under the axis, short
    QString yTitle;
    QString cutText;  ///< with %1 for the percentage: of what the thresholds cut a share
  };

  explicit ThresholdPad(QWidget* parent = nullptr);
  ~ThresholdPad() override;

  QPointF values() const noexcept { return m_values; }
  const PadAxis& xAxis() const noexcept { return m_x; }
  const PadAxis& yAxis() const noexcept { return m_y; }
  bool isDragging() const noexcept { return m_gesture != Gesture::None; }
  bool isEstimate() const noexcept { return m_estimate; }
  bool isDimmed() const noexcept { return m_dimmed; }
  bool hasDensity() const noexcept { return m_density.has_value(); }
  /// Share of the mass that both thresholds take, 0..1; nothing without a density.
  std::optional<double> cutFraction() const;

  /// Nothing: still to be measured. It also chooses the scales of the axes.
  void setDensity(const std::optional<effort::Histogram2d>& density);
  /// Upper ends; the lower ones are the density's, and at most 0. Values are clamped.
  void setUpper(double x, double y);
  /// Emits nothing.
  void setValues(QPointF values);
  /// The density is out of date: drawn hatched, said in the tooltip.
  void setEstimate(bool estimate);
  /// Not in force: drawn grey, but it can be taken hold of.
  void setDimmed(bool dimmed);
  /// Colour of what is cut, by role, so that it follows the theme.
  void setCutColor(QColor ChartTheme::*role);
  void setTexts(const Texts& texts);

  /// Where the corner would be, in widget coordinates.
  QPointF positionOf(QPointF values) const;
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

Q_SIGNALS:
  void valuesChanged(QPointF values);
  void dragStarted();
  void dragFinished();

protected:
  bool event(QEvent* event) override;
  void paintEvent(QPaintEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void keyReleaseEvent(QKeyEvent* event) override;
  void focusInEvent(QFocusEvent* event) override;
  void focusOutEvent(QFocusEvent* event) override;
  void hideEvent(QHideEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void changeEvent(QEvent* event) override;

private:
  enum class Gesture { None, Mouse, Key };
  enum class Part { Corner, VerticalEdge, HorizontalEdge, Nothing };

  QRectF plotRect() const;
  QPointF valuesAt(QPointF position) const;
  QPointF moved(double x, double y) const;
  Part partAt(QPointF position) const;
  std::optional<QPointF> keyTarget(const QKeyEvent& event) const;
  void change(QPointF values);
  void restore(QPointF values);
  void beginGesture(Gesture gesture);
  void endGesture();
  void updateDescriptions();
  QString toolTipText() const;
  QString cutText() const;
  bool isLit() const { return isEnabled() && !m_dimmed; }
  void updateImages();
  QFont smallFont() const;
  double sideWidth() const;
  void paintDensity(QPainter& painter, const ChartTheme& theme) const;
  void paintAxes(QPainter& painter, const ChartTheme& theme) const;
  void paintCorner(QPainter& painter, const ChartTheme& theme) const;

  std::optional<effort::Histogram2d> m_density;
  PadAxis m_x;
  PadAxis m_y;
  QPointF m_values;
  QPointF m_before;  ///< the gesture
  QPointF m_atFocus;
  QPointF m_grabOffset;
  QImage m_kept;  ///< the density as it looks where it is not cut, and where it is; null: to be drawn anew
  QImage m_taken;
  QColor ChartTheme::*m_cutRole = &ChartTheme::sdss;
  Texts m_texts;
  Part m_part = Part::Nothing;  ///< taken hold of, or under the pointer
  bool m_estimate = false;
  bool m_dimmed = false;
  Gesture m_gesture = Gesture::None;
};

}  // namespace effortlab::widgets
