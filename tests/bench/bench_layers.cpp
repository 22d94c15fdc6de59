// What each layer costs inside the network on the engine `fast`: quick tenth and median over the rounds, beside what
// the planner measured of its kernel alone.
//
//   bench_layers MODEL.model.json DATA_SPEC|random [BATCH] [ROUNDS] [THREADS]
#include "core/parallel.h"
#include "core/random.h"
#include "data/preprocess.h"
#include "fast/fast_engine.h"
#include "model/manifest.h"

#include <algorithm>
#include <cstdio>
#include <exception>
#include <numeric>
#include <string>

using namespace effortlab;

namespace {

constexpr std::int64_t cacheBytes = std::int64_t{1} << 28;
constexpr double quick = 0.1, middle = 0.5;

double quantile(std::vector<double> values, double share) {
  std::sort(values.begin(), values.end());
  return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
}

TensorPtr firstImages(const model::Model& model, const std::string& data, std::int64_t count) {
  if (data == "random") {
    auto batch = std::make_shared<Tensor>(model.graph->inputs.front().shape.withBatch(count));
    RandomStream(1, "bench").fillUniform(batch->values(), 1.0F);
    return batch;
  }
  const data::InputCache inputs(data::openLabelledSet(data), model.manifest.input, cacheBytes);
  std::vector<std::int64_t> indices(static_cast<std::size_t>(count));
  std::iota(indices.begin(), indices.end(), std::int64_t{0});
  return std::make_shared<Tensor>(inputs.batch(indices, {}));
}

double plannedMs(const fast::FastPlan& plan, const std::string& layer) {
  const fast::LayerPlan* found = plan.find(layer);
  if (found == nullptr)
    return 0.0;
  const auto cost = std::ranges::find(found->candidates, found->kernel, &fast::KernelCost::kernel);
  return cost == found->candidates.end() ? 0.0 : cost->ms;
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc < 3) {
    std::fprintf(stderr, "usage: bench_layers MODEL DATA [BATCH] [ROUNDS] [THREADS]\n");
    return 2;
  }
  const std::int64_t images = argc > 3 ? std::stoll(argv[3]) : 1;
  const int rounds = argc > 4 ? std::stoi(argv[4]) : 30;
  const ThreadLimit limit(argc > 5 ? std::stoi(argv[5]) : 1);
  const model::Model model = model::loadModel(argv[1]);
  const TensorPtr batch = firstImages(model, argv[2], images);
  const auto engine = fast::makeFastEngine(model, {});
  const fast::FastPlan& plan = engine->plan(batch, {});
  const auto& nodes = model.graph->nodes;
  std::vector<std::vector<double>> times(nodes.size());
  std::vector<double> whole;
  for (int round = 0; round < rounds; ++round) {
    std::vector<double> ms(nodes.size());
    engine->run(batch, {}, &ms);
    for (std::size_t node = 0; node < nodes.size(); ++node)
      times[node].push_back(ms[node] / static_cast<double>(images));
    whole.push_back(std::accumulate(ms.begin(), ms.end(), 0.0) / static_cast<double>(images));
  }
  std::printf("%-24s %9s %9s %9s  %s\n", "layer", "ms quick", "median", "alone", "kernel");
  for (std::size_t node = 0; node < nodes.size(); ++node) {
    const fast::LayerPlan* layer = plan.find(nodes[node].name);
    std::printf("%-24s %9.4f %9.4f %9.4f  %s\n", nodes[node].name.c_str(), quantile(times[node], quick),
                quantile(times[node], middle), plannedMs(plan, nodes[node].name),
                layer == nullptr ? "" : layer->kernel.c_str());
  }
  std::printf("%-24s %9.4f %9.4f\n", "all", quantile(whole, quick), quantile(whole, middle));
  return 0;
} catch (const std::exception& error) {
  std::fprintf(stderr, "bench_layers: %s\n", error.what());
  return 2;
}
