#include "fovea/kalman.h"

#include "support/test_registry.h"

#include <QTest>

using effortlab::fovea::MotionFilter;
using effortlab::fovea::WalkFilter;

class tst_kalman : public QObject {
  Q_OBJECT
private Q_SLOTS:
  // x' = x + v + shift; P' = F P F^T + a^2 [1/4 1/2; 1/2 1].
  void predictsByHand() {
    MotionFilter filter{10.0F, 2.0F, 1.0F, 0.0F, 0.25F};
    filter.predict(1.0F, 0.5F);
    QCOMPARE(filter.place, 12.5F);
    QCOMPARE(filter.velocity, 2.0F);
    QCOMPARE(filter.placeVariance, 1.5F);
    QCOMPARE(filter.crossVariance, 0.75F);
    QCOMPARE(filter.velocityVariance, 1.25F);
  }

  // K = P H^T / 2.5 = {.6, .3}.
  void measuresPlaceByHand() {
    MotionFilter filter{12.5F, 2.0F, 1.5F, 0.75F, 1.25F};
    filter.measurePlace(13.5F, 1.0F);
    QCOMPARE(filter.place, 13.1F);
    QCOMPARE(filter.velocity, 2.3F);
    QCOMPARE(filter.placeVariance, 0.6F);
    QCOMPARE(filter.crossVariance, 0.3F);
    QCOMPARE(filter.velocityVariance, 1.025F);
  }

  // K = {.25, .5}: what was seen of the velocity moves the place, too.
  void measuresVelocityByHand() {
    MotionFilter filter{10.0F, 2.0F, 1.0F, 0.5F, 1.0F};
    filter.measureVelocity(4.0F, 1.0F);
    QCOMPARE(filter.velocity, 3.0F);
    QCOMPARE(filter.place, 10.5F);
    QCOMPARE(filter.placeVariance, 0.875F);
    QCOMPARE(filter.crossVariance, 0.25F);
    QCOMPARE(filter.velocityVariance, 0.5F);
  }

  void sizesWander() {
    WalkFilter filter{20.0F, 3.0F};
    filter.predict(1.0F);
    QCOMPARE(filter.variance, 4.0F);
    filter.measure(30.0F, 2.0F);
    QCOMPARE(filter.value, 25.0F);
    QCOMPARE(filter.variance, 2.0F);
  }

  void certaintyIsKept() {
    MotionFilter filter{1.0F, 1.0F, 0.0F, 0.0F, 0.0F};
    filter.measurePlace(5.0F, 0.0F);
    filter.measureVelocity(5.0F, 0.0F);
    QCOMPARE(filter.place, 1.0F);
    QCOMPARE(filter.velocity, 1.0F);
  }
};

EFFORTLAB_TEST(tst_kalman)
#include "tst_kalman.moc"
