#pragma once

#include "fovea/frame_record.h"

#include <QImage>
#include <QRectF>
#include <QWidget>

namespace effortlab::widgets {

/// What the detector saw of a frame: the montage with its tiles, how full it is, and below it the tile's way back into
/// the frame, as a matrix, of the tile under the pointer or chosen by the arrow keys. Of a skipped frame: that its
/// boxes were held.
class MontageView : public QWidget {
  Q_OBJECT
public:
  explicit MontageView(QWidget* parent = nullptr);

  /// `record.montage` may be null: then the tiles are drawn on an empty canvas.
  void setRecord(const fovea::FrameRecord& record);
  /// Nothing to show yet.
  void clear();

  int tileCount() const noexcept { return static_cast<int>(m_tiles.size()); }
  int highlightedTile() const noexcept { return m_highlighted; }
  /// In widget coordinates.
  QRectF tileRect(int tile) const;
  /// "Fovea · 160 × 128 · 3 tiles · 67 % filled"
  QString headline() const;
  /// The highlighted tile's matrix in words and numbers; empty: none.
  QString matrixText() const;
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

public Q_SLOTS:
  /// -1: none. Emits nothing.
  void setHighlightedTile(int tile);

Q_SIGNALS:
  /// Under the pointer or chosen by keys; -1: none any more.
  void tileHovered(int tile);
  /// Click or Enter.
  void tileActivated(int tile);

protected:
  bool event(QEvent* event) override;
  void paintEvent(QPaintEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void focusInEvent(QFocusEvent* event) override;
  void focusOutEvent(QFocusEvent* event) override;
  void changeEvent(QEvent* event) override;

private:
  QRectF canvasRect() const;
  double textHeight() const;
  int tileAt(QPointF position) const;
  void hover(int tile);
  void describeForReaders();
  QString tileText(int tile) const;
  void paintTiles(QPainter& painter, const QRectF& canvas) const;
  void paintEmpty(QPainter& painter) const;

  bool m_any = false;
  std::int64_t m_frame = 0;
  fovea::FrameKind m_kind = fovea::FrameKind::Full;
  model::ImageSize m_canvas;
  std::vector<fovea::MontageTile> m_tiles;
  float m_fill = 0.0F;
  QImage m_picture;
  int m_highlighted = -1;
};

}  // namespace effortlab::widgets
