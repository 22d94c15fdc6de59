#include "fovea/look_stage.h"
#include "fovea/policies.h"

#include <utility>

namespace effortlab::fovea {

namespace {

class EveryPolicy final : public FramePolicy {
public:
  EveryPolicy(PolicySettings settings, detect::Detector& detector, const PolicyOptions& options)
      : m_settings(std::move(settings)),
        m_detector(detector),
        m_montage(fullFrameMontage(options.frame, fullCanvas(detector, options))) {}

  FrameRecord look(const FrameTask& task) override {
    const Stopwatch watch;
    FrameRecord record{.frame = task.frame};
    const bool goesOn = m_last >= 0 && task.frame == m_last + 1;
    m_last = -1;  // a look that fails is made up for by a full frame
    const int period = m_settings.policy().kind == PolicyKind::Full ? 1 : m_settings.policy().period;
    if (!goesOn || task.frame - m_looked >= period) {
      const LookOptions options{.score = static_cast<float>(m_settings.value("score"))};
      m_boxes = shownOf(lookAt(task, m_montage, m_detector, options, record));
      m_looked = task.frame;
    } else {
      record.kind = FrameKind::Skipped;
      for (ShownBox& box : m_boxes) {
        box.origin = BoxOrigin::Held;
        ++box.age;
      }
    }
    m_last = task.frame;
    record.boxes = m_boxes;
    record.ms.total = watch.ms();
    return record;
  }

  void change(const PolicySettings& settings) override {
    requireSamePolicy(m_settings, settings);
    m_settings = settings;
  }

  void restart() override { m_last = -1; }

  std::vector<model::ImageSize> canvases() const override { return {m_montage.canvas}; }

private:
  PolicySettings m_settings;
  detect::Detector& m_detector;
  Montage m_montage;
  std::vector<ShownBox> m_boxes;
  std::int64_t m_last = -1, m_looked = -1;
};

}  // namespace

std::unique_ptr<FramePolicy> makeEveryPolicy(const PolicySettings& settings, detect::Detector& detector,
                                             const PolicyOptions& options) {
  return std::make_unique<EveryPolicy>(settings, detector, options);
}

}  // namespace effortlab::fovea
