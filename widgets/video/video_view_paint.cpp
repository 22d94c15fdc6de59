// VideoView, the painting.
#include "charts/study_plot.h"
#include "video/origin_style.h"
#include "video/video_view.h"

#include <QPainter>

#include <algorithm>
#include <array>
#include <cmath>

namespace effortlab::widgets {
namespace {

constexpr double boxLine = 2.0;
constexpr double emphasisedLine = 3.5;
constexpr double outlineExtra = 1.6;
constexpr double outlineOpacity = 0.45;
constexpr double truthLine = 1.2;
constexpr double sharpFrom = 3.0;  // pixels of the frame are seen as squares from this scale on
constexpr double labelPadding = 3.0;
constexpr double handleHeight = 34.0;
constexpr double handleWidth = 10.0;
constexpr std::size_t mostOutlinedPriors = 400;  // more default boxes of the background become points
constexpr std::size_t mostDottedPriors = 5000;   // and more of those would hide the picture
constexpr std::array<QRgb, 5> objectColors{0xffffb42a, 0xff62c0ff, 0xff2fe0a4, 0xffeea6d0, 0xfff0e442};

QColor withOpacity(QColor color, double opacity) {
  color.setAlphaF(static_cast<float>(opacity));
  return color;
}

/// Seen on any picture: a dark line below, wider. `dashes` in units of the bright line's width.
void strokeBox(QPainter& painter, const QRectF& box, const QColor& color, double width, const QList<qreal>& dashes) {
  painter.setBrush(Qt::NoBrush);
  const double around = width + outlineExtra;
  QPen dark(withOpacity(Qt::black, outlineOpacity * static_cast<double>(color.alphaF())), around, Qt::SolidLine,
            Qt::FlatCap, Qt::MiterJoin);
  QPen bright(color, width, Qt::SolidLine, Qt::FlatCap, Qt::MiterJoin);
  if (!dashes.isEmpty()) {
    QList<qreal> wider;
    for (const qreal dash : dashes) {
      wider << dash * width / around;
    }
    dark.setDashPattern(wider);
    bright.setDashPattern(dashes);
  }
  painter.setPen(dark);
  painter.drawRect(box);
  painter.setPen(bright);
  painter.drawRect(box);
}

void paintChip(QPainter& painter, const QRectF& room, Qt::Alignment side, const QString& text) {
  if (text.isEmpty()) {
    return;
  }
  const QFontMetricsF metrics(painter.font());
  const double width = std::min(metrics.horizontalAdvance(text) + 4 * labelPadding, room.width());
  if (width < 4 * labelPadding + metrics.averageCharWidth()) {
    return;
  }
  QRectF chip(side == Qt::AlignLeft ? room.left() : room.right() - width, room.top(), width, metrics.height() + 4);
  painter.setPen(Qt::NoPen);
  painter.setBrush(QColor(0, 0, 0, 170));
  painter.drawRoundedRect(chip, 3, 3);
  painter.setPen(Qt::white);
  painter.drawText(chip, Qt::AlignCenter, metrics.elidedText(text, Qt::ElideRight, width - 2 * labelPadding));
}

}  // namespace

void VideoView::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  const QColor around = palette().color(QPalette::Window);
  painter.fillRect(rect(), mixed(around, Qt::black, ChartTheme::fromPalette(palette()).dark ? 0.35 : 0.12));
  if (m_picture.isNull()) {
    paintMessage(painter);
  } else {
    paintPicture(painter);
  }
  if (hasFocus()) {
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(palette().color(QPalette::Highlight), 2.0));
    painter.drawRect(QRectF(rect()).adjusted(1, 1, -1, -1));
  }
}

void VideoView::paintMessage(QPainter& painter) const {
  painter.setPen(palette().color(QPalette::WindowText));
  painter.drawText(rect().adjusted(16, 16, -16, -16), Qt::AlignCenter | Qt::TextWordWrap, m_message);
}

void VideoView::paintPicture(QPainter& painter) const {
  const QTransform transform = frameToWidget();
  painter.save();
  painter.setRenderHint(QPainter::SmoothPixmapTransform, transform.m11() < sharpFrom);
  painter.setTransform(transform, true);
  painter.drawImage(QPointF(0, 0), m_picture);
  painter.restore();
  painter.save();
  painter.setClipRect(transform.mapRect(QRectF(m_picture.rect())).adjusted(-1, -1, 1, 1));
  painter.setFont(smallerFont(font()));
  painter.setRenderHint(QPainter::Antialiasing);
  if (m_layers.priors && m_priors) {
    paintPriors(painter);
  }
  if (m_layers.tiles || m_highlightedTile >= 0) {
    paintTiles(painter);
  }
  if (m_layers.truth) {
    paintTruth(painter);
  }
  if (m_layers.boxes) {
    painter.save();
    const double divider = dividerX();
    if (m_comparison) {
      painter.setClipRect(QRectF(0, 0, divider, height()), Qt::IntersectClip);
    }
    paintBoxes(painter, m_boxes, true);
    painter.restore();
    if (m_comparison) {
      painter.save();
      painter.setClipRect(QRectF(divider, 0, width() - divider, height()), Qt::IntersectClip);
      paintBoxes(painter, m_comparison->boxes, false);
      painter.restore();
    }
  }
  if (m_comparison) {
    paintDivider(painter);
  }
  painter.restore();
}

