#include "core/parallel.h"
#include "effort/effort_network.h"
#include "effort/skip_kernels.h"
#include "effort/skipped_layer.h"
#include "effort_cases.h"
#include "model/manifest.h"
#include "support/test_files.h"
#include "support/test_registry.h"

#include <QTest>

#include <cmath>
#include <numeric>

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

using NamedKnobs = std::vector<std::pair<std::string, LayerKnobs>>;

/// Thresholds moved so far that no rounding takes a neuron across.
LayerKnobs nudged(LayerKnobs knobs, double by) {
  if (knobs.spet && knobs.spet->low)
    *knobs.spet->low += by;
  if (knobs.spet && knobs.spet->high)
    *knobs.spet->high -= by;
  if (knobs.sdss) {
    knobs.sdss->max += by;
    knobs.sdss->delta += by;
  }
  return knobs;
}

constexpr std::int64_t LayerCounts::*fields[] = {&LayerCounts::macsDense,   &LayerCounts::macsExecuted,
                                                 &LayerCounts::overheadOps, &LayerCounts::savedSdss,
                                                 &LayerCounts::savedSfma,   &LayerCounts::savedSpet};

std::string text(const LayerCounts& counts) {
  std::string result;
  for (const auto field : fields)
    result += std::to_string(counts.*field) + " ";
  return result;
}

/// More of a layer's values lie in the range where nearly all, some and nearly none of its neurons go on.
NamedKnobs sharesAlive(const EffortLayer& layer) {
  NamedKnobs cases = knobCases(layer);
  if (!layer.hasSpet())
    return cases;
  for (const double low : {-6.0, -1.0, 1.0, 2.0, 5.0})
    for (const SpetOrder order : {SpetOrder::Odd, SpetOrder::Channel, SpetOrder::Magnitude}) {
      const std::string name = "low " + std::to_string(low) + " order " + std::to_string(static_cast<int>(order));
      cases.emplace_back(name, LayerKnobs{spet(low, order), {}, {}});
      if (!layer.convolution)
        continue;
      for (const int period : {2, 3, 4})
        for (const bool everywhere : {false, true}) {
          const SdssKnob sdss{2.0 + low / 4.0, 1.5, period, everywhere};
          const std::string more = name + " period " + std::to_string(period) + (everywhere ? " everywhere" : "");
          cases.emplace_back(more, LayerKnobs{spet(low, order), sdss, {}});
          cases.emplace_back(more + " sfma", LayerKnobs{spet(low, order), sdss, SfmaKnob{3.5, 0.34}});
        }
    }
  return cases;
}

/// Skipping says what measuring does: outputs to rounding, counts exactly unless a nudge of the thresholds by more than
/// rounding changes them too. Returns what is wrong.
std::string disagreement(const LayerSetup& setup, const Tensor& input, const LayerKnobs& knobs) {
  constexpr double nudge = 1e-4;
  const LayerOutcome skipped = setup.skip(input, knobs);
  const LayerOutcome measured = setup.measure(input, knobs);
  bool ties = false;
  for (std::size_t n = 0; n < measured.counts.size(); ++n) {
    if (skipped.counts[n] == measured.counts[n])
      continue;
    const LayerOutcome low = setup.measure(input, nudged(knobs, -nudge));
    const LayerOutcome high = setup.measure(input, nudged(knobs, nudge));
    for (const auto field : fields) {
      const std::int64_t most = std::abs(low.counts[n].*field - measured.counts[n].*field) +
                                std::abs(high.counts[n].*field - measured.counts[n].*field);
      if (std::abs(skipped.counts[n].*field - measured.counts[n].*field) > most)
        return "image " + std::to_string(n) + ": skipped " + text(skipped.counts[n]) + "measured " +
               text(measured.counts[n]);
    }
    ties = true;
  }
  const double error = tests::relativeError(skipped.output.values(), measured.output.values());
  // Two orders of one sum.
  if (!ties && error > static_cast<double>(setup.layer.taps + 16) * 1.2e-7)
    return "outputs differ by " + std::to_string(error);
  return {};
}

