#include "fovea/track_policy.h"

#include "fovea/look_stage.h"
#include "fovea/policies.h"
#include "fovea/tracker.h"

#include <algorithm>

namespace effortlab::fovea {

namespace {

class TrackPolicy final : public FramePolicy {
public:
  TrackPolicy(const PolicySettings& settings, detect::Detector& detector, const PolicyOptions& options)
      : m_settings(settings),
        m_detector(detector),
        m_montage(fullFrameMontage(options.frame, fullCanvas(detector, options))),
        m_tracker({.frame = options.frame,
                   .classes = std::max(1, static_cast<int>(detector.labels().size())),
                   .motionCue = false}) {}

  FrameRecord look(const FrameTask& task) override {
    Stopwatch whole;
    FrameRecord record;
    record.frame = task.frame;
    record.kind = FrameKind::Skipped;
    Stopwatch stage;
    if (task.frame != m_last + 1)
      m_tracker.restart();
    const bool begins = task.frame != m_last + 1;
    m_last = -2;  // until this frame is through: an error makes the next one begin anew
    m_tracker.advance(task.frame, *task.image);
    record.ms.track = stage.lap();
    const bool cut = isCut();
    if (cut)
      m_tracker.cut();
    m_sinceFull = begins || cut ? 0 : m_sinceFull + 1;
    if (m_sinceFull % m_settings.policy().period == 0) {
      m_sinceFull = 0;
      record.kind = FrameKind::Full;
      const LookOptions look{.score = static_cast<float>(m_settings.value("score")),
                             .nms = static_cast<float>(m_settings.value("nms"))};
      const std::vector<Sighting> seen = lookAt(task, m_montage, m_detector, look, record);
      stage.lap();
      m_tracker.update(seen);
    }
    record.boxes = m_tracker.shown();
    record.ms.track += stage.lap();
    m_last = task.frame;
    record.ms.total = whole.ms();
    return record;
  }

  void change(const PolicySettings& settings) override {
    requireSamePolicy(m_settings, settings);
    m_settings = settings;
  }

  void restart() override {
    m_last = -2;
    m_tracker.restart();
  }

  std::vector<model::ImageSize> canvases() const override { return {m_montage.canvas}; }

private:
  bool isCut() const {
    const double cut = m_settings.value("cut");
    return cut > 0.0 && m_tracker.greyChange() > cut;
  }

  PolicySettings m_settings;
  detect::Detector& m_detector;
  Montage m_montage;
  Tracker m_tracker;
  std::int64_t m_last = -2;  ///< frame looked at last; -2: none
  int m_sinceFull = 0;       ///< frames
};

}  // namespace

std::unique_ptr<FramePolicy> makeTrackPolicy(const PolicySettings& settings, detect::Detector& detector,
                                             const PolicyOptions& options) {
  return std::make_unique<TrackPolicy>(settings, detector, options);
}

}  // namespace effortlab::fovea
