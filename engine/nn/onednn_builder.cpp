#include "nn/onednn_builder.inl"
#include "core/error.h"

#include <algorithm>
#include <string_view>

namespace effortlab::nn::onednn {

memory::dims dimsOf(const Shape& shape) {
  return {shape.dims().begin(), shape.dims().end()};
}

memory::desc plainLayout(const memory::dims& dims) {
  memory::dims strides(dims.size(), 1);
  for (std::size_t axis = dims.size(); axis-- > 1;)
    strides[axis - 1] = strides[axis] * dims[axis];
  return {dims, memory::data_type::f32, strides};
}

/// oneDNN's plain loops are slower than our kernels.
bool isSlow(const char* implementation) {
  return std::string_view(implementation).starts_with("ref");
}

std::shared_ptr<float> BufferPool::take(std::size_t bytes) {
  const std::size_t floats = (bytes + sizeof(float) - 1) / sizeof(float);
  std::shared_ptr<Block> best;
  for (const std::shared_ptr<Block>& block : m_blocks)
    if (!block->taken && block->data.size() >= floats && (!best || block->data.size() < best->data.size()))
      best = block;
  if (!best) {
    best = std::make_shared<Block>();
    best->data.resize(floats);
    m_blocks.push_back(best);
  }
  best->taken = true;
  return {best->data.data(), [best](float*) { best->taken = false; }};
}

Builder::Builder(const Network& network, const Shape& input, const OneDnnPlan::Options& options, Program& program)
    : m_network(network),
      m_graph(network.graph()),
      m_options(options),
      m_program(program),
      m_values(network.graph().values.size()),
      m_done(network.graph().nodes.size(), false) {
  const std::vector<Shape> shapes = network.shapes(std::span(&input, 1));
  for (std::size_t i = 0; i < shapes.size(); ++i)
    m_values[i].shape = shapes[i];
  m_program.inputMemory = memory(plainLayout(dimsOf(input)), m_program.engine, nullptr);
  PlannedValue& first = value(m_graph.inputs[0].value);
  first.layouts = {m_program.inputMemory};
  first.plain = m_program.input;
}

void Builder::build() {
  for (int node = 0; node < static_cast<int>(m_graph.nodes.size()); ++node) {
    const std::vector<bool> done = m_done;
    if (!m_done[static_cast<std::size_t>(node)] && !addLayer(node)) {
      m_done = done;  // what was to be fused stays a layer of its own
      addOwnKernels(node);
    }
    dropDead(node);
  }
  for (const int number : m_graph.outputs)
    m_program.outputs.push_back(plain(static_cast<int>(m_graph.nodes.size()) - 1, number));
  const auto bytes = static_cast<std::int64_t>(std::max<std::size_t>(m_scratchBytes, 1));
  m_program.scratch = memory({{bytes}, memory::data_type::u8, memory::format_tag::a}, m_program.engine);
  for (const std::shared_ptr<Arguments>& arguments : m_needScratch)
    arguments->at(DNNL_ARG_SCRATCHPAD).set_data_handle(m_program.scratch.get_data_handle());
}

bool Builder::addLayer(int node) {
  try {
    const model::LayerParams& params = nodeAt(node).params;
    if (const auto* p = std::get_if<model::ConvolutionParams>(&params))
      return addConvolution(node, *p);
    if (const auto* p = std::get_if<model::FullyConnectedParams>(&params))
      return addFullyConnected(node, *p);
    if (const auto* p = std::get_if<model::PoolParams>(&params))
      return addPool(node, *p);
    if (const auto* p = std::get_if<model::ActivationParams>(&params))
      return addActivation(node, *p);
    if (const auto* p = std::get_if<model::LrnParams>(&params))
      return addLrn(node, *p);
    if (const auto* p = std::get_if<model::SoftmaxParams>(&params))
      return addSoftmax(node, *p);
    if (const auto* p = std::get_if<model::ConcatParams>(&params))
      return addConcat(node, *p);
    if (const auto* p = std::get_if<model::ElementwiseParams>(&params))
      return addElementwise(node, *p);
    if (const auto* p = std::get_if<model::ResizeParams>(&params))
      return addResize(node, *p);
    return addView(node);
  } catch (const dnnl::error& error) {
    if (error.status != dnnl_unimplemented && error.status != dnnl_invalid_arguments)
      throw Error(ErrorCode::Unsupported, "layer " + nodeAt(node).name + ": oneDNN: " + error.what());
    return false;
  }
}

/// Layers that leave the elements and their order alone: no work at all.
bool Builder::addView(int node) {
  const model::LayerParams& params = nodeAt(node).params;
  if (std::holds_alternative<model::IdentityParams>(params)) {
    const PlannedValue& from = value(nodeAt(node).inputs[0]);
    value(nodeAt(node).outputs[0]) = from;
    return true;
  }
  if (!std::holds_alternative<model::FlattenParams>(params) && !std::holds_alternative<model::ReshapeParams>(params) &&
      !std::holds_alternative<model::SqueezeParams>(params) && !std::holds_alternative<model::UnsqueezeParams>(params))
    return false;
  const PlannedValue& from = value(nodeAt(node).inputs[0]);
  PlannedValue& to = value(nodeAt(node).outputs[0]);
  if (from.layouts.empty() || from.plain == m_program.input)
    return false;  // the run's input moves from run to run
  to.layouts = from.layouts;
  to.hold = from.hold;
  return true;
}

memory Builder::current(int number) {
  PlannedValue& wanted = value(number);
  if (wanted.layouts.empty())
    return {};
  const memory::dims dims = dimsOf(wanted.shape);
  const memory& produced = wanted.layouts.front();
  if (produced.get_desc().dims() == dims)
    return produced;
  // A view: in plain order the same memory has other dimensions.
  const int node = m_graph.values[static_cast<std::size_t>(number)].producer;
  const memory flat = inLayout(node, number, plainLayout(produced.get_desc().dims()));
  wanted.layouts = {memory(plainLayout(dims), m_program.engine, flat.get_data_handle())};
  return wanted.layouts.front();
}

memory Builder::inLayout(int node, int number, const memory::desc& layout) {
  PlannedValue& wanted = value(number);
  for (const memory& existing : wanted.layouts)
    if (existing.get_desc() == layout)
      return existing;
  const std::shared_ptr<float> buffer = m_program.buffers.take(layout.get_size());
  const memory from = wanted.layouts.front();
  const memory to(layout, m_program.engine, buffer.get());
  const dnnl::reorder::primitive_desc reorder(from, to, attributes());
  addPrimitive(node, dnnl::reorder(reorder), {{DNNL_ARG_FROM, from}, {DNNL_ARG_TO, to}}, reorder.scratchpad_desc());
  wanted.layouts.push_back(to);
  wanted.hold.push_back(buffer);
  return to;
}

std::shared_ptr<PlainTensor> Builder::plain(int node, int number) {
  PlannedValue& wanted = value(number);
  if (wanted.plain)
    return wanted.plain;
  auto result = std::make_shared<PlainTensor>();
  result->own = Tensor(wanted.shape);
  result->tensor = &result->own;
  const memory from = wanted.layouts.front();
  const memory to(plainLayout(from.get_desc().dims()), m_program.engine, result->own.data());
  const dnnl::reorder::primitive_desc reorder(from, to, attributes());
  addPrimitive(node, dnnl::reorder(reorder), {{DNNL_ARG_FROM, from}, {DNNL_ARG_TO, to}}, reorder.scratchpad_desc());
  wanted.plain = result;
  return result;
}

memory Builder::weights(const Tensor& tensor, const memory::dims& dims, const memory::desc& layout) {
  memory plainWeights(plainLayout(dims), m_program.engine, const_cast<float*>(tensor.data()));  // only read
  memory result(layout, m_program.engine);
  dnnl::stream stream(m_program.engine);
  dnnl::reorder(plainWeights, result).execute(stream, plainWeights, result);
  stream.wait();
  return result;
}

memory Builder::output(int number, const memory::desc& layout) {
  const std::shared_ptr<float> buffer = m_program.buffers.take(layout.get_size());
  PlannedValue& result = value(number);
  result.layouts = {memory(layout, m_program.engine, buffer.get())};
  result.hold = {buffer};
  return result.layouts.front();
}

void Builder::addPrimitive(int node, const dnnl::primitive& primitive, Arguments arguments,
                           const memory::desc& scratch) {
  const auto kept = std::make_shared<Arguments>(std::move(arguments));
  if (scratch.get_size() > 0) {
    (*kept)[DNNL_ARG_SCRATCHPAD] = memory(scratch, m_program.engine, nullptr);
    m_scratchBytes = std::max(m_scratchBytes, scratch.get_size());
    m_needScratch.push_back(kept);
  }
  m_program.steps.push_back(
      {node, [primitive, kept](dnnl::stream& stream, const std::stop_token&) { primitive.execute(stream, *kept); }});
}

void Builder::addOwnKernels(int node) {
  const model::Node& layer = nodeAt(node);
  std::vector<std::shared_ptr<PlainTensor>> inputs;
  for (const int input : layer.inputs)
    inputs.push_back(plain(node, input));
  std::vector<std::shared_ptr<PlainTensor>> outputs;
  const bool keepsShape = !std::holds_alternative<model::DetectionOutputParams>(layer.params);
  for (const int number : layer.outputs) {
    PlannedValue& result = value(number);
    result.plain = std::make_shared<PlainTensor>();
    result.plain->own = Tensor(result.shape);
    result.plain->tensor = &result.plain->own;
    result.hold = {result.plain};
    if (keepsShape && result.shape.rank() > 0)
      result.layouts = {memory(plainLayout(dimsOf(result.shape)), m_program.engine, result.plain->own.data())};
    outputs.push_back(result.plain);
  }
  const auto run = [&layer, inputs, outputs, keepsShape,
                    shapes = m_values[static_cast<std::size_t>(layer.outputs[0])].shape,
                    parallel = m_options.threads > 1](dnnl::stream& stream, const std::stop_token& stop) {
    stream.wait();
    std::vector<const Tensor*> read;
    for (const auto& input : inputs)
      read.push_back(input->tensor);
    std::vector<Tensor> written;
    for (const auto& output : outputs)
      written.push_back(std::move(output->own));
    if (!keepsShape)
      written.front() = Tensor(shapes);
    layerOps(layer.params).run(layer, read, written, {.kernels = KernelSet::Eigen, .parallel = parallel, .stop = stop});
    for (std::size_t i = 0; i < outputs.size(); ++i)
      outputs[i]->own = std::move(written[i]);
  };
  m_program.steps.push_back({node, run});
}

int Builder::soleConsumer(int number) const {
  const std::vector<int>& consumers = m_graph.values[static_cast<std::size_t>(number)].consumers;
  return consumers.size() == 1 && !isOutput(number) ? consumers.front() : -1;
}

bool Builder::isOutput(int number) const {
  return std::find(m_graph.outputs.begin(), m_graph.outputs.end(), number) != m_graph.outputs.end();
}

void Builder::dropDead(int node) {
  const auto dropIfDead = [this, node](int number) {
    const std::vector<int>& consumers = m_graph.values[static_cast<std::size_t>(number)].consumers;
    if ((consumers.empty() || consumers.back() <= node) && !isOutput(number)) {
      PlannedValue& dead = value(number);
      dead.layouts.clear();
      dead.plain.reset();
      dead.hold.clear();
    }
  };
  const model::Node& layer = nodeAt(node);
  std::for_each(layer.inputs.begin(), layer.inputs.end(), dropIfDead);
  std::for_each(layer.outputs.begin(), layer.outputs.end(), dropIfDead);
}

dnnl::primitive_attr Builder::attributes() const {
  dnnl::primitive_attr attributes;
  attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
  return attributes;
}

}  // namespace effortlab::nn::onednn
