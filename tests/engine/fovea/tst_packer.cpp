#include "fovea/packer.h"

#include "core/random.h"
#include "support/test_registry.h"

#include <QTest>

#include <cmath>

using namespace effortlab;
using namespace effortlab::fovea;

namespace {

constexpr model::ImageSize frame{.height = 360, .width = 480};

bool meets(const Box& a, const Box& b, float gutter) {
  return a.x < b.x + b.w + gutter && b.x < a.x + a.w + gutter && a.y < b.y + b.h + gutter && b.y < a.y + a.h + gutter;
}

bool inside(const Box& box, model::ImageSize size) {
  return box.x >= 0 && box.y >= 0 && box.w >= 1 && box.h >= 1 && box.x + box.w <= static_cast<float>(size.width) &&
         box.y + box.h <= static_cast<float>(size.height) && box.x == std::floor(box.x) && box.w == std::floor(box.w) &&
         box.y == std::floor(box.y) && box.h == std::floor(box.h);
}

/// Empty, or what is wrong with a montage.
QString montageProblem(const Montage& montage, float gutter) {
  for (std::size_t i = 0; i < montage.tiles.size(); ++i) {
    const MontageTile& tile = montage.tiles[i];
    if (!inside(tile.destination, montage.canvas))
      return QString("tile %1 lies outside the canvas").arg(i);
    if (!inside(tile.source, frame))
      return QString("tile %1 lies outside the frame").arg(i);
    for (std::size_t j = 0; j < i; ++j)
      if (meets(tile.destination, montage.tiles[j].destination, gutter))
        return QString("tiles %1 and %2 meet").arg(i).arg(j);
  }
  return montage.fill > 0.0F && montage.fill <= 1.0F ? QString() : QString("fill %1").arg(montage.fill);
}

std::vector<TileRequest> randomRequests(std::size_t round, std::size_t count) {
  const RandomStream random(round, "packer");
  std::uint64_t index = 0;
  const auto upTo = [&](float most) { return random.uniform(index++) * most; };
  std::vector<TileRequest> requests;
  for (std::size_t i = 0; i < count; ++i) {
    const Box box{upTo(470), upTo(350), upTo(200), upTo(200)};
    requests.push_back({.source = wholeBox(box, frame), .scale = 0.2F + upTo(1.5F), .track = static_cast<int>(i)});
  }
  return requests;
}

}  // namespace

class tst_packer : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void packsOneTileAsItIs() {
    const std::vector<TileRequest> one{{.source = {10, 20, 64, 32}, .scale = 0.5F, .track = 3}};
    const auto montage = packTiles(one, {.height = 64, .width = 64}, {.frame = frame, .growth = 0});
    QVERIFY(montage.has_value());
    const MontageTile& tile = montage->tiles.front();
    QCOMPARE(tile.destination.w, 32.0F);
    QCOMPARE(tile.destination.h, 16.0F);
    QCOMPARE(tile.track, 3);
    QCOMPARE(montage->fill, 0.125F);
    QVERIFY(!packTiles(one, {.height = 8, .width = 64}, {.frame = frame}).has_value());
  }

  void neverOverlapsAndStaysInside() {
    const detect::CanvasLimits limits{.usual = {.height = 300, .width = 300}};
    const std::vector<model::ImageSize> canvases = canonicalCanvases(limits, limits.usual);
    for (std::size_t round = 0; round < 300; ++round) {
      const std::vector<TileRequest> requests = randomRequests(round, 1 + round % 17);
      for (const std::int64_t gutter : {std::int64_t{0}, std::int64_t{6}})
        for (const float growth : {0.0F, 0.5F, 3.0F}) {
          const Montage montage = packFirst(requests, canvases, {.frame = frame, .gutter = gutter, .growth = growth});
          QCOMPARE(montageProblem(montage, static_cast<float>(gutter)), QString());
          QCOMPARE(montage.tiles.size(), requests.size());
          for (std::size_t i = 0; i < requests.size(); ++i) {
            QCOMPARE(montage.tiles[i].track, requests[i].track);
            const Box& shown = montage.tiles[i].source;
            const Box& wanted = requests[i].source;
            QVERIFY(shown.x <= wanted.x && shown.y <= wanted.y && shown.x + shown.w >= wanted.x + wanted.w &&
                    shown.y + shown.h >= wanted.y + wanted.h);
          }
        }
    }
  }

  void growsIntoFreeCanvas() {
    const std::vector<TileRequest> one{{.source = {100, 100, 40, 40}, .scale = 1.0F}};
    const auto montage = packTiles(one, {.height = 64, .width = 64}, {.frame = frame, .growth = 1.0F});
    QVERIFY(montage.has_value());
    QCOMPARE(montage->fill, 1.0F);
    QCOMPARE(montage->tiles.front().source.w, 64.0F);
  }

  void takesTheFirstCanvasThatIsLargeEnough() {
    const std::vector<model::ImageSize> canvases{{.height = 64, .width = 64}, {.height = 96, .width = 128}};
    const std::vector<TileRequest> small{{.source = {0, 0, 60, 60}}};
    const std::vector<TileRequest> wide{{.source = {0, 0, 100, 30}}};
    const std::vector<TileRequest> large{{.source = {0, 0, 256, 192}}};
    QCOMPARE(packFirst(small, canvases, {.frame = frame}).canvas.width, std::int64_t{64});
    QCOMPARE(packFirst(wide, canvases, {.frame = frame}).canvas.width, std::int64_t{128});
    const Montage shrunk = packFirst(large, canvases, {.frame = frame});
    QCOMPARE(shrunk.canvas.width, std::int64_t{128});
    QVERIFY(shrunk.tiles.front().destination.w > 100 && shrunk.tiles.front().destination.w <= 128);
  }

  void canvasesSuitTheDetector() {
    const detect::CanvasLimits ssd{.usual = {.height = 300, .width = 300}};
    const detect::CanvasLimits yolo{.usual = {.height = 320, .width = 320}, .step = 32};
    const detect::CanvasLimits fixed{.fixed = true, .usual = {.height = 240, .width = 320}};
    QCOMPARE(canonicalCanvases(fixed, fixed.usual).size(), std::size_t{1});
    for (const detect::CanvasLimits& limits : {ssd, yolo}) {
      const auto canvases = canonicalCanvases(limits, limits.usual);
      QVERIFY(canvases.size() >= 10 && canvases.size() <= 17);
      for (std::size_t i = 0; i < canvases.size(); ++i) {
        QVERIFY(i + 1 == canvases.size() || (canvases[i].width % 32 == 0 && canvases[i].height % 32 == 0));
        if (i > 0)
          QVERIFY(canvases[i].width * canvases[i].height >= canvases[i - 1].width * canvases[i - 1].height);
      }
      QCOMPARE(canvases.back().width, limits.usual.width);
    }
  }

  void gridsShareTheCanvas() {
    constexpr model::ImageSize canvas{.height = 75, .width = 75};
    for (std::size_t count = 1; count <= 12; ++count) {
      const std::vector<Box> places = gridPlaces(count, canvas);
      QCOMPARE(places.size(), count);
      float area = 0;
      for (std::size_t i = 0; i < count; ++i) {
        QVERIFY(inside(places[i], canvas));
        area += places[i].w * places[i].h;
        for (std::size_t j = 0; j < i; ++j)
          QVERIFY(!meets(places[i], places[j], 0));
      }
      QCOMPARE(area, 75.0F * 75.0F);
    }
  }
};

EFFORTLAB_TEST(tst_packer)
#include "tst_packer.moc"
