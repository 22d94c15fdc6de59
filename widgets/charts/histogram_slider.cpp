#include "charts/histogram_slider.h"

#include "charts/input_steps.h"

#include <QEvent>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QToolTip>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace effortlab::widgets {
namespace {

constexpr double logScaleDecades = 4.0;

}  // namespace

HistogramSlider::HistogramSlider(Direction direction, QWidget* parent) : QWidget(parent), m_direction(direction) {
  setFocusPolicy(Qt::StrongFocus);
  setAttribute(Qt::WA_Hover);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  setCursor(Qt::SizeHorCursor);
  updateDescriptions();
}

HistogramSlider::~HistogramSlider() = default;

std::optional<double> HistogramSlider::cutFraction() const {
  if (!m_histogram) {
    return std::nullopt;
  }
  if (m_cutShare) {
    return m_cutShare;
  }
  const double total = m_histogram->total() + (m_overlay ? m_overlay->total() : 0.0);
  if (!(total > 0.0)) {
    return std::nullopt;
  }
  const double place = toAxis(m_value);
  const double mass = m_histogram->massBelow(place) + (m_overlay ? m_overlay->massBelow(place) : 0.0);
  const double below = mass / total;
  return m_direction == Direction::CutBelow ? below : 1.0 - below;
}

void HistogramSlider::setHistogram(const std::optional<effort::Histogram>& histogram) {
  m_histogram = histogram;
  updateHeights();
  updateDescriptions();
  update();
}

void HistogramSlider::setOverlay(const std::optional<effort::Histogram>& histogram, QColor ChartTheme::*role) {
  m_overlay = histogram;
  m_overlayRole = role;
  updateHeights();
  updateDescriptions();
  update();
}

void HistogramSlider::setCutShare(std::optional<double> share) {
  if (m_cutShare != share) {
    m_cutShare = share;
    updateDescriptions();
    update();
  }
}

void HistogramSlider::setAxisScale(AxisScale scale) {
  m_axis = scale;
  update();
}

void HistogramSlider::updateHeights() {
  m_heights = m_histogram ? heightsOf(*m_histogram) : std::vector<double>{};
  m_overlayHeights = m_overlay ? heightsOf(*m_overlay) : std::vector<double>{};
  if (m_heights.empty() && !m_overlayHeights.empty()) {
    m_heights.assign(m_overlayHeights.size(), 0.0);
  }
}

std::vector<double> HistogramSlider::heightsOf(const effort::Histogram& histogram) const {
  std::vector<double> heights;
  if (histogram.bins.empty()) {
    return heights;
  }
  const double highest = *std::max_element(histogram.bins.begin(), histogram.bins.end());
  if (!(highest > 0.0)) {
    heights.assign(histogram.atLower > 0.0 ? histogram.bins.size() : 0, 0.0);
    return heights;
  }
  heights.reserve(histogram.bins.size());
  for (const double count : histogram.bins) {
    const double share = std::max(count, 0.0) / highest;
    if (m_scale == HeightScale::SquareRoot) {
      heights.push_back(std::sqrt(share));
    } else {
      heights.push_back(share > 0.0 ? std::max(0.0, 1.0 + std::log10(share) / logScaleDecades) : 0.0);
    }
  }
  return heights;
}

void HistogramSlider::setRange(double lo, double hi) {
  if (!(hi > lo) || !std::isfinite(lo) || !std::isfinite(hi)) {
    return;
  }
  m_lo = lo;
  m_hi = hi;
  setValue(m_value);
  updateDescriptions();
  update();
}

void HistogramSlider::setValue(double value) {
  if (!std::isfinite(value)) {
    return;
  }
  const double clamped = std::clamp(value, m_lo, m_hi);
  if (clamped == m_value) {
    return;
  }
  m_value = clamped;
  updateDescriptions();
  update();
  Q_EMIT valueChanged(m_value);
}

void HistogramSlider::setEstimate(bool estimate) {
  if (m_estimate != estimate) {
    m_estimate = estimate;
    updateDescriptions();
    update();
  }
}

void HistogramSlider::setDimmed(bool dimmed) {
  if (m_dimmed != dimmed) {
    m_dimmed = dimmed;
    update();
  }
}

void HistogramSlider::setHeightScale(HeightScale scale) {
  m_scale = scale;
  updateHeights();
  update();
}

void HistogramSlider::setCutColor(QColor ChartTheme::*role) {
  m_cutRole = role;
  update();
}

void HistogramSlider::setDescription(const QString& description) {
  m_description = description;
  updateDescriptions();
}

void HistogramSlider::setCutText(const QString& text) {
  m_cutText = text;
  updateDescriptions();
  update();
}

QString HistogramSlider::cutText() const {
  const auto fraction = cutFraction();
  if (!fraction) {
    return {};
  }
  return (m_cutText.isEmpty() ? tr("cuts %1 %") : m_cutText).arg(locale().toString(100.0 * *fraction, 'f', 1));
}

double HistogramSlider::edgeShare() const {
  const double total = m_histogram ? m_histogram->total() : 0.0;
  return total > 0.0 ? m_histogram->atLower / total : 0.0;
}

/// The value by a share of the axis further.
double HistogramSlider::moved(double share) const {
  const double place = toAxis(m_value) + share * (toAxis(m_hi) - toAxis(m_lo));
  return fromAxis(std::clamp(place, toAxis(m_lo), toAxis(m_hi)));
}

