#pragma once

#include "data/box.h"
#include "data/image.h"

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace effortlab::data {

/// Classes of the built-in scenes, in the order of Annotation::classIndex; a detector's labels may be others.
inline constexpr std::array<std::string_view, 6> sceneClasses{"top", "trouser", "dress", "shoe", "bag", "boot"};

/// By the mean overlap of an object with itself 10 frames away: above 0.9, between, below 0.7.
enum class SceneSpeed { Slow, Medium, Fast };

/// What a generated clip shows.
struct SceneSpec {
  std::string name;     ///< behind `scene:`
  std::string purpose;  ///< one line for users
  std::int64_t width = 480, height = 360;
  std::int64_t frames = 150;
  double framesPerSecond = 25.0;
  int fewest = 2, most = 4;                  ///< objects in the picture at a time
  float smallest = 24.0F, largest = 100.0F;  ///< long side of an object, pixels
  SceneSpeed speed = SceneSpeed::Medium;
  bool panning = false;   ///< the camera moves
  bool blurred = true;    ///< by motion, half a frame long, and a defocus that comes and goes
  bool crossing = false;  ///< objects seek each other: occlusion
  bool coming = true;     ///< objects leave and others enter
  bool heldOut = true;    ///< false: for tuning; its sprites and textures are others
  std::uint64_t seed = 1;
};

/// Ten clips to report with (five of them panning), then the same ten for tuning, `tune-` before their names; sprites,
/// textures and motion of the two are disjoint.
std::vector<SceneSpec> builtInScenes();

/// `NAME` or `NAME#SEED`: another clip of the same kind. Errors: Error{InvalidArgument} listing the names.
SceneSpec sceneNamed(const std::string& name);

/// A clip of moving clothes over a generated texture, every frame computed from the seed when asked for: integer
/// arithmetic and exactly rounded operations only, so the same bytes on every machine.
/// Sprites: the test images of `sample`: its tuning images, or the held-out ones. The built-in detector is trained on
/// others. Threads: const, safe to call concurrently.
class Scene {
public:
  /// Errors: Error{InvalidArgument} for a spec out of range, errors of openLabelledSet("sample").
  explicit Scene(SceneSpec spec);
  ~Scene();
  Scene(const Scene&) = delete;
  Scene& operator=(const Scene&) = delete;

  const SceneSpec& spec() const noexcept;
  /// RGB. Errors: Error{InvalidArgument} unless 0 <= index < spec().frames.
  Image frame(std::int64_t index) const;
  /// Exact boxes of the objects that show for more than a tenth; those that show for less than a third are not counted.
  const VideoAnnotations& annotations() const noexcept;

private:
  struct Impl;
  std::unique_ptr<Impl> m_impl;
};

/// Writes frames (PNG, 000001.png ...) to `folder`/img1 and MOT ground truth to `folder`/gt/gt.txt, class names to
/// `folder`/gt/classes.txt.
/// Errors: Error{Unreadable} naming what cannot be written.
void exportScene(const Scene& scene, const std::string& folder, std::int64_t frames);

}  // namespace effortlab::data
