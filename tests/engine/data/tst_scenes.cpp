#include "core/error.h"
#include "core/file_io.h"
#include "data/boxes_io.h"
#include "data/scenes.h"
#include "data/video_source.h"
#include "support/test_files.h"
#include "support/test_registry.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

using namespace effortlab;
using namespace effortlab::data;

namespace {

std::string hashOf(const Image& image) {
  return toHex(fnv1a(image.pixels.data(), image.pixels.size()));
}

/// Mean overlap of objects with themselves 10 frames later, whole ones only.
double meanOverlap(const Scene& scene) {
  constexpr std::size_t reach = 10;
  double sum = 0.0;
  int count = 0;
  const auto& frames = scene.annotations().frames;
  for (std::size_t frame = 0; frame + reach < frames.size(); ++frame)
    for (const Annotation& now : frames[frame])
      for (const Annotation& then : frames[frame + reach])
        if (now.track == then.track && now.visible > 0.9F && then.visible > 0.9F) {
          const float width =
              std::min(now.box.x + now.box.w, then.box.x + then.box.w) - std::max(now.box.x, then.box.x);
          const float height =
              std::min(now.box.y + now.box.h, then.box.y + then.box.h) - std::max(now.box.y, then.box.y);
          const float both = std::max(0.0F, width) * std::max(0.0F, height);
          sum += static_cast<double>(both / (now.box.w * now.box.h + then.box.w * then.box.h - both));
          ++count;
        }
  return count > 0 ? sum / count : 1.0;
}

bool samplesAreHere() {
  try {
    static_cast<void>(Scene(sceneNamed("slow-static")));
    return true;
  } catch (const Error&) {
    return false;
  }
}

}  // namespace

