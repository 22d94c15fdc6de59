// What leaving work out gains, layer by layer: the dense layer, the knobs measured and the knobs skipped take turns on
// the layer's own inputs.
//
//   bench_skip MODEL.model.json DATA_SPEC [IMAGES] [ROUNDS] [KNOBS|all-knobs] [LAYER|layers]
#include "core/parallel.h"
#include "data/preprocess.h"
#include "effort/knob_layer.h"
#include "model/manifest.h"
#include "nn/network.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <exception>
#include <functional>
#include <limits>
#include <numeric>
#include <string>

using namespace effortlab;
using effort::EffortLayer;
using effort::Execution;
using effort::LayerKnobs;
using effort::SpetKnob;
using effort::SpetOrder;

namespace {

constexpr std::int64_t cacheBytes = std::int64_t{1} << 30;
constexpr double quietBelow = 1e-3;  // SDSS: neighbours that are all zero after their ReLU

/// One layer and what goes into it.
struct Layer {
  const model::Node* node = nullptr;
  EffortLayer about;
  Tensor input;
  Tensor output;      // of the dense layer
  double mean = 0.0;  // of its outputs after a ReLU
};

/// Takes every map for flat: `share` of a layer's pairs are replaced, those with the smallest kernels.
effort::SfmaKnob sfmaKnob(const Layer& layer, double share) {
  const std::int64_t maps = layer.node->weights.front()->shape()[1];
  std::vector<float> magnitudes = effort::kernelMagnitudes(
      {layer.node->weights.front()->data(), layer.about.outputs, maps, layer.about.taps / maps});
  const auto nth = magnitudes.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(magnitudes.size() - 1));
  std::nth_element(magnitudes.begin(), nth, magnitudes.end());
  return {*nth, std::numeric_limits<float>::max()};
}

struct Case {
  const char* name;
  std::function<LayerKnobs(const Layer&)> knobs;
};

std::optional<SpetKnob> spetKnob(const Layer& layer, SpetOrder order) {
  if (order == SpetOrder::Exact && layer.about.hasExactSpet())
    return SpetKnob{{}, {}, SpetOrder::Exact};
  if (order == SpetOrder::Exact || !layer.about.hasSpet())
    return {};
  return SpetKnob{0.0, {}, order};
}

std::vector<Case> cases() {
  const auto convolution = [](auto make) {
    return [make](const Layer& layer) { return layer.about.convolution ? LayerKnobs(make(layer)) : LayerKnobs(); };
  };
  return {
      {"odd",
       [](const Layer& l) {
         return LayerKnobs{spetKnob(l, SpetOrder::Odd), {}, {}};
       }},
      {"channel",
       [](const Layer& l) {
         return LayerKnobs{spetKnob(l, SpetOrder::Channel), {}, {}};
       }},
      {"magnitude",
       [](const Layer& l) {
         return LayerKnobs{spetKnob(l, SpetOrder::Magnitude), {}, {}};
       }},
      {"exact",
       [](const Layer& l) {
         return LayerKnobs{spetKnob(l, SpetOrder::Exact), {}, {}};
       }},
      {"sdss", convolution([](const Layer&) {
         return LayerKnobs{{}, effort::SdssKnob{quietBelow, quietBelow}, {}};
       })},
      {"sdss-mean", convolution([](const Layer& l) {
         return LayerKnobs{{}, effort::SdssKnob{l.mean, l.mean}, {}};
       })},
      {"sfma25", convolution([](const Layer& l) {
         return LayerKnobs{{}, {}, sfmaKnob(l, 0.25)};
       })},
      {"sfma50", convolution([](const Layer& l) {
         return LayerKnobs{{}, {}, sfmaKnob(l, 0.5)};
       })},
      {"sfma75", convolution([](const Layer& l) {
         return LayerKnobs{{}, {}, sfmaKnob(l, 0.75)};
       })},
      {"odd+sdss", convolution([](const Layer& l) {
         return LayerKnobs{spetKnob(l, SpetOrder::Odd), effort::SdssKnob{quietBelow, quietBelow}, {}};
       })},
      {"all", convolution([](const Layer& l) {
         return LayerKnobs{spetKnob(l, SpetOrder::Odd), effort::SdssKnob{l.mean, l.mean}, sfmaKnob(l, 0.25)};
       })},
  };
}

/// Others use the machine too: what disturbs a run only makes it longer.
double best(const std::vector<double>& values) {
  return *std::min_element(values.begin(), values.end());
}