void VideoView::paintBoxes(QPainter& painter, const std::vector<fovea::ShownBox>& boxes, bool own) const {
  // The best on top, and its label where it wants to be.
  for (std::size_t left = boxes.size(); left > 0; --left) {
    const fovea::ShownBox& box = boxes[left - 1];
    if (isShown(box)) {
      const bool emphasised = isEmphasised(box, own ? static_cast<int>(left) - 1 : -1);
      const QColor color =
          withOpacity(OriginStyle::onPicture(box.origin), emphasised ? 1.0 : OriginStyle::opacity(box.age));
      strokeBox(painter, viewRect(box.box), color, emphasised ? emphasisedLine : boxLine,
                OriginStyle::dashes(box.origin));
    }
  }
  std::vector<QRectF> taken;
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    const fovea::ShownBox& box = boxes[i];
    const bool emphasised = isEmphasised(box, own ? static_cast<int>(i) : -1);
    QString text = m_layers.labels || emphasised ? boxText(box, emphasised) : QString();
    const auto append = [&text](const QString& more) { text += (text.isEmpty() ? "" : " · ") + more; };
    if (own && i < m_verdicts.boxes.size() && m_verdicts.boxes[i] == detect::MatchKind::FalseAlarm) {
      append(tr("false alarm"));
    } else if (own && i < m_verdicts.boxes.size() && m_verdicts.boxes[i] == detect::MatchKind::Duplicate) {
      append(tr("duplicate"));
    }
    if (isShown(box) && !text.isEmpty()) {
      const double opacity = emphasised ? 1.0 : OriginStyle::opacity(box.age);
      paintLabel(painter, viewRect(box.box), text, withOpacity(OriginStyle::onPicture(box.origin), 0.5 + 0.4 * opacity),
                 taken, emphasised);
    }
  }
}

/// Above the box, else in it, below it or, only where it must be, upon another label.
void VideoView::paintLabel(QPainter& painter, const QRectF& box, const QString& text, const QColor& color,
                           std::vector<QRectF>& taken, bool must) const {
  const QFontMetricsF metrics(painter.font());
  const QSizeF size(metrics.horizontalAdvance(text) + 2 * labelPadding, metrics.height() + 1.0);
  const QRectF picture = frameToWidget().mapRect(QRectF(m_picture.rect())).intersected(rect());
  const double left = std::max(picture.left(), std::min(box.left() - boxLine / 2, picture.right() - size.width()));
  const std::array tops{box.top() - size.height() - boxLine / 2, box.top() + boxLine / 2, box.bottom() + boxLine / 2};
  std::optional<QRectF> place;
  for (const double top : tops) {
    const QRectF label(QPointF(left, top), size);
    const bool inside = label.top() >= picture.top() && label.bottom() <= picture.bottom();
    if (inside &&
        std::none_of(taken.begin(), taken.end(), [&](const QRectF& other) { return other.intersects(label); })) {
      place = label;
      break;
    }
  }
  if (!place && must) {
    place = QRectF(QPointF(left, std::max(picture.top(), tops[0])), size);
  }
  if (!place) {
    return;
  }
  taken.push_back(*place);
  painter.setPen(Qt::NoPen);
  painter.setBrush(color);
  painter.drawRect(*place);
  painter.setPen(Qt::black);
  painter.drawText(*place, Qt::AlignCenter, text);
}

void VideoView::paintTruth(QPainter& painter) const {
  std::vector<QRectF> taken;
  for (std::size_t i = 0; i < m_truth.size(); ++i) {
    const data::Annotation& object = m_truth[i];
    const bool missed = i < m_verdicts.missed.size() && m_verdicts.missed[i];
    const QRectF shown = viewRect(object.box).adjusted(-2.0, -2.0, 2.0, 2.0);  // around a box that hits it exactly
    const QColor color = withOpacity(OriginStyle::truthOnPicture(), object.counted ? 0.95 : 0.5);
    strokeBox(painter, shown, color, missed ? emphasisedLine : truthLine, {4.0, 3.0});
    if (missed) {
      const QRectF foot(shown.left(), shown.bottom() - 1.0, shown.width(), 1.0);  // boxes have theirs at the head
      paintLabel(painter, foot, tr("missed: %1").arg(classText(object.classIndex, m_truthClassNames)), color, taken,
                 true);
    }
  }
}

