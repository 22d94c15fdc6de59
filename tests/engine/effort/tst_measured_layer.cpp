#include "core/parallel.h"
#include "effort/effort_network.h"
#include "effort/histogram_collector.h"
#include "effort/measured_layer.h"
#include "effort/reference_effort.h"
#include "effort_cases.h"
#include "support/test_files.h"
#include "support/test_registry.h"

#include <QTest>

#include <cmath>

using namespace effortlab;
using namespace effortlab::effort;
using effortlab::model::ActivationKind;
using effortlab::tests::knobCases;
using effortlab::tests::layerCases;
using effortlab::tests::LayerOutcome;
using effortlab::tests::LayerSetup;
using effortlab::tests::randomTensor;
using effortlab::tests::SingleLayer;
using effortlab::tests::spet;
using effortlab::tests::square;

namespace {

LayerCounts sum(const std::vector<LayerCounts>& counts) {
  LayerCounts total;
  for (const LayerCounts& image : counts)
    total += image;
  return total;
}

bool sharesAddUp(const LayerCounts& counts) {
  return counts.macsDense == counts.macsExecuted + counts.savedSdss + counts.savedSfma + counts.savedSpet;
}

}  // namespace

class tst_measured_layer : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void linesAreMapsOfOneRow() {
    const LayerSetup setup(
        {.channels = 4, .height = 1, .width = 30, .outputs = 5, .window = {.kernelW = 3, .padLeft = 1}});
    const Tensor maps = randomTensor({2, 4, 1, 30}, 7, -1.0F, 1.0F);
    const Tensor lines({2, 4, 30}, maps.values());
    for (const auto& [name, knobs] : knobCases(setup.layer))
      for (const bool measured : {true, false}) {
        const auto run = [&](const Tensor& input) {
          return measured ? setup.measure(input, knobs) : setup.reference(input, knobs);
        };
        const LayerOutcome ofLines = run(lines);
        QCOMPARE(ofLines.output.shape().toString(), std::string("2x5x29"));
        const LayerOutcome ofMaps = run(maps);
        QVERIFY2(std::ranges::equal(ofLines.output.values(), ofMaps.output.values()), name.c_str());
        QVERIFY2(ofLines.counts == ofMaps.counts, name.c_str());
      }
    HistogramCollector fromLines(setup.node(), setup.layer, {}), fromMaps(setup.node(), setup.layer, {});
    fromLines.add(lines, setup.outputShape(lines), {});
    fromMaps.add(maps, setup.outputShape(maps), {});
    const LayerHistograms a = fromLines.finish(), b = fromMaps.finish();
    QCOMPARE(a.sdssCandidateFraction, b.sdssCandidateFraction);
    QCOMPARE(a.neighbours->bins, b.neighbours->bins);
    QCOMPARE(a.mapPairs->bins, b.mapPairs->bins);
    QCOMPARE(a.partialSums.has_value(), b.partialSums.has_value());
  }

  /// Outputs to rounding, counts exactly but for neurons whose decision hangs on the last bit.
  void agreesWithReference() {
    for (const SingleLayer& single : layerCases()) {
      const LayerSetup setup(single);
      const Tensor input =
          randomTensor({2, single.channels, single.height, single.width}, 99, single.reluBefore ? 0.0F : -1.0F, 1.0F);
      for (const auto& [name, knobs] : knobCases(setup.layer)) {
        const LayerOutcome fast = setup.measure(input, knobs);
        const LayerOutcome slow = setup.reference(input, knobs);
        const std::string what = single.describe() + ", " + name;
        const double error = tests::relativeError(fast.output.values(), slow.output.values());
        const std::int64_t neurons = fast.output.size();
        const std::int64_t differing = countDifferent(fast.output, slow.output);
        QVERIFY2(error < 1e-5 || differing * 2000 < neurons,
                 (what + ": outputs differ by " + std::to_string(error)).c_str());
        for (std::size_t n = 0; n < fast.counts.size(); ++n) {
          QVERIFY2(sharesAddUp(fast.counts[n]), what.c_str());
          QVERIFY2(sharesAddUp(slow.counts[n]), what.c_str());
          QCOMPARE(fast.counts[n].macsDense, slow.counts[n].macsDense);
          const std::int64_t tie = differing == 0 ? 0 : setup.layer.taps * 8;
          QVERIFY2(std::abs(fast.counts[n].macsExecuted - slow.counts[n].macsExecuted) <= tie,
                   describe(what, fast.counts[n], slow.counts[n]).c_str());
          QVERIFY2(std::abs(fast.counts[n].overheadOps - slow.counts[n].overheadOps) <= tie,
                   describe(what, fast.counts[n], slow.counts[n]).c_str());
          QVERIFY2(std::abs(fast.counts[n].savedSdss - slow.counts[n].savedSdss) <= tie,
                   describe(what, fast.counts[n], slow.counts[n]).c_str());
          QVERIFY2(std::abs(fast.counts[n].savedSfma - slow.counts[n].savedSfma) <= tie,
                   describe(what, fast.counts[n], slow.counts[n]).c_str());
        }
      }
    }
  }

  void executedMacsNeverGrowWithTheThreshold_data() {
    QTest::addColumn<int>("which");
    const char* names[] = {"spet_low", "spet_high", "sdss_max", "sdss_delta", "sfma_weight", "sfma_variance"};
    for (int i = 0; i < 6; ++i)
      QTest::newRow(names[i]) << i;
  }
  void executedMacsNeverGrowWithTheThreshold() {
    QFETCH(const int, which);
    SingleLayer single{.channels = 6, .height = 12, .width = 11, .outputs = 8, .window = square(3, 1)};
    if (which == 1)
      single.activation = ActivationKind::Tanh;
    const LayerSetup setup(single);
    const Tensor input = randomTensor({1, 6, 12, 11}, 5, -1.0F, 1.0F);
    std::int64_t last = sum(setup.measure(input, {}).counts).macsExecuted;
    std::int64_t first = last;
    for (int step = 0; step <= 40; ++step) {
      const double t = step / 40.0;
      LayerKnobs knobs;
      switch (which) {
        case 0: knobs.spet = spet(-4.0 + 8.0 * t); break;
        case 1: knobs.spet = SpetKnob{std::nullopt, 4.0 - 8.0 * t, SpetOrder::Odd, 0.5}; break;
        case 2: knobs.sdss = SdssKnob{5.0 * t, 2.0, 2, false}; break;
        case 3: knobs.sdss = SdssKnob{3.0, 4.0 * t, 2, false}; break;
        case 4: knobs.sfma = SfmaKnob{9.0 * t, 0.34}; break;
        default: knobs.sfma = SfmaKnob{5.0, 0.6 * t}; break;
      }
      const LayerCounts counts = sum(setup.measure(input, knobs).counts);
      QVERIFY2(counts.macsExecuted <= last, std::to_string(t).c_str());
      QVERIFY(sharesAddUp(counts));
      last = counts.macsExecuted;
    }
    QVERIFY(last < first);
  }

  void exactOrderEqualsDense() {
    const SingleLayer single{
        .channels = 16, .height = 14, .width = 13, .outputs = 12, .window = square(3, 1), .reluBefore = true};
    const LayerSetup setup(single);
    QVERIFY(setup.layer.hasExactSpet());
    const Tensor input = randomTensor({2, 16, 14, 13}, 3, 0.0F, 1.0F);
    const LayerOutcome dense = setup.measure(input, {});
    const LayerOutcome exact = setup.measure(input, {SpetKnob{{}, {}, SpetOrder::Exact, 0.5}, {}, {}});
    // Two orders of one sum of 144 products: at most taps * epsilon / 2 apart.
    QVERIFY(tests::relativeError(exact.output.values(), dense.output.values()) < 144 * 6e-8);
    QVERIFY(sum(exact.counts).savedSpet > 0);
    QVERIFY(!LayerSetup(SingleLayer{.window = square(3)}).layer.hasExactSpet());
  }

  void resultsDoNotDependOnTheThreadCount() {
    const SingleLayer single{
        .channels = 24, .height = 40, .width = 37, .outputs = 20, .window = square(3, 1), .reluBefore = true};
    const LayerSetup setup(single);
    const Tensor input = randomTensor({2, 24, 40, 37}, 8, 0.0F, 1.0F);
    for (const auto& [name, knobs] : knobCases(setup.layer)) {
      const LayerOutcome serial = setup.measure(input, knobs, false);
      LayerOutcome parallel;
      ThreadArena(4).run([&, &wanted = knobs] { parallel = setup.measure(input, wanted, true); });
      QVERIFY2(
          std::equal(serial.output.values().begin(), serial.output.values().end(), parallel.output.values().begin()),
          name.c_str());
      QVERIFY(serial.counts == parallel.counts);
    }
  }

  /// 3x3 image, 2x2 kernel, hand-computed: taps 1 and 3 predict.
  void spetByHand() {
    const float weights[] = {1, -2, 3, 1};
    const auto graph = tests::tinyConvolution(weights, 2, 0, 0.5F);
    const Tensor image({1, 1, 3, 3}, std::vector<float>{1, 2, 0, 0, 1, 3, 2, 0, 1});
    // Partial sums 0.5 - 2 x[0,1] + x[1,1]: -2.5, 3.5, -0.5 - the second window: 0.5 - 0 + 3; fourth: 0.5 - 6 + 1.
    // Windows: (1 2 / 0 1) -2.5, (2 0 / 1 3) 3.5, (0 1 / 2 0) -1.5, (1 3 / 0 1) -4.5.
    // Only the second continues: 3.5 + 1*2 + 3*1 = 8.5.
    const auto [output, counts] = runTiny(graph, image, {spet(0.0), {}, {}});
    QCOMPARE(output, (std::vector<float>{0, 8.5F, 0, 0}));
    QCOMPARE(counts.macsDense, 16);
    QCOMPARE(counts.macsExecuted, 3 * 2 + 4);
    QCOMPARE(counts.savedSpet, 6);
    QCOMPARE(counts.overheadOps, 4);
    // Dense says 0, 8.5, 0.5 - 2 + 6 = 4.5, 0: the third stops wrongly, at -2 it does not.
    QCOMPARE(runTiny(graph, image, {spet(-2.0), {}, {}}).first, (std::vector<float>{0, 8.5F, 4.5F, 0}));
  }

  /// 1x1 kernel, so that the map is the image: corners are sampled, (max < 3, range < 2) lets two neurons be averaged.
  void sdssByHand() {
    const float weights[] = {1};
    const auto graph = tests::tinyConvolution(weights, 1, 0);
    const Tensor image({1, 1, 3, 3}, std::vector<float>{1, 9, 2, 9, 9, 9, 5, 9, 2});
    // Row 0 between 1 and 2: average 1.5. Column 0 between 1 and 5: 5 is too large. Column 2 between 2 and 2: 2.
    // Row 2 between 5 and 2: too large. Centre: all four, too large.
    const auto [output, counts] = runTiny(graph, image, {{}, SdssKnob{3.0, 2.0, 2, false}, {}});
    QCOMPARE(output, (std::vector<float>{1, 1.5F, 2, 9, 9, 2, 5, 9, 2}));
    QCOMPARE(counts.savedSdss, 2);
    QCOMPARE(counts.macsExecuted, 7);
    // Four axial candidates of 5 decision operations, the centre's 9, two averages of 2.
    QCOMPARE(counts.overheadOps, 4 * 5 + 9 + 2 * 2);
  }

  /// 3x3 kernel with padding: nine border cases, the pair replaced by mean * inside taps.
  void sfmaByHand() {
    const float weights[] = {1, 1, 1, 1, 2, 1, 1, 1, 1};
    const auto graph = tests::tinyConvolution(weights, 3, 1);
    const Tensor image({1, 1, 3, 3}, std::vector<float>{1, 2, 1, 2, 3, 2, 1, 2, 4});  // mean 2, variance 8 / 9
    const auto [output, counts] = runTiny(graph, image, {{}, {}, SfmaKnob{10.5, 0.9}});
    QCOMPARE(output, (std::vector<float>{10, 14, 10, 14, 20, 14, 10, 14, 10}));  // 2 * (5, 7, 5, 7, 10, ...)
    QCOMPARE(counts.macsExecuted, 9);                                            // one a border case
    QCOMPARE(counts.savedSfma, 81 - 9);
    QCOMPARE(counts.overheadOps, 3 * 9 + 1 + 9);  // mean and variance, its comparison, one addition an output
    QCOMPARE(runTiny(graph, image, {{}, {}, SfmaKnob{10.0, 0.9}}).second.savedSfma, 0);  // sum |w| = 10 is not below
    QCOMPARE(runTiny(graph, image, {{}, {}, SfmaKnob{10.5, 0.8}}).second.savedSfma, 0);
  }

