#include "charts/study_canvas.h"

#include "charts/input_steps.h"

#include <QFontMetricsF>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace effortlab::widgets {
namespace {

constexpr double panStep = 0.15;
constexpr double smallestSpan = 0.01;
constexpr double studyDragDistance = 4.0;
constexpr double staleOpacity = 0.38;
constexpr double boxPadding = 6.0;

}  // namespace

StudyCanvas::StudyCanvas(QWidget* parent) : QWidget(parent) {
  setFocusPolicy(Qt::StrongFocus);
  setMouseTracking(true);
  setAttribute(Qt::WA_OpaquePaintEvent);
}

StudyPlot StudyCanvas::plot() const {
  return {QRectF(rect()), ChartStyle{ChartTheme::fromPalette(palette()), font(), locale()},
          StudyPlot::Input{.figure = *m_figure,
                           .layer = m_layer,
                           .zoom = m_zoom,
                           .focused = m_focused,
                           .picture = m_picture,
                           .second = m_second}};
}

bool StudyCanvas::hasFigure() const {
  return m_figure && !m_figure->series.empty();
}

bool StudyCanvas::zoomable() const {
  return hasFigure() && (m_figure->form == effort::FigureForm::Lines || m_figure->form == effort::FigureForm::Points);
}

void StudyCanvas::setFigure(std::shared_ptr<const effort::StudyFigure> figure) {
  const bool grows = figure && m_figure && figure->kind == m_figure->kind;
  m_figure = std::move(figure);
  const bool there =
      hasFigure() && m_focused.valid() && m_focused.series < static_cast<int>(m_figure->series.size()) &&
      m_focused.point < static_cast<int>(m_figure->series[static_cast<std::size_t>(m_focused.series)].y.size());
  if (!grows || !there) {
    m_focused = {};
  }
  if (!grows) {
    m_zoom = {};
  }
  update();
}

void StudyCanvas::setLayer(const QString& layer) {
  if (layer != m_layer) {
    m_layer = layer;
    m_focused = {};
    m_zoom = {};
    update();
  }
}

void StudyCanvas::setPicture(const QImage& picture) {
  m_picture = picture;
  update();
}

void StudyCanvas::setSecondAbscissa(bool second) {
  if (second != m_second) {
    m_second = second;
    m_zoom = {};
    update();
  }
}

void StudyCanvas::setStale(bool stale) {
  if (stale != m_stale) {
    m_stale = stale;
    update();
  }
}

void StudyCanvas::setMessage(const QString& message) {
  m_message = message;
  update();
}

void StudyCanvas::resetZoom() {
  setZoom({});
}

void StudyCanvas::setZoom(const StudyZoom& zoom) {
  if (zoom == m_zoom) {
    return;
  }
  m_zoom = zoom;
  update();
  Q_EMIT zoomChanged();
}

void StudyCanvas::zoomBy(double factor, const QPointF& at) {
  if (!zoomable()) {
    return;
  }
  const QRectF area = plotArea();
  const auto narrowed = [factor](double& from, double& to, double share) {
    const double middle = from + (to - from) * std::clamp(share, 0.0, 1.0);
    const double span = std::clamp((to - from) / factor, smallestSpan, 1.0);
    from = std::clamp(middle - span * std::clamp(share, 0.0, 1.0), 0.0, 1.0 - span);
    to = from + span;
  };
  StudyZoom zoom = m_zoom;
  narrowed(zoom.x0, zoom.x1, (at.x() - area.left()) / area.width());
  narrowed(zoom.y0, zoom.y1, (area.bottom() - at.y()) / area.height());
  setZoom(zoom);
}

void StudyCanvas::panBy(double x, double y) {
  StudyZoom zoom = m_zoom;
  const auto shifted = [](double& from, double& to, double by) {
    const double span = to - from;
    from = std::clamp(from + by * span, 0.0, 1.0 - span);
    to = from + span;
  };
  shifted(zoom.x0, zoom.x1, x);
  shifted(zoom.y0, zoom.y1, y);
  setZoom(zoom);
}

