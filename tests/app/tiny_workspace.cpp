#include "tiny_workspace.h"

#include "core/error.h"
#include "data/memory_set.h"
#include "model/graph.h"
#include "nn/network.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <fstream>
#include <numeric>
#include <random>
#include <thread>

namespace effortlab::tests {

namespace {

constexpr std::int64_t side = 8;
constexpr int classes = 3;

TensorPtr randomTensor(const Shape& shape, std::mt19937& random) {
  auto tensor = std::make_shared<Tensor>(shape);
  std::normal_distribution<float> normal(0.0F, 0.3F);
  for (float& value : tensor->values())
    value = normal(random);
  return tensor;
}

model::NamedNode convolution(const std::string& name, const std::string& input, std::int64_t from, std::int64_t to,
                             std::mt19937& random) {
  model::ConvolutionParams params;
  params.outputs = to;
  params.window = {.kernelH = 3, .kernelW = 3, .padTop = 1, .padLeft = 1, .padBottom = 1, .padRight = 1};
  return {name, params, {input}, {name}, {randomTensor({to, from, 3, 3}, random), randomTensor({to}, random)}};
}

model::NamedNode relu(const std::string& name, const std::string& input) {
  return {name, model::ActivationParams{}, {input}, {name}, {}};
}

std::shared_ptr<const model::Model> tinyModel() {
  std::mt19937 random(1);
  model::NamedGraph graph;
  graph.file = "tiny";
  graph.name = "tiny";
  graph.inputs = {{"image", Shape({1, 1, side, side})}};
  graph.nodes = {convolution("conv1", "image", 1, 4, random),
                 relu("relu1", "conv1"),
                 convolution("conv2", "relu1", 4, 4, random),
                 relu("relu2", "conv2"),
                 {"fc",
                  model::FullyConnectedParams{classes},
                  {"relu2"},
                  {"fc"},
                  {randomTensor({classes, 4 * side * side}, random), randomTensor({classes}, random)}}};
  auto made = std::make_shared<model::Model>();
  made->manifest.name = "Tiny";
  made->manifest.input.width = side;
  made->manifest.input.height = side;
  made->manifest.input.channels = model::ChannelOrder::Gray;
  made->manifest.input.scale = 1.0F / 255.0F;
  made->graph = model::buildGraph(std::move(graph));
  return made;
}

std::shared_ptr<const data::LabelledSet> tinySet(std::int64_t images) {
  std::mt19937 random(2);
  data::MemoryImages memory;
  memory.spec = "tiny";
  memory.width = side;
  memory.height = side;
  for (std::int64_t i = 0; i < images * side * side; ++i)
    memory.pixels.push_back(static_cast<std::uint8_t>(random() % 256));
  for (std::int64_t i = 0; i < images; ++i)
    memory.labels.push_back(static_cast<std::uint8_t>(random() % classes));
  memory.parts = {"tiny"};
  memory.partEnds = {images};
  return std::make_shared<data::MemorySet>(std::move(memory));
}

class FakeSession final : public app::LiveSession {
public:
  FakeSession(std::shared_ptr<const app::Workspace> workspace, std::shared_ptr<FakeScript> script)
      : m_workspace(std::move(workspace)), m_script(std::move(script)) {}

  effort::LiveEstimate evaluate(const effort::KnobSettings& settings, std::int64_t maxImages, int threads,
                                const RunControl& control,
                                const std::function<void(const effort::LiveEstimate&)>& onEstimate) override {
    ++m_script->evaluations;
    m_script->lastThreads = threads;
    if (m_script->fail)
      throw Error(ErrorCode::MissingData, "the test wants this to fail");
    if (settings.gate && m_script->noGate)
      throw Error(ErrorCode::NotFinite, "the test wants no gate");
    effort::LiveEstimate estimate;
    for (std::int64_t images = 64; !control.stopRequested(); images *= 2) {
      std::this_thread::sleep_for(std::chrono::milliseconds(m_script->msPerStep.load()));
      if (control.stopRequested())
        break;
      estimate = estimateOf(settings, std::min(images, maxImages), maxImages);
      control.report(estimate.images, maxImages, "evaluating");
      onEstimate(estimate);
      if (estimate.complete)
        break;
    }
    return estimate;
  }

  effort::LayerHistograms histograms(const effort::EffortLayer& layer, const effort::KnobSettings&, std::int64_t images,
                                     int, const RunControl&) override {
    ++m_script->histograms;
    effort::LayerHistograms result;
    result.node = layer.node;
    result.images = images;
    result.spetSavedFraction = 0.5;
    result.partialSums = effort::Histogram{.lower = -1.0, .upper = 1.0, .bins = std::vector<double>(32, 10.0)};
    return result;
  }

