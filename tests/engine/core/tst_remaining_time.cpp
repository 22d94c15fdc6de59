#include "core/remaining_time.h"
#include "support/test_registry.h"

#include <QTest>

using effortlab::Progress;
using effortlab::RemainingTime;

class tst_remaining_time : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void theRestTakesAsLongAsTheStart() {
    using std::chrono::seconds;
    RemainingTime remaining;
    const RemainingTime::Clock::time_point start{};
    QVERIFY(!remaining.seconds({0, 100, "evaluating"}, start));
    QVERIFY(!remaining.seconds({5, 100, "evaluating"}, start));               // no second has passed
    QVERIFY(!remaining.seconds({0, 100, "evaluating"}, start + seconds(2)));  // nothing is done
    QCOMPARE(*remaining.seconds({20, 100, "evaluating"}, start + seconds(10)), 40.0);
    QCOMPARE(*remaining.seconds({100, 100, "evaluating"}, start + seconds(60)), 0.0);
  }
  void aStageCountsFromItsOwnStart() {
    using std::chrono::seconds;
    RemainingTime remaining;
    const RemainingTime::Clock::time_point start{};
    remaining.seconds({0, 10, "measuring"}, start);
    QVERIFY(!remaining.seconds({40, 100, "searching"}, start + seconds(100)));
    QCOMPARE(*remaining.seconds({60, 100, "searching"}, start + seconds(105)), 10.0);  // 20 in 5 s
    remaining.restart();
    QVERIFY(!remaining.seconds({80, 100, "searching"}, start + seconds(110)));
  }
};

EFFORTLAB_TEST(tst_remaining_time)
#include "tst_remaining_time.moc"
