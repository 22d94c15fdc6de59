#include "core/parallel.h"
#include "fast/lane_tensor.h"
#include "support/test_registry.h"

#include <QTest>

#include <bit>
#include <cstring>
#include <random>
#include <string>

using namespace effortlab;
using fast::Halo;
using fast::LaneMaps;
using fast::LaneTensor;
using fast::LaneType;
using fast::LaneUse;

namespace {

constexpr float lanePad = -7.5F;

/// Every element has its own value: image, channel and place.
std::vector<float> numbered(std::int64_t images, const LaneMaps& maps) {
  std::vector<float> values(static_cast<std::size_t>(images * maps.channels * maps.height * maps.width));
  for (std::size_t i = 0; i < values.size(); ++i)
    values[i] = static_cast<float>(i + 1);
  return values;
}

/// What a lane vector must hold, from image coordinates.
float expectedAt(const std::vector<float>& images, const LaneMaps& maps, std::int64_t channel, std::int64_t lane,
                 std::int64_t y, std::int64_t x, float padding) {
  const bool tiles = maps.use == LaneUse::Tiles;
  const std::int64_t row = tiles ? lane / 4 * maps.tileH + y : y;
  const std::int64_t column = tiles ? lane % 4 * maps.tileW + x : x;
  if (row < 0 || column < 0 || row >= maps.height || column >= maps.width)
    return padding;
  const std::int64_t image = tiles ? 0 : lane;
  return images[static_cast<std::size_t>(((image * maps.channels + channel) * maps.height + row) * maps.width +
                                         column)];
}

std::string wrongElement(const LaneTensor& tensor, const std::vector<float>& images, std::int64_t count,
                         std::int64_t firstPlane, std::int64_t channels, float padding, bool absentZero) {
  const LaneMaps& maps = tensor.maps();
  LaneMaps source = maps;
  source.channels = channels;
  for (std::int64_t c = 0; c < channels; ++c)
    for (std::int64_t y = -maps.halo.top; y < maps.tileH + maps.halo.bottom; ++y)
      for (std::int64_t x = -maps.halo.left; x < maps.tileW + maps.halo.right; ++x)
        for (std::int64_t lane = 0; lane < fast::lanes; ++lane) {
          const bool absent = maps.use == LaneUse::Images && lane >= count;
          if (absent && !absentZero)
            continue;
          const float wanted = absent ? 0.0F : expectedAt(images, source, c, lane, y, x, padding);
          const float found = tensor.plane(firstPlane + c)[y * maps.rowStride() + x * fast::lanes + lane];
          if (std::bit_cast<std::uint32_t>(found) != std::bit_cast<std::uint32_t>(wanted))
            return "plane " + std::to_string(c) + " lane " + std::to_string(lane) + " at " + std::to_string(y) + "," +
                   std::to_string(x) + ": " + std::to_string(found) + " instead of " + std::to_string(wanted);
        }
  return {};
}

struct LaneCase {
  LaneMaps maps;
  std::int64_t images;

  std::string text() const {
    return std::string(maps.use == LaneUse::Tiles ? "tiles " : "images ") + std::to_string(maps.height) + "x" +
           std::to_string(maps.width) + " tile " + std::to_string(maps.tileH) + "x" + std::to_string(maps.tileW) +
           " halo " + std::to_string(maps.halo.top) + "," + std::to_string(maps.halo.left) + "," +
           std::to_string(maps.halo.bottom) + "," + std::to_string(maps.halo.right) + " images " +
           std::to_string(images) + ": ";
  }
};

std::vector<LaneCase> laneCases() {
  std::vector<LaneCase> cases;
  std::mt19937 random(7);
  for (const std::int64_t height : {1, 2, 3, 5, 13, 27, 55})
    for (const std::int64_t width : {1, 3, 13, 16, 27, 55, 131})
      for (const LaneUse use : {LaneUse::Tiles, LaneUse::Images}) {
        const auto pick = [&](unsigned most) { return static_cast<std::int64_t>(random() % (most + 1)); };
        for (const Halo& halo : {Halo{}, Halo{1, 1, 1, 1}, Halo{pick(5), pick(6), pick(9), pick(5)}}) {
          LaneMaps maps = fast::laneMaps(use, 2, height, width, halo);
          if (use == LaneUse::Tiles && halo != Halo{}) {
            maps.tileH += pick(2);
            maps.tileW += pick(3);
          }
          cases.push_back({maps, use == LaneUse::Tiles ? 1 : 1 + pick(15)});
        }
      }
  return cases;
}

void spoil(LaneTensor& tensor) {
  std::fill_n(tensor.data(), tensor.maps().elements(), 99.0F);
}

/// Puts images into the tiles alone, the rest spoiled.
void placeTiles(LaneTensor& tensor, const std::vector<float>& images, std::int64_t count) {
  spoil(tensor);
  const LaneMaps& maps = tensor.maps();
  for (std::int64_t c = 0; c < maps.channels; ++c)
    for (std::int64_t y = 0; y < maps.tileH; ++y)
      for (std::int64_t x = 0; x < maps.tileW; ++x)
        for (std::int64_t lane = 0; lane < fast::lanes; ++lane)
          if (maps.use == LaneUse::Tiles || lane < count)
            tensor.plane(c)[y * maps.rowStride() + x * fast::lanes + lane] =
                expectedAt(images, maps, c, lane, y, x, 99.0F);
}

}  // namespace

