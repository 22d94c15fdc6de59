#include "fake_policy.h"
#include "jobs/video_player.h"
#include "support/test_registry.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>

using namespace effortlab;

namespace {

constexpr int longWaitMs = 10000;
constexpr std::int64_t frames = 40;

/// A player on fakes; what it told, as it came.
struct Bench {
  std::shared_ptr<tests::PolicyScript> script = std::make_shared<tests::PolicyScript>();
  app::VideoPlayer player{{.makePolicy = tests::fakePolicies(script), .threads = 1}};
  std::vector<std::int64_t> analysed;
  app::FrameViewPtr shown;
  QSignalSpy failures{&player, &app::VideoPlayer::failed};

  Bench() {
    QObject::connect(&player, &app::VideoPlayer::arrived, &player, [this] {
      for (const app::SeenFrame& seen : player.takeSeen())
        analysed.push_back(seen.frame);
      if (const app::FrameViewPtr view = player.takeView())
        shown = view;
    });
  }
  static app::PolicyPair pair() {
    return {.a = fovea::PolicySettings({.kind = fovea::PolicyKind::Best}), .b = std::nullopt};
  }
  void open(std::shared_ptr<data::VideoSource> video = tests::fakeVideo(frames)) {
    player.open(std::move(video), tests::fakeDetector(), pair());
    QTRY_VERIFY_WITH_TIMEOUT(shown && shown->frame == 0 && !player.isBusy(), longWaitMs);
  }
  bool shows(std::int64_t frame) const { return shown && shown->frame == frame && !player.isBusy(); }
};

}  // namespace

