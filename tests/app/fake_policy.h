#pragma once

#include "core/error.h"
#include "data/video_source.h"
#include "fovea/frame_policy.h"

#include <atomic>
#include <memory>
#include <thread>

namespace effortlab::tests {

/// A video of small grey pictures whose brightness is the frame's number.
class FakeReader final : public data::FrameReader {
public:
  explicit FakeReader(std::int64_t frames, std::int64_t endsAt = -1, double rate = 1000.0) : m_endsAt(endsAt) {
    m_info = {.spec = "fake", .width = 64, .height = 48, .frames = frames, .framesPerSecond = rate};
  }
  const data::VideoInfo& info() const noexcept override { return m_info; }
  data::FramePtr read(std::int64_t index) override {
    if (m_endsAt >= 0 && index >= m_endsAt)
      throw Error(ErrorCode::Truncated, "fake ends before frame " + std::to_string(index));
    auto image = std::make_shared<data::Image>();
    *image = {.width = m_info.width, .height = m_info.height, .channels = 3, .pixels = {}};
    image->pixels.assign(static_cast<std::size_t>(m_info.width * m_info.height * 3),
                         static_cast<std::uint8_t>(index % 256));
    return image;
  }

private:
  data::VideoInfo m_info;
  std::int64_t m_endsAt;
};

inline std::shared_ptr<data::VideoSource> fakeVideo(std::int64_t frames, std::int64_t endsAt = -1,
                                                    double rate = 1000.0) {
  return std::make_shared<data::VideoSource>(std::make_unique<FakeReader>(frames, endsAt, rate));
}

inline std::shared_ptr<detect::Detector> fakeDetector() {
  return detect::makePrecomputedDetector({}, {"thing"}, {.height = 48, .width = 64});
}

/// What the fake policies were asked, and what they are to do.
struct PolicyScript {
  std::atomic<int> made = 0, looks = 0, restarts = 0, changes = 0;
  std::atomic<int> lookMs = 0;
  std::atomic<std::int64_t> failsAt = -1;
  std::atomic<std::int64_t> last = -1;
};

/// Full every fifth frame; its one box tells the frame and parameter `score`.
class FakePolicy final : public fovea::FramePolicy {
public:
  FakePolicy(std::shared_ptr<PolicyScript> script, fovea::PolicySettings settings)
      : m_script(std::move(script)), m_settings(std::move(settings)) {
    ++m_script->made;
  }
  fovea::FrameRecord look(const fovea::FrameTask& task) override {
    constexpr int fullEvery = 5;
    ++m_script->looks;
    for (int ms = 0; ms < m_script->lookMs && !task.stop.stop_requested(); ++ms)
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    if (task.stop.stop_requested())
      throw Error(ErrorCode::Cancelled, "stopped");
    if (task.frame == m_script->failsAt)
      throw Error(ErrorCode::ShapeMismatch, "output `boxes` does not fit");
    m_script->last = task.frame;
    fovea::FrameRecord record;
    record.frame = task.frame;
    record.kind = task.frame % fullEvery == 0 ? fovea::FrameKind::Full : fovea::FrameKind::Skipped;
    record.canvas = {.height = 48, .width = 64};
    record.ms.total = record.ms.detector = 1.0;
    record.boxes.push_back({.box = {static_cast<float>(task.frame), 0.0F, 8.0F, 8.0F},
                            .classIndex = 0,
                            .score = static_cast<float>(m_settings.value("score")) + 0.5F});
    if (task.keepMontage)
      record.montage = task.image;
    return record;
  }
  void change(const fovea::PolicySettings& settings) override {
    ++m_script->changes;
    m_settings = settings;
  }
  void restart() override { ++m_script->restarts; }

private:
  std::shared_ptr<PolicyScript> m_script;
  fovea::PolicySettings m_settings;
};

inline auto fakePolicies(std::shared_ptr<PolicyScript> script) {
  return [script](const fovea::PolicySettings& settings, detect::Detector&,
                  const fovea::PolicyOptions&) -> std::unique_ptr<fovea::FramePolicy> {
    return std::make_unique<FakePolicy>(script, settings);
  };
}

}  // namespace effortlab::tests
