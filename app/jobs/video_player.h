#pragma once

#include "core/parallel.h"
#include "jobs/frame_analyst.h"
#include "jobs/job.h"

#include <QObject>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace effortlab::app {

/// Plays a video through policies on a thread of its own: every frame is analysed, in order; what is shown is the
/// newest. While paused it steps, jumps and follows changed parameters. All signals come on the thread it lives on.
class VideoPlayer : public QObject {
  Q_OBJECT

public:
  struct Options {
    PolicyFactory makePolicy = fovea::makePolicy;
    int threads = 1;  ///< of the detector
  };

  explicit VideoPlayer(Options options, QObject* parent = nullptr);
  /// Stops and waits, at most for what the detector needs to notice.
  ~VideoPlayer() override;

  /// Starts paused on the first frame. Null: nothing to play.
  void open(std::shared_ptr<data::VideoSource> video, std::shared_ptr<detect::Detector> detector, PolicyPair policies);
  /// From the next frame on; while paused the present frame is analysed again.
  void setPolicies(PolicyPair policies);
  void play();
  /// Plays and pauses on that frame.
  void playUntil(std::int64_t frame);
  void pause();
  /// One frame on or back; of frames seen, what was told of them then.
  void step(int frames);
  void seek(std::int64_t frame);
  /// Times real time; 0: as fast as it goes.
  void setSpeed(double speed);
  void setLoop(bool loop);

  bool isPlaying() const noexcept { return m_playing; }
  /// A frame is being analysed or was asked for.
  bool isBusy() const;
  /// Canvas sizes the detector is still to be made ready for, before playing goes on.
  int unprepared() const;
  /// The newest since the last call, or null.
  FrameViewPtr takeView();
  /// Every frame analysed since the last call, in that order.
  std::vector<SeenFrame> takeSeen();

Q_SIGNALS:
  /// takeView(), takeSeen() or unprepared() have something new. At most one waits at a time.
  void arrived();
  void playingChanged(bool playing);
  /// A frame could not be had or analysed: playing has stopped there, what was analysed before stays.
  void failed(const effortlab::app::JobFailure& failure);

private:
  using Clock = std::chrono::steady_clock;

  /// What is wanted; the worker takes it a frame at a time.
  struct Orders {
    std::shared_ptr<data::VideoSource> video;
    std::shared_ptr<detect::Detector> detector;
    PolicyPair policies;
    bool opened = false, changed = false, playing = false, started = false, loop = false;
    double speed = 1.0;
    std::optional<std::int64_t> jump = {};
    std::optional<std::int64_t> until = {};
    int steps = 0;
  };
  /// What the worker does next.
  struct Deed {
    enum class Kind { Look, Show, Again } kind = Kind::Look;
    std::int64_t frame = 0;
    bool paced = false;
  };

  void order(bool interrupt, const std::function<void(Orders&)>& give);
  void run(const std::stop_token& stop);
  bool hasWork() const;
  std::optional<Deed> nextDeed();
  bool takeNewVideo(std::unique_lock<std::mutex>& lock);
  bool takeChange(std::unique_lock<std::mutex>& lock);
  Deed deedFor(std::int64_t frame, bool paced) const;
  std::int64_t lastFrame() const;
  void carryOut(const Deed& deed, std::unique_lock<std::mutex>& lock);
  FrameViewPtr makeView(const Deed& deed, const std::stop_token& stop);
  void prepareOne(std::unique_lock<std::mutex>& lock);
  void publish(FrameViewPtr view);
  void fail(const Error& error, std::int64_t frame);
  void notify();
  void deliver();
  void tellPlaying();

  mutable std::mutex m_mutex;
  std::condition_variable_any m_wake;
  Orders m_orders;
  std::stop_source m_interrupt;  ///< of the frame being analysed
  bool m_working = false;
  int m_unprepared = 0, m_toldUnprepared = 0;
  bool m_noticePosted = false;
  FrameViewPtr m_view;
  std::vector<SeenFrame> m_seen;
  std::optional<JobFailure> m_failure;
  // The worker's own, once it runs:
  std::stop_token m_end;
  FrameAnalyst m_analyst;
  ThreadArena m_arena;
  std::shared_ptr<data::VideoSource> m_video;
  std::int64_t m_at = -1;
  double m_lookMs = 0.0;
  Clock::time_point m_due;

  bool m_playing = false;  ///< as told
  std::jthread m_thread;   // last: starts when everything above exists
};

}  // namespace effortlab::app
