#pragma once

#include "core/tensor.h"
#include "effort/effort_layer.h"
#include "effort/knob_layer.h"
#include "effort/knobs.h"
#include "model/graph.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace effortlab::tests {

/// Uniform values in [low, high), the same for a seed on every machine.
Tensor randomTensor(const Shape& shape, std::uint32_t seed, float low, float high);

/// A network of one convolution (or fully connected layer) and, where named, the activation behind it.
struct SingleLayer {
  std::int64_t channels = 3, height = 7, width = 6, outputs = 4;
  model::Window2d window{};
  std::int64_t groups = 1;
  bool convolution = true;
  std::optional<model::ActivationKind> activation = model::ActivationKind::Relu;
  bool reluBefore = false;  ///< a ReLU in front: inputs that cannot be negative
  std::uint32_t seed = 1;

  std::shared_ptr<const model::Graph> graph() const;
  std::string describe() const;
};

model::Window2d square(std::int64_t kernel, std::int64_t padding = 0, std::int64_t stride = 1);

/// What a layer under knobs made of a batch.
struct LayerOutcome {
  Tensor output;
  std::vector<effort::LayerCounts> counts;  ///< by image
};

/// The layer with knobs of a SingleLayer, to be run every way there is.
struct LayerSetup {
  explicit LayerSetup(const SingleLayer& single);
  const model::Node& node() const;
  Shape outputShape(const Tensor& input) const;
  LayerOutcome run(effort::Execution execution, const Tensor& input, const effort::LayerKnobs& knobs,
                   bool parallel = false) const;
  LayerOutcome measure(const Tensor& input, const effort::LayerKnobs& knobs, bool parallel = false) const {
    return run(effort::Execution::Measure, input, knobs, parallel);
  }
  LayerOutcome skip(const Tensor& input, const effort::LayerKnobs& knobs, bool parallel = false) const {
    return run(effort::Execution::Skip, input, knobs, parallel);
  }
  LayerOutcome reference(const Tensor& input, const effort::LayerKnobs& knobs) const;

  std::shared_ptr<const model::Graph> graph;
  effort::EffortLayer layer;
};

effort::SpetKnob spet(double low, effort::SpetOrder order = effort::SpetOrder::Odd, double interval = 0.5);

/// Every knob and option that the layer has, alone and together, with a name.
std::vector<std::pair<std::string, effort::LayerKnobs>> knobCases(const effort::EffortLayer& layer);

/// Layers of every kind, with odd shapes.
std::vector<SingleLayer> layerCases();

/// A 3x3 convolution of one map with these weights and, behind it, a ReLU.
std::shared_ptr<const model::Graph> tinyConvolution(std::span<const float> weights, std::int64_t kernel,
                                                    std::int64_t padding, float bias = 0.0F);

/// Two convolutions with ReLU, a max pooling, a concat branch and a classifier: 8x8 grey images, 4 classes.
std::shared_ptr<const model::Graph> smallClassifier(std::uint32_t seed);

/// A convolution of 8x8 grey images to 4 classes that joins the images of a batch at its end; with `mixed` false it
/// does not, and computes the same.
std::shared_ptr<const model::Graph> mixingClassifier(bool mixed, std::int64_t batch = 1);

}  // namespace effortlab::tests
