#pragma once

#include "effort/convolution_geometry.h"
#include "effort/input_planes.h"
#include "effort/knob_layer.h"
#include "effort/sdss.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace effortlab::effort {

/// Grows, never shrinks, and does not clear what it holds.
template <typename T>
class Scratch {
public:
  T* sized(std::int64_t count) {
    if (static_cast<std::int64_t>(m_buffer.size()) < count)
      m_buffer.resize(static_cast<std::size_t>(count));
    return m_buffer.data();
  }
  T* data() noexcept { return m_buffer.data(); }

private:
  std::vector<T, AlignedAllocator<T>> m_buffer;
};

/// From row to row of unfolded pixels: an odd number of cache lines, so that rows spread over all sets of a cache.
std::int64_t columnStride(std::int64_t count);

/// What a group keeps from image to image. `planes` are the current image's.
struct GroupBuffers {
  InputPlanes planes;
  ImageBuffers weights;
};

/// One group of one image: what SFMA replaces in it, and its weights then.
struct GroupWork {
  GroupWork(const KnobGroup& of, std::int64_t first, std::optional<SfmaImage> replaced,
            const ConvolutionWeights& laidOut, GroupBuffers& buffers);

  const KnobGroup& group;
  const ConvolutionWeights& layout;  ///< those `weights` come from
  std::int64_t firstOutput;
  const InputPlanes& planes;
  std::optional<SfmaImage> sfma;
  ImageWeights weights;

  bool replacesPairs() const noexcept { return sfma && sfma->pairs > 0; }
};

/// Input maps of one group in one image, [maps, height, width].
std::span<const float> groupMaps(const KnobCall& call, std::int64_t image, std::int64_t group);
/// What SFMA does to them; nothing without the knob.
std::optional<SfmaImage> replacedIn(const KnobCall& call, const ConvolutionGeometry& geometry, std::int64_t image,
                                    std::int64_t group);

/// Zeros behind the `count` pixels of each tap's row, up to shape.count.
void padColumns(float* columns, const TapColumns& shape, std::int64_t taps, std::int64_t count);

/// Output `m` of the group at `count` pixels: bias, SFMA's constants, taps. `caseOf`: their border cases.
SpetRow knownRow(const KnobCall& call, const GroupWork& work, std::int64_t m, const std::int32_t* caseOf,
                 std::int64_t count);

/// Work of one finished output map. `executed`: taps each neuron took, [pixels]; null without SPET.
LayerCounts countMap(const KnobCall& call, const ConvolutionGeometry& geometry, const GroupWork& work,
                     const std::int32_t* executed, const SdssOutcome& sdss, std::int64_t m);

/// Work of a group beyond its maps: a replaced pair costs one MAC a border case.
void addPairCosts(const GroupWork& work, const ConvolutionGeometry& geometry, LayerCounts& counts);

/// Tasks that share a block of pixels, each with some of its panels. A single thread unfolds once; the sums are the
/// same.
std::int64_t panelTasks(const KnobCall& call, std::int64_t blocks, std::int64_t panels);

}  // namespace effortlab::effort
