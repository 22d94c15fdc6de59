#include "fovea/motion_cue.h"

#include "core/error.h"
#include "fovea/grey_frame.h"
#include "moving_texture.h"
#include "support/test_registry.h"

#include <QTest>

#include <array>

using namespace effortlab;
using namespace effortlab::fovea;

namespace {

GreyPlane planeOf(float cameraX, float cameraY, const std::vector<tests::TexturePatch>& patches) {
  GreyFrame grey;
  grey.assign(tests::texturedImage(240, 180, cameraX, cameraY, patches));
  return grey.level(0);
}

bool covers(const data::Box& region, const data::Box& object) {
  return region.x <= object.x + 4 && region.y <= object.y + 4 && region.x + region.w >= object.x + object.w - 4 &&
         region.y + region.h >= object.y + object.h - 4;
}

}  // namespace

class tst_motion_cue : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void findsWhatMoves() {
    const data::Box was{60, 50, 24, 20}, is{66, 52, 24, 20};
    const auto cue = findMotion(planeOf(0, 0, {{was, 4.0F}}), planeOf(0, 0, {{is, 4.0F}}), 0, 0, {});
    QCOMPARE(cue.regions.size(), std::size_t{1});
    QVERIFY(covers(cue.regions[0].box, is));
    QVERIFY(cue.regions[0].box.w <= 44 && cue.regions[0].box.h <= 40);
    QVERIFY(cue.changedShare < 0.1F);
  }

  void stillPicturesHaveNone() {
    const GreyPlane plane = planeOf(0, 0, {});
    const auto cue = findMotion(plane, plane, 0, 0, {});
    QVERIFY(cue.regions.empty());
    QCOMPARE(cue.changedShare, 0.0F);
  }

  void takesTheCamerasMotionOut_data() {
    QTest::addColumn<float>("x");
    QTest::addColumn<float>("y");
    QTest::newRow("whole") << 3.0F << -2.0F;
    QTest::newRow("parts") << -4.4F << 1.3F;
  }
  void takesTheCamerasMotionOut() {
    QFETCH(float, x);
    QFETCH(float, y);
    const data::Box was{60, 50, 24, 20}, is{72, 60, 24, 20};
    const GreyPlane before = planeOf(0, 0, {{was, 4.0F}}), after = planeOf(x, y, {{is, 4.0F}});
    const auto cue = findMotion(before, after, x, y, {});
    QVERIFY(!cue.regions.empty());
    QVERIFY(covers(cue.regions[0].box, is));
    float elsewhere = 0.0F;
    for (std::size_t i = 1; i < cue.regions.size(); ++i)
      elsewhere += cue.regions[i].motion;
    QVERIFY2(elsewhere < 0.1F * cue.regions[0].motion, qPrintable(QString::number(elsewhere)));
  }

  void knownObjectsAreNoNewcomers() {
    const data::Box was{60, 50, 24, 20}, is{66, 52, 24, 20}, other{150, 100, 20, 20}, moved{154, 100, 20, 20};
    const GreyPlane before = planeOf(0, 0, {{was, 4.0F}, {other, 2.0F}}),
                    after = planeOf(0, 0, {{is, 4.0F}, {moved, 2.0F}});
    const std::array<data::Box, 1> known{{{56, 46, 40, 32}}};
    const auto cue = findMotion(before, after, 0, 0, known);
    QCOMPARE(cue.regions.size(), std::size_t{1});
    QVERIFY(covers(cue.regions[0].box, moved));
  }

  void farShiftsLeaveNothingToCompare() {
    const GreyPlane plane = planeOf(0, 0, {});
    QVERIFY(findMotion(plane, plane, 400, 0, {}).regions.empty());
    QVERIFY(findMotion(plane, plane, -239.5F, 178.2F, {}).regions.empty());
    QVERIFY_THROWS_EXCEPTION(Error, findMotion(plane, GreyPlane{}, 0, 0, {}));
  }
};

EFFORTLAB_TEST(tst_motion_cue)
#include "tst_motion_cue.moc"
