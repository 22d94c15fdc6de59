#include "video/timeline_strip.h"

#include "video/origin_style.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace effortlab::widgets {
namespace {

constexpr double stripSide = 8.0;  // left and right: room for the handle
constexpr double markSize = 6.0;
constexpr double marksHeight = 2.0 * markSize + 1.0;  // above the kinds: a lane of misses, one of false alarms
constexpr double decodedHeight = 4.0;                 // below them
constexpr double decodedGap = 2.0;
constexpr double crowdedMark = 2.0;  // pixels wide
constexpr double handleSize = 9.0;
constexpr double separateFrom = 4.0;  // pixels a frame: frames have gaps between them

/// Of the kinds' height: told apart without colours, too.
double heightOf(fovea::FrameKind kind) {
  switch (kind) {
    case fovea::FrameKind::Full: return 1.0;
    case fovea::FrameKind::Fovea: return 0.62;
    case fovea::FrameKind::Skipped: break;
  }
  return 0.22;
}

bool holdsFrame(const std::vector<std::int64_t>& frames, std::int64_t frame) {
  return std::binary_search(frames.begin(), frames.end(), frame);
}

}  // namespace

TimelineStrip::TimelineStrip(QWidget* parent) : QWidget(parent) {
  setFocusPolicy(Qt::StrongFocus);
  setMouseTracking(true);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  describeForReaders();
}

void TimelineStrip::setVideo(std::int64_t frames, double framesPerSecond) {
  endScrub();
  m_frames = frames;
  m_framesPerSecond = framesPerSecond > 0.0 ? framesPerSecond : 25.0;
  m_current = 0;
  m_decoded.clear();
  m_misses.clear();
  m_falseAlarms.clear();
  clearKinds();
  describeForReaders();
}

void TimelineStrip::clearKinds() {
  m_kinds.assign(static_cast<std::size_t>(std::max<std::int64_t>(0, m_frames)), unknownKind);
  update();
}

void TimelineStrip::setCurrentFrame(std::int64_t frame) {
  const std::int64_t to =
      m_frames > 0 ? std::clamp<std::int64_t>(frame, 0, m_frames - 1) : std::max<std::int64_t>(0, frame);
  if (to != m_current) {
    m_current = to;
    describeForReaders();
    update();
  }
}

void TimelineStrip::setKind(std::int64_t frame, fovea::FrameKind kind) {
  if (frame >= 0 && frame < static_cast<std::int64_t>(m_kinds.size())) {
    m_kinds[static_cast<std::size_t>(frame)] = static_cast<std::int8_t>(kind);
    update();
  }
}

void TimelineStrip::setKinds(std::span<const fovea::FrameRecord> records) {
  clearKinds();
  for (const fovea::FrameRecord& record : records) {
    setKind(record.frame, record.kind);
  }
}

void TimelineStrip::setDecoded(std::vector<data::FrameSpan> spans) {
  if (spans != m_decoded) {
    m_decoded = std::move(spans);
    update();
  }
}

void TimelineStrip::setMarks(std::vector<std::int64_t> misses, std::vector<std::int64_t> falseAlarms) {
  m_misses = std::move(misses);
  m_falseAlarms = std::move(falseAlarms);
  describeForReaders();
  update();
}

QRectF TimelineStrip::trackRect() const {
  return QRectF(rect()).adjusted(stripSide, marksHeight + 1.0, -stripSide, -decodedHeight - decodedGap - 1.0);
}

double TimelineStrip::xOf(std::int64_t frame) const {
  const QRectF track = trackRect();
  const double share = (static_cast<double>(frame) + 0.5) / static_cast<double>(std::max<std::int64_t>(1, m_frames));
  return layoutDirection() == Qt::RightToLeft ? track.right() - share * track.width()
                                              : track.left() + share * track.width();
}

std::int64_t TimelineStrip::frameAt(double x) const {
  const QRectF track = trackRect();
  const double along = layoutDirection() == Qt::RightToLeft ? track.right() - x : x - track.left();
  const double frame = std::floor(along / std::max(1.0, track.width()) * static_cast<double>(m_frames));
  return std::clamp<std::int64_t>(static_cast<std::int64_t>(frame), 0, std::max<std::int64_t>(0, m_frames - 1));
}

void TimelineStrip::seek(std::int64_t frame) {
  if (m_frames <= 0) {
    return;
  }
  const std::int64_t to = std::clamp<std::int64_t>(frame, 0, m_frames - 1);
  if (to != m_current) {
    setCurrentFrame(to);
    Q_EMIT seekRequested(to);
  }
}

void TimelineStrip::mousePressEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton || m_frames <= 0) {
    event->ignore();
    return;
  }
  m_scrubbing = true;
  Q_EMIT scrubStarted();
  seek(frameAt(event->position().x()));
  update();
}

void TimelineStrip::mouseMoveEvent(QMouseEvent* event) {
  if (m_scrubbing) {
    seek(frameAt(event->position().x()));
  }
}

