#include "charts/threshold_pad.h"

#include "charts/input_steps.h"

#include <QEvent>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace effortlab::widgets {
namespace {

constexpr double fineStep = 1.0 / 2000.0;
constexpr double reach = 9.0;  // pixels: how near is on the corner
constexpr double edgeReach = 4.0;

bool same(const effort::Histogram2d& a, const effort::Histogram2d& b) {
  return a.xLower == b.xLower && a.xUpper == b.xUpper && a.yLower == b.yLower && a.yUpper == b.yUpper &&
         a.xBins == b.xBins && a.yBins == b.yBins && a.atOrigin == b.atOrigin && a.bins == b.bins;
}

}  // namespace

ThresholdPad::ThresholdPad(QWidget* parent) : QWidget(parent) {
  setFocusPolicy(Qt::StrongFocus);
  setMouseTracking(true);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  updateDescriptions();
}

ThresholdPad::~ThresholdPad() = default;

std::optional<double> ThresholdPad::cutFraction() const {
  const double total = m_density ? m_density->total() : 0.0;
  if (!(total > 0.0)) {
    return std::nullopt;
  }
  return std::clamp(m_density->massBelow(m_values.x(), m_values.y()) / total, 0.0, 1.0);
}

void ThresholdPad::setDensity(const std::optional<effort::Histogram2d>& density) {
  if (density.has_value() == m_density.has_value() && (!density || same(*density, *m_density))) {
    return;  // comes with every edit of the panel
  }
  m_density = density;
  if (density) {
    constexpr double everything = std::numeric_limits<double>::infinity();
    m_x = {std::min(0.0, density->xLower), std::max(m_x.hi, density->xUpper),
           PadAxis::powerFor(density->xGiven(everything))};
    m_y = {std::min(0.0, density->yLower), std::max(m_y.hi, density->yUpper),
           PadAxis::powerFor(density->yGiven(everything))};
  }
  m_kept = {};
  updateDescriptions();
  update();
}

void ThresholdPad::setUpper(double x, double y) {
  if (!(x > m_x.lo) || !(y > m_y.lo) || !std::isfinite(x) || !std::isfinite(y) || (x == m_x.hi && y == m_y.hi)) {
    return;
  }
  m_x.hi = x;
  m_y.hi = y;
  m_kept = {};
  setValues(m_values);
  update();
}

void ThresholdPad::setValues(QPointF values) {
  if (!std::isfinite(values.x()) || !std::isfinite(values.y())) {
    return;
  }
  m_values = {std::clamp(values.x(), m_x.lo, m_x.hi), std::clamp(values.y(), m_y.lo, m_y.hi)};
  updateDescriptions();
  update();
}

void ThresholdPad::change(QPointF values) {
  const QPointF before = m_values;
  setValues(values);
  if (m_values != before) {
    Q_EMIT valuesChanged(m_values);
  }
}

void ThresholdPad::setEstimate(bool estimate) {
  if (m_estimate != estimate) {
    m_estimate = estimate;
    updateDescriptions();
    update();
  }
}

void ThresholdPad::setDimmed(bool dimmed) {
  if (m_dimmed != dimmed) {
    m_dimmed = dimmed;
    update();
  }
}

void ThresholdPad::setCutColor(QColor ChartTheme::*role) {
  m_cutRole = role;
  m_kept = {};
  update();
}

void ThresholdPad::setTexts(const Texts& texts) {
  m_texts = texts;
  updateDescriptions();
  update();
}

QString ThresholdPad::cutText() const {
  const auto fraction = cutFraction();
  if (!fraction) {
    return {};
  }
  const QString text = m_texts.cutText.isEmpty() ? tr("cuts %1 %") : m_texts.cutText;
  return (m_estimate ? QStringLiteral("≈ ") : QString()) + text.arg(locale().toString(100.0 * *fraction, 'f', 1));
}

