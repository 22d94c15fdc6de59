#include "core/error.h"
#include "data/image_list.h"
#include "data/scenes.h"
#include "data/video_source.h"

#include <opencv2/imgproc.hpp>
#include <opencv2/videoio.hpp>
#include <opencv2/videoio/registry.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <optional>

namespace effortlab::data {

namespace {

constexpr double usualFramesPerSecond = 25.0;

std::string frameSizeText(std::int64_t width, std::int64_t height) {
  return std::to_string(width) + "x" + std::to_string(height);
}

void requireSameSize(const VideoInfo& info, const Image& image, std::int64_t index) {
  if (image.width != info.width || image.height != info.height)
    throw Error::inFile(ErrorCode::Mismatch, info.spec, "frame " + std::to_string(index),
                        "is " + frameSizeText(image.width, image.height) + ", the frames before are " +
                            frameSizeText(info.width, info.height) + "; a video must keep its size");
}

double sensibleRate(double framesPerSecond) {
  constexpr double highest = 1000.0;
  return std::isfinite(framesPerSecond) && framesPerSecond > 0.0 && framesPerSecond <= highest ? framesPerSecond
                                                                                               : usualFramesPerSecond;
}

/// OpenCV's BGR (or grey, or BGRA) picture as RGB.
FramePtr toFrame(const cv::Mat& picture) {
  auto image = std::make_shared<Image>(Image{picture.cols, picture.rows, 3, {}});
  image->pixels.resize(static_cast<std::size_t>(image->width * image->height * 3));
  cv::Mat rgb(picture.rows, picture.cols, CV_8UC3, image->pixels.data());
  cv::cvtColor(picture, rgb,
               picture.channels() == 1   ? cv::COLOR_GRAY2RGB
               : picture.channels() == 4 ? cv::COLOR_BGRA2RGB
                                         : cv::COLOR_BGR2RGB);
  return image;
}

/// A file that videoio decodes. Jumps of the decoder are believed only where the time of the picture is the one seen
/// when the frame was decoded in order; else it decodes again from the start.
class FileReader final : public FrameReader {
public:
  explicit FileReader(const std::string& file) {
    m_info.spec = std::filesystem::absolute(file).lexically_normal().string();
    open();
    if (!grab())
      throw Error::inFile(ErrorCode::MissingData, m_info.spec, "", "has no frame that can be decoded");
    const cv::Mat picture = retrieve(0);
    m_info.width = picture.cols;
    m_info.height = picture.rows;
    m_info.framesPerSecond = sensibleRate(m_capture.get(cv::CAP_PROP_FPS));
    m_info.frames = static_cast<std::int64_t>(m_capture.get(cv::CAP_PROP_FRAME_COUNT));
    if (m_info.frames < 1)
      countFrames();
  }

  const VideoInfo& info() const noexcept override { return m_info; }

  FramePtr read(std::int64_t index) override {
    goTo(index);
    const FramePtr frame = toFrame(retrieve(index));
    requireSameSize(m_info, *frame, index);
    return frame;
  }

private:
  static constexpr std::int64_t longWay = 24;  ///< frames: further ahead than this a jump is faster

  void open() {
    m_at = -1;
    bool opened = false;
    try {
      const auto backends = cv::videoio_registry::getStreamBackends();
      const bool ffmpeg = std::find(backends.begin(), backends.end(), cv::CAP_FFMPEG) != backends.end();
      opened = m_capture.open(m_info.spec, ffmpeg ? cv::CAP_FFMPEG : cv::CAP_ANY);
    } catch (const cv::Exception&) {
      opened = false;
    }
    if (!opened)
      throw Error::inFile(ErrorCode::WrongFormat, m_info.spec, "",
                          "is no video that can be decoded; give a video file, a folder of numbered images, camera:N "
                          "or scene:NAME");
  }

  /// The next picture, not yet converted.
  bool grab() {
    bool grabbed = false;
    try {
      grabbed = m_capture.grab();
    } catch (const cv::Exception&) {
      grabbed = false;
    }
    if (!grabbed)
      return false;
    ++m_at;
    const double time = m_capture.get(cv::CAP_PROP_POS_MSEC);
    if (m_at == static_cast<std::int64_t>(m_times.size())) {
      m_timesRise = m_timesRise && (m_times.empty() || time > m_times.back());
      m_times.push_back(time);
    }
    return true;
  }

