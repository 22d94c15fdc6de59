#pragma once

#include "data/video_source.h"
#include "fovea/frame_record.h"

#include <QWidget>

#include <cstdint>
#include <span>
#include <vector>

namespace effortlab::widgets {

/// A video from end to end: each frame's kind by colour and by height and pattern, what is decoded ahead, misses and
/// false alarms as marks, and where the player stands. A press, a drag and the keys seek: Left and Right a frame, Page
/// Up and Page Down a second, Home, End.
class TimelineStrip : public QWidget {
  Q_OBJECT
public:
  explicit TimelineStrip(QWidget* parent = nullptr);

  /// Forgets kinds, spans and marks. -1: without end (a camera): nothing can be sought.
  void setVideo(std::int64_t frames, double framesPerSecond);
  std::int64_t frames() const noexcept { return m_frames; }
  std::int64_t currentFrame() const noexcept { return m_current; }

  void setCurrentFrame(std::int64_t frame);
  void setKind(std::int64_t frame, fovea::FrameKind kind);
  /// Those of records, e.g. of an evaluation.
  void setKinds(std::span<const fovea::FrameRecord> records);
  void clearKinds();
  void setDecoded(std::vector<data::FrameSpan> spans);
  /// Ascending frames.
  void setMarks(std::vector<std::int64_t> misses, std::vector<std::int64_t> falseAlarms);

  /// Middle of a frame, in widget coordinates.
  double xOf(std::int64_t frame) const;
  std::int64_t frameAt(double x) const;
  bool isScrubbing() const noexcept { return m_scrubbing; }
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

Q_SIGNALS:
  /// Exactly this frame is wanted. The strip itself follows at once.
  void seekRequested(qint64 frame);
  /// Enclose a drag: players pause meanwhile.
  void scrubStarted();
  void scrubFinished();

protected:
  bool event(QEvent* event) override;
  void paintEvent(QPaintEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void focusInEvent(QFocusEvent* event) override;
  void focusOutEvent(QFocusEvent* event) override;
  void hideEvent(QHideEvent* event) override;
  void changeEvent(QEvent* event) override;

private:
  static constexpr std::int8_t unknownKind = -1;

  QRectF trackRect() const;
  void seek(std::int64_t frame);
  void endScrub();
  void describeForReaders();
  QString textOf(std::int64_t frame) const;
  void paintKinds(QPainter& painter, const QRectF& track) const;
  void paintDecoded(QPainter& painter, const QRectF& track) const;
  void paintMarks(QPainter& painter, const QRectF& track) const;
  void paintCurrent(QPainter& painter, const QRectF& track) const;

  std::int64_t m_frames = 0;
  double m_framesPerSecond = 25.0;
  std::int64_t m_current = 0;
  std::vector<std::int8_t> m_kinds;  ///< by frame; unknownKind: not looked at yet
  std::vector<data::FrameSpan> m_decoded;
  std::vector<std::int64_t> m_misses;
  std::vector<std::int64_t> m_falseAlarms;
  bool m_scrubbing = false;
};

}  // namespace effortlab::widgets
