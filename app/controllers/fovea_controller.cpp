#include "controllers/fovea_controller.h"

#include "charts/frame_cost_chart.h"
#include "charts/precision_chart.h"
#include "charts/speedup_chart.h"
#include "panels/policy_panel.h"
#include "video/player_bar.h"
#include "video/timeline_strip.h"
#include "video/video_view.h"

#include <algorithm>
#include <utility>

namespace effortlab::app {

namespace {

constexpr int judgeMs = 400;
constexpr int rateMs = 1000;

QString whatIsOpened(const FoveaController::Files& files) {
  for (const std::string* name : {&files.video, &files.detector, &files.truth, &files.classMap})
    if (!name->empty())
      return QString::fromStdString(*name);
  return {};
}

}  // namespace

FoveaController::FoveaController(const FoveaWidgets& view, Options options, QObject* parent)
    : QObject(parent),
      m_view(view),
      m_presenter(new FoveaPresenter(view, this)),
      m_evaluation(new FoveaEvaluation(view, std::move(options.evaluate), options.threads, this)),
      m_makePolicy(options.makePolicy),
      m_threads(options.threads),
      m_player({.makePolicy = std::move(options.makePolicy), .threads = options.threads}) {
  m_judgeTimer.setSingleShot(true);
  connect(&m_judgeTimer, &QTimer::timeout, this, &FoveaController::judgeSoon);
  connect(&m_judge, &JobBase::finished, this, &FoveaController::takeJudgement);
  connect(&m_rateTimer, &QTimer::timeout, this, &FoveaController::measureRate);
  connect(&m_loader, &JobBase::finished, this, &FoveaController::finishLoading);
  connect(m_presenter, &FoveaPresenter::figuresChanged, this, &FoveaController::stateChanged);
  connect(m_evaluation, &FoveaEvaluation::changed, this, &FoveaController::stateChanged);
  connect(m_evaluation, &FoveaEvaluation::started, &m_player, &VideoPlayer::pause);  // it would take its time
  connect(m_evaluation, &FoveaEvaluation::failed, this,
          [this](const JobFailure& failure) { Q_EMIT failed(tr("The evaluation"), failure); });
  connect(m_evaluation, &FoveaEvaluation::changed, this, [this] {
    if (const detect::AlarmReport* alarms = m_evaluation->alarms())
      m_view.timeline->setMarks(alarms->framesWithMiss, alarms->framesWithFalseAlarm);
  });
  connect(&m_export, &FoveaExport::started, &m_player, &VideoPlayer::pause);
  connect(&m_export, &FoveaExport::changed, this, &FoveaController::stateChanged);
  connect(&m_export, &FoveaExport::failed, this, &FoveaController::failed);
  connect(&m_export, &FoveaExport::written, this, &FoveaController::noted);
  connectPlayer();
  connectPolicies();
  m_view.policy->setSettings(m_policies.a);
  m_presenter->setPolicies(m_policies);
  m_evaluation->setPolicies(m_policies);
  showSuggestion();
}

// The player and the jobs stop and wait here, before the widgets they feed go.
FoveaController::~FoveaController() = default;

void FoveaController::connectPlayer() {
  const auto* bar = m_view.player;
  connect(&m_player, &VideoPlayer::arrived, this, &FoveaController::takeFrames);
  connect(&m_player, &VideoPlayer::playingChanged, this, [this](bool playing) {
    m_view.player->setPlaying(playing);
    m_framesSinceRate = 0;
    m_sinceRate.start();
    if (playing)
      m_rateTimer.start(rateMs);
    else
      m_rateTimer.stop();
    if (!playing) {
      m_view.player->setReachedRate(std::nullopt);
      if (m_presenter->shown())
        m_presenter->show(m_presenter->shown(), false);
    }
    Q_EMIT stateChanged();
  });
  connect(&m_player, &VideoPlayer::failed, this, [this](const JobFailure& failure) {
    Q_EMIT failed(m_open ? QString::fromStdString(m_open->spec) : QString(), failure);
  });
  connect(bar, &widgets::PlayerBar::playRequested, this, [this](bool play) {
    if (play)
      m_player.play();
    else
      m_player.pause();
  });
  connect(bar, &widgets::PlayerBar::stepRequested, &m_player, &VideoPlayer::step);
  connect(bar, &widgets::PlayerBar::seekRequested, &m_player, &VideoPlayer::seek);
  connect(bar, &widgets::PlayerBar::speedChanged, &m_player, &VideoPlayer::setSpeed);
  connect(bar, &widgets::PlayerBar::loopChanged, &m_player, &VideoPlayer::setLoop);
  connect(bar, &widgets::PlayerBar::nextMissRequested, this, &FoveaController::goToMiss);
  connect(bar, &widgets::PlayerBar::nextFalseAlarmRequested, this, &FoveaController::goToFalseAlarm);
  connect(m_view.timeline, &widgets::TimelineStrip::seekRequested, &m_player, &VideoPlayer::seek);
  connect(m_view.timeline, &widgets::TimelineStrip::scrubStarted, this, [this] {
    m_playsAfterScrub = m_player.isPlaying();
    m_player.pause();
  });
  connect(m_view.timeline, &widgets::TimelineStrip::scrubFinished, this, [this] {
    if (std::exchange(m_playsAfterScrub, false))
      m_player.play();
  });
  for (const widgets::FrameChart* chart :
       std::initializer_list<widgets::FrameChart*>{m_view.cost, m_view.speedUp, m_view.precision})
    connect(chart, &widgets::FrameChart::frameActivated, this, [this](qint64 frame) {
      m_player.pause();
      m_player.seek(frame);
    });
}

void FoveaController::open(const Files& files) {
  Files wanted = files;
  if (m_loader.isRunning()) {  // what is dropped together belongs together
    for (std::string Files::*part : {&Files::video, &Files::detector, &Files::truth, &Files::classMap})
      if ((wanted.*part).empty())
        wanted.*part = m_requested.*part;
  }
  m_requested = wanted;
  Q_EMIT loadingStarted(whatIsOpened(wanted));
  m_loader.start(
      [request = VideoRequest{.video = wanted.video,
                              .detector = wanted.detector,
                              .truth = wanted.truth,
                              .classMap = wanted.classMap,
                              .present = m_open}](const auto& context) { return loadVideo(request, context.control); });
}

void FoveaController::finishLoading(JobStatus status) {
  Q_EMIT loadingEnded();
  auto loaded = m_loader.takeResult();
  const Files files = std::exchange(m_requested, {});
  if (status == JobStatus::Failed)
    Q_EMIT failed(whatIsOpened(files), m_loader.failure());
  if (status != JobStatus::Completed || !loaded) {
    Q_EMIT stateChanged();
    return;
  }
  const bool sameVideo = m_open && m_open->video == (*loaded)->video;
  const bool wasPlaying = m_player.isPlaying();
  const std::int64_t at = m_presenter->shown() ? m_presenter->shown()->frame : 0;
  m_open = *loaded;
  m_judge.cancel();
  m_judgement = {};
  m_unjudged = 0;
  m_presenter->setVideo(m_open);
  m_evaluation->setVideo(m_open);
  m_evaluation->setPolicies(m_policies);
  m_player.open(m_open->video, m_open->detector, m_policies);
  if (sameVideo) {  // another detector or ground truth: go on where one is
    m_player.seek(at);
    if (wasPlaying)
      m_player.play();
  } else if (std::exchange(m_startsPlaying, false)) {
    if (const auto until = std::exchange(m_playUntil, std::nullopt))
      m_player.playUntil(*until);
    else if (m_shown)
      m_player.play();
    else
      m_playsWhenShown = true;
  }
  Q_EMIT videoOpened(files);
  if (!m_open->warnings.empty())
    Q_EMIT truthDoesNotFit(QString::fromStdString(m_open->warnings.front()));
  Q_EMIT stateChanged();
}

void FoveaController::playWhenOpened(std::optional<std::int64_t> until) {
  m_startsPlaying = true;
  m_playUntil = until;
}

void FoveaController::cancel() {
  m_loader.cancel();
  m_evaluation->cancel();
  m_export.cancel();
}

void FoveaController::exportTo(VideoExport kind, const std::filesystem::path& file, const QString& caption) {
  if (!m_open)
    return;
  m_export.start({.kind = kind,
                  .open = m_open,
                  .policy = m_policies.a,
                  .file = file,
                  .fromFrame = m_presenter->shown() ? m_presenter->shown()->frame : 0,
                  .caption = caption,
                  .makePolicy = m_makePolicy,
                  .threads = m_threads});
}

void FoveaController::takeFrames() {
  if (const int unprepared = m_player.unprepared(); unprepared != m_unprepared) {
    m_unprepared = unprepared;
    Q_EMIT stateChanged();
  }
  const std::vector<SeenFrame> seen = m_player.takeSeen();
  if (!seen.empty()) {
    m_framesSinceRate += std::ssize(seen);
    m_unjudged += std::ssize(seen);
    m_presenter->add(seen);
    if (!m_judgeTimer.isActive())
      m_judgeTimer.start(judgeMs);
  }
  if (const FrameViewPtr view = m_player.takeView())
    m_presenter->show(view, m_player.isPlaying());
}

void FoveaController::measureRate() {
  const double seconds = static_cast<double>(m_sinceRate.restart()) / 1e3;
  if (seconds > 0.0)
    m_view.player->setReachedRate(static_cast<double>(std::exchange(m_framesSinceRate, 0)) / seconds);
}

// Misses and false alarms.

void FoveaController::judgeSoon() {
  if (!m_open || !m_open->truth || m_unjudged == 0 || m_judge.isRunning() || m_evaluation->isRunning() ||
      m_evaluation->isCurrent())
    return;
  m_unjudged = 0;
  m_presenter->flush();
  JudgeRequest request{.seen = {}, .truth = m_open->truth, .comparedWithFull = false};
  for (const auto& [frame, seen] : m_presenter->seen())
    request.seen.push_back(seen);
  request.comparedWithFull = m_policies.b && m_policies.b->policy().kind == fovea::PolicyKind::Full;
  m_judge.start([request = std::move(request)](const auto& context) { return judge(request, context.control); });
}

void FoveaController::takeJudgement(JobStatus status) {
  const auto judged = m_judge.takeResult();
  if (status != JobStatus::Completed || !judged || judged->lastFrame < 0)
    return;
  m_judgement = *judged;
  m_view.precision->add(judged->lastFrame, judged->ap, judged->full);
  m_view.timeline->setMarks(judged->misses, judged->falseAlarms);
  if (m_unjudged > 0 && !m_judgeTimer.isActive())
    m_judgeTimer.start(judgeMs);
}

void FoveaController::goTo(const std::vector<std::int64_t>& frames, bool forwards, const QString& none) {
  const std::int64_t now = m_presenter->shown() ? m_presenter->shown()->frame : -1;
  std::optional<std::int64_t> target;
  if (forwards) {
    const auto next = std::upper_bound(frames.begin(), frames.end(), now);
    if (next != frames.end())
      target = *next;
  } else {
    const auto next = std::lower_bound(frames.begin(), frames.end(), now);
    if (next != frames.begin())
      target = *std::prev(next);
  }
  m_player.pause();
  if (target)
    m_player.seek(*target);
  else
    Q_EMIT noted(none, m_evaluation->isCurrent()
                           ? QString()
                           : tr("Only frames seen so far are known; evaluate to know all of them."));
}

void FoveaController::goToMiss(bool forwards) {
  const detect::AlarmReport* alarms = m_evaluation->alarms();
  goTo(alarms != nullptr ? alarms->framesWithMiss : m_judgement.misses, forwards,
       forwards ? tr("No missed object after this frame") : tr("No missed object before this frame"));
}

void FoveaController::goToFalseAlarm(bool forwards) {
  const detect::AlarmReport* alarms = m_evaluation->alarms();
  goTo(alarms != nullptr ? alarms->framesWithFalseAlarm : m_judgement.falseAlarms, forwards,
       forwards ? tr("No false alarm after this frame") : tr("No false alarm before this frame"));
}

void FoveaController::setShown(bool shown) {
  if (shown == m_shown)
    return;
  m_shown = shown;
  if (!shown) {
    m_playsWhenShown = m_player.isPlaying();
    m_player.pause();
  } else if (std::exchange(m_playsWhenShown, false)) {
    m_player.play();
  }
}

bool FoveaController::isIdle() const {
  return !m_loader.isRunning() && !m_player.isPlaying() && !m_player.isBusy() && !m_evaluation->isRunning() &&
         !m_export.isRunning() && !m_judge.isRunning() && !m_judgeTimer.isActive();
}

void FoveaController::retranslate() {
  m_presenter->retranslate();
  m_evaluation->retranslate();
}

}  // namespace effortlab::app
