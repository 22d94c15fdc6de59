#include "detect/nms.h"
#include "support/test_registry.h"

#include <QTest>

#include <opencv2/dnn.hpp>

#include <random>
#include <vector>

using namespace effortlab::detect;

class tst_nms : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void keepsTheBestOfEachClass() {
    // Boxes 0 and 1 share 8 of 12 pixels, 1 and 3 too, 0 and 3 only 6 of 14: 3 stays, since 1 is gone.
    const Detections found = suppressOverlaps(
        {{{0, 0, 10, 1}, 0, 0.9F}, {{2, 0, 10, 1}, 0, 0.8F}, {{2, 0, 10, 1}, 1, 0.7F}, {{4, 0, 10, 1}, 0, 0.95F}},
        0.5F);
    QCOMPARE(found.size(), std::size_t{3});
    QCOMPARE(found[0].score, 0.95F);
    QCOMPARE(found[1].score, 0.9F);
    QCOMPARE(found[2].score, 0.7F);
    QCOMPARE(found[2].classIndex, 1);
  }

  void anOverlapEqualToTheLimitStays() {
    const Detections pair{{{0, 0, 4, 1}, 0, 0.9F}, {{0, 0, 2, 1}, 0, 0.8F}};
    QCOMPARE(suppressOverlaps(pair, 0.5F).size(), std::size_t{2});
    QCOMPARE(suppressOverlaps(pair, 0.49F).size(), std::size_t{1});
    QVERIFY(suppressOverlaps({}, 0.5F).empty());
  }

  void equalScoresKeepTheirOrder() {
    const Detections found = suppressOverlaps({{{0, 0, 1, 1}, 3, 0.5F}, {{0, 0, 1, 1}, 2, 0.5F}}, 0.5F);
    QCOMPARE(found[0].classIndex, 3);
    QCOMPARE(found[1].classIndex, 2);
  }

  void keepsWhatOpenCvKeeps() {
    std::mt19937 random(5);
    const auto below = [&](unsigned limit) { return static_cast<float>(random() % limit); };
    for (int round = 0; round < 20; ++round) {
      Detections boxes;
      std::vector<cv::Rect2d> rectangles;
      std::vector<float> scores;
      for (int i = 0; i < 60; ++i) {
        const Box box{below(80), below(80), 1.0F + below(60), 1.0F + below(60)};
        const float score = (static_cast<float>(i) + 0.5F) / 60.0F;  // all different
        boxes.push_back({box, 0, score});
        rectangles.emplace_back(box.x, box.y, box.w, box.h);
        scores.push_back(score);
      }
      std::vector<int> expected;
      cv::dnn::NMSBoxes(rectangles, scores, 0.0F, 0.45F, expected);
      const Detections found = suppressOverlaps(boxes, 0.45F);
      QCOMPARE(found.size(), expected.size());
      for (std::size_t i = 0; i < found.size(); ++i)
        QCOMPARE(found[i].score, scores[static_cast<std::size_t>(expected[i])]);
    }
  }
};

EFFORTLAB_TEST(tst_nms)
#include "tst_nms.moc"