void VideoView::paintTiles(QPainter& painter) const {
  for (std::size_t i = 0; i < m_tiles.size(); ++i) {
    const bool highlighted = static_cast<int>(i) == m_highlightedTile;
    if (!m_layers.tiles && !highlighted) {
      continue;
    }
    const QRectF shown = viewRect(m_tiles[i].source);
    const QColor color = OriginStyle::onPicture(m_tiles[i].purpose);
    painter.setPen(QPen(withOpacity(color, highlighted ? 1.0 : 0.7), 1.0));
    painter.setBrush(withOpacity(color, highlighted ? 0.22 : 0.08));
    painter.drawRect(shown);
  }
}

void VideoView::paintPriors(QPainter& painter) const {
  const std::size_t matched = std::min(m_priors->priors.size(), m_priors->matches.size());
  const auto background =
      std::count_if(m_priors->matches.begin(), m_priors->matches.begin() + static_cast<std::ptrdiff_t>(matched),
                    [](const detect::PriorMatch& match) { return match.object < 0; });
  const bool outlined = static_cast<std::size_t>(background) <= mostOutlinedPriors;
  QList<QPointF> centres;
  painter.setBrush(Qt::NoBrush);
  painter.setPen(QPen(QColor(255, 255, 255, 60), 1.0));
  for (std::size_t i = 0; i < matched && static_cast<std::size_t>(background) <= mostDottedPriors; ++i) {
    if (m_priors->matches[i].object >= 0) {
      continue;
    }
    const QRectF shown = viewRect(m_priors->priors[i]);
    if (outlined) {
      painter.drawRect(shown);
    } else {
      centres << shown.center();
    }
  }
  painter.setPen(QPen(QColor(255, 255, 255, 110), 1.5));
  painter.drawPoints(centres.constData(), static_cast<int>(centres.size()));
  for (std::size_t i = 0; i < matched; ++i) {
    const detect::PriorMatch& match = m_priors->matches[i];
    if (match.object >= 0) {
      const QColor color = QColor::fromRgb(objectColors[static_cast<std::size_t>(match.object) % objectColors.size()]);
      strokeBox(painter, viewRect(m_priors->priors[i]), withOpacity(color, 0.8),
                1.0 + 2.0 * static_cast<double>(match.overlap), {});
    }
  }
  for (std::size_t i = 0; i < m_priors->objects.size(); ++i) {
    const QColor color = QColor::fromRgb(objectColors[i % objectColors.size()]);
    strokeBox(painter, viewRect(m_priors->objects[i]), color, emphasisedLine, {3.0, 1.5});
  }
}

void VideoView::paintDivider(QPainter& painter) const {
  const double x = dividerX();
  const QRectF picture = frameToWidget().mapRect(QRectF(m_picture.rect())).intersected(rect());
  painter.setPen(QPen(QColor(0, 0, 0, 140), 4.0));
  painter.drawLine(QPointF(x, picture.top()), QPointF(x, picture.bottom()));
  painter.setPen(QPen(Qt::white, 2.0));
  painter.drawLine(QPointF(x, picture.top()), QPointF(x, picture.bottom()));
  const QRectF handle(x - handleWidth / 2, picture.center().y() - handleHeight / 2, handleWidth, handleHeight);
  painter.setPen(QPen(QColor(0, 0, 0, 140), 1.0));
  painter.setBrush(Qt::white);
  painter.drawRoundedRect(handle, 3, 3);
  painter.drawLine(QPointF(x - 1.5, handle.top() + 9), QPointF(x - 1.5, handle.bottom() - 9));
  painter.drawLine(QPointF(x + 1.5, handle.top() + 9), QPointF(x + 1.5, handle.bottom() - 9));
  constexpr double gap = 8.0;
  const double top = picture.bottom() - gap - QFontMetricsF(painter.font()).height() - 4.0;
  paintChip(painter, QRectF(picture.left() + gap, top, std::max(0.0, x - picture.left() - 2 * gap), 0), Qt::AlignLeft,
            m_ownName);
  paintChip(painter, QRectF(x + gap, top, std::max(0.0, picture.right() - x - 2 * gap), 0), Qt::AlignRight,
            m_comparison->name);
}

}  // namespace effortlab::widgets
