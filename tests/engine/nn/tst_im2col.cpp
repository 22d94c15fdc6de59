#include "nn/im2col.h"
#include "nn_support.h"
#include "support/test_registry.h"

#include <QTest>

#include <random>

using namespace effortlab;
using namespace effortlab::tests;

namespace {

/// The definition: one element of the unfolded matrix.
float unfolded(const nn::Im2colSource& source, std::int64_t row, std::int64_t pixel) {
  const model::Window2d& w = source.window;
  const std::int64_t s = row % w.kernelW;
  const std::int64_t r = row / w.kernelW % w.kernelH;
  const std::int64_t c = row / w.kernelW / w.kernelH;
  const std::int64_t y = pixel / source.outputWidth * w.strideH - w.padTop + r * w.dilationH;
  const std::int64_t x = pixel % source.outputWidth * w.strideW - w.padLeft + s * w.dilationW;
  if (y < 0 || y >= source.height || x < 0 || x >= source.width)
    return 0.0F;
  return source.maps[(c * source.height + y) * source.width + x];
}

}  // namespace

class tst_im2col : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void unfoldsByHand() {
    const float map[] = {1, 2, 3, 4, 5, 6, 7, 8, 9};
    const nn::Im2colSource source{map, 1, 3, 3, {.kernelH = 2, .kernelW = 2}, 2};
    float columns[16] = {};
    nn::im2col(source, 0, 4, columns, 4);
    const float expected[] = {1, 2, 4, 5, 2, 3, 5, 6, 4, 5, 7, 8, 5, 6, 8, 9};
    QVERIFY(std::equal(columns, columns + 16, expected));
  }

  void unfoldsAnyRange() {
    std::mt19937 random(3);
    const auto pick = [&](int low, int high) {
      return low + static_cast<std::int64_t>(random() % static_cast<unsigned>(high - low + 1));
    };
    for (int i = 0; i < 300; ++i) {
      const model::Window2d window{.kernelH = pick(1, 4),
                                   .kernelW = pick(1, 4),
                                   .strideH = pick(1, 3),
                                   .strideW = pick(1, 3),
                                   .padTop = pick(0, 3),
                                   .padLeft = pick(0, 5),
                                   .padBottom = pick(0, 3),
                                   .padRight = pick(0, 5),
                                   .dilationH = pick(1, 3),
                                   .dilationW = pick(1, 3)};
      const std::int64_t height = (window.kernelH - 1) * window.dilationH + pick(1, 6);
      const std::int64_t width = (window.kernelW - 1) * window.dilationW + pick(1, 9);
      const Tensor maps = randomTensor({2, height, width}, static_cast<unsigned>(i), 1, 2);
      const auto positions = [](std::int64_t size, std::int64_t pads, std::int64_t span, std::int64_t stride) {
        return (size + pads - span) / stride + 1;
      };
      const std::int64_t outHeight = positions(height, window.padTop + window.padBottom,
                                               (window.kernelH - 1) * window.dilationH + 1, window.strideH);
      const std::int64_t outWidth = positions(width, window.padLeft + window.padRight,
                                              (window.kernelW - 1) * window.dilationW + 1, window.strideW);
      const nn::Im2colSource source{maps.data(), 2, height, width, window, outWidth};
      const std::int64_t first = pick(0, static_cast<int>(outHeight * outWidth) - 1);
      const std::int64_t count = pick(1, static_cast<int>(outHeight * outWidth - first));
      const std::int64_t rows = 2 * window.kernelH * window.kernelW;
      const std::int64_t stride = count + pick(0, 3);
      std::vector<float> columns(static_cast<std::size_t>(rows * stride), -1.0F);
      nn::im2col(source, first, count, columns.data(), stride);
      for (std::int64_t row = 0; row < rows; ++row)
        for (std::int64_t p = 0; p < stride; ++p) {
          const float expected = p < count ? unfolded(source, row, first + p) : -1.0F;
          QCOMPARE(columns[static_cast<std::size_t>(row * stride + p)], expected);
        }
    }
  }
};

EFFORTLAB_TEST(tst_im2col)
#include "tst_im2col.moc"
