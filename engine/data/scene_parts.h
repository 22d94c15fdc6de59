#pragma once

#include "core/random.h"
#include "data/image.h"
#include "data/scenes.h"

#include <cstdint>
#include <string_view>
#include <vector>

/// What generated clips are made of. Only integers and exactly rounded operations (+ - * / sqrt, never contracted):
/// every machine gives the same bytes.
namespace effortlab::data {

/// Numbers of one stream, one after the other.
class SceneDice {
public:
  SceneDice(std::uint64_t seed, std::string_view name) noexcept : m_stream(seed, name) {}
  /// Uniform in [low, high).
  float between(float low, float high) noexcept { return low + (high - low) * m_stream.uniform(m_next++); }
  /// 0 ... count - 1.
  int below(int count) noexcept { return static_cast<int>(between(0.0F, static_cast<float>(count))); }
  bool chance(float probability) noexcept { return m_stream.uniform(m_next++) < probability; }

private:
  RandomStream m_stream;
  std::uint64_t m_next = 0;
};

/// A garment's picture: per pixel red, green, blue (each times the opacity, 0..255) and opacity (0..1), with a margin
/// of empty pixels all around.
struct SpritePicture {
  int width = 0, height = 0;  ///< with the margins
  std::vector<float> values;  ///< [height, width, 4]
};

inline constexpr int spriteMargin = 6;  ///< pixels
inline constexpr int defocusSteps = 3;  ///< radius of the defocus: 0, 1, 2 pixels

/// A garment cut out of a 28x28 grey image, tinted, mirrored and scaled.
struct Sprite {
  int width = 0, height = 0;  ///< of what is opaque
  std::vector<SpritePicture> byDefocus;
};

/// `longSide`: pixels of the longer side of what is opaque.
Sprite drawSprite(const Image& grey, float longSide, SceneDice& dice);

/// A background: colour, noise of four octaves, stripes, shapes. RGB.
Image drawTexture(std::int64_t width, std::int64_t height, SceneDice& dice);

/// Where the camera and the objects are in one frame.
struct SceneObject {
  int track = 0;
  float x = 0.0F, y = 0.0F;    ///< left and top of what is opaque, pixels of the frame
  float vx = 0.0F, vy = 0.0F;  ///< pixels a frame, as seen
  int defocus = 0;
};

struct SceneMoment {
  float cameraX = 0.0F, cameraY = 0.0F;    ///< the frame's left and top in the texture
  float cameraVx = 0.0F, cameraVy = 0.0F;  ///< pixels a frame
  std::vector<SceneObject> objects;        ///< later ones hide earlier ones
};

/// What is known of a track before it is drawn.
struct TrackLook {
  int width = 0, height = 0;
};

inline constexpr float cameraRoom = 120.0F;  ///< pixels the camera may move each way from the texture's middle

/// Moves everything through all frames. `looks` gets one entry a track: `makeLook(track)` is asked when one enters.
class SceneMotion {
public:
  SceneMotion(const SceneSpec& spec, std::vector<TrackLook> looks);
  const std::vector<SceneMoment>& moments() const noexcept { return m_moments; }
  /// Tracks that may ever be needed.
  static int mostTracks(const SceneSpec& spec) noexcept;

private:
  struct Mover {
    int track = 0;
    float x = 0.0F, y = 0.0F, vx = 0.0F, vy = 0.0F;  ///< velocity of its own, without the camera's
    float wantedVx = 0.0F, wantedVy = 0.0F;
    std::int64_t turnsAt = 0;
  };

  float ownSpeed(int track);
  void steer(Mover& mover, std::int64_t frame);
  Mover inside();
  Mover entering(float cameraVx, float cameraVy);
  bool isGone(const Mover& mover) const;
  void moveCamera(SceneMoment& moment, std::int64_t frame) const;
  void moveAll(const SceneMoment& moment, std::int64_t frame);

  const SceneSpec& m_spec;
  std::vector<TrackLook> m_looks;
  SceneDice m_dice;
  int m_nextTrack = 0;
  std::vector<Mover> m_movers;
  std::vector<SceneMoment> m_moments;
};

}  // namespace effortlab::data
