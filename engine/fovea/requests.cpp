#include "fovea/requests.h"

#include <algorithm>
#include <cmath>

namespace effortlab::fovea {

namespace {

Box requestUnion(const Box& a, const Box& b) {
  const float left = std::min(a.x, b.x), top = std::min(a.y, b.y);
  return {left, top, std::max(a.x + a.w, b.x + b.w) - left, std::max(a.y + a.h, b.y + b.h) - top};
}

TileRequest joined(const TileRequest& a, const TileRequest& b) {
  return {.source = requestUnion(a.source, b.source),
          .scale = std::max(a.scale, b.scale),
          .purpose = a.purpose,
          .track = a.track == b.track ? a.track : -1};
}

}  // namespace

float costOf(const TileRequest& request) {
  return request.source.w * request.source.h * request.scale * request.scale;
}

Box wholeBox(const Box& box, model::ImageSize frame) {
  const auto width = static_cast<float>(frame.width), height = static_cast<float>(frame.height);
  const float left = std::clamp(std::floor(box.x), 0.0F, width - 1.0F);
  const float top = std::clamp(std::floor(box.y), 0.0F, height - 1.0F);
  return {left, top, std::clamp(std::ceil(box.x + box.w), left + 1.0F, width) - left,
          std::clamp(std::ceil(box.y + box.h), top + 1.0F, height) - top};
}

Box stretchedCrop(const Box& box, float z, bool inTotal, model::ImageSize frame) {
  const float side = inTotal ? z / 2 : z;
  return wholeBox({box.x - side * box.w, box.y - side * box.h, box.w * (1 + 2 * side), box.h * (1 + 2 * side)}, frame);
}

TileRequest foveaRequest(const Track& track, const FoveaOptions& options) {
  const Box& box = track.box;
  const float margin = options.margin * (box.w + box.h) / 2 + options.sigmas * track.sigma;
  const float longSide = std::max({box.w, box.h, 1.0F});
  return {.source = wholeBox({box.x - margin, box.y - margin, box.w + 2 * margin, box.h + 2 * margin}, options.frame),
          .scale = std::clamp(options.target / longSide, options.leastScale, options.mostScale),
          .purpose = BoxOrigin::Fovea,
          .track = track.id};
}

std::vector<TileRequest> mergeRequests(std::vector<TileRequest> requests, float limit) {
  while (limit > 0.0F) {
    float best = limit;
    std::size_t first = 0, second = 0;
    for (std::size_t i = 0; i < requests.size(); ++i)
      for (std::size_t j = i + 1; j < requests.size(); ++j) {
        if (requests[i].purpose != requests[j].purpose)
          continue;
        const float share =
            costOf(joined(requests[i], requests[j])) / std::max(costOf(requests[i]) + costOf(requests[j]), 1.0F);
        if (share <= best) {
          best = share;
          first = i;
          second = j;
        }
      }
    if (second == 0)
      break;
    requests[first] = joined(requests[first], requests[second]);
    requests.erase(requests.begin() + static_cast<std::ptrdiff_t>(second));
  }
  return requests;
}

}  // namespace effortlab::fovea
