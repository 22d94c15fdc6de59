#include "core/error.h"
#include "core/shape.h"
#include "support/test_registry.h"

#include <QTest>

using effortlab::Error;
using effortlab::Shape;

class tst_shape : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void countsElements() {
    QCOMPARE(Shape({2, 3, 4, 5}).elementCount(), 120);
    QCOMPARE(Shape().elementCount(), 1);
    QCOMPARE(Shape({4, 0, 7}).elementCount(), 0);
    QCOMPARE(Shape({2, 3, 4, 5}).elementCount(1, 3), 12);
  }
  void refusesAbsurdSizes() {
    const std::int64_t huge = std::int64_t{1} << 31;
    QVERIFY_EXCEPTION_THROWN(static_cast<void>(Shape({huge, huge, huge}).elementCount()), Error);
    QVERIFY_EXCEPTION_THROWN(static_cast<void>(Shape({2, -1}).elementCount()), Error);
  }
  void comparesAndPrints() {
    QCOMPARE(Shape({1, 3, 227, 227}).toString(), std::string("1x3x227x227"));
    QVERIFY(Shape({1, 2}) != Shape({1, 2, 0}));
    QVERIFY(Shape({1, 2, 3}).withBatch(7) == Shape({7, 2, 3}));
  }
};

EFFORTLAB_TEST(tst_shape)
#include "tst_shape.moc"
