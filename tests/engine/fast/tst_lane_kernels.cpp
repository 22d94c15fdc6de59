#include "core/tensor.h"
#include "fast/lane_kernels.h"
#include "support/test_registry.h"

#include <QTest>

#include <random>
#include <string>

using namespace effortlab;
using fast::Isa;
using fast::LaneKernels;
using fast::laneKernels;

namespace {

FloatBuffer numberedBuffer(std::size_t size) {
  FloatBuffer buffer(size);
  for (std::size_t i = 0; i < size; ++i)
    buffer[i] = static_cast<float>(i + 1);
  return buffer;
}

/// Rows of 0 to 37 elements, one behind the other: a write beyond a row shows.
template <typename Element>
fast::LaneRows<Element> unevenRows(Element* at) {
  fast::LaneRows<Element> rows;
  for (std::int64_t lane = 0; lane < 16; ++lane) {
    rows.at[lane] = at;
    rows.counts[lane] = lane == 0 ? 37 : lane * 7 % 38;
    at += rows.counts[lane];
  }
  return rows;
}

}  // namespace

class tst_lane_kernels : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void movesAsTheScalarOne() {
    std::mt19937 random(3);
    for (int round = 0; round < 200; ++round) {
      fast::LaneMove move{.source = static_cast<std::int64_t>(random() % 4) * 16,
                          .target = 512 + static_cast<std::int64_t>(random() % 4) * 16,
                          .rows = 1 + static_cast<std::int64_t>(random() % 3),
                          .columns = 1 + static_cast<std::int64_t>(random() % 4),
                          .mask = static_cast<std::uint32_t>(random()) & 0xFFFFU};
      for (std::int32_t& from : move.from)
        from = static_cast<std::int32_t>(random() % 16);
      // Once so many planes that they are moved in several goes.
      const std::int64_t planes = round == 0 ? 50 : 1 + static_cast<std::int64_t>(random() % 3);
      fast::LaneMoves all{
          .planes = planes, .planeStride = 1024, .rowStride = 128, .moves = &move, .count = 1, .padding = 0x40000000U};
      FloatBuffer expected = numberedBuffer(static_cast<std::size_t>(planes) * 1024);
      all.plane = expected.data();
      laneKernels(Isa::Scalar).moveLanes(all);
      for (const Isa isa : fast::supportedIsas()) {
        FloatBuffer actual = numberedBuffer(static_cast<std::size_t>(planes) * 1024);
        all.plane = actual.data();
        laneKernels(isa).moveLanes(all);
        QVERIFY2(actual == expected, std::string(fast::isaName(isa)).c_str());
      }
    }
  }

  void turnsRowsIntoLanesAndBack() {
    for (const std::int64_t columns : {1, 7, 8, 15, 16, 17, 29, 37}) {
      const FloatBuffer source = numberedBuffer(16 * 37);
      FloatBuffer lanes(static_cast<std::size_t>(columns * 16 + 16), -1.0F);
      FloatBuffer rows(16 * 38, -1.0F);
      laneKernels(Isa::Scalar).rowsToLanes(unevenRows(source.data()), columns, lanes.data());
      laneKernels(Isa::Scalar).lanesToRows(lanes.data(), columns, unevenRows(rows.data()));
      for (const Isa isa : fast::supportedIsas()) {
        FloatBuffer someLanes(lanes.size(), -1.0F);
        FloatBuffer someRows(rows.size(), -1.0F);
        laneKernels(isa).rowsToLanes(unevenRows(source.data()), columns, someLanes.data());
        laneKernels(isa).lanesToRows(lanes.data(), columns, unevenRows(someRows.data()));
        QVERIFY2(someLanes == lanes && someRows == rows, std::string(fast::isaName(isa)).c_str());
      }
    }
  }
};

EFFORTLAB_TEST(tst_lane_kernels)
#include "tst_lane_kernels.moc"
