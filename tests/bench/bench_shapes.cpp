// Single convolutions against oneDNN: the engine `fast` with the kernel it measures as best, oneDNN direct and with
// Winograd, in turn on the same input. Each time includes bringing one row-major image into the engine's own layout and
// back.
//
//   bench_shapes [ROUNDS] [THREADS]
#include "core/parallel.h"
#include "core/random.h"
#include "effort/bench.h"
#include "fast/fast_engine.h"
#include "model/manifest.h"

#include <cstdio>
#include <exception>
#include <string>

using namespace effortlab;

namespace {

struct ConvolutionShape {
  const char* name;
  std::int64_t channels, side, outputs, kernel, stride, padding;
};

constexpr ConvolutionShape shapes[] = {
    {"VGG16 conv3_1", 128, 56, 256, 3, 1, 1},       {"VGG16 conv3_2", 256, 56, 256, 3, 1, 1},
    {"VGG16 conv4_1", 256, 28, 512, 3, 1, 1},       {"VGG16 conv4_2", 512, 28, 512, 3, 1, 1},
    {"VGG16 conv5", 512, 14, 512, 3, 1, 1},         {"AlexNet conv2, a group", 48, 27, 128, 5, 1, 2},
    {"SqueezeNet conv1", 3, 227, 96, 7, 2, 0},      {"SqueezeNet fire4 3x3", 32, 55, 128, 3, 1, 1},
    {"SqueezeNet fire8 3x3", 64, 27, 256, 3, 1, 1}, {"SqueezeNet fire8 1x1", 512, 27, 64, 1, 1, 0},
};

TensorPtr randomTensor(const Shape& shape, std::uint64_t seed, float range) {
  auto tensor = std::make_shared<Tensor>(shape);
  RandomStream(seed, "bench_shapes").fillUniform(tensor->values(), range);
  return tensor;
}

std::shared_ptr<const model::Model> loaded(model::NamedGraph named) {
  auto model = std::make_shared<model::Model>();
  model->manifest.name = named.file;
  model->graph = model::buildGraph(std::move(named));
  return model;
}

model::NamedNode convolution(const ConvolutionShape& shape, const std::string& name, const std::string& input) {
  model::ConvolutionParams params;
  params.outputs = shape.outputs;
  params.window = {.kernelH = shape.kernel,
                   .kernelW = shape.kernel,
                   .strideH = shape.stride,
                   .strideW = shape.stride,
                   .padTop = shape.padding,
                   .padLeft = shape.padding,
                   .padBottom = shape.padding,
                   .padRight = shape.padding};
  return {name,
          params,
          {input},
          {name},
          {randomTensor({shape.outputs, shape.channels, shape.kernel, shape.kernel}, 1, 0.1F),
           randomTensor({shape.outputs}, 2, 0.1F)}};
}

std::shared_ptr<const model::Model> modelOf(const ConvolutionShape& shape) {
  model::NamedGraph named;
  named.file = shape.name;
  named.inputs.push_back({"input", {1, shape.channels, shape.side, shape.side}});
  named.nodes.push_back(convolution(shape, "convolution", "input"));
  return loaded(std::move(named));
}

/// The nine convolutions with ReLU and the two poolings between: what layouts cost is shared by all.
std::shared_ptr<const model::Model> vggTail() {
  model::NamedGraph named;
  named.file = "VGG16 conv3_1 to conv5_3";
  std::int64_t channels = 128, side = 56;
  named.inputs.push_back({"input", {1, channels, side, side}});
  std::string last = "input";
  for (const std::int64_t outputs : {256, 512, 512}) {
    for (int layer = 0; layer < 3; ++layer) {
      const std::string name = "conv" + std::to_string(named.nodes.size());
      named.nodes.push_back(convolution({"", channels, side, outputs, 3, 1, 1}, name, last));
      last = name + "_relu";
      named.nodes.push_back({last, model::ActivationParams{}, {name}, {last}, {}});
      channels = outputs;
    }
    if (side > 14) {
      model::PoolParams pool;
      pool.window = {.kernelH = 2, .kernelW = 2, .strideH = 2, .strideW = 2};
      named.nodes.push_back({last + "_pool", pool, {last}, {last + "_pool"}, {}});
      last += "_pool";
      side /= 2;
    }
  }
  return loaded(std::move(named));
}

std::string kernelOf(const model::Model& model, const TensorPtr& input) {
  const auto engine = fast::makeFastEngine(model, {});
  const auto& layers = engine->plan(input, {}).layers;
  return layers.size() > 1 ? std::to_string(layers.size()) + " layers" : layers.front().kernel;
}

void compare(const std::shared_ptr<const model::Model>& model, std::int64_t rounds) {
  const TensorPtr input = randomTensor(model->graph->inputs.front().shape, 3, 1.0F);
  effort::BenchPlan plan;
  plan.model = model;
  plan.batches = {input};
  plan.engines = {
      {.kind = nn::EngineKind::Fast}, {.kind = nn::EngineKind::OneDnn}, {.kind = nn::EngineKind::OneDnnWinograd}};
  plan.runs = rounds;
  const effort::BenchResult result = effort::bench(plan, {});
  std::printf("%-24s %9.3f %18.2f %18.2f %10.1f  %s\n", model->manifest.name.c_str(), result.rows[0].msMedian,
              result.rows[1].ratio, result.rows[2].ratio, result.rows[0].gflops, kernelOf(*model, input).c_str());
}

}  // namespace

int main(int argc, char** argv) try {
  const std::int64_t rounds = argc > 1 ? std::stoll(argv[1]) : 15;
  const ThreadLimit limit(argc > 2 ? std::stoi(argv[2]) : 1);
  std::printf("%-24s %9s %18s %18s %10s  %s\n", "shape", "fast ms", "onednn / fast", "winograd / fast", "GFLOP/s",
              "kernel");
  compare(vggTail(), rounds);
  for (const ConvolutionShape& shape : shapes)
    compare(modelOf(shape), rounds);
  return 0;
} catch (const std::exception& error) {
  std::fprintf(stderr, "bench_shapes: %s\n", error.what());
  return 2;
}