/// The values by shares of the axes further.
QPointF ThresholdPad::moved(double x, double y) const {
  return {m_x.value(m_x.place(m_values.x()) + x), m_y.value(m_y.place(m_values.y()) + y)};
}

void ThresholdPad::beginGesture(Gesture gesture) {
  if (m_gesture == Gesture::None) {
    m_gesture = gesture;
    m_before = m_values;
    Q_EMIT dragStarted();
    update();
  }
}

void ThresholdPad::endGesture() {
  if (m_gesture != Gesture::None) {
    m_gesture = Gesture::None;
    Q_EMIT dragFinished();
    update();
  }
}

ThresholdPad::Part ThresholdPad::partAt(QPointF position) const {
  const QPointF corner = positionOf(m_values);
  const QPointF offset = position - corner;
  if (std::hypot(offset.x(), offset.y()) <= reach) {
    return Part::Corner;
  }
  if (!plotRect().adjusted(-edgeReach, -edgeReach, edgeReach, edgeReach).contains(position)) {
    return Part::Nothing;
  }
  const bool leftOf = layoutDirection() == Qt::RightToLeft ? offset.x() > 0.0 : offset.x() < 0.0;
  if (std::abs(offset.x()) <= edgeReach && offset.y() > 0.0) {
    return Part::VerticalEdge;
  }
  return std::abs(offset.y()) <= edgeReach && leftOf ? Part::HorizontalEdge : Part::Nothing;
}

void ThresholdPad::mousePressEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton) {
    event->ignore();
    return;
  }
  const QPointF pointer = event->position();
  m_part = partAt(pointer);
  if (m_part == Part::Nothing && !plotRect().contains(pointer)) {
    event->ignore();
    return;
  }
  // Taking hold must not move anything; a press elsewhere brings the corner under the pointer.
  m_grabOffset = m_part == Part::Nothing ? QPointF() : pointer - positionOf(m_values);
  endGesture();
  beginGesture(Gesture::Mouse);
  if (m_part == Part::Nothing) {
    m_part = Part::Corner;
    change(valuesAt(pointer));
  }
}

void ThresholdPad::mouseMoveEvent(QMouseEvent* event) {
  if (m_gesture == Gesture::Mouse) {
    const QPointF to = valuesAt(event->position() - m_grabOffset);
    change(
        {m_part == Part::HorizontalEdge ? m_values.x() : to.x(), m_part == Part::VerticalEdge ? m_values.y() : to.y()});
    return;
  }
  const Part part = partAt(event->position());
  if (part != m_part) {
    m_part = part;
    setCursor(part == Part::Corner           ? Qt::SizeAllCursor
              : part == Part::VerticalEdge   ? Qt::SizeHorCursor
              : part == Part::HorizontalEdge ? Qt::SizeVerCursor
                                             : Qt::CrossCursor);
    update();
  }
}

void ThresholdPad::mouseReleaseEvent(QMouseEvent* event) {
  if (event->button() == Qt::LeftButton && m_gesture == Gesture::Mouse) {
    endGesture();
  }
}

std::optional<QPointF> ThresholdPad::keyTarget(const QKeyEvent& event) const {
  const Qt::KeyboardModifiers modifiers = event.modifiers();
  const double step = modifiers.testFlag(Qt::ShiftModifier)     ? largeStep
                      : modifiers.testFlag(Qt::ControlModifier) ? fineStep
                                                                : smallStep;
  const double right = layoutDirection() == Qt::RightToLeft ? -step : step;
  switch (event.key()) {
    case Qt::Key_Left: return moved(-right, 0.0);
    case Qt::Key_Right: return moved(right, 0.0);
    case Qt::Key_Down: return moved(0.0, -step);
    case Qt::Key_Up: return moved(0.0, step);
    case Qt::Key_PageDown: return moved(-largeStep, -largeStep);
    case Qt::Key_PageUp: return moved(largeStep, largeStep);
    case Qt::Key_Home: return QPointF(m_x.lo, m_y.lo);
    case Qt::Key_End: return QPointF(m_x.hi, m_y.hi);
    default: return std::nullopt;
  }
}

