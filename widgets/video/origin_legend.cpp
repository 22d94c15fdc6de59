#include "video/origin_legend.h"

#include "video/origin_style.h"

#include <QEvent>
#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include <cmath>

namespace effortlab::widgets {
namespace {

constexpr double sampleWidth = 30.0;
constexpr double sampleGap = 5.0;
constexpr double entryGap = 12.0;
constexpr double sampleLine = 2.0;
constexpr int unbroken = 100'000;  // pixels: all entries in one line

}  // namespace

OriginLegend::OriginLegend(QWidget* parent) : QWidget(parent) {
  QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Fixed);
  policy.setHeightForWidth(true);
  setSizePolicy(policy);
  makeEntries();
}

void OriginLegend::setTruthShown(bool shown) {
  if (shown != m_truth) {
    m_truth = shown;
    makeEntries();
  }
}

void OriginLegend::makeEntries() {
  m_entries.clear();
  for (const auto origin :
       {fovea::BoxOrigin::Full, fovea::BoxOrigin::Fovea, fovea::BoxOrigin::Scan, fovea::BoxOrigin::Held}) {
    m_entries.push_back({OriginStyle::name(origin), OriginStyle::explanation(origin), OriginStyle::onPicture(origin),
                         OriginStyle::dashes(origin)});
  }
  if (m_truth) {
    m_entries.push_back({tr("Ground truth"),
                         tr("Where an object really is; thick: missed."),
                         OriginStyle::truthOnPicture(),
                         {4.0, 3.0}});
  }
  QStringList texts;
  for (const Entry& entry : m_entries) {
    texts << entry.name + QStringLiteral(": ") + entry.explanation;
  }
  setAccessibleName(tr("Line styles of boxes"));
  setAccessibleDescription(texts.join(QLatin1Char('\n')));
  updateGeometry();
  update();
}

std::vector<QRectF> OriginLegend::places(int width) const {
  const QFontMetricsF metrics(font());
  const double height = std::ceil(metrics.height()) + 4.0;
  std::vector<QRectF> places;
  double x = 0.0;
  double y = 0.0;
  for (const Entry& entry : m_entries) {
    const double wide = sampleWidth + sampleGap + std::ceil(metrics.horizontalAdvance(entry.name)) + 2.0;
    if (x > 0.0 && x + wide > width) {
      x = 0.0;
      y += height;
    }
    places.emplace_back(x, y, wide, height);
    x += wide + entryGap;
  }
  return places;
}

int OriginLegend::heightForWidth(int width) const {
  return static_cast<int>(places(width).back().bottom());
}

QSize OriginLegend::sizeHint() const {
  return {static_cast<int>(std::ceil(places(unbroken).back().right())), heightForWidth(unbroken)};
}

QSize OriginLegend::minimumSizeHint() const {
  return {120, heightForWidth(unbroken)};
}

void OriginLegend::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const std::vector<QRectF> at = places(width());
  for (std::size_t i = 0; i < m_entries.size(); ++i) {
    const QRectF sample(at[i].left(), at[i].top() + 2.0, sampleWidth, at[i].height() - 4.0);
    painter.setPen(Qt::NoPen);
    painter.setBrush(QColor(0x3c, 0x40, 0x46));  // a picture in between: the colours are made for that
    painter.drawRoundedRect(sample, 2.0, 2.0);
    QPen pen(m_entries[i].color, sampleLine, Qt::SolidLine, Qt::FlatCap);
    if (!m_entries[i].dashes.isEmpty()) {
      pen.setDashPattern(m_entries[i].dashes);
    }
    painter.setPen(pen);
    painter.drawLine(QPointF(sample.left() + 2.0, sample.center().y()),
                     QPointF(sample.right() - 2.0, sample.center().y()));
    painter.setPen(palette().color(QPalette::WindowText));
    painter.drawText(at[i].adjusted(sampleWidth + sampleGap, 0.0, 0.0, 0.0), Qt::AlignLeft | Qt::AlignVCenter,
                     m_entries[i].name);
  }
}

bool OriginLegend::event(QEvent* event) {
  if (event->type() == QEvent::ToolTip) {
    const auto* help = static_cast<QHelpEvent*>(event);
    const std::vector<QRectF> at = places(width());
    QString text;
    for (std::size_t i = 0; i < at.size(); ++i) {
      text = at[i].contains(help->pos()) ? m_entries[i].explanation : text;
    }
    QToolTip::showText(help->globalPos(), text, this);
    return true;
  }
  return QWidget::event(event);
}

void OriginLegend::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::LanguageChange || event->type() == QEvent::FontChange) {
    makeEntries();
  }
  update();
}

}  // namespace effortlab::widgets
