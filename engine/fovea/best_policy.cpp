#include "fovea/fovea_schedule.h"
#include "fovea/look_stage.h"
#include "fovea/packer.h"
#include "fovea/policies.h"
#include "fovea/scan_plan.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

namespace effortlab::fovea {

namespace {

constexpr std::int64_t yoloStep = 32;                   // canvases in steps of it are a YOLO detector's
constexpr float ssdTarget = 40.0F, yoloTarget = 80.0F;  // long side of an object, pixels
constexpr int fallbackPeriod = 5, fallbackFrames = 150;
constexpr float cameraSmoothing = 0.2F, movingCamera = 0.25F;  // of a frame; pixels a frame
constexpr std::size_t mostMovingRegions = 4;

/// The settings, read once.
struct BestValues {
  explicit BestValues(const PolicySettings& settings)
      : period(static_cast<int>(settings.value("period"))),
        fullEvery(static_cast<int>(settings.value("full_every"))),
        steady(static_cast<int>(settings.value("steady"))),
        target(static_cast<float>(settings.value("target"))),
        margin(static_cast<float>(settings.value("margin"))),
        sigma(static_cast<float>(settings.value("sigma"))),
        merge(static_cast<float>(settings.value("merge"))),
        foveaScore(static_cast<float>(settings.value("fovea_score"))),
        mostScale(static_cast<float>(settings.value("most_scale"))),
        budget(static_cast<float>(settings.value("budget"))),
        gutter(static_cast<int>(settings.value("gutter"))),
        growth(static_cast<float>(settings.value("growth"))),
        scanColumns(static_cast<int>(settings.value("scan_columns"))),
        scanRows(static_cast<int>(settings.value("scan_rows"))),
        scanTiles(static_cast<int>(settings.value("scan_tiles"))),
        scanMoving(static_cast<int>(settings.value("scan_moving"))),
        scanEdge(static_cast<float>(settings.value("scan_edge"))),
        edgeRate(static_cast<float>(settings.value("edge_rate"))),
        scanScale(static_cast<float>(settings.value("scan_scale"))),
        motion(settings.value("motion") > 0.0),
        motionNow(settings.value("motion_now") > 0.0),
        fallback(settings.value("fallback") > 0.0),
        cut(static_cast<float>(settings.value("cut"))),
        look{.score = static_cast<float>(settings.value("score")), .nms = static_cast<float>(settings.value("nms"))} {}

  int period, fullEvery, steady;

  float target, margin, sigma, merge, foveaScore, mostScale, budget;
  int gutter;
  float growth;
  int scanColumns, scanRows, scanTiles, scanMoving;
  float scanEdge, edgeRate, scanScale;
  bool motion, motionNow, fallback;
  float cut;
  LookOptions look;
};

class BestPolicy final : public FramePolicy {
public:
  BestPolicy(PolicySettings settings, detect::Detector& detector, const PolicyOptions& options)
      : m_settings(std::move(settings)),
        m_values(m_settings),
        m_detector(detector),
        m_frame(options.frame),
        m_full(fullFrameMontage(options.frame, fullCanvas(detector, options))),
        m_canvases(canonicalCanvases(detector.limits(), m_full.canvas)),
        m_tracker(trackerOptions()),
        m_scan(scanOptions()) {}

  FrameRecord look(const FrameTask& task) override {
    const Stopwatch total;
    Stopwatch watch;
    FrameRecord record{.frame = task.frame};
    const bool goesOn = m_last >= 0 && task.frame == m_last + 1;
    if (!goesOn)
      begin();
    m_last = -1;  // a look that fails is made up for by a full frame
    m_tracker.advance(task.frame, *task.image);
    const auto [motionX, motionY] = m_tracker.cameraMotion();
    m_scan.advance(motionX, motionY);
    m_cameraSpeed += cameraSmoothing * (std::hypot(motionX, motionY) - m_cameraSpeed);
    record.ms.track = watch.lap();
    const std::optional<Montage> montage = schedule(task.frame, goesOn);
    record.ms.predict = watch.lap();
    record.kind = FrameKind::Skipped;
    if (montage)
      process(task, *montage, record);
    watch.lap();
    record.boxes = m_tracker.shown();
    record.ms.track += watch.lap();
    m_last = task.frame;
    record.ms.total = total.ms();
    return record;
  }

  void change(const PolicySettings& settings) override {
    requireSamePolicy(m_settings, settings);
    m_settings = settings;
    m_values = BestValues(settings);
    m_scan = ScanPlan(scanOptions());
  }

  void restart() override {
    m_last = -1;
    begin();
  }

  std::vector<model::ImageSize> canvases() const override { return m_canvases; }

private:
  TrackerOptions trackerOptions() const {
    return {.frame = m_frame, .classes = static_cast<int>(std::max<std::size_t>(m_detector.labels().size(), 1))};
  }

  ScanOptions scanOptions() const {
    return {.frame = m_frame,
            .columns = m_values.scanColumns,
            .rows = m_values.scanRows,
            .edge = m_values.scanEdge,
            .edgeRate = m_values.edgeRate};
  }

  void begin() {
    m_tracker.restart();
    m_scan.restart();
    m_trust.restart();
    m_looked = m_lastFull = m_fallbackUntil = -1;
    m_cameraSpeed = 0.0F;
  }

