#include "core/statistics.h"
#include "support/test_registry.h"

#include <QTest>

using namespace effortlab;

class tst_statistics : public QObject {
  Q_OBJECT
private Q_SLOTS:
  /// Newcombe 1998 (two independent proportions), table I: Wilson's intervals of 81/263, 15/148 and 0/20.
  void wilsonAsPublished() {
    const Interval a = wilsonInterval(81, 263);
    QVERIFY(qAbs(a.lo - 0.2553) < 5e-5 && qAbs(a.hi - 0.3662) < 5e-5);
    const Interval b = wilsonInterval(15, 148);
    QVERIFY(qAbs(b.lo - 0.0624) < 5e-5 && qAbs(b.hi - 0.1605) < 5e-5);
    const Interval c = wilsonInterval(0, 20);
    QVERIFY(c.lo == 0.0 && qAbs(c.hi - 0.1611) < 5e-5);
    QCOMPARE(wilsonInterval(0, 0).hi, 1.0);
  }

  void pairedDifferenceIsOrderedAndSymmetric() {
    const PairedDifference none = pairedDifference(900, 0, 0, 100);
    QCOMPARE(none.value, 0.0);
    QVERIFY(none.interval.lo <= 0.0 && none.interval.hi >= 0.0 && none.interval.hi < 0.02);
    const PairedDifference loss = pairedDifference(880, 20, 5, 95);
    const PairedDifference gain = pairedDifference(880, 5, 20, 95);
    QCOMPARE(loss.value, -0.015);
    QVERIFY(loss.interval.hi < 0.0);
    QVERIFY(qAbs(loss.interval.lo + gain.interval.hi) < 1e-12 && qAbs(loss.interval.hi + gain.interval.lo) < 1e-12);
    // Pairing tells more than two independent samples of the same size would.
    const double independent = wilsonInterval(900, 1000).hi - wilsonInterval(900, 1000).lo;
    QVERIFY(loss.interval.hi - loss.interval.lo < independent);
  }

  /// Binomial(20, 1/2): ranks 6 and 15 hold the median with 95.9 %.
  void medianIntervalIsOfRanks() {
    std::vector<double> values;
    for (int i = 20; i > 0; --i)
      values.push_back(i);
    QCOMPARE(medianInterval(values).lo, 6.0);
    QCOMPARE(medianInterval(values).hi, 15.0);
    QCOMPARE(medianInterval({3.0, 1.0, 2.0}).lo, 1.0);
    QCOMPARE(medianInterval({3.0, 1.0, 2.0}).hi, 3.0);
    QCOMPARE(medianInterval({}).hi, 0.0);
    QCOMPARE(quantile({1.0, 3.0, 2.0, 4.0}, 0.5), 2.5);
    QCOMPARE(quantile({5.0}, 0.9), 5.0);
  }

  void pairedDifferenceWithoutImagesKnowsNothing() {
    QCOMPARE(pairedDifference(0, 0, 0, 0).interval.lo, -1.0);
    QCOMPARE(pairedDifference(0, 0, 0, 0).interval.hi, 1.0);
  }
};

EFFORTLAB_TEST(tst_statistics)
#include "tst_statistics.moc"