  effort::GateStudy gateStudy(std::int64_t maxImages, int, const RunControl& control,
                              const std::function<void(const effort::GateStudy&)>& onPart) override {
    ++m_script->studies;
    if (m_script->noGate)
      throw Error(ErrorCode::NotFinite, "the test wants no gate");
    while (m_script->holdStudy) {
      control.throwIfStopped();
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    effort::GateStudy study;
    study.totalImages = maxImages;
    for (const app::NodeInfo& node : m_workspace->nodes) {
      study.macs.push_back(node.macs);
      study.macs8.push_back(node.macs);
    }
    for (std::int64_t i = 0; i < maxImages; ++i) {
      control.throwIfStopped();
      study.images.push_back(
          {.margin = static_cast<float>(i) / 100.0F, .agrees = i % 10 != 0, .right = i % 10 != 0, .denseRight = true});
      if (i + 1 == 64)
        onPart(study);
    }
    return study;
  }

  fast::FastPlan kernelPlan(const RunControl&) override {
    ++m_script->plans;
    fast::FastPlan plan;
    plan.layers.push_back({"conv1", "quick", {{"quick", 0.25}, {"slow", 0.5}}});
    return plan;
  }

  Limits limits() const override { return {static_cast<std::int64_t>(m_workspace->images.size()), {}}; }
  std::vector<double> denseNodeMs() const override { return std::vector<double>(m_workspace->nodes.size(), 0.1); }

private:
  static std::int64_t doubtful(const effort::GateKnob& gate, std::int64_t images) {
    return std::clamp<std::int64_t>(std::llround(100.0 * gate.margin), 0, images);
  }
  static effort::LayerCounts gated(const effort::GateKnob& gate, std::int64_t images, effort::LayerCounts counts) {
    const std::int64_t repeated = doubtful(gate, images);
    const std::int64_t pass = std::llround(gate.weight * static_cast<double>(counts.macsDense));
    counts.savedSpet = counts.savedSpet * repeated / images;
    counts.macs8 = counts.macsDense;
    counts.savedGate = counts.macsDense * (images - repeated) / images - pass;
    counts.macsExecuted = counts.macsDense - counts.savedSpet - counts.savedGate;
    return counts;
  }

  effort::LiveEstimate estimateOf(const effort::KnobSettings& settings, std::int64_t images, std::int64_t all) const {
    effort::LiveEstimate estimate;
    estimate.images = images;
    estimate.totalImages = all;
    estimate.complete = images == all;
    estimate.denseTop1 = 0.9;
    estimate.top1 = 0.9 - 0.02 * static_cast<double>(settings.layers.size());
    estimate.top1Interval = {estimate.top1 - 0.05, estimate.top1 + 0.05};
    for (const app::NodeInfo& node : m_workspace->nodes) {
      effort::LayerCounts counts;
      counts.macsDense = node.macs * images;
      counts.savedSpet = settings.of(node.name).off() ? 0 : counts.macsDense / 4;
      counts.macsExecuted = counts.macsDense - counts.savedSpet;
      estimate.exactCounts.nodes.push_back(counts);
      estimate.counts.nodes.push_back(settings.gate ? gated(*settings.gate, images, counts) : counts);
    }
    if (settings.gate)
      estimate.repeated = static_cast<double>(doubtful(*settings.gate, images)) / static_cast<double>(images);
    return estimate;
  }

  std::shared_ptr<const app::Workspace> m_workspace;
  std::shared_ptr<FakeScript> m_script;
};

void putBigEndian(std::ofstream& stream, std::uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8)
    stream.put(static_cast<char>(value >> shift));
}

}  // namespace

std::shared_ptr<const app::Workspace> tinyWorkspace(std::int64_t images) {
  auto workspace = std::make_shared<app::Workspace>();
  workspace->modelFile = "/models/tiny.model.json";
  workspace->model = tinyModel();
  workspace->dataSpec = "idx:/data/tiny";
  workspace->set = tinySet(images);
  workspace->inputs =
      std::make_shared<const data::InputCache>(workspace->set, workspace->model->manifest.input, std::int64_t{1} << 24);
  workspace->images.resize(static_cast<std::size_t>(images));
  std::iota(workspace->images.begin(), workspace->images.end(), std::int64_t{0});
  workspace->layers = effort::findEffortLayers(*workspace->model->graph);
  workspace->nodes = app::describeNodes(workspace->model->graph);
  return workspace;
}

std::string writeIdxImages(const std::filesystem::path& folder, int images) {
  constexpr std::uint32_t pixels = 28;
  std::filesystem::create_directories(folder);
  std::ofstream data(folder / "t10k-images-idx3-ubyte", std::ios::binary);
  for (const std::uint32_t value : {std::uint32_t{2051}, static_cast<std::uint32_t>(images), pixels, pixels})
    putBigEndian(data, value);
  std::ofstream labels(folder / "t10k-labels-idx1-ubyte", std::ios::binary);
  putBigEndian(labels, 2049);
  putBigEndian(labels, static_cast<std::uint32_t>(images));
  std::mt19937 random(3);
  for (int image = 0; image < images; ++image) {
    labels.put(static_cast<char>(image % 10));
    for (std::uint32_t pixel = 0; pixel < pixels * pixels; ++pixel)
      data.put(static_cast<char>(random() % 256));
  }
  return "idx:" + folder.string();
}

app::SessionFactory fakeSessions(const std::shared_ptr<FakeScript>& script) {
  return [script](const std::shared_ptr<const app::Workspace>& workspace) -> std::unique_ptr<app::LiveSession> {
    return std::make_unique<FakeSession>(workspace, script);
  };
}

}  // namespace effortlab::tests
