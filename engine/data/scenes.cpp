#include "data/scenes.h"

#include "core/error.h"
#include "core/parallel.h"
#include "data/labelled_set.h"
#include "data/scene_parts.h"

#include <opencv2/imgcodecs.hpp>

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <optional>

namespace effortlab::data {

namespace {

constexpr float exposure = 0.5F;          ///< of a frame
constexpr float leastShown = 0.1F;        ///< share of an object that must show to be told at all
constexpr float leastCounted = 1.0F / 3;  ///< ... to be counted
constexpr int mostBlurSamples = 8;
constexpr float opaque = 0.5F;
constexpr const char* tunePrefix = "tune-";

/// The class of a Fashion-MNIST label: T-shirt, trouser, pullover, dress, coat, sandal, shirt, sneaker, bag, boot.
constexpr std::array<int, 10> classOfLabel{0, 1, 0, 2, 0, 3, 0, 3, 4, 5};

std::vector<SceneSpec> reportedScenes() {
  std::vector<SceneSpec> scenes;
  for (const bool panning : {false, true}) {
    const auto add = [&](const std::string& kind, const std::string& purpose, SceneSpec spec) {
      spec.name = kind + (panning ? "-pan" : "-static");
      spec.purpose = purpose + (panning ? ", camera pans" : ", camera stands still");
      spec.panning = panning;
      spec.seed = 101 + scenes.size();
      scenes.push_back(std::move(spec));
    };
    add("slow", "2 to 4 objects, slow", {.name = {}, .purpose = {}, .speed = SceneSpeed::Slow});
    add("medium", "2 to 5 objects, medium speed, defocus",
        {.name = {}, .purpose = {}, .most = 5, .speed = SceneSpeed::Medium});
    add("fast", "2 to 4 objects, fast, motion blur, many come and go",
        {.name = {}, .purpose = {}, .smallest = 32.0F, .speed = SceneSpeed::Fast});
    add("small", "3 to 6 objects of 12 to 36 pixels, medium speed",
        {.name = {}, .purpose = {}, .fewest = 3, .most = 6, .smallest = 12.0F, .largest = 36.0F});
    add("crowd", "6 to 9 objects that seek each other: occlusion",
        {.name = {}, .purpose = {}, .fewest = 6, .most = 9, .smallest = 28.0F, .largest = 90.0F, .crossing = true});
  }
  return scenes;
}

void checkSpec(const SceneSpec& spec) {
  const auto require = [&](bool fits, const char* what) {
    if (!fits)
      throw Error(ErrorCode::InvalidArgument, "scene '" + spec.name + "': " + what);
  };
  constexpr std::int64_t leastSide = 32, mostSide = 4096, mostFrames = 100'000;
  constexpr int mostObjects = 64;
  require(std::min(spec.width, spec.height) >= leastSide && std::max(spec.width, spec.height) <= mostSide,
          "sides must be 32 to 4096 pixels");
  require(spec.frames >= 1 && spec.frames <= mostFrames, "frames must be 1 to 100000");
  require(spec.fewest >= 0 && spec.most >= std::max(spec.fewest, 1) && spec.most <= mostObjects,
          "objects must be 0 <= fewest <= most <= 64");
  require(spec.smallest >= 4.0F && spec.largest >= spec.smallest &&
              spec.largest < static_cast<float>(std::min(spec.width, spec.height)),
          "object sizes must be 4 <= smallest <= largest < the frame's shorter side");
  require(spec.framesPerSecond > 0.0, "frames per second must be above 0");
}

/// Bilinear in an RGB image at a place that lies inside, in 1/256 pixels; values times 65536 add to `sum`.
void addPixelAt(const Image& image, std::int64_t x256, std::int64_t y256, std::array<std::uint32_t, 3>& sum) {
  const std::int64_t x = x256 >> 8, y = y256 >> 8;
  const auto fx = static_cast<std::uint32_t>(x256 & 255), fy = static_cast<std::uint32_t>(y256 & 255);
  const std::uint8_t* upper = image.pixels.data() + (y * image.width + x) * 3;
  const std::uint8_t* lower = upper + image.width * 3;
  for (std::size_t c = 0; c < 3; ++c)
    sum[c] +=
        ((256 - fx) * upper[c] + fx * upper[c + 3]) * (256 - fy) + ((256 - fx) * lower[c] + fx * lower[c + 3]) * fy;
}

int blurSamples(float vx, float vy) {
  const float length = exposure * std::sqrt(vx * vx + vy * vy);
  return std::clamp(static_cast<int>(length * 1.5F) + 1, 1, mostBlurSamples);
}

/// Where in the exposure sample k of n lies, in frames from its middle.
float sampleTime(int k, int n) {
  return exposure * ((static_cast<float>(k) + 0.5F) / static_cast<float>(n) - 0.5F);
}

/// Adds a sprite's four values at a place in its pixel centres; nothing outside.
void addSpriteAt(const SpritePicture& picture, float x, float y, std::array<float, 4>& sum) {
  const float floorX = std::floor(x), floorY = std::floor(y);
  const int x0 = static_cast<int>(floorX), y0 = static_cast<int>(floorY);
  if (x0 < 0 || y0 < 0 || x0 + 1 >= picture.width || y0 + 1 >= picture.height)
    return;
  const float fx = x - floorX, fy = y - floorY;
  const float* upper = picture.values.data() + (y0 * picture.width + x0) * 4;
  const float* lower = upper + picture.width * 4;
  for (std::size_t c = 0; c < 4; ++c) {
    const float above = upper[c] + (upper[c + 4] - upper[c]) * fx;
    const float below = lower[c] + (lower[c + 4] - lower[c]) * fx;
    sum[c] += above + (below - above) * fy;
  }
}

void drawObject(const SceneObject& object, const Sprite& sprite, bool blurred, Image& image) {
  const SpritePicture& picture = sprite.byDefocus[static_cast<std::size_t>(object.defocus)];
  const int samples = blurred ? blurSamples(object.vx, object.vy) : 1;
  const float reachX = std::abs(object.vx) * exposure / 2.0F, reachY = std::abs(object.vy) * exposure / 2.0F;
  const float left = object.x - spriteMargin, top = object.y - spriteMargin;
  const auto first = [](float value) { return std::max<std::int64_t>(0, static_cast<std::int64_t>(value) - 1); };
  const auto last = [](float value, std::int64_t side) {
    return value < 0.0F ? 0 : std::min(side, static_cast<std::int64_t>(value) + 2);
  };
  const std::int64_t endX = last(left + static_cast<float>(picture.width) + reachX, image.width);
  const std::int64_t endY = last(top + static_cast<float>(picture.height) + reachY, image.height);
  for (std::int64_t y = first(top - reachY); y < endY; ++y)
    for (std::int64_t x = first(left - reachX); x < endX; ++x) {
      std::array<float, 4> sum{};
      for (int k = 0; k < samples; ++k) {
        const float time = samples > 1 ? sampleTime(k, samples) : 0.0F;
        addSpriteAt(picture, static_cast<float>(x) - left - object.vx * time,
                    static_cast<float>(y) - top - object.vy * time, sum);
      }
      const float share = sum[3] / static_cast<float>(samples);
      if (share <= 0.0F)
        continue;
      std::uint8_t* pixel = image.pixels.data() + (y * image.width + x) * 3;
      for (std::size_t c = 0; c < 3; ++c) {
        const float value = static_cast<float>(pixel[c]) * (1.0F - share) + sum[c] / static_cast<float>(samples);
        pixel[c] = static_cast<std::uint8_t>(std::clamp(value + 0.5F, 0.0F, 255.0F));
      }
    }
}

/// Sensor noise: a triangle of two uniform numbers, another in every frame.
void addGrain(Image& image, std::uint64_t key, int strength) {
  const auto side = static_cast<std::uint64_t>(image.width * image.height);
  for (std::uint64_t i = 0; i < side; ++i) {
    std::uint64_t h = (i + key * 0x9E3779B97F4A7C15ULL) * 0xD1342543DE82EF95ULL;
    h = (h ^ h >> 32) * 0xD1342543DE82EF95ULL;
    const int noise = (static_cast<int>(h >> 56) + static_cast<int>(h >> 48 & 255) - 255) * strength / 255;
    for (std::size_t c = 0; c < 3; ++c) {
      std::uint8_t& value = image.pixels[i * 3 + c];
      value = static_cast<std::uint8_t>(std::clamp(static_cast<int>(value) + noise, 0, 255));
    }
  }
}

}  // namespace

struct Scene::Impl {
  SceneSpec spec;
  Image texture;
  int grain = 0;
  std::vector<int> classes;  ///< by track
  std::vector<Sprite> sprites;
  std::vector<SceneMoment> moments;
  VideoAnnotations annotations;

