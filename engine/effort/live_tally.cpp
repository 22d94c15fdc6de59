#include "effort/live_tally.h"

#include <algorithm>

namespace effortlab::effort {

void LiveTally::add(const Score& knobs, const Score& dense) {
  ++images;
  top1 += knobs.top1Hit ? 1 : 0;
  top5 += knobs.top5Hit ? 1 : 0;
  agree += knobs.top1 == dense.top1 ? 1 : 0;
  both += knobs.top1Hit && dense.top1Hit ? 1 : 0;
  onlyDense += !knobs.top1Hit && dense.top1Hit ? 1 : 0;
  onlyKnobs += knobs.top1Hit && !dense.top1Hit ? 1 : 0;
  neither += !knobs.top1Hit && !dense.top1Hit ? 1 : 0;
}

LiveTally& LiveTally::operator+=(const LiveTally& other) {
  images += other.images;
  top1 += other.top1;
  top5 += other.top5;
  agree += other.agree;
  repeated += other.repeated;
  both += other.both;
  onlyDense += other.onlyDense;
  onlyKnobs += other.onlyKnobs;
  neither += other.neither;
  return *this;
}

LiveEstimate LiveTally::estimate(const EffortCounts& counts, std::int64_t total) const {
  LiveEstimate result;
  const double counted = static_cast<double>(std::max<std::int64_t>(1, images));
  result.images = images;
  result.totalImages = total;
  result.top1 = static_cast<double>(top1) / counted;
  result.top5 = static_cast<double>(top5) / counted;
  result.top1Interval = wilsonInterval(top1, images);
  result.denseTop1 = static_cast<double>(both + onlyDense) / counted;
  result.difference = pairedDifference(both, onlyDense, onlyKnobs, neither);
  result.agreement = static_cast<double>(agree) / counted;
  result.repeated = static_cast<double>(repeated) / counted;
  result.counts = counts;
  result.complete = images == total;
  return result;
}

}  // namespace effortlab::effort
