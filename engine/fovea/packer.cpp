#include "fovea/packer.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>

namespace effortlab::fovea {

namespace {

/// Whole pixels of the canvas.
struct Place {
  std::int64_t x = 0, y = 0, w = 0, h = 0;

  std::int64_t right() const { return x + w; }
  std::int64_t bottom() const { return y + h; }
  bool meets(const Place& other) const {
    return x < other.right() && other.x < right() && y < other.bottom() && other.y < bottom();
  }
  bool holds(const Place& other) const {
    return other.x >= x && other.y >= y && other.right() <= right() && other.bottom() <= bottom();
  }
};

/// MaxRects: the free space as its largest rectangles, which may overlap.
class FreeSpace {
public:
  FreeSpace(std::int64_t width, std::int64_t height) : m_free{{0, 0, width, height}} {}

  /// Where a rectangle of this size leaves the least over on one side.
  std::optional<Place> find(std::int64_t width, std::int64_t height) const {
    std::optional<Place> best;
    std::pair<std::int64_t, std::int64_t> least{std::numeric_limits<std::int64_t>::max(), 0};
    for (const Place& space : m_free) {
      const std::int64_t overWidth = space.w - width, overHeight = space.h - height;
      if (overWidth < 0 || overHeight < 0)
        continue;
      const std::pair over{std::min(overWidth, overHeight), std::max(overWidth, overHeight)};
      if (!best || over < least) {
        least = over;
        best = Place{space.x, space.y, width, height};
      }
    }
    return best;
  }

  void take(const Place& used) {
    std::vector<Place> next;
    for (const Place& space : m_free) {
      if (!space.meets(used)) {
        next.push_back(space);
        continue;
      }
      const std::array<Place, 4> rests{{{space.x, space.y, used.x - space.x, space.h},
                                        {used.right(), space.y, space.right() - used.right(), space.h},
                                        {space.x, space.y, space.w, used.y - space.y},
                                        {space.x, used.bottom(), space.w, space.bottom() - used.bottom()}}};
      std::copy_if(rests.begin(), rests.end(), std::back_inserter(next),
                   [](const Place& rest) { return rest.w > 0 && rest.h > 0; });
    }
    m_free.clear();
    for (std::size_t i = 0; i < next.size(); ++i) {
      bool covered = false;
      for (std::size_t j = 0; j < next.size() && !covered; ++j)
        covered = i != j && next[j].holds(next[i]) && (!next[i].holds(next[j]) || j < i);
      if (!covered)
        m_free.push_back(next[i]);
    }
  }

private:
  std::vector<Place> m_free;
};

std::int64_t scaledSide(float side, float scale) {
  return std::max<std::int64_t>(1, std::lround(side * scale));
}

bool free(const Place& place, std::size_t self, std::span<const Place> places, model::ImageSize canvas,
          std::int64_t gutter) {
  if (place.x < 0 || place.y < 0 || place.right() > canvas.width || place.bottom() > canvas.height)
    return false;
  const Place wide{place.x - gutter, place.y - gutter, place.w + 2 * gutter, place.h + 2 * gutter};
  for (std::size_t i = 0; i < places.size(); ++i)
    if (i != self && wide.meets(places[i]))
      return false;
  return true;
}

/// Moves one edge (0: left, 1: top, 2: right, 3: bottom) out by `pixels` of the frame, scaled in the canvas.
bool moveEdge(int edge, float pixels, float scale, Box& source, Place& place, model::ImageSize frame) {
  const bool across = edge % 2 == 0;
  const bool before = edge < 2;
  const auto length = static_cast<float>(across ? frame.width : frame.height);
  float& start = across ? source.x : source.y;
  float& side = across ? source.w : source.h;
  const float step = std::min(pixels, before ? start : length - start - side);
  if (step < 1.0F)
    return false;
  std::int64_t& placeStart = across ? place.x : place.y;
  std::int64_t& placeSide = across ? place.w : place.h;
  const std::int64_t grown = scaledSide(side + step, scale) - placeSide;
  start -= before ? step : 0.0F;
  side += step;
  placeStart -= before ? grown : 0;
  placeSide += grown;
  return true;
}

/// Each tile takes free canvas around it, edge by edge, in halving steps: more of the frame shows.
void growTiles(std::span<const TileRequest> requests, std::vector<Box>& sources, std::vector<Place>& places,
               model::ImageSize canvas, const PackOptions& options) {
  for (std::size_t i = 0; i < places.size(); ++i) {
    const float scale = requests[i].scale;
    for (int edge = 0; edge < 4; ++edge) {
      const float side = edge % 2 == 0 ? requests[i].source.w : requests[i].source.h;
      for (float step = std::floor(side * options.growth), left = step; step >= 1.0F && left >= 1.0F;) {
        Box source = sources[i];
        Place place = places[i];
        if (moveEdge(edge, std::min(step, left), scale, source, place, options.frame) &&
            free(place, i, places, canvas, options.gutter)) {
          sources[i] = source;
          places[i] = place;
          left -= step;
        } else {
          step = std::floor(step / 2);
        }
      }
    }
  }
}

Box toBox(const Place& place) {
  return {static_cast<float>(place.x), static_cast<float>(place.y), static_cast<float>(place.w),
          static_cast<float>(place.h)};
}

}  // namespace

std::optional<Montage> packTiles(std::span<const TileRequest> requests, model::ImageSize canvas,
                                 const PackOptions& options) {
  std::vector<std::size_t> order(requests.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return costOf(requests[a]) > costOf(requests[b]); });
  FreeSpace space(canvas.width + options.gutter, canvas.height + options.gutter);
  std::vector<Place> places(requests.size());
  std::vector<Box> sources(requests.size());
  for (const std::size_t i : order) {
    const TileRequest& request = requests[i];
    const std::int64_t width = scaledSide(request.source.w, request.scale);
    const std::int64_t height = scaledSide(request.source.h, request.scale);
    const std::optional<Place> place = space.find(width + options.gutter, height + options.gutter);
    if (!place)
      return std::nullopt;
    space.take(*place);
    places[i] = {place->x, place->y, width, height};
    sources[i] = request.source;
  }
  if (options.growth > 0.0F)
    growTiles(requests, sources, places, canvas, options);
  Montage montage{.canvas = canvas};
  for (std::size_t i = 0; i < requests.size(); ++i)
    montage.tiles.push_back(makeTile(sources[i], toBox(places[i]), requests[i].purpose, requests[i].track));
  montage.fill = fillOf(canvas, montage.tiles);
  return montage;
}

