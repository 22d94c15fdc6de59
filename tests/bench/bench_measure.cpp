// What measuring the knobs costs: the dense network and the same with all knobs on in every convolution take turns on
// the same images. `best` is the ratio of the shortest rounds, which other work on the machine disturbs least.
//
// Both on the engine `fast` under one plan. On one thread processor time is measured, which other work on the machine
// hardly disturbs.
//
//   bench_measure MODEL.model.json DATA_SPEC [IMAGES] [THREADS] [ROUNDS] [ORDER] [BATCH]
#include "core/parallel.h"
#include "data/preprocess.h"
#include "effort/effort_network.h"
#include "fast/fast_network.h"
#include "fast/fast_planner.h"
#include "model/manifest.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <exception>
#include <limits>
#include <numeric>
#include <string>

using namespace effortlab;
using effort::SpetOrder;

namespace {

constexpr std::int64_t defaultBatch = 16;  // as `evaluate` does
constexpr std::int64_t cacheBytes = std::int64_t{1} << 30;
constexpr double quietBelow = 1e-3;  // SDSS: neighbours that are all zero after their ReLU

struct Case {
  const char* name;
  SpetOrder order;
  double replacedShare;  ///< of the pairs, by SFMA
};

constexpr Case cases[] = {{"odd", SpetOrder::Odd, 0.1},
                          {"odd", SpetOrder::Odd, 0.5},
                          {"channel", SpetOrder::Channel, 0.1},
                          {"channel", SpetOrder::Channel, 0.5},
                          {"magnitude", SpetOrder::Magnitude, 0.1},
                          {"magnitude", SpetOrder::Magnitude, 0.5},
                          {"exact", SpetOrder::Exact, 0.1},
                          {"exact", SpetOrder::Exact, 0.5}};

/// Takes every map for flat: `share` of a layer's pairs are replaced, those with the smallest kernels.
effort::SfmaKnob sfmaKnob(const model::Node& node, const effort::EffortLayer& layer, double share) {
  const std::int64_t maps = node.weights.front()->shape()[1];
  std::vector<float> magnitudes =
      effort::kernelMagnitudes({node.weights.front()->data(), layer.outputs, maps, layer.taps / maps});
  const auto nth = magnitudes.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(magnitudes.size() - 1));
  std::nth_element(magnitudes.begin(), nth, magnitudes.end());
  return {*nth, std::numeric_limits<float>::max()};
}

effort::KnobSettings allKnobs(const model::Graph& graph, std::span<const effort::EffortLayer> layers,
                              const Case& which) {
  effort::KnobSettings settings;
  for (const effort::EffortLayer& layer : layers) {
    if (!layer.convolution)
      continue;
    effort::LayerKnobs knobs;
    if (which.order == SpetOrder::Exact && layer.hasExactSpet())
      knobs.spet = effort::SpetKnob{{}, {}, SpetOrder::Exact};
    else if (layer.hasSpet())
      knobs.spet = effort::SpetKnob{0.0, {}, which.order == SpetOrder::Exact ? SpetOrder::Odd : which.order};
    knobs.sdss = effort::SdssKnob{quietBelow, quietBelow};
    knobs.sfma = sfmaKnob(graph.nodes[static_cast<std::size_t>(layer.node)], layer, which.replacedShare);
    settings.set(layer.name, knobs);
  }
  return settings;
}

double median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2), values.end());
  return values[values.size() / 2];
}