QString StudyCanvas::readOut() const {
  return hasFigure() && m_focused.valid() ? plot().describe(m_focused) : QString();
}

void StudyCanvas::focusOn(const StudyPoint& point) {
  if (point == m_focused) {
    return;
  }
  m_focused = point;
  setAccessibleDescription(readOut());
  update();
}

void StudyCanvas::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const ChartTheme theme = ChartTheme::fromPalette(palette());
  painter.fillRect(rect(), theme.background);
  if (hasFigure()) {
    if (m_stale) {
      painter.setOpacity(staleOpacity);
    }
    plot().paint(painter);
    painter.setOpacity(1.0);
    paintReadOut(painter);
  } else {
    painter.setFont(font());
    painter.setPen(theme.mutedText);
    painter.drawText(rect().adjusted(24, 12, -24, -12), Qt::AlignCenter | Qt::TextWordWrap, m_message);
  }
  if (hasFocus()) {
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(palette().color(QPalette::Highlight), 1.0));
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
  }
}

void StudyCanvas::paintReadOut(QPainter& painter) const {
  const QString text = readOut();
  if (text.isEmpty()) {
    return;
  }
  const QFontMetricsF metrics(font());
  const QRectF bounds = metrics.boundingRect(QRectF(0, 0, 420, 400), Qt::AlignLeft | Qt::TextWordWrap, text);
  QRectF box(0, 0, bounds.width() + 2 * boxPadding + 2, bounds.height() + 2 * boxPadding);
  const QPointF at = positionOf(m_focused);
  constexpr double away = 12.0;
  box.moveTopLeft(at + QPointF(away, -box.height() - away));
  if (box.right() > width() - 2) {
    box.moveRight(at.x() - away);
  }
  box.moveLeft(std::max(2.0, box.left()));
  if (box.top() < 2) {
    box.moveTop(std::min(at.y() + away, height() - box.height() - 2.0));
  }
  painter.setPen(QPen(palette().color(QPalette::Mid), 1.0));
  painter.setBrush(palette().color(QPalette::ToolTipBase));
  painter.drawRoundedRect(box, 3, 3);
  painter.setPen(palette().color(QPalette::ToolTipText));
  painter.setFont(font());
  painter.drawText(box.adjusted(boxPadding, boxPadding, -boxPadding, -boxPadding), Qt::AlignLeft | Qt::TextWordWrap,
                   text);
}

void StudyCanvas::mousePressEvent(QMouseEvent* event) {
  m_pressed = event->position();
  m_zoomAtPress = m_zoom;
  m_panning = false;
}

void StudyCanvas::mouseMoveEvent(QMouseEvent* event) {
  if (!hasFigure()) {
    return;
  }
  const QPointF away = event->position() - m_pressed;
  if (event->buttons().testFlag(Qt::LeftButton) && zoomable() && !m_zoom.none() &&
      (m_panning || away.manhattanLength() > studyDragDistance)) {
    m_panning = true;
    m_zoom = m_zoomAtPress;
    const QRectF area = plotArea();
    panBy(-away.x() / area.width(), away.y() / area.height());
    update();
    return;
  }
  if (event->buttons() == Qt::NoButton) {
    focusOn(plot().pointAt(event->position()));
  }
}

void StudyCanvas::mouseReleaseEvent(QMouseEvent* event) {
  const bool clicked = event->button() == Qt::LeftButton && !m_panning &&
                       (event->position() - m_pressed).manhattanLength() <= studyDragDistance;
  m_panning = false;
  if (!clicked || !hasFigure()) {
    return;
  }
  const StudyPoint point = plot().pointAt(event->position());
  focusOn(point);
  if (point.valid()) {
    Q_EMIT pointActivated(point.series, point.point);
  }
}

void StudyCanvas::mouseDoubleClickEvent(QMouseEvent*) {
  resetZoom();
}

void StudyCanvas::wheelEvent(QWheelEvent* event) {
  const double notches = event->angleDelta().y() / wheelNotch;
  if (!zoomable() || notches == 0.0) {
    event->ignore();
    return;
  }
  zoomBy(std::pow(zoomStep, notches), event->position());
  event->accept();
}

