#include "effort/lane_measured_layer.h"

#include "core/parallel.h"
#include "effort/effort_network.h"
#include "effort/lane_passes.h"
#include "effort_cases.h"
#include "effort_data.h"
#include "fast/conv_candidates.h"
#include "fast/fast_network.h"
#include "model/manifest.h"
#include "support/test_files.h"
#include "support/test_registry.h"

#include <QTest>

#include <cmath>
#include <limits>

using namespace effortlab;
using namespace effortlab::effort;
using effortlab::model::ActivationKind;
using effortlab::tests::randomTensor;
using effortlab::tests::SingleLayer;
using effortlab::tests::square;

namespace {

/// Every knob and option lanes cover, alone and together.
std::vector<std::pair<std::string, LayerKnobs>> laneKnobCases(const EffortLayer& layer) {
  std::vector<std::pair<std::string, LayerKnobs>> cases;
  const SdssKnob sampled{0.9, 0.6, 2, false};
  const SdssKnob everywhere{0.9, 0.6, 2, true};
  const SfmaKnob some{3.0, 0.34};
  const SfmaKnob all{3.0, 1e9};
  cases.push_back({"sdss", {{}, sampled, {}}});
  cases.push_back({"sfma", {{}, {}, some}});
  cases.push_back({"sdss+sfma", {{}, sampled, all}});
  if (!layer.hasSpet())
    return cases;
  for (const SpetOrder order : {SpetOrder::Odd, SpetOrder::Channel, SpetOrder::Magnitude})
    for (const double interval : {0.125, 0.5, 1.0}) {
      const SpetKnob spet{0.1, std::nullopt, order, interval};
      const std::string name =
          " order " + std::to_string(static_cast<int>(order)) + " interval " + std::to_string(interval);
      cases.push_back({"spet" + name, {spet, {}, {}}});
      cases.push_back({"spet+sdss" + name, {spet, sampled, {}}});
      cases.push_back({"spet everywhere+sdss" + name, {spet, everywhere, {}}});
      cases.push_back({"all, paper's rule" + name, {spet, sampled, some}});
      cases.push_back({"all, flat maps" + name, {spet, sampled, all}});
      cases.push_back({"all, everywhere" + name, {spet, everywhere, some}});
    }
  return cases;
}

std::vector<SingleLayer> laneLayerCases() {
  std::vector<SingleLayer> cases;
  cases.push_back({.channels = 3, .height = 7, .width = 6, .outputs = 4, .window = square(3, 1)});
  cases.push_back({.channels = 5, .height = 9, .width = 8, .outputs = 6, .window = square(3, 1), .reluBefore = true});
  cases.push_back({.channels = 4, .height = 23, .width = 17, .outputs = 3, .window = {5, 3, 2, 1, 2, 1, 1, 0, 1, 1}});
  cases.push_back({.channels = 2, .height = 10, .width = 10, .outputs = 3, .window = {3, 3, 1, 1, 2, 2, 2, 2, 2, 2}});
  cases.push_back({.channels = 3, .height = 13, .width = 13, .outputs = 5, .window = square(3, 1), .activation = {}});
  cases.push_back({.channels = 6, .height = 14, .width = 27, .outputs = 5, .window = square(1)});
  cases.push_back({.channels = 3, .height = 35, .width = 35, .outputs = 5, .window = square(7, 0, 2)});
  cases.push_back(
      {.channels = 24, .height = 20, .width = 19, .outputs = 20, .window = square(3, 1), .reluBefore = true});
  cases.push_back({.channels = 4, .height = 27, .width = 26, .outputs = 32, .window = square(3, 1)});
  cases.push_back({.channels = 4, .height = 11, .width = 26, .outputs = 32, .window = square(3)});
  // Its sums over half of the taps are cheapest by Winograd's transforms, half of the phases left out.
  cases.push_back({.channels = 16, .height = 20, .width = 20, .outputs = 24, .window = square(5, 2)});
  return cases;
}

struct LaneRun {
  Tensor output;
  std::vector<EffortCounts> counts;
};

/// One layer as a network on the engine `fast`, by the kernel `kernel`.
class LaneSetup {
public:
  explicit LaneSetup(std::shared_ptr<const model::Graph> graph)
      : m_network(std::make_shared<nn::Network>(std::move(graph))),
        m_layers(findEffortLayers(m_network->graph())),
        m_fast(m_network, fast::supportedIsas().back()) {}

