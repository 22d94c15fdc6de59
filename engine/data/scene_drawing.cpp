#include "data/scene_parts.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

namespace effortlab::data {

namespace {

constexpr int spriteSide = 28;
constexpr int opaqueFrom = 9;  ///< grey level
constexpr float fullByte = 255.0F;

/// The garment as 0..1 grey and opacity, cut to what is opaque; holes are filled.
struct CutOut {
  int width = 0, height = 0;
  std::vector<float> grey, alpha;
};

using SpriteMask = std::array<bool, spriteSide * spriteSide>;

/// Opaque is what has garment to its left, right, above and below.
SpriteMask filledMask(const Image& image) {
  SpriteMask mask{};
  const auto solid = [&](int x, int y) {
    return image.pixels[static_cast<std::size_t>(y * spriteSide + x)] >= opaqueFrom;
  };
  for (int y = 0; y < spriteSide; ++y)
    for (int x = 0; x < spriteSide; ++x) {
      bool left = false, right = false, above = false, below = false;
      for (int i = 0; i < spriteSide; ++i) {
        left = left || (i <= x && solid(i, y));
        right = right || (i >= x && solid(i, y));
        above = above || (i <= y && solid(x, i));
        below = below || (i >= y && solid(x, i));
      }
      mask[static_cast<std::size_t>(y * spriteSide + x)] = left && right && above && below;
    }
  return mask;
}

CutOut cutOut(const Image& image, bool mirrored) {
  const SpriteMask mask = filledMask(image);
  int left = spriteSide, top = spriteSide, right = -1, bottom = -1;
  for (int y = 0; y < spriteSide; ++y)
    for (int x = 0; x < spriteSide; ++x)
      if (mask[static_cast<std::size_t>(y * spriteSide + x)]) {
        left = std::min(left, x);
        right = std::max(right, x);
        top = std::min(top, y);
        bottom = std::max(bottom, y);
      }
  if (right < left)  // an empty image
    left = top = right = bottom = 0;
  CutOut cut{right - left + 1, bottom - top + 1, {}, {}};
  for (int y = top; y <= bottom; ++y)
    for (int x = 0; x < cut.width; ++x) {
      const auto at = static_cast<std::size_t>(y * spriteSide + (mirrored ? right - x : left + x));
      cut.grey.push_back(static_cast<float>(image.pixels[at]) / fullByte);
      cut.alpha.push_back(mask[at] ? 1.0F : 0.0F);
    }
  return cut;
}

/// Bilinear, at a place in pixel centres; the edge goes on.
float bilinear(const std::vector<float>& plane, int width, int height, float x, float y) {
  const float cx = std::clamp(x, 0.0F, static_cast<float>(width - 1));
  const float cy = std::clamp(y, 0.0F, static_cast<float>(height - 1));
  const int x0 = static_cast<int>(cx), y0 = static_cast<int>(cy);
  const int x1 = std::min(x0 + 1, width - 1), y1 = std::min(y0 + 1, height - 1);
  const float fx = cx - static_cast<float>(x0), fy = cy - static_cast<float>(y0);
  const auto at = [&](int column, int row) { return plane[static_cast<std::size_t>(row * width + column)]; };
  const float upper = at(x0, y0) + (at(x1, y0) - at(x0, y0)) * fx;
  const float lower = at(x0, y1) + (at(x1, y1) - at(x0, y1)) * fx;
  return upper + (lower - upper) * fy;
}

/// Both planes at another size: the mean of 3x3 samples a pixel.
CutOut resampled(const CutOut& cut, int width, int height) {
  constexpr int samples = 3;
  CutOut result{width, height, {}, {}};
  const float stepX = static_cast<float>(cut.width) / static_cast<float>(width * samples);
  const float stepY = static_cast<float>(cut.height) / static_cast<float>(height * samples);
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x) {
      float grey = 0.0F, alpha = 0.0F;
      for (int sy = 0; sy < samples; ++sy)
        for (int sx = 0; sx < samples; ++sx) {
          const float u = (static_cast<float>(x * samples + sx) + 0.5F) * stepX - 0.5F;
          const float v = (static_cast<float>(y * samples + sy) + 0.5F) * stepY - 0.5F;
          grey += bilinear(cut.grey, cut.width, cut.height, u, v);
          alpha += bilinear(cut.alpha, cut.width, cut.height, u, v);
        }
      constexpr float count = samples * samples;
      result.grey.push_back(grey / count);
      result.alpha.push_back(std::clamp(2.0F * alpha / count - 0.5F, 0.0F, 1.0F));
    }
  return result;
}

/// The mean of (2 radius + 1) pixels along an axis, all four values.
void boxBlur(SpritePicture& picture, int radius, bool rows) {
  const SpritePicture from = picture;
  for (int y = 0; y < picture.height; ++y)
    for (int x = 0; x < picture.width; ++x)
      for (int c = 0; c < 4; ++c) {
        float sum = 0.0F;
        for (int step = -radius; step <= radius; ++step) {
          const int px = rows ? x + step : x, py = rows ? y : y + step;
          if (px >= 0 && py >= 0 && px < picture.width && py < picture.height)
            sum += from.values[static_cast<std::size_t>((py * picture.width + px) * 4 + c)];
        }
        picture.values[static_cast<std::size_t>((y * picture.width + x) * 4 + c)] =
            sum / static_cast<float>(2 * radius + 1);
      }
}

std::uint32_t latticeHash(std::uint32_t x, std::uint32_t y, std::uint32_t key) {
  std::uint32_t h = x * 0x9E3779B1U ^ std::rotl(y * 0x85EBCA77U, 13) ^ key;
  h = (h ^ h >> 16) * 0x7FEB352DU;
  h = (h ^ h >> 15) * 0x846CA68BU;
  return h ^ h >> 16;
}

/// -1 to 1 at the points of a lattice.
float latticeValue(int x, int y, std::uint32_t key) {
  constexpr float half = 32768.0F;
  return static_cast<float>(latticeHash(static_cast<std::uint32_t>(x), static_cast<std::uint32_t>(y), key) >> 16) /
             half -
         1.0F;
}

/// Value noise: bilinear between lattice points `cell` pixels apart.
float valueNoise(float x, float y, float cell, std::uint32_t key) {
  const float u = x / cell, v = y / cell;
  const int x0 = static_cast<int>(u), y0 = static_cast<int>(v);
  const float fx = u - static_cast<float>(x0), fy = v - static_cast<float>(y0);
  const float a = latticeValue(x0, y0, key), b = latticeValue(x0 + 1, y0, key);
  const float c = latticeValue(x0, y0 + 1, key), d = latticeValue(x0 + 1, y0 + 1, key);
  const float upper = a + (b - a) * fx, lower = c + (d - c) * fx;
  return upper + (lower - upper) * fy;
}

/// The recipe of one background.
struct TextureRecipe {
  std::array<float, 3> colour{};
  std::array<float, 4> cells{};
  float strength = 0.0F, stripeHeight = 0.0F, stripePeriod = 1.0F, stripeX = 1.0F, stripeY = 0.0F;
  std::uint32_t key = 0;
};

constexpr std::array<float, 4> octaveAmplitudes{60.0F, 40.0F, 25.0F, 15.0F};

TextureRecipe rollRecipe(SceneDice& dice) {
  TextureRecipe recipe;
  for (float& channel : recipe.colour)
    channel = dice.between(30.0F, 225.0F);
  float cell = 100.0F;
  for (float& side : recipe.cells) {
    side = cell * dice.between(0.6F, 1.6F);
    cell /= 2.0F;
  }
  recipe.strength = dice.between(0.3F, 1.0F);
  recipe.key = static_cast<std::uint32_t>(dice.below(1 << 20));
  if (dice.chance(0.3F)) {
    recipe.stripeHeight = dice.between(5.0F, 30.0F);
    recipe.stripePeriod = dice.between(5.0F, 40.0F);
  }
  const float x = dice.between(-1.0F, 1.0F), y = dice.between(0.1F, 1.0F);
  const float length = std::sqrt(x * x + y * y);
  recipe.stripeX = x / length;
  recipe.stripeY = y / length;
  return recipe;
}

float textureValue(const TextureRecipe& recipe, float x, float y, std::size_t channel) {
  float value = recipe.colour[channel];
  for (std::size_t octave = 0; octave < octaveAmplitudes.size(); ++octave) {
    const auto colour = static_cast<std::uint32_t>(octave < 2 ? channel : 0);  // the fine ones are grey
    const std::uint32_t key = recipe.key * 16U + static_cast<std::uint32_t>(octave) * 4U + colour;
    value += recipe.strength * octaveAmplitudes[octave] * valueNoise(x, y, recipe.cells[octave], key);
  }
  if (recipe.stripeHeight > 0.0F) {
    const float phase = (x * recipe.stripeX + y * recipe.stripeY) / recipe.stripePeriod;
    const float place = phase - std::floor(phase);
    value += recipe.stripeHeight * (place < 0.5F ? 4.0F * place - 1.0F : 3.0F - 4.0F * place);
  }
  return value;
}

std::uint8_t toByte(float value) {
  return static_cast<std::uint8_t>(std::clamp(value + 0.5F, 0.0F, fullByte));
}

/// Rectangles and ellipses that stand about.
void addShapes(Image& image, SceneDice& dice) {
  constexpr int pixelsAShape = 9000;
  const int most = std::max(2, static_cast<int>(image.width * image.height) / pixelsAShape);
  const int count = most / 2 + dice.below(most);
  for (int i = 0; i < count; ++i) {
    const std::array<std::uint8_t, 3> colour{toByte(dice.between(10, 245)), toByte(dice.between(10, 245)),
                                             toByte(dice.between(10, 245))};
    const float halfWidth = dice.between(2.0F, 30.0F), halfHeight = dice.between(2.0F, 30.0F);
    const float centreX = dice.between(0.0F, static_cast<float>(image.width));
    const float centreY = dice.between(0.0F, static_cast<float>(image.height));
    const bool round = dice.chance(0.5F);
    const auto first = [](float value) { return std::max<std::int64_t>(0, static_cast<std::int64_t>(value)); };
    const std::int64_t lastY = std::min(image.height, static_cast<std::int64_t>(centreY + halfHeight));
    const std::int64_t lastX = std::min(image.width, static_cast<std::int64_t>(centreX + halfWidth));
    for (std::int64_t y = first(centreY - halfHeight); y < lastY; ++y)
      for (std::int64_t x = first(centreX - halfWidth); x < lastX; ++x) {
        const float dx = (static_cast<float>(x) - centreX) / halfWidth;
        const float dy = (static_cast<float>(y) - centreY) / halfHeight;
        if (!round || dx * dx + dy * dy <= 1.0F)
          std::copy(colour.begin(), colour.end(), image.pixels.begin() + (y * image.width + x) * 3);
      }
  }
}

}  // namespace