void TimelineStrip::mouseReleaseEvent(QMouseEvent* event) {
  if (event->button() == Qt::LeftButton) {
    endScrub();
  }
}

void TimelineStrip::endScrub() {
  if (m_scrubbing) {
    m_scrubbing = false;
    Q_EMIT scrubFinished();
    update();
  }
}

void TimelineStrip::keyPressEvent(QKeyEvent* event) {
  const auto second = std::max<std::int64_t>(1, std::llround(m_framesPerSecond));
  const std::int64_t right = layoutDirection() == Qt::RightToLeft ? -1 : 1;
  switch (m_frames > 0 && event->modifiers() == Qt::NoModifier ? event->key() : 0) {
    case Qt::Key_Left: seek(m_current - right); return;
    case Qt::Key_Right: seek(m_current + right); return;
    case Qt::Key_PageUp: seek(m_current - second); return;
    case Qt::Key_PageDown: seek(m_current + second); return;
    case Qt::Key_Home: seek(0); return;
    case Qt::Key_End: seek(m_frames - 1); return;
    default: QWidget::keyPressEvent(event);
  }
}

QString TimelineStrip::textOf(std::int64_t frame) const {
  QStringList parts{
      tr("Frame %1 of %2")
          .arg(locale().toString(static_cast<qlonglong>(frame)), locale().toString(static_cast<qlonglong>(m_frames))),
      tr("%1 s").arg(locale().toString(static_cast<double>(frame) / m_framesPerSecond, 'f', 2))};
  const std::int8_t kind =
      static_cast<std::size_t>(frame) < m_kinds.size() ? m_kinds[static_cast<std::size_t>(frame)] : unknownKind;
  parts << (kind == unknownKind ? tr("not looked at yet") : OriginStyle::name(static_cast<fovea::FrameKind>(kind)));
  if (holdsFrame(m_misses, frame)) {
    parts << tr("an object is missed");
  }
  if (holdsFrame(m_falseAlarms, frame)) {
    parts << tr("false alarm");
  }
  return parts.join(QStringLiteral(" · "));
}

void TimelineStrip::describeForReaders() {
  setAccessibleName(tr("Timeline"));
  if (m_frames < 0) {
    setAccessibleDescription(tr("A camera: there is nothing to seek."));
  } else if (m_frames == 0) {
    setAccessibleDescription(tr("No video."));
  } else {
    setAccessibleDescription(textOf(m_current));
  }
}

void TimelineStrip::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  const ChartTheme theme = ChartTheme::fromPalette(palette());
  const QRectF track = trackRect();
  painter.fillRect(track, theme.background);
  if (m_frames <= 0) {
    painter.setPen(theme.mutedText);
    painter.drawText(track, Qt::AlignCenter, m_frames < 0 ? tr("Camera, live") : tr("No video"));
  } else {
    paintKinds(painter, track);
    paintDecoded(painter, track);
    paintMarks(painter, track);
    paintCurrent(painter, track);
  }
  painter.setBrush(Qt::NoBrush);
  painter.setPen(QPen(hasFocus() ? palette().color(QPalette::Highlight) : theme.axis, 1.0));
  painter.drawRect(track.adjusted(-0.5, -0.5, 0.5, 0.5));
}

void TimelineStrip::paintKinds(QPainter& painter, const QRectF& track) const {
  const ChartTheme theme = ChartTheme::fromPalette(palette());
  const double pixels = track.width() / static_cast<double>(m_frames);
  const double gap = pixels >= separateFrom ? 1.0 : 0.0;
  const bool rightToLeft = layoutDirection() == Qt::RightToLeft;
  // A column of pixels shows the dearest of its frames: full before fovea before skipped.
  double column = -1.0;
  std::int8_t dearest = unknownKind;
  const auto paint = [&](double left, double width, std::int8_t kind) {
    if (kind == unknownKind) {
      return;
    }
    const auto as = static_cast<fovea::FrameKind>(kind);
    const double height = std::round(track.height() * heightOf(as));
    const double x = rightToLeft ? track.right() - (left - track.left()) - width : left;
    painter.fillRect(QRectF(x, track.bottom() - height, width, height), theme.*OriginStyle::colorRole(as));
  };
  for (std::size_t frame = 0; frame < m_kinds.size(); ++frame) {
    const double left = track.left() + static_cast<double>(frame) * pixels;
    if (pixels >= 1.0) {
      const double from = std::round(left);
      paint(from, std::max(1.0, std::round(left + pixels) - from - gap), m_kinds[frame]);
      continue;
    }
    if (std::floor(left) != column) {
      paint(column, 1.0, dearest);
      column = std::floor(left);
      dearest = unknownKind;
    }
    if (m_kinds[frame] != unknownKind && (dearest == unknownKind || m_kinds[frame] < dearest)) {
      dearest = m_kinds[frame];
    }
  }
  if (pixels < 1.0) {
    paint(column, 1.0, dearest);
  }
}

