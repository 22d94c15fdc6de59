#include "fovea/box_flow.h"

#include "moving_texture.h"
#include "support/test_registry.h"

#include <QTest>

#include <array>
#include <cmath>

using namespace effortlab;
using namespace effortlab::fovea;

namespace {

GreyFrame greyScene(float cameraX, const data::Box& object) {
  GreyFrame grey;
  grey.assign(tests::texturedImage(320, 240, cameraX, 0, {{object, 4.0F}}));
  return grey;
}

bool near(const PictureMotion& motion, float x, float y) {
  return std::hypot(motion.x - x, motion.y - y) < 0.3F;
}

}  // namespace

class tst_box_flow : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void followsAnObject() {
    const GreyFrame before = greyScene(0, {100, 80, 48, 40}), after = greyScene(0, {104, 82, 48, 40});
    const auto motion = followBox(before, after, {100, 80, 48, 40}, {{3, 1}, {0, 0}});
    QVERIFY(motion.has_value());
    QVERIFY(near(*motion, 4, 2));
    QVERIFY(motion->points >= 8);
  }

  // Half of the box shows background: its points are those left out.
  void leavesTheBackgroundOut() {
    const GreyFrame before = greyScene(0, {100, 80, 30, 40}), after = greyScene(0, {105, 80, 30, 40});
    const data::Box wide{78, 70, 56, 60};
    const auto moving = followBox(before, after, wide, {{4, 0}, {0, 0}});
    QVERIFY(moving.has_value());
    QVERIFY(near(*moving, 5, 0));
  }

  void followsTheCamera() {
    const GreyFrame before = greyScene(0, {120, 60, 90, 90}), after = greyScene(2.5F, {114, 60, 90, 90});
    const std::array<data::Box, 1> objects{{{120, 60, 90, 90}}};
    const auto motion = followBackground(before, after, objects, {0, 0});
    QVERIFY(motion.has_value());
    QVERIFY(near(*motion, 2.5F, 0));
    // Also where the object is not known: most of the points agree.
    const auto robust = followBackground(before, after, {}, {0, 0});
    QVERIFY(robust.has_value());
    QVERIFY(near(*robust, 2.5F, 0));
  }

  void tellsWhereItKnowsNothing() {
    GreyFrame flat;
    data::Image image{.width = 320, .height = 240, .channels = 1, .pixels = {}};
    image.pixels.assign(320 * 240, 50);
    flat.assign(image);
    QVERIFY(!followBox(flat, flat, {100, 80, 48, 40}, {}).has_value());
    QVERIFY(!followBackground(flat, flat, {}, {0, 0}).has_value());
    QVERIFY(!followBox(flat, flat, {-400, 80, 48, 40}, {}).has_value());
  }
};

EFFORTLAB_TEST(tst_box_flow)
#include "tst_box_flow.moc"
