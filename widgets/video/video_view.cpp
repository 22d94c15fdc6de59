#include "video/video_view.h"

#include "video/frame_image.h"
#include "video/origin_style.h"

#include <QEvent>

#include <algorithm>
#include <cmath>

namespace effortlab::widgets {
namespace {

constexpr double nearestZoom = 16.0;
constexpr int viewMargin = 2;

QPointF centreOf(const data::Box& box) {
  return {box.x + box.w / 2.0, box.y + box.h / 2.0};
}

bool holds(const data::Box& box, QPointF point) {
  return point.x() >= box.x && point.x() < box.x + box.w && point.y() >= box.y && point.y() < box.y + box.h;
}

}  // namespace

VideoView::VideoView(QWidget* parent) : QWidget(parent) {
  setFocusPolicy(Qt::StrongFocus);
  setMouseTracking(true);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
  setAttribute(Qt::WA_OpaquePaintEvent);
  describeForReaders();
}

VideoView::~VideoView() = default;

void VideoView::setFrame(const data::FramePtr& frame) {
  const QSize before = m_picture.size();
  m_picture = imageOf(frame);
  if (m_picture.size() != before) {
    zoomToFit();
  }
  update();
}

void VideoView::setMessage(const QString& message) {
  m_message = message;
  describeForReaders();
  update();
}

void VideoView::setClassNames(const QStringList& names) {
  m_classNames = names;
  update();
}

void VideoView::setTruthClassNames(const QStringList& names) {
  m_truthClassNames = names;
  update();
}

void VideoView::setRecord(const fovea::FrameRecord& record) {
  m_kind = record.kind;
  m_tiles = record.tiles;
  m_highlightedTile = m_highlightedTile < static_cast<int>(m_tiles.size()) ? m_highlightedTile : -1;
  m_hoveredTile = -1;
  setBoxes(record.boxes);
}

void VideoView::setBoxes(std::vector<fovea::ShownBox> boxes) {
  // A followed object stays the hovered one although its place in the list changes.
  const int track = m_hoveredBox >= 0 ? m_boxes[static_cast<std::size_t>(m_hoveredBox)].track : -1;
  m_boxes = std::move(boxes);
  m_verdicts.boxes.clear();
  int hovered = -1;
  for (std::size_t i = 0; track >= 0 && i < m_boxes.size() && hovered < 0; ++i) {
    hovered = m_boxes[i].track == track ? static_cast<int>(i) : -1;
  }
  setHovered(hovered, m_hoveredTile);
  describeForReaders();
  update();
}

void VideoView::setTiles(std::vector<fovea::MontageTile> tiles) {
  m_tiles = std::move(tiles);
  m_highlightedTile = m_highlightedTile < static_cast<int>(m_tiles.size()) ? m_highlightedTile : -1;
  m_hoveredTile = -1;
  update();
}

void VideoView::setTruth(std::vector<data::Annotation> truth) {
  m_truth = std::move(truth);
  m_verdicts.missed.clear();
  describeForReaders();
  update();
}

void VideoView::setVerdicts(Verdicts verdicts) {
  m_verdicts = std::move(verdicts);
  describeForReaders();
  update();
}

void VideoView::setComparison(const std::optional<Comparison>& comparison, const QString& ownName) {
  m_comparison = comparison;
  m_ownName = ownName;
  if (!comparison && m_drag == Drag::Divider) {
    m_drag = Drag::None;
  }
  describeForReaders();
  update();
}

void VideoView::setPriors(std::optional<PriorOverlay> priors) {
  m_priors = std::move(priors);
  update();
}

void VideoView::setLayers(const Layers& layers) {
  if (!(layers == m_layers)) {
    m_layers = layers;
    update();
  }
}

void VideoView::setLeastScore(float score) {
  if (score != m_leastScore) {
    m_leastScore = score;
    setHovered(-1, m_hoveredTile);
    describeForReaders();
    update();
  }
}

void VideoView::setWipe(double wipe) {
  const double to = std::isfinite(wipe) ? std::clamp(wipe, 0.0, 1.0) : m_wipe;
  if (to != m_wipe) {
    m_wipe = to;
    describeForReaders();
    update();
    Q_EMIT wipeMoved(m_wipe);
  }
}

void VideoView::setHighlightedTile(int tile) {
  const int to = tile >= 0 && tile < static_cast<int>(m_tiles.size()) ? tile : -1;
  if (to != m_highlightedTile) {
    m_highlightedTile = to;
    update();
  }
}

void VideoView::setHighlightedTrack(int track) {
  if (track != m_highlightedTrack) {
    m_highlightedTrack = track;
    update();
  }
}

double VideoView::fitScale() const {
  if (m_picture.isNull()) {
    return 1.0;
  }
  const QSizeF room = size() - QSize(2 * viewMargin, 2 * viewMargin);
  return std::max(1e-3, std::min(room.width() / m_picture.width(), room.height() / m_picture.height()));
}

QTransform VideoView::frameToWidget() const {
  const double scale = fitScale() * m_zoom;
  const QPointF middle = QRectF(rect()).center() + m_pan;
  QTransform transform;
  transform.translate(middle.x() - m_picture.width() * scale / 2.0, middle.y() - m_picture.height() * scale / 2.0);
  transform.scale(scale, scale);
  return transform;
}

QRectF VideoView::viewRect(const data::Box& box) const {
  return frameToWidget().mapRect(QRectF(box.x, box.y, box.w, box.h));
}

double VideoView::dividerX() const {
  const QRectF picture = frameToWidget().mapRect(QRectF(m_picture.rect())).intersected(rect());
  return picture.left() + m_wipe * picture.width();
}

void VideoView::clampPan() {
  const QSizeF shown = QSizeF(m_picture.size()) * (fitScale() * m_zoom);
  const double x = std::max(0.0, (shown.width() - width()) / 2.0);
  const double y = std::max(0.0, (shown.height() - height()) / 2.0);
  m_pan = {std::clamp(m_pan.x(), -x, x), std::clamp(m_pan.y(), -y, y)};
}

void VideoView::panBy(QPointF offset) {
  m_pan += offset;
  clampPan();
  update();
}

void VideoView::zoomBy(double factor, QPointF around) {
  const double before = m_zoom;
  m_zoom = std::clamp(m_zoom * factor, 1.0, nearestZoom);
  if (m_zoom == before) {
    return;
  }
  // What is under the pointer stays there.
  const QPointF middle = QRectF(rect()).center();
  m_pan = around - middle - (around - middle - m_pan) * (m_zoom / before);
  clampPan();
  update();
  Q_EMIT zoomChanged(m_zoom);
}

void VideoView::zoomToFit() {
  const bool changed = m_zoom != 1.0;
  m_zoom = 1.0;
  m_pan = {};
  update();
  if (changed) {
    Q_EMIT zoomChanged(m_zoom);
  }
}

int VideoView::tileAt(QPointF position) const {
  const QPointF point = frameToWidget().inverted().map(position);
  int best = -1;
  double smallest = 0.0;
  for (std::size_t i = 0; i < m_tiles.size(); ++i) {
    const data::Box& source = m_tiles[i].source;
    const double area = static_cast<double>(source.w) * source.h;
    if (holds(source, point) && (best < 0 || area < smallest)) {
      best = static_cast<int>(i);
      smallest = area;
    }
  }
  return best;
}

bool VideoView::isEmphasised(const fovea::ShownBox& box, int index) const {
  if (index >= 0 && index == m_hoveredBox) {
    return true;
  }
  if (m_highlightedTrack >= 0 && box.track == m_highlightedTrack) {
    return true;
  }
  if (m_highlightedTile < 0) {
    return false;
  }
  const fovea::MontageTile& tile = m_tiles[static_cast<std::size_t>(m_highlightedTile)];
  return tile.track >= 0 && box.track >= 0 ? tile.track == box.track : holds(tile.source, centreOf(box.box));
}

QString VideoView::classText(int classIndex, const QStringList& names) const {
  return classIndex >= 0 && classIndex < names.size() ? names[classIndex] : tr("class %1").arg(classIndex);
}

QString VideoView::boxText(const fovea::ShownBox& box, bool whole) const {
  const QString score = locale().toString(100.0 * static_cast<double>(box.score), 'f', 0);
  QString text = tr("%1 %2 %", "class and score").arg(classText(box.classIndex, m_classNames), score);
  if (whole && box.track >= 0) {
    text += QStringLiteral(" · ") + tr("track %1").arg(box.track);
  }
  return text;
}

void VideoView::describeForReaders() {
  if (accessibleName().isEmpty()) {
    setAccessibleName(tr("Video with detections"));
  }
  if (m_picture.isNull()) {
    setAccessibleDescription(m_message);
    return;
  }
  QStringList parts;
  if (m_kind) {
    parts << OriginStyle::explanation(*m_kind);
  }
  const auto shown = std::count_if(m_boxes.begin(), m_boxes.end(), [this](const auto& box) { return isShown(box); });
  parts << tr("%n box(es)", nullptr, static_cast<int>(shown));
  if (m_hoveredBox >= 0) {
    parts << boxText(m_boxes[static_cast<std::size_t>(m_hoveredBox)], true);
  }
  if (!m_truth.empty()) {
    const auto missed = std::count(m_verdicts.missed.begin(), m_verdicts.missed.end(), true);
    parts << tr("%n object(s) of the ground truth", nullptr, static_cast<int>(m_truth.size()))
          << tr("%n of them missed", nullptr, static_cast<int>(missed));
  }
  if (m_comparison) {
    parts << tr("Left of the divider at %1 %: %2; right: %3")
                 .arg(locale().toString(100.0 * m_wipe, 'f', 0), m_ownName, m_comparison->name);
  }
  setAccessibleDescription(parts.join(QLatin1Char('\n')));
}

QSize VideoView::sizeHint() const {
  return {640, 480};
}

QSize VideoView::minimumSizeHint() const {
  return {200, 150};
}

}  // namespace effortlab::widgets
