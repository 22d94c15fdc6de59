#include "data/preprocess.h"

#include "core/error.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>

namespace effortlab::data {

namespace {

constexpr std::int64_t maxResizedPixels = 100'000'000;

std::string sizeText(std::int64_t width, std::int64_t height) {
  return std::to_string(width) + "x" + std::to_string(height);
}

void requireImage(const Image& image) {
  if (image.width < 1 || image.height < 1 || (image.channels != 1 && image.channels != 3) ||
      static_cast<std::int64_t>(image.pixels.size()) != image.width * image.height * image.channels)
    throw Error(ErrorCode::InvalidArgument, "an image of " + sizeText(image.width, image.height) + " pixels and " +
                                                std::to_string(image.channels) + " channels has " +
                                                std::to_string(image.pixels.size()) + " bytes");
}

void requireSpec(const model::InputSpec& spec, std::size_t outputs) {
  const std::int64_t values = spec.channelCount() * spec.height * spec.width;
  if (spec.width < 1 || spec.height < 1 || static_cast<std::int64_t>(outputs) != values)
    throw Error(ErrorCode::ShapeMismatch, "network input " + std::to_string(spec.channelCount()) + "x" +
                                              sizeText(spec.height, spec.width) + " does not fit a buffer of " +
                                              std::to_string(outputs) + " values");
  if (spec.meanImage && spec.meanImage->size() != values)
    throw Error(ErrorCode::ShapeMismatch, "a mean image of shape " + spec.meanImage->shape().toString() +
                                              " does not fit the network input " + std::to_string(spec.channelCount()) +
                                              "x" + sizeText(spec.height, spec.width));
  if (!spec.mean.empty() && static_cast<std::int64_t>(spec.mean.size()) != spec.channelCount())
    throw Error(ErrorCode::ShapeMismatch, std::to_string(spec.mean.size()) + " mean values for " +
                                              std::to_string(spec.channelCount()) + " channels");
  if (spec.resize == model::ResizeMode::ShortSide && spec.shortSide < 1)
    throw Error(ErrorCode::InvalidArgument,
                "resizing to a short side of " + std::to_string(spec.shortSide) + " pixels");
}

/// Size after resizing, before the crop.
cv::Size2d resizedSize(const Image& image, const model::InputSpec& spec) {
  const auto width = static_cast<double>(image.width);
  const auto height = static_cast<double>(image.height);
  switch (spec.resize) {
    case model::ResizeMode::None: break;
    case model::ResizeMode::Stretch: return {static_cast<double>(spec.width), static_cast<double>(spec.height)};
    case model::ResizeMode::ShortSide: {
      const double scale = static_cast<double>(spec.shortSide) / std::min(width, height);
      return {std::round(width * scale), std::round(height * scale)};
    }
  }
  return {width, height};
}

cv::Mat resized(const Image& image, const model::InputSpec& spec) {
  const cv::Mat source(static_cast<int>(image.height), static_cast<int>(image.width),
                       image.channels == 1 ? CV_8UC1 : CV_8UC3, const_cast<std::uint8_t*>(image.pixels.data()));
  const cv::Size2d wanted = resizedSize(image, spec);
  if (wanted.width * wanted.height > static_cast<double>(maxResizedPixels))  // an image of 1x100000 pixels, say
    throw Error(ErrorCode::TooLarge, "an image of " + sizeText(image.width, image.height) +
                                         " pixels is too narrow to resize its short side to " +
                                         std::to_string(spec.shortSide));
  const cv::Size size(static_cast<int>(wanted.width), static_cast<int>(wanted.height));
  if (size == source.size())
    return source;
  const bool shrinks = size.width <= source.cols && size.height <= source.rows;
  cv::Mat result;
  cv::resize(source, result, size, 0, 0, shrinks ? cv::INTER_AREA : cv::INTER_LINEAR);
  return result;
}

cv::Mat cropped(const cv::Mat& image, const model::InputSpec& spec) {
  const auto width = static_cast<int>(spec.width);
  const auto height = static_cast<int>(spec.height);
  if (image.cols == width && image.rows == height)
    return image;
  if (!spec.cropCenter)
    throw Error(ErrorCode::ShapeMismatch, "an image of " + sizeText(image.cols, image.rows) +
                                              " pixels for a network input of " + sizeText(width, height) +
                                              ", and the model does not say how to resize or crop it");
  if (image.cols < width || image.rows < height)
    throw Error(ErrorCode::ShapeMismatch, "an image of " + sizeText(image.cols, image.rows) +
                                              " pixels is too small to crop " + sizeText(width, height) + " from it");
  return image(cv::Rect((image.cols - width) / 2, (image.rows - height) / 2, width, height));
}

/// One output channel: (pixel - mean) * scale over the pixels of one source channel.
void normalise(const cv::Mat& image, int sourceChannel, const model::InputSpec& spec, std::int64_t channel,
               float* out) {
  const std::int64_t plane = spec.width * spec.height;
  const float* meanPlane = spec.meanImage ? spec.meanImage->data() + channel * plane : nullptr;
  const float mean = spec.mean.empty() ? 0.0F : spec.mean[static_cast<std::size_t>(channel)];
  const int step = image.channels();
  const float scale = spec.scale;
  for (int y = 0; y < image.rows; ++y) {
    const std::uint8_t* row = image.ptr<std::uint8_t>(y) + sourceChannel;
    const std::int64_t start = y * spec.width;
    if (meanPlane == nullptr) {
      for (int x = 0; x < image.cols; ++x)
        out[start + x] = (static_cast<float>(row[static_cast<std::ptrdiff_t>(x) * step]) - mean) * scale;
      continue;
    }
    for (int x = 0; x < image.cols; ++x) {
      const auto pixel = static_cast<float>(row[static_cast<std::ptrdiff_t>(x) * step]);
      out[start + x] = (pixel - meanPlane[start + x]) * scale;
    }
  }
}

}  // namespace

Image stretched(const Image& image, std::int64_t width, std::int64_t height) {
  requireImage(image);
  if (width < 1 || height < 1)
    throw Error(ErrorCode::InvalidArgument, "an image cannot be resized to " + sizeText(width, height));
  if (image.width == width && image.height == height)
    return image;
  model::InputSpec spec;
  spec.width = width;
  spec.height = height;
  spec.resize = model::ResizeMode::Stretch;
  const cv::Mat pixels = resized(image, spec);
  Image result{width, height, image.channels, {}};
  result.pixels.assign(pixels.data, pixels.data + pixels.total() * pixels.elemSize());
  return result;
}

void preprocess(const Image& image, const model::InputSpec& spec, std::span<float> out) {
  requireImage(image);
  requireSpec(spec, out.size());
  cv::Mat pixels;
  try {
    pixels = cropped(resized(image, spec), spec);
    if (spec.channels == model::ChannelOrder::Gray && pixels.channels() == 3) {
      cv::Mat grey;
      cv::cvtColor(pixels, grey, cv::COLOR_RGB2GRAY);
      pixels = grey;
    }
  } catch (const cv::Exception& error) {
    throw Error(ErrorCode::InvalidArgument, "the image cannot be resized: " + std::string(error.err));
  }
  const std::int64_t channels = spec.channelCount();
  for (std::int64_t c = 0; c < channels; ++c) {
    const auto rgb = static_cast<int>(spec.channels == model::ChannelOrder::Bgr ? channels - 1 - c : c);
    normalise(pixels, pixels.channels() == 1 ? 0 : rgb, spec, c, out.data() + c * spec.width * spec.height);
  }
}

}  // namespace effortlab::data
