#include "effort/histograms.h"
#include "support/test_registry.h"

#include <QTest>

using namespace effortlab::effort;

class tst_histograms : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void massBelowIsLinearInsideABin() {
    const Histogram histogram{0.0, 4.0, {1, 3, 0, 4}, 2.0, 5.0};
    QCOMPARE(histogram.total(), 15.0);
    QCOMPARE(histogram.massBelow(-0.1), 0.0);
    QCOMPARE(histogram.massBelow(0.0), 2.0);
    QCOMPARE(histogram.massBelow(1.5), 2.0 + 1 + 1.5);
    QCOMPARE(histogram.massBelow(4.0), 10.0);
    QCOMPARE(histogram.massBelow(4.1), 15.0);
  }

  void whatLiesExactlyAtTheLowerEndIsTakenByAnyThresholdAbove() {
    Histogram histogram{0.0, 4.0, {2, 2, 0, 0}, 0.0, 0.0};
    histogram.atLower = 6.0;
    QCOMPARE(histogram.total(), 10.0);
    QCOMPARE(histogram.massBelow(0.0), 0.0);
    QCOMPARE(histogram.massBelow(0.01), 6.0 + 0.02);
    QCOMPARE(histogram.thresholdTaking(0.3), 1.0);  // 0 would take nothing, and anything above it 60 %
    QCOMPARE(histogram.thresholdTaking(0.7), 0.5);
    QCOMPARE(histogram.thresholdTaking(0.9), 1.5);
    QCOMPARE(histogram.thresholdTaking(0.0), 0.0);

    Histogram2d plane{0, 2, 0, 2, 2, 2, {1, 2, 3, 4}};
    plane.atOrigin = 10.0;
    QCOMPARE(plane.total(), 20.0);
    QCOMPARE(plane.massBelow(0.5, 0.5), 10.0 + 0.25);
    QCOMPARE(plane.massBelow(0.0, 2.0), 0.0);
    QCOMPARE(plane.xGiven(1.0).massBelow(1.0), 10.0 + 1.0);
    QCOMPARE(plane.yGiven(1.0).massBelow(1.0), 10.0 + 1.0);
    QCOMPARE(plane.xGiven(0.0).total(), 0.0);
  }

  void twoDimensionsAndTheirSlices() {
    Histogram2d histogram{0, 2, 0, 2, 2, 2, {1, 2, 3, 4}};
    QCOMPARE(histogram.massBelow(2, 2), 10.0);
    QCOMPARE(histogram.massBelow(1, 2), 4.0);
    QCOMPARE(histogram.massBelow(1.5, 0.5), 0.5 * (1 + 1));
    QCOMPARE(histogram.xGiven(1.0).bins, (std::vector<double>{1, 2}));
    QCOMPARE(histogram.yGiven(1.0).bins, (std::vector<double>{1, 3}));
    QCOMPARE(histogram.xGiven(9.0).total(), 10.0);
  }

  void sharesNeverExceedTheWhole() {
    LayerHistograms layer;
    layer.spetSavedFraction = 0.5;
    layer.sdssCandidateFraction = 0.75;
    layer.partialSums = Histogram{-1, 1, {1, 1}, 0, 0};
    layer.neighbours = Histogram2d{0, 1, 0, 1, 1, 1, {8}};
    layer.mapPairs = Histogram2d{0, 1, 0, 1, 1, 1, {8}};
    LayerKnobs all{SpetKnob{0.0, {}, SpetOrder::Odd, 0.5}, SdssKnob{1, 1, 2, true}, SfmaKnob{0.5, 1.0}};
    const SavingEstimate estimate = layer.savings(all);
    QCOMPARE(estimate.sdss, 0.75);
    QCOMPARE(estimate.sfma, 0.25 * 0.5);
    QCOMPARE(estimate.spet, 0.25 * 0.5 * 0.5 * 0.5);
    all.sdss->spetEverywhere = false;  // the sampled quarter is all that is left here
    QCOMPARE(layer.savings(all).spet, estimate.spet);
    all.spet->order = SpetOrder::Magnitude;  // not what was measured: no answer rather than a wrong one
    QCOMPARE(layer.savings(all).spet, 0.0);
    QCOMPARE(layer.savings({}).total(), 0.0);
  }
};

EFFORTLAB_TEST(tst_histograms)
#include "tst_histograms.moc"
