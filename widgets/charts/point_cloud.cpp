#include "charts/point_cloud.h"

#include "charts/plot_ranges.h"

#include <QChart>
#include <QFontMetricsF>
#include <QPainter>
#include <QPixmap>

#include <algorithm>
#include <cmath>

namespace effortlab::widgets {
namespace {

/// Under the series of Qt Charts (4), above its grid and axes (2, 3).
constexpr double underSeries = 3.5;
constexpr double labelGap = 7.0;
constexpr int longestLabel = 24;

}  // namespace

bool PointCloud::Data::operator==(const Data& other) const {
  const auto same = [](const Label& a, const Label& b) { return a.at == b.at && a.text == b.text; };
  return points == other.points && trail == other.trail &&
         std::equal(labels.begin(), labels.end(), other.labels.begin(), other.labels.end(), same);
}

PointCloud::PointCloud(QChart* chart, bool clip) : QGraphicsItem(chart), m_chart(chart), m_clip(clip) {
  setZValue(underSeries);
  setAcceptedMouseButtons(Qt::NoButton);
  QObject::connect(chart, &QChart::plotAreaChanged, chart, [this] {
    prepareGeometryChange();
    update();
  });
}

void PointCloud::setLook(const Look& look) {
  m_look = look;
  update();
}

void PointCloud::setData(Data data) {
  if (!(data == m_data)) {
    m_data = std::move(data);
    update();
  }
}

void PointCloud::setView(const QRectF& view) {
  if (view != m_view) {
    m_view = view;
    update();
  }
}

QPointF PointCloud::toScreen(QPointF values) const {
  const QRectF area = m_chart->plotArea();
  return {area.left() + (values.x() - m_view.left()) / m_view.width() * area.width(),
          area.bottom() - (values.y() - m_view.top()) / m_view.height() * area.height()};
}

QRectF PointCloud::boundingRect() const {
  return m_chart->plotArea();
}

void PointCloud::paint(QPainter* painter, const QStyleOptionGraphicsItem*, QWidget*) {
  painter->save();
  painter->setRenderHint(QPainter::Antialiasing);
  if (!m_clip) {
    painter->setClipRect(m_chart->plotArea(), Qt::IntersectClip);
  }
  paintTrail(*painter);
  for (int kind = 0; kind < KindCount; ++kind) {
    paintPoints(*painter, static_cast<Kind>(kind));
  }
  paintLabels(*painter);
  painter->restore();
}

void PointCloud::paintTrail(QPainter& painter) const {
  QPolygonF line;
  for (const QPointF& point : m_data.trail) {
    line.append(toScreen(point));
  }
  painter.setPen(QPen(m_look.trail, 1.0));
  painter.setBrush(Qt::NoBrush);
  if (!m_clip) {
    painter.drawPolyline(line);
    return;
  }
  for (const QList<QPointF>& piece : clipPolyline(line, m_chart->plotArea())) {
    painter.drawPolyline(QPolygonF(piece));
  }
}

// On screen every marker of a kind is a copy of one small picture.
void PointCloud::paintPoints(QPainter& painter, Kind kind) const {
  const QList<QPointF>& points = m_data.points[kind];
  if (points.isEmpty()) {
    return;
  }
  const MarkStyle& mark = m_look.marks[kind];
  const QRectF area = m_chart->plotArea();
  if (m_clip) {
    for (const QPointF& point : points) {
      if (const QPointF at = toScreen(point); area.contains(at)) {
        paintMark(painter, mark, at);
      }
    }
    return;
  }
  const double ratio = painter.device()->devicePixelRatioF();
  const double side = std::ceil(mark.size + 2.0 * mark.borderWidth + 2.0);
  QPixmap picture(QSizeF(side * ratio, side * ratio).toSize());
  picture.setDevicePixelRatio(ratio);
  picture.fill(Qt::transparent);
  {
    QPainter inside(&picture);
    inside.setRenderHint(QPainter::Antialiasing);
    paintMark(inside, mark, {side / 2.0, side / 2.0});
  }
  const QRectF source(QPointF(), QSizeF(picture.size()));
  QList<QPainter::PixmapFragment> fragments;
  fragments.reserve(points.size());
  for (const QPointF& point : points) {
    if (const QPointF at = toScreen(point); area.contains(at)) {
      fragments.append(QPainter::PixmapFragment::create(at, source, 1.0 / ratio, 1.0 / ratio));
    }
  }
  painter.drawPixmapFragments(fragments.constData(), static_cast<int>(fragments.size()), picture);
}

// Names that would cover another are left out: resting on the marker tells them.
void PointCloud::paintLabels(QPainter& painter) const {
  const QFontMetricsF metrics(m_look.font);
  const QRectF area = m_chart->plotArea();
  QList<QRectF> taken;
  painter.setFont(m_look.font);
  for (const Label& label : m_data.labels) {
    const QPointF at = toScreen(label.at);
    QString text = label.text;
    if (text.size() > longestLabel) {
      text = text.left(longestLabel - 1) + QChar(0x2026);
    }
    QRectF box(at.x() + labelGap, at.y() - metrics.height() / 2.0, metrics.horizontalAdvance(text) + 2.0,
               metrics.height());
    if (box.right() > area.right()) {
      box.moveRight(at.x() - labelGap);
    }
    const bool covered =
        std::any_of(taken.begin(), taken.end(), [&box](const QRectF& other) { return other.intersects(box); });
    if (!area.contains(box) || covered) {
      continue;
    }
    taken.append(box);
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_look.halo);
    painter.drawRoundedRect(box.adjusted(-2, 0, 2, 0), 2, 2);
    painter.setPen(m_look.text);
    painter.drawText(box, Qt::AlignCenter, text);
  }
}

}  // namespace effortlab::widgets
