#include "video/montage_view.h"

#include "video/frame_image.h"
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

constexpr double montagePadding = 6.0;
constexpr int matrixColumns = 30;  // characters
constexpr double largestMagnification = 4.0;
constexpr double lineRoom = 4.0;      // pixels between lines
constexpr int matrixLines = 3;        // one of words, two rows of numbers
constexpr double smallestFont = 6.0;  // pixels

}  // namespace

MontageView::MontageView(QWidget* parent) : QWidget(parent) {
  setFocusPolicy(Qt::StrongFocus);
  setMouseTracking(true);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
  setAccessibleName(tr("Montage the detector sees"));
  describeForReaders();
}

void MontageView::setRecord(const fovea::FrameRecord& record) {
  m_any = true;
  m_frame = record.frame;
  m_kind = record.kind;
  m_canvas = record.canvas;
  m_tiles = record.tiles;
  m_fill = record.fill;
  m_picture = imageOf(record.montage);
  if (m_highlighted >= tileCount()) {
    hover(-1);
  }
  describeForReaders();
  update();
}

void MontageView::clear() {
  m_any = false;
  m_tiles.clear();
  m_picture = {};
  hover(-1);
  describeForReaders();
  update();
}

QString MontageView::headline() const {
  if (!m_any) {
    return tr("Montage");
  }
  QStringList parts{OriginStyle::name(m_kind)};
  if (m_kind != fovea::FrameKind::Skipped) {
    parts << tr("%1 × %2", "width and height").arg(m_canvas.width).arg(m_canvas.height)
          << tr("%n tile(s)", nullptr, tileCount())
          << tr("%1 % filled").arg(locale().toString(100.0 * static_cast<double>(m_fill), 'f', 0));
  }
  return parts.join(QStringLiteral(" · "));
}

QString MontageView::tileText(int tile) const {
  const fovea::MontageTile& at = m_tiles[static_cast<std::size_t>(tile)];
  const auto side = [this](float value) { return locale().toString(static_cast<double>(value), 'f', 0); };
  QString text = tr("%1: %2 × %3 pixels of the frame in %4 × %5", "purpose of a tile, sizes")
                     .arg(OriginStyle::name(at.purpose), side(at.source.w), side(at.source.h), side(at.destination.w),
                          side(at.destination.h));
  if (at.track >= 0) {
    text += QStringLiteral(" · ") + tr("track %1").arg(at.track);
  }
  return text;
}

QString MontageView::matrixText() const {
  if (m_highlighted < 0) {
    return {};
  }
  const fovea::TileMatrix& m = m_tiles[static_cast<std::size_t>(m_highlighted)].toFrame;
  constexpr int columnWidth = 8;
  const auto number = [this](float value) {
    return locale().toString(static_cast<double>(value), 'f', 3).rightJustified(columnWidth);
  };
  return tr("Back to the frame: x, y =") +
         QStringLiteral("\n[%1 %2 %3 ]\n[%4 %5 %6 ]")
             .arg(number(m[0]), number(m[1]), number(m[2]), number(m[3]), number(m[4]), number(m[5]));
}

double MontageView::textHeight() const {
  return std::ceil(QFontMetricsF(font()).height()) + lineRoom;
}

QRectF MontageView::canvasRect() const {
  const QRectF room = QRectF(rect()).adjusted(montagePadding, montagePadding + textHeight() + 2.0, -montagePadding,
                                              -montagePadding - (matrixLines + 1) * textHeight());
  if (m_canvas.width <= 0 || m_canvas.height <= 0 || room.width() <= 0.0 || room.height() <= 0.0) {
    return room;
  }
  const auto width = static_cast<double>(m_canvas.width);
  const auto height = static_cast<double>(m_canvas.height);
  const double scale = std::min({room.width() / width, room.height() / height, largestMagnification});
  const QSizeF size(width * scale, height * scale);
  return {QPointF(room.center().x() - size.width() / 2.0, room.top()), size};
}

