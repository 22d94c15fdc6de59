#include "fast/lane_runner.h"

#include "core/error.h"
#include "core/parallel.h"
#include "fast/lane_elementwise.h"
#include "fast/lane_pool.h"

#include <algorithm>
#include <bit>
#include <chrono>
#include <cstring>

namespace effortlab::fast {

namespace {

class UnitRun {
public:
  UnitRun(const model::Graph& graph, const LaneProgram& program, Workspace& workspace, const UnitCall& call)
      : m_graph(graph), m_program(program), m_workspace(workspace), m_call(call) {
    m_workspace.slots.resize(std::max(m_workspace.slots.size(), program.slotElements.size()));
    for (std::size_t slot = 0; slot < program.slotElements.size(); ++slot)
      m_workspace.slots[slot].reserve(program.slotElements[slot]);
    m_plain.resize(graph.values.size());
  }

  void run() {
    for (const LaneStep& step : m_program.steps) {
      if (m_call.stop.stop_requested())
        throw Error(ErrorCode::Cancelled, "stopped");
      const auto start = std::chrono::steady_clock::now();
      runStep(step);
      if (m_call.onNodeTime)
        m_call.onNodeTime(step.node,
                          std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
    }
    if (m_call.stop.stop_requested())
      throw Error(ErrorCode::Cancelled, "stopped");
    for (std::size_t i = 0; i < m_program.tailValues.size(); ++i)
      handOn(m_program.tailValues[i], m_call.outputs[i]);
  }

private:
  const model::Node& nodeOf(const LaneStep& step) const { return m_graph.nodes[static_cast<std::size_t>(step.node)]; }
  const LaneValue& valueOf(int number) const { return m_program.values[static_cast<std::size_t>(number)]; }
  Shape batchShape(int number) const {
    return m_program.shapes[static_cast<std::size_t>(number)].withBatch(m_call.images);
  }
  TensorPtr& plainSlot(int number) { return m_plain[static_cast<std::size_t>(number)]; }

  LaneTensor& laneTensor(const LaneValue& value) {
    LaneTensor& tensor = m_workspace.slots[static_cast<std::size_t>(value.slot)];
    tensor.setMaps(value.maps);
    return tensor;
  }

  /// Row-major elements of a value.
  std::span<const float> plainValues(int number) {
    if (number == m_program.input)
      return m_call.input;
    return plain(number)->values();
  }

  TensorPtr plain(int number) {
    TensorPtr& tensor = plainSlot(number);
    if (tensor)
      return tensor;
    auto made = std::make_shared<Tensor>(batchShape(number));
    if (number == m_program.input)
      std::copy(m_call.input.begin(), m_call.input.end(), made->values().begin());
    else
      copyOut(number, made->values());
    tensor = std::move(made);
    return tensor;
  }

  void copyOut(int number, std::span<float> to) {
    const LaneValue& value = valueOf(number);
    fromLanes(laneTensor(value), {value.firstPlane, value.planes}, to);
  }

  void handOn(int number, std::span<float> to) {
    if (valueOf(number).inLanes() && !plainSlot(number))
      return copyOut(number, to);
    const std::span<const float> values = plainValues(number);
    std::copy(values.begin(), values.end(), to.begin());
  }

  void runStep(const LaneStep& step) {
    switch (step.role.role) {
      case NodeRole::Plain: return runPlain(step);
      case NodeRole::Alias: return runAlias(step);
      case NodeRole::Convolution:
      case NodeRole::FullyConnected: return runConvolution(step);
      case NodeRole::Pool: return runPool(step);
      case NodeRole::Activation: return runActivation(step);
      case NodeRole::Sum: return runSum(step);
      case NodeRole::Concat: return runConcat(step);
    }
  }

  void runPlain(const LaneStep& step) {
    const model::Node& node = nodeOf(step);
    std::vector<TensorPtr> held;
    std::vector<const Tensor*> inputs;
    for (const int input : node.inputs) {
      held.push_back(plain(input));
      inputs.push_back(held.back().get());
    }
    std::vector<Tensor> outputs;
    for (const int output : node.outputs)
      outputs.emplace_back(batchShape(output));
    const nn::KernelContext context{.kernels = nn::KernelSet::Eigen, .parallel = m_call.parallel, .stop = m_call.stop};
    if (!m_call.override || !m_call.override({step.node, m_call.firstImage, inputs, outputs, context}))
      nn::layerOps(node.params).run(node, inputs, outputs, context);
    for (std::size_t i = 0; i < outputs.size(); ++i)
      plainSlot(node.outputs[i]) = std::make_shared<Tensor>(std::move(outputs[i]));
  }

  void runAlias(const LaneStep& step) {
    const model::Node& node = nodeOf(step);
    if (!valueOf(node.inputs.front()).inLanes())
      plainSlot(node.outputs.front()) = plain(node.inputs.front());
  }

  /// The step's input in the tiles and halo it needs.
  LaneTensor& laneInput(const LaneStep& step) {
    const int input = nodeOf(step).inputs.front();
    const LaneValue& value = valueOf(input);
    if (!step.input)
      return laneTensor(value);
    LaneTensor& copy = m_workspace.slots[static_cast<std::size_t>(step.input->slot)];
    copy.setMaps(step.input->maps);
    if (value.inLanes() && step.input->maps.coversImage())
      retile(laneTensor(value), {value.firstPlane, value.planes}, copy, 0, step.input->padding);
    else
      toLanes(plainValues(input), copy, std::bit_cast<float>(step.input->padding), m_call.parallel);
    return copy;
  }

  void finish(const LaneStep& step, const LaneValue& value, LaneTensor& tensor) {
    if (step.fillHalo)
      fillHalo(tensor, {value.firstPlane, value.planes}, 0, m_call.parallel);
  }

  void runConvolution(const LaneStep& step) {
    const LaneValue& value = valueOf(nodeOf(step).outputs.front());
    LaneTensor& input = laneInput(step);
    if (step.role.role == NodeRole::FullyConnected && !step.input) {
      const LaneMaps& maps = input.maps();
      input.setMaps(laneMaps(maps.use, maps.channels * maps.height * maps.width, 1, 1));
    }
    LaneTensor& output = laneTensor(value);
    const ConvCall call{input, output, value.firstPlane, m_call.parallel, m_call.stop};
    if (m_call.onConvolution)
      m_call.onConvolution(step, call);
    if (!m_call.laneOverride || !m_call.laneOverride(step, call, m_call.firstImage, m_call.images))
      step.kernel->run(call);
    finish(step, value, output);
  }

  void runPool(const LaneStep& step) {
    const int output = nodeOf(step).outputs.front();
    LaneTensor& input = laneInput(step);
    const LaneValue& from = valueOf(nodeOf(step).inputs.front());
    const std::int64_t firstPlane = step.input ? 0 : from.firstPlane;
    if (step.global) {
      auto result = std::make_shared<Tensor>(batchShape(output));
      poolWholeMaps(step.pool.kind, input, {firstPlane, from.planes}, result->values(), m_program.isa);
      plainSlot(output) = std::move(result);
      return;
    }
    const LaneValue& value = valueOf(output);
    LaneTensor& to = laneTensor(value);
    poolLanes(step.pool, input, to, value.firstPlane, m_program.isa, m_call.parallel);
    finish(step, value, to);
  }

  void runActivation(const LaneStep& step) {
    const LaneValue& from = valueOf(nodeOf(step).inputs.front());
    const LaneValue& value = valueOf(nodeOf(step).outputs.front());
    LaneTensor& to = laneTensor(value);
    applyEpilogue(laneTensor(from), {from.firstPlane, from.planes}, step.role.epilogue, to, value.firstPlane);
    finish(step, value, to);
  }

  void runSum(const LaneStep& step) {
    const model::Node& node = nodeOf(step);
    const LaneValue& value = valueOf(node.outputs.front());
    LaneTensor& to = laneTensor(value);
    std::vector<LaneOperand> operands;
    for (const int input : node.inputs)
      operands.push_back({&laneTensor(valueOf(input)), valueOf(input).firstPlane});
    sumLanes(operands, value.planes, step.role.epilogue, to, value.firstPlane);
    finish(step, value, to);
  }

  void runConcat(const LaneStep& step) {
    const model::Node& node = nodeOf(step);
    const LaneValue& value = valueOf(node.outputs.front());
    LaneTensor& to = laneTensor(value);
    std::int64_t plane = value.firstPlane;
    for (const int input : node.inputs) {
      const LaneValue& from = valueOf(input);
      const bool inPlace = from.slot == value.slot && from.firstPlane == plane;
      if (!inPlace)
        retile(laneTensor(from), {from.firstPlane, from.planes}, to, plane);
      plane += from.planes;
    }
  }

  const model::Graph& m_graph;
  const LaneProgram& m_program;
  Workspace& m_workspace;
  const UnitCall& m_call;
  std::vector<TensorPtr> m_plain;  ///< by value: row-major, where somebody wanted it
};

}  // namespace

std::unique_ptr<Workspace> WorkspacePool::take() {
  const std::lock_guard lock(m_mutex);
  if (m_idle.empty())
    return std::make_unique<Workspace>();
  std::unique_ptr<Workspace> workspace = std::move(m_idle.back());
  m_idle.pop_back();
  return workspace;
}

void WorkspacePool::give(std::unique_ptr<Workspace> workspace) {
  const std::lock_guard lock(m_mutex);
  m_idle.push_back(std::move(workspace));
}

void runUnit(const model::Graph& graph, const LaneProgram& program, Workspace& workspace, const UnitCall& call) {
  UnitRun(graph, program, workspace, call).run();
}

}  // namespace effortlab::fast
