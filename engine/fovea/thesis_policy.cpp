#include "fovea/look_stage.h"
#include "fovea/packer.h"
#include "fovea/policies.h"
#include "fovea/requests.h"
#include "fovea/thesis_scales.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace effortlab::fovea {

namespace {

constexpr std::int64_t sampleColumns = 48, sampleRows = 36;  // of a frame, to notice a shot cut

/// Grey levels (green) at points spread evenly over a frame.
class FrameSamples {
public:
  /// Mean difference to the frame before, 0 to 255; 0 for the first.
  double next(const data::Image& image) {
    double sum = 0.0;
    for (std::int64_t row = 0; row < sampleRows; ++row)
      for (std::int64_t column = 0; column < sampleColumns; ++column) {
        const std::int64_t x = (2 * column + 1) * image.width / (2 * sampleColumns);
        const std::int64_t y = (2 * row + 1) * image.height / (2 * sampleRows);
        const std::int64_t at = (y * image.width + x) * image.channels + image.channels / 2;
        std::uint8_t& kept = m_levels[static_cast<std::size_t>(row * sampleColumns + column)];
        const std::uint8_t level = image.pixels[static_cast<std::size_t>(at)];
        sum += std::abs(static_cast<int>(level) - static_cast<int>(kept));
        kept = level;
      }
    return std::exchange(m_known, true) ? sum / static_cast<double>(sampleColumns * sampleRows) : 0.0;
  }
  void forget() { m_known = false; }

private:
  std::array<std::uint8_t, sampleColumns * sampleRows> m_levels{};
  bool m_known = false;
};

/// Boxes with the velocity of their centres, pixels a frame.
struct MovingBox {
  ShownBox shown;
  float velocityX = 0.0F, velocityY = 0.0F;
};

/// Velocities by the box of the same class in the look before that overlaps most.
std::vector<MovingBox> withVelocities(const std::vector<ShownBox>& boxes, const std::vector<ShownBox>& before,
                                      float frames) {
  constexpr float leastOverlap = 0.2F;
  std::vector<MovingBox> moving;
  for (const ShownBox& box : boxes) {
    MovingBox& one = moving.emplace_back(MovingBox{.shown = box});
    float best = leastOverlap;
    for (const ShownBox& old : before) {
      const float overlap = detect::intersectionOverUnion(old.box, box.box);
      if (old.classIndex != box.classIndex || overlap <= best)
        continue;
      best = overlap;
      one.velocityX = (box.box.x + box.box.w / 2 - old.box.x - old.box.w / 2) / frames;
      one.velocityY = (box.box.y + box.box.h / 2 - old.box.y - old.box.h / 2) / frames;
    }
  }
  return moving;
}

class ThesisPolicy final : public FramePolicy {
public:
  ThesisPolicy(PolicySettings settings, detect::Detector& detector, const PolicyOptions& options)
      : m_settings(std::move(settings)),
        m_detector(detector),
        m_frame(options.frame),
        m_full(fullFrameMontage(options.frame, fullCanvas(detector, options))) {}

  FrameRecord look(const FrameTask& task) override {
    const Stopwatch watch;
    FrameRecord record{.frame = task.frame};
    const bool goesOn = m_last >= 0 && task.frame == m_last + 1;
    if (!goesOn)
      begin();
    m_last = -1;
    const double difference = m_samples.next(*task.image), cut = m_settings.value("cut");
    const bool newShot = cut > 0.0 && difference > cut;
    if (!goesOn || newShot || task.frame - m_looked >= intSetting(m_boxes.empty() ? "skip_n" : "skip_o"))
      process(task, newShot, record);
    else
      skip(record);
    m_last = task.frame;
    for (const MovingBox& one : m_boxes)
      record.boxes.push_back(one.shown);
    record.ms.total = watch.ms();
    return record;
  }

  void change(const PolicySettings& settings) override {
    requireSamePolicy(m_settings, settings);
    m_settings = settings;
  }

  void restart() override {
    m_last = -1;
    begin();
  }

  std::vector<model::ImageSize> canvases() const override {
    std::vector<model::ImageSize> sizes{m_full.canvas};
    if (m_settings.value("montage") == 0.0)
      for (const char* scale : {"few_scale", "some_scale", "many_scale"})
        sizes.push_back(squareCanvas(m_settings.value(scale)));
    return sizes;
  }

private:
  int intSetting(std::string_view name) const { return static_cast<int>(m_settings.value(name)); }

  void begin() {
    m_samples.forget();
    m_boxes.clear();
    m_lastFound.clear();
    m_sinceFull = 0;
    m_looked = -1;
  }

