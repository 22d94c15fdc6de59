#include "fast/fast_network.h"

#include "core/error.h"
#include "core/parallel.h"
#include "fast/conv_candidates.h"

#include <algorithm>
#include <tuple>

namespace effortlab::fast {

namespace {

constexpr int inputRank = 4;
constexpr std::size_t keptPrograms = 8;
/// Layers of a quicker unit lose more by handing out their parts than they gain.
constexpr double worthSplittingMs = 0.2;

auto orderOf(const Epilogue& epilogue) {
  return std::tuple(epilogue.slope, epilogue.low, epilogue.high);
}

/// Whether several threads should share the layers of a unit of `images`. Results are the same either way.
bool worthSplitting(const FastPlan& plan, std::int64_t images) {
  double ms = 0.0;
  for (const LayerPlan& layer : plan.layers) {
    if (layer.candidates.empty())  // not measured
      return true;
    ms += layer.candidates.front().ms;
  }
  return plan.layers.empty() || ms * static_cast<double>(images) >= worthSplittingMs;
}

/// What the nodes behind the last one in lanes are computed from, for the whole batch.
nn::Values tailTensors(const nn::Network& network, const LaneProgram& program, std::int64_t images,
                       std::vector<std::shared_ptr<Tensor>>& writable) {
  nn::Values values(network.graph().values.size());
  for (const int number : program.tailValues) {
    const auto index = static_cast<std::size_t>(number);
    auto tensor = std::make_shared<Tensor>(program.shapes[index].withBatch(images));
    values[index] = tensor;
    writable.push_back(std::move(tensor));
  }
  return values;
}

}  // namespace

bool FastNetwork::CandidateKey::operator<(const CandidateKey& other) const {
  return std::tuple(node, use, padding, orderOf(epilogue)) <
         std::tuple(other.node, other.use, other.padding, orderOf(other.epilogue));
}

FastNetwork::FastNetwork(std::shared_ptr<const nn::Network> network, Isa isa)
    : m_network(std::move(network)), m_isa(isa) {}

bool FastNetwork::usable() const noexcept {
  const model::Graph& graph = m_network->graph();
  return graph.batchable && graph.inputs.size() == 1 && graph.inputs.front().shape.rank() == inputRank;
}

const std::vector<std::shared_ptr<const ConvKernel>>& FastNetwork::candidates(int node, const ConvLayer& layer,
                                                                              LaneUse use) const {
  const model::Window2d& window = layer.params.window;
  const CandidateKey key{node, use, {window.padTop, window.padLeft, window.padBottom, window.padRight}, layer.epilogue};
  const std::lock_guard lock(m_mutex);
  const auto found = m_candidates.find(key);
  if (found != m_candidates.end())
    return found->second;
  return m_candidates.emplace(key, convCandidates(layer, use, m_isa)).first->second;
}

std::shared_ptr<const LaneProgram> FastNetwork::program(const Shape& input, const FastPlan& plan,
                                                        const std::vector<int>& rowMajor) const {
  std::vector<std::string> kernels;
  for (const LayerPlan& layer : plan.layers)
    kernels.push_back(layer.layer + '\n' + layer.kernel);
  {
    const std::lock_guard lock(m_mutex);
    const auto kept = std::find_if(m_programs.begin(), m_programs.end(), [&](const KeptProgram& program) {
      return program.input == input && program.use == plan.use && program.kernels == kernels &&
             program.rowMajor == rowMajor;
    });
    if (kept != m_programs.end()) {
      std::rotate(m_programs.begin(), kept, kept + 1);
      return m_programs.front().program;
    }
  }
  const auto choose = [&](int node, const ConvLayer& layer, LaneUse use) -> ChosenKernel {
    const auto& all = candidates(node, layer, use);
    const std::string& name = m_network->graph().nodes[static_cast<std::size_t>(node)].name;
    const LayerPlan* wanted = plan.find(name);
    if (wanted == nullptr)
      return all.empty() ? ChosenKernel{} : ChosenKernel{all.front(), all};
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const auto& kernel) { return kernel->name() == wanted->kernel; });
    if (found == all.end())
      throw Error(ErrorCode::Mismatch, "the plan computes layer " + name + " by '" + wanted->kernel +
                                           "', which it cannot be computed by here; leave the plan out to measure one");
    return {*found, all};
  };
  LaneProgram program = makeLaneProgram(*m_network, input, {plan.use, choose, rowMajor});
  program.isa = m_isa;
  auto made = std::make_shared<const LaneProgram>(std::move(program));
  const std::lock_guard lock(m_mutex);
  m_programs.insert(m_programs.begin(), {input, plan.use, std::move(kernels), rowMajor, made});
  if (m_programs.size() > keptPrograms)
    m_programs.pop_back();
  return made;
}

std::vector<Tensor> FastNetwork::run(TensorPtr batch, const FastPlan& plan, const FastRun& options) const {
  const Shape& shape = batch->shape();
  const std::int64_t images = shape.rank() > 0 ? shape[0] : 0;
  nn::RunOptions plain;
  plain.context = {.kernels = nn::KernelSet::Eigen, .parallel = options.parallel, .stop = options.stop};
  plain.onNodeTime = options.onNodeTime;
  if (options.override)
    plain.override = [&](int node, std::span<const Tensor* const> inputs, std::span<Tensor> outputs) {
      return options.override({node, 0, inputs, outputs, plain.context});
    };
  if (!usable() || images < 1)
    return m_network->runAll({std::move(batch)}, plain);

  const std::shared_ptr<const LaneProgram> program = this->program(shape.withBatch(1), plan, options.rowMajor);
  std::vector<std::shared_ptr<Tensor>> writable;
  nn::Values values = tailTensors(*m_network, *program, images, writable);
  const std::int64_t unit = unitImages(program->use);
  const std::int64_t units = (images + unit - 1) / unit;
  const bool unitsApart = options.parallel && units > 1;
  parallelFor(units, unitsApart, [&](std::int64_t index) {
    UnitCall call;
    const std::int64_t first = index * unit;
    call.images = std::min(unit, images - first);
    const auto part = [&](auto& tensor) {
      const auto perImage = static_cast<std::size_t>(tensor.size() / images);
      return tensor.values().subspan(static_cast<std::size_t>(first) * perImage,
                                     static_cast<std::size_t>(call.images) * perImage);
    };
    call.input = part(*batch);
    for (const auto& tensor : writable)
      call.outputs.push_back(part(*tensor));
    call.parallel = options.parallel && !unitsApart && foreignThreads() > 1 && worthSplitting(plan, call.images);
    call.stop = options.stop;
    call.onConvolution = options.onConvolution;
    call.onNodeTime = options.onNodeTime;
    call.override = options.override;
    call.laneOverride = options.laneOverride;
    call.firstImage = first;
    std::unique_ptr<Workspace> workspace = m_workspaces.take();
    const auto runHere = [&] { runUnit(m_network->graph(), *program, *workspace, call); };
    if (call.parallel)
      withThreadTeam(runHere);
    else
      runHere();
    m_workspaces.give(std::move(workspace));
  });
  values[static_cast<std::size_t>(program->input)] = std::move(batch);
  m_network->runRange(values, program->tail, static_cast<int>(m_network->graph().nodes.size()), plain);
  std::vector<Tensor> outputs;
  for (const int output : m_network->graph().outputs)
    outputs.push_back(*values[static_cast<std::size_t>(output)]);
  return outputs;
}

}  // namespace effortlab::fast