  /// What this frame is looked at with; nothing: it is skipped.
  std::optional<Montage> schedule(std::int64_t frame, bool goesOn) {
    const bool cut = goesOn && m_values.cut > 0.0F && m_tracker.greyChange() > m_values.cut;
    if (cut)
      m_tracker.cut();
    if (!goesOn || cut)
      return m_full;
    if (frame < m_fallbackUntil)
      return frame - m_looked >= fallbackPeriod ? std::optional(m_full) : std::nullopt;
    const bool due = frame - m_looked >= m_values.period;
    if (due && m_values.fullEvery > 0 && frame - m_lastFull >= m_values.fullEvery)
      return m_full;
    std::vector<Box> moving;
    if (m_values.motion && (due || m_values.motionNow))
      moving = m_tracker.movingRegions(mostMovingRegions);
    if (!due && moving.empty())
      return std::nullopt;
    const std::vector<Box> scans = m_scan.next(static_cast<std::size_t>(scanTiles()));
    std::vector<TileRequest> requests = scheduleRequests(m_tracker.tracks(), moving, scans, scheduleOptions());
    if (requests.empty())
      return std::nullopt;
    const PackOptions packing{.frame = m_frame, .gutter = m_values.gutter, .growth = m_values.growth};
    Montage montage = packFirst(mergeRequests(std::move(requests), m_values.merge), m_canvases, packing);
    const bool asLarge = montage.canvas.width * montage.canvas.height >= m_full.canvas.width * m_full.canvas.height;
    return asLarge ? m_full : std::move(montage);
  }

  int scanTiles() const { return m_cameraSpeed > movingCamera ? m_values.scanMoving : m_values.scanTiles; }

  ScheduleOptions scheduleOptions() const {
    return {.fovea = {.frame = m_frame,
                      .margin = m_values.margin,
                      .sigmas = m_values.sigma,
                      .target = targetSide(),
                      .mostScale = m_values.mostScale},
            .leastScore = m_values.foveaScore,
            .steadyFrames = m_values.steady * m_values.period,
            .scanScale = m_values.scanScale * fullScale(),
            .fullScale = fullScale(),
            .pixels = m_values.budget * static_cast<float>(m_full.canvas.width * m_full.canvas.height)};
  }

  float fullScale() const { return std::sqrt(m_full.tiles.front().toMontage[0] * m_full.tiles.front().toMontage[4]); }

  float targetSide() const {
    if (m_values.target > 0.0F)
      return m_values.target;
    return m_detector.limits().step == yoloStep ? yoloTarget : ssdTarget;
  }

  void process(const FrameTask& task, const Montage& montage, FrameRecord& record) {
    const bool full = montage.tiles.front().purpose == BoxOrigin::Full;
    record.kind = full ? FrameKind::Full : FrameKind::Fovea;
    const std::vector<Sighting> found = lookAt(task, montage, m_detector, m_values.look, record);
    Stopwatch watch;
    std::vector<LookedAt> regions;
    for (const MontageTile& tile : montage.tiles) {
      regions.push_back({tile.source, tile.purpose});
      m_scan.looked(tile.source);
    }
    std::vector<std::pair<int, BoxOrigin>> tried = triedTracks(regions);
    m_tracker.update(found, regions);
    noteTrust(tried, task.frame);
    m_looked = task.frame;
    if (full)
      m_lastFull = task.frame;
    record.ms.track += watch.lap();
  }

  /// Followed objects that lie in what is looked at, and how it is looked at.
  std::vector<std::pair<int, BoxOrigin>> triedTracks(const std::vector<LookedAt>& regions) const {
    constexpr float sure = 0.3F;
    std::vector<std::pair<int, BoxOrigin>> tried;
    for (const Track& track : m_tracker.tracks()) {
      const float x = track.box.x + track.box.w / 2, y = track.box.y + track.box.h / 2;
      for (const LookedAt& look : regions)
        if (track.score > sure && x > look.region.x && x < look.region.x + look.region.w && y > look.region.y &&
            y < look.region.y + look.region.h) {
          tried.emplace_back(track.id, look.purpose);
          break;
        }
    }
    return tried;
  }

  void noteTrust(const std::vector<std::pair<int, BoxOrigin>>& tried, std::int64_t frame) {
    const std::span<const Track> tracks = m_tracker.tracks();
    for (const auto& [id, purpose] : tried) {
      const auto track =
          std::find_if(tracks.begin(), tracks.end(), [id = id](const Track& one) { return one.id == id; });
      m_trust.add(purpose, track != tracks.end() && track->age == 0);
    }
    if (m_values.fallback && frame >= m_fallbackUntil && m_trust.lost()) {
      m_fallbackUntil = frame + fallbackFrames;
      m_trust.restart();
    }
  }

  PolicySettings m_settings;
  BestValues m_values;
  detect::Detector& m_detector;
  model::ImageSize m_frame;
  Montage m_full;
  std::vector<model::ImageSize> m_canvases;
  Tracker m_tracker;
  ScanPlan m_scan;
  FoveaTrust m_trust;
  float m_cameraSpeed = 0.0F;  ///< pixels a frame, smoothed
  std::int64_t m_last = -1, m_looked = -1, m_lastFull = -1, m_fallbackUntil = -1;
};

}  // namespace

std::unique_ptr<FramePolicy> makeBestPolicy(const PolicySettings& settings, detect::Detector& detector,
                                            const PolicyOptions& options) {
  return std::make_unique<BestPolicy>(settings, detector, options);
}

}  // namespace effortlab::fovea