double nowMs(bool parallel) {
  constexpr double msPerSecond = 1e3;
  if (!parallel)
    return msPerSecond * static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

class Bench {
public:
  Bench(const std::string& modelFile, const std::string& data, std::int64_t images, std::int64_t batchImages)
      : m_model(model::loadModel(modelFile)) {
    m_network = std::make_shared<nn::Network>(m_model.graph);
    m_layers = effort::findEffortLayers(*m_model.graph);
    const data::InputCache inputs(data::openLabelledSet(data), m_model.manifest.input, cacheBytes);
    for (std::int64_t begin = 0; begin < images; begin += batchImages) {
      std::vector<std::int64_t> indices(static_cast<std::size_t>(std::min(batchImages, images - begin)));
      std::iota(indices.begin(), indices.end(), begin);
      m_batches.push_back(std::make_shared<Tensor>(inputs.batch(indices, {})));
    }
    m_fast = std::make_unique<fast::FastNetwork>(m_network, fast::defaultIsa());
    m_plan = fast::measurePlan(*m_fast, m_model, m_batches.front(), {});
    std::printf("lanes: %s, kernels:", std::string(fast::laneUseName(m_plan.use)).c_str());
    for (const fast::LayerPlan& layer : m_plan.layers)
      std::printf(" %s", layer.kernel.c_str());
    std::printf("\n");
  }

  void run(const Case& which, bool parallel, int rounds) const {
    const effort::EffortNetwork dense(m_network, m_layers, {});
    const effort::EffortNetwork knobs(m_network, m_layers, allKnobs(*m_model.graph, m_layers, which));
    std::vector<double> denseMs, knobsMs, ratios;
    effort::LayerCounts work;
    for (int round = 0; round <= rounds; ++round) {
      const double before = pass(dense, parallel, nullptr);
      const double with = pass(knobs, parallel, &work);
      if (round == 0)
        continue;  // fills buffers
      denseMs.push_back(before);
      knobsMs.push_back(with);
      ratios.push_back(with / before);
    }
    const auto share = [&](std::int64_t macs) {
      return 100.0 * static_cast<double>(macs) / static_cast<double>(work.macsDense);
    };
    std::printf(
        "%-10s sfma %2.0f %%  dense %8.3f ms  knobs %8.3f ms  ratio %5.2f (best %5.2f)   saved spet %2.0f sdss %2.0f "
        "sfma %2.0f "
        "%%\n",
        which.name, 100.0 * which.replacedShare, median(denseMs), median(knobsMs), median(ratios),
        *std::min_element(knobsMs.begin(), knobsMs.end()) / *std::min_element(denseMs.begin(), denseMs.end()),
        share(work.savedSpet), share(work.savedSdss), share(work.savedSfma));
  }

private:
  /// Milliseconds for all images.
  double pass(const effort::EffortNetwork& network, bool parallel, effort::LayerCounts* work) const {
    const double start = nowMs(parallel);
    for (const TensorPtr& batch : m_batches) {
      std::vector<effort::EffortCounts> counts(static_cast<std::size_t>(batch->shape()[0]));
      network.run(*m_fast, m_plan, batch, fast::FastRun{.parallel = parallel}, counts);
      for (const effort::EffortCounts& image : counts)
        if (work != nullptr)
          *work += image.total();
    }
    return nowMs(parallel) - start;
  }

  model::Model m_model;
  std::shared_ptr<nn::Network> m_network;
  std::vector<effort::EffortLayer> m_layers;
  std::vector<TensorPtr> m_batches;
  std::unique_ptr<fast::FastNetwork> m_fast;
  fast::FastPlan m_plan;
};

}  // namespace

int main(int argc, char** argv) try {
  if (argc < 3) {
    std::fprintf(stderr, "usage: bench_measure MODEL DATA [IMAGES] [THREADS] [ROUNDS] [ORDER]\n");
    return 2;
  }
  const std::int64_t images = argc > 3 ? std::stoll(argv[3]) : 64;
  const int threads = argc > 4 ? std::stoi(argv[4]) : 1;
  const int rounds = argc > 5 ? std::stoi(argv[5]) : 11;
  const ThreadLimit limit(threads);
  const std::int64_t batch = argc > 7 ? std::stoll(argv[7]) : defaultBatch;
  const Bench bench(argv[1], argv[2], images, batch);
  std::printf("%s, %lld images, %d threads, medians of %d rounds\n", argv[1], static_cast<long long>(images), threads,
              rounds);
  for (const Case& which : cases)
    if (argc <= 6 || std::string(argv[6]) == which.name)
      bench.run(which, threads > 1, rounds);
  return 0;
} catch (const std::exception& error) {
  std::fprintf(stderr, "bench_measure: %s\n", error.what());
  return 2;
}