class tst_lane_tensor : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void lanesByHand() {
    LaneTensor tensor(fast::laneMaps(LaneUse::Tiles, 1, 5, 6, {1, 0, 0, 1}));
    QCOMPARE(tensor.maps().tileH, 2);
    QCOMPARE(tensor.maps().tileW, 2);
    fast::toLanes(numbered(1, tensor.maps()), tensor, lanePad);
    // Element (1, 0) of the tile of lane 5, one down and one right: image row 3, column 2.
    QCOMPARE(tensor.plane(0)[tensor.maps().rowStride() + 5], 3 * 6 + 2 + 1.0F);
    // Its right halo at row 0: image row 2, column 4.
    QCOMPARE(tensor.plane(0)[2 * fast::lanes + 5], 2 * 6 + 4 + 1.0F);
    // Above lane 0, and below the image in lane 8 (row 5).
    QCOMPARE(tensor.plane(0)[-tensor.maps().rowStride()], lanePad);
    QCOMPARE(tensor.plane(0)[tensor.maps().rowStride() + 8], lanePad);
  }

  void fillsTilesAndHalo() {
    for (const LaneCase& c : laneCases()) {
      LaneTensor tensor(c.maps);
      spoil(tensor);
      const std::vector<float> images = numbered(c.images, c.maps);
      fast::toLanes(images, tensor, lanePad);
      const std::string wrong = wrongElement(tensor, images, c.images, 0, c.maps.channels, lanePad, true);
      QVERIFY2(wrong.empty(), (c.text() + wrong).c_str());
    }
  }

  void threadsChangeNothing() {
    const auto bits = std::bit_cast<std::uint32_t>(lanePad);
    ThreadArena(2).run([&] {
      for (const LaneCase& c : laneCases()) {
        LaneTensor alone(c.maps), shared(c.maps);
        spoil(alone);
        spoil(shared);
        const auto same = [&] {
          return std::memcmp(alone.data(), shared.data(),
                             static_cast<std::size_t>(c.maps.elements()) * sizeof(float)) == 0;
        };
        const std::vector<float> images = numbered(c.images, c.maps);
        fast::toLanes(images, alone, lanePad);
        fast::toLanes(images, shared, lanePad, true);
        QVERIFY2(same(), c.text().c_str());
        placeTiles(alone, images, c.images);
        placeTiles(shared, images, c.images);
        fast::fillHalo(alone, {0, c.maps.channels}, bits);
        fast::fillHalo(shared, {0, c.maps.channels}, bits, true);
        QVERIFY2(same(), c.text().c_str());
      }
    });
  }

  /// A 7x7 kernel of stride 2 over 227 rows: tiles of 56 hold 224, the last windows see the rest as halo.
  void halosSeeWhatNoTileHolds() {
    LaneMaps maps = fast::laneMaps(LaneUse::Tiles, 2, 27, 18, {1, 2, 5, 4});
    maps.tileH = 6;
    maps.tileW = 4;
    LaneTensor tensor(maps);
    spoil(tensor);
    const std::vector<float> images = numbered(1, maps);
    fast::toLanes(images, tensor, lanePad);
    const std::string wrong = wrongElement(tensor, images, 1, 0, 2, lanePad, true);
    QVERIFY2(wrong.empty(), wrong.c_str());
    fast::fillHalo(tensor, {0, 2}, std::bit_cast<std::uint32_t>(lanePad));
    QCOMPARE(tensor.plane(0)[6 * maps.rowStride() + 12], lanePad);
    QCOMPARE(tensor.plane(0)[6 * maps.rowStride() + 8], images[18 * 18]);
  }

  void comesBackUnchanged() {
    for (const LaneCase& c : laneCases()) {
      LaneTensor tensor(c.maps);
      const std::vector<float> images = numbered(c.images, c.maps);
      fast::toLanes(images, tensor, lanePad);
      std::vector<float> back(images.size() + 8, -1.0F);
      fast::fromLanes(tensor, {0, c.maps.channels}, std::span(back).first(images.size()));
      QVERIFY2(std::vector<float>(back.begin(), back.end() - 8) == images, c.text().c_str());
      QVERIFY2(std::vector<float>(back.end() - 8, back.end()) == std::vector<float>(8, -1.0F), c.text().c_str());
    }
  }

  void refillsTheHalo() {
    for (const LaneCase& c : laneCases()) {
      LaneTensor tensor(c.maps);
      const std::vector<float> images = numbered(c.images, c.maps);
      placeTiles(tensor, images, c.images);
      fast::fillHalo(tensor, {0, c.maps.channels}, std::bit_cast<std::uint32_t>(lanePad));
      const std::string wrong = wrongElement(tensor, images, c.images, 0, c.maps.channels, lanePad, false);
      QVERIFY2(wrong.empty(), (c.text() + wrong).c_str());
    }
  }

  void leavesOtherPlanesAlone() {
    LaneTensor tensor(fast::laneMaps(LaneUse::Tiles, 3, 13, 13, {1, 1, 1, 1}));
    spoil(tensor);
    fast::fillHalo(tensor, {1, 1});
    const std::int64_t stride = tensor.maps().planeStride();
    for (std::int64_t i = 0; i < stride; ++i) {
      QCOMPARE(tensor.data()[i], 99.0F);
      QCOMPARE(tensor.data()[2 * stride + i], 99.0F);
    }
  }

  void changesTiles() {
    for (const LaneCase& c : laneCases()) {
      LaneTensor source(c.maps);
      const std::vector<float> images = numbered(c.images, c.maps);
      placeTiles(source, images, c.images);
      LaneMaps other = fast::laneMaps(c.maps.use, c.maps.channels + 1, c.maps.height, c.maps.width, {2, 1, 1, 3});
      for (const std::int64_t more : {0, 1}) {
        if (c.maps.use == LaneUse::Tiles) {
          other.tileH += more;
          other.tileW += 2 * more;
        }
        LaneTensor target(other);
        spoil(target);
        fast::retile(source, {0, c.maps.channels}, target, 1, std::bit_cast<std::uint32_t>(lanePad));
        const std::string wrong = wrongElement(target, images, c.images, 1, c.maps.channels, lanePad, false);
        QVERIFY2(wrong.empty(), (c.text() + "retiled, " + wrong).c_str());
      }
    }
  }

  void bytesKeepTheirBits() {
    LaneTensor tensor(fast::laneMaps(LaneUse::Tiles, 7, 9, 11, {1, 1, 2, 2}, LaneType::U8));
    QCOMPARE(tensor.maps().planes(), 2);
    constexpr std::uint32_t notANumber = 0xFF810203;
    for (std::int64_t i = 0; i < tensor.maps().elements(); ++i)
      std::memcpy(tensor.data() + i, &notANumber, sizeof notANumber);
    fast::fillHalo(tensor, {0, 2}, 0x04030201);
    std::uint32_t inside = 0;
    std::uint32_t outside = 0;
    std::memcpy(&inside, tensor.plane(1) - tensor.maps().rowStride() + 4, sizeof inside);
    std::memcpy(&outside, tensor.plane(1) - tensor.maps().rowStride(), sizeof outside);
    QCOMPARE(inside, notANumber);
    QCOMPARE(outside, 0x04030201U);
  }
};

EFFORTLAB_TEST(tst_lane_tensor)
#include "tst_lane_tensor.moc"