  cv::Mat retrieve(std::int64_t index) {
    cv::Mat picture;
    bool retrieved = false;
    try {
      retrieved = m_capture.retrieve(picture);
    } catch (const cv::Exception&) {
      retrieved = false;
    }
    if (!retrieved || picture.empty() || picture.depth() != CV_8U)
      throw Error::inFile(ErrorCode::Unreadable, m_info.spec, "frame " + std::to_string(index), "cannot be decoded");
    return picture;
  }

  void countFrames() {
    while (grab()) {
    }
    m_info.frames = static_cast<std::int64_t>(m_times.size());
  }

  /// Whether the decoder now stands at frame `index`, for sure.
  bool jumpTo(std::int64_t index) {
    constexpr double sameTime = 0.01;  // ms
    const auto known = static_cast<std::size_t>(index);
    if (!m_timesRise || !m_jumpsHit || known >= m_times.size())
      return false;
    m_jumpsHit = m_capture.set(cv::CAP_PROP_POS_FRAMES, static_cast<double>(index)) && m_capture.grab() &&
                 std::abs(m_capture.get(cv::CAP_PROP_POS_MSEC) - m_times[known]) < sameTime;
    if (m_jumpsHit)
      m_at = index;
    else
      open();
    return m_jumpsHit;
  }

  void goTo(std::int64_t index) {
    if (index == m_at)
      return;
    if ((index < m_at || index > m_at + longWay) && jumpTo(index))
      return;
    if (index < m_at)
      open();
    while (m_at < index)
      if (!grab())
        throw Error::inFile(
            ErrorCode::Truncated, m_info.spec, "frame " + std::to_string(m_at + 1),
            "is missing: the video ends there, its header promises " + std::to_string(m_info.frames) + " frames");
  }

  VideoInfo m_info;
  cv::VideoCapture m_capture;
  std::int64_t m_at = -1;       ///< the frame that is grabbed
  std::vector<double> m_times;  ///< ms, of the frames decoded in order
  bool m_timesRise = true, m_jumpsHit = true;
};

class CameraReader final : public FrameReader {
public:
  explicit CameraReader(const std::string& number) {
    int device = -1;
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), device);
    if (error != std::errc() || end != number.data() + number.size() || device < 0)
      throw Error(ErrorCode::InvalidArgument, "camera:" + number + " is no camera; use camera:0, camera:1, ...");
    m_info.spec = "camera:" + number;
    m_info.frames = -1;
    m_info.live = true;
    bool opened = false;
    try {
      opened = m_capture.open(device, cv::CAP_V4L2) && m_capture.read(m_picture) && !m_picture.empty();
    } catch (const cv::Exception&) {
      opened = false;
    }
    if (!opened)
      throw Error(
          ErrorCode::FileNotFound,
          m_info.spec + " gives no picture; is it plugged in, free, and may you read /dev/video" + number + "?");
    m_info.width = m_picture.cols;
    m_info.height = m_picture.rows;
    m_info.framesPerSecond = sensibleRate(m_capture.get(cv::CAP_PROP_FPS));
  }

  const VideoInfo& info() const noexcept override { return m_info; }

  FramePtr read(std::int64_t index) override {
    bool got = false;
    try {
      got = m_capture.read(m_picture) && !m_picture.empty();
    } catch (const cv::Exception&) {
      got = false;
    }
    if (!got)
      throw Error(ErrorCode::Truncated, m_info.spec + " gives no more pictures; was it unplugged?");
    const FramePtr frame = toFrame(m_picture);
    requireSameSize(m_info, *frame, index);
    return frame;
  }

private:
  VideoInfo m_info;
  cv::VideoCapture m_capture;
  cv::Mat m_picture;
};

/// The last group of digits of a file's name.
std::optional<std::int64_t> numberIn(const std::string& stem) {
  const auto isDigit = [](char letter) { return letter >= '0' && letter <= '9'; };
  const auto last = std::find_if(stem.rbegin(), stem.rend(), isDigit);
  const auto first = std::find_if_not(last, stem.rend(), isDigit);
  const std::string digits(first.base(), last.base());
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (digits.empty() || error != std::errc())
    return std::nullopt;
  return number;
}

