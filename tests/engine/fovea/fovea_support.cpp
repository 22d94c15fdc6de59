#include "fovea_support.h"

#include <algorithm>

namespace effortlab::tests {

namespace {

/// Frames of one grey, as many as asked for.
class GreyFrames final : public data::FrameReader {
public:
  explicit GreyFrames(std::int64_t frames) {
    m_info.spec = "grey";
    m_info.width = 480;
    m_info.height = 360;
    m_info.frames = frames;
    data::Image image{.width = m_info.width, .height = m_info.height, .channels = 3, .pixels = {}};
    image.pixels.assign(static_cast<std::size_t>(image.width * image.height * 3), 90);
    m_image = std::make_shared<const data::Image>(std::move(image));
  }
  const data::VideoInfo& info() const noexcept override { return m_info; }
  data::FramePtr read(std::int64_t) override { return m_image; }

private:
  data::VideoInfo m_info;
  data::FramePtr m_image;
};

OracleClip clipOf(std::shared_ptr<data::VideoSource> video, detect::Truth truth, std::vector<std::string> labels) {
  OracleClip clip;
  std::vector<detect::Detections> found;
  for (const auto& objects : truth) {
    detect::Detections& frame = found.emplace_back();
    for (const data::Annotation& object : objects)
      frame.push_back({object.box, object.classIndex, 0.9F});
  }
  const data::VideoInfo& info = video->info();
  clip.options.frame = {.height = info.height, .width = info.width};
  clip.detector = detect::makePrecomputedDetector(std::move(found), std::move(labels), clip.options.frame);
  clip.video = std::move(video);
  clip.truth = std::move(truth);
  return clip;
}

}  // namespace

OracleClip oracleClip(const std::string& scene) {
  auto video = data::openVideo("scene:" + scene);
  detect::Truth truth = video->annotations()->frames;
  return clipOf(std::move(video), std::move(truth), {data::sceneClasses.begin(), data::sceneClasses.end()});
}

OracleClip stillClip(std::size_t objects, std::int64_t frames) {
  detect::Truth truth(static_cast<std::size_t>(frames));
  for (auto& frame : truth)
    for (std::size_t i = 0; i < objects; ++i)
      frame.push_back({.box = {20.0F + 55.0F * static_cast<float>(i), 100, 40, 30}, .track = static_cast<int>(i)});
  return clipOf(std::make_shared<data::VideoSource>(std::make_unique<GreyFrames>(frames)), std::move(truth), {"thing"});
}

fovea::PolicySettings settingsOf(const std::string& text) {
  std::size_t end = std::min(text.find(','), text.size());
  fovea::PolicySettings settings(fovea::parsePolicy(text.substr(0, end)));
  while (end < text.size()) {
    const std::size_t begin = end + 1;
    end = std::min(text.find(',', begin), text.size());
    settings.set(std::string_view(text).substr(begin, end - begin));
  }
  return settings;
}

std::vector<fovea::FrameRecord> lookAtAll(fovea::FramePolicy& policy, data::VideoSource& video, std::int64_t frames) {
  std::vector<fovea::FrameRecord> records;
  for (std::int64_t frame = 0; frame < frames; ++frame)
    records.push_back(policy.look({.frame = frame, .image = video.frame(frame)}));
  return records;
}

}  // namespace effortlab::tests
