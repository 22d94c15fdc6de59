// TradeoffChart, the hand: clicks, hovering, zooming, moving, keys.
#include "charts/input_steps.h"
#include "charts/tradeoff_chart.h"
#include "charts/tradeoff_plot.h"
#include "models/tradeoff_model.h"

#include <QChart>
#include <QChartView>
#include <QKeyEvent>
#include <QLabel>
#include <QMouseEvent>
#include <QTimer>
#include <QToolTip>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>
#include <utility>

namespace effortlab::widgets {
namespace {

constexpr double clickRadius = 12.0;  // pixels
constexpr double dragDistance = 6.0;
constexpr double moveShare = 0.1;
constexpr double narrowestRatio = 0.005;
constexpr double widestRatio = 500.0;
constexpr double narrowestPercent = 0.02;
constexpr double widestPercent = 300.0;

}  // namespace

int TradeoffChart::idAt(const QPointF& viewportPosition) const {
  // Once for all points: they may be ten thousand.
  const QPointF wanted = m_plot->chart()->mapFromScene(m_view->viewportTransform().inverted().map(viewportPosition));
  int best = noPoint;
  double bestDistance = clickRadius;
  for (const TradeoffPoint& point : m_model->points()) {
    if (!m_plot->isInside(point)) {
      continue;
    }
    const QPointF offset = m_plot->positionOf(point) - wanted;
    const double distance = std::hypot(offset.x(), offset.y());
    if (distance <= bestDistance) {  // of two at one place the newer, which is drawn on top
      best = point.id;
      bestDistance = distance;
    }
  }
  return best;
}

bool TradeoffChart::eventFilter(QObject* watched, QEvent* event) {
  if (watched == m_view && event->type() == QEvent::KeyPress) {
    const auto* key = static_cast<QKeyEvent*>(event);
    return handleViewKey(key->key(), key->modifiers().testFlag(Qt::ControlModifier)) || handleKey(key->key());
  }
  return watched == viewport() && handleMouse(event) ? true : QWidget::eventFilter(watched, event);
}

bool TradeoffChart::handleMouse(QEvent* event) {
  switch (event->type()) {
    case QEvent::MouseButtonPress: {
      const auto* mouse = static_cast<QMouseEvent*>(event);
      m_pressed = mouse->position();
      if (mouse->button() == Qt::LeftButton) {
        m_pressedWindow = m_plot->dataArea();
      }
      break;
    }
    case QEvent::MouseButtonRelease: {
      const auto* mouse = static_cast<QMouseEvent*>(event);
      m_pressedWindow.reset();
      const bool moved = std::exchange(m_moving, false);
      viewport()->unsetCursor();
      const QPointF way = mouse->position() - m_pressed;
      const int id = idAt(mouse->position());
      if (mouse->button() == Qt::LeftButton && !moved && way.manhattanLength() < dragDistance && id != noPoint) {
        m_focusedId = id;
        updatePlot();
        Q_EMIT pointActivated(id);
      }
      break;
    }
    case QEvent::MouseButtonDblClick:
      if (idAt(static_cast<QMouseEvent*>(event)->position()) == noPoint) {
        showAll();
      }
      break;
    case QEvent::MouseMove: {
      const auto* mouse = static_cast<QMouseEvent*>(event);
      const QPointF way = mouse->position() - m_pressed;
      if (m_pressedWindow && mouse->buttons().testFlag(Qt::LeftButton) &&
          (m_moving || way.manhattanLength() >= dragDistance)) {
        m_moving = true;
        viewport()->setCursor(Qt::ClosedHandCursor);
        const QRectF area = m_plot->chart()->plotArea();
        setWindow(m_pressedWindow->translated(-way.x() / area.width() * m_pressedWindow->width(),
                                              way.y() / area.height() * m_pressedWindow->height()));
      } else {
        handleHover(mouse->position(), mouse->globalPosition().toPoint());
      }
      break;
    }
    case QEvent::Wheel: handleWheel(*static_cast<QWheelEvent*>(event)); return true;
    case QEvent::Leave: handleHover({-1000.0, -1000.0}, {}); break;
    default: break;
  }
  return false;
}

QRectF TradeoffChart::shownArea() const {
  return m_plot->dataArea();
}

QPointF TradeoffChart::valuesAt(const QPointF& viewportPosition) const {
  const QPointF at = m_plot->chart()->mapFromScene(m_view->viewportTransform().inverted().map(viewportPosition));
  const QRectF plot = m_plot->chart()->plotArea();
  const QRectF area = m_plot->dataArea();
  return {area.left() + (at.x() - plot.left()) / plot.width() * area.width(),
          area.top() + (plot.bottom() - at.y()) / plot.height() * area.height()};
}

void TradeoffChart::handleWheel(const QWheelEvent& event) {
  const double notches = (event.angleDelta().y() + event.angleDelta().x()) / wheelNotch;
  const double factor = std::pow(zoomStep, -notches);
  const bool onlyX = event.modifiers().testFlag(Qt::ShiftModifier);
  const bool onlyY = event.modifiers().testFlag(Qt::ControlModifier);
  zoom(onlyY ? 1.0 : factor, onlyX ? 1.0 : factor, valuesAt(event.position()));
}

void TradeoffChart::zoom(double xFactor, double yFactor, const QPointF& fixed) {
  const QRectF area = m_plot->dataArea();
  setWindow({fixed.x() + (area.left() - fixed.x()) * xFactor, fixed.y() + (area.top() - fixed.y()) * yFactor,
             area.width() * xFactor, area.height() * yFactor});
}

/// Neither beyond what can be told apart nor where nothing can be.
void TradeoffChart::setWindow(const QRectF& window) {
  const bool readable = window.width() >= narrowestRatio && window.width() <= widestRatio &&
                        window.height() >= narrowestPercent && window.height() <= widestPercent;
  if (readable && std::isfinite(window.left()) && std::isfinite(window.top())) {
    m_window = window;
    if (!m_updateTimer->isActive()) {  // many turns of a wheel are one drawing
      m_updateTimer->start();
    }
  }
}

void TradeoffChart::showAll() {
  m_window.reset();
  m_settleTimer->stop();
  updatePlot();
}

bool TradeoffChart::handleViewKey(int key, bool control) {
  const QRectF area = m_plot->dataArea();
  switch (key) {
    case Qt::Key_Plus:
    case Qt::Key_Equal: zoom(1.0 / zoomStep, 1.0 / zoomStep, area.center()); return true;
    case Qt::Key_Minus: zoom(zoomStep, zoomStep, area.center()); return true;
    case Qt::Key_0: showAll(); return true;
    default: break;
  }
  const double x = area.width() * moveShare;
  const double y = area.height() * moveShare;
  if (!control) {
    return false;
  }
  switch (key) {
    case Qt::Key_Left: setWindow(area.translated(-x, 0.0)); return true;
    case Qt::Key_Right: setWindow(area.translated(x, 0.0)); return true;
    case Qt::Key_Down: setWindow(area.translated(0.0, -y)); return true;
    case Qt::Key_Up: setWindow(area.translated(0.0, y)); return true;
    default: return false;
  }
}

void TradeoffChart::handleHover(const QPointF& position, const QPoint& global) {
  const int id = idAt(position);
  if (id == m_hoveredId) {
    return;
  }
  m_hoveredId = id;
  viewport()->setCursor(id == noPoint ? Qt::ArrowCursor : Qt::PointingHandCursor);
  const TradeoffPoint* point = m_model->find(id);
  if (point != nullptr) {
    const QString label =
        m_model->data(m_model->index(static_cast<int>(point - m_model->points().data()), 0)).toString();
    QToolTip::showText(global,
                       (label.isEmpty() ? QString() : label + QLatin1Char('\n')) + m_model->describe(*point) +
                           QLatin1Char('\n') + tr("Click to restore its knobs."),
                       viewport());
  } else {
    QToolTip::hideText();
  }
  m_plot->updateFocus(*m_model, id != noPoint ? id : m_focusedId);
}

bool TradeoffChart::handleKey(int key) {
  std::vector<const TradeoffPoint*> order;
  for (const TradeoffPoint& point : m_model->points()) {
    order.push_back(&point);
  }
  if (order.empty()) {
    return false;
  }
  std::stable_sort(order.begin(), order.end(), [](const auto* a, const auto* b) { return a->opsRatio < b->opsRatio; });
  const TradeoffPoint* current = m_model->current();
  const int from = m_focusedId != noPoint ? m_focusedId : current != nullptr ? current->id : noPoint;
  const auto found = std::find_if(order.begin(), order.end(), [from](const auto* p) { return p->id == from; });
  const auto last = static_cast<std::ptrdiff_t>(order.size()) - 1;
  const std::ptrdiff_t at = found == order.end() ? 0 : found - order.begin();
  std::ptrdiff_t target = at;
  switch (key) {
    case Qt::Key_Left:
    case Qt::Key_Down: target = std::max<std::ptrdiff_t>(at - 1, 0); break;
    case Qt::Key_Right:
    case Qt::Key_Up: target = std::min(at + 1, last); break;
    case Qt::Key_Home: target = 0; break;
    case Qt::Key_End: target = last; break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space:
      if (m_focusedId != noPoint) {
        Q_EMIT pointActivated(m_focusedId);
      }
      return true;
    case Qt::Key_Escape:
      m_focusedId = noPoint;
      updatePlot();
      return true;
    default: return false;
  }
  m_focusedId = order[static_cast<std::size_t>(target)]->id;
  m_plot->updateFocus(*m_model, m_focusedId);
  m_view->setAccessibleDescription(m_model->describe(*order[static_cast<std::size_t>(target)]));
  m_summary->setVisible(true);
  m_summary->setText(m_model->describe(*order[static_cast<std::size_t>(target)]));
  return true;
}

}  // namespace effortlab::widgets
