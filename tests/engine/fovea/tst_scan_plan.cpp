#include "fovea/scan_plan.h"

#include "support/test_registry.h"

#include <QTest>

#include <set>

using namespace effortlab::fovea;

class tst_scan_plan : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void walksOverTheWholeFrame() {
    ScanPlan plan({.frame = {.height = 360, .width = 480}, .columns = 3, .rows = 2, .overlap = 0.1F});
    std::set<std::pair<float, float>> places;
    for (int frame = 0; frame < 6; ++frame) {
      const std::vector<Box> next = plan.next(1);
      QCOMPARE(next.size(), std::size_t{1});
      places.emplace(next[0].x, next[0].y);
      plan.looked(next[0]);
      plan.advance(0, 0);
    }
    QCOMPARE(places.size(), std::size_t{6});
    const Box first = plan.next(1).front();  // the one seen longest ago, with its overlap
    QCOMPARE(first.w, 176.0F);
    QCOMPARE(first.h, 198.0F);
    QCOMPARE(plan.next(20).size(), std::size_t{6});
  }

  void leavesOutWhatHasBeenSeen() {
    ScanPlan plan({.frame = {.height = 360, .width = 480}, .columns = 2, .rows = 2, .overlap = 0});
    plan.looked({0, 0, 480, 180});
    const std::vector<Box> next = plan.next(4);
    QCOMPARE(next.size(), std::size_t{2});
    QCOMPARE(next[0].y, 180.0F);
    plan.advance(0, 0);
    plan.looked({0, 180, 100, 180});  // less than most of a cell
    QCOMPARE(plan.next(1).front().y, 180.0F);
  }

  void edgesThatThePanUncoversComeFirst() {
    ScanPlan plan({.frame = {.height = 360, .width = 480}, .columns = 1, .rows = 1, .overlap = 0, .edge = 0.2F});
    plan.looked({0, 0, 480, 360});
    QVERIFY(plan.next(9).empty());
    plan.advance(-6, 0);  // the background moves left: its right is new
    for (const Box& box : plan.next(2)) {
      QCOMPARE(box.x, 408.0F);
      QCOMPARE(box.w, 72.0F);
      QCOMPARE(box.h, 180.0F);
    }
    QCOMPARE(plan.next(9).size(), std::size_t{9});
    QCOMPARE(plan.next(9).back().w, 480.0F);  // the grid's only cell last
  }

  void trustIsLostByFoveasThatFindLess() {
    FoveaTrust trust;
    for (int i = 0; i < 40; ++i) {
      trust.add(BoxOrigin::Full, true);
      trust.add(BoxOrigin::Fovea, i % 20 != 0);
    }
    QVERIFY(!trust.lost());
    for (int i = 0; i < 40; ++i)
      trust.add(BoxOrigin::Fovea, i % 2 == 0);
    QVERIFY(trust.lost());
    trust.restart();
    QVERIFY(!trust.lost());
  }
};

EFFORTLAB_TEST(tst_scan_plan)
#include "tst_scan_plan.moc"
