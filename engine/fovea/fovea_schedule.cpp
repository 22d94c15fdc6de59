#include "fovea/fovea_schedule.h"

#include <algorithm>
#include <cmath>

namespace effortlab::fovea {

namespace {

float relativeSigma(const Track& track) {
  return track.sigma / std::max((track.box.w + track.box.h) / 2, 1.0F);
}

constexpr float packed = 1.25F;  // pixels of the canvas for each of a tile: gutters and what packing leaves

/// Requests while there are pixels.
class Budget {
public:
  explicit Budget(float pixels) : m_left(pixels) {}

  float left() const { return m_left; }

  bool add(const TileRequest& request) {
    const float cost = packed * costOf(request);
    if (cost > m_left && !m_requests.empty())
      return false;
    m_left -= cost;
    m_requests.push_back(request);
    return true;
  }
  std::vector<TileRequest> requests() && { return std::move(m_requests); }

private:
  float m_left;
  std::vector<TileRequest> m_requests;
};

TileRequest movingRequest(const Box& box, const FoveaOptions& options) {
  const float around = options.margin * (box.w + box.h) / 2;
  const Box wide{box.x - around, box.y - around, box.w + 2 * around, box.h + 2 * around};
  const float longSide = std::max({box.w, box.h, 1.0F});
  return {.source = wholeBox(wide, options.frame),
          .scale = std::clamp(options.target / longSide, options.leastScale, options.mostScale),
          .purpose = BoxOrigin::Scan};
}

/// Foveas of all of them; smaller ones where they would not fit into the pixels.
std::vector<TileRequest> foveasWithin(float pixels, std::span<const Track* const> tracks,
                                      const ScheduleOptions& options) {
  std::vector<TileRequest> foveas;
  float wanted = 0.0F;
  for (const Track* track : tracks) {
    foveas.push_back(foveaRequest(*track, options.fovea));
    wanted += packed * costOf(foveas.back());
  }
  if (wanted > pixels)
    for (TileRequest& fovea : foveas)
      fovea.scale =
          std::max(fovea.scale * std::sqrt(std::max(pixels, 0.0F) / wanted), std::min(fovea.scale, options.fullScale));
  return foveas;
}

}  // namespace

bool followedSurely(const Track& track, int steadyFrames) {
  constexpr int enoughHits = 4;
  constexpr float smallSigma = 0.1F;  // of the mean side
  return track.age < steadyFrames && track.hits >= enoughHits && track.misses <= 0.0F &&
         relativeSigma(track) < smallSigma;
}

std::vector<TileRequest> scheduleRequests(std::span<const Track> tracks, std::span<const Box> moving,
                                          std::span<const Box> scans, const ScheduleOptions& options) {
  std::vector<const Track*> urgent;
  for (const Track& track : tracks)
    if (track.score >= options.leastScore && !followedSurely(track, options.steadyFrames))
      urgent.push_back(&track);
  std::stable_sort(urgent.begin(), urgent.end(), [](const Track* a, const Track* b) {
    return a->age != b->age ? a->age > b->age : relativeSigma(*a) > relativeSigma(*b);
  });
  Budget budget(options.pixels);
  const auto scan = [&options](const Box& box) {
    return TileRequest{.source = box, .scale = options.scanScale, .purpose = BoxOrigin::Scan};
  };
  if (!scans.empty())
    budget.add(scan(scans.front()));
  for (const Box& box : moving)
    budget.add(movingRequest(box, options.fovea));
  for (const TileRequest& fovea : foveasWithin(budget.left(), urgent, options))
    budget.add(fovea);
  for (std::size_t i = 1; i < scans.size(); ++i)
    budget.add(scan(scans[i]));
  return std::move(budget).requests();
}

}  // namespace effortlab::fovea