QRectF MontageView::tileRect(int tile) const {
  const QRectF canvas = canvasRect();
  const double scale = canvas.width() / static_cast<double>(std::max<std::int64_t>(1, m_canvas.width));
  const data::Box& box = m_tiles[static_cast<std::size_t>(tile)].destination;
  return {canvas.left() + box.x * scale, canvas.top() + box.y * scale, box.w * scale, box.h * scale};
}

int MontageView::tileAt(QPointF position) const {
  for (int tile = 0; tile < tileCount(); ++tile) {
    if (tileRect(tile).contains(position)) {
      return tile;
    }
  }
  return -1;
}

void MontageView::setHighlightedTile(int tile) {
  const int to = tile >= 0 && tile < tileCount() ? tile : -1;
  if (to != m_highlighted) {
    m_highlighted = to;
    describeForReaders();
    update();
  }
}

void MontageView::hover(int tile) {
  if (tile != m_highlighted) {
    setHighlightedTile(tile);
    Q_EMIT tileHovered(m_highlighted);
  }
}

void MontageView::mouseMoveEvent(QMouseEvent* event) {
  hover(tileAt(event->position()));
}

void MontageView::mouseReleaseEvent(QMouseEvent* event) {
  const int tile = tileAt(event->position());
  if (event->button() == Qt::LeftButton && tile >= 0) {
    hover(tile);
    Q_EMIT tileActivated(tile);
  }
}

void MontageView::keyPressEvent(QKeyEvent* event) {
  const int count = tileCount();
  const bool next = event->key() == Qt::Key_Down || event->key() == Qt::Key_N;
  const bool previous = event->key() == Qt::Key_Up || event->key() == Qt::Key_P;
  if (count > 0 && (next || previous)) {
    hover(m_highlighted < 0 ? (next ? 0 : count - 1) : (m_highlighted + (next ? 1 : count - 1)) % count);
  } else if (m_highlighted >= 0 && (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)) {
    Q_EMIT tileActivated(m_highlighted);
  } else if (m_highlighted >= 0 && event->key() == Qt::Key_Escape) {
    hover(-1);
  } else {
    QWidget::keyPressEvent(event);
  }
}

void MontageView::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  const ChartTheme theme = ChartTheme::fromPalette(palette());
  painter.fillRect(rect(), theme.background);
  const QRectF room = QRectF(rect()).adjusted(montagePadding, montagePadding, -montagePadding, -montagePadding);
  painter.setPen(theme.text);
  painter.drawText(QRectF(room.left(), room.top(), room.width(), textHeight()), Qt::AlignLeft | Qt::AlignVCenter,
                   painter.fontMetrics().elidedText(headline(), Qt::ElideRight, static_cast<int>(room.width())));
  const QRectF canvas = canvasRect();
  if (!m_any || m_kind == fovea::FrameKind::Skipped) {
    paintEmpty(painter);
  } else {
    painter.fillRect(canvas, QColor(0x80, 0x80, 0x80));
    if (!m_picture.isNull()) {
      painter.setRenderHint(QPainter::SmoothPixmapTransform, canvas.width() < m_picture.width());
      painter.drawImage(canvas, m_picture);
    }
    paintTiles(painter, canvas);
    const QRectF below(room.left(), canvas.bottom() + montagePadding / 2, room.width(), textHeight());
    painter.setPen(m_highlighted >= 0 ? theme.text : theme.mutedText);
    if (m_highlighted >= 0) {
      painter.drawText(
          below, Qt::AlignLeft | Qt::AlignVCenter,
          painter.fontMetrics().elidedText(tileText(m_highlighted), Qt::ElideRight, static_cast<int>(room.width())));
    } else {
      painter.drawText(QRectF(below.topLeft(), QSizeF(room.width(), matrixLines * textHeight())),
                       Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, tr("Point at a tile to see its way back."));
    }
    QFont fixed = font();
    fixed.setFamily(QStringLiteral("monospace"));
    fixed.setStyleHint(QFont::Monospace);
    const double wanted = QFontMetricsF(fixed).horizontalAdvance(QLatin1Char('0')) * matrixColumns;
    if (wanted > room.width()) {
      fixed.setPixelSize(
          static_cast<int>(std::max(smallestFont, QFontInfo(fixed).pixelSize() * room.width() / wanted)));
    }
    painter.setFont(fixed);
    painter.setPen(theme.mutedText);
    painter.drawText(QRectF(room.left(), below.bottom(), room.width(), matrixLines * textHeight()),
                     Qt::AlignLeft | Qt::AlignTop, matrixText());
  }
  if (hasFocus()) {
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(palette().color(QPalette::Highlight), 1.0));
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
  }
}

