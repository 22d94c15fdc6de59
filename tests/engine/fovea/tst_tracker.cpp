#include "fovea/tracker.h"

#include "core/error.h"
#include "core/parallel.h"
#include "moving_texture.h"
#include "support/test_registry.h"

#include <opencv2/core.hpp>

#include <QTest>

#include <algorithm>
#include <array>
#include <cmath>

using namespace effortlab;
using namespace effortlab::fovea;

namespace {

constexpr int width = 320, height = 240;
const TrackerOptions options{.frame = {.height = height, .width = width}, .classes = 3};
const LookedAt everything{{0, 0, width, height}, BoxOrigin::Full};

Sighting seen(const Box& box, float score = 0.8F, int classIndex = 0, BoxOrigin origin = BoxOrigin::Full) {
  return {{box, classIndex, score}, origin, false};
}

data::Image flatFrame() {
  data::Image image{.width = width, .height = height, .channels = 3, .pixels = {}};
  image.pixels.assign(std::size_t{3} * width * height, 120);
  return image;
}

float centreDistance(const Box& a, const Box& b) {
  return std::hypot(a.x + a.w / 2 - b.x - b.w / 2, a.y + a.h / 2 - b.y - b.h / 2);
}

/// An object that moves by {3, 1} a frame while the camera makes the background move by {-2, 0}; looks at frames
/// 0, 5...
std::vector<ShownBox> runScene(int frames, std::vector<std::array<float, 3>>* errors = nullptr) {
  Tracker tracker(options);
  std::vector<ShownBox> shown;
  for (int frame = 0; frame < frames; ++frame) {
    const auto at = static_cast<float>(frame);
    const Box box{60 + 3 * at, 80 + at, 40, 32};
    tracker.advance(frame, tests::texturedImage(width, height, -2 * at, 0, {{box, 4.0F}}));
    if (frame % 5 == 0)
      tracker.update(std::array{seen(box)});
    const std::vector<ShownBox> boxes = tracker.shown();
    shown.insert(shown.end(), boxes.begin(), boxes.end());
    if (errors && !boxes.empty())
      errors->push_back({centreDistance(boxes[0].box, box), tracker.cameraMotion().first, at});
  }
  return shown;
}

}  // namespace

