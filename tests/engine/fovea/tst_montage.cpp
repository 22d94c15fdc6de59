#include "fovea/montage.h"

#include "core/error.h"
#include "fovea/unmapper.h"
#include "support/test_registry.h"

#include <QTest>

#include <cmath>

using namespace effortlab;
using namespace effortlab::fovea;

namespace {

constexpr model::ImageSize frame{.height = 120, .width = 160};

data::Image gradient() {
  data::Image image{.width = frame.width, .height = frame.height, .channels = 3, .pixels = {}};
  for (std::int64_t y = 0; y < image.height; ++y)
    for (std::int64_t x = 0; x < image.width; ++x)
      for (const std::int64_t value : {x, y, x + y})
        image.pixels.push_back(static_cast<std::uint8_t>(value * 2 / 3));
  return image;
}

std::uint8_t at(const data::Image& image, std::int64_t x, std::int64_t y, std::int64_t channel) {
  return image.pixels[static_cast<std::size_t>((y * image.width + x) * image.channels + channel)];
}

Montage twoTiles() {
  Montage montage{.canvas = {.height = 64, .width = 96}};
  montage.tiles = {makeTile({10, 20, 40, 40}, {0, 0, 40, 40}, BoxOrigin::Fovea, 1),
                   makeTile({100, 60, 60, 60}, {46, 0, 45, 45}, BoxOrigin::Scan)};
  montage.fill = fillOf(montage.canvas, montage.tiles);
  return montage;
}

detect::Detection found(const Box& box, float score = 0.9F, int classIndex = 0) {
  return {box, classIndex, score};
}

}  // namespace

class tst_montage : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void copiesTilesOfTheSameSize() {
    const data::Image image = gradient();
    const data::Image canvas = drawMontage(image, twoTiles());
    QCOMPARE(canvas.width, std::int64_t{96});
    for (std::int64_t i = 0; i < 40; ++i)
      QCOMPARE(at(canvas, i, 39 - i, 2), at(image, 10 + i, 20 + 39 - i, 2));
    QCOMPARE(at(canvas, 42, 10, 0), std::uint8_t{127});
    QCOMPARE(at(canvas, 10, 60, 0), std::uint8_t{127});
  }

  void stretchesWhereTheMatrixSays() {
    const data::Image image = gradient();
    for (const float side : {15.0F, 30.0F, 45.0F, 90.0F}) {  // halved first, and not
      Montage montage{.canvas = {.height = 96, .width = 96}};
      montage.tiles = {makeTile({100, 60, 60, 60}, {3, 5, side, side}, BoxOrigin::Fovea)};
      const data::Image canvas = drawMontage(image, montage);
      const TileMatrix& back = montage.tiles.front().toFrame;
      for (float i = 2; i < side - 2; i += 1) {  // pixel centres; a gradient is its own interpolation
        const float x = back[0] * (3 + i + 0.5F) + back[2] - 0.5F;
        const float wanted = x * 2 / 3;
        const auto got = static_cast<float>(
            at(canvas, 3 + static_cast<std::int64_t>(i), 5 + static_cast<std::int64_t>(side / 2), 0));
        QVERIFY2(std::abs(got - wanted) <= 1.5F,
                 qPrintable(QString("%1 at %2: %3, not %4").arg(side).arg(i).arg(got).arg(wanted)));
      }
    }
  }

  void refusesTilesOutside() {
    Montage montage = twoTiles();
    montage.tiles.push_back(makeTile({120, 0, 60, 60}, {0, 44, 20, 20}, BoxOrigin::Fovea));
    QVERIFY_EXCEPTION_THROWN(drawMontage(gradient(), montage), Error);
    montage.tiles.back() = makeTile({100, 0, 60, 60}, {80, 44, 20, 20}, BoxOrigin::Fovea);
    QVERIFY_EXCEPTION_THROWN(drawMontage(gradient(), montage), Error);
  }

  void mapsThereAndBack() {
    const Montage montage = twoTiles();
    for (const MontageTile& tile : montage.tiles)
      for (float x = 0; x < 30; x += 3.3F) {
        const Box box{tile.source.x + x, tile.source.y + x / 2, 9.7F, 12.1F};
        const Box back = mapped(tile.toFrame, mapped(tile.toMontage, box));
        QVERIFY(std::abs(back.x - box.x) < 0.01F && std::abs(back.y - box.y) < 0.01F);
        QVERIFY(std::abs(back.w - box.w) < 0.01F && std::abs(back.h - box.h) < 0.01F);
        const std::vector<Sighting> seen =
            unmapDetections(montage, std::vector{found(mapped(tile.toMontage, box))}, frame);
        QCOMPARE(seen.size(), std::size_t{1});
        QVERIFY(std::abs(seen[0].detection.box.x - box.x) < 0.5F && std::abs(seen[0].detection.box.h - box.h) < 0.5F);
        QCOMPARE(seen[0].origin, tile.purpose);
      }
  }

  void dropsBoxesBetweenAndAcrossTiles() {
    const Montage montage = twoTiles();
    const std::vector<detect::Detection> boxes{found({38, 10, 20, 20}),   // its centre in the second tile
                                               found({20, 10, 36, 20}),   // in the first, across both
                                               found({40.5F, 10, 5, 5}),  // between
                                               found({10, 50, 10, 10})};  // below
    QVERIFY(unmapDetections(montage, boxes, frame).empty());
    QCOMPARE(unmapDetections(montage, boxes, frame, {.mostOutside = 0.6F}).size(), std::size_t{2});
  }

  void tellsWhatATileCutsOff() {
    const Montage montage = twoTiles();
    const UnmapOptions options{.truncatedFactor = 0.5F};
    auto seen = unmapDetections(montage, std::vector{found({0.5F, 10, 20, 20}, 0.8F)}, frame, options);
    QVERIFY(seen.front().truncated);
    QCOMPARE(seen.front().detection.score, 0.4F);
    // The second tile ends where the frame ends, right and below.
    seen = unmapDetections(montage, std::vector{found({70, 24, 20.9F, 20.9F}, 0.8F)}, frame, options);
    QVERIFY(!seen.front().truncated);
    QCOMPARE(seen.front().detection.score, 0.8F);
  }

  void suppressesOverlapsOfAClass() {
    const auto sighting = [](float x, float score, int classIndex) {
      return Sighting{.detection = found({x, 0, 20, 20}, score, classIndex)};
    };
    const auto kept = suppressSightings({sighting(0, 0.5F, 0), sighting(2, 0.9F, 0), sighting(1, 0.7F, 1)}, 0.45F);
    QCOMPARE(kept.size(), std::size_t{2});
    QCOMPARE(kept[0].detection.score, 0.9F);
    QCOMPARE(kept[1].detection.classIndex, 1);
    Sighting part = sighting(0, 0.95F, 0);
    part.detection.box = {0, 0, 20, 8};
    part.truncated = true;
    QCOMPARE(suppressSightings({part}, 0.45F).size(), std::size_t{1});
    const auto whole = suppressSightings({part, sighting(1, 0.5F, 0)}, 0.45F);
    QCOMPARE(whole.size(), std::size_t{1});
    QCOMPARE(whole[0].detection.box.h, 20.0F);
  }
};

EFFORTLAB_TEST(tst_montage)
#include "tst_montage.moc"