  model::ImageSize squareCanvas(double scale) const {
    return allowedCanvas(m_detector.limits(), scale * static_cast<double>(m_full.canvas.width),
                         scale * static_cast<double>(m_full.canvas.height));
  }

  void process(const FrameTask& task, bool newShot, FrameRecord& record) {
    Stopwatch watch;
    const std::optional<double> scale = montageScale(m_boxes.size(), m_settings);
    const bool full = newShot || m_looked < 0 || !scale || m_sinceFull >= intSetting("recheck");
    const Montage montage = full ? m_full : foveas(*scale);
    record.kind = full ? FrameKind::Full : FrameKind::Fovea;
    record.ms.predict = watch.lap();
    const LookOptions options{.score = static_cast<float>(m_settings.value("score")),
                              .nms = static_cast<float>(m_settings.value("nms"))};
    const std::vector<ShownBox> found = shownOf(lookAt(task, montage, m_detector, options, record));
    if (newShot)
      m_lastFound.clear();
    m_boxes = withVelocities(found, m_lastFound, static_cast<float>(task.frame - m_looked));
    m_lastFound = found;
    m_looked = task.frame;
    m_sinceFull = full ? 1 : m_sinceFull + 1;
  }

  Montage foveas(double scale) const {
    Montage montage;
    std::vector<Box> places;
    if (m_settings.value("montage") == 0.0) {
      montage.canvas = squareCanvas(scale);
      places = gridPlaces(m_boxes.size(), montage.canvas);
    } else {
      places = squarePlaces(scale, montage.canvas);
    }
    const auto z = static_cast<float>(m_settings.value("z"));
    for (std::size_t i = 0; i < m_boxes.size(); ++i)
      montage.tiles.push_back(makeTile(stretchedCrop(m_boxes[i].shown.box, z, m_settings.value("z_of") > 0.0, m_frame),
                                       places[i], BoxOrigin::Fovea));
    montage.fill = fillOf(montage.canvas, montage.tiles);
    return montage;
  }

  /// Tiles of scale * min(w, h) a side; the canvas is as large as they need.
  std::vector<Box> squarePlaces(double scale, model::ImageSize& canvas) const {
    const auto side = std::max<std::int64_t>(
        1, std::llround(scale * static_cast<double>(std::min(m_full.canvas.width, m_full.canvas.height))));
    std::int64_t columns = 1;
    while (columns * columns < static_cast<std::int64_t>(m_boxes.size()))
      ++columns;
    const std::int64_t rows = (static_cast<std::int64_t>(m_boxes.size()) + columns - 1) / columns;
    const std::int64_t step = m_detector.limits().step;
    const auto padded = [step](std::int64_t pixels) { return (pixels + step - 1) / step * step; };
    canvas = {.height = padded(rows * side), .width = padded(columns * side)};
    std::vector<Box> places;
    for (std::int64_t i = 0; i < static_cast<std::int64_t>(m_boxes.size()); ++i)
      places.push_back({static_cast<float>(i % columns * side), static_cast<float>(i / columns * side),
                        static_cast<float>(side), static_cast<float>(side)});
    return places;
  }

  void skip(FrameRecord& record) {
    record.kind = FrameKind::Skipped;
    const bool linear = m_settings.value("skipped") > 0.0;
    for (MovingBox& one : m_boxes) {
      one.shown.origin = BoxOrigin::Held;
      ++one.shown.age;
      one.shown.box.x += linear ? one.velocityX : 0.0F;
      one.shown.box.y += linear ? one.velocityY : 0.0F;
    }
  }

  PolicySettings m_settings;
  detect::Detector& m_detector;
  model::ImageSize m_frame;
  Montage m_full;
  FrameSamples m_samples;
  std::vector<MovingBox> m_boxes;
  std::vector<ShownBox> m_lastFound;  ///< in the last look, where they were then
  std::int64_t m_last = -1, m_looked = -1;
  int m_sinceFull = 0;
};

}  // namespace

std::optional<double> montageScale(std::size_t objects, const PolicySettings& settings) {
  const auto count = static_cast<double>(objects);
  if (objects == 0 || count > settings.value("max_obj"))
    return std::nullopt;
  if (count <= settings.value("few"))
    return settings.value("few_scale");
  return settings.value(count <= settings.value("some") ? "some_scale" : "many_scale");
}

std::unique_ptr<FramePolicy> makeThesisPolicy(const PolicySettings& settings, detect::Detector& detector,
                                              const PolicyOptions& options) {
  return std::make_unique<ThesisPolicy>(settings, detector, options);
}

}  // namespace effortlab::fovea