std::vector<SingleLayer> skipCases() {
  std::vector<SingleLayer> cases = layerCases();
  // Enough taps and pixels that lists pay; more than one block of pixels; fewer pixels than a vector.
  cases.push_back(
      {.channels = 40, .height = 13, .width = 14, .outputs = 21, .window = square(5, 2), .reluBefore = true});
  cases.push_back({.channels = 130, .height = 9, .width = 9, .outputs = 9, .window = square(1), .reluBefore = true});
  cases.push_back({.channels = 32, .height = 4, .width = 3, .outputs = 17, .window = square(3, 1)});
  cases.push_back({.channels = 48,
                   .height = 15,
                   .width = 15,
                   .outputs = 24,
                   .window = square(3, 0, 2),
                   .groups = 2,
                   .activation = ActivationKind::Tanh});
  cases.push_back({.channels = 16, .height = 5, .width = 5, .outputs = 150, .convolution = false, .reluBefore = true});
  cases.push_back({.channels = 20, .height = 1, .width = 1, .outputs = 3, .window = square(1)});
  return cases;
}

}  // namespace

class tst_skipped_layer : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void agreesWithMeasure() {
    for (const SingleLayer& single : skipCases()) {
      const LayerSetup setup(single);
      const Tensor input =
          randomTensor({2, single.channels, single.height, single.width}, 98, single.reluBefore ? 0.0F : -1.0F, 1.0F);
      for (const auto& [name, knobs] : sharesAlive(setup.layer)) {
        const std::string wrong = disagreement(setup, input, knobs);
        QVERIFY2(wrong.empty(), (single.describe() + ", " + name + ": " + wrong).c_str());
      }
    }
  }

  /// The per-neuron oracle, on layers small enough for it.
  void agreesWithReference() {
    for (const SingleLayer& single : layerCases()) {
      const LayerSetup setup(single);
      const Tensor input =
          randomTensor({2, single.channels, single.height, single.width}, 97, single.reluBefore ? 0.0F : -1.0F, 1.0F);
      for (const auto& [name, knobs] : knobCases(setup.layer)) {
        const LayerOutcome skipped = setup.skip(input, knobs);
        const LayerOutcome reference = setup.reference(input, knobs);
        const std::string what = single.describe() + ", " + name;
        if (setup.measure(input, knobs).counts != reference.counts)
          continue;  // a tie of measure mode: its own test looks at it
        for (std::size_t n = 0; n < reference.counts.size(); ++n)
          QVERIFY2(skipped.counts[n] == reference.counts[n],
                   (what + ": skipped " + text(skipped.counts[n]) + "reference " + text(reference.counts[n])).c_str());
        const double error = tests::relativeError(skipped.output.values(), reference.output.values());
        QVERIFY2(error < 1e-5, (what + ": outputs differ by " + std::to_string(error)).c_str());
      }
    }
  }

  void batchesOfEverySize() {
    const SingleLayer single{.channels = 9, .height = 6, .width = 6, .outputs = 140, .convolution = false};
    const LayerSetup setup(single);
    for (const std::int64_t images : {1, 3, 8, 17, 40})
      for (const auto& [name, knobs] : sharesAlive(setup.layer)) {
        const std::string wrong = disagreement(setup, randomTensor({images, 9, 6, 6}, 96, -1.0F, 1.0F), knobs);
        QVERIFY2(wrong.empty(), (std::to_string(images) + " images, " + name + ": " + wrong).c_str());
      }
  }

  void linesAreMapsOfOneRow() {
    const LayerSetup setup(
        {.channels = 14, .height = 1, .width = 30, .outputs = 5, .window = {.kernelW = 3, .padLeft = 1}});
    const Tensor maps = randomTensor({2, 14, 1, 30}, 7, -1.0F, 1.0F);
    const Tensor lines({2, 14, 30}, maps.values());
    for (const auto& [name, knobs] : knobCases(setup.layer)) {
      const LayerOutcome ofLines = setup.skip(lines, knobs);
      QCOMPARE(ofLines.output.shape().toString(), std::string("2x5x29"));
      const LayerOutcome ofMaps = setup.skip(maps, knobs);
      QVERIFY2(std::ranges::equal(ofLines.output.values(), ofMaps.output.values()), name.c_str());
      QVERIFY2(ofLines.counts == ofMaps.counts, name.c_str());
    }
  }

  void resultsDoNotDependOnTheThreadCount() {
    for (const SingleLayer& single :
         {SingleLayer{
              .channels = 24, .height = 40, .width = 37, .outputs = 90, .window = square(3, 1), .reluBefore = true},
          SingleLayer{
              .channels = 64, .height = 4, .width = 4, .outputs = 200, .convolution = false, .reluBefore = true}}) {
      const LayerSetup setup(single);
      const Tensor input = randomTensor({2, single.channels, single.height, single.width}, 8, 0.0F, 1.0F);
      for (const auto& [name, knobs] : knobCases(setup.layer)) {
        const LayerOutcome serial = setup.skip(input, knobs, false);
        LayerOutcome parallel;
        ThreadArena(4).run([&, &wanted = knobs] { parallel = setup.skip(input, wanted, true); });
        QVERIFY2(std::ranges::equal(serial.output.values(), parallel.output.values()), name.c_str());
        QVERIFY2(serial.counts == parallel.counts, name.c_str());
      }
    }
  }

  void dotProductsAgreeOnEveryInstructionSet() {
    const Tensor rows = randomTensor({1, 1, 40, 208}, 5, -1.0F, 1.0F);
    const Tensor common = randomTensor({1, 1, 1, 208}, 6, -1.0F, 1.0F);
    std::vector<std::int32_t> list(40);
    for (std::size_t i = 0; i < list.size(); ++i)
      list[i] = static_cast<std::int32_t>(i * 7 % 40) + 2;
    for (const fast::Isa isa : fast::supportedIsas())
      for (std::int64_t count = 0; count <= 40; ++count)
        for (const std::int64_t length : {0, 16, 48, 208}) {
          std::vector<float> sums(41, -77.0F), expected(41, -77.0F);
          DotRows task{common.data(), rows.data(), 208, list.data(), 2, count, length, sums.data()};
          skipKernels(isa).dotRows(task);
          task.out = expected.data();
          skipKernels(fast::Isa::Scalar).dotRows(task);
          for (std::size_t i = 0; i < sums.size(); ++i)
            QVERIFY2(std::abs(sums[i] - expected[i]) <= static_cast<float>(length) * 6e-8F * 8.0F,
                     (std::string(fast::isaName(isa)) + ", " + std::to_string(count)).c_str());
        }
  }

  void stoppedSumsAgreeOnEveryInstructionSet() {
    for (const fast::Isa isa : fast::supportedIsas())
      for (const std::int64_t count : {0, 1, 7, 8, 15, 16, 17, 100}) {
        const Tensor input = randomTensor({1, 1, 1, 100}, 4, -1.0F, 1.0F);
        std::vector<float> sums(input.values().begin(), input.values().end()), expected = sums;
        std::vector<std::int32_t> executed(100, -1), expectedTaps = executed, list(116), expectedList = list;
        StopSums task{sums.data(), count, -0.3F, 0.5F, -7.0F, 9.0F, 3, 11, executed.data(), list.data()};
        const std::int64_t listed = skipKernels(isa).stopSums(task);
        task.sums = expected.data();
        task.executed = expectedTaps.data();
        task.list = expectedList.data();
        QCOMPARE(listed, skipKernels(fast::Isa::Scalar).stopSums(task));
        QVERIFY(sums == expected && executed == expectedTaps);
        QVERIFY(std::equal(list.begin(), list.begin() + listed, expectedList.begin()));
        std::int64_t inside = 0;
        for (std::int64_t p = 0; p < count; ++p)
          inside += input.data()[p] >= -0.3F && input.data()[p] <= 0.5F ? 1 : 0;
        QCOMPARE(listed, inside);
      }
  }

  void columnsBecomeRowsOnEveryInstructionSet() {
    const Tensor columns = randomTensor({1, 1, 50, 80}, 5, -1.0F, 1.0F);
    std::vector<std::int32_t> order(64);
    for (std::size_t i = 0; i < order.size(); ++i)
      order[i] = i % 9 == 8 ? -1 : static_cast<std::int32_t>(i * 11 % 50);
    for (const fast::Isa isa : fast::supportedIsas())
      for (const std::int64_t pixels : {16, 48, 80}) {
        std::vector<float> rows(80 * 67, -77.0F), expected(80 * 67, -77.0F);
        ColumnsToRows task{columns.data(), 80, pixels, order.data(), 64, rows.data(), 67};
        skipKernels(isa).columnsToRows(task);
        for (std::int64_t p = 0; p < pixels; ++p)
          for (std::int64_t i = 0; i < 64; ++i) {
            const std::int32_t row = order[static_cast<std::size_t>(i)];
            expected[static_cast<std::size_t>(p * 67 + i)] = row < 0 ? 0.0F : columns.data()[row * 80 + p];
          }
        QVERIFY2(rows == expected, std::string(fast::isaName(isa)).c_str());
      }
  }

  void layersThatGainNothingAreMeasured() {
    const SdssKnob sdss{0.5, 0.5};
    const auto skips = [](const SingleLayer& single, const LayerKnobs& knobs) {
      const LayerSetup setup(single);
      const auto layer = makeKnobLayer(Execution::Skip, setup.node(), setup.layer, knobs);
      return dynamic_cast<const SkippedLayer*>(layer.get()) != nullptr;
    };
    QVERIFY(!skips({.channels = 3, .window = square(3)}, {{}, sdss, {}}));
    QVERIFY(skips({.channels = 60, .window = square(3)}, {{}, sdss, {}}));
    QVERIFY(skips({.channels = 3, .window = square(3)}, {spet(0.0), {}, {}}));
  }

  /// All knobs at once in real networks. A neuron whose sum ties with a threshold may go either way, and what follows
  /// it differ: far less than one in ten thousand.
  void builtInModelsAgreeWithMeasure() {
    for (const std::filesystem::path& file : model::builtInModels()) {
      const model::Model loaded = model::loadModel(file);
      const auto network = std::make_shared<nn::Network>(loaded.graph);
      const std::vector<EffortLayer> layers = findEffortLayers(*loaded.graph);
      KnobSettings settings;
      for (const EffortLayer& layer : layers)
        settings.set(layer.name, {layer.hasSpet() ? std::optional(spet(-0.01)) : std::nullopt,
                                  layer.hasSdss() ? std::optional(SdssKnob{0.3, 0.1}) : std::nullopt,
                                  layer.hasSfma() ? std::optional(SfmaKnob{0.2, 0.1}) : std::nullopt});
      const EffortNetwork measure(network, layers, settings);
      const EffortNetwork skip(network, layers, settings, {.execution = Execution::Skip});
      Shape shape = loaded.graph->inputs.front().shape;
      const auto input = std::make_shared<Tensor>(randomTensor({4, shape[1], shape[2], shape[3]}, 12, 0.0F, 1.0F));
      std::vector<EffortCounts> measured(4), skipped(4);
      const Tensor expected = measure.run(input, {}, measured);
      const Tensor actual = skip.run(input, {}, skipped);
      QVERIFY2(tests::relativeError(actual.values(), expected.values()) < 1e-3, file.c_str());
      for (std::size_t n = 0; n < measured.size(); ++n) {
        const LayerCounts a = measured[n].total();
        const LayerCounts b = skipped[n].total();
        QCOMPARE(a.macsDense, b.macsDense);
        QVERIFY(a.macsExecuted < a.macsDense);
        for (const auto field : fields)
          QVERIFY2(std::abs(a.*field - b.*field) * 10000 <= a.macsDense, (text(a) + "/ " + text(b)).c_str());
      }
    }
  }

  /// Knobs in every layer of a network: what one layer rounds differently must not carry through it.
  void networkAgreesWithMeasure() {
    const auto network = std::make_shared<nn::Network>(tests::smallClassifier(3));
    const std::vector<EffortLayer> layers = findEffortLayers(network->graph());
    for (const double low : {-0.5, 0.0, 0.3}) {
      KnobSettings settings;
      for (const EffortLayer& layer : layers)
        settings.set(layer.name, {layer.hasSpet() ? std::optional(spet(low)) : std::nullopt,
                                  layer.hasSdss() ? std::optional(SdssKnob{0.4, 0.2}) : std::nullopt,
                                  layer.hasSfma() ? std::optional(SfmaKnob{1.5, 0.05}) : std::nullopt});
      const EffortNetwork measure(network, layers, settings);
      const EffortNetwork skip(network, layers, settings, {.execution = Execution::Skip});
      const auto input = std::make_shared<Tensor>(randomTensor({9, 1, 8, 8}, 11, 0.0F, 1.0F));
      std::vector<EffortCounts> measured(9), skipped(9);
      const Tensor expected = measure.run(input, {}, measured);
      const Tensor actual = skip.run(input, {}, skipped);
      QVERIFY(tests::relativeError(actual.values(), expected.values()) < 1e-5);
      for (std::size_t n = 0; n < measured.size(); ++n)
        for (std::size_t node = 0; node < measured[n].nodes.size(); ++node)
          QVERIFY2(skipped[n].nodes[node] == measured[n].nodes[node],
                   (text(skipped[n].nodes[node]) + "/ " + text(measured[n].nodes[node])).c_str());
    }
  }
};

EFFORTLAB_TEST(tst_skipped_layer)
#include "tst_skipped_layer.moc"