  explicit Impl(SceneSpec wanted) : spec(std::move(wanted)) {
    checkSpec(spec);
    SceneDice dice(spec.seed, (spec.heldOut ? "scene " : "tuning scene ") + spec.name);
    texture = drawTexture(spec.width + static_cast<std::int64_t>(2.0F * cameraRoom),
                          spec.height + static_cast<std::int64_t>(2.0F * cameraRoom), dice);
    grain = dice.below(10);
    drawSprites(dice);
    std::vector<TrackLook> looks;
    for (const Sprite& sprite : sprites)
      looks.push_back({sprite.width, sprite.height});
    moments = SceneMotion(spec, std::move(looks)).moments();
    annotations.classNames.assign(sceneClasses.begin(), sceneClasses.end());
    annotations.frames.resize(static_cast<std::size_t>(spec.frames));
    parallelFor(spec.frames, true, [this](std::int64_t frame) { annotate(static_cast<std::size_t>(frame)); });
  }

  void drawSprites(SceneDice& dice) {
    const auto garments = openLabelledSet("sample");
    std::array<std::vector<std::int64_t>, sceneClasses.size()> ofClass;
    const std::int64_t first = spec.heldOut ? sampleTuningImages : 0;
    const std::int64_t last = spec.heldOut ? garments->size() : std::min(sampleTuningImages, garments->size());
    for (std::int64_t i = first; i < last; ++i)
      ofClass[static_cast<std::size_t>(classOfLabel.at(static_cast<std::size_t>(garments->label(i))))].push_back(i);
    for (int track = 0; track < SceneMotion::mostTracks(spec); ++track) {
      const int kind = dice.below(static_cast<int>(sceneClasses.size()));
      const auto& choice = ofClass[static_cast<std::size_t>(kind)];
      if (choice.empty())
        throw Error(ErrorCode::MissingData,
                    "the built-in images have none of a " + std::string(sceneClasses[static_cast<std::size_t>(kind)]));
      const Image image =
          garments->image(choice[static_cast<std::size_t>(dice.below(static_cast<int>(choice.size())))]);
      // Small sizes as often as large ones: the square of a uniform root.
      const float root = dice.between(std::sqrt(spec.smallest), std::sqrt(spec.largest));
      sprites.push_back(drawSprite(image, root * root, dice));
      classes.push_back(kind);
    }
  }