class tst_tracker : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void followsBetweenLooks() {
    std::vector<std::array<float, 3>> errors;
    const std::vector<ShownBox> shown = runScene(16, &errors);
    QCOMPARE(errors.size(), std::size_t{16});
    for (const auto& [error, camera, frame] : errors) {
      QVERIFY2(error < 1.5F, qPrintable(QStringLiteral("frame %1: %2").arg(frame).arg(error)));
      QVERIFY(frame == 0.0F || std::abs(camera + 2.0F) < 0.3F);
    }
    QCOMPARE(shown[7].track, shown[0].track);
    QCOMPARE(shown[7].origin, BoxOrigin::Held);
    QCOMPARE(shown[7].age, 2);
    QCOMPARE(shown[10].age, 0);
    QCOMPARE(shown[10].origin, BoxOrigin::Full);
  }

  void theSameOnAnyNumberOfThreads() {
    const int usual = cv::getNumThreads();
    std::vector<ShownBox> one, two;
    {
      const ThreadLimit limit(1);
      cv::setNumThreads(1);
      one = runScene(11);
    }
    {
      const ThreadLimit limit(2);
      cv::setNumThreads(2);
      two = runScene(11);
    }
    cv::setNumThreads(usual);
    QCOMPARE(one.size(), two.size());
    for (std::size_t i = 0; i < one.size(); ++i) {
      QCOMPARE(one[i].box.x, two[i].box.x);
      QCOMPARE(one[i].box.y, two[i].box.y);
      QCOMPARE(one[i].box.w, two[i].box.w);
      QCOMPARE(one[i].score, two[i].score);
    }
  }

  // Nothing to see of the object: it stands still in the scene, so the camera's motion moves it.
  void theCameraMovesWhatStands() {
    TrackerOptions still = options;
    still.flow = false;
    Tracker tracker(still);
    tracker.advance(0, tests::texturedImage(width, height, 0, 0));
    tracker.update(std::array{seen({100, 80, 30, 30})});
    for (int frame = 1; frame <= 4; ++frame)
      tracker.advance(frame, tests::texturedImage(width, height, 2.0F * static_cast<float>(frame), 0));
    QCOMPARE(tracker.tracks().size(), std::size_t{1});
    QVERIFY(std::abs(tracker.tracks()[0].box.x - 108) < 0.5F);
    QVERIFY(std::abs(tracker.tracks()[0].velocityX - 2) < 0.2F);
  }

  // A wall without texture, grain and an object that moves: not the camera.
  void grainIsNoCamera() {
    Tracker tracker(options);
    std::uint32_t state = 7;
    for (int frame = 0; frame < 4; ++frame) {
      data::Image image = flatFrame();
      const int left = 100 + 3 * frame;
      for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) {
          state = state * 1664525U + 1013904223U;
          const bool object = x >= left && x < left + 60 && y >= 80 && y < 130;
          const float value =
              (object ? tests::textureAt(static_cast<float>(x - left), static_cast<float>(y), 4.0F) : 120.0F) +
              static_cast<float>(state >> 29);
          for (std::size_t channel = 0; channel < 3; ++channel)
            image.pixels[(static_cast<std::size_t>(y) * width + static_cast<std::size_t>(x)) * 3 + channel] =
                static_cast<std::uint8_t>(std::clamp(value, 0.0F, 255.0F));
        }
      tracker.advance(frame, image);
      QCOMPARE(tracker.cameraMotion().first, 0.0F);
      QCOMPARE(tracker.cameraMotion().second, 0.0F);
    }
  }

  void tinyFramesHaveNoFlow() {
    Tracker tracker({.frame = {.height = 5, .width = 3}, .classes = 1});
    const data::Image tiny{.width = 3, .height = 5, .channels = 3, .pixels = std::vector<std::uint8_t>(45, 9)};
    for (int frame = 0; frame < 5; ++frame) {
      tracker.advance(frame, tiny);
      if (frame == 0)
        tracker.update(std::array{seen({0, 0, 3, 5})});
      QVERIFY(tracker.movingRegions(2).empty());
      QCOMPARE(tracker.shown().size(), std::size_t{1});
    }
  }

  void aMissInAFoveaCostsLess() {
    const auto scoreAfter = [](std::span<const LookedAt> regions) {
      Tracker tracker(options);
      tracker.advance(0, flatFrame());
      tracker.update(std::array{seen({100, 80, 30, 30})});
      tracker.advance(1, flatFrame());
      tracker.update(std::array{seen({100, 80, 30, 30})});
      tracker.advance(2, flatFrame());
      tracker.update({}, regions);
      return tracker.tracks().empty() ? 0.0F : tracker.tracks()[0].score;
    };
    const float full = scoreAfter(std::array{everything});
    const float fovea = scoreAfter(std::array{LookedAt{{80, 60, 70, 70}, BoxOrigin::Fovea}});
    const float elsewhere = scoreAfter(std::array{LookedAt{{200, 60, 70, 70}, BoxOrigin::Scan}});
    const float partly = scoreAfter(std::array{LookedAt{{120, 60, 70, 70}, BoxOrigin::Scan}});
    QCOMPARE(elsewhere, 0.8F);
    QCOMPARE(partly, 0.8F);
    QCOMPARE(full, 0.8F * options.fullMiss);
    QCOMPARE(fovea, 0.8F * options.foveaMiss);
    QVERIFY(full < fovea && fovea < elsewhere);
  }

  void missedOnesGo() {
    Tracker tracker(options);
    tracker.advance(0, flatFrame());
    tracker.update(std::array{seen({100, 80, 30, 30})});
    for (int frame = 1; frame < 6; ++frame) {
      tracker.advance(frame, flatFrame());
      tracker.update({});
    }
    QVERIFY(tracker.tracks().empty());
    QVERIFY(tracker.shown().empty());
  }

  void oneBoxAnObject() {
    Tracker tracker(options);
    tracker.advance(0, flatFrame());
    // A second opinion, a weaker double and another object.
    tracker.update(std::array{seen({100, 80, 30, 30}, 0.8F, 0), seen({101, 80, 30, 30}, 0.6F, 1),
                              seen({104, 82, 30, 30}, 0.5F, 0), seen({200, 80, 30, 30}, 0.9F, 2)});
    QCOMPARE(tracker.tracks().size(), std::size_t{2});
    QCOMPARE(tracker.tracks()[0].classIndex, 2);  // strongest first
    QCOMPARE(tracker.tracks()[1].classIndex, 0);
    QCOMPARE(tracker.tracks()[1].classScores[1], 0.6F);
    const std::vector<ShownBox> shown = tracker.shown();
    QCOMPARE(shown.size(), std::size_t{3});  // the second opinion is shown, too
    QCOMPARE(shown[2].classIndex, 1);
    QCOMPARE(shown[2].track, shown[1].track);
  }

  void classScoresAreAveraged() {
    Tracker tracker(options);
    tracker.advance(0, flatFrame());
    tracker.update(std::array{seen({100, 80, 30, 30}, 0.8F, 1)});
    tracker.advance(1, flatFrame());
    tracker.update(std::array{seen({100, 80, 30, 30}, 0.7F, 2)});
    QCOMPARE(tracker.tracks()[0].classScores, (std::vector<float>{0.0F, 0.4F, 0.35F}));
    QCOMPARE(tracker.tracks()[0].classIndex, 1);
    QCOMPARE(tracker.tracks()[0].hits, 2);
  }

  void weakAndTruncatedOnesBeginNothing() {
    Tracker tracker(options);
    tracker.advance(0, flatFrame());
    Sighting cut = seen({100, 80, 30, 30}, 0.45F, 0, BoxOrigin::Scan);
    cut.truncated = true;
    tracker.update(std::array{seen({20, 80, 30, 30}, 0.05F), cut});
    QVERIFY(tracker.tracks().empty());
    cut.detection.score = 0.9F;
    tracker.update(std::array{cut});
    QCOMPARE(tracker.tracks().size(), std::size_t{1});
  }

  // Enters from the left: the inner edge moves, the box shown stays at the frame's edge until all of it has come in.
  void boxesEnterAndLeave() {
    Tracker tracker(options);
    const auto boxAt = [](int frame) { return Box{-20 + 3 * static_cast<float>(frame), 80, 40, 40}; };
    for (int frame = 0; frame < 4; ++frame) {
      tracker.advance(frame, tests::texturedImage(width, height, 0, 0, {{boxAt(frame), 4.0F}}));
      if (frame == 0)
        tracker.update(std::array{seen({0, 80, 20, 40})});
    }
    const std::vector<ShownBox> entering = tracker.shown();
    QCOMPARE(entering.size(), std::size_t{1});
    QCOMPARE(entering[0].box.x, 0.0F);
    QVERIFY(std::abs(entering[0].box.w - 29) < 2.5F);

    tracker.restart();
    for (int frame = 0; frame < 30; ++frame) {
      const Box box{250 + 4 * static_cast<float>(frame), 80, 40, 40};
      tracker.advance(frame, tests::texturedImage(width, height, 0, 0, {{box, 4.0F}}));
      if (frame % 5 == 0 && box.x < 300)
        tracker.update(std::array{seen({box.x, 80, std::min(40.0F, width - box.x), 40})});
      for (const ShownBox& one : tracker.shown())
        QVERIFY(one.box.x >= 0 && one.box.x + one.box.w <= width && one.box.w > 0);
    }
    QVERIFY(tracker.tracks().empty());
  }

  void newcomersMove() {
    Tracker tracker(options);
    const Box known{40, 40, 40, 40};
    for (int frame = 0; frame < 5; ++frame) {
      const auto at = static_cast<float>(frame);
      const Box stranger{200 + 3 * at, 150, 36, 30};
      const Box followed{40 + 3 * at, 40, 40, 40};
      tracker.advance(frame, tests::texturedImage(width, height, 0, 0, {{followed, 4.0F}, {stranger, 2.0F}}));
      if (frame == 0) {
        QVERIFY(tracker.movingRegions(3).empty());
        tracker.update(std::array{seen(known)});
      }
    }
    const std::vector<Box> moving = tracker.movingRegions(3);
    QCOMPARE(moving.size(), std::size_t{1});
    QVERIFY(centreDistance(moving[0], {212, 150, 36, 30}) < 12);
    QVERIFY(tracker.movingRegions(0).empty());
    QVERIFY(tracker.changedShare() < 0.2F);
  }

  void aCutShows() {
    Tracker tracker(options);
    tracker.advance(0, tests::texturedImage(width, height, 0, 0));
    QCOMPARE(tracker.greyChange(), 0.0F);
    tracker.update(std::array{seen({100, 80, 30, 30})});
    tracker.advance(1, tests::texturedImage(width, height, 1, 0));
    QVERIFY(tracker.greyChange() < 10.0F);
    data::Image black = flatFrame();
    std::fill(black.pixels.begin(), black.pixels.end(), std::uint8_t{0});
    tracker.advance(2, black);
    QVERIFY(tracker.greyChange() > 60.0F);
    tracker.cut();
    QVERIFY(tracker.tracks().empty());
  }

  void beginsAnew() {
    Tracker tracker(options);
    const auto begin = [&tracker](std::int64_t frame) {
      tracker.advance(frame, flatFrame());
      tracker.update(std::array{seen({100, 80, 30, 30})});
      QCOMPARE(tracker.tracks().size(), std::size_t{1});
    };
    begin(4);
    tracker.advance(5, flatFrame());
    QCOMPARE(tracker.tracks().size(), std::size_t{1});
    tracker.advance(7, flatFrame());  // a gap
    QVERIFY(tracker.tracks().empty());
    begin(8);
    tracker.advance(3, flatFrame());  // back
    QVERIFY(tracker.tracks().empty());
    begin(4);
    tracker.restart();
    QVERIFY(tracker.tracks().empty());
    tracker.advance(5, flatFrame());
    QVERIFY(tracker.tracks().empty());
  }

  void refusesWhatItCannotFollow() {
    QVERIFY_THROWS_EXCEPTION(Error, Tracker({.frame = {.height = 0, .width = 4}, .classes = 1}));
    QVERIFY_THROWS_EXCEPTION(Error, Tracker({.frame = {.height = 4, .width = 4}, .classes = 0}));
    Tracker tracker(options);
    QVERIFY_THROWS_EXCEPTION(Error, tracker.advance(0, tests::texturedImage(100, 100, 0, 0)));
  }
};

EFFORTLAB_TEST(tst_tracker)
#include "tst_tracker.moc"
