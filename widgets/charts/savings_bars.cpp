#include "charts/savings_bars.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace effortlab::widgets {

SavingsBars::SavingsBars(const SavingsModel* model, QWidget* parent) : QAbstractScrollArea(parent), m_model(model) {
  setFrameShape(QFrame::NoFrame);
  setFocusPolicy(Qt::StrongFocus);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  viewport()->setAttribute(Qt::WA_OpaquePaintEvent);
}

SavingsPainter SavingsBars::painterFor() const {
  return {QRectF(viewport()->rect()), ChartStyle{ChartTheme::fromPalette(palette()), font(), locale()},
          SavingsPainter::Input{.counts = m_model->counts(),
                                .shares = m_shares,
                                .firstPixel = verticalScrollBar()->value(),
                                .currentRow = m_current,
                                .focusedRow = hasFocus() ? m_focused : -1}};
}

void SavingsBars::setShares(bool shares) {
  m_shares = shares;
  viewport()->update();
}

void SavingsBars::setCurrentRow(int row) {
  m_current = row;
  viewport()->update();
}

void SavingsBars::refresh() {
  m_focused = std::min(m_focused, m_model->rowCount() - 1);
  updateScrollBar();
  viewport()->update();
}

void SavingsBars::updateScrollBar() {
  const SavingsPainter painter = painterFor();
  const int page = std::max(1, static_cast<int>(painter.rowsArea().height()));
  constexpr double rounding = 0.5;  // rows that fit exactly need no scroll bar
  const double beyond = std::ceil(painter.contentHeight() - painter.rowsArea().height() - rounding);
  verticalScrollBar()->setPageStep(page);
  verticalScrollBar()->setSingleStep(std::max(1, static_cast<int>(painter.rowRect(0).height())));
  verticalScrollBar()->setRange(0, std::max(0, static_cast<int>(beyond)));
}

void SavingsBars::paintEvent(QPaintEvent*) {
  QPainter painter(viewport());
  painterFor().paint(painter);
  if (hasFocus()) {
    painter.setPen(QPen(palette().color(QPalette::Highlight), 1.0));
    painter.drawRect(viewport()->rect().adjusted(0, 0, -1, -1));
  }
}

void SavingsBars::resizeEvent(QResizeEvent*) {
  updateScrollBar();
}

void SavingsBars::mouseReleaseEvent(QMouseEvent* event) {
  const int row = painterFor().rowAt(event->position());
  if (event->button() == Qt::LeftButton && row >= 0) {
    focusRow(row);
    Q_EMIT rowActivated(row);
  }
}

void SavingsBars::keyPressEvent(QKeyEvent* event) {
  const int last = m_model->rowCount() - 1;
  const int from = m_focused >= 0 ? m_focused : m_current;
  switch (event->key()) {
    case Qt::Key_Up: focusRow(std::max(0, from - 1)); return;
    case Qt::Key_Down: focusRow(std::min(last, from + 1)); return;
    case Qt::Key_Home: focusRow(0); return;
    case Qt::Key_End: focusRow(last); return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space:
      if (m_focused >= 0) {
        Q_EMIT rowActivated(m_focused);
      }
      return;
    default: QAbstractScrollArea::keyPressEvent(event);
  }
}

void SavingsBars::focusRow(int row) {
  if (row < 0 || row >= m_model->rowCount()) {
    return;
  }
  m_focused = row;
  const SavingsPainter painter = painterFor();
  const QRectF rect = painter.rowRect(row);
  const QRectF visible = painter.rowsArea();
  if (rect.top() < visible.top()) {
    verticalScrollBar()->setValue(verticalScrollBar()->value() - static_cast<int>(visible.top() - rect.top()));
  } else if (rect.bottom() > visible.bottom()) {
    verticalScrollBar()->setValue(verticalScrollBar()->value() +
                                  static_cast<int>(std::ceil(rect.bottom() - visible.bottom())));
  }
  setAccessibleDescription(toolTipOf(row));
  viewport()->update();
}

bool SavingsBars::viewportEvent(QEvent* event) {
  if (event->type() == QEvent::ToolTip) {
    const auto* help = static_cast<QHelpEvent*>(event);
    const int row = painterFor().rowAt(help->pos());
    if (row >= 0) {
      QToolTip::showText(help->globalPos(), toolTipOf(row), viewport(), rowRect(row).toAlignedRect());
    } else {
      QToolTip::hideText();
    }
    return true;
  }
  return QAbstractScrollArea::viewportEvent(event);
}

QString SavingsBars::toolTipOf(int row) const {
  const LayerSaving& layer = m_model->counts()[static_cast<std::size_t>(row)];
  const auto line = [&](const QString& name, qint64 count) {
    const double share = layer.dense > 0 ? 100.0 * static_cast<double>(count) / static_cast<double>(layer.dense) : 0.0;
    return tr("%1: %2 MACs (%3 %)").arg(name, locale().toString(count), locale().toString(share, 'f', 1));
  };
  QStringList lines{layer.name,
                    line(tr("Dense"), layer.dense),
                    line(tr("Executed"), layer.executed),
                    line(tr("Saved by SPET"), layer.spet),
                    line(tr("Saved by SFMA"), layer.sfma),
                    line(tr("Saved by SDSS"), layer.sdss),
                    line(tr("Saved by the gate"), layer.gate)};
  if (layer.estimate) {
    lines << tr("Estimated from histograms; the count follows.");
  }
  return lines.join(QLatin1Char('\n'));
}

void SavingsBars::changeEvent(QEvent* event) {
  QAbstractScrollArea::changeEvent(event);
  if (event->type() == QEvent::FontChange || event->type() == QEvent::PaletteChange ||
      event->type() == QEvent::LanguageChange || event->type() == QEvent::LocaleChange) {
    refresh();
  }
}

QSize SavingsBars::minimumSizeHint() const {
  return {260, 140};
}

}  // namespace effortlab::widgets