  const std::vector<EffortLayer>& layers() const { return m_layers; }
  std::shared_ptr<nn::Network> network() const { return m_network; }
  const fast::FastNetwork& engine() const { return m_fast; }

  fast::FastPlan plan(fast::LaneUse use, const std::string& kernel) const {
    fast::FastPlan plan;
    plan.use = use;
    plan.isa = m_fast.isa();
    if (!kernel.empty())
      plan.layers.push_back({"layer", kernel, {}});
    return plan;
  }

  std::vector<std::string> kernels(fast::LaneUse use, const Tensor& input) const {
    fast::FastPlan any = plan(use, "");
    std::vector<std::string> names;
    const auto program = m_fast.program(input.shape().withBatch(1), any);
    for (const fast::LaneStep& step : program->steps)
      for (const auto& kernel : step.candidates)
        names.emplace_back(kernel->name());
    return names;
  }

  LaneRun run(const Tensor& input, const KnobSettings& knobs, const fast::FastPlan& plan, bool parallel) const {
    const EffortNetwork effort(m_network, m_layers, knobs);
    LaneRun result;
    result.counts.resize(static_cast<std::size_t>(input.shape()[0]));
    result.output =
        effort.run(m_fast, plan, std::make_shared<Tensor>(input), fast::FastRun{.parallel = parallel}, result.counts);
    return result;
  }

  LaneRun runInRows(const Tensor& input, const KnobSettings& knobs) const {
    const EffortNetwork effort(m_network, m_layers, knobs);
    LaneRun result;
    result.counts.resize(static_cast<std::size_t>(input.shape()[0]));
    result.output = effort.run(std::make_shared<Tensor>(input), {}, result.counts);
    return result;
  }

private:
  std::shared_ptr<nn::Network> m_network;
  std::vector<EffortLayer> m_layers;
  fast::FastNetwork m_fast;
};

/// Neurons that decided otherwise: their outputs differ by more than rounding.
std::int64_t differing(const Tensor& a, const Tensor& b, double tolerance) {
  std::int64_t count = 0;
  for (std::int64_t i = 0; i < a.size(); ++i)
    count += std::abs(a.data()[i] - b.data()[i]) > tolerance ? 1 : 0;
  return count;
}

std::string describeCounts(const LayerCounts& a, const LayerCounts& b) {
  const auto one = [](const LayerCounts& c) {
    return std::to_string(c.macsExecuted) + " spet " + std::to_string(c.savedSpet) + " sdss " +
           std::to_string(c.savedSdss) + " sfma " + std::to_string(c.savedSfma) + " overhead " +
           std::to_string(c.overheadOps);
  };
  return " lanes " + one(a) + " rows " + one(b);
}

bool closeCounts(const LayerCounts& a, const LayerCounts& b, std::int64_t tie) {
  return a.macsDense == b.macsDense && std::abs(a.macsExecuted - b.macsExecuted) <= tie &&
         std::abs(a.savedSdss - b.savedSdss) <= tie && std::abs(a.savedSfma - b.savedSfma) <= tie &&
         std::abs(a.savedSpet - b.savedSpet) <= tie && std::abs(a.overheadOps - b.overheadOps) <= tie &&
         a.macsDense == a.macsExecuted + a.savedSdss + a.savedSfma + a.savedSpet;
}

/// Empty when both agree.
std::string compareRuns(const LaneRun& lanes, const LaneRun& rows, std::int64_t taps) {
  // Sums of |w x| <= 1 taps by kernels that add in other orders, and by Winograd's transforms.
  const double tolerance = 4e-6 * static_cast<double>(taps);
  const std::int64_t different = differing(lanes.output, rows.output, tolerance);
  if (different * 1000 > lanes.output.size())
    return std::to_string(different) + " outputs differ";
  for (std::size_t n = 0; n < lanes.counts.size(); ++n)
    for (std::size_t node = 0; node < lanes.counts[n].nodes.size(); ++node)
      if (!closeCounts(lanes.counts[n].nodes[node], rows.counts[n].nodes[node], different == 0 ? 0 : taps * 8))
        return "image " + std::to_string(n) + describeCounts(lanes.counts[n].nodes[node], rows.counts[n].nodes[node]);
  return {};
}

}  // namespace

