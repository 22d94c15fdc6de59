#pragma once

#include "effort/convolution_work.h"
#include "effort/pixel_set.h"
#include "effort/skipped_layer.h"

#include <cstdint>

namespace effortlab::effort {

/// What a skipped convolution derives from its shapes and knobs alone.
struct SkipGeometry {
  explicit SkipGeometry(const KnobCall& call);
  bool fits(const KnobCall& call) const noexcept { return base.fits(call); }

  ConvolutionGeometry base;
  std::vector<PixelSet> phases;  ///< all pixels; with SDSS the sampled ones, then the others
};

/// One image on its way through the phases.
struct SkipImage {
  const KnobCall& call;
  const SkipGeometry& geometry;
  float* outputs = nullptr;  ///< [outputs][pixels]
  /// [outputs][pixels], taps each neuron took; null with SFMA alone. Before their phase, the candidates of SDSS that
  /// were replaced have 0, the others anything else.
  std::int32_t* executed = nullptr;
};

/// Some pixels of one phase, unfolded, for one group. Uses buffers of its thread: one at a time.
class SkippedBlock {
public:
  SkippedBlock(const SkipImage& image, const GroupWork& work, const DotWeights& dots, const PixelSet& pixels,
               std::int64_t index);

  /// Computes the outputs of panels [first, last) at those pixels: values and executed taps.
  void compute(std::int64_t firstPanel, std::int64_t lastPanel);

private:
  struct Buffers;
  static Buffers& threadBuffers();

  std::int64_t mapOf(std::int64_t m) const noexcept;
  SpetRow rowOf(std::int64_t m) const;
  float* valuesOf(std::int64_t m) const;
  std::int32_t* executedOf(std::int64_t m) const;
  std::int32_t* listOf(std::int64_t m) const;
  float* sumsOf(std::int64_t m) const;
  std::int64_t& listed(std::int64_t m) const;

  void computeAll();
  void finishAll(std::int64_t m);
  void stopAndContinue(std::int64_t panel);
  void storeAll(std::int64_t m) const;

  void computeCandidates();
  void listCandidates(std::int64_t m);
  void sumCandidates(TapPart part);
  void finishCandidates(std::int64_t m);
  void knowCandidates(std::int64_t m);
  void stopCandidates(std::int64_t m);
  void finishExactCandidates(std::int64_t panel);
  void storeCandidate(std::int64_t m, std::int32_t place, float value, std::int32_t executed) const;

  std::int64_t panelEnd(std::int64_t panel) const noexcept;
  bool dotsPay(TapPart part, std::int64_t panel) const;
  double denseCost(TapPart part, std::int64_t panel) const;
  void dotPending(TapPart part);
  const float* dotWeights(TapPart part, std::int64_t m, float* buffer) const;

  const SkipImage& m_image;
  const GroupWork& m_work;
  const DotWeights& m_dots;
  const PixelSet& m_pixels;
  Buffers& m_buffers;
  std::int64_t m_begin = 0;
  std::int64_t m_count = 0;
  TapColumns m_columns;
  std::int64_t m_firstPanel = 0, m_lastPanel = 0;
  std::int64_t m_firstOutput = 0, m_lastOutput = 0;  ///< of the group
};

}  // namespace effortlab::effort
