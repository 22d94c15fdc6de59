#pragma once

#include "fovea/video_evaluation.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace effortlab::tests {

/// RGB, 200 x 100 unless told; red grows with x, green with y.
inline data::FramePtr sampleFrame(std::int64_t width = 200, std::int64_t height = 100) {
  auto image =
      std::make_shared<data::Image>(data::Image{.width = width, .height = height, .channels = 3, .pixels = {}});
  image->pixels.resize(static_cast<std::size_t>(width * height * 3));
  for (std::int64_t y = 0; y < height; ++y) {
    for (std::int64_t x = 0; x < width; ++x) {
      std::uint8_t* pixel = image->pixels.data() + (y * width + x) * 3;
      pixel[0] = static_cast<std::uint8_t>(x);
      pixel[1] = static_cast<std::uint8_t>(y);
    }
  }
  return image;
}

/// Of a 200 x 100 frame: two followed boxes, one within the other's reach, a doubtful one; two tiles.
inline fovea::FrameRecord sampleRecord(std::int64_t frame = 7) {
  fovea::FrameRecord record;
  record.frame = frame;
  record.kind = fovea::FrameKind::Fovea;
  record.canvas = {.height = 60, .width = 100};
  record.boxes = {{{20, 20, 60, 60}, 0, 0.9F, 4, fovea::BoxOrigin::Fovea, 0},
                  {{30, 30, 20, 20}, 1, 0.8F, 5, fovea::BoxOrigin::Held, 3},
                  {{150, 40, 30, 30}, 0, 0.1F, -1, fovea::BoxOrigin::Scan, 0}};
  record.tiles = {
      {{10, 10, 80, 80}, {0, 0, 40, 40}, fovea::BoxOrigin::Fovea, 4, {0.5F, 0, -5, 0, 0.5F, -5}, {2, 0, 10, 0, 2, 10}},
      {{120, 20, 80, 60},
       {50, 10, 40, 30},
       fovea::BoxOrigin::Scan,
       -1,
       {0.5F, 0, -10, 0, 0.5F, 0},
       {2, 0, 20, 0, 2, 0}}};
  record.ms = {.predict = 0.5, .montage = 0.25, .detector = 3.0, .track = 1.0, .total = 5.0};
  record.macs = 4'000'000;
  record.macsRun = 3'000'000;
  record.fill = 0.5F;
  return record;
}

inline fovea::FrameRecord skippedRecord(std::int64_t frame) {
  fovea::FrameRecord record;
  record.frame = frame;
  record.kind = fovea::FrameKind::Skipped;
  record.ms = {.predict = 0.1, .track = 0.4, .total = 0.5};
  return record;
}

/// `full` and a policy that is 2 points worse, 4 times faster and later.
inline std::vector<fovea::PolicyReport> sampleReports() {
  std::vector<fovea::PolicyReport> reports(2);
  for (int i = 0; i < 2; ++i) {
    fovea::PolicyReport& report = reports[static_cast<std::size_t>(i)];
    report.settings = fovea::PolicySettings({i == 0 ? fovea::PolicyKind::Full : fovea::PolicyKind::Best, 5});
    report.frames = 100;
    report.processed = i == 0 ? 100 : 40;
    report.msPerFrame = i == 0 ? 20.0 : 5.0;
    report.detectorMacsRun = i == 0 ? 2'000'000'000 : 500'000'000;
    report.perFrame = fovea::SpeedUp{i == 0 ? 1.0 : 50.0, i == 0 ? 1.0 : 4.0, i == 0 ? 1.0 : 5.0, i == 0 ? 1.0 : 4.0};
    fovea::PrecisionSummary precision;
    precision.ap50 = i == 0 ? 0.80 : 0.78;
    precision.byClass.classes = {{0, 10, 12, 0.9, {}}, {2, 10, 12, i == 0 ? 0.7 : 0.75, {}}};
    precision.bySpeed = {0.9, std::nullopt, 0.5};
    precision.delay.delays = {1, 2};
    precision.delay.median = i == 0 ? 1.0 : 4.0;
    precision.alarms.falseAlarms = 0.25;
    report.precision = precision;
  }
  return reports;
}

}  // namespace effortlab::tests
