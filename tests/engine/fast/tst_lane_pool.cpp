#include "core/error.h"
#include "core/parallel.h"
#include "fast/lane_pool.h"
#include "lane_support.h"
#include "nn/reference/pool.h"
#include "support/test_registry.h"

#include <QTest>

#include <bit>
#include <cmath>
#include <limits>
#include <random>
#include <string>

using namespace effortlab;
using namespace effortlab::tests;
using fast::Isa;
using fast::LaneMaps;
using fast::LaneTensor;
using fast::LaneUse;

namespace {

struct LanePoolCase {
  Shape input;  ///< [N, C, H, W]
  model::PoolParams params;

  std::string text() const {
    const model::Window2d& w = params.window;
    return input.toString() + (params.kind == model::PoolKind::Max ? " max " : " average ") +
           std::to_string(w.kernelH) + "x" + std::to_string(w.kernelW) + "/" + std::to_string(w.strideH) + "," +
           std::to_string(w.strideW) + " pad " + std::to_string(w.padTop) + "," + std::to_string(w.padLeft) + "," +
           std::to_string(w.padBottom) + "," + std::to_string(w.padRight) + " divisor " +
           std::to_string(static_cast<int>(params.divisor)) + ": ";
  }
};

LanePoolCase randomLanePool(std::mt19937& random) {
  const auto pick = [&](int low, int high) {
    return low + static_cast<std::int64_t>(random() % static_cast<unsigned>(high - low + 1));
  };
  LanePoolCase c;
  model::Window2d& w = c.params.window;
  w = {.kernelH = pick(1, 4), .kernelW = pick(1, 4), .strideH = pick(1, 3), .strideW = pick(1, 3)};
  if (pick(0, 1) == 0)
    w.kernelW = w.kernelH;
  w.padTop = pick(0, 2);
  w.padLeft = pick(0, 2);
  w.padBottom = pick(0, 2);
  w.padRight = pick(0, 2);
  w.dilationH = pick(1, 5) == 5 ? 2 : 1;
  c.params.kind = pick(0, 1) == 0 ? model::PoolKind::Max : model::PoolKind::Average;
  c.params.rounding = pick(0, 1) == 0 ? model::PoolRounding::Ceil : model::PoolRounding::Floor;
  c.params.divisor = static_cast<model::PoolDivisor>(pick(0, 2));
  c.input = {pick(1, 16), pick(1, 3), 8 + pick(0, 20), 8 + pick(0, 30)};
  return c;
}

/// As a pyramid of poolings has them: windows larger than tiles, side by side or not.
LanePoolCase largeMaximum(std::int64_t kernel, std::int64_t stride) {
  LanePoolCase c;
  model::Window2d& w = c.params.window;
  c.params.kind = model::PoolKind::Max;
  w = {.kernelH = kernel, .kernelW = kernel + stride - 1, .strideH = stride, .strideW = 1};
  w.padTop = w.padLeft = w.padBottom = w.padRight = kernel / 2;
  c.input = {1, 2, 10 + kernel, 13};
  return c;
}

/// Input and output tensors whose tiles fit the strides.
struct LanePoolTensors {
  LaneTensor input, output;

  LanePoolTensors(const LanePoolCase& c, const nn::PoolGeometry& geometry, LaneUse use,
                  fast::LaneType type = fast::LaneType::F32) {
    const model::Window2d& w = c.params.window;
    LaneMaps in = fast::laneMaps(use, c.input[1], c.input[2], c.input[3], {}, type);
    LaneMaps out = fast::laneMaps(use, c.input[1] + 4, geometry.outHeight, geometry.outWidth, {0, 1, 1, 0}, type);
    if (use == LaneUse::Tiles) {
      out.tileH = std::max(out.tileH, (in.tileH + w.strideH - 1) / w.strideH);
      out.tileW = std::max(out.tileW, (in.tileW + w.strideW - 1) / w.strideW);
      in.tileH = out.tileH * w.strideH;
      in.tileW = out.tileW * w.strideW;
    }
    in.halo = fast::requiredPoolHalo(geometry, in, out);
    input = LaneTensor(in);
    output = LaneTensor(out);
  }
};

Tensor runLanePool(const LanePoolCase& c, const nn::PoolGeometry& geometry, const Tensor& input, LaneUse use, Isa isa,
                   bool parallel = false) {
  Tensor result({c.input[0], c.input[1], geometry.outHeight, geometry.outWidth}, std::nanf(""));
  LanePoolTensors t(c, geometry, use);
  const float padding = c.params.kind == model::PoolKind::Max ? -std::numeric_limits<float>::infinity() : 0.0F;
  const std::int64_t each = use == LaneUse::Images ? c.input[0] : 1;
  const std::int64_t inputSize = input.size() / c.input[0];
  const std::int64_t outputSize = result.size() / c.input[0];
  for (std::int64_t image = 0; image < c.input[0]; image += each) {
    fast::toLanes({input.data() + image * inputSize, static_cast<std::size_t>(each * inputSize)}, t.input, padding);
    fast::poolLanes(geometry, t.input, t.output, 2, isa, parallel);
    fast::fromLanes(t.output, {2, c.input[1]},
                    {result.data() + image * outputSize, static_cast<std::size_t>(each * outputSize)});
  }
  return result;
}

}  // namespace

