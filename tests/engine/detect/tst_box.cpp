#include "detect/box.h"
#include "support/test_registry.h"

#include <QTest>

using effortlab::detect::Box;
using effortlab::detect::intersectionOverUnion;

class tst_box : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void measuresOverlap() {
    const Box box{10, 20, 4, 2};
    QCOMPARE(intersectionOverUnion(box, box), 1.0F);
    QCOMPARE(intersectionOverUnion(box, {12, 20, 4, 2}), 4.0F / 12.0F);    // half of each
    QCOMPARE(intersectionOverUnion(box, {11, 20.5F, 2, 1}), 2.0F / 8.0F);  // inside
    QCOMPARE(intersectionOverUnion(box, {14, 20, 4, 2}), 0.0F);            // side by side
    QCOMPARE(intersectionOverUnion(box, {30, 20, 4, 2}), 0.0F);
    QCOMPARE(intersectionOverUnion(box, {10, 20, 0, 2}), 0.0F);
    QCOMPARE(intersectionOverUnion(box, {14, 22, -4, -2}), 0.0F);
  }
};

EFFORTLAB_TEST(tst_box)
#include "tst_box.moc"
