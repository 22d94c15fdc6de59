#include "jobs/montage_sheet.h"

#include "video/frame_image.h"
#include "video/origin_style.h"

#include <QCoreApplication>
#include <QLocale>
#include <QPainter>

#include <algorithm>
#include <vector>

namespace effortlab::app {

namespace {

struct MontageSheet {
  Q_DECLARE_TR_FUNCTIONS(effortlab::app::MontageSheet)
};

constexpr int columns = 4;
constexpr int gap = 12;
constexpr int textHeight = 18;
constexpr int textPixels = 13;

QString describe(const fovea::FrameRecord& record) {
  const QLocale locale;
  return MontageSheet::tr("Frame %1 · %2 · %3 × %4 · %5 % filled")
      .arg(locale.toString(static_cast<qlonglong>(record.frame)), widgets::OriginStyle::name(record.kind))
      .arg(record.canvas.width)
      .arg(record.canvas.height)
      .arg(locale.toString(100.0 * static_cast<double>(record.fill), 'f', 0));
}

void paintMontage(QPainter& painter, const fovea::FrameRecord& record, QPoint place) {
  painter.drawImage(place, widgets::imageOf(record.montage));
  painter.setBrush(Qt::NoBrush);
  for (const fovea::MontageTile& tile : record.tiles) {
    QPen pen(widgets::OriginStyle::onPicture(tile.purpose), 2.0);
    if (const QList<qreal> dashes = widgets::OriginStyle::dashes(tile.purpose); !dashes.isEmpty())
      pen.setDashPattern(dashes);
    painter.setPen(pen);
    const data::Box& box = tile.destination;
    painter.drawRect(QRectF(place.x() + box.x, place.y() + box.y, box.w, box.h).adjusted(1.0, 1.0, -1.0, -1.0));
  }
}

}  // namespace

QImage montageSheet(std::span<const fovea::FrameRecord> records, const QString& caption) {
  std::vector<const fovea::FrameRecord*> shown;
  int width = 1;
  int height = 1;
  for (const fovea::FrameRecord& record : records)
    if (record.montage) {
      shown.push_back(&record);
      width = std::max(width, static_cast<int>(record.montage->width));
      height = std::max(height, static_cast<int>(record.montage->height));
    }
  width = std::max(width, columns * 60);
  const int across = std::clamp(static_cast<int>(shown.size()), 1, columns);
  const int down = std::max(1, (static_cast<int>(shown.size()) + columns - 1) / columns);
  const int cellHeight = height + textHeight + gap;
  QImage sheet(gap + across * (width + gap), gap + down * cellHeight + textHeight + gap / 2, QImage::Format_RGB32);
  sheet.fill(Qt::white);
  QPainter painter(&sheet);
  painter.setRenderHint(QPainter::Antialiasing);
  QFont font = painter.font();
  font.setPixelSize(textPixels);
  painter.setFont(font);
  for (std::size_t i = 0; i < shown.size(); ++i) {
    const QPoint place(gap + static_cast<int>(i) % columns * (width + gap),
                       gap + static_cast<int>(i) / columns * cellHeight);
    painter.setPen(Qt::black);
    painter.drawText(QRect(place.x(), place.y(), width, textHeight), Qt::AlignLeft | Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(describe(*shown[i]), Qt::ElideRight, width));
    paintMontage(painter, *shown[i], place + QPoint(0, textHeight));
  }
  painter.setPen(Qt::darkGray);
  painter.drawText(QRect(gap, sheet.height() - textHeight - gap / 2, sheet.width() - 2 * gap, textHeight),
                   Qt::AlignLeft | Qt::AlignVCenter, caption);
  return sheet;
}

}  // namespace effortlab::app