Montage packFirst(std::vector<TileRequest> requests, std::span<const model::ImageSize> canvases,
                  const PackOptions& options) {
  constexpr float smaller = 0.9F;
  float pixels = 0.0F;
  for (const TileRequest& request : requests)
    pixels += costOf(request);
  for (const model::ImageSize& canvas : canvases)
    if (static_cast<float>(canvas.width * canvas.height) >= pixels)
      if (std::optional<Montage> montage = packTiles(requests, canvas, options))
        return *std::move(montage);
  for (;;) {  // ends: tiles of one pixel fit, and 16 x 16 of them with their gutters into the smallest canvas
    for (TileRequest& request : requests)
      request.scale *= smaller;
    if (std::optional<Montage> montage = packTiles(requests, canvases.back(), options))
      return *std::move(montage);
    if (std::all_of(requests.begin(), requests.end(), [](const TileRequest& one) { return costOf(one) < 1.0F; }))
      requests.pop_back();
  }
}

std::vector<model::ImageSize> canonicalCanvases(const detect::CanvasLimits& limits, model::ImageSize most) {
  if (limits.fixed)
    return {limits.usual};
  // Close together where most montages end: a canvas too large costs more than another network.
  constexpr std::array<std::array<std::int64_t, 2>, 17> usual{{{64, 64},
                                                               {96, 96},
                                                               {128, 96},
                                                               {128, 128},
                                                               {160, 128},
                                                               {192, 128},
                                                               {192, 160},
                                                               {224, 160},
                                                               {192, 192},
                                                               {224, 192},
                                                               {256, 192},
                                                               {256, 224},
                                                               {256, 256},
                                                               {320, 224},
                                                               {320, 256},
                                                               {384, 288},
                                                               {416, 416}}};
  std::vector<model::ImageSize> canvases;
  for (const auto& [width, height] : usual) {
    const bool suits = width % limits.step == 0 && height % limits.step == 0 && height >= limits.smallest &&
                       width <= limits.largest && width * height < most.width * most.height;
    if (suits)
      canvases.push_back({.height = height, .width = width});
  }
  canvases.push_back(most);
  std::stable_sort(canvases.begin(), canvases.end(),
                   [](model::ImageSize a, model::ImageSize b) { return a.width * a.height < b.width * b.height; });
  return canvases;
}

std::vector<Box> gridPlaces(std::size_t count, model::ImageSize canvas) {
  std::size_t columns = 1;
  while (columns * columns < count)
    ++columns;
  const std::size_t rows = (count + columns - 1) / std::max<std::size_t>(columns, 1);
  const auto edge = [](std::int64_t side, std::size_t at, std::size_t parts) {
    return static_cast<float>(side * static_cast<std::int64_t>(at) / static_cast<std::int64_t>(parts));
  };
  std::vector<Box> places;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t row = i / columns;
    const std::size_t inRow = row + 1 < rows ? columns : count - row * columns;  // the last row is shared by the rest
    const std::size_t column = i % columns;
    const float left = edge(canvas.width, column, inRow), top = edge(canvas.height, row, rows);
    places.push_back(
        {left, top, edge(canvas.width, column + 1, inRow) - left, edge(canvas.height, row + 1, rows) - top});
  }
  return places;
}

}  // namespace effortlab::fovea
