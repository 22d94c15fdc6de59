#pragma once

#include "effort/effort_layer.h"
#include "effort/histograms.h"
#include "effort/knobs.h"
#include "nn/layer_ops.h"

#include <vector>

namespace effortlab::effort {

/// Gathers, batch by batch, what the thresholds of one layer cut; finish() bins it. Values are thinned evenly where
/// there are more than a few million. One caller at a time.
class HistogramCollector {
public:
  /// `knobs` gives SPET's order and interval and SDSS's period (defaults where off); thresholds are ignored.
  HistogramCollector(const model::Node& node, const EffortLayer& layer, const LayerKnobs& knobs);

  /// `input` of the layer, `outputShape` of its output. Errors: Error{Cancelled}.
  void add(const Tensor& input, const Shape& outputShape, const nn::KernelContext& context);

  LayerHistograms finish() const;

private:
  void addPartialSums(const Tensor& input, const Shape& outputShape, const nn::KernelContext& context);
  void addNeighbours(const Tensor& output);
  void addMaps(const Tensor& input);
  void addExact(const Tensor& input, const Shape& outputShape, const nn::KernelContext& context);

  const model::Node& m_node;
  EffortLayer m_layer;
  SpetKnob m_spet;
  int m_period = 2;
  std::int64_t m_images = 0;
  std::int64_t m_candidates = 0;
  std::int64_t m_neurons = 0;
  std::int64_t m_exactDense = 0;
  std::int64_t m_exactSaved = 0;
  std::vector<float> m_partialSums;
  std::vector<float> m_neighbours;       ///< pairs: maximum, range
  std::vector<float> m_neighbourWeight;  ///< candidates that share the pair
  std::vector<float> m_magnitudes;       ///< [outputs][maps of a group]
  std::vector<float> m_variances;        ///< [images][maps]
};

/// Partial sums after the prediction set of `knob` (an order with one), bias included; shaped as the layer's outputs.
Tensor predictionSums(const model::Node& layerNode, const EffortLayer& layer, const SpetKnob& knob, const Tensor& input,
                      const Shape& outputShape, const nn::KernelContext& context);

}  // namespace effortlab::effort