template <typename Work>
double milliseconds(Work work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

struct Times {
  double dense = 0.0, measure = 0.0, skip = 0.0;
  effort::LayerCounts work;
};

void print(const std::string& name, const Times& t, double images) {
  const auto share = [&](std::int64_t part) {
    return 100.0 * static_cast<double>(part) / static_cast<double>(t.work.macsDense);
  };
  std::printf(
      "  %-28s dense %8.3f measure %8.3f skip %8.3f ms an image  skip/dense %5.2f skip/measure %5.2f   left %3.0f %% "
      "(spet -%2.0f sdss -%2.0f sfma -%2.0f) overhead %.1f %%\n",
      name.c_str(), t.dense / images, t.measure / images, t.skip / images, t.skip / t.dense, t.skip / t.measure,
      share(t.work.macsExecuted), share(t.work.savedSpet), share(t.work.savedSdss), share(t.work.savedSfma),
      share(t.work.overheadOps) / 2.0);
}

class Bench {
public:
  Bench(const std::string& modelFile, const std::string& data, std::int64_t images)
      : m_model(model::loadModel(modelFile)), m_images(images) {
    const nn::Network network(m_model.graph);
    const data::InputCache inputs(data::openLabelledSet(data), m_model.manifest.input, cacheBytes);
    std::vector<std::int64_t> indices(static_cast<std::size_t>(images));
    std::iota(indices.begin(), indices.end(), 0);
    const std::vector<EffortLayer> layers = effort::findEffortLayers(*m_model.graph);
    nn::RunOptions options;
    options.override = [&](int node, std::span<const Tensor* const> in, std::span<Tensor> out) {
      for (const EffortLayer& layer : layers)
        if (layer.node == node)
          m_layers.push_back({&m_model.graph->nodes[static_cast<std::size_t>(node)], layer, *in.front(), out.front()});
      return false;
    };
    nn::Values values(m_model.graph->values.size());
    values[static_cast<std::size_t>(m_model.graph->inputs.front().value)] =
        std::make_shared<Tensor>(inputs.batch(indices, {}));
    network.runRange(values, 0, static_cast<int>(m_model.graph->nodes.size()), options);
    for (Layer& layer : m_layers) {
      runDense(layer);
      for (const float value : layer.output.values())
        layer.mean += std::max(value, 0.0F) / static_cast<double>(layer.output.size());
    }
  }

  void run(const Case& which, int rounds, const std::string& only) {
    Times sum;
    std::printf("%s\n", which.name);
    for (Layer& layer : m_layers) {
      const LayerKnobs knobs = which.knobs(layer);
      if (knobs.off() || (!only.empty() && only != "layers" && only != layer.about.name))
        continue;
      const Times times = measure(layer, knobs, rounds);
      if (!only.empty())
        print(layer.about.name, times, static_cast<double>(m_images));
      sum.dense += times.dense;
      sum.measure += times.measure;
      sum.skip += times.skip;
      sum.work += times.work;
    }
    if (sum.work.macsDense > 0)
      print("all layers", sum, static_cast<double>(m_images));
  }

private:
  static nn::KernelContext context() {
    nn::KernelContext single;
    single.parallel = false;
    return single;
  }

  static void runDense(Layer& layer) {
    const Tensor* input = &layer.input;
    nn::layerOps(layer.node->params).run(*layer.node, {&input, 1}, {&layer.output, 1}, context());
  }

  static Times measure(Layer& layer, const LayerKnobs& knobs, int rounds) {
    const auto measured = effort::makeKnobLayer(Execution::Measure, *layer.node, layer.about, knobs);
    const auto skipped = effort::makeKnobLayer(Execution::Skip, *layer.node, layer.about, knobs);
    std::vector<double> dense, measure, skip;
    Times times;
    for (int round = 0; round <= rounds; ++round) {
      const double a = milliseconds([&] { runDense(layer); });
      const double b = milliseconds([&] { measured->run(layer.input, layer.output, context()); });
      std::vector<effort::LayerCounts> counts;
      const double c = milliseconds([&] { counts = skipped->run(layer.input, layer.output, context()); });
      if (round == 0) {  // fills buffers
        for (const effort::LayerCounts& image : counts)
          times.work += image;
        continue;
      }
      dense.push_back(a);
      measure.push_back(b);
      skip.push_back(c);
    }
    times.dense = best(dense);
    times.measure = best(measure);
    times.skip = best(skip);
    return times;
  }

  model::Model m_model;
  std::int64_t m_images;
  std::vector<Layer> m_layers;
};

}  // namespace

int main(int argc, char** argv) try {
  if (argc < 3) {
    std::fprintf(stderr, "usage: bench_skip MODEL DATA [IMAGES] [ROUNDS] [KNOBS|all-knobs] [LAYER|layers]\n");
    return 2;
  }
  const std::int64_t images = argc > 3 ? std::stoll(argv[3]) : 16;
  const int rounds = argc > 4 ? std::stoi(argv[4]) : 7;
  const std::string wanted = argc > 5 ? argv[5] : "all-knobs";
  const ThreadLimit limit(1);
  Bench bench(argv[1], argv[2], images);
  std::printf("%s, %lld images, best of %d rounds, one thread\n", argv[1], static_cast<long long>(images), rounds);
  for (const Case& which : cases())
    if (wanted == "all-knobs" || wanted == which.name)
      bench.run(which, rounds, argc > 6 ? argv[6] : "");
  return 0;
} catch (const std::exception& error) {
  std::fprintf(stderr, "bench_skip: %s\n", error.what());
  return 2;
}