class tst_lane_measured_layer : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void agreesWithRowMajorMeasuring_data() {
    QTest::addColumn<int>("which");
    for (int i = 0; i < static_cast<int>(laneLayerCases().size()); ++i)
      QTest::newRow(laneLayerCases()[static_cast<std::size_t>(i)].describe().c_str()) << i;
  }
  void agreesWithRowMajorMeasuring() {
    QFETCH(const int, which);
    const SingleLayer single = laneLayerCases()[static_cast<std::size_t>(which)];
    const LaneSetup setup(single.graph());
    const EffortLayer& layer = setup.layers().front();
    for (const fast::LaneUse use : {fast::LaneUse::Tiles, fast::LaneUse::Images}) {
      const std::int64_t images = use == fast::LaneUse::Tiles ? 2 : 19;
      const Tensor input = randomTensor({images, single.channels, single.height, single.width}, 99,
                                        single.reluBefore ? 0.0F : -1.0F, 1.0F);
      for (const auto& [name, knobs] : laneKnobCases(layer)) {
        KnobSettings settings;
        settings.set(layer.name, knobs);
        const LaneRun rows = setup.runInRows(input, settings);
        QVERIFY(!setup.kernels(use, input).empty());
        for (const std::string& kernel : setup.kernels(use, input)) {
          const LaneRun lanes = setup.run(input, settings, setup.plan(use, kernel), false);
          const std::string difference = compareRuns(lanes, rows, layer.taps);
          QVERIFY2(difference.empty(),
                   (name + ", " + kernel + ", " + std::string(fast::laneUseName(use)) + ": " + difference).c_str());
        }
      }
    }
  }

  void isTheSameOnTwoThreads() {
    const SingleLayer single{.channels = 24, .height = 27, .width = 26, .outputs = 40, .window = square(3, 1)};
    const LaneSetup setup(single.graph());
    const Tensor input = randomTensor({1, 24, 27, 26}, 3, -1.0F, 1.0F);
    for (const auto& [name, knobs] : laneKnobCases(setup.layers().front())) {
      KnobSettings settings;
      settings.set(setup.layers().front().name, knobs);
      for (const std::string& kernel : setup.kernels(fast::LaneUse::Tiles, input)) {
        const fast::FastPlan plan = setup.plan(fast::LaneUse::Tiles, kernel);
        const LaneRun one = setup.run(input, settings, plan, false);
        const ThreadArena arena(2);
        LaneRun two;
        arena.run([&] { two = setup.run(input, settings, plan, true); });
        QVERIFY2(std::ranges::equal(one.output.values(), two.output.values()), (name + ", " + kernel).c_str());
        QVERIFY(one.counts.front().nodes == two.counts.front().nodes);
      }
    }
  }

  void passesAreTheSameOnEveryInstructionSet() {
    for (const std::int64_t side : {27, 31}) {  // sampled by lane, and alike
      const SingleLayer single{.channels = 2, .height = side, .width = side, .outputs = 2, .window = square(3, 1)};
      const std::shared_ptr<const model::Graph> graph = single.graph();
      const MeasuredLayer layer(graph->nodes.front(), findEffortLayers(*graph).front(),
                                {SpetKnob{0.1, {}, SpetOrder::Odd, 0.5}, SdssKnob{0.6, 0.5, 2, true}, {}});
      const fast::LaneMaps maps = fast::laneMaps(fast::LaneUse::Tiles, 2, side, side, {1, 1, 1, 1});
      const LaneGeometry geometry(layer, maps, maps, square(3, 1));
      const fast::LaneMaps random = fast::laneMaps(fast::LaneUse::Tiles, 6, side, side, {1, 1, 1, 1});
      fast::LaneTensor sums(random);
      toLanes(randomTensor({6, side, side}, 4, -1.0F, 1.0F).values(), sums);
      const auto pass = [&](const LanePassKernels& kernels) {
        LaneTally tally;
        fast::LaneTensor finished(maps);
        LaneInts stops(static_cast<std::size_t>(maps.tileH * maps.tileW * fast::lanes));
        kernels.finish(passShape(geometry),
                       {.sums = sums.plane(0),
                        .sumsRow = maps.rowStride(),
                        .first = sums.plane(1),
                        .firstRow = maps.rowStride(),
                        .adds = true,
                        .low = 0.1F,
                        .relu = true,
                        .to = finished.plane(0),
                        .toRow = maps.rowStride(),
                        .stops = stops.data()},
                       tally);
        fillHalo(finished, {0, 1});
        kernels.replace(
            passShape(geometry),
            {finished.plane(0), maps.rowStride(), finished.plane(1), maps.rowStride(), 0.6F, 0.5F, stops.data()},
            tally);
        Tensor map({1, side, side});
        fromLanes(finished, {1, 1}, map.values());
        LaneSums added;
        kernels.addUp({sums.plane(2), maps.rowStride(), maps.tileH, maps.tileW, geometry.rows.inside.data(),
                       geometry.columns.inside.data()},
                      added);
        std::vector<double> numbers(map.values().begin(), map.values().end());
        for (std::size_t lane = 0; lane < fast::lanes; ++lane)
          numbers.insert(numbers.end(),
                         {static_cast<double>(tally.stopped[lane]), static_cast<double>(tally.replaced[lane]),
                          static_cast<double>(tally.averageOps[lane]), added.values[lane]});
        return numbers;
      };
      const std::vector<double> baseline = pass(supportedLanePasses().front());
      for (const LanePassKernels& kernels : supportedLanePasses())
        QVERIFY(pass(kernels) == baseline);
    }
  }

  /// Neurons that are not sampled may be left for the replacing pass to finish.
  void sampledNeuronsMayGoAhead() {
    const std::int64_t side = 31;
    const SingleLayer single{.channels = 2, .height = side, .width = side, .outputs = 2, .window = square(3, 1)};
    const std::shared_ptr<const model::Graph> graph = single.graph();
    const MeasuredLayer layer(graph->nodes.front(), findEffortLayers(*graph).front(), {{}, SdssKnob{0.6, 0.5}, {}});
    const fast::LaneMaps maps = fast::laneMaps(fast::LaneUse::Tiles, 2, side, side, {1, 1, 1, 1});
    const LaneGeometry geometry(layer, maps, maps, square(3, 1));
    QVERIFY(geometry.sampledAlike);
    fast::LaneTensor sums(maps);
    toLanes(randomTensor({2, side, side}, 4, -1.0F, 1.0F).values(), sums);
    for (const LanePassKernels& kernels : supportedLanePasses()) {
      const auto replaced = [&](bool ahead, LaneTally& tally) {
        fast::LaneTensor finished(maps);
        std::fill_n(finished.data(), maps.elements(), std::numeric_limits<float>::quiet_NaN());
        StopPlane stop{.sums = sums.plane(0), .sumsRow = maps.rowStride(), .relu = true, .sampledAlone = ahead};
        stop.to = finished.plane(0);
        stop.toRow = maps.rowStride();
        kernels.finish(passShape(geometry), stop, tally);
        fillHalo(finished, {0, 1});
        ReplacePlane plane{.from = finished.plane(0), .fromRow = maps.rowStride(), .to = finished.plane(1)};
        plane.toRow = maps.rowStride();
        plane.maxBelow = 0.6F;
        plane.deltaBelow = 0.5F;
        plane.sums = ahead ? sums.plane(0) : nullptr;
        plane.sumsRow = maps.rowStride();
        plane.relu = true;
        kernels.replace(passShape(geometry), plane, tally);
        Tensor map({1, side, side});
        fromLanes(finished, {1, 1}, map.values());
        return map;
      };
      LaneTally together, ahead;
      QVERIFY(std::ranges::equal(replaced(false, together).values(), replaced(true, ahead).values()));
      QVERIFY(std::ranges::equal(together.replaced, ahead.replaced));
      QVERIFY(std::ranges::equal(together.averageOps, ahead.averageOps));
    }
  }

  void withoutKnobsNothingChanges() {
    const LaneSetup setup(tests::smallClassifier(1));
    const Tensor input = randomTensor({19, 1, 8, 8}, 5, 0.0F, 1.0F);
    for (const fast::LaneUse use : {fast::LaneUse::Tiles, fast::LaneUse::Images}) {
      const fast::FastPlan plan = setup.plan(use, "");
      const LaneRun lanes = setup.run(input, {}, plan, false);
      const std::vector<Tensor> dense = setup.engine().run(std::make_shared<Tensor>(input), plan, {.parallel = false});
      QVERIFY(std::ranges::equal(lanes.output.values(), dense.front().values()));
    }
  }

  void wholeNetworksAgree() {
    const LaneSetup setup(tests::smallClassifier(1));
    const Tensor input = randomTensor({19, 1, 8, 8}, 5, 0.0F, 1.0F);
    KnobSettings settings;
    for (const EffortLayer& layer : setup.layers())
      settings.set(layer.name, {SpetKnob{-0.1, {}, SpetOrder::Odd, 0.5},
                                layer.convolution ? std::optional(SdssKnob{0.4, 0.2}) : std::nullopt,
                                layer.convolution ? std::optional(SfmaKnob{0.2, 1.0}) : std::nullopt});
    for (const EffortLayer& layer : setup.layers())
      if (!layer.hasSpet()) {
        LayerKnobs knobs = settings.of(layer.name);
        knobs.spet.reset();
        settings.set(layer.name, knobs);
      }
    const LaneRun rows = setup.runInRows(input, settings);
    for (const fast::LaneUse use : {fast::LaneUse::Tiles, fast::LaneUse::Images}) {
      const LaneRun lanes = setup.run(input, settings, setup.plan(use, ""), false);
      const std::string difference = compareRuns(lanes, rows, 54);
      QVERIFY2(difference.empty(), difference.c_str());
      const ThreadArena arena(2);
      LaneRun parallel;
      arena.run([&] { parallel = setup.run(input, settings, setup.plan(use, ""), true); });
      QVERIFY(std::ranges::equal(lanes.output.values(), parallel.output.values()));
      for (std::size_t n = 0; n < lanes.counts.size(); ++n)
        QVERIFY(lanes.counts[n].nodes == parallel.counts[n].nodes);
    }
  }

  /// Layer after layer a neuron at its threshold may decide otherwise: few of them.
  void builtInModelsAgree() {
    for (const auto& file : model::builtInModels()) {
      const LaneSetup setup(model::loadModel(file).graph);
      const Tensor input = randomTensor({17, 1, 28, 28}, 5, 0.0F, 1.0F);
      KnobSettings settings;
      for (const EffortLayer& layer : setup.layers()) {
        LayerKnobs knobs;
        if (layer.hasSpet())
          knobs.spet = SpetKnob{-0.1, {}, SpetOrder::Odd, 0.5};
        if (layer.convolution) {
          knobs.sdss = SdssKnob{0.1, 0.1};
          knobs.sfma = SfmaKnob{0.3, 0.05};
        }
        settings.set(layer.name, knobs);
      }
      const LaneRun rows = setup.runInRows(input, settings);
      for (const fast::LaneUse use : {fast::LaneUse::Tiles, fast::LaneUse::Images}) {
        const LaneRun lanes = setup.run(input, settings, setup.plan(use, ""), false);
        const double error = tests::relativeError(lanes.output.values(), rows.output.values());
        QVERIFY2(error < 1e-3, std::to_string(error).c_str());
        for (std::size_t n = 0; n < lanes.counts.size(); ++n) {
          const LayerCounts a = lanes.counts[n].total();
          const LayerCounts b = rows.counts[n].total();
          QCOMPARE(a.macsDense, b.macsDense);
          QVERIFY2(std::abs(a.macsExecuted - b.macsExecuted) * 1000 <= b.macsExecuted, describeCounts(a, b).c_str());
        }
      }
    }
  }
};

EFFORTLAB_TEST(tst_lane_measured_layer)
#include "tst_lane_measured_layer.moc"
