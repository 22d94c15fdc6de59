#pragma once

#include "effort/effort_layer.h"
#include "effort/gate_study.h"
#include "effort/histograms.h"

#include <memory>
#include <utility>

namespace effortlab::tests {

/// 10 bins over [0, 10), all equal: every cut can be computed by hand.
inline effort::Histogram flatHistogram(double lower = 0.0, double upper = 10.0) {
  return {lower, upper, std::vector<double>(10, 5.0), 0.0, 0.0};
}

inline effort::Histogram2d flatHistogram2d(double xUpper, double yUpper) {
  return {.xUpper = xUpper, .yUpper = yUpper, .xBins = 10, .yBins = 10, .bins = std::vector<double>(100, 1.0)};
}

/// Of node 3: partial sums in [-5, 5), neighbours in 2 x 1, map pairs in 4 x 0.5.
inline std::shared_ptr<effort::LayerHistograms> sampleHistograms() {
  auto histograms = std::make_shared<effort::LayerHistograms>();
  histograms->node = 3;
  histograms->images = 256;
  histograms->spetSavedFraction = 0.5;
  histograms->sdssCandidateFraction = 0.75;
  histograms->exactSpetSaving = 0.2;
  histograms->partialSums = flatHistogram(-5.0, 5.0);
  histograms->neighbours = flatHistogram2d(2.0, 1.0);
  histograms->mapPairs = flatHistogram2d(4.0, 0.5);
  return histograms;
}

/// 100 images with margins 0, 0.1 ... 9.9; of the first 20 every other one has another answer than the dense network,
/// which is right on all. One layer of 1000 MACs, all in 8 bits.
inline std::shared_ptr<effort::GateStudy> sampleStudy() {
  auto study = std::make_shared<effort::GateStudy>();
  for (int i = 0; i < 100; ++i) {
    const bool agrees = i >= 20 || i % 2 == 0;
    study->images.push_back(
        {.margin = static_cast<float>(i) / 10.0F, .agrees = agrees, .right = agrees, .denseRight = true});
  }
  study->totalImages = 100;
  study->macs8 = {1000};
  study->macs = {1000};
  return study;
}

inline effort::EffortLayer convolutionLayer(std::optional<model::ActivationKind> activation, bool nonNegative = true) {
  return {.node = 3,
          .name = "conv2",
          .convolution = true,
          .outputs = 64,
          .taps = 800,
          .activation = activation,
          .activationNode = 4,
          .nonNegativeInputs = nonNegative};
}

inline effort::EffortLayer fullyConnectedLayer(std::optional<model::ActivationKind> activation) {
  effort::EffortLayer layer = convolutionLayer(activation);
  layer.name = "fc1";
  layer.convolution = false;
  return layer;
}

}  // namespace effortlab::tests