class tst_scenes : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void initTestCase() {
    if (!samplesAreHere())
      QSKIP("dataset-fashion-mnist is not on this machine");
  }

  void tenToReportAndTenToTune() {
    const std::vector<SceneSpec> scenes = builtInScenes();
    QCOMPARE(scenes.size(), std::size_t{20});
    std::set<std::uint64_t> seeds;
    for (const SceneSpec& spec : scenes) {
      seeds.insert(spec.seed);
      QCOMPARE(spec.heldOut, !spec.name.starts_with("tune-"));
    }
    QCOMPARE(seeds.size(), std::size_t{20});
    QCOMPARE(
        std::count_if(scenes.begin(), scenes.end(), [](const SceneSpec& spec) { return spec.heldOut && spec.panning; }),
        5);
  }

  void unknownNamesListTheKnown() {
    try {
      static_cast<void>(sceneNamed("nothing"));
      QFAIL("made up a scene");
    } catch (const Error& error) {
      QCOMPARE(error.code(), ErrorCode::InvalidArgument);
      QVERIFY(std::string(error.what()).find("fast-pan") != std::string::npos);
    }
    QCOMPARE(sceneNamed("fast-pan#7").seed, std::uint64_t{7});
    QVERIFY_THROWS_EXCEPTION(Error, static_cast<void>(sceneNamed("fast-pan#x")));
  }

  void theSameOnEveryMachine() {
    // Known answers: arithmetic that rounds otherwise anywhere shows here.
    const Scene scene(sceneNamed("fast-pan"));
    const Scene again(sceneNamed("fast-pan"));
    QCOMPARE(hashOf(scene.frame(60)), hashOf(again.frame(60)));
    QVERIFY(hashOf(scene.frame(60)) != hashOf(scene.frame(61)));
    QCOMPARE(hashOf(scene.frame(60)), std::string("2dec63e14966385c"));
    QCOMPARE(hashOf(Scene(sceneNamed("crowd-static")).frame(149)), std::string("9785903dac8cf712"));
  }

  void speedsAreWhatTheyAreCalled() {
    QVERIFY(meanOverlap(Scene(sceneNamed("slow-static"))) > 0.85);
    const double medium = meanOverlap(Scene(sceneNamed("medium-static")));
    QVERIFY2(medium > 0.5 && medium < 0.9, qPrintable(QString::number(medium)));
    QVERIFY(meanOverlap(Scene(sceneNamed("fast-static"))) < 0.5);
  }

  void boxesLieInsideAndObjectsComeAndGo() {
    for (const SceneSpec& spec : builtInScenes()) {
      const Scene scene(spec);
      std::set<int> tracks;
      std::size_t most = 0;
      for (const auto& frame : scene.annotations().frames) {
        most = std::max(most, frame.size());
        for (const Annotation& object : frame) {
          tracks.insert(object.track);
          QVERIFY(object.box.x >= 0.0F && object.box.y >= 0.0F && object.box.w > 0.0F && object.box.h > 0.0F);
          QVERIFY(object.box.x + object.box.w <= static_cast<float>(spec.width));
          QVERIFY(object.box.y + object.box.h <= static_cast<float>(spec.height));
          QVERIFY(object.visible > 0.0F && object.visible <= 1.0F);
        }
      }
      QVERIFY2(most <= static_cast<std::size_t>(spec.most), spec.name.c_str());
      QVERIFY2(most >= static_cast<std::size_t>(spec.fewest), spec.name.c_str());
      if (spec.speed == SceneSpeed::Fast)
        QVERIFY2(tracks.size() > static_cast<std::size_t>(spec.most), spec.name.c_str());
    }
  }

  void aBoxHoldsItsObject() {
    // The picture without objects differs from the one with them inside the boxes only (blur and defocus off).
    SceneSpec spec = sceneNamed("medium-static");
    spec.blurred = false;
    const Scene scene(spec);
    const Image first = scene.frame(0), later = scene.frame(120);
    std::int64_t outside = 0, inside = 0;
    for (std::int64_t y = 0; y < spec.height; ++y)
      for (std::int64_t x = 0; x < spec.width; ++x) {
        const auto at = static_cast<std::size_t>((y * spec.width + x) * 3);
        if (std::abs(int{first.pixels[at]} - int{later.pixels[at]}) < 40)
          continue;
        const auto covers = [&](const Annotation& object) {
          constexpr float edge = 1.5F;
          const auto px = static_cast<float>(x), py = static_cast<float>(y);
          return px > object.box.x - edge && px < object.box.x + object.box.w + edge && py > object.box.y - edge &&
                 py < object.box.y + object.box.h + edge;
        };
        const auto& now = scene.annotations().frames[0];
        const auto& then = scene.annotations().frames[120];
        const bool covered =
            std::any_of(now.begin(), now.end(), covers) || std::any_of(then.begin(), then.end(), covers);
        ++(covered ? inside : outside);
      }
    QCOMPARE(outside, 0);
    QVERIFY(inside > 200);
  }

  void specsOutOfRangeAreRefused() {
    SceneSpec spec = sceneNamed("slow-pan");
    spec.largest = 1000.0F;
    QVERIFY_THROWS_EXCEPTION(Error, Scene{spec});
    const Scene scene(sceneNamed("slow-pan"));
    QVERIFY_THROWS_EXCEPTION(Error, static_cast<void>(scene.frame(150)));
    QVERIFY_THROWS_EXCEPTION(Error, static_cast<void>(scene.frame(-1)));
  }

  void exportsWhatTheReadersRead() {
    const tests::TemporaryFolder folder;
    const Scene scene(sceneNamed("tune-small-pan"));
    exportScene(scene, folder.path().string(), 3);
    const auto video = openVideo(folder.path().string());
    QCOMPARE(video->info().frames, 3);
    QCOMPARE(hashOf(*video->frame(2)), hashOf(scene.frame(2)));
    const VideoAnnotations read =
        readAnnotations(folder.path(), {.width = 480,
                                        .height = 360,
                                        .frames = 3,
                                        .firstNumber = 1,
                                        .firstNumberKnown = true,
                                        .labels = {"background", "top", "trouser", "dress", "shoe", "bag", "boot"}});
    QCOMPARE(read.frames.size(), std::size_t{3});
    const auto& expected = scene.annotations().frames[1];
    QCOMPARE(read.frames[1].size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
      QCOMPARE(read.frames[1][i].classIndex, expected[i].classIndex + 1);
      QVERIFY(std::abs(read.frames[1][i].box.x - expected[i].box.x) < 0.01F);
      QCOMPARE(read.frames[1][i].counted, expected[i].counted);
    }
    QVERIFY_THROWS_EXCEPTION(Error, exportScene(scene, "/proc/nowhere", 1));
  }
};

EFFORTLAB_TEST(tst_scenes)
#include "tst_scenes.moc"