class tst_video_player : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void itOpensPausedOnTheFirstFrame() {
    Bench bench;
    bench.open();
    QVERIFY(!bench.player.isPlaying());
    QVERIFY(bench.shown->a && bench.shown->a->montage && !bench.shown->b);
    QCOMPARE(bench.analysed, std::vector<std::int64_t>{0});
  }

  void everyFrameIsAnalysedInOrderUpToTheEnd() {
    Bench bench;
    bench.open();
    bench.player.setSpeed(0.0);
    bench.player.play();  // may be over before one could look
    QTRY_VERIFY_WITH_TIMEOUT(bench.shows(frames - 1), longWaitMs);
    QTRY_VERIFY_WITH_TIMEOUT(!bench.player.isPlaying(), longWaitMs);
    QCOMPARE(std::ssize(bench.analysed), frames);
    for (std::int64_t i = 0; i < frames; ++i)
      QCOMPARE(bench.analysed[static_cast<std::size_t>(i)], i);
    bench.player.play();  // at the end: from the start
    QTRY_COMPARE_WITH_TIMEOUT(std::ssize(bench.analysed), 2 * frames, longWaitMs);
  }

  void itLoops() {
    Bench bench;
    bench.open();
    bench.player.setSpeed(0.0);
    bench.player.setLoop(true);
    bench.player.play();
    QTRY_VERIFY_WITH_TIMEOUT(std::ssize(bench.analysed) > 3 * frames, longWaitMs);
    QVERIFY(bench.player.isPlaying());
    bench.player.pause();
    QVERIFY(!bench.player.isPlaying());
    QVERIFY(bench.script->restarts > 2);
  }

  void itKeepsTheVideosTime() {
    Bench bench;
    constexpr double rate = 50.0;
    bench.open(tests::fakeVideo(frames, -1, rate));
    QElapsedTimer clock;
    clock.start();
    bench.player.playUntil(20);
    QTRY_VERIFY_WITH_TIMEOUT(!bench.player.isPlaying(), longWaitMs);
    QVERIFY2(clock.elapsed() >= 350, qPrintable(QString::number(clock.elapsed())));  // 20 frames at 50 a second
    QTRY_VERIFY(bench.shows(20));
  }

  void stepsShowWhatWasKept() {
    Bench bench;
    bench.open();
    for (int i = 0; i < 3; ++i)
      bench.player.step(1);
    QTRY_VERIFY_WITH_TIMEOUT(bench.shows(3), longWaitMs);
    const auto record = bench.shown->a;
    bench.player.step(-2);
    QTRY_VERIFY_WITH_TIMEOUT(bench.shows(1), longWaitMs);
    QCOMPARE(bench.script->looks.load(), 4);  // nothing was looked at again
    QVERIFY(bench.shown->a->montage);
    bench.player.step(2);
    QTRY_VERIFY_WITH_TIMEOUT(bench.shows(3), longWaitMs);
    QCOMPARE(bench.script->looks.load(), 4);
    bench.player.step(1);
    QTRY_VERIFY_WITH_TIMEOUT(bench.shows(4), longWaitMs);
    QCOMPARE(bench.script->looks.load(), 5);
    QCOMPARE(bench.script->restarts.load(), 0);  // the policy went on where it was
    bench.player.step(-100);
    QTRY_VERIFY_WITH_TIMEOUT(bench.shows(0), longWaitMs);
  }

  void aJumpIsExactAndStartsThePolicyAnew() {
    Bench bench;
    bench.open();
    bench.player.seek(23);
    QTRY_VERIFY_WITH_TIMEOUT(bench.shows(23), longWaitMs);
    QCOMPARE(static_cast<int>(bench.shown->image->pixels.front()), 23);
    QVERIFY(bench.script->restarts > 0);
    bench.player.seek(1'000'000);
    QTRY_VERIFY_WITH_TIMEOUT(bench.shows(frames - 1), longWaitMs);
    bench.player.seek(23);
    const int looks = bench.script->looks;
    QTRY_VERIFY_WITH_TIMEOUT(bench.shows(23), longWaitMs);
    QCOMPARE(bench.script->looks.load(), looks);
  }

  void parametersCountFromTheNextFrame() {
    Bench bench;
    bench.open();
    bench.player.playUntil(7);
    QTRY_VERIFY_WITH_TIMEOUT(bench.shows(7), longWaitMs);
    QCOMPARE(bench.shown->a->boxes.front().score, static_cast<float>(Bench::pair().a.value("score")) + 0.5F);
    const int made = bench.script->made;
    app::PolicyPair changed = Bench::pair();
    changed.a.set("score", 0.25);
    bench.player.setPolicies(changed);
    QTRY_VERIFY_WITH_TIMEOUT(bench.shown->a->boxes.front().score == 0.75F, longWaitMs);
    QCOMPARE(bench.shown->frame, 7);  // it stands still, but shows the new setting
    QCOMPARE(bench.script->made.load(), made);
    QCOMPARE(bench.script->changes.load(), 1);
    QCOMPARE(bench.analysed.back(), 7);
    QCOMPARE(*(bench.analysed.end() - 3), 5);  // looked at again from the last full frame on
    changed.b = fovea::PolicySettings({.kind = fovea::PolicyKind::Full});
    bench.player.setPolicies(changed);
    QTRY_VERIFY_WITH_TIMEOUT(bench.shown->b != nullptr, longWaitMs);
    QCOMPARE(bench.shown->frame, 7);
  }

  void aFailureKeepsWhatWasComputed() {
    Bench bench;
    bench.script->failsAt = 6;
    bench.open();
    bench.player.play();
    QTRY_COMPARE_WITH_TIMEOUT(bench.failures.count(), 1, longWaitMs);
    const auto failure = bench.failures.front().front().value<app::JobFailure>();
    QCOMPARE(failure.code, ErrorCode::ShapeMismatch);
    QVERIFY(!bench.player.isPlaying());
    QTRY_COMPARE(std::ssize(bench.analysed), 6);
    QTRY_COMPARE(bench.shown->frame, 6);
    QVERIFY(!bench.shown->a);  // the picture is there, the boxes are not
    bench.player.step(-1);
    QTRY_VERIFY_WITH_TIMEOUT(bench.shows(5), longWaitMs);
    QVERIFY(bench.shown->a);
  }

  void aVideoThatEndsEarlyIsToldOf() {
    Bench bench;
    bench.open(tests::fakeVideo(frames, 10));
    bench.player.play();
    QTRY_COMPARE_WITH_TIMEOUT(bench.failures.count(), 1, longWaitMs);
    QCOMPARE(bench.failures.front().front().value<app::JobFailure>().code, ErrorCode::Truncated);
    QTRY_COMPARE(std::ssize(bench.analysed), 10);
  }

  void closingMidFrameTakesNoTime() {
    QElapsedTimer clock;
    {
      Bench bench;
      bench.open();
      bench.script->lookMs = 5000;
      bench.player.play();
      QTRY_VERIFY_WITH_TIMEOUT(bench.script->looks > 1, longWaitMs);
      clock.start();
      bench.player.open(tests::fakeVideo(5), tests::fakeDetector(), Bench::pair());  // takes the player away at once
      bench.script->lookMs = 0;
      QTRY_VERIFY_WITH_TIMEOUT(bench.shows(0), longWaitMs);
      QVERIFY(!bench.player.isPlaying());
      bench.script->lookMs = 5000;
      bench.player.play();
      QTRY_VERIFY_WITH_TIMEOUT(bench.script->looks > 3, longWaitMs);
      clock.start();
    }
    QVERIFY2(clock.elapsed() < 500, qPrintable(QString::number(clock.elapsed())));
  }
};

EFFORTLAB_TEST(tst_video_player)
#include "tst_video_player.moc"
