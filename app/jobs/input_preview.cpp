#include "jobs/input_preview.h"

#include "core/tensor.h"
#include "data/preprocess.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace effortlab::app {

namespace {

constexpr float largestPixel = 255.0F;

/// The pixel a value of channel `c` came from.
int pixelOf(const model::InputSpec& input, std::int64_t c, std::int64_t position, float value) {
  const std::int64_t plane = input.width * input.height;
  float mean = input.mean.empty() ? 0.0F : input.mean[static_cast<std::size_t>(c)];
  if (input.meanImage)
    mean = input.meanImage->data()[c * plane + position];
  return static_cast<int>(std::lround(std::clamp(value / input.scale + mean, 0.0F, largestPixel)));
}

}  // namespace

InputPreview previewInput(const data::LabelledSet& images, std::int64_t index, const model::InputSpec& input) {
  const std::int64_t plane = input.width * input.height;
  std::vector<float> values(static_cast<std::size_t>(input.channelCount() * plane));
  data::preprocess(images.image(index), input, values);
  const auto [lowest, highest] = std::minmax_element(values.begin(), values.end());
  InputPreview preview{
      .image = QImage(static_cast<int>(input.width), static_cast<int>(input.height), QImage::Format_RGB32),
      .lowest = *lowest,
      .highest = *highest,
      .name = QString::fromStdString(images.imageName(index))};
  const auto channelOf = [&](int colour) -> std::int64_t {
    if (input.channels == model::ChannelOrder::Gray)
      return 0;
    return input.channels == model::ChannelOrder::Rgb ? colour : 2 - colour;
  };
  for (std::int64_t y = 0; y < input.height; ++y) {
    auto* line = reinterpret_cast<QRgb*>(preview.image.scanLine(static_cast<int>(y)));
    for (std::int64_t x = 0; x < input.width; ++x) {
      const std::int64_t position = y * input.width + x;
      const auto pixel = [&](int colour) {
        const std::int64_t c = channelOf(colour);
        return pixelOf(input, c, position, values[static_cast<std::size_t>(c * plane + position)]);
      };
      line[x] = qRgb(pixel(0), pixel(1), pixel(2));
    }
  }
  return preview;
}

}  // namespace effortlab::app
