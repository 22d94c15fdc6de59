#include "effort/tap_products.h"
#include "effort_cases.h"
#include "support/test_registry.h"

#include <QTest>

#include <cmath>
#include <random>

using namespace effortlab;
using namespace effortlab::effort;

namespace {

constexpr double unitRoundoff = 1.0 / (1 << 24);
constexpr std::int64_t pixelCounts[] = {16, 32, 48, 64, 80, 96, 112, 128, 144, 208, 336};
constexpr std::int64_t tapCounts[] = {0, 1, 7, 8, 9, 27, 150};

/// Columns [rows][stride], the last row zero, and room for sums.
struct Problem {
  Problem(std::int64_t tapCount, std::int64_t pixels, float step)
      : rows(tapCount + 3),
        stride(pixels + pixelStep),
        columns({1, 1, rows, stride}),
        out({1, 1, panelOutputs, stride}) {
    std::mt19937 random(static_cast<std::uint32_t>(tapCount * 1000 + pixels));
    const auto value = [&] { return static_cast<float>(static_cast<int>(random() % 33) - 16) * step; };
    for (float& x : columns.values())
      x = value();
    std::fill_n(columns.data() + (rows - 1) * stride, stride, 0.0F);
    for (std::int64_t i = 0; i < tapCount * panelOutputs; ++i)
      taps.push_back({static_cast<std::int32_t>(random() % static_cast<std::uint32_t>(rows)), value()});
    view = {columns.data(), stride, pixels};
  }

  /// Sum over some taps at a pixel, and how far rounding may take it: (taps + 1) u sum |w x|.
  std::pair<double, double> sum(std::span<const ListTap> some, std::int64_t pixel) const {
    double total = 0.0;
    double magnitude = 0.0;
    for (const ListTap& tap : some) {
      const double product = static_cast<double>(tap.weight) * columns.data()[tap.row * stride + pixel];
      total += product;
      magnitude += std::abs(product);
    }
    return {total, static_cast<double>(some.size() + 1) * unitRoundoff * magnitude};
  }

  std::int64_t rows, stride;
  Tensor columns, out;
  std::vector<ListTap> taps;  ///< [panelOutputs][taps]
  TapColumns view;
};

std::string describe(const TapKernels& kernels, std::int64_t taps, std::int64_t pixels) {
  return std::string(kernels.isa) + ", " + std::to_string(taps) + " taps, " + std::to_string(pixels) + " pixels";
}

/// Calls check(kernels, taps, pixels) for each instruction set and size.
template <typename Check>
void forEachCase(Check check) {
  for (const TapKernels& kernels : supportedTapKernels())
    for (const std::int64_t taps : tapCounts)
      for (const std::int64_t pixels : pixelCounts)
        check(kernels, taps, pixels);
}

}  // namespace

class tst_tap_products : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void panelsAgreeWithPlainSums() {
    forEachCase([](const TapKernels& kernels, std::int64_t tapCount, std::int64_t pixels) {
      Problem problem(tapCount, pixels, 0.37F);
      std::vector<PanelTap> shared;
      std::vector<float> panel;
      for (std::int64_t i = 0; i < tapCount; ++i) {
        // The weights lie in reverse, so that a tap's offset matters.
        const std::int64_t position = tapCount - 1 - i;
        shared.push_back(
            {problem.taps[static_cast<std::size_t>(i)].row, static_cast<std::int32_t>(position * panelOutputs)});
        for (std::int64_t m = 0; m < panelOutputs; ++m)
          panel.push_back(problem.taps[static_cast<std::size_t>(m * tapCount + position)].weight);
      }
      kernels.multiplyPanel({shared.data(), tapCount, panel.data(), problem.view, problem.out.data(), problem.stride});
      for (std::int64_t m = 0; m < panelOutputs; ++m) {
        std::vector<ListTap> taps;
        for (std::int64_t i = 0; i < tapCount; ++i)
          taps.push_back({shared[static_cast<std::size_t>(i)].row,
                          problem.taps[static_cast<std::size_t>(m * tapCount + i)].weight});
        compare(kernels, problem, m, taps);
      }
    });
  }

  void listsAgreeWithPlainSums() {
    forEachCase([](const TapKernels& kernels, std::int64_t tapCount, std::int64_t pixels) {
      Problem problem(tapCount, pixels, 0.37F);
      const std::int64_t cut = tapCount / 3;
      const auto lengthOf = [&](std::int64_t m) { return std::max(cut, tapCount - m * m); };
      ListProduct product{
          .segments = {}, .columns = problem.view, .out = problem.out.data(), .outStride = problem.stride};
      for (std::int64_t m = 0; m < listOutputs; ++m) {
        product.segments[0].taps[m] = problem.taps.data() + m * tapCount;
        product.segments[1].taps[m] = problem.taps.data() + m * tapCount + cut;
        product.segments[0].count[m] = cut;
        product.segments[1].count[m] = lengthOf(m) - cut;
      }
      kernels.multiplyLists(product);
      for (std::int64_t m = 0; m < listOutputs; ++m)
        compare(kernels, problem, m,
                std::span(problem.taps)
                    .subspan(static_cast<std::size_t>(m * tapCount), static_cast<std::size_t>(lengthOf(m))));
    });
  }

  /// Whole numbers, non-negative inputs and negative weights: the sums are exact, and so must the rounds be.
  void tailsStopWhereTheSumTurnsNegative() {
    forEachCase([](const TapKernels& kernels, std::int64_t tapCount, std::int64_t pixels) {
      Problem problem(tapCount, pixels, 1.0F);
      for (float& x : problem.columns.values())
        x = std::abs(x);
      for (ListTap& tap : problem.taps)
        tap.weight = -std::abs(tap.weight);
      constexpr std::int64_t period = 8;
      std::vector<float> sums, start;
      for (std::int64_t p = 0; p < pixels; ++p)
        start.push_back(static_cast<float>(p * p % 9000 - 16));
      sums = start;
      std::vector<std::int32_t> rounds(static_cast<std::size_t>(pixels), 0);
      kernels.continueTail({problem.taps.data(), tapCount, period, problem.view, sums.data(), rounds.data()});
      for (std::int64_t p = 0; p < pixels; ++p) {
        const auto at = static_cast<std::size_t>(p);
        double sum = start[at];
        std::int32_t expected = 0;
        std::int64_t done = 0;
        for (; done < tapCount && sum >= 0.0; ++expected)
          for (const std::int64_t end = std::min(done + period, tapCount); done < end; ++done)
            sum += problem.sum(std::span(problem.taps).subspan(static_cast<std::size_t>(done), 1), p).first;
        const std::string what = describe(kernels, tapCount, pixels) + ", pixel " + std::to_string(p);
        QVERIFY2(rounds[at] == expected, what.c_str());
        QVERIFY2(sum < 0.0 ? sums[at] < 0.0F : static_cast<double>(sums[at]) == sum, what.c_str());
      }
    });
  }

private:
  static void compare(const TapKernels& kernels, const Problem& problem, std::int64_t output,
                      std::span<const ListTap> taps) {
    for (std::int64_t p = 0; p < problem.view.count; ++p) {
      const auto [expected, tolerance] = problem.sum(taps, p);
      const double actual = problem.out.data()[output * problem.stride + p];
      const std::string what = describe(kernels, static_cast<std::int64_t>(taps.size()), problem.view.count) +
                               ", output " + std::to_string(output) + ", pixel " + std::to_string(p);
      QVERIFY2(std::abs(actual - expected) <= tolerance, what.c_str());
    }
  }
};

EFFORTLAB_TEST(tst_tap_products)
#include "tst_tap_products.moc"
