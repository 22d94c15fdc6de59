#pragma once

#include "data/box.h"
#include "data/image.h"

#include <cmath>
#include <vector>

namespace effortlab::tests {

/// A patch of another texture, at its place in the picture.
struct TexturePatch {
  data::Box box;
  float phase = 1.0F;
};

/// Smooth texture that can be moved by parts of a pixel: waves of 7 to 40 pixels, 30 to 225.
inline float textureAt(float x, float y, float phase) {
  const float waves = std::sin(0.31F * x + 0.17F * y + phase) + std::sin(-0.23F * x + 0.41F * y + 2.0F * phase) +
                      std::sin(0.71F * x + 0.11F * y + 3.0F * phase) + std::sin(0.05F * x - 0.77F * y + 5.0F * phase);
  return 127.5F + 24.0F * waves;
}

/// The background moved by {shiftX, shiftY}, patches on it with textures that move as their boxes do.
inline data::Image texturedImage(int width, int height, float shiftX, float shiftY,
                                 const std::vector<TexturePatch>& patches = {}) {
  data::Image image{.width = width, .height = height, .channels = 3, .pixels = {}};
  image.pixels.reserve(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3);
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x) {
      const auto px = static_cast<float>(x), py = static_cast<float>(y);
      float value = textureAt(px - shiftX, py - shiftY, 0.3F);
      for (const TexturePatch& patch : patches)
        if (px >= patch.box.x && py >= patch.box.y && px < patch.box.x + patch.box.w && py < patch.box.y + patch.box.h)
          value = textureAt(px - patch.box.x, py - patch.box.y, patch.phase);
      for (int channel = 0; channel < 3; ++channel)
        image.pixels.push_back(static_cast<std::uint8_t>(std::lround(value)));
    }
  return image;
}

}  // namespace effortlab::tests
