#pragma once

#include <QWidget>

#include <cstdint>
#include <optional>

class QComboBox;
class QKeyEvent;
class QLabel;
class QToolButton;

namespace effortlab::widgets {

/// The player's buttons. It plays nothing itself: its owner does, and tells what is so.
/// Keys, wherever they were installed: Space plays and pauses, Left and Right step, Home and End, `[` and `]` the
/// speed, L the loop, M and Shift+M the next and previous miss, F and Shift+F the next and previous false alarm.
class PlayerBar : public QWidget {
  Q_OBJECT
public:
  /// Of PlayerBar::speed(): as fast as it goes.
  static constexpr double maximumSpeed = 0.0;

  explicit PlayerBar(QWidget* parent = nullptr);

  /// `frames` 0: nothing to play; -1: a camera, which can only be played and paused.
  void setVideo(std::int64_t frames, double framesPerSecond);
  void setFrame(std::int64_t frame);
  void setPlaying(bool playing);
  void setSpeed(double speed);
  void setLoop(bool loop);
  /// Whether there is ground truth to miss something of.
  void setHasTruth(bool hasTruth);
  /// What is reached really, frames a second; nothing: unknown.
  void setReachedRate(const std::optional<double>& framesPerSecond);

  bool isPlaying() const noexcept { return m_playing; }
  double speed() const;
  bool loop() const;
  std::int64_t frame() const noexcept { return m_frame; }

  /// The bar's keys also work wherever `host`, or a child that leaves them alone, has the focus.
  void installKeys(QWidget* host);

  QToolButton* playButton() const noexcept { return m_play; }
  QToolButton* backButton() const noexcept { return m_back; }
  QToolButton* forwardButton() const noexcept { return m_forward; }
  QToolButton* loopButton() const noexcept { return m_loop; }
  QToolButton* missButton() const noexcept { return m_miss; }
  QToolButton* falseAlarmButton() const noexcept { return m_falseAlarm; }
  QComboBox* speedBox() const noexcept { return m_speed; }
  QString readout() const;

Q_SIGNALS:
  /// Wanted; the bar changes with setPlaying().
  void playRequested(bool play);
  void stepRequested(int frames);  ///< -1 or 1
  void seekRequested(qint64 frame);
  void speedChanged(double speed);  ///< times real time, or maximumSpeed
  void loopChanged(bool loop);
  void nextMissRequested(bool forwards);
  void nextFalseAlarmRequested(bool forwards);

protected:
  void keyPressEvent(QKeyEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;
  void changeEvent(QEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

private:
  void build();
  void fitReadout();
  void retranslate();
  void refresh();
  bool takeKey(const QKeyEvent& event);
  void stepSpeed(int step);
  QString timeText(std::int64_t frame) const;

  QToolButton* m_first;
  QToolButton* m_back;
  QToolButton* m_play;
  QToolButton* m_forward;
  QToolButton* m_last;
  QToolButton* m_loop;
  QToolButton* m_miss;
  QToolButton* m_falseAlarm;
  QComboBox* m_speed;
  QLabel* m_readout;
  QLabel* m_rate;
  std::int64_t m_frames = 0;
  std::int64_t m_frame = 0;
  double m_framesPerSecond = 25.0;
  std::optional<double> m_reached;
  bool m_playing = false;
  bool m_hasTruth = false;
};

}  // namespace effortlab::widgets
