#include "core/error.h"
#include "core/random.h"
#include "data/preprocess.h"
#include "detect/decoders.h"
#include "detect/detector.h"
#include "detect/detector_outputs.h"
#include "detect/graph_at_size.h"
#include "effort/effort_network.h"
#include "fast/fast_engine.h"
#include "nn/network.h"

#include <algorithm>
#include <chrono>
#include <list>
#include <numeric>
#include <utility>

namespace effortlab::detect {

namespace {

constexpr std::int64_t darknetStride = 32;  ///< of its coarsest map: other sizes do not come together again

using DetectorClock = std::chrono::steady_clock;

double msSince(DetectorClock::time_point start) {
  return std::chrono::duration<double, std::milli>(DetectorClock::now() - start).count();
}

struct NetworkAnswer {
  std::vector<Tensor> outputs;
  std::int64_t macsRun = 0;
};

/// One network for one canvas size.
class SizedNetwork {
public:
  SizedNetwork(const model::Model& model, model::ImageSize size, const DetectorOptions& options)
      : m_size(size), m_model(model), m_engine(options.engine) {
    m_model.graph = graphAtSize(*model.graph, size);
    m_model.manifest.input.width = size.width;
    m_model.manifest.input.height = size.height;
    m_network = std::make_shared<nn::Network>(m_model.graph);
    const Shape input({1, m_model.manifest.input.channelCount(), size.height, size.width});
    const std::vector<std::int64_t> macs = m_network->macs(m_network->shapes(std::span(&input, 1)));
    m_macs = std::accumulate(macs.begin(), macs.end(), std::int64_t{0});
    if (const auto& spec = m_model.manifest.detection; spec->ssd)
      m_defaults = defaultBoxes(*spec->ssd, size.width, size.height);
    makeEngines(options);
  }

  model::ImageSize size() const noexcept { return m_size; }
  std::int64_t macs() const noexcept { return m_macs; }
  const std::vector<float>& defaults() const noexcept { return m_defaults; }
  const model::InputSpec& input() const noexcept { return m_model.manifest.input; }

  NetworkAnswer run(const TensorPtr& batch, const std::stop_token& stop) {
    if (!m_effort)
      return {m_whole->runAll(batch, stop), m_macs};
    std::vector<effort::EffortCounts> counts(1);
    NetworkAnswer answer;
    if (m_fast) {
      answer.outputs = m_effort->runAll(m_fast->network(), m_fast->plan(batch, stop), batch, {.stop = stop}, counts);
    } else {
      nn::RunOptions options;
      options.context.kernels = m_engine == nn::EngineKind::Reference ? nn::KernelSet::Reference : nn::KernelSet::Eigen;
      options.context.stop = stop;
      answer.outputs = m_effort->runAll(batch, options, counts);
    }
    answer.macsRun = counts.front().total().macsExecuted;
    return answer;
  }

private:
  void makeEngines(const DetectorOptions& options) {
    if (options.knobs.off()) {
      m_whole = nn::makeEngine(options.engine, m_model, options.kernels);
      return;
    }
    const std::vector<effort::EffortLayer> layers = effort::findEffortLayers(*m_model.graph);
    m_effort =
        std::make_unique<effort::EffortNetwork>(m_network, layers, options.knobs, effort::EffortNetworkOptions{});
    if (options.engine == nn::EngineKind::Fast)
      m_fast = fast::makeFastEngine(m_model, options.kernels);
  }

  model::ImageSize m_size;
  model::Model m_model;
  nn::EngineKind m_engine;
  std::shared_ptr<nn::Network> m_network;
  std::int64_t m_macs = 0;
  std::vector<float> m_defaults;
  std::unique_ptr<nn::InferenceEngine> m_whole;  ///< without knobs
  std::unique_ptr<fast::FastEngine> m_fast;      ///< under knobs, on `fast`
  std::unique_ptr<effort::EffortNetwork> m_effort;
};

class NetworkDetector final : public Detector {
public:
  NetworkDetector(std::shared_ptr<const model::Model> model, DetectorOptions options)
      : m_model(std::move(model)), m_options(std::move(options)) {
    checkModel();
    checkKnobs();
    const model::InputSpec& input = m_model->manifest.input;
    m_limits.usual = {.height = input.height, .width = input.width};
    m_limits.step = m_model->manifest.detection->decoder == model::Decoder::Region ? darknetStride : 1;
    m_limits.fixed = !takesOtherSizes();
    static_cast<void>(network(m_limits.usual));  // fails here, not on the first frame
  }