Sprite drawSprite(const Image& grey, float longSide, SceneDice& dice) {
  const CutOut cut = cutOut(grey, dice.chance(0.5F));
  const float stretch = std::sqrt(dice.between(0.8F, 1.25F));
  const float scale = longSide / static_cast<float>(std::max(cut.width, cut.height));
  const auto sized = [](float side) { return std::max(3, static_cast<int>(side + 0.5F)); };
  Sprite sprite;
  sprite.width = sized(static_cast<float>(cut.width) * scale * stretch);
  sprite.height = sized(static_cast<float>(cut.height) * scale / stretch);
  std::array<float, 3> dark{}, bright{};
  for (std::size_t c = 0; c < dark.size(); ++c) {
    dark[c] = dice.between(0.0F, 110.0F);
    bright[c] = dice.between(90.0F, 255.0F);
  }
  if (dice.chance(0.25F))
    std::swap(dark, bright);
  const CutOut scaled = resampled(cut, sprite.width, sprite.height);
  SpritePicture picture{sprite.width + 2 * spriteMargin, sprite.height + 2 * spriteMargin, {}};
  picture.values.assign(static_cast<std::size_t>(picture.width * picture.height * 4), 0.0F);
  for (int y = 0; y < sprite.height; ++y)
    for (int x = 0; x < sprite.width; ++x) {
      const auto from = static_cast<std::size_t>(y * sprite.width + x);
      float* to = picture.values.data() + ((y + spriteMargin) * picture.width + x + spriteMargin) * 4;
      for (std::size_t c = 0; c < dark.size(); ++c)
        to[c] = (dark[c] + (bright[c] - dark[c]) * scaled.grey[from]) * scaled.alpha[from];
      to[3] = scaled.alpha[from];
    }
  for (int radius = 0; radius < defocusSteps; ++radius) {
    SpritePicture blurred = picture;
    for (const bool rows : {true, false})
      for (int pass = 0; pass < 2 && radius > 0; ++pass)
        boxBlur(blurred, radius, rows);
    sprite.byDefocus.push_back(std::move(blurred));
  }
  return sprite;
}

Image drawTexture(std::int64_t width, std::int64_t height, SceneDice& dice) {
  const TextureRecipe recipe = rollRecipe(dice);
  Image image{width, height, 3, std::vector<std::uint8_t>(static_cast<std::size_t>(width * height * 3))};
  std::uint8_t* pixel = image.pixels.data();
  for (std::int64_t y = 0; y < height; ++y)
    for (std::int64_t x = 0; x < width; ++x)
      for (std::size_t c = 0; c < 3; ++c)
        *pixel++ = toByte(textureValue(recipe, static_cast<float>(x), static_cast<float>(y), c));
  addShapes(image, dice);
  return image;
}

}  // namespace effortlab::data