void ThresholdPad::restore(QPointF values) {
  const bool inGesture = m_gesture != Gesture::None;
  if (!inGesture) {
    beginGesture(Gesture::Key);
  }
  change(values);
  endGesture();
}

void ThresholdPad::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Escape && (m_gesture != Gesture::None || m_values != m_atFocus)) {
    restore(m_gesture == Gesture::Mouse ? m_before : m_atFocus);
    return;
  }
  const std::optional<QPointF> target = keyTarget(*event);
  if (!target) {
    QWidget::keyPressEvent(event);
    return;
  }
  beginGesture(Gesture::Key);
  change(*target);
}

void ThresholdPad::keyReleaseEvent(QKeyEvent* event) {
  if (m_gesture == Gesture::Key && !event->isAutoRepeat() && keyTarget(*event)) {
    endGesture();
    return;
  }
  QWidget::keyReleaseEvent(event);
}

void ThresholdPad::focusInEvent(QFocusEvent* event) {
  m_atFocus = m_values;
  QWidget::focusInEvent(event);
  update();
}

void ThresholdPad::focusOutEvent(QFocusEvent* event) {
  if (m_gesture == Gesture::Key) {
    endGesture();
  }
  QWidget::focusOutEvent(event);
  update();
}

void ThresholdPad::hideEvent(QHideEvent* event) {
  endGesture();
  QWidget::hideEvent(event);
}

void ThresholdPad::resizeEvent(QResizeEvent*) {
  m_kept = {};
}

void ThresholdPad::changeEvent(QEvent* event) {
  if (event->type() == QEvent::EnabledChange && !isEnabled()) {
    endGesture();
  }
  if (event->type() == QEvent::LanguageChange || event->type() == QEvent::LocaleChange) {
    updateDescriptions();
  }
  m_kept = {};
  QWidget::changeEvent(event);
  update();
}

bool ThresholdPad::event(QEvent* event) {
  if (event->type() == QEvent::ToolTip) {
    QToolTip::showText(static_cast<QHelpEvent*>(event)->globalPos(), toolTipText(), this);
    return true;
  }
  if (event->type() == QEvent::Leave && m_gesture == Gesture::None && m_part != Part::Nothing) {
    m_part = Part::Nothing;
    update();
  }
  return QWidget::event(event);
}

QString ThresholdPad::toolTipText() const {
  QString text = m_texts.description;
  const auto add = [&text](const QString& line) { text += (text.isEmpty() ? "" : "\n\n") + line; };
  if (!m_density) {
    add(tr("The density is still being measured."));
  } else if (const auto fraction = cutFraction()) {
    add(tr("%1 % of what was measured lies in the coloured quadrant; the stronger the shade, the more lies there.")
            .arg(locale().toString(100.0 * *fraction, 'f', 1)));
  }
  if (m_density && m_density->atOrigin > 0.0) {
    add(tr("%1 % lie exactly in the lower left corner: the square there.")
            .arg(locale().toString(100.0 * m_density->atOrigin / m_density->total(), 'f', 1)));
  }
  if (m_x.power != 1.0 || m_y.power != 1.0) {
    add(tr("The axes give small values more room."));
  }
  if (m_dimmed) {
    add(tr("The knob is off: moving the corner switches it on."));
  }
  if (m_estimate) {
    add(tr("Hatched: a setting that shapes these values changed since they were measured."));
  }
  return text;
}

void ThresholdPad::updateDescriptions() {
  const auto number = [this](double value) { return locale().toString(value, 'g', 4); };
  QString text = tr("%1 %2, %3 %4", "name and value of the one threshold, then of the other")
                     .arg(m_texts.xTitle, number(m_values.x()), m_texts.yTitle, number(m_values.y()));
  if (const QString cut = cutText(); !cut.isEmpty()) {
    text += QStringLiteral("; ") + cut;
  }
  setAccessibleDescription(text);
}

}  // namespace effortlab::widgets