  /// Who is seen at each pixel, in the middle of the exposure.
  void annotate(std::size_t frame) {
    const SceneMoment& moment = moments[frame];
    std::vector<std::int16_t> owner(static_cast<std::size_t>(spec.width * spec.height), -1);
    std::vector<std::int64_t> whole(moment.objects.size(), 0), seen(moment.objects.size(), 0);
    for (std::size_t i = 0; i < moment.objects.size(); ++i) {
      const SceneObject& object = moment.objects[i];
      const SpritePicture& picture = sprites[static_cast<std::size_t>(object.track)].byDefocus.front();
      const auto left = static_cast<std::int64_t>(std::floor(object.x + 0.5F)) - spriteMargin;
      const auto top = static_cast<std::int64_t>(std::floor(object.y + 0.5F)) - spriteMargin;
      for (int y = 0; y < picture.height; ++y)
        for (int x = 0; x < picture.width; ++x) {
          if (picture.values[static_cast<std::size_t>((y * picture.width + x) * 4 + 3)] <= opaque)
            continue;
          ++whole[i];
          const std::int64_t px = left + x, py = top + y;
          if (px >= 0 && py >= 0 && px < spec.width && py < spec.height)
            owner[static_cast<std::size_t>(py * spec.width + px)] = static_cast<std::int16_t>(i);
        }
    }
    for (const std::int16_t index : owner)
      if (index >= 0)
        ++seen[static_cast<std::size_t>(index)];
    for (std::size_t i = 0; i < moment.objects.size(); ++i) {
      const float share = static_cast<float>(seen[i]) / static_cast<float>(std::max<std::int64_t>(whole[i], 1));
      if (share > leastShown)
        annotations.frames[frame].push_back(annotationOf(moment.objects[i], share));
    }
  }

