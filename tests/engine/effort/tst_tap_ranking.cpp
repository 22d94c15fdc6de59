#include "core/file_io.h"
#include "core/parallel.h"
#include "effort/histogram_collector.h"
#include "effort/tap_order.h"
#include "effort/tuner_ranking.h"
#include "effort_cases.h"
#include "support/test_registry.h"

#include <QTest>

#include <cmath>
#include <set>

using namespace effortlab;
using namespace effortlab::effort;
using namespace effortlab::effort::tuning;
using effortlab::tests::LayerSetup;
using effortlab::tests::SingleLayer;

namespace {

/// Of one output, by image and place.
std::vector<double> sumsOf(const LayerSetup& setup, const Tensor& input, std::int64_t output,
                           const std::set<std::int32_t>& taps) {
  SpetKnob knob{0.0, std::nullopt, SpetOrder::Listed, 0.5};
  const TapSets sets{setup.layer.taps};
  knob.sets.assign(static_cast<std::size_t>(setup.layer.outputs * sets.rowBytes()), 0);
  for (const std::int32_t tap : taps)
    sets.add(knob.sets, output, tap);
  const Shape shape = setup.outputShape(input);
  const Tensor sums = predictionSums(setup.node(), setup.layer, knob, input, shape, {});
  const std::int64_t size = sums.size() / (shape[0] * setup.layer.outputs);
  std::vector<double> values;
  for (std::int64_t image = 0; image < shape[0]; ++image)
    for (std::int64_t i = 0; i < size; ++i)
      values.push_back(static_cast<double>(sums.data()[(image * setup.layer.outputs + output) * size + i]));
  return values;
}

double correlation(const std::vector<double>& a, const std::vector<double>& b) {
  const auto count = static_cast<double>(a.size());
  double meanA = 0.0, meanB = 0.0, ab = 0.0, aa = 0.0, bb = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    meanA += a[i] / count;
    meanB += b[i] / count;
  }
  for (std::size_t i = 0; i < a.size(); ++i) {
    ab += (a[i] - meanA) * (b[i] - meanB);
    aa += (a[i] - meanA) * (a[i] - meanA);
    bb += (b[i] - meanB) * (b[i] - meanB);
  }
  return ab / std::sqrt(std::max(aa * bb, 1e-30));
}

}  // namespace

class tst_tap_ranking : public QObject {
  Q_OBJECT
private Q_SLOTS:
  /// Every step against all steps that could have been taken, by sums that the layer itself computes.
  void leavesOutWhatIsMissedLeast_data() {
    QTest::addColumn<int>("which");
    QTest::newRow("padded") << 0;
    QTest::newRow("strided, behind a ReLU") << 1;
    QTest::newRow("grouped") << 2;
    QTest::newRow("fully connected") << 3;
  }
  void leavesOutWhatIsMissedLeast() {
    QFETCH(const int, which);
    const SingleLayer cases[] = {
        {.channels = 2, .outputs = 3, .window = tests::square(3, 1)},
        {.channels = 2, .outputs = 3, .window = tests::square(3, 0, 2), .reluBefore = true},
        {.channels = 4, .outputs = 4, .window = tests::square(3, 1), .groups = 2},
        {.channels = 3, .height = 2, .width = 3, .outputs = 3, .convolution = false},
    };
    const SingleLayer& single = cases[which];
    const LayerSetup setup(single);
    const Tensor input = tests::randomTensor({40, single.channels, single.height, single.width}, 7, -1.0F, 1.0F);
    const std::vector<TensorPtr> inputs{std::make_shared<const Tensor>(input)};
    const TapRanking ranking = rankTaps(setup.node(), setup.layer, inputs, {});
    QCOMPARE(ranking.taps, setup.layer.taps);
    for (std::int64_t output = 0; output < setup.layer.outputs; ++output) {
      const std::span<const std::int32_t> order = ranking.of(output);
      std::set<std::int32_t> left(order.begin(), order.end());
      QCOMPARE(std::ssize(left), setup.layer.taps);
      const std::vector<double> whole = sumsOf(setup, input, output, left);
      while (left.size() > 1) {
        double best = -1.0, chosen = -1.0;
        for (const std::int32_t tap : left) {
          std::set<std::int32_t> without = left;
          without.erase(tap);
          const double here = correlation(sumsOf(setup, input, output, without), whole);
          best = std::max(best, here);
          if (tap == order[left.size() - 1])
            chosen = here;
        }
        QVERIFY2(chosen > best - 1e-4, qPrintable(QStringLiteral("%1 of %2").arg(chosen).arg(best)));
        left.erase(order[left.size() - 1]);
      }
    }
  }

  void threadsChangeNothing() {
    const LayerSetup setup(
        SingleLayer{.channels = 5, .height = 9, .width = 8, .outputs = 6, .window = tests::square(3, 1)});
    const std::vector<TensorPtr> inputs{
        std::make_shared<const Tensor>(tests::randomTensor({30, 5, 9, 8}, 3, -1.0F, 1.0F))};
    std::vector<std::vector<std::int32_t>> orders;
    for (const int threads : {1, 2})
      ThreadArena(threads).run([&] { orders.push_back(rankTaps(setup.node(), setup.layer, inputs, {}).order); });
    QVERIFY(orders[0] == orders[1]);
  }

  void constantInputsAreRankedToo() {
    const LayerSetup setup(SingleLayer{.channels = 2, .outputs = 2, .window = tests::square(3)});
    Tensor input({2, 2, 7, 6});
    for (std::int64_t i = 0; i < input.size(); ++i)
      input.data()[i] = 1.0F;
    const TapRanking ranking =
        rankTaps(setup.node(), setup.layer, std::vector<TensorPtr>{std::make_shared<const Tensor>(input)}, {});
    const std::span<const std::int32_t> order = ranking.of(1);
    QCOMPARE(std::ssize(std::set<std::int32_t>(order.begin(), order.end())), setup.layer.taps);
    QVERIFY(rankTaps(setup.node(), setup.layer, {}, {}).empty());
  }

  void hexadecimalGoesBothWays() {
    const std::vector<std::uint8_t> bytes{0x00, 0x0f, 0xa5, 0xff};
    QCOMPARE(toHex(bytes), std::string("000fa5ff"));
    QVERIFY(fromHex("000fa5ff") == bytes);
    QVERIFY(fromHex("")->empty());
    for (const char* text : {"0", "0g", "-1", " 1", "0x"})
      QVERIFY2(!fromHex(text), text);
  }
};

EFFORTLAB_TEST(tst_tap_ranking)
#include "tst_tap_ranking.moc"
