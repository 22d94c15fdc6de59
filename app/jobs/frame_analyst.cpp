#include "jobs/frame_analyst.h"

#include <utility>

namespace effortlab::app {

namespace {

constexpr std::int64_t montageBudgetBytes = std::int64_t{128} << 20;
/// Pictures of a camera that one can step back to.
constexpr std::int64_t cameraFramesKept = 150;
/// What may be looked at again for a parameter that moved while the video stands.
constexpr double againBudgetMs = 300.0;
constexpr std::int64_t againMostFrames = 48;

RecordPtr withoutMontage(const RecordPtr& record) {
  if (!record || !record->montage)
    return record;
  auto copy = std::make_shared<fovea::FrameRecord>(*record);
  copy->montage = nullptr;
  return copy;
}

RecordPtr withMontage(const RecordPtr& record, const data::FramePtr& montage) {
  if (!record || !montage)
    return record;
  auto copy = std::make_shared<fovea::FrameRecord>(*record);
  copy->montage = montage;
  return copy;
}

std::int64_t bytesOf(const data::FramePtr& image) {
  return image ? static_cast<std::int64_t>(image->pixels.size()) : 0;
}

}  // namespace

void FrameAnalyst::open(std::shared_ptr<data::VideoSource> video, std::shared_ptr<detect::Detector> detector,
                        PolicyPair policies) {
  m_a = {.settings = std::move(policies.a), .policy = nullptr};  // they use the detector: before it goes
  m_b = {.settings = std::move(policies.b), .policy = nullptr};
  m_video = std::move(video);
  m_detector = std::move(detector);
  m_last = -1;
  m_kept.clear();
  m_withMontage.clear();
  m_montageBytes = 0;
  m_unprepared.clear();
  m_prepared.clear();
  m_newlySeen.clear();
}

/// Ready for whole frames at once, for other sizes later: so the first frame is not slow, and comes soon.
void FrameAnalyst::makePolicy(Looker& looker, const std::stop_token& stop) {
  const data::VideoInfo& info = m_video->info();
  looker.policy =
      m_factory(*looker.settings, *m_detector, {.frame = {.height = info.height, .width = info.width}, .input = {}});
  const model::ImageSize usual = m_detector->limits().usual;
  for (const model::ImageSize& size : looker.policy->canvases()) {
    if (!m_prepared.emplace(size.height, size.width).second)
      continue;
    if (size.height == usual.height && size.width == usual.width)
      m_detector->prepare(size, stop);
    else
      m_unprepared.push_back(size);
  }
}

void FrameAnalyst::prepareOne(const std::stop_token& stop) {
  if (m_unprepared.empty())
    return;
  m_detector->prepare(m_unprepared.back(), stop);
  if (!stop.stop_requested())
    m_unprepared.pop_back();
}

void FrameAnalyst::apply(Looker& looker, const std::optional<fovea::PolicySettings>& settings) {
  if (looker.settings == settings)
    return;
  const bool same = looker.settings && settings && looker.settings->policy() == settings->policy();
  if (same && looker.policy)
    looker.policy->change(*settings);
  else
    looker.policy = nullptr;
  looker.settings = settings;
}

void FrameAnalyst::change(PolicyPair policies) {
  apply(m_a, policies.a);
  apply(m_b, policies.b);
}

void FrameAnalyst::restart() {
  for (Looker* looker : {&m_a, &m_b})
    if (looker->policy)
      looker->policy->restart();
  m_last = -1;
}

RecordPtr FrameAnalyst::lookWith(Looker& looker, const fovea::FrameTask& task, data::FramePtr& montage) {
  if (!looker.settings)
    return nullptr;
  if (!looker.policy)
    makePolicy(looker, task.stop);
  auto record = std::make_shared<fovea::FrameRecord>(looker.policy->look(task));
  montage = std::exchange(record->montage, nullptr);
  return record;
}

FrameViewPtr FrameAnalyst::look(std::int64_t frame, const std::stop_token& stop) {
  const data::FramePtr image = m_video->frame(frame, stop);
  if (frame != m_last + 1)
    restart();
  Kept kept{.seen = {.frame = frame, .a = {}, .b = {}}, .montage = {}, .image = {}};
  data::FramePtr unused;
  try {
    kept.seen.a = lookWith(m_a, {.frame = frame, .image = image, .keepMontage = true, .stop = stop}, kept.montage);
    kept.seen.b = lookWith(m_b, {.frame = frame, .image = image, .keepMontage = false, .stop = stop}, unused);
  } catch (...) {
    restart();  // one of them may have seen the frame, the other not
    throw;
  }
  m_last = frame;
  if (m_video->info().live)
    kept.image = image;
  auto view = std::make_shared<FrameView>(
      FrameView{.frame = frame, .image = image, .a = withMontage(kept.seen.a, kept.montage), .b = kept.seen.b});
  m_newlySeen.push_back(kept.seen);
  keep(std::move(kept));
  return view;
}

void FrameAnalyst::keep(Kept kept) {
  const std::int64_t frame = kept.seen.frame;
  m_montageBytes += bytesOf(kept.montage);
  Kept& place = m_kept[frame];
  m_montageBytes -= bytesOf(place.montage);
  if (!place.montage && kept.montage)
    m_withMontage.push_back(frame);
  place = std::move(kept);
  while (m_montageBytes > montageBudgetBytes && !m_withMontage.empty() && m_withMontage.front() != frame) {
    const auto oldest = m_kept.find(m_withMontage.front());
    m_withMontage.pop_front();
    if (oldest == m_kept.end())
      continue;
    m_montageBytes -= bytesOf(oldest->second.montage);
    oldest->second.montage = nullptr;
  }
  if (m_video->info().live)
    m_kept.erase(frame - cameraFramesKept);
}

FrameViewPtr FrameAnalyst::kept(std::int64_t frame, const std::stop_token& stop) {
  const auto found = m_kept.find(frame);
  if (found == m_kept.end())
    return nullptr;
  const Kept& kept = found->second;
  const data::FramePtr image = kept.image ? kept.image : m_video->frame(frame, stop);
  return std::make_shared<FrameView>(FrameView{
      .frame = frame, .image = image, .a = withMontage(kept.seen.a, kept.montage), .b = withoutMontage(kept.seen.b)});
}

/// The last full frame at or before it, if all frames since were seen and took little enough.
std::int64_t FrameAnalyst::startOfAgain(std::int64_t frame) const {
  double ms = 0.0;
  for (std::int64_t at = frame; at >= 0 && at > frame - againMostFrames; --at) {
    const auto found = m_kept.find(at);
    if (found == m_kept.end() || !found->second.seen.a)
      break;
    ms += found->second.seen.a->ms.total;
    if (const RecordPtr& b = found->second.seen.b)
      ms += b->ms.total;
    if (ms > againBudgetMs)
      break;
    if (at < frame && found->second.seen.a->kind == fovea::FrameKind::Full)
      return at;
  }
  return frame;
}

FrameViewPtr FrameAnalyst::lookAgain(std::int64_t frame, const std::stop_token& stop) {
  const std::int64_t start = startOfAgain(frame);
  restart();
  FrameViewPtr view;
  for (std::int64_t at = start; at <= frame; ++at)
    view = look(at, stop);
  return view;
}

}  // namespace effortlab::app
