#include "fovea/video_evaluation.h"

#include "core/error.h"
#include "core/statistics.h"

#include <algorithm>
#include <set>
#include <utility>

namespace effortlab::fovea {

namespace {

/// One look at every frame by every policy.
class EvaluationRun {
public:
  EvaluationRun(data::VideoSource& video, detect::Detector& detector, const VideoEvaluationPlan& plan,
                const RunControl& control)
      : m_video(video), m_detector(detector), m_plan(plan), m_control(control) {
    const data::VideoInfo& info = video.info();
    const bool endless = info.frames < 0;
    m_first = std::max<std::int64_t>(plan.firstFrame, 0);
    if (!endless && m_first >= info.frames)
      throw Error(ErrorCode::InvalidArgument,
                  info.spec + " has no frame " + std::to_string(m_first) + ": it has " + std::to_string(info.frames));
    if (endless && (plan.frames < 0 || plan.repetitions > 1))
      throw Error(ErrorCode::InvalidArgument,
                  info.spec + " has no end and comes once: say how many frames, and no repetitions");
    const std::int64_t rest = endless ? plan.frames : info.frames - m_first;
    m_frames = plan.frames < 0 ? rest : std::min(rest, plan.frames);
    for (const PolicySettings& settings : plan.policies)
      m_policies.push_back(makePolicy(settings, detector, {.frame = {.height = info.height, .width = info.width}}));
  }

  VideoEvaluation run() {
    VideoEvaluation result;
    result.records.resize(m_policies.size());
    prepare();
    const int repetitions = std::max(m_plan.repetitions, 1);
    for (int repetition = 0; repetition < repetitions && result.complete; ++repetition) {
      for (const auto& policy : m_policies)
        policy->restart();
      for (std::int64_t i = 0; i < m_frames && result.complete; ++i)
        result.complete = lookAtFrame(i, repetition, result);
    }
    takeMedians(result.records);
    return result;
  }

private:
  void prepare() {
    std::set<std::pair<std::int64_t, std::int64_t>> sizes;
    for (const auto& policy : m_policies)
      for (const model::ImageSize size : policy->canvases())
        sizes.emplace(size.height, size.width);
    std::int64_t done = 0;
    for (const auto& [height, width] : sizes) {
      m_control.throwIfStopped();
      m_control.report(done++, static_cast<std::int64_t>(sizes.size()), "preparing the detector");
      m_detector.prepare({.height = height, .width = width}, m_control.stop);
    }
  }

  /// False: the video ends here, or a stop was asked for.
  bool lookAtFrame(std::int64_t index, int repetition, VideoEvaluation& result) {
    if (m_control.stopRequested())
      return false;
    try {
      const FramePtr image = m_video.frame(m_first + index, m_control.stop);
      std::vector<FrameRecord> records(m_policies.size());
      for (std::size_t turn = 0; turn < m_policies.size(); ++turn) {
        const std::size_t policy = (turn + static_cast<std::size_t>(index + repetition)) % m_policies.size();
        records[policy] = m_policies[policy]->look(
            {.frame = m_first + index, .image = image, .keepMontage = false, .stop = m_control.stop});
      }
      keep(std::move(records), index, repetition, result);
    } catch (const Error& error) {
      const bool streamFails = error.code() == ErrorCode::Truncated || error.code() == ErrorCode::Mismatch ||
                               error.code() == ErrorCode::Unreadable || error.code() == ErrorCode::WrongFormat;
      if (error.code() != ErrorCode::Cancelled && (!streamFails || index == 0))
        throw;
      if (streamFails)
        result.warnings.emplace_back(error.what());
      return false;
    }
    const std::int64_t done = repetition * m_frames + index + 1;
    m_control.report(done, std::max(m_plan.repetitions, 1) * m_frames, "looking at frames");
    return true;
  }

  void keep(std::vector<FrameRecord> records, std::int64_t index, int repetition, VideoEvaluation& result) {
    const auto at = static_cast<std::size_t>(index);
    for (std::size_t policy = 0; policy < records.size(); ++policy) {
      if (repetition == 0) {
        if (m_plan.onFrame)
          m_plan.onFrame(policy, records[policy]);
        result.records[policy].push_back(std::move(records[policy]));
        m_times.resize(records.size());
        m_times[policy].emplace_back();
        m_times[policy][at].push_back(result.records[policy][at].ms);
      } else {
        m_times[policy][at].push_back(records[policy].ms);
      }
    }
  }

  static double medianOf(const std::vector<StageMs>& times, double StageMs::*stage) {
    std::vector<double> values;
    for (const StageMs& one : times)
      values.push_back(one.*stage);
    return quantile(values, 0.5);
  }

  void takeMedians(std::vector<std::vector<FrameRecord>>& records) const {
    if (m_plan.repetitions <= 1)
      return;
    for (std::size_t policy = 0; policy < m_times.size(); ++policy)
      for (std::size_t frame = 0; frame < m_times[policy].size(); ++frame)
        for (double StageMs::*stage :
             {&StageMs::predict, &StageMs::montage, &StageMs::detector, &StageMs::track, &StageMs::total})
          records[policy][frame].ms.*stage = medianOf(m_times[policy][frame], stage);
  }

  data::VideoSource& m_video;
  detect::Detector& m_detector;
  const VideoEvaluationPlan& m_plan;
  const RunControl& m_control;
  std::int64_t m_first = 0, m_frames = 0;
  std::vector<std::unique_ptr<FramePolicy>> m_policies;
  std::vector<std::vector<std::vector<StageMs>>> m_times;  ///< by policy, frame, repetition
};

}  // namespace

VideoEvaluation evaluateVideo(data::VideoSource& video, detect::Detector& detector, const detect::Truth* truth,
                              const VideoEvaluationPlan& plan, const RunControl& control) {
  VideoEvaluation result = EvaluationRun(video, detector, plan, control).run();
  const auto full = std::find_if(plan.policies.begin(), plan.policies.end(), [](const PolicySettings& settings) {
    return settings.policy().kind == PolicyKind::Full;
  });
  std::span<const FrameRecord> dense;
  if (full != plan.policies.end())
    dense = result.records[static_cast<std::size_t>(full - plan.policies.begin())];
  for (std::size_t i = 0; i < plan.policies.size(); ++i)
    result.policies.push_back(reportOf(plan.policies[i], result.records[i], dense, truth, plan.alarmScore));
  if (!plan.keepRecords)
    result.records.clear();
  return result;
}

}  // namespace effortlab::fovea
