// VideoView, mouse and keys.
#include "video/origin_style.h"
#include "video/video_view.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QToolTip>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace effortlab::widgets {
namespace {

constexpr double keyZoom = 1.25;
constexpr double wheelUnit = 120.0;  // eighths of a degree: one notch
constexpr double keyPan = 40.0;      // pixels
constexpr double wipeStep = 0.02;
constexpr double dividerReach = 6.0;  // pixels
constexpr double boxReach = 3.0;

}  // namespace

bool VideoView::onDivider(QPointF position) const {
  return m_comparison && std::abs(position.x() - dividerX()) <= dividerReach;
}

int VideoView::boxAt(QPointF position) const {
  if (!m_layers.boxes || (m_comparison && position.x() >= dividerX())) {
    return -1;
  }
  int best = -1;
  double smallest = 0.0;
  for (std::size_t i = 0; i < m_boxes.size(); ++i) {
    const QRectF box = viewRect(m_boxes[i].box).adjusted(-boxReach, -boxReach, boxReach, boxReach);
    const double area = box.width() * box.height();
    if (isShown(m_boxes[i]) && box.contains(position) && (best < 0 || area < smallest)) {
      best = static_cast<int>(i);
      smallest = area;
    }
  }
  return best;
}

void VideoView::setHovered(int box, int tile) {
  if (box != m_hoveredBox) {
    m_hoveredBox = box;
    Q_EMIT boxHovered(box, box >= 0 ? m_boxes[static_cast<std::size_t>(box)].track : -1);
    describeForReaders();
    update();
  }
  if (tile != m_hoveredTile) {
    m_hoveredTile = tile;
    Q_EMIT tileHovered(tile);
    setHighlightedTile(tile);
  }
}

void VideoView::hover(QPointF position) {
  if (m_picture.isNull()) {
    return;
  }
  const bool divider = onDivider(position);
  setCursor(divider ? Qt::SplitHCursor : m_zoom > 1.0 ? Qt::OpenHandCursor : Qt::ArrowCursor);
  setHovered(divider ? -1 : boxAt(position), divider ? -1 : tileAt(position));
}

void VideoView::stepBox(int step) {
  const int count = static_cast<int>(m_boxes.size());
  if (count == 0) {
    return;
  }
  int box = m_hoveredBox < 0 ? (step > 0 ? -1 : 0) : m_hoveredBox;
  int tried = 0;
  do {
    box = (box + step + count) % count;
  } while (!isShown(m_boxes[static_cast<std::size_t>(box)]) && ++tried < count);
  if (tried == count) {
    return;
  }
  const data::Box& at = m_boxes[static_cast<std::size_t>(box)].box;
  setHovered(box, tileAt(frameToWidget().map(QPointF(at.x + at.w / 2.0, at.y + at.h / 2.0))));
}

void VideoView::mousePressEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton || m_picture.isNull()) {
    event->ignore();
    return;
  }
  m_grabbed = event->position();
  if (onDivider(m_grabbed)) {
    m_drag = Drag::Divider;
    m_grabbed.rx() -= dividerX();  // taking hold moves nothing
  } else if (m_zoom > 1.0) {
    m_drag = Drag::Pan;
    setCursor(Qt::ClosedHandCursor);
  }
}

void VideoView::mouseMoveEvent(QMouseEvent* event) {
  if (m_drag == Drag::Divider) {
    const QRectF picture = frameToWidget().mapRect(QRectF(m_picture.rect())).intersected(rect());
    setWipe((event->position().x() - m_grabbed.x() - picture.left()) / std::max(1.0, picture.width()));
  } else if (m_drag == Drag::Pan) {
    panBy(event->position() - m_grabbed);
    m_grabbed = event->position();
  } else {
    hover(event->position());
  }
}

void VideoView::mouseReleaseEvent(QMouseEvent* event) {
  if (event->button() == Qt::LeftButton && m_drag != Drag::None) {
    m_drag = Drag::None;
    hover(event->position());
  }
}

void VideoView::mouseDoubleClickEvent(QMouseEvent* event) {
  if (event->button() == Qt::LeftButton && !onDivider(event->position())) {
    zoomToFit();
  }
}

