#pragma once

#include "effort/knobs.h"
#include "effort/measured_layer.h"
#include "fast/lane_tensor.h"

#include <cstdint>
#include <vector>

namespace effortlab::effort {

using LaneInts = std::vector<std::int32_t, AlignedAllocator<std::int32_t>>;

/// Where sampling at period 2 puts the rows (or columns) of a tile, by place of the tile and lane: masks are 0 or -1.
struct SampledAxis {
  enum class Mode : std::uint8_t { Even, Odd, Mixed };  ///< of the lanes inside the image

  SampledAxis(fast::LaneUse use, std::int64_t tile, std::int64_t size, bool rows);

  LaneInts inside;      ///< [tile][16] the image has it
  LaneInts odd;         ///< [tile][16] not sampled
  LaneInts nextExists;  ///< [tile][16] the image goes on behind it
  LaneInts neighbours;  ///< [tile][16] sampled ones of an odd place, 1 or 2; 1 for even ones
  std::vector<Mode> modes;
  std::vector<std::uint8_t> allHaveNext;  ///< of the lanes inside
};

/// Vectors along one axis that hold all rows (or columns) of an input, each once. Those beyond all tiles lie in the
/// halo of the last one.
struct InputAxis {
  InputAxis(fast::LaneUse use, std::int64_t tile, std::int64_t size, bool rows);
  std::int64_t count() const noexcept { return static_cast<std::int64_t>(inside.size()) / fast::lanes; }

  LaneInts inside;  ///< [count][16] masks, 0 or -1
};

/// The border case of each place and lane of an output map: few vectors of cases, and which one a place has.
struct CaseVectors {
  CaseVectors(const BorderCases& cases, const fast::LaneMaps& maps);

  std::vector<std::int32_t> cases;    ///< [count][16]
  std::vector<std::int32_t> placeAt;  ///< [tileH][tileW] into them, times 16
  std::int64_t count() const noexcept { return static_cast<std::int64_t>(cases.size()) / fast::lanes; }
};

/// A sampled neuron in tiles of sampled neurons alone, in floats from the start of its map; where it lies in a map with
/// a halo of one vector; and its border case.
struct SampledPlace {
  std::int32_t from = 0;
  std::int32_t to = 0;
  std::int32_t borderCase = 0;
};

/// What a convolution measured in lanes derives from its shapes and knobs alone.
struct LaneGeometry {
  LaneGeometry(const MeasuredLayer& layer, const fast::LaneMaps& in, const fast::LaneMaps& out,
               const model::Window2d& resolved);
  bool fits(const fast::LaneMaps& in, const fast::LaneMaps& out) const noexcept;
  /// Where the kernel that computes `first` reads: the call's input, or a copy in these tiles.
  fast::LaneMaps firstInput() const;
  /// ... and one of the whole sums that needs a halo.
  fast::LaneMaps wholeInput() const;

  fast::LaneMaps input, output;  ///< of the call
  model::Window2d window;        ///< padding resolved
  std::int64_t pixels;
  BorderCases cases;
  std::vector<float> tapSums;  ///< SfmaPlan::insideTapSums(); empty without SFMA
  SampledAxis rows, columns;
  InputAxis inputRows, inputColumns;
  CaseVectors caseVectors;
  std::int64_t decisionOps = 0;  ///< of SDSS, a map
  std::int64_t sampled = 0;      ///< neurons
  fast::Halo lookedAround;       ///< of a tile: where the sampled neighbours of its neurons lie
  bool sampledAlike = false;     ///< places of a tile are sampled in all lanes or none
  bool sampledOnly = false;      ///< SPET applies to sampled neurons alone
  /// Sampled neurons are tensors of their own: every second vector of every second row.
  bool sampledApart = false;
  bool ownTiles = false;  ///< ... in tiles of their own, where places of a tile are sampled in some lanes only
  std::vector<SampledPlace> sampledPlaces;  ///< then
  fast::LaneMaps first;                     ///< of the sums over the prediction set
  model::Window2d firstWindow;              ///< that computes them

private:
  void sampleApart();
  void listSampledPlaces();
};

}  // namespace effortlab::effort
