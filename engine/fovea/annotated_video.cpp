#include "fovea/annotated_video.h"

#include "core/error.h"

#include <opencv2/imgproc.hpp>
#include <opencv2/videoio.hpp>

#include <array>
#include <cmath>
#include <cstdio>
#include <system_error>
#include <utility>

namespace effortlab::fovea {

namespace {

namespace fs = std::filesystem;

/// By BoxOrigin, RGB; told apart by those who see no red or green too. Source: Okabe and Ito 2008
const std::array<cv::Scalar, 4> originColours{cv::Scalar(0, 114, 178), cv::Scalar(230, 159, 0), cv::Scalar(0, 158, 115),
                                              cv::Scalar(204, 204, 204)};

void drawText(cv::Mat& picture, const std::string& text, cv::Point at, const cv::Scalar& colour) {
  constexpr double size = 0.4;
  cv::putText(picture, text, at, cv::FONT_HERSHEY_SIMPLEX, size, cv::Scalar(0, 0, 0), 3, cv::LINE_AA);
  cv::putText(picture, text, at, cv::FONT_HERSHEY_SIMPLEX, size, colour, 1, cv::LINE_AA);
}

std::string captionOf(const ShownBox& box, const std::vector<std::string>& labels) {
  const auto index = static_cast<std::size_t>(std::max(box.classIndex, 0));
  std::array<char, 16> score{};
  std::snprintf(score.data(), score.size(), " %.2f", static_cast<double>(box.score));
  return (index < labels.size() ? labels[index] : std::to_string(box.classIndex)) + score.data();
}

[[noreturn]] void refuseVideo(const fs::path& file, const std::string& why) {
  throw Error::inFile(ErrorCode::Unreadable, file.string(), "", why);
}

}  // namespace

data::Image annotated(const data::Image& frame, const FrameRecord& record, const std::vector<std::string>& labels) {
  data::Image result = frame;
  cv::Mat picture(static_cast<int>(result.height), static_cast<int>(result.width),
                  CV_8UC(static_cast<int>(result.channels)), result.pixels.data());
  for (const ShownBox& box : record.boxes) {
    const cv::Scalar& colour = originColours[static_cast<std::size_t>(box.origin)];
    const cv::Rect place(static_cast<int>(std::lround(box.box.x)), static_cast<int>(std::lround(box.box.y)),
                         static_cast<int>(std::lround(box.box.w)), static_cast<int>(std::lround(box.box.h)));
    cv::rectangle(picture, place, colour, 2);
    constexpr int above = 4, below = 12;  // pixels between box and caption
    drawText(picture, captionOf(box, labels), {place.x, place.y > below ? place.y - above : place.y + below}, colour);
  }
  constexpr int inset = 6;
  drawText(picture, std::to_string(record.frame) + " " + frameKindNames[static_cast<std::size_t>(record.kind)],
           {inset, picture.rows - inset}, cv::Scalar(255, 255, 255));
  return result;
}

struct AnnotatedVideo::Impl {
  fs::path file, part;
  AnnotatedVideoOptions options;
  cv::VideoWriter writer;
  bool finished = false;
};

AnnotatedVideo::AnnotatedVideo(fs::path file, AnnotatedVideoOptions options) : m_impl(std::make_unique<Impl>()) {
  m_impl->part = file.parent_path() / ("." + file.stem().string() + ".part.mp4");
  m_impl->file = std::move(file);
  m_impl->options = std::move(options);
  const AnnotatedVideoOptions& made = m_impl->options;
  std::error_code ignored;
  const fs::path folder = m_impl->file.has_parent_path() ? m_impl->file.parent_path() : fs::path(".");
  bool opened = fs::is_directory(folder, ignored);  // OpenCV would complain on standard error
  try {
    opened = opened &&
             m_impl->writer.open(m_impl->part.string(), cv::VideoWriter::fourcc('m', 'p', '4', 'v'),
                                 made.framesPerSecond > 0.0 ? made.framesPerSecond : 25.0,
                                 cv::Size(static_cast<int>(made.frame.width), static_cast<int>(made.frame.height)));
  } catch (const cv::Exception&) {  // said below
  }
  if (!opened)
    refuseVideo(m_impl->file,
                "cannot be written as MP4; check the folder and its permissions, and that OpenCV has FFmpeg");
}

AnnotatedVideo::~AnnotatedVideo() {
  if (m_impl->finished)
    return;
  m_impl->writer.release();
  std::error_code ignored;
  fs::remove(m_impl->part, ignored);
}

void AnnotatedVideo::add(const data::Image& frame, const FrameRecord& record) {
  const AnnotatedVideoOptions& options = m_impl->options;
  if (frame.width != options.frame.width || frame.height != options.frame.height)
    throw Error::inFile(ErrorCode::Mismatch, m_impl->file.string(), "frame " + std::to_string(record.frame),
                        "has another size than the video");
  FrameRecord drawn{.frame = record.frame, .kind = record.kind};
  for (const ShownBox& box : record.boxes)
    if (box.score >= options.leastScore)
      drawn.boxes.push_back(box);
  data::Image picture = annotated(frame, drawn, options.labels);
  const cv::Mat rgb(static_cast<int>(picture.height), static_cast<int>(picture.width),
                    CV_8UC(static_cast<int>(picture.channels)), picture.pixels.data());
  cv::Mat bgr;
  cv::cvtColor(rgb, bgr, picture.channels == 1 ? cv::COLOR_GRAY2BGR : cv::COLOR_RGB2BGR);
  m_impl->writer.write(bgr);
}

void AnnotatedVideo::finish() {
  m_impl->writer.release();
  std::error_code error;
  fs::rename(m_impl->part, m_impl->file, error);
  if (error)
    refuseVideo(m_impl->file, "cannot be written: " + error.message());
  m_impl->finished = true;
}

}  // namespace effortlab::fovea