void VideoView::wheelEvent(QWheelEvent* event) {
  if (m_picture.isNull() || event->angleDelta().y() == 0) {
    event->ignore();
    return;
  }
  zoomBy(std::pow(keyZoom, event->angleDelta().y() / wheelUnit), event->position());
}

void VideoView::zoomIn() {
  zoomBy(keyZoom, QRectF(rect()).center());
}

void VideoView::zoomOut() {
  zoomBy(1.0 / keyZoom, QRectF(rect()).center());
}

void VideoView::keyPressEvent(QKeyEvent* event) {
  const bool control = event->modifiers().testFlag(Qt::ControlModifier);
  const bool shift = event->modifiers().testFlag(Qt::ShiftModifier);
  const int key = event->key();
  if (control && (key == Qt::Key_Left || key == Qt::Key_Right)) {
    panBy({key == Qt::Key_Left ? keyPan : -keyPan, 0.0});
  } else if (control && (key == Qt::Key_Up || key == Qt::Key_Down)) {
    panBy({0.0, key == Qt::Key_Up ? keyPan : -keyPan});
  } else if (shift && m_comparison && (key == Qt::Key_Left || key == Qt::Key_Right)) {
    setWipe(m_wipe + (key == Qt::Key_Left ? -wipeStep : wipeStep));
  } else if (key == Qt::Key_Plus || key == Qt::Key_Equal) {
    zoomIn();
  } else if (key == Qt::Key_Minus) {
    zoomOut();
  } else if (key == Qt::Key_0) {
    zoomToFit();
  } else if (key == Qt::Key_B) {
    stepBox(shift ? -1 : 1);
  } else if (key == Qt::Key_Escape && m_hoveredBox >= 0) {
    setHovered(-1, -1);
  } else {
    QWidget::keyPressEvent(event);  // the player's keys
  }
}

QString VideoView::toolTipAt(QPointF position) const {
  if (onDivider(position)) {
    return tr("Drag to compare: left %1, right %2. Keys: Shift+Left, Shift+Right.").arg(m_ownName, m_comparison->name);
  }
  const int index = boxAt(position);
  if (index < 0) {
    return {};
  }
  const fovea::ShownBox& box = m_boxes[static_cast<std::size_t>(index)];
  QStringList lines{boxText(box, true), OriginStyle::explanation(box.origin)};
  if (box.age > 0) {
    lines << tr("Last detected %n frame(s) ago.", nullptr, box.age);
  }
  const auto pixels = [this](float value) { return locale().toString(static_cast<double>(value), 'f', 1); };
  lines << tr("%1 × %2 pixels at (%3, %4)")
               .arg(pixels(box.box.w), pixels(box.box.h), pixels(box.box.x), pixels(box.box.y));
  if (static_cast<std::size_t>(index) < m_verdicts.boxes.size()) {
    switch (m_verdicts.boxes[static_cast<std::size_t>(index)]) {
      case detect::MatchKind::Hit: lines << tr("Right: an object of the ground truth is there."); break;
      case detect::MatchKind::FalseAlarm: lines << tr("False alarm: no object of this class is there."); break;
      case detect::MatchKind::Duplicate: lines << tr("Duplicate: another box has found this object."); break;
      case detect::MatchKind::NotCounted: break;
    }
  }
  return lines.join(QLatin1Char('\n'));
}

bool VideoView::event(QEvent* event) {
  if (event->type() == QEvent::ToolTip) {
    const auto* help = static_cast<QHelpEvent*>(event);
    const QString text = m_picture.isNull() ? QString() : toolTipAt(help->pos());
    if (text.isEmpty()) {
      QToolTip::hideText();
    } else {
      QToolTip::showText(help->globalPos(), text, this);
    }
    return true;
  }
  if (event->type() == QEvent::Leave && m_drag == Drag::None) {
    setHovered(-1, -1);
  }
  return QWidget::event(event);
}

void VideoView::resizeEvent(QResizeEvent*) {
  clampPan();
}

void VideoView::focusInEvent(QFocusEvent* event) {
  QWidget::focusInEvent(event);
  update();
}

void VideoView::focusOutEvent(QFocusEvent* event) {
  QWidget::focusOutEvent(event);
  update();
}

void VideoView::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::LanguageChange || event->type() == QEvent::LocaleChange) {
    describeForReaders();
  }
  update();
}

}  // namespace effortlab::widgets