  Detections detectCanvas(const data::Image& canvas, const DetectorCall& call) override {
    SizedNetwork& sized = network({.height = canvas.height, .width = canvas.width});
    const model::InputSpec& input = sized.input();
    const auto start = DetectorClock::now();
    auto batch = std::make_shared<Tensor>(Shape({1, input.channelCount(), input.height, input.width}));
    data::preprocess(canvas, input, batch->image(0));
    const auto prepared = DetectorClock::now();
    const NetworkAnswer answer = sized.run(batch, call.stop);
    const auto computed = DetectorClock::now();
    const model::DetectionSpec& spec = *m_model->manifest.detection;
    Detections found = decodeCanvas(spec, answer.outputs, sized.defaults(), sized.size(),
                                    call.threshold < 0.0F ? spec.threshold : call.threshold);
    if (call.cost != nullptr)
      *call.cost = {.macs = sized.macs(),
                    .macsRun = answer.macsRun,
                    .prepareMs = std::chrono::duration<double, std::milli>(prepared - start).count(),
                    .networkMs = std::chrono::duration<double, std::milli>(computed - prepared).count(),
                    .decodeMs = msSince(computed)};
    return found;
  }

  std::int64_t macs(model::ImageSize canvas) override { return network(canvas).macs(); }
  const CanvasLimits& limits() const noexcept override { return m_limits; }
  const std::vector<std::string>& labels() const noexcept override { return m_model->labels; }

  void prepare(model::ImageSize canvas, const std::stop_token& stop) override {
    SizedNetwork& sized = network(canvas);
    const model::InputSpec& input = sized.input();
    auto batch = std::make_shared<Tensor>(Shape({1, input.channelCount(), input.height, input.width}));
    constexpr float pixelRange = 127.5F;
    RandomStream(1, "detector canvas").fillUniform(batch->values(), pixelRange * input.scale);
    static_cast<void>(sized.run(batch, stop));
  }

private:
  void checkModel() const {
    static_cast<void>(detectionSpec(*m_model));
    const model::InputSpec& input = m_model->manifest.input;
    if (input.resize == model::ResizeMode::ShortSide || input.cropCenter)  // boxes would lie elsewhere
      throw Error::inFile(ErrorCode::InvalidArgument, m_model->manifest.graphFile.string(), "input",
                          "a detector's images must be stretched; set \"resize\": \"stretch\" and no crop");
    if (m_model->graph->inputs.empty() || m_model->graph->inputs.front().shape.rank() != 4)
      throw Error::inFile(ErrorCode::ShapeMismatch, m_model->manifest.graphFile.string(), "",
                          "a detector needs an input of images, [1, channels, height, width]");
  }

  void checkKnobs() const {
    if (m_options.knobs.off())
      return;
    if (!nn::hasKnobs(m_options.engine))
      throw Error(ErrorCode::InvalidArgument, "the engine '" + std::string(nn::engineName(m_options.engine)) +
                                                  "' has no knobs; use fast, eigen or reference");
    if (m_options.knobs.gate)
      throw Error(ErrorCode::InvalidArgument, "the gate is for classifiers: a detector has no two best logits");
  }

  /// Whether the graph can be computed at about half its size.
  bool takesOtherSizes() const {
    if (m_model->manifest.input.meanImage)
      return false;
    const auto half = [](std::int64_t side) {
      return std::max(darknetStride, side / 2 / darknetStride * darknetStride);
    };
    try {
      static_cast<void>(
          graphAtSize(*m_model->graph, {.height = half(m_limits.usual.height), .width = half(m_limits.usual.width)}));
      return true;
    } catch (const Error&) {
      return false;
    }
  }

  SizedNetwork& network(model::ImageSize size) {
    requireCanvas(m_limits, size);
    const auto found = std::find_if(m_networks.begin(), m_networks.end(), [size](const SizedNetwork& kept) {
      return kept.size().width == size.width && kept.size().height == size.height;
    });
    if (found != m_networks.end()) {
      m_networks.splice(m_networks.begin(), m_networks, found);
      return m_networks.front();
    }
    m_networks.emplace_front(*m_model, size, m_options);
    if (m_networks.size() > std::max<std::size_t>(m_options.sizes, 1))
      m_networks.pop_back();
    return m_networks.front();
  }

  std::shared_ptr<const model::Model> m_model;
  DetectorOptions m_options;
  CanvasLimits m_limits;
  std::list<SizedNetwork> m_networks;  ///< last used first
};

}  // namespace

std::unique_ptr<Detector> makeDetector(std::shared_ptr<const model::Model> model, const DetectorOptions& options) {
  return std::make_unique<NetworkDetector>(std::move(model), options);
}

}  // namespace effortlab::detect
