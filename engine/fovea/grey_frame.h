#pragma once

#include "data/image.h"

#include <array>
#include <cstdint>
#include <vector>

namespace effortlab::fovea {

/// Rows of 8-bit grey, without gaps.
struct GreyPlane {
  int width = 0, height = 0;
  std::vector<std::uint8_t> pixels;
};

/// A frame in grey at up to 639 pixels across and at halves of it: converted once a frame, for optical flow, camera
/// motion and motion cue.
class GreyFrame {
public:
  static constexpr int levels = 4;

  /// Converts an RGB or grey image; memory is reused. Errors: Error{InvalidArgument} for an image without pixels.
  void assign(const data::Image& image);

  /// 0: the finest. Levels have half the one before, rounded down, but at least one pixel.
  const GreyPlane& level(int index) const { return m_planes[static_cast<std::size_t>(index)]; }
  /// Pixels of the frame to one of level 0, by axis.
  float scaleX() const noexcept { return m_scaleX; }
  float scaleY() const noexcept { return m_scaleY; }
  bool isEmpty() const noexcept { return m_planes[0].pixels.empty(); }
  void clear();

private:
  std::array<GreyPlane, levels> m_planes;
  std::vector<std::uint8_t> m_small;  ///< decimated, still in colour
  float m_scaleX = 1.0F, m_scaleY = 1.0F;
};

}  // namespace effortlab::fovea
