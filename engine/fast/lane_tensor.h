#pragma once

#include "core/shape.h"
#include "core/tensor.h"

#include <cstdint>
#include <span>
#include <vector>

namespace effortlab::fast {

/// Elements of a lane vector: 16 floats, or 16 groups of four 8-bit channels; 64 bytes either way.
constexpr std::int64_t lanes = 16;
/// In Tiles use the image is cut into gridSide x gridSide tiles.
constexpr std::int64_t gridSide = 4;
/// 8-bit channels in one lane.
constexpr std::int64_t packedChannels = 4;
/// Threads share a layer by bands of rows, in this order where they can: what one left in its cache it then finds there
/// in the next layer.
constexpr std::int64_t rowBands = 8;
/// Parts for each thread where bands are too few, so that all have work to the end.
constexpr std::int64_t partsOfAThread = 4;

/// What the lanes of a vector hold.
enum class LaneUse {
  Tiles,   ///< the same place in 16 tiles of one image, lane = 4 * tile row + tile column
  Images,  ///< the same place in 16 images; the tile is the whole map
};

enum class LaneType {
  F32,  ///< one channel a plane
  U8,   ///< four channels a plane: [channels / 4][y][x][16][4]
};

/// Vectors around a tile. Inside the image they repeat the neighbouring tiles; outside they hold the padding value.
struct Halo {
  std::int64_t top = 0, left = 0, bottom = 0, right = 0;
  bool operator==(const Halo&) const = default;
  bool covers(const Halo& other) const noexcept {
    return top >= other.top && left >= other.left && bottom >= other.bottom && right >= other.right;
  }
};

/// Geometry of maps in lane-tiled layout: [planes][halo.top + tileH + halo.bottom][halo.left + tileW + halo.right][16].
/// A tap of a sliding window is one aligned vector, whatever stride and padding. Element (y, x) of an image lies in
/// tile (y / tileH, x / tileW). Strides are in 32-bit elements.
struct LaneMaps {
  LaneUse use = LaneUse::Tiles;
  LaneType type = LaneType::F32;
  std::int64_t channels = 0, height = 0, width = 0;  ///< of the maps
  std::int64_t tileH = 0, tileW = 0;
  Halo halo;

  std::int64_t planes() const noexcept {
    return type == LaneType::F32 ? channels : (channels + packedChannels - 1) / packedChannels;
  }
  std::int64_t rowStride() const noexcept { return (halo.left + tileW + halo.right) * lanes; }
  /// Without a halo, planes of an Images tensor follow each other without a gap; else off powers of two.
  std::int64_t planeStride() const noexcept;
  std::int64_t elements() const noexcept { return planes() * planeStride(); }
  /// The image lies in the tiles; else its last rows or columns are only in the halo, where toLanes() put them.
  bool coversImage() const noexcept {
    const std::int64_t tiles = use == LaneUse::Tiles ? gridSide : 1;
    return tiles * tileH >= height && tiles * tileW >= width;
  }
  /// From the start of a plane to the vector of tile element (0, 0).
  std::int64_t origin() const noexcept { return halo.top * rowStride() + halo.left * lanes; }
  bool operator==(const LaneMaps&) const = default;
};

/// Geometry for maps [channels, height, width] with the smallest tiles that hold them.
/// Errors: Error{TooLarge} when the elements cannot be counted.
LaneMaps laneMaps(LaneUse use, std::int64_t channels, std::int64_t height, std::int64_t width, const Halo& halo = {},
                  LaneType type = LaneType::F32);

/// Owns its elements, 64-byte aligned, uninitialised.
class LaneTensor {
public:
  LaneTensor() = default;
  explicit LaneTensor(const LaneMaps& maps);

  const LaneMaps& maps() const noexcept { return m_maps; }
  /// Room for that many elements; what it holds is lost when it grows.
  void reserve(std::int64_t elements);
  /// The same memory as other maps. Requires: their elements have room.
  void setMaps(const LaneMaps& maps) noexcept { m_maps = maps; }
  float* data() noexcept { return m_data.data(); }
  const float* data() const noexcept { return m_data.data(); }
  std::uint8_t* bytes() noexcept { return reinterpret_cast<std::uint8_t*>(m_data.data()); }
  const std::uint8_t* bytes() const noexcept { return reinterpret_cast<const std::uint8_t*>(m_data.data()); }
  /// Vector of tile element (0, 0) of a plane.
  float* plane(std::int64_t index) noexcept { return data() + index * m_maps.planeStride() + m_maps.origin(); }
  const float* plane(std::int64_t index) const noexcept {
    return data() + index * m_maps.planeStride() + m_maps.origin();
  }

private:
  LaneMaps m_maps;
  FloatBuffer m_data;
};

/// Planes [first, first + count).
struct PlaneRange {
  std::int64_t first = 0;
  std::int64_t count = 0;
};

/// Fills tiles and halo of F32 planes from row-major maps [images][channels][height][width]: one image in Tiles use, up
/// to 16 in Images use (lanes without an image get zeros). Elements outside the image become `padding`. Tiles may be
/// too small for the last rows and columns of the image when only the halo of the last tiles is to hold them.
void toLanes(std::span<const float> images, LaneTensor& tensor, float padding = 0.0F, bool parallel = false);

/// The inverse, for planes `range` of an F32 tensor: [images][range.count][height][width].
void fromLanes(const LaneTensor& tensor, PlaneRange range, std::span<float> images);

/// Refills the halo of some planes from their tiles; what lies outside the image becomes `padding` (32 bits: four 8-bit
/// channels in a U8 tensor), also within the tiles of the last row and column. So does what no tile holds.
void fillHalo(LaneTensor& tensor, PlaneRange range, std::uint32_t padding = 0, bool parallel = false);

/// Copies planes `from` of one tensor to those from `to` on in another of other tiles or halo, and fills the halo.
void retile(const LaneTensor& source, PlaneRange from, LaneTensor& target, std::int64_t to, std::uint32_t padding = 0);

}  // namespace effortlab::fast
