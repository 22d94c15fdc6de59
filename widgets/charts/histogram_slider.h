#pragma once

#include "charts/chart_theme.h"
#include "effort/histograms.h"

#include <QWidget>

#include <optional>
#include <vector>

class QPainterPath;

namespace effortlab::widgets {

/// A slider over the histogram of the very quantity its threshold cuts: the part that is cut is coloured.
/// Keys: left/right a small step, page up/down a large one, Home/End the ends. Signals `dragStarted` and `dragFinished`
/// enclose a mouse drag as well as a key held down, so that one gesture can become one undo step.
class HistogramSlider : public QWidget {
  Q_OBJECT
  Q_PROPERTY(double value READ value WRITE setValue NOTIFY valueChanged USER true)
public:
  enum class Direction { CutBelow, CutAbove };
  enum class HeightScale { SquareRoot, Logarithmic };
  /// SquareRoot gives small values more room, from 0 on; histograms are then over the square root of the value.
  enum class AxisScale { Linear, SquareRoot };

  explicit HistogramSlider(Direction direction, QWidget* parent = nullptr);
  ~HistogramSlider() override;

  double value() const noexcept { return m_value; }
  double minimum() const noexcept { return m_lo; }
  double maximum() const noexcept { return m_hi; }
  bool isDragging() const noexcept { return m_gesture != Gesture::None; }
  bool isEstimate() const noexcept { return m_estimate; }
  bool isDimmed() const noexcept { return m_dimmed; }
  bool hasHistogram() const noexcept { return m_histogram.has_value(); }
  /// Share of the histogram's mass that the threshold cuts, 0..1; nothing without a histogram.
  std::optional<double> cutFraction() const;

  /// Nothing: still to be measured.
  void setHistogram(const std::optional<effort::Histogram>& histogram);
  /// A second one over the same axis, drawn over the first in a colour of its own; each has its own height. Cuts count
  /// both.
  void setOverlay(const std::optional<effort::Histogram>& histogram, QColor ChartTheme::*role);
  /// What the threshold cuts where it is known exactly, else it is read from the histograms.
  void setCutShare(std::optional<double> share);
  void setAxisScale(AxisScale scale);
  /// The value is clamped into the new range.
  void setRange(double lo, double hi);
  /// The histogram is out of date: drawn hatched, said in the tooltip.
  void setEstimate(bool estimate);
  void setHeightScale(HeightScale scale);
  /// What the threshold would cut is not in force: drawn grey, but it can be taken hold of.
  void setDimmed(bool dimmed);
  /// Colour of the part that is cut: the knob's colour in all charts. By role, so that it follows the theme.
  void setCutColor(QColor ChartTheme::*role);
  /// Definition and equation, shown above the numbers in the tooltip.
  void setDescription(const QString& description);
  /// Under the axis, with %1 for the percentage: of what the threshold cuts a share.
  void setCutText(const QString& text);

  /// Where the handle is now, in widget coordinates.
  QRect handleRect() const;
  /// Where the handle's centre would be for `value`.
  double positionOf(double value) const;

  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

public Q_SLOTS:
  /// Clamps to the range; emits valueChanged() when the value differs.
  void setValue(double value);

Q_SIGNALS:
  void valueChanged(double value);
  void dragStarted();
  void dragFinished();

protected:
  bool event(QEvent* event) override;
  void paintEvent(QPaintEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void keyReleaseEvent(QKeyEvent* event) override;
  void focusOutEvent(QFocusEvent* event) override;
  void hideEvent(QHideEvent* event) override;
  void changeEvent(QEvent* event) override;

private:
  enum class Gesture { None, Mouse, Key };

  QRectF plotRect() const;
  double toAxis(double value) const;
  double fromAxis(double place) const;
  double axisAt(double x) const;
  double valueAt(double x) const;
  double moved(double share) const;
  std::optional<double> keyTarget(int key) const;
  void beginGesture(Gesture gesture);
  void endGesture();
  void updateHeights();
  std::vector<double> heightsOf(const effort::Histogram& histogram) const;
  void updateDescriptions();
  QString toolTipText() const;
  QString cutText() const;
  bool isLit() const { return isEnabled() && !m_dimmed; }
  /// Share of the mass that lies exactly at the lower end of the histogram: it gets a bar of its own.
  double edgeShare() const;
  double heightAt(int column, const effort::Histogram& histogram, const std::vector<double>& heights) const;
  QPainterPath outlineOf(const effort::Histogram& histogram, const std::vector<double>& heights) const;
  QRectF edgeBar() const;
  void paintOverlay(QPainter& painter, const ChartTheme& theme) const;
  void paintBars(QPainter& painter, const ChartTheme& theme) const;
  void paintAxis(QPainter& painter, const ChartTheme& theme) const;
  void paintHandle(QPainter& painter, const ChartTheme& theme) const;
  void paintMissing(QPainter& painter, const ChartTheme& theme) const;

  Direction m_direction;
  HeightScale m_scale = HeightScale::SquareRoot;
  QColor ChartTheme::*m_cutRole = &ChartTheme::spet;
  std::optional<effort::Histogram> m_histogram;
  std::vector<double> m_heights;  ///< of each bin, 0..1, scaled
  std::optional<effort::Histogram> m_overlay;
  std::vector<double> m_overlayHeights;
  QColor ChartTheme::*m_overlayRole = &ChartTheme::budget;
  std::optional<double> m_cutShare;
  AxisScale m_axis = AxisScale::Linear;
  QString m_description;
  QString m_cutText;
  double m_lo = 0.0;
  double m_hi = 1.0;
  double m_value = 0.0;
  double m_grabOffset = 0.0;  ///< pointer minus handle centre when the drag began
  bool m_estimate = false;
  bool m_dimmed = false;
  bool m_hovered = false;
  Gesture m_gesture = Gesture::None;
};

}  // namespace effortlab::widgets
