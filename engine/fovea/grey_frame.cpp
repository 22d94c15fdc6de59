#include "fovea/grey_frame.h"

#include "core/error.h"

#include <algorithm>
#include <opencv2/imgproc.hpp>

namespace effortlab::fovea {

namespace {

constexpr int wantedWidth = 320;  ///< level 0 has between this and twice as many columns, where the frame has them

cv::Mat matOf(GreyPlane& plane, int width, int height) {
  plane.width = width;
  plane.height = height;
  plane.pixels.resize(static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
  return {height, width, CV_8UC1, plane.pixels.data()};
}

}  // namespace

void GreyFrame::assign(const data::Image& image) {
  if (image.width <= 0 || image.height <= 0 || (image.channels != 1 && image.channels != 3))
    throw Error{ErrorCode::InvalidArgument, "a grey picture needs an RGB or grey image with pixels"};
  const auto width = static_cast<int>(image.width), height = static_cast<int>(image.height);
  const int type = image.channels == 3 ? CV_8UC3 : CV_8UC1;
  // OpenCV wants it writable, and does not write.
  cv::Mat from(height, width, type, const_cast<std::uint8_t*>(image.pixels.data()));
  const int step = std::max(1, width / wantedWidth);
  const cv::Size small(std::max(1, width / step), std::max(1, height / step));
  m_scaleX = static_cast<float>(width) / static_cast<float>(small.width);
  m_scaleY = static_cast<float>(height) / static_cast<float>(small.height);
  if (step > 1) {  // four pixels around the middle of each: the mean of all would cost more than all the rest
    m_small.resize(static_cast<std::size_t>(small.area()) * static_cast<std::size_t>(image.channels));
    cv::Mat decimated(small, type, m_small.data());
    cv::resize(from, decimated, small, 0, 0, cv::INTER_LINEAR);
    from = decimated;
  }
  cv::Mat finer = matOf(m_planes[0], small.width, small.height);
  if (image.channels == 3)
    cv::cvtColor(from, finer, cv::COLOR_RGB2GRAY);
  else
    from.copyTo(finer);
  for (std::size_t level = 1; level < m_planes.size(); ++level) {
    const int halfWidth = std::max(1, finer.cols / 2), halfHeight = std::max(1, finer.rows / 2);
    cv::Mat half = matOf(m_planes[level], halfWidth, halfHeight);
    const cv::Rect even(0, 0, std::min(2 * halfWidth, finer.cols), std::min(2 * halfHeight, finer.rows));
    cv::resize(finer(even), half, half.size(), 0, 0, cv::INTER_AREA);
    finer = half;
  }
}

void GreyFrame::clear() {
  for (GreyPlane& plane : m_planes)
    plane = {};
}

}  // namespace effortlab::fovea
