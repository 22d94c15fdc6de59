#include "fovea/montage.h"

#include "core/error.h"

#include <opencv2/imgproc.hpp>

#include <cmath>
#include <string>

namespace effortlab::fovea {

namespace {

constexpr std::uint8_t greyBetweenTiles = 127;

bool liesInside(const cv::Rect& part, std::int64_t width, std::int64_t height) {
  return part.x >= 0 && part.y >= 0 && part.width > 0 && part.height > 0 && part.x + part.width <= width &&
         part.y + part.height <= height;
}

cv::Rect wholePixels(const Box& box) {
  return {static_cast<int>(std::lround(box.x)), static_cast<int>(std::lround(box.y)),
          static_cast<int>(std::lround(box.w)), static_cast<int>(std::lround(box.h))};
}

/// Bilinear alone reads four pixels for each of the canvas: from half the size on it would skip pixels.
void stretchTile(cv::Mat source, cv::Mat destination) {
  while (source.cols >= 2 * destination.cols && source.rows >= 2 * destination.rows) {
    cv::Mat half;
    const cv::Rect even(0, 0, source.cols / 2 * 2, source.rows / 2 * 2);  // exact halves have a quick path
    const bool exact = even.width == source.cols && even.height == source.rows;
    cv::resize(
        source, half,
        exact ? cv::Size(source.cols / 2, source.rows / 2) : cv::Size((source.cols + 1) / 2, (source.rows + 1) / 2), 0,
        0, exact ? cv::INTER_AREA : cv::INTER_LINEAR);
    source = half;
  }
  if (source.size() == destination.size())
    source.copyTo(destination);
  else
    cv::resize(source, destination, destination.size(), 0, 0, cv::INTER_LINEAR);
}

}  // namespace

Box mapped(const TileMatrix& matrix, const Box& box) {
  return {matrix[0] * box.x + matrix[1] * box.y + matrix[2], matrix[3] * box.x + matrix[4] * box.y + matrix[5],
          matrix[0] * box.w, matrix[4] * box.h};
}

MontageTile makeTile(const Box& source, const Box& destination, BoxOrigin purpose, int track) {
  const float scaleX = destination.w / source.w;
  const float scaleY = destination.h / source.h;
  MontageTile tile{.source = source, .destination = destination, .purpose = purpose, .track = track};
  tile.toMontage = {scaleX, 0, destination.x - scaleX * source.x, 0, scaleY, destination.y - scaleY * source.y};
  tile.toFrame = {1 / scaleX, 0, source.x - destination.x / scaleX, 0, 1 / scaleY, source.y - destination.y / scaleY};
  return tile;
}

Montage fullFrameMontage(model::ImageSize frame, model::ImageSize canvas) {
  const auto whole = [](model::ImageSize size) {
    return Box{0, 0, static_cast<float>(size.width), static_cast<float>(size.height)};
  };
  return {.canvas = canvas, .tiles = {makeTile(whole(frame), whole(canvas), BoxOrigin::Full)}, .fill = 1.0F};
}

float fillOf(model::ImageSize canvas, std::span<const MontageTile> tiles) {
  float covered = 0.0F;
  for (const MontageTile& tile : tiles)
    covered += tile.destination.w * tile.destination.h;
  return covered / static_cast<float>(canvas.width * canvas.height);
}

data::Image drawMontage(const data::Image& frame, const Montage& montage) {
  data::Image canvas{
      .width = montage.canvas.width, .height = montage.canvas.height, .channels = frame.channels, .pixels = {}};
  const int type = CV_8UC(static_cast<int>(frame.channels));
  canvas.pixels.resize(static_cast<std::size_t>(canvas.width * canvas.height * canvas.channels), greyBetweenTiles);
  // cv::Mat has no view of constant pixels; nothing is written through `source`.
  const cv::Mat source(static_cast<int>(frame.height), static_cast<int>(frame.width), type,
                       const_cast<std::uint8_t*>(frame.pixels.data()));
  cv::Mat destination(static_cast<int>(canvas.height), static_cast<int>(canvas.width), type, canvas.pixels.data());
  for (const MontageTile& tile : montage.tiles) {
    const cv::Rect from = wholePixels(tile.source);
    const cv::Rect to = wholePixels(tile.destination);
    if (!liesInside(from, frame.width, frame.height) || !liesInside(to, canvas.width, canvas.height))
      throw Error(ErrorCode::InvalidArgument, "a tile of the montage lies outside the frame or the canvas");
    stretchTile(source(from), destination(to));
  }
  return canvas;
}

}  // namespace effortlab::fovea
