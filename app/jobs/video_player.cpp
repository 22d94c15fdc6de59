#include "jobs/video_player.h"

#include <QMetaObject>
#include <QPointer>

#include <algorithm>
#include <limits>
#include <utility>

namespace effortlab::app {

namespace {

/// A detector slower than this shows the bare picture first when one jumps.
constexpr double barePictureFromMs = 60.0;
/// A video that fell behind by more does not catch up: it goes on from now.
constexpr std::chrono::milliseconds mostBehind{100};
constexpr double slowest = 0.01;

double msBetween(std::chrono::steady_clock::time_point from, std::chrono::steady_clock::time_point to) {
  return std::chrono::duration<double, std::milli>(to - from).count();
}

}  // namespace

VideoPlayer::VideoPlayer(Options options, QObject* parent)
    : QObject(parent),
      m_analyst(std::move(options.makePolicy)),
      m_arena(std::max(1, options.threads)),
      m_thread([this](const std::stop_token& stop) { run(stop); }) {}

VideoPlayer::~VideoPlayer() {
  {
    const std::lock_guard lock(m_mutex);
    m_interrupt.request_stop();
  }
  m_thread.request_stop();
  m_thread.join();
}

void VideoPlayer::order(bool interrupt, const std::function<void(Orders&)>& give) {
  {
    const std::lock_guard lock(m_mutex);
    give(m_orders);
    if (interrupt)
      m_interrupt.request_stop();
  }
  m_wake.notify_all();
  tellPlaying();
}

void VideoPlayer::open(std::shared_ptr<data::VideoSource> video, std::shared_ptr<detect::Detector> detector,
                       PolicyPair policies) {
  order(true, [&](Orders& orders) {
    const double speed = orders.speed;
    const bool loop = orders.loop;
    orders = {.video = std::move(video), .detector = std::move(detector), .policies = std::move(policies)};
    orders.opened = true;
    orders.speed = speed;
    orders.loop = loop;
    m_view = nullptr;  // of the video before
    m_seen.clear();
    m_failure.reset();
  });
}

void VideoPlayer::setPolicies(PolicyPair policies) {
  order(false, [&](Orders& orders) {
    orders.policies = std::move(policies);
    orders.changed = true;
  });
}

void VideoPlayer::play() {
  order(false, [](Orders& orders) {
    orders.started = !orders.playing;
    orders.playing = true;
  });
}

void VideoPlayer::playUntil(std::int64_t frame) {
  order(false, [frame](Orders& orders) {
    orders.started = !orders.playing;
    orders.playing = true;
    orders.until = frame;
  });
}

void VideoPlayer::pause() {
  order(false, [](Orders& orders) {
    orders.playing = false;
    orders.until.reset();
  });
}

void VideoPlayer::step(int frames) {
  order(false, [frames](Orders& orders) {
    orders.playing = false;
    orders.steps += frames;
  });
}

void VideoPlayer::seek(std::int64_t frame) {
  order(true, [frame](Orders& orders) {
    orders.jump = frame;
    orders.steps = 0;
  });
}

void VideoPlayer::setSpeed(double speed) {
  order(false, [speed](Orders& orders) { orders.speed = speed; });
}

void VideoPlayer::setLoop(bool loop) {
  order(false, [loop](Orders& orders) { orders.loop = loop; });
}

bool VideoPlayer::isBusy() const {
  const std::lock_guard lock(m_mutex);
  return m_working || hasWork() || m_noticePosted;
}

int VideoPlayer::unprepared() const {
  const std::lock_guard lock(m_mutex);
  return m_unprepared;
}

FrameViewPtr VideoPlayer::takeView() {
  const std::lock_guard lock(m_mutex);
  return std::exchange(m_view, nullptr);
}

std::vector<SeenFrame> VideoPlayer::takeSeen() {
  const std::lock_guard lock(m_mutex);
  return std::exchange(m_seen, {});
}

// The worker's side.

bool VideoPlayer::hasWork() const {
  const auto& orders = m_orders;
  return orders.opened ||
         (m_video && (orders.changed || orders.jump || orders.steps != 0 || orders.playing || m_unprepared > 0));
}

void VideoPlayer::run(const std::stop_token& stop) {
  std::unique_lock lock(m_mutex);
  m_end = stop;
  while (true) {
    m_wake.wait(lock, stop, [this] { return hasWork(); });
    if (stop.stop_requested())
      return;
    m_working = true;
    m_interrupt = {};
    if (takeNewVideo(lock) && takeChange(lock)) {
      if (const auto deed = nextDeed())
        carryOut(*deed, lock);
      else if (m_unprepared > 0)
        prepareOne(lock);
    }
    m_working = false;
    notify();
  }
}

/// False: there is nothing to play.
bool VideoPlayer::takeNewVideo(std::unique_lock<std::mutex>& lock) {
  if (!m_orders.opened)
    return true;
  m_orders.opened = m_orders.changed = false;
  m_orders.jump = m_orders.jump.value_or(0);
  m_video = std::exchange(m_orders.video, nullptr);
  auto detector = std::exchange(m_orders.detector, nullptr);
  PolicyPair policies = m_orders.policies;
  lock.unlock();
  m_analyst.open(m_video, std::move(detector), std::move(policies));
  lock.lock();
  m_at = -1;
  m_unprepared = 0;
  return m_video != nullptr;
}

bool VideoPlayer::takeChange(std::unique_lock<std::mutex>& lock) {
  if (!m_orders.changed)
    return true;
  m_orders.changed = false;
  PolicyPair policies = m_orders.policies;
  lock.unlock();
  std::optional<Error> problem;
  try {
    m_analyst.change(std::move(policies));
    if (m_at + 1 != m_analyst.next())
      m_analyst.restart();  // frames seen before are not played again as they were
  } catch (const Error& error) {
    problem = error;
  }
  lock.lock();
  if (problem) {
    fail(*problem, m_at);
    return false;
  }
  const bool stands = !m_orders.playing && !m_orders.jump && m_orders.steps == 0 && !m_orders.opened;
  if (!stands || m_at < 0 || m_video->info().live)
    return true;
  carryOut({.kind = Deed::Kind::Again, .frame = m_at}, lock);
  return false;
}

std::int64_t VideoPlayer::lastFrame() const {
  return m_video->info().live ? std::numeric_limits<std::int64_t>::max() : m_video->info().frames - 1;
}

/// Frames that the policies have already passed are shown as they were.
VideoPlayer::Deed VideoPlayer::deedFor(std::int64_t frame, bool paced) const {
  return {.kind = frame < m_analyst.next() ? Deed::Kind::Show : Deed::Kind::Look, .frame = frame, .paced = paced};
}

std::optional<VideoPlayer::Deed> VideoPlayer::nextDeed() {
  if (const auto jump = std::exchange(m_orders.jump, std::nullopt)) {
    m_due = Clock::now();
    return Deed{.kind = Deed::Kind::Show, .frame = std::clamp<std::int64_t>(*jump, 0, lastFrame())};
  }
  if (m_orders.steps != 0) {
    const int direction = m_orders.steps > 0 ? 1 : -1;
    m_orders.steps -= direction;
    const std::int64_t frame = m_at + direction;
    if (frame < 0 || frame > lastFrame())
      return std::nullopt;
    m_video->setDirection(direction > 0);
    return direction > 0 ? deedFor(frame, false) : Deed{.kind = Deed::Kind::Show, .frame = frame};
  }
  if (m_orders.until && m_at >= *m_orders.until) {
    m_orders.until.reset();
    m_orders.playing = false;
  }
  if (!m_orders.playing || m_unprepared > 0)
    return std::nullopt;
  const bool started = std::exchange(m_orders.started, false);
  if (started) {
    m_due = Clock::now();
    m_video->setDirection(true);
  }
  std::int64_t frame = m_at + 1;
  if (frame > lastFrame()) {
    if (!started && !m_orders.loop) {
      m_orders.playing = false;
      return std::nullopt;
    }
    frame = 0;
    m_analyst.restart();
  }
  return deedFor(frame, !m_video->info().live && m_orders.speed > 0.0);
}

FrameViewPtr VideoPlayer::makeView(const Deed& deed, const std::stop_token& stop) {
  FrameViewPtr view;
  m_arena.run([&] {
    if (deed.kind == Deed::Kind::Show)
      view = m_analyst.kept(deed.frame, stop);
    if (view || (deed.kind == Deed::Kind::Show && m_video->info().live && deed.frame < m_analyst.next()))
      return;
    if (deed.kind == Deed::Kind::Show && m_lookMs > barePictureFromMs) {
      const auto bare = std::make_shared<FrameView>(
          FrameView{.frame = deed.frame, .image = m_video->frame(deed.frame, stop), .a = {}, .b = {}});
      const std::lock_guard lock(m_mutex);
      if (!m_orders.opened)
        publish(bare);
    }
    const auto start = Clock::now();
    view = deed.kind == Deed::Kind::Again ? m_analyst.lookAgain(deed.frame, stop) : m_analyst.look(deed.frame, stop);
    m_lookMs = msBetween(start, Clock::now());
  });
  return view;
}

void VideoPlayer::carryOut(const Deed& deed, std::unique_lock<std::mutex>& lock) {
  const std::stop_token stop = m_interrupt.get_token();
  lock.unlock();
  FrameViewPtr view;
  std::optional<Error> problem;
  try {
    view = makeView(deed, stop);
  } catch (const Error& error) {
    problem = error;
  } catch (const std::exception& error) {
    problem.emplace(ErrorCode::Unsupported, error.what());
  }
  std::vector<SeenFrame> seen = m_analyst.takeSeen();
  lock.lock();
  m_unprepared = m_analyst.unprepared();
  if (m_orders.opened)  // all this is of the video before
    return;
  std::move(seen.begin(), seen.end(), std::back_inserter(m_seen));
  if (problem) {
    if (problem->code() != ErrorCode::Cancelled)
      fail(*problem, deed.frame);
    return;
  }
  if (!view)  // a camera's picture that is gone
    return;
  m_at = deed.frame;
  if (deed.paced) {
    m_wake.wait_until(lock, m_end, m_due, [this] { return m_orders.opened || m_orders.jump || !m_orders.playing; });
    if (m_orders.opened)
      return;
    const double rate = m_video->info().framesPerSecond * std::max(m_orders.speed, slowest);
    const std::chrono::duration<double> period(1.0 / rate);
    m_due = std::max(m_due, Clock::now() - mostBehind) + std::chrono::duration_cast<Clock::duration>(period);
  }
  publish(std::move(view));
}

void VideoPlayer::prepareOne(std::unique_lock<std::mutex>& lock) {
  const std::stop_token stop = m_interrupt.get_token();
  lock.unlock();
  std::optional<Error> problem;
  try {
    m_arena.run([&] { m_analyst.prepareOne(stop); });
  } catch (const Error& error) {
    problem = error;
  }
  lock.lock();
  m_unprepared = m_analyst.unprepared();
  m_due = Clock::now();
  if (problem && problem->code() != ErrorCode::Cancelled && !m_orders.opened) {
    m_unprepared = 0;  // the frame that needs the size says so again
    fail(*problem, m_at);
  }
}

void VideoPlayer::publish(FrameViewPtr view) {
  m_view = std::move(view);
  notify();
}

void VideoPlayer::fail(const Error& error, std::int64_t frame) {
  m_failure = JobFailure{error.code(), QString::fromUtf8(error.what())};
  m_orders.playing = false;
  m_orders.steps = 0;
  m_at = frame;
  if (m_video && frame >= 0)
    if (const data::FramePtr image = m_video->cached(frame))
      m_view = std::make_shared<FrameView>(FrameView{.frame = frame, .image = image, .a = {}, .b = {}});
}

void VideoPlayer::notify() {
  if (std::exchange(m_noticePosted, true))
    return;
  QMetaObject::invokeMethod(this, &VideoPlayer::deliver, Qt::QueuedConnection);
}

// Back on the owner's thread.

void VideoPlayer::tellPlaying() {
  bool playing = false;
  {
    const std::lock_guard lock(m_mutex);
    playing = m_orders.playing;
  }
  if (std::exchange(m_playing, playing) != playing)
    Q_EMIT playingChanged(playing);
}

void VideoPlayer::deliver() {
  std::optional<JobFailure> failure;
  bool news = false;
  {
    const std::lock_guard lock(m_mutex);
    m_noticePosted = false;
    failure = std::exchange(m_failure, std::nullopt);
    news = m_view != nullptr || !m_seen.empty() || m_unprepared != m_toldUnprepared;
    m_toldUnprepared = m_unprepared;
  }
  // A receiver may open another video or delete this from within a signal.
  const QPointer<VideoPlayer> self(this);
  if (news)
    Q_EMIT arrived();
  if (self)
    tellPlaying();
  if (self && failure)
    Q_EMIT failed(*failure);
}

}  // namespace effortlab::app