class tst_lane_pool : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void agreesWithTheReference() {
    std::mt19937 random(11);
    for (unsigned i = 0; i < 250; ++i) {
      const LanePoolCase c = i < 12 ? largeMaximum(3 + i % 8, 1 + i / 8) : randomLanePool(random);
      const nn::PoolGeometry geometry = nn::poolGeometry(c.params, c.input[2], c.input[3]);
      const Tensor input = laneRandom(c.input, i);
      LaneReference expected;
      expected.output = Tensor({c.input[0], c.input[1], geometry.outHeight, geometry.outWidth});
      nn::reference::pool(geometry, input, expected.output, {});
      const auto taps = static_cast<float>(c.params.window.kernelH * c.params.window.kernelW);
      // Maxima are exact; a mean of values up to 1 errs by the roundings of its sum.
      expected.magnitude = Tensor(expected.output.shape(), c.params.kind == model::PoolKind::Max ? 0.0F : taps + 1);
      for (const Isa isa : fast::supportedIsas())
        for (const LaneUse use : {LaneUse::Tiles, LaneUse::Images}) {
          const Tensor actual = runLanePool(c, geometry, input, use, isa);
          const std::string wrong = laneDifference(actual, expected, std::numeric_limits<float>::epsilon() / 2);
          QVERIFY2(wrong.empty(), (std::string(fast::isaName(isa)) + (use == LaneUse::Tiles ? " tiles " : " images ") +
                                   c.text() + wrong)
                                      .c_str());
          Tensor parallel;
          ThreadArena(2).run([&] { parallel = runLanePool(c, geometry, input, use, isa, true); });
          QVERIFY(laneSameBits(parallel, actual));
        }
    }
  }

  void comparesBytesWithoutSign() {
    const LanePoolCase c{{1, 6, 11, 13}, {.window = {.kernelH = 3, .kernelW = 3, .strideH = 2, .strideW = 2}}};
    const nn::PoolGeometry geometry = nn::poolGeometry(c.params, 11, 13);
    LanePoolTensors t(c, geometry, LaneUse::Tiles, fast::LaneType::U8);
    const LaneMaps in = t.input.maps();
    const LaneMaps out = t.output.maps();
    for (std::int64_t i = 0; i < in.elements() * 4; ++i)
      t.input.bytes()[i] = static_cast<std::uint8_t>(i * 37 % 251);
    fast::fillHalo(t.input, {0, in.planes()});
    for (const Isa isa : fast::supportedIsas()) {
      fast::poolLanes(geometry, t.input, t.output, 0, isa, false);
      for (std::int64_t plane = 0; plane < in.planes(); ++plane)
        for (std::int64_t y = 0; y < out.tileH; ++y)
          for (std::int64_t x = 0; x < out.tileW * 64; ++x) {
            std::uint8_t expected = 0;
            for (std::int64_t tap = 0; tap < 9; ++tap)
              expected = std::max(expected, reinterpret_cast<const std::uint8_t*>(
                                                t.input.plane(plane) + (2 * y + tap / 3) * in.rowStride() +
                                                (x / 64 * 2 + tap % 3) * fast::lanes)[x % 64]);
            const auto* row = reinterpret_cast<const std::uint8_t*>(t.output.plane(plane) + y * out.rowStride());
            QCOMPARE(row[x], expected);
          }
    }
    nn::PoolGeometry average = geometry;
    average.kind = model::PoolKind::Average;
    QVERIFY_EXCEPTION_THROWN(fast::poolLanes(average, t.input, t.output, 0, Isa::Scalar, false), Error);
  }

  void poolsWholeMaps() {
    std::mt19937 random(5);
    for (const std::int64_t size : {1, 3, 4, 13, 14})
      for (const model::PoolKind kind : {model::PoolKind::Max, model::PoolKind::Average})
        for (const LaneUse use : {LaneUse::Tiles, LaneUse::Images}) {
          const std::int64_t images = use == LaneUse::Tiles ? 1 : 5;
          const Tensor input = laneRandom({images, 6, size, size + 1}, static_cast<unsigned>(size));
          LaneTensor tensor(fast::laneMaps(use, 6, size, size + 1, {1, 0, 1, 0}));
          fast::toLanes(input.values(), tensor, std::nanf(""));
          for (const Isa isa : fast::supportedIsas()) {
            std::vector<float> result(static_cast<std::size_t>(images * 4));
            fast::poolWholeMaps(kind, tensor, {1, 4}, result, isa);
            for (std::int64_t i = 0; i < images * 4; ++i) {
              const std::int64_t area = size * (size + 1);
              const float* map = input.data() + (i / 4 * 6 + 1 + i % 4) * area;
              double sum = 0.0;
              float most = map[0];
              for (std::int64_t p = 0; p < area; ++p) {
                sum += map[p];
                most = std::max(most, map[p]);
              }
              const double expected = kind == model::PoolKind::Max ? most : sum / static_cast<double>(area);
              const double allowed = kind == model::PoolKind::Max ? 0.0 : static_cast<double>(area) * 0x1p-24;
              QVERIFY(std::abs(static_cast<double>(result[static_cast<std::size_t>(i)]) - expected) <= allowed);
            }
          }
        }
  }
};

EFFORTLAB_TEST(tst_lane_pool)
#include "tst_lane_pool.moc"
