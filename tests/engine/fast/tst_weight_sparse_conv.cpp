#include "fast/weight_sparse_conv.h"
#include "lane_support.h"
#include "support/test_registry.h"

#include <QTest>

using namespace effortlab;
using namespace effortlab::tests;
using fast::Isa;
using fast::LaneUse;

namespace {

/// Several blocks of input maps, rectangles of every height, one row, maps of one element, strides.
std::vector<LaneConvCase> chosenSparseCases() {
  const model::Window2d same{.kernelH = 3, .kernelW = 3, .padTop = 1, .padLeft = 1, .padBottom = 1, .padRight = 1};
  const fast::Epilogue relu = fast::reluEpilogue;
  return {{{1, 64, 33, 31}, {.outputs = 67, .window = {}}, relu, true, 0.5},
          {{16, 130, 1, 1}, {.outputs = 70, .window = {}}, relu, true, 0.9},
          {{1, 40, 55, 57}, {.outputs = 30, .window = same}, {}, false, 0.7},
          {{2, 60, 13, 13}, {.outputs = 30, .window = same}, relu, true, 1.0},
          {{1, 90, 27, 29}, {.outputs = 7, .window = same}, {.slope = 0.1F}, true, 0.8},
          {{3, 24, 19, 23},
           {.outputs = 24, .window = {.kernelH = 5, .kernelW = 5, .strideH = 2, .strideW = 2}},
           relu,
           true,
           0.4},
          {{5, 8, 1, 200}, {.outputs = 5, .window = {.kernelW = 9, .strideW = 4, .padLeft = 8}}, {}, true, 0.5}};
}

}  // namespace

class tst_weight_sparse_conv : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void agreesWithTheReference() {
    std::mt19937 random(91);
    std::vector<LaneConvCase> cases = chosenSparseCases();
    while (cases.size() < 120) {
      cases.push_back(randomLaneConv(random));
      cases.back().input = {cases.back().input[0], cases.back().input[1] / cases.back().params.groups,
                            cases.back().input[2], cases.back().input[3]};
      cases.back().params.groups = 1;
      cases.back().zeroWeights = 0.3 + 0.1 * static_cast<double>(cases.size() % 7);
    }
    const LaneVerdict verdict = laneAgainstReference(cases, fast::makeWeightSparseConv);
    QVERIFY2(verdict.difference.empty(), verdict.difference.c_str());
    QVERIFY(verdict.computed > 100);
  }

  void threadsDoNotChangeBits() {
    const std::vector<LaneConvCase> cases = chosenSparseCases();
    const LaneVerdict verdict = laneAcrossThreads(cases, fast::makeWeightSparseConv);
    QVERIFY2(verdict.difference.empty(), verdict.difference.c_str());
    QCOMPARE(verdict.computed, static_cast<int>(cases.size() * fast::supportedIsas().size()));
  }

  void declinesDenseWeightsAndGroups() {
    LaneConvCase c{{1, 4, 5, 5}, {.outputs = 40, .window = {.kernelH = 3, .kernelW = 3}}};
    QVERIFY(!fast::makeWeightSparseConv(laneConvLayer(c, 1), Isa::Scalar));
    c.zeroWeights = 0.5;
    QVERIFY(fast::makeWeightSparseConv(laneConvLayer(c, 1), Isa::Scalar));
    c.params.groups = 2;
    QVERIFY(!fast::makeWeightSparseConv(laneConvLayer(c, 1), Isa::Scalar));
  }
};

EFFORTLAB_TEST(tst_weight_sparse_conv)
#include "tst_weight_sparse_conv.moc"
