#include "core/error.h"
#include "detect/ssd_training.h"
#include "support/test_registry.h"

#include <QTest>

#include <cmath>

using namespace effortlab;
using namespace effortlab::detect;

namespace {

bool isAbout(double value, double expected) {
  return std::abs(value - expected) < 1e-5;
}

const std::vector<Box> fourPriors{{0, 0, 10, 10}, {5, 0, 10, 10}, {40, 40, 20, 20}, {80, 80, 10, 10}};

}  // namespace

class tst_ssd_training : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void matchesFromTheThresholdOn() {
    // Object 0 lies on prior 0 but for 2 columns (80 of 120), and shares 70 of 130 with prior 1.
    const std::vector<Box> objects{{2, 0, 10, 10}};
    const std::vector<PriorMatch> matches = matchPriors(fourPriors, objects);
    QCOMPARE(matches[0].object, 0);
    QVERIFY(isAbout(matches[0].overlap, 80.0 / 120.0));
    QCOMPARE(matches[1].object, 0);
    QVERIFY(isAbout(matches[1].overlap, 70.0 / 130.0));
    QCOMPARE(matches[2].object, -1);
    QCOMPARE(matchPriors(fourPriors, objects, 0.6F)[1].object, -1);
  }

  void everyObjectHasADefaultBox() {
    // Far below the threshold, and both want prior 0: the one that overlaps it less gets another.
    const std::vector<Box> objects{{0, 0, 5, 4}, {0, 0, 4, 4}, {45, 45, 3, 3}};
    const std::vector<PriorMatch> matches = matchPriors(fourPriors, objects);
    QCOMPARE(matches[0].object, 0);
    QCOMPARE(matches[2].object, 2);
    QCOMPARE(matches[3].object, -1);
    QVERIFY(matchPriors(fourPriors, {})[0].object == -1);
  }

  void encodesAgainstTheDefaultBox() {
    // eqs 3.3-3.6: centre moved by a tenth of the width, twice as wide, half as high.
    const std::array<float, 4> offsets = encodeBox({-4, 2.5F, 20, 5}, {0, 0, 10, 10}, {});
    QVERIFY(isAbout(static_cast<double>(offsets[0]), 1.0));
    QVERIFY(isAbout(static_cast<double>(offsets[1]), 0.0));
    QVERIFY(isAbout(static_cast<double>(offsets[2]), std::log(2.0) / 0.2));
    QVERIFY(isAbout(static_cast<double>(offsets[3]), -std::log(2.0) / 0.2));
  }

  void smoothL1IsRoundAtZero() {
    QCOMPARE(smoothL1(0.5), 0.125);
    QCOMPARE(smoothL1(-0.5), 0.125);
    QCOMPARE(smoothL1(1.0), 0.5);
    QCOMPARE(smoothL1(-3.0), 2.5);
  }

  void keepsTheHardestNegatives() {
    const std::vector<PriorMatch> matches{{-1, 0}, {0, 1}, {-1, 0}, {-1, 0}, {-1, 0}, {-1, 0}};
    const std::vector<double> losses{0.1, 9.0, 0.5, 0.3, 0.9, 0.2};
    QCOMPARE(hardNegatives(matches, losses, 3.0), (std::vector<int>{2, 3, 4}));
    QCOMPARE(hardNegatives(matches, losses, 99.0).size(), std::size_t{5});
    QVERIFY(hardNegatives(std::vector<PriorMatch>(6), losses, 3.0).empty());  // no positive
  }

  void theWholeLoss() {
    const std::vector<Box> objects{{0, 0, 10, 10}};
    const std::vector<int> classes{1};
    const std::vector<float> offsets{0.5F, 0, 0, -2, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9};
    const std::vector<float> logits{0, 0, 2, 0, 0, 1, 0, 0};
    // Prior 0 is positive: localisation .125 + 1.5; confidence ln 2. Prior 1 has IoU 1/3: a negative like 2 and 3.
    const double negatives = std::log(1 + std::exp(-2.0)) + std::log(1 + std::exp(1.0)) + std::log(2.0);
    const SsdLossInput input{fourPriors, objects, classes, offsets, logits, 2};
    const SsdLoss loss = ssdLoss(input);
    QCOMPARE(loss.positives, 1);
    QCOMPARE(loss.negatives, 3);
    QVERIFY(isAbout(loss.localisation, 1.625));
    QVERIFY(isAbout(loss.confidence, std::log(2.0) + negatives));
    QVERIFY(isAbout(loss.total, loss.confidence + 1.625));
    const SsdLoss one = ssdLoss(input, {.negativesPerPositive = 1.0, .alpha = 2.0});
    QVERIFY(isAbout(one.total, std::log(2.0) + std::log(1 + std::exp(1.0)) + 3.25));
    QCOMPARE(ssdLoss({fourPriors, {}, {}, offsets, logits, 2}).total, 0.0);
  }

  void refusesLengthsThatDoNotFit() {
    const std::vector<float> few(3);
    try {
      static_cast<void>(ssdLoss({fourPriors, {}, {}, few, few, 2}));
      QFAIL("taken");
    } catch (const Error& error) {
      QCOMPARE(error.code(), ErrorCode::ShapeMismatch);
    }
  }
};

EFFORTLAB_TEST(tst_ssd_training)
#include "tst_ssd_training.moc"