void HistogramSlider::beginGesture(Gesture gesture) {
  if (m_gesture == Gesture::None) {
    m_gesture = gesture;
    Q_EMIT dragStarted();
    update();
  }
}

void HistogramSlider::endGesture() {
  if (m_gesture != Gesture::None) {
    m_gesture = Gesture::None;
    Q_EMIT dragFinished();
    update();
  }
}

void HistogramSlider::mousePressEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton) {
    event->ignore();
    return;
  }
  const double pointer = event->position().x();
  const bool onHandle = handleRect().contains(event->position().toPoint());
  // Grabbing the handle must not move it; a press elsewhere brings it under the pointer.
  m_grabOffset = onHandle ? pointer - positionOf(m_value) : 0.0;
  endGesture();
  beginGesture(Gesture::Mouse);
  if (!onHandle) {
    setValue(valueAt(pointer));
  }
}

void HistogramSlider::mouseMoveEvent(QMouseEvent* event) {
  if (m_gesture == Gesture::Mouse) {
    setValue(valueAt(event->position().x() - m_grabOffset));
  }
}

void HistogramSlider::mouseReleaseEvent(QMouseEvent* event) {
  if (event->button() == Qt::LeftButton && m_gesture == Gesture::Mouse) {
    endGesture();
  }
}

void HistogramSlider::wheelEvent(QWheelEvent* event) {
  // Without focus the wheel scrolls the panel around, instead of changing a knob in passing.
  if (!hasFocus() || event->angleDelta().y() == 0) {
    event->ignore();
    return;
  }
  setValue(moved(smallStep * event->angleDelta().y() / wheelNotch));
  event->accept();
}

std::optional<double> HistogramSlider::keyTarget(int key) const {
  const double right = layoutDirection() == Qt::RightToLeft ? -1.0 : 1.0;
  switch (key) {
    case Qt::Key_Left: return moved(-right * smallStep);
    case Qt::Key_Right: return moved(right * smallStep);
    case Qt::Key_Down: return moved(-smallStep);
    case Qt::Key_Up: return moved(smallStep);
    case Qt::Key_PageDown: return moved(-largeStep);
    case Qt::Key_PageUp: return moved(largeStep);
    case Qt::Key_Home: return m_lo;
    case Qt::Key_End: return m_hi;
    default: return std::nullopt;
  }
}

void HistogramSlider::keyPressEvent(QKeyEvent* event) {
  const std::optional<double> target = keyTarget(event->key());
  if (!target) {
    QWidget::keyPressEvent(event);
    return;
  }
  beginGesture(Gesture::Key);
  setValue(*target);
}

void HistogramSlider::keyReleaseEvent(QKeyEvent* event) {
  if (m_gesture == Gesture::Key && !event->isAutoRepeat() && keyTarget(event->key())) {
    endGesture();
    return;
  }
  QWidget::keyReleaseEvent(event);
}

void HistogramSlider::focusOutEvent(QFocusEvent* event) {
  if (m_gesture == Gesture::Key) {
    endGesture();
  }
  QWidget::focusOutEvent(event);
  update();
}

void HistogramSlider::hideEvent(QHideEvent* event) {
  endGesture();
  QWidget::hideEvent(event);
}

void HistogramSlider::changeEvent(QEvent* event) {
  if (event->type() == QEvent::EnabledChange && !isEnabled()) {
    endGesture();
  }
  if (event->type() == QEvent::LanguageChange || event->type() == QEvent::LocaleChange) {
    updateDescriptions();
  }
  QWidget::changeEvent(event);
  update();
}

bool HistogramSlider::event(QEvent* event) {
  switch (event->type()) {
    case QEvent::ToolTip:
      QToolTip::showText(static_cast<QHelpEvent*>(event)->globalPos(), toolTipText(), this);
      return true;
    case QEvent::HoverEnter:
    case QEvent::HoverMove: {
      const bool over = handleRect().contains(static_cast<QHoverEvent*>(event)->position().toPoint());
      if (over != m_hovered) {
        m_hovered = over;
        update();
      }
      break;
    }
    case QEvent::HoverLeave:
      m_hovered = false;
      update();
      break;
    default: break;
  }
  return QWidget::event(event);
}

QString HistogramSlider::toolTipText() const {
  QString text = m_description;
  const auto add = [&text](const QString& line) { text += (text.isEmpty() ? "" : "\n\n") + line; };
  if (!m_histogram) {
    add(tr("The histogram is still being measured."));
  } else if (const auto fraction = cutFraction()) {
    add(tr("%1 % of the values measured lie on the cut side.").arg(locale().toString(100.0 * *fraction, 'f', 1)));
  }
  if (const double edge = edgeShare(); edge > 0.0) {
    add(tr("%1 % of them are exactly %2: the bar at the edge.")
            .arg(locale().toString(100.0 * edge, 'f', 1), locale().toString(m_histogram->lower, 'g', 3)));
  }
  if (m_dimmed) {
    add(tr("The knob is off: moving the threshold switches it on."));
  }
  if (m_estimate) {
    add(tr("Hatched: a setting that shapes these values changed since they were measured."));
  }
  return text;
}

void HistogramSlider::updateDescriptions() {
  QString text =
      tr("%1, between %2 and %3")
          .arg(locale().toString(m_value, 'g', 4), locale().toString(m_lo, 'g', 3), locale().toString(m_hi, 'g', 3));
  if (const QString cut = cutText(); !cut.isEmpty()) {
    text += QStringLiteral("; ") + cut;
  }
  setAccessibleDescription(text);
}

}  // namespace effortlab::widgets
