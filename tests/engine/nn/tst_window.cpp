#include "core/error.h"
#include "nn/window.h"
#include "support/test_registry.h"

#include <QTest>

using namespace effortlab;
using model::PoolRounding;
using nn::WindowAxis;

class tst_window : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void countsPositions() {
    QCOMPARE(nn::positions({.size = 227, .kernel = 7, .stride = 2}, PoolRounding::Floor), 111);
    QCOMPARE(nn::positions({.size = 6, .kernel = 3, .stride = 2}, PoolRounding::Floor), 2);
    QCOMPARE(nn::positions({.size = 6, .kernel = 3, .stride = 2}, PoolRounding::Ceil), 3);
    QCOMPARE(nn::positions({.size = 7, .kernel = 3, .padBefore = 2, .padAfter = 1, .dilation = 3}, PoolRounding::Floor),
             4);
    QVERIFY_EXCEPTION_THROWN(nn::positions({.size = 2, .kernel = 3}, PoolRounding::Floor), Error);
  }
  void countsTaps() {
    const WindowAxis axis{.size = 5, .kernel = 3, .stride = 2, .padBefore = 3, .padAfter = 2, .dilation = 2};
    for (std::int64_t position = 0; position < 4; ++position) {
      std::int64_t inside = 0;
      for (std::int64_t tap = 0; tap < axis.kernel; ++tap) {
        const std::int64_t at = axis.start(position) + tap * axis.dilation;
        inside += at >= 0 && at < axis.size ? 1 : 0;
      }
      QCOMPARE(axis.tapsWithin(position, 0, axis.size), inside);
    }
    QCOMPARE(axis.tapsWithin(9, 0, axis.size), 0);
  }
  void refusesValuesOfDamagedFiles() {
    QVERIFY_EXCEPTION_THROWN(nn::verticalAxis({.strideH = 0}, 5), Error);
    QVERIFY_EXCEPTION_THROWN(nn::verticalAxis({.kernelH = 0}, 5), Error);
    QVERIFY_EXCEPTION_THROWN(nn::horizontalAxis({.padLeft = -1}, 5), Error);
    QVERIFY_EXCEPTION_THROWN(nn::horizontalAxis({.padRight = std::int64_t{1} << 62}, 5), Error);
    QVERIFY_EXCEPTION_THROWN(nn::horizontalAxis({}, 0), Error);
  }
};

EFFORTLAB_TEST(tst_window)
#include "tst_window.moc"