void StudyCanvas::leaveEvent(QEvent*) {
  focusOn({});
}

void StudyCanvas::keyPressEvent(QKeyEvent* event) {
  if (!hasFigure()) {
    QWidget::keyPressEvent(event);
    return;
  }
  const bool control = event->modifiers().testFlag(Qt::ControlModifier);
  const bool arrow = event->key() == Qt::Key_Left || event->key() == Qt::Key_Right || event->key() == Qt::Key_Up ||
                     event->key() == Qt::Key_Down;
  if (control && arrow && zoomable()) {
    panBy(event->key() == Qt::Key_Left    ? -panStep
          : event->key() == Qt::Key_Right ? panStep
                                          : 0.0,
          event->key() == Qt::Key_Down ? -panStep
          : event->key() == Qt::Key_Up ? panStep
                                       : 0.0);
    return;
  }
  switch (event->key()) {
    case Qt::Key_Plus:
    case Qt::Key_Equal: zoomBy(zoomStep, m_focused.valid() ? positionOf(m_focused) : plotArea().center()); return;
    case Qt::Key_Minus: zoomBy(1.0 / zoomStep, plotArea().center()); return;
    case Qt::Key_0: resetZoom(); return;
    case Qt::Key_Escape:
      if (m_focused.valid()) {
        focusOn({});
        return;
      }
      break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space:
      if (m_focused.valid()) {
        Q_EMIT pointActivated(m_focused.series, m_focused.point);
        return;
      }
      break;
    default:
      if (moveFocus(event->key())) {
        return;
      }
  }
  QWidget::keyPressEvent(event);
}

bool StudyCanvas::moveFocus(int key) {
  const std::vector<int> shown = plot().shown();
  if (shown.empty()) {
    return false;
  }
  switch (key) {
    case Qt::Key_Left:
    case Qt::Key_Right:
    case Qt::Key_Up:
    case Qt::Key_Down:
    case Qt::Key_Home:
    case Qt::Key_End:
    case Qt::Key_PageUp:
    case Qt::Key_PageDown: break;
    default: return false;
  }
  focusOn(m_focused.valid() ? moved(m_focused, key) : StudyPoint{shown.front(), 0});
  return true;
}

StudyPoint StudyCanvas::moved(StudyPoint from, int key) const {
  const std::vector<int> shown = plot().shown();
  const bool maps = m_figure->form == effort::FigureForm::Maps;
  const effort::FigureSeries& series = m_figure->series[static_cast<std::size_t>(from.series)];
  const int last = static_cast<int>(series.y.size()) - 1;
  const int row = maps ? std::max(1, series.mapWidth) : 1;
  const auto at = std::find(shown.begin(), shown.end(), from.series);
  const auto other = [&](std::ptrdiff_t by) {
    const std::ptrdiff_t target = std::clamp<std::ptrdiff_t>(at - shown.begin() + by, 0, std::ssize(shown) - 1);
    const int chosen = shown[static_cast<std::size_t>(target)];
    const auto points = static_cast<int>(m_figure->series[static_cast<std::size_t>(chosen)].y.size());
    return StudyPoint{chosen, std::clamp(from.point, 0, std::max(0, points - 1))};
  };
  const auto step = [&](int by) { return StudyPoint{from.series, std::clamp(from.point + by, 0, last)}; };
  switch (key) {
    case Qt::Key_Left: return step(-1);
    case Qt::Key_Right: return step(1);
    case Qt::Key_Home: return {from.series, 0};
    case Qt::Key_End: return {from.series, last};
    case Qt::Key_PageUp: return other(-1);
    case Qt::Key_PageDown: return other(1);
    case Qt::Key_Up: return maps ? (from.point >= row ? step(-row) : from) : other(-1);
    case Qt::Key_Down: return maps ? (from.point + row <= last ? step(row) : from) : other(1);
    default: return from;
  }
}

void StudyCanvas::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  update();
}

QSize StudyCanvas::minimumSizeHint() const {
  return {240, 120};
}

}  // namespace effortlab::widgets
