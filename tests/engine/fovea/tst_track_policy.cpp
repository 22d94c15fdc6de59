#include "fovea/track_policy.h"

#include "core/error.h"
#include "moving_texture.h"
#include "support/test_registry.h"

#include <QTest>

#include <cmath>

using namespace effortlab;
using namespace effortlab::fovea;

namespace {

constexpr int width = 320, height = 240, frames = 12;

Box boxAt(std::int64_t frame) {
  return {60 + 3 * static_cast<float>(frame), 80, 40, 32};
}

FramePtr pictureAt(std::int64_t frame) {
  return std::make_shared<const data::Image>(tests::texturedImage(width, height, 0, 0, {{boxAt(frame), 4.0F}}));
}

std::unique_ptr<detect::Detector> oracle() {
  std::vector<detect::Detections> found;
  for (std::int64_t frame = 0; frame < frames; ++frame)
    found.push_back({{boxAt(frame), 0, 0.9F}});
  return detect::makePrecomputedDetector(found, {"thing"}, {.height = height, .width = width});
}

}  // namespace

class tst_track_policy : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void looksEveryKthFrame() {
    const auto detector = oracle();
    const PolicyOptions options{.frame = {.height = height, .width = width}, .input = {}};
    const auto policy = makePolicy(PolicySettings({PolicyKind::Track, 4}), *detector, options);
    QCOMPARE(policy->canvases().size(), std::size_t{1});
    QCOMPARE(policy->canvases()[0].width, width);
    for (std::int64_t frame = 0; frame < frames; ++frame) {
      const FrameRecord record = policy->look({.frame = frame, .image = pictureAt(frame)});
      QCOMPARE(record.kind, frame % 4 == 0 ? FrameKind::Full : FrameKind::Skipped);
      QCOMPARE(record.canvas.width, frame % 4 == 0 ? width : 0);
      QCOMPARE(record.boxes.size(), std::size_t{1});
      QVERIFY(std::abs(record.boxes[0].box.x - boxAt(frame).x) < 1.5F);
      QCOMPARE(record.boxes[0].age, static_cast<int>(frame % 4));
    }
  }

  void beginsAnewAfterAGap() {
    const auto detector = oracle();
    const PolicyOptions options{.frame = {.height = height, .width = width}, .input = {}};
    const auto policy = makePolicy(PolicySettings({PolicyKind::Track, 5}), *detector, options);
    const auto kindAt = [&](std::int64_t frame) {
      return policy->look({.frame = frame, .image = pictureAt(frame)}).kind;
    };
    QCOMPARE(kindAt(0), FrameKind::Full);
    QCOMPARE(kindAt(1), FrameKind::Skipped);
    QCOMPARE(kindAt(4), FrameKind::Full);
    QCOMPARE(kindAt(5), FrameKind::Skipped);
    QCOMPARE(kindAt(2), FrameKind::Full);
    policy->restart();
    QCOMPARE(kindAt(3), FrameKind::Full);
    QVERIFY_THROWS_EXCEPTION(Error, policy->change(PolicySettings({PolicyKind::Full})));
    policy->change(PolicySettings({PolicyKind::Track, 2}));
    QCOMPARE(kindAt(4), FrameKind::Skipped);
    QCOMPARE(kindAt(5), FrameKind::Full);
  }

  void aCutIsLookedAt() {
    const auto detector = oracle();
    const PolicyOptions options{.frame = {.height = height, .width = width}, .input = {}};
    PolicySettings settings({PolicyKind::Track, 10});
    settings.set("cut", 20);
    const auto policy = makePolicy(settings, *detector, options);
    policy->look({.frame = 0, .image = pictureAt(0)});
    data::Image black{.width = width, .height = height, .channels = 3, .pixels = {}};
    black.pixels.assign(std::size_t{3} * width * height, 0);
    const auto cut = std::make_shared<const data::Image>(std::move(black));
    QCOMPARE(policy->look({.frame = 1, .image = cut}).kind, FrameKind::Full);
    QCOMPARE(policy->look({.frame = 2, .image = cut}).kind, FrameKind::Skipped);
  }
};

EFFORTLAB_TEST(tst_track_policy)
#include "tst_track_policy.moc"
