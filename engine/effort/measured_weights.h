#pragma once

#include "core/tensor.h"
#include "effort/sfma.h"
#include "effort/spet.h"
#include "effort/tap_order.h"
#include "effort/tap_products.h"

#include <cstdint>
#include <vector>

namespace effortlab::effort {

/// Taps by output, each with its weight.
struct TapLists {
  std::vector<ListTap, AlignedAllocator<ListTap>> taps;
  std::vector<std::int64_t> begin;   ///< by output, into `taps`
  std::vector<std::int64_t> length;  ///< by output
};

/// Lists in two parts: SFMA can only replace taps of the second.
struct SplitLists {
  TapLists fixed;
  TapLists replaceable;
};

/// The weights of one convolution group cut into prediction set and rest, for the kernels of tap_products.h. Panels
/// where all outputs have the same prediction set, else lists. Prepared once a setting; without SPET all taps predict.
class ConvolutionWeights {
public:
  enum class Form {
    Fastest,  ///< panels where all outputs have the same prediction set
    Lists,    ///< always: replaced pairs take no time then
  };
  ConvolutionWeights(const SpetPlan& spet, const TapMatrix& matrix, const SfmaPlan* sfma, Form form = Form::Fastest);

  bool inLists() const noexcept { return m_inLists; }
  std::int64_t panels() const noexcept { return roundedUp(m_matrix.outputs, panelOutputs) / panelOutputs; }

private:
  friend class ImageWeights;
  void layOutPanels(const SpetPlan& spet, const SfmaPlan* sfma);
  void layOutLists(const SpetPlan& spet, const SfmaPlan* sfma);
  void layOutTails(const SpetPlan& spet, const SfmaPlan* sfma);

  TapMatrix m_matrix;
  bool m_inLists = false;
  FloatBuffer m_panels;  ///< [whole, without small pairs][panel][taps][panelOutputs]
  std::vector<PanelTap> m_firstTaps, m_secondTaps;
  SplitLists m_first, m_second;
  /// Exact order keeps the tail's order and has all of it in the second part; by tap of that: its row where its pair is
  /// small, else the zero row.
  std::vector<std::int32_t> m_tailRows;
  std::vector<std::int64_t> m_tailFixed;  ///< exact, by output: leading taps whose pairs are not small
};

/// What ImageWeights keeps from image to image.
struct ImageBuffers {
  TapLists first, second;
  std::vector<std::uint8_t> keeps;
};

/// ConvolutionWeights for one image: without the pairs that SFMA replaces in it.
class ImageWeights {
public:
  /// All must outlive the object. `image` null: nothing is replaced.
  ImageWeights(const ConvolutionWeights& weights, const SfmaPlan* sfma, const SfmaImage* image, ImageBuffers& buffers);
  ImageWeights(const ImageWeights&) = delete;
  ImageWeights& operator=(const ImageWeights&) = delete;

  /// Taps of an evaluated neuron, and how many of them predict.
  std::int32_t kept(std::int64_t output) const noexcept { return m_kept[static_cast<std::size_t>(output)]; }
  std::int32_t predicted(std::int64_t output) const noexcept { return m_predicted[static_cast<std::size_t>(output)]; }

  /// Sums of a panel's outputs over the prediction set, [panelOutputs][outStride], or over the rest.
  void multiplyFirst(std::int64_t panel, const TapColumns& columns, float* out, std::int64_t outStride) const;
  void multiplySecond(std::int64_t panel, const TapColumns& columns, float* out, std::int64_t outStride) const;

  /// Lists: what follows the prediction set of one output.
  std::span<const ListTap> secondTaps(std::int64_t output) const noexcept;

private:
  void selectPanels(const SfmaImage& image);
  void filterLists(const SfmaImage& image, ImageBuffers& buffers);
  void filterPart(const TapLists& lists, bool tails, const std::uint8_t* keeps, TapLists& own) const;
  void countTaps();
  void takeOffReplaced(const SfmaPlan& sfma, const SfmaImage& image);
  void multiplyPanelTaps(std::span<const PanelTap> taps, std::int64_t panel, const TapColumns& columns, float* out,
                         std::int64_t outStride) const;

  const ConvolutionWeights& m_weights;
  std::vector<PanelTap> m_ownFirstTaps, m_ownSecondTaps;
  std::span<const PanelTap> m_firstTaps, m_secondTaps;
  const TapLists* m_first;  ///< the replaceable part
  const TapLists* m_second;
  std::vector<std::int32_t> m_kept, m_predicted;
};

}  // namespace effortlab::effort