class ImagesReader final : public FrameReader {
public:
  explicit ImagesReader(const std::filesystem::path& given) {
    const bool hasImages = std::filesystem::is_directory(given / "img1");  // the layout of MOTChallenge
    const std::filesystem::path folder = hasImages ? given / "img1" : given;
    m_info.spec = std::filesystem::absolute(folder).lexically_normal().string();
    list(folder);
    if (m_files.empty())
      throw Error::inFile(ErrorCode::MissingData, m_info.spec, "",
                          "has no numbered images (000001.jpg, 000002.jpg, ...)");
    const Image first = readImage(m_files.front());
    m_info.width = first.width;
    m_info.height = first.height;
    m_info.frames = static_cast<std::int64_t>(m_files.size());
  }

  const VideoInfo& info() const noexcept override { return m_info; }

  FramePtr read(std::int64_t index) override {
    auto image = std::make_shared<Image>(readImage(m_files.at(static_cast<std::size_t>(index))));
    requireSameSize(m_info, *image, index);
    return image;
  }

private:
  void list(const std::filesystem::path& folder) {
    static constexpr std::array<std::string_view, 9> suffixes{".jpg", ".jpeg", ".png",  ".bmp", ".ppm",
                                                              ".pgm", ".webp", ".tiff", ".tif"};
    std::vector<std::pair<std::int64_t, std::filesystem::path>> numbered;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
      std::string suffix = entry.path().extension().string();
      std::transform(suffix.begin(), suffix.end(), suffix.begin(),
                     [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
      if (std::find(suffixes.begin(), suffixes.end(), suffix) == suffixes.end())
        continue;
      if (const auto number = numberIn(entry.path().stem().string()))
        numbered.emplace_back(*number, entry.path());
    }
    if (error)
      throw Error::inFile(ErrorCode::Unreadable, m_info.spec, "", "cannot be listed: " + error.message());
    std::sort(numbered.begin(), numbered.end());
    for (std::size_t i = 0; i < numbered.size(); ++i) {
      if (i > 0 && numbered[i].first != numbered[i - 1].first + 1)
        throw Error::inFile(ErrorCode::MissingData, m_info.spec, numbered[i].second.filename().string(),
                            "does not follow " + numbered[i - 1].second.filename().string() +
                                ": the images of a video must be numbered without gaps and repetitions");
      m_files.push_back(numbered[i].second);
    }
    m_info.firstNumber = numbered.empty() ? 0 : numbered.front().first;
  }

  VideoInfo m_info;
  std::vector<std::filesystem::path> m_files;
};

class SceneReader final : public FrameReader {
public:
  explicit SceneReader(const std::string& name) : m_scene(sceneNamed(name)) {
    const SceneSpec& spec = m_scene.spec();
    m_info = {.spec = "scene:" + name,
              .width = spec.width,
              .height = spec.height,
              .frames = spec.frames,
              .framesPerSecond = spec.framesPerSecond};
  }

  const VideoInfo& info() const noexcept override { return m_info; }
  FramePtr read(std::int64_t index) override { return std::make_shared<Image>(m_scene.frame(index)); }
  const VideoAnnotations* annotations() const noexcept override { return &m_scene.annotations(); }

private:
  Scene m_scene;
  VideoInfo m_info;
};

}  // namespace

std::unique_ptr<FrameReader> openFrameReader(const std::string& spec) {
  constexpr std::string_view scene = "scene:", camera = "camera:";
  if (spec.starts_with(scene))
    return std::make_unique<SceneReader>(spec.substr(scene.size()));
  if (spec.starts_with(camera))
    return std::make_unique<CameraReader>(spec.substr(camera.size()));
  std::error_code error;
  if (std::filesystem::is_directory(spec, error))
    return std::make_unique<ImagesReader>(spec);
  if (!std::filesystem::exists(spec, error))
    throw Error::inFile(ErrorCode::FileNotFound, spec, "", "does not exist; is the path right?");
  return std::make_unique<FileReader>(spec);
}

}  // namespace effortlab::data
