#include "fast/depthwise_conv.h"
#include "lane_support.h"
#include "support/test_registry.h"

#include <QTest>

#include <array>

using namespace effortlab;
using namespace effortlab::tests;
using fast::Isa;
using fast::LaneUse;

namespace {

/// Windows of 3 x 3 on maps that are cut into rectangles of every size, and those whose strides or gaps are no
/// neighbours.
std::vector<LaneConvCase> threeByThreeCases() {
  std::vector<LaneConvCase> cases;
  model::Window2d three{.kernelH = 3, .kernelW = 3, .padTop = 1, .padLeft = 1, .padBottom = 1, .padRight = 1};
  for (const std::int64_t side : {3, 9, 13, 17, 22, 26, 29, 40, 67})
    cases.push_back({{1, 5, side + 3, side}, {.outputs = 5, .window = three, .groups = 5}, {.slope = 0.1F}});
  cases.push_back({{1, 3, 20, 20}, {.outputs = 9, .window = three, .groups = 3}, fast::reluEpilogue});
  for (const auto& [strideH, strideW, dilationH, dilationW] :
       {std::array{2, 1, 1, 1}, std::array{1, 2, 1, 1}, std::array{1, 1, 2, 1}, std::array{1, 1, 1, 2}}) {
    three.strideH = strideH;
    three.strideW = strideW;
    three.dilationH = dilationH;
    three.dilationW = dilationW;
    cases.push_back({{1, 4, 21, 23}, {.outputs = 4, .window = three, .groups = 4}});
  }
  return cases;
}

/// Sizes of a mobile network, several outputs a map, a kernel without a special case.
std::vector<LaneConvCase> chosenDepthwiseCases() {
  const model::Window2d three{.kernelH = 3, .kernelW = 3, .padTop = 1, .padLeft = 1, .padBottom = 1, .padRight = 1};
  model::Window2d halving = three;
  halving.strideH = halving.strideW = 2;
  const model::Window2d five{.kernelH = 5, .kernelW = 5, .padTop = 2, .padLeft = 2, .padBottom = 2, .padRight = 2};
  return {{{1, 9, 56, 56}, {.outputs = 9, .window = three, .groups = 9}, {.slope = 0.0F, .high = 6.0F}},
          {{2, 33, 14, 14}, {.outputs = 33, .window = halving, .groups = 33}, fast::reluEpilogue},
          {{1, 70, 7, 7}, {.outputs = 140, .window = five, .groups = 70}, {}, false},
          {{5, 3, 28, 31}, {.outputs = 9, .window = {.kernelH = 2, .kernelW = 7, .strideW = 3}, .groups = 3}}};
}

}  // namespace

class tst_depthwise_conv : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void computesByHand() {
    const LaneConvCase c{{1, 1, 3, 3}, {.outputs = 1, .window = {.kernelH = 2, .kernelW = 2}}};
    fast::ConvLayer layer;
    layer.params = c.params;
    layer.weights = std::make_shared<Tensor>(Shape{1, 1, 2, 2}, std::vector<float>{1, 2, 3, 4});
    layer.bias = std::make_shared<Tensor>(Shape{1}, std::vector<float>{10});
    const Tensor input({1, 1, 3, 3}, std::vector<float>{1, 2, 3, 4, 5, 6, 7, 8, 9});
    for (const Isa isa : fast::supportedIsas())
      for (const LaneUse use : {LaneUse::Tiles, LaneUse::Images}) {
        const Tensor output = runLaneConv(*fast::makeDepthwiseConv(layer, isa), c, input, use);
        QCOMPARE(std::vector<float>(output.values().begin(), output.values().end()),
                 (std::vector<float>{47, 57, 77, 87}));
      }
  }

  void agreesWithTheReference() {
    std::mt19937 random(20240501);
    std::vector<LaneConvCase> cases = chosenDepthwiseCases();
    const std::vector<LaneConvCase> three = threeByThreeCases();
    cases.insert(cases.end(), three.begin(), three.end());
    for (int i = 0; i < 150; ++i)
      cases.push_back(randomLaneConv(random, true));
    const LaneVerdict verdict = laneAgainstReference(cases, fast::makeDepthwiseConv);
    QVERIFY2(verdict.difference.empty(), verdict.difference.c_str());
    QCOMPARE(verdict.computed, static_cast<int>(cases.size() * fast::supportedIsas().size()));
  }

  void threadsDoNotChangeBits() {
    const std::vector<LaneConvCase> cases = chosenDepthwiseCases();
    const LaneVerdict verdict = laneAcrossThreads(cases, fast::makeDepthwiseConv);
    QVERIFY2(verdict.difference.empty(), verdict.difference.c_str());
    QCOMPARE(verdict.computed, static_cast<int>(cases.size() * fast::supportedIsas().size()));
  }

  void declinesGroupsOfSeveralMaps() {
    const LaneConvCase c{{1, 4, 5, 5}, {.outputs = 4, .window = {.kernelH = 3, .kernelW = 3}, .groups = 2}};
    QVERIFY(!fast::makeDepthwiseConv(laneConvLayer(c, 1), Isa::Scalar));
  }
};

EFFORTLAB_TEST(tst_depthwise_conv)
#include "tst_depthwise_conv.moc"