void MontageView::paintEmpty(QPainter& painter) const {
  const ChartTheme theme = ChartTheme::fromPalette(palette());
  const QRectF room =
      QRectF(rect()).adjusted(2 * montagePadding, 2 * textHeight(), -2 * montagePadding, -2 * montagePadding);
  painter.setPen(QPen(theme.grid, 1.0, Qt::DashLine));
  painter.setBrush(Qt::NoBrush);
  painter.drawRect(room);
  painter.setPen(theme.mutedText);
  painter.drawText(room.adjusted(8, 8, -8, -8), Qt::AlignCenter | Qt::TextWordWrap,
                   m_any ? tr("Skipped: boxes held.\nThe detector did not look at frame %1.").arg(m_frame)
                         : tr("The montage appears once a frame was looked at."));
}

void MontageView::paintTiles(QPainter& painter, const QRectF& canvas) const {
  painter.save();
  painter.setClipRect(canvas.adjusted(-1, -1, 1, 1));
  painter.setBrush(Qt::NoBrush);
  const auto line = [&](int tile, double width, const QColor& color, const QList<qreal>& dashes) {
    QPen pen(color, width, Qt::SolidLine, Qt::FlatCap, Qt::MiterJoin);
    if (!dashes.isEmpty()) {
      pen.setDashPattern(dashes);
    }
    painter.setPen(pen);
    const double inside = width / 2.0;
    painter.drawRect(tileRect(tile).adjusted(inside, inside, -inside, -inside));
  };
  for (int tile = 0; tile < tileCount(); ++tile) {
    const fovea::BoxOrigin purpose = m_tiles[static_cast<std::size_t>(tile)].purpose;
    const bool highlighted = tile == m_highlighted;
    line(tile, highlighted ? 3.0 : 1.5, QColor(0, 0, 0, 90), {});
    line(tile, highlighted ? 3.0 : 1.5, OriginStyle::onPicture(purpose), OriginStyle::dashes(purpose));
  }
  painter.restore();
}

bool MontageView::event(QEvent* event) {
  if (event->type() == QEvent::ToolTip) {
    const auto* help = static_cast<QHelpEvent*>(event);
    const int tile = tileAt(help->pos());
    QToolTip::showText(help->globalPos(),
                       tile >= 0 ? tileText(tile)
                       : m_any   ? OriginStyle::explanation(m_kind)
                                 : QString(),
                       this);
    return true;
  }
  if (event->type() == QEvent::Leave) {
    hover(-1);
  }
  return QWidget::event(event);
}

void MontageView::describeForReaders() {
  QStringList parts{headline()};
  if (m_any) {
    parts << OriginStyle::explanation(m_kind);
  }
  if (m_highlighted >= 0) {
    parts << tileText(m_highlighted) << matrixText();
  }
  setAccessibleDescription(parts.join(QLatin1Char('\n')));
}

void MontageView::focusInEvent(QFocusEvent* event) {
  QWidget::focusInEvent(event);
  update();
}

void MontageView::focusOutEvent(QFocusEvent* event) {
  QWidget::focusOutEvent(event);
  update();
}

void MontageView::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::LanguageChange) {
    setAccessibleName(tr("Montage the detector sees"));
  }
  if (event->type() == QEvent::LanguageChange || event->type() == QEvent::LocaleChange) {
    describeForReaders();
  }
  update();
}

QSize MontageView::sizeHint() const {
  return {320, 360};
}

QSize MontageView::minimumSizeHint() const {
  return {180, 180};
}

}  // namespace effortlab::widgets