private:
  static std::pair<std::vector<float>, LayerCounts> runTiny(const std::shared_ptr<const model::Graph>& graph,
                                                            const Tensor& image, const LayerKnobs& knobs) {
    KnobSettings settings;
    settings.set("layer", knobs);
    const EffortNetwork network(std::make_shared<nn::Network>(graph), findEffortLayers(*graph), settings);
    std::vector<EffortCounts> counts(1);
    const Tensor output = network.run(std::make_shared<Tensor>(image), {}, counts);
    return {std::vector<float>(output.values().begin(), output.values().end()), counts.front().total()};
  }

  static std::int64_t countDifferent(const Tensor& a, const Tensor& b) {
    std::int64_t count = 0;
    for (std::int64_t i = 0; i < a.size(); ++i)
      count += std::abs(a.data()[i] - b.data()[i]) > 1e-3F ? 1 : 0;
    return count;
  }

  static std::string describe(const std::string& what, const LayerCounts& fast, const LayerCounts& slow) {
    const auto text = [](const LayerCounts& c) {
      return std::to_string(c.macsExecuted) + "/" + std::to_string(c.overheadOps) + "/" + std::to_string(c.savedSdss) +
             "/" + std::to_string(c.savedSfma) + "/" + std::to_string(c.savedSpet);
    };
    return what + ": measured " + text(fast) + ", reference " + text(slow);
  }
};

EFFORTLAB_TEST(tst_measured_layer)
#include "tst_measured_layer.moc"
