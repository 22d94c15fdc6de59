#include "fovea/grey_frame.h"

#include "core/error.h"
#include "moving_texture.h"
#include "support/test_registry.h"

#include <QTest>

using namespace effortlab;
using fovea::GreyFrame;

class tst_grey_frame : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void keepsSmallFramesWhole() {
    GreyFrame grey;
    QVERIFY(grey.isEmpty());
    grey.assign(tests::texturedImage(100, 75, 0, 0));
    QCOMPARE(grey.level(0).width, 100);
    QCOMPARE(grey.level(0).height, 75);
    QCOMPARE(grey.level(1).width, 50);
    QCOMPARE(grey.level(1).height, 37);
    QCOMPARE(grey.level(3).width, 12);
    QCOMPARE(grey.scaleX(), 1.0F);
  }

  void decimatesLargeOnes() {
    GreyFrame grey;
    grey.assign(tests::texturedImage(1280, 700, 0, 0));
    QCOMPARE(grey.level(0).width, 320);
    QCOMPARE(grey.level(0).height, 175);
    QCOMPARE(grey.scaleX(), 4.0F);
    QCOMPARE(grey.scaleY(), 4.0F);
    grey.assign(tests::texturedImage(640, 480, 0, 0));
    QCOMPARE(grey.level(0).width, 320);
  }

  // Level 0 shows the texture as it is, level 1 the mean of four pixels.
  void showsThePicture() {
    const data::Image image = tests::texturedImage(64, 48, 0, 0);
    GreyFrame grey;
    grey.assign(image);
    const auto at = [&image](int x, int y) { return image.pixels[static_cast<std::size_t>(y * 64 + x) * 3]; };
    for (int y = 0; y < 48; ++y)
      for (int x = 0; x < 64; ++x)
        QCOMPARE(grey.level(0).pixels[static_cast<std::size_t>(y * 64 + x)], at(x, y));
    const int mean = (at(10, 20) + at(11, 20) + at(10, 21) + at(11, 21) + 2) / 4;
    QCOMPARE(static_cast<int>(grey.level(1).pixels[10 * 32 + 5]), mean);
  }

  void takesTinyAndGreyOnes() {
    GreyFrame grey;
    grey.assign({.width = 1, .height = 3, .channels = 1, .pixels = {7, 8, 9}});
    QCOMPARE(grey.level(0).pixels, (std::vector<std::uint8_t>{7, 8, 9}));
    QCOMPARE(grey.level(3).width, 1);
    QCOMPARE(grey.level(3).height, 1);
    QVERIFY_THROWS_EXCEPTION(Error, grey.assign({}));
  }
};

EFFORTLAB_TEST(tst_grey_frame)
#include "tst_grey_frame.moc"
