#include "core/error.h"
#include "fast/int8_kernels.h"
#include "fast/quantization.h"
#include "support/test_registry.h"

#include <QTest>

#include <cmath>
#include <limits>
#include <random>

using namespace effortlab;
using namespace effortlab::fast;

class tst_quantization : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void takesTheFinestStepsByHand() {
    const Quantization positive = quantizationFor(0.5F, 51.0F);
    QCOMPARE(positive.zero, 0);
    QCOMPARE(positive.step, 0.2F);
    const Quantization both = quantizationFor(-1.0F, 1.55F);
    QCOMPARE(both.zero, 100);
    QVERIFY(std::abs(both.step - 0.01F) < 1e-6F);
    QCOMPARE(both.padding(), 0x64646464U);
    QCOMPARE(both.dequantize(100), 0.0F);
    QCOMPARE(quantizationFor(-3.0F, -1.0F).zero, 255);
    QCOMPARE(quantizationFor(0.0F, 0.0F), Quantization{});
    const float huge = std::numeric_limits<float>::max();
    QVERIFY(std::isfinite(quantizationFor(-huge, huge).step));
    QVERIFY_EXCEPTION_THROWN(quantizationFor(0.0F, std::numeric_limits<float>::infinity()), Error);
  }

  void roundsWeightsByHand() {
    const std::vector<float> weights{127.0F, -0.5F, 1.5F, 2.5F, 0.0F, 0.0F, 0.0F, 0.0F, -2.0F, 1.0F, 0.99F, -0.01F};
    const QuantizedWeights q = quantizeWeights(weights, 3);
    QCOMPARE(q.steps, (std::vector<float>{1.0F, 1.0F, 2.0F / 127.0F}));
    QCOMPARE(q.values, (std::vector<std::int8_t>{127, 0, 2, 2, 0, 0, 0, 0, -127, 64, 63, -1}));
  }

  /// Zeros stay zeros, and no weight moves by more than a step.
  void roundingErrorsAddUpToHalfAStep() {
    // To the nearest 2, 3, -3 and 5: 0.45 + 0.4 + 0.3 + 0.1 too much, of which one step less leaves 0.25.
    const QuantizedWeights hand = quantizeWeights(std::vector<float>{127.0F, 0.0F, 1.55F, 2.6F, -3.3F, 4.9F}, 1);
    QCOMPARE(hand.values, (std::vector<std::int8_t>{127, 0, 1, 3, -3, 5}));
    std::mt19937 random(11);
    std::vector<float> weights(300);
    for (float& w : weights)
      w = random() % 3 == 0 ? 0.0F : static_cast<float>(random() >> 8) * 0x1p-24F - 0.3F;
    const QuantizedWeights many = quantizeWeights(weights, 3);
    for (std::size_t k = 0; k < 3; ++k) {
      double sum = 0.0;
      for (std::size_t i = k * 100; i < (k + 1) * 100; ++i) {
        const double error =
            static_cast<double>(many.values[i]) - static_cast<double>(weights[i]) / static_cast<double>(many.steps[k]);
        QVERIFY(std::abs(error) <= 1.0 + 1e-4);
        QVERIFY(weights[i] != 0.0F || many.values[i] == 0);
        sum += error;
      }
      QVERIFY(std::abs(sum) <= 0.5 + 1e-4);
    }
  }

  /// Every value of the range is met to half a step; what lies outside takes the nearest end.
  void quantizesOnEveryInstructionSet() {
    const Quantization q = quantizationFor(-0.7F, 1.9F);
    std::mt19937 random(7);
    std::vector<float> values{-5.0F, 9.0F, 0.0F, -0.7F, 1.9F, 1e30F, -1e30F};
    while (values.size() < 83)
      values.push_back(-0.7F + 2.6F * static_cast<float>(random() >> 8) * 0x1p-24F);
    for (const Isa isa : supportedIsas())
      for (std::size_t count = 0; count <= values.size(); ++count) {
        std::vector<std::uint8_t> bytes(count + 1, 77);
        int8Kernels(isa).quantize(values.data(), static_cast<std::int64_t>(count), 1.0F / q.step,
                                  static_cast<float>(q.zero), bytes.data());
        QCOMPARE(bytes[count], std::uint8_t{77});
        for (std::size_t i = 0; i < count; ++i) {
          const float within = std::min(std::max(values[i], -0.7F), 1.9F);
          QVERIFY2(std::abs(q.dequantize(bytes[i]) - within) <= 0.501F * q.step, isaName(isa).data());
        }
      }
  }

  void otherKernelsMatchTheOracle() {
    std::mt19937 random(8);
    std::vector<std::uint8_t> a(640);
    std::vector<std::int8_t> b(640);
    for (std::size_t i = 0; i < a.size(); ++i) {
      a[i] = static_cast<std::uint8_t>(i < 128 ? 255 : random());
      b[i] = static_cast<std::int8_t>(i < 128 ? 127 : random());
    }
    const Int8Kernels& oracle = int8Kernels(Isa::Scalar);
    for (const Isa isa : supportedIsas()) {
      const Int8Kernels& kernels = int8Kernels(isa);
      for (const std::int64_t count : {0, 64, 128, 640})
        QCOMPARE(kernels.dot(a.data(), b.data(), count), oracle.dot(a.data(), b.data(), count));
      std::vector<std::uint32_t> sums(64, 5), expected(64, 5);
      kernels.addBytes(a.data(), 10, sums.data());
      oracle.addBytes(a.data(), 10, expected.data());
      QCOMPARE(sums, expected);
      const std::vector<std::uint32_t> from{10, 11, 12, 13};
      std::vector<std::int32_t> index;
      for (int i = 0; i < 37; ++i)
        index.push_back(i % 5 - 1);
      std::vector<std::uint32_t> moved(37), wanted(37);
      kernels.gather({from.data(), index.data(), 37, 99, moved.data()});
      oracle.gather({from.data(), index.data(), 37, 99, wanted.data()});
      QCOMPARE(moved, wanted);
      QCOMPARE(moved[0], 99U);
    }
  }
};

EFFORTLAB_TEST(tst_quantization)
#include "tst_quantization.moc"
