#include "charts/frame_chart.h"

#include "charts/frame_plot.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>

namespace effortlab::widgets {

FrameChart::FrameChart(QWidget* parent) : QWidget(parent), m_model(new FrameFigureModel(this)) {
  setFocusPolicy(Qt::StrongFocus);
  setMouseTracking(true);
  setAttribute(Qt::WA_OpaquePaintEvent);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

void FrameChart::invalidate() {
  m_stale = true;
  update();
}

void FrameChart::refresh() const {
  if (m_stale) {
    m_stale = false;
    m_model->setFigure(makeFigure());
  }
}

const FrameFigure& FrameChart::figure() const {
  refresh();
  return m_model->figure();
}

const QAbstractItemModel& FrameChart::table() const {
  refresh();
  return *m_model;
}

void FrameChart::setMessage(const QString& message) {
  m_message = message;
  update();
}

ChartStyle FrameChart::style() const {
  return {ChartTheme::fromPalette(palette()), font(), locale()};
}

QRectF FrameChart::chartRect() const {
  return QRectF(rect());
}

QPointF FrameChart::positionOf(int index) const {
  const FramePlot plot(chartRect(), style(), figure());
  return {plot.xOf(index), plot.plotArea().center().y()};
}

void FrameChart::paintChart(QPainter& painter, const QRectF& area, const ChartStyle& style) const {
  if (figure().x.empty()) {
    painter.fillRect(area, style.theme.background);
    painter.setFont(style.font);
    painter.setPen(style.theme.mutedText);
    painter.drawText(area.adjusted(8, 8, -8, -8), Qt::AlignCenter | Qt::TextWordWrap,
                     m_message.isEmpty() ? tr("Nothing played yet.") : m_message);
    return;
  }
  FramePlot(area, style, figure(), m_focused).paint(painter);
}

void FrameChart::paintEvent(QPaintEvent*) {
  setAccessibleName(title());
  m_focused = std::min(m_focused, static_cast<int>(figure().x.size()) - 1);
  QPainter painter(this);
  paintChart(painter, chartRect(), style());
  if (hasFocus()) {
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(palette().color(QPalette::Highlight), 1.0));
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
  }
}

void FrameChart::focusIndex(int index) {
  if (index == m_focused) {
    return;
  }
  m_focused = index;
  QString text = explanation();
  if (index >= 0) {
    text = FramePlot::describe(figure(), index, locale()) + QStringLiteral("\n\n") + text;
  }
  setAccessibleDescription(text);
  update();
}

void FrameChart::mouseMoveEvent(QMouseEvent* event) {
  const FramePlot plot(chartRect(), style(), figure());
  focusIndex(plot.plotArea().contains(event->position()) ? plot.indexAt(event->position().x()) : -1);
}

void FrameChart::mouseReleaseEvent(QMouseEvent* event) {
  const FramePlot plot(chartRect(), style(), figure());
  if (event->button() != Qt::LeftButton || !plot.plotArea().contains(event->position())) {
    return;
  }
  const int index = plot.indexAt(event->position().x());
  if (index >= 0 && framesCanBeActivated()) {
    Q_EMIT frameActivated(figure().x[static_cast<std::size_t>(index)]);
  }
}

void FrameChart::keyPressEvent(QKeyEvent* event) {
  const int count = static_cast<int>(figure().x.size());
  if (count == 0) {
    QWidget::keyPressEvent(event);
    return;
  }
  switch (event->key()) {
    case Qt::Key_Left: focusIndex(m_focused < 0 ? count - 1 : std::max(0, m_focused - 1)); return;
    case Qt::Key_Right: focusIndex(std::min(count - 1, m_focused + 1)); return;
    case Qt::Key_Home: focusIndex(0); return;
    case Qt::Key_End: focusIndex(count - 1); return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
      if (m_focused >= 0 && framesCanBeActivated()) {
        Q_EMIT frameActivated(figure().x[static_cast<std::size_t>(m_focused)]);
      }
      return;
    default: QWidget::keyPressEvent(event);
  }
}

bool FrameChart::event(QEvent* event) {
  if (event->type() == QEvent::ToolTip) {
    const auto* help = static_cast<QHelpEvent*>(event);
    QString text = explanation();
    if (m_focused >= 0 && m_focused < static_cast<int>(figure().x.size())) {
      text = FramePlot::describe(figure(), m_focused, locale()) + QStringLiteral("\n\n") + text;
    }
    QToolTip::showText(help->globalPos(), text, this);
    return true;
  }
  if (event->type() == QEvent::Leave && !hasFocus()) {
    focusIndex(-1);
  }
  return QWidget::event(event);
}

void FrameChart::focusInEvent(QFocusEvent* event) {
  QWidget::focusInEvent(event);
  update();
}

void FrameChart::focusOutEvent(QFocusEvent* event) {
  QWidget::focusOutEvent(event);
  focusIndex(-1);
  update();
}

void FrameChart::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::LanguageChange || event->type() == QEvent::LocaleChange) {
    setAccessibleDescription(explanation());
    invalidate();
  }
  update();
}

QSize FrameChart::sizeHint() const {
  return {360, 220};
}

QSize FrameChart::minimumSizeHint() const {
  return {180, 120};
}

}  // namespace effortlab::widgets
