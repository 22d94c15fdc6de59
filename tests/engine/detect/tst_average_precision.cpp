#include "detect/average_precision.h"
#include "support/test_registry.h"

#include <QTest>

#include <cmath>

using namespace effortlab::detect;

namespace {

Annotation object(const Box& box, int classIndex = 0, int track = -1) {
  return {.box = box, .classIndex = classIndex, .track = track};
}

constexpr Box home{0, 0, 10, 10};
constexpr Box away{50, 50, 10, 10};

bool isClose(double value, double expected) {
  return std::abs(value - expected) < 1e-12;
}

/// One object that moves `step` pixels a frame.
Truth moving(float step, std::size_t frames) {
  Truth truth(frames);
  for (std::size_t i = 0; i < frames; ++i)
    truth[i] = {object({static_cast<float>(i) * step, 0, 100, 100}, 0, 1)};
  return truth;
}

}  // namespace

class tst_average_precision : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void areaUnderTheEnvelope() {
    // By score: hit, false, hit, false of 3 objects. Precision at recall 1/3: 1, at 2/3: 2/3; AP = 1/3 + 2/9.
    const Truth truth{{object(home), object(away)}, {object(home)}};
    const std::vector<Detections> found{{{home, 0, 0.9F}, {{200, 0, 10, 10}, 0, 0.8F}, {away, 0, 0.7F}},
                                        {{{200, 0, 10, 10}, 0, 0.6F}}};
    const PrecisionReport report = averagePrecision(found, truth, {});
    QCOMPARE(report.classes.size(), std::size_t{1});
    QVERIFY2(isClose(report.meanAp, 1.0 / 3.0 + 2.0 / 9.0), qPrintable(QString::number(report.meanAp, 'g', 17)));
    QCOMPARE(report.classes[0].objects, 3);
    QCOMPARE(report.classes[0].detections, 4);
    QVERIFY(isClose(report.classes[0].curve[2].recall, 2.0 / 3.0));
  }

  void theEnvelopeLooksToTheRight() {
    // false, hit, hit of 2 objects: precision 0, 1/2, 2/3; the envelope is 2/3 everywhere.
    const Truth truth{{object(home), object(away)}};
    const std::vector<Detections> found{{{{200, 0, 10, 10}, 0, 0.9F}, {home, 0, 0.8F}, {away, 0, 0.7F}}};
    QVERIFY(isClose(averagePrecision(found, truth, {}).meanAp, 2.0 / 3.0));
  }

  void meanOverClassesWithObjects() {
    const Truth truth{{object(home, 0), object(away, 1)}};
    const std::vector<Detections> found{{{home, 0, 0.9F}, {away, 0, 0.8F}, {{0, 99, 9, 9}, 7, 0.5F}}};
    const PrecisionReport byClass = averagePrecision(found, truth, {});
    QCOMPARE(byClass.classes.size(), std::size_t{2});  // class 7 has no objects: no AP of it
    QVERIFY(isClose(byClass.meanAp, 0.5));
    const PrecisionReport agnostic = averagePrecision(found, truth, {.classAgnostic = true});
    QVERIFY(isClose(agnostic.meanAp, 1.0));
    QVERIFY(averagePrecision({}, {}, {}).classes.empty());
  }

  void aSecondDetectionIsADuplicate() {
    const std::vector<Annotation> objects{object(home)};
    const Detections found{{{1, 0, 10, 10}, 0, 0.5F}, {home, 0, 0.9F}, {away, 0, 0.4F}, {home, 1, 0.95F}};
    const std::vector<Match> matches = matchFrame(found, objects, 0, {});
    QVERIFY(matches[1].kind == MatchKind::Hit && matches[1].object == 0);
    QVERIFY(matches[0].kind == MatchKind::Duplicate && matches[0].object == 0);
    QVERIFY(matches[2].kind == MatchKind::FalseAlarm);
    QVERIFY(matches[3].kind == MatchKind::FalseAlarm);  // another class
  }

  void theBestFreeObjectIsTaken() {
    const std::vector<Annotation> objects{object({0, 0, 10, 10}), object({3, 0, 10, 10})};
    const Detections found{{{2.5F, 0, 10, 10}, 0, 0.9F}, {{2.6F, 0, 10, 10}, 0, 0.8F}};
    const std::vector<Match> matches = matchFrame(found, objects, 0, {});
    QCOMPARE(matches[0].object, 1);
    QCOMPARE(matches[1].object, 0);  // IoU .587, its own is taken
  }

  void whatIsNotCountedIsNeitherMissNorAlarm() {
    Annotation hidden = object(home);
    hidden.counted = false;
    const Truth truth{{hidden, object(away)}};
    const std::vector<Detections> found{{{home, 0, 0.9F}, {away, 0, 0.8F}}};
    QVERIFY(isClose(averagePrecision(found, truth, {}).meanAp, 1.0));
    const AlarmReport alarms = countAlarms(found, truth, {}, 0.5F);
    QCOMPARE(alarms.falseAlarms, 0.0);
    QCOMPARE(alarms.hits, 1.0);
    const MatchOptions onlySecond{.counts = [](std::size_t, std::size_t index) { return index == 0; }};
    QVERIFY(averagePrecision(found, truth, onlySecond).classes.empty());
  }

  void vidRelaxesTheThresholdOfSmallObjects() {
    // 10x10: min(.5, 100 / 400) = .25. Shifted by 5: IoU 1/3.
    const Truth truth{{object(home)}};
    const std::vector<Detections> found{{{{5, 0, 10, 10}, 0, 0.9F}}};
    QVERIFY(isClose(averagePrecision(found, truth, {}).meanAp, 0.0));
    QVERIFY(isClose(averagePrecision(found, truth, {.relaxed = true}).meanAp, 1.0));
  }

  void motionGroupsByOverlapWithItself() {
    // 0.5 a frame on 100 pixels: mean IoU over 1..10 frames about .947; 2: .81; 6: .56.
    QVERIFY(motionGroups(moving(0.5F, 40))[20][0] == MotionGroup::Slow);
    QVERIFY(motionGroups(moving(2.0F, 40))[20][0] == MotionGroup::Medium);
    QVERIFY(motionGroups(moving(6.0F, 40))[20][0] == MotionGroup::Fast);
    QVERIFY(motionGroups({{object(home)}})[0][0] == MotionGroup::Slow);  // no track
  }

  void sizeGroups() {
    QVERIFY(sizeGroup({0, 0, 31, 31}) == SizeGroup::Small);
    QVERIFY(sizeGroup({0, 0, 16, 64}) == SizeGroup::Medium);
    QVERIFY(sizeGroup({0, 0, 64, 64}) == SizeGroup::Large);
  }

  void delaysOfNewcomers() {
    Truth truth(6);
    for (std::size_t frame = 0; frame < 6; ++frame) {
      truth[frame].push_back(object(home, 0, 1));
      if (frame >= 2)
        truth[frame].push_back(object(away, 0, 2));
      if (frame >= 3)
        truth[frame].push_back(object({100, 0, 10, 10}, 0, 3));
    }
    std::vector<Detections> found(6);
    for (const std::size_t frame : {1U, 2U, 3U, 4U, 5U})
      found[frame].push_back({home, 0, 0.9F});
    found[3].push_back({away, 0, 0.2F});  // too weak
    found[5].push_back({away, 0, 0.9F});
    const DelayReport newcomers = detectionDelay(found, truth, {}, 0.5F, true);
    QCOMPARE(newcomers.delays, std::vector<int>{3});
    QCOMPARE(newcomers.missed, 1);
    const DelayReport all = detectionDelay(found, truth, {}, 0.5F, false);
    QCOMPARE(all.delays, (std::vector<int>{1, 3}));
    QCOMPARE(all.mean, 2.0);
    QCOMPARE(all.median, 3.0);  // of 1, 3, never
  }

  void alarmsAFrame() {
    const Truth truth{{object(home)}, {object(home)}, {}, {object(home)}};
    const std::vector<Detections> found{
        {{home, 0, 0.9F}, {{1, 0, 10, 10}, 0, 0.8F}}, {{away, 0, 0.9F}}, {{home, 0, 0.4F}}, {{home, 0, 0.6F}}};
    const AlarmReport report = countAlarms(found, truth, {}, 0.5F);
    QCOMPARE(report.hits, 0.5);
    QCOMPARE(report.duplicates, 0.25);
    QCOMPARE(report.falseAlarms, 0.25);
    QCOMPARE(report.misses, 0.25);
    QCOMPARE(report.framesWithFalseAlarm, std::vector<std::int64_t>{1});
    QCOMPARE(report.framesWithMiss, std::vector<std::int64_t>{1});
  }
};

EFFORTLAB_TEST(tst_average_precision)
#include "tst_average_precision.moc"
