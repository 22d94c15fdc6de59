#pragma once

// Only for the onednn_*.cpp files: oneDNN's types stay out of headers.

#include "nn/network.h"
#include "nn/onednn_plan.h"

#include <oneapi/dnnl/dnnl.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

namespace effortlab::nn::onednn {

using dnnl::memory;

/// One primitive, or one layer on our own kernels.
struct Step {
  int node = 0;
  std::function<void(dnnl::stream& stream, const std::stop_token& stop)> run;
};

/// A tensor in plain order that our own kernels read: the run's input, or one of ours.
struct PlainTensor {
  const Tensor* tensor = nullptr;
  Tensor own;
};

/// What is known of a graph value while steps are made.
struct PlannedValue {
  Shape shape;
  std::vector<memory> layouts;              ///< the same elements; the first as they were produced
  std::shared_ptr<PlainTensor> plain;       ///< null: not made yet
  std::vector<std::shared_ptr<void>> hold;  ///< the memory behind it, free for others once dropped
};

/// Memory that later values take over from earlier ones.
class BufferPool {
public:
  std::shared_ptr<float> take(std::size_t bytes);

private:
  struct Block {
    FloatBuffer data;
    bool taken = false;
  };
  std::vector<std::shared_ptr<Block>> m_blocks;
};

/// Result of a build: what a run needs.
struct Program {
  dnnl::engine engine{dnnl::engine::kind::cpu, 0};
  std::vector<Step> steps;
  std::vector<std::shared_ptr<PlainTensor>> outputs;
  std::shared_ptr<PlainTensor> input = std::make_shared<PlainTensor>();
  memory inputMemory;
  memory scratch;
  BufferPool buffers;
};

/// Turns a graph into steps. An addX() returns false where oneDNN has nothing (fast) for the layer.
class Builder {
public:
  Builder(const Network& network, const Shape& input, const OneDnnPlan::Options& options, Program& program);
  void build();

private:
  using Arguments = std::unordered_map<int, memory>;

  bool addLayer(int node);
  bool addConvolution(int node, const model::ConvolutionParams& params);
  bool addFullyConnected(int node, const model::FullyConnectedParams& params);
  bool addPool(int node, const model::PoolParams& params);
  bool addActivation(int node, const model::ActivationParams& params);
  bool addLrn(int node, const model::LrnParams& params);
  bool addSoftmax(int node, const model::SoftmaxParams& params);
  bool addConcat(int node, const model::ConcatParams& params);
  bool addElementwise(int node, const model::ElementwiseParams& params);
  bool addResize(int node, const model::ResizeParams& params);
  bool addView(int node);
  void addOwnKernels(int node);

  PlannedValue& value(int number) { return m_values[static_cast<std::size_t>(number)]; }
  const model::Node& nodeAt(int node) const { return m_graph.nodes[static_cast<std::size_t>(node)]; }
  /// The value with its own dimensions in the layout that exists; null where oneDNN does not hold it.
  memory current(int number);
  /// The value in this layout; a reorder where there is none yet.
  memory inLayout(int node, int number, const memory::desc& layout);
  std::shared_ptr<PlainTensor> plain(int node, int number);
  memory weights(const Tensor& tensor, const memory::dims& dims, const memory::desc& layout);
  /// Memory for a node's output, which becomes the value's.
  memory output(int number, const memory::desc& layout);
  void addPrimitive(int node, const dnnl::primitive& primitive, Arguments arguments, const memory::desc& scratch);
  /// Takes the activation after `node` into its primitive; the value that then comes out.
  int fuseActivation(int node, dnnl::post_ops& operations);
  int soleConsumer(int number) const;
  void dropDead(int node);
  bool isOutput(int number) const;
  dnnl::primitive_attr attributes() const;

  const Network& m_network;
  const model::Graph& m_graph;
  const OneDnnPlan::Options& m_options;
  Program& m_program;
  std::vector<PlannedValue> m_values;
  std::vector<bool> m_done;  ///< nodes that an earlier primitive took over
  std::size_t m_scratchBytes = 0;
  std::vector<std::shared_ptr<Arguments>> m_needScratch;
};

memory::dims dimsOf(const Shape& shape);
memory::desc plainLayout(const memory::dims& dims);
bool isSlow(const char* implementation);

}  // namespace effortlab::nn::onednn
