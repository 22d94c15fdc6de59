#include "charts/chart_theme.h"
#include "fovea_samples.h"
#include "support/test_registry.h"
#include "video/origin_style.h"
#include "video/timeline_strip.h"

#include <QSignalSpy>
#include <QTest>

using namespace effortlab;
using namespace effortlab::tests;
using namespace effortlab::widgets;

namespace {

struct StripFixture {
  TimelineStrip strip;
  QSignalSpy sought{&strip, &TimelineStrip::seekRequested};

  explicit StripFixture(std::int64_t frames = 50) {
    strip.resize(516, 44);  // 500 pixels for the frames
    strip.setVideo(frames, 25.0);
    strip.show();
  }
  QPoint at(std::int64_t frame) const { return {static_cast<int>(strip.xOf(frame)), 25}; }
};

}  // namespace

class tst_timeline_strip : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void everyFrameCanBeHit() {
    StripFixture f;
    for (std::int64_t frame = 0; frame < 50; ++frame) {
      QCOMPARE(f.strip.frameAt(f.strip.xOf(frame)), frame);
    }
    QCOMPARE(f.strip.frameAt(-100.0), 0);
    QCOMPARE(f.strip.frameAt(9000.0), 49);
  }
  void dragSeeks() {
    StripFixture f;
    QSignalSpy started(&f.strip, &TimelineStrip::scrubStarted);
    QSignalSpy finished(&f.strip, &TimelineStrip::scrubFinished);
    QTest::mousePress(&f.strip, Qt::LeftButton, {}, f.at(10));
    QCOMPARE(f.sought.back().at(0).toLongLong(), 10);
    QTest::mouseMove(&f.strip, f.at(31));
    QCOMPARE(f.sought.back().at(0).toLongLong(), 31);
    QVERIFY(f.strip.isScrubbing());
    QTest::mouseMove(&f.strip, f.at(31));
    QCOMPARE(f.sought.count(), 2);  // the same frame, not told again
    QTest::mouseRelease(&f.strip, Qt::LeftButton, {}, f.at(31));
    QCOMPARE(started.count(), 1);
    QCOMPARE(finished.count(), 1);
    QCOMPARE(f.strip.currentFrame(), 31);
  }
  void hidingEndsTheDrag() {
    StripFixture f;
    QSignalSpy finished(&f.strip, &TimelineStrip::scrubFinished);
    QTest::mousePress(&f.strip, Qt::LeftButton, {}, f.at(10));
    f.strip.hide();
    QCOMPARE(finished.count(), 1);
  }
  void keysSeek_data() {
    QTest::addColumn<int>("key");
    QTest::addColumn<qint64>("frame");
    QTest::newRow("left") << int(Qt::Key_Left) << qint64(29);
    QTest::newRow("right") << int(Qt::Key_Right) << qint64(31);
    QTest::newRow("second back") << int(Qt::Key_PageUp) << qint64(5);
    QTest::newRow("second on") << int(Qt::Key_PageDown) << qint64(49);
    QTest::newRow("home") << int(Qt::Key_Home) << qint64(0);
    QTest::newRow("end") << int(Qt::Key_End) << qint64(49);
  }
  void keysSeek() {
    QFETCH(int, key);
    QFETCH(qint64, frame);
    StripFixture f;
    f.strip.setCurrentFrame(30);
    QCOMPARE(f.sought.count(), 0);  // told by the owner
    QTest::keyClick(&f.strip, static_cast<Qt::Key>(key));
    QCOMPARE(f.sought.count(), 1);
    QCOMPARE(f.sought.front().at(0).toLongLong(), frame);
  }
  void kindsHaveColoursAndHeights() {
    StripFixture f;
    auto record = sampleRecord(2);
    record.kind = fovea::FrameKind::Full;
    f.strip.setKinds(std::vector{record, skippedRecord(4)});
    f.strip.setKind(3, fovea::FrameKind::Fovea);
    f.strip.setKind(99, fovea::FrameKind::Full);  // not of this video
    f.strip.setDecoded({{0, 9}});
    f.strip.setMarks({2}, {3});
    const QImage image = f.strip.grab().toImage();
    const ChartTheme theme = ChartTheme::fromPalette(f.strip.palette());
    const auto colorAt = [&](std::int64_t frame, int y) {
      return image.pixelColor(static_cast<int>(f.strip.xOf(frame)), y);
    };
    QCOMPARE(colorAt(2, 14), theme.*OriginStyle::colorRole(fovea::FrameKind::Full));
    QCOMPARE(colorAt(3, 14), theme.background);  // lower
    QCOMPARE(colorAt(3, 30), theme.*OriginStyle::colorRole(fovea::FrameKind::Fovea));
    QCOMPARE(colorAt(4, 30), theme.background);
    QCOMPARE(colorAt(4, 34), theme.*OriginStyle::colorRole(fovea::FrameKind::Skipped));
    QCOMPARE(colorAt(5, 40), theme.executed);           // decoded
    QCOMPARE(colorAt(20, 40).rgb(), theme.grid.rgb());  // not yet
    f.strip.clearKinds();
    QCOMPARE(f.strip.grab().toImage().pixelColor(static_cast<int>(f.strip.xOf(2)), 20), theme.background);
  }
  void moreFramesThanPixels() {
    StripFixture f(20'000);
    f.strip.setKind(10'000, fovea::FrameKind::Full);
    f.strip.setKind(10'001, fovea::FrameKind::Skipped);  // in the same column of pixels
    const QImage image = f.strip.grab().toImage();
    const ChartTheme theme = ChartTheme::fromPalette(f.strip.palette());
    QCOMPARE(image.pixelColor(static_cast<int>(f.strip.xOf(10'000)), 20),
             theme.*OriginStyle::colorRole(fovea::FrameKind::Full));
  }
  void camerasAndNothingCannotBeSought() {
    for (const std::int64_t frames : {std::int64_t{0}, std::int64_t{-1}}) {
      StripFixture f(frames);
      QTest::mouseClick(&f.strip, Qt::LeftButton, {}, QPoint(100, 20));
      QTest::keyClick(&f.strip, Qt::Key_End);
      QCOMPARE(f.sought.count(), 0);
      f.strip.grab();
      QVERIFY(!f.strip.accessibleDescription().isEmpty());
    }
  }
};

EFFORTLAB_TEST(tst_timeline_strip)
#include "tst_timeline_strip.moc"