  /// The box ends at the frame's edges.
  Annotation annotationOf(const SceneObject& object, float share) const {
    const Sprite& sprite = sprites[static_cast<std::size_t>(object.track)];
    const float left = std::max(object.x, 0.0F), top = std::max(object.y, 0.0F);
    const float right = std::min(object.x + static_cast<float>(sprite.width), static_cast<float>(spec.width));
    const float bottom = std::min(object.y + static_cast<float>(sprite.height), static_cast<float>(spec.height));
    const float length = exposure * std::sqrt(object.vx * object.vx + object.vy * object.vy);
    return {.box = {left, top, right - left, bottom - top},
            .classIndex = classes[static_cast<std::size_t>(object.track)],
            .track = object.track,
            .visible = share,
            .blur = (spec.blurred ? length : 0.0F) + 2.0F * static_cast<float>(object.defocus),
            .counted = share >= leastCounted};
  }

  Image background(const SceneMoment& moment) const {
    Image image{spec.width, spec.height, 3, {}};
    image.pixels.resize(static_cast<std::size_t>(spec.width * spec.height * 3));
    const int samples = spec.blurred ? blurSamples(moment.cameraVx, moment.cameraVy) : 1;
    constexpr float fixedPoint = 256.0F;
    std::vector<std::pair<std::int64_t, std::int64_t>> starts;
    for (int k = 0; k < samples; ++k) {
      const float time = samples > 1 ? sampleTime(k, samples) : 0.0F;
      starts.emplace_back(static_cast<std::int64_t>((moment.cameraX + moment.cameraVx * time) * fixedPoint),
                          static_cast<std::int64_t>((moment.cameraY + moment.cameraVy * time) * fixedPoint));
    }
    const auto divisor = static_cast<std::uint32_t>(samples) << 16;
    std::uint8_t* pixel = image.pixels.data();
    for (std::int64_t y = 0; y < spec.height; ++y)
      for (std::int64_t x = 0; x < spec.width; ++x) {
        std::array<std::uint32_t, 3> sum{};
        for (const auto& [startX, startY] : starts)
          addPixelAt(texture, startX + x * 256, startY + y * 256, sum);
        for (const std::uint32_t value : sum)
          *pixel++ = static_cast<std::uint8_t>((value + divisor / 2) / divisor);
      }
    return image;
  }
};

std::vector<SceneSpec> builtInScenes() {
  std::vector<SceneSpec> scenes = reportedScenes();
  for (SceneSpec spec : reportedScenes()) {
    spec.name = tunePrefix + spec.name;
    spec.purpose += ", for tuning";
    spec.heldOut = false;
    spec.seed += 900;
    scenes.push_back(std::move(spec));
  }
  return scenes;
}

SceneSpec sceneNamed(const std::string& name) {
  const std::size_t hash = name.find('#');
  const std::string kind = name.substr(0, hash);
  std::string names;
  for (SceneSpec& spec : builtInScenes()) {
    names += (names.empty() ? "" : ", ") + spec.name;
    if (spec.name != kind)
      continue;
    if (hash == std::string::npos)
      return spec;
    const std::string_view seed = std::string_view(name).substr(hash + 1);
    const auto [end, error] = std::from_chars(seed.data(), seed.data() + seed.size(), spec.seed);
    if (error != std::errc() || end != seed.data() + seed.size())
      throw Error(ErrorCode::InvalidArgument, "scene '" + name + "': the seed behind # is no number");
    return spec;
  }
  throw Error(ErrorCode::InvalidArgument, "there is no scene '" + kind + "'; there are " + names);
}

Scene::Scene(SceneSpec spec) : m_impl(std::make_unique<Impl>(std::move(spec))) {}

Scene::~Scene() = default;

const SceneSpec& Scene::spec() const noexcept {
  return m_impl->spec;
}

const VideoAnnotations& Scene::annotations() const noexcept {
  return m_impl->annotations;
}

Image Scene::frame(std::int64_t index) const {
  if (index < 0 || index >= m_impl->spec.frames)
    throw Error(ErrorCode::InvalidArgument, "scene '" + m_impl->spec.name + "' has no frame " + std::to_string(index) +
                                                ": it has " + std::to_string(m_impl->spec.frames));
  const SceneMoment& moment = m_impl->moments[static_cast<std::size_t>(index)];
  Image image = m_impl->background(moment);
  for (const SceneObject& object : moment.objects)
    drawObject(object, m_impl->sprites[static_cast<std::size_t>(object.track)], m_impl->spec.blurred, image);
  addGrain(image, m_impl->spec.seed * 1'000'003U + static_cast<std::uint64_t>(index), m_impl->grain);
  return image;
}

void exportScene(const Scene& scene, const std::string& folder, std::int64_t frames) {
  const std::filesystem::path root(folder);
  std::error_code error;
  std::filesystem::create_directories(root / "img1", error);
  std::filesystem::create_directories(root / "gt", error);
  const auto refuse = [](const std::filesystem::path& path) {
    throw Error::inFile(ErrorCode::Unreadable, path.string(), "", "cannot be written; is there room and permission?");
  };
  std::ofstream boxes(root / "gt" / "gt.txt");
  if (!boxes)
    refuse(root / "gt" / "gt.txt");
  std::ofstream names(root / "gt" / "classes.txt");
  for (const std::string_view name : sceneClasses)
    names << name << '\n';
  for (std::int64_t i = 0; i < std::min(frames, scene.spec().frames); ++i) {
    Image image = scene.frame(i);
    for (std::size_t at = 0; at + 2 < image.pixels.size(); at += 3)
      std::swap(image.pixels[at], image.pixels[at + 2]);  // OpenCV writes BGR
    const cv::Mat picture(static_cast<int>(image.height), static_cast<int>(image.width), CV_8UC3, image.pixels.data());
    std::array<char, 32> name{};
    std::snprintf(name.data(), name.size(), "%06lld.png", static_cast<long long>(i + 1));
    const std::filesystem::path file = root / "img1" / name.data();
    bool written = false;
    try {
      written = cv::imwrite(file.string(), picture);
    } catch (const cv::Exception&) {
      written = false;
    }
    if (!written)
      refuse(file);
    for (const Annotation& object : scene.annotations().frames[static_cast<std::size_t>(i)])
      boxes << i + 1 << ',' << object.track + 1 << ',' << object.box.x << ',' << object.box.y << ',' << object.box.w
            << ',' << object.box.h << ',' << (object.counted ? 1 : 0) << ',' << object.classIndex + 1 << ','
            << object.visible << '\n';
  }
  if (!boxes.flush() || !names.flush())
    refuse(root / "gt" / "gt.txt");
}

}  // namespace effortlab::data