void TimelineStrip::paintDecoded(QPainter& painter, const QRectF& track) const {
  const ChartTheme theme = ChartTheme::fromPalette(palette());
  const double half = track.width() / static_cast<double>(m_frames) / 2.0;
  const double top = track.bottom() + decodedGap;
  painter.fillRect(QRectF(track.left(), top, track.width(), decodedHeight), theme.grid);
  for (const auto& [first, last] : m_decoded) {
    const double from = std::min(xOf(first), xOf(last)) - half;
    const double to = std::max(xOf(first), xOf(last)) + half;
    painter.fillRect(QRectF(from, top, std::max(1.0, to - from), decodedHeight), theme.executed);
  }
}

/// Misses above, false alarms below them; strokes where signs would cover each other.
void TimelineStrip::paintMarks(QPainter& painter, const QRectF& track) const {
  const ChartTheme theme = ChartTheme::fromPalette(palette());
  painter.save();
  const double half = markSize / 2.0;
  const auto lane = [&](const std::vector<std::int64_t>& frames, double middle, const QColor& color, bool triangles) {
    double last = -markSize;
    for (std::size_t i = 0; i < frames.size(); ++i) {
      const double x = xOf(frames[i]);
      const bool crowded = (i > 0 && std::abs(x - xOf(frames[i - 1])) < markSize) ||
                           (i + 1 < frames.size() && std::abs(x - xOf(frames[i + 1])) < markSize);
      if (std::abs(x - last) < 1.0) {
        continue;
      }
      last = x;
      painter.setRenderHint(QPainter::Antialiasing, !crowded);
      painter.setPen(triangles && !crowded ? QPen(Qt::NoPen) : QPen(color, crowded ? 1.0 : 1.6));
      painter.setBrush(color);
      if (crowded) {
        painter.fillRect(QRectF(std::floor(x), middle - half, crowdedMark, markSize - 1.0), color);
      } else if (triangles) {
        painter.drawPolygon(QPolygonF{{x - half, middle - half}, {x + half, middle - half}, {x, middle + half - 0.5}});
      } else {
        painter.drawLine(QPointF(x - half + 0.5, middle - half + 0.5), QPointF(x + half - 0.5, middle + half - 0.5));
        painter.drawLine(QPointF(x - half + 0.5, middle + half - 0.5), QPointF(x + half - 0.5, middle - half + 0.5));
      }
    }
  };
  lane(m_misses, track.top() - 1.0 - markSize - half, theme.budget, true);
  lane(m_falseAlarms, track.top() - 1.0 - half, theme.front, false);
  painter.restore();
}

void TimelineStrip::paintCurrent(QPainter& painter, const QRectF& track) const {
  const ChartTheme theme = ChartTheme::fromPalette(palette());
  const double x = xOf(m_current);
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(QPen(theme.background, 4.0));
  painter.drawLine(QPointF(x, track.top()), QPointF(x, track.bottom() + decodedGap + decodedHeight));
  painter.setPen(QPen(theme.text, 2.0));
  painter.drawLine(QPointF(x, track.top() - 1), QPointF(x, track.bottom() + decodedGap + decodedHeight));
  painter.setPen(QPen(theme.background, 1.0));
  painter.setBrush(m_scrubbing ? palette().color(QPalette::Highlight) : theme.text);
  const double half = handleSize / 2;
  painter.drawPolygon(QPolygonF{{x - half, 0.5}, {x + half, 0.5}, {x + half, half}, {x, handleSize}, {x - half, half}});
  painter.restore();
}

bool TimelineStrip::event(QEvent* event) {
  if (event->type() == QEvent::ToolTip && m_frames > 0) {
    const auto* help = static_cast<QHelpEvent*>(event);
    const std::int64_t frame = frameAt(help->pos().x());
    QToolTip::showText(
        help->globalPos(),
        textOf(frame) + QStringLiteral("\n\n") +
            tr("High: full frame; middle: foveas; low: skipped. Below: frames decoded ahead. Above: a line "
               "of missed objects (triangles), one of false alarms (crosses).\nKeys: Left, Right a frame; Page Up, "
               "Page Down a "
               "second; Home, End."),
        this);
    return true;
  }
  return QWidget::event(event);
}

void TimelineStrip::focusInEvent(QFocusEvent* event) {
  QWidget::focusInEvent(event);
  update();
}

void TimelineStrip::focusOutEvent(QFocusEvent* event) {
  QWidget::focusOutEvent(event);
  update();
}

void TimelineStrip::hideEvent(QHideEvent* event) {
  endScrub();
  QWidget::hideEvent(event);
}

void TimelineStrip::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::LanguageChange || event->type() == QEvent::LocaleChange) {
    describeForReaders();
  }
  if (event->type() == QEvent::EnabledChange && !isEnabled()) {
    endScrub();
  }
  update();
}

QSize TimelineStrip::sizeHint() const {
  return {480, 48};
}

QSize TimelineStrip::minimumSizeHint() const {
  return {120, 40};
}

}  // namespace effortlab::widgets
