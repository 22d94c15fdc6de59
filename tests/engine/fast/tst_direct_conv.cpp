#include "core/error.h"
#include "fast/direct_conv.h"
#include "lane_support.h"
#include "support/test_registry.h"

#include <QTest>

using namespace effortlab;
using namespace effortlab::tests;
using fast::Isa;
using fast::LaneUse;

namespace {

/// Several blocks of input maps, many and few outputs, maps of one element, images that do not fill the lanes.
std::vector<LaneConvCase> chosenDirectCases() {
  const model::Window2d same{.kernelH = 3, .kernelW = 3, .padTop = 1, .padLeft = 1, .padBottom = 1, .padRight = 1};
  return {{{1, 64, 33, 31}, {.outputs = 67, .window = {}}},
          {{16, 130, 1, 1}, {.outputs = 70, .window = {}}, fast::reluEpilogue},
          {{1, 40, 7, 7}, {.outputs = 300, .window = {}}},
          {{2, 60, 13, 13}, {.outputs = 30, .window = same}, fast::reluEpilogue},
          {{1, 3, 61, 67}, {.outputs = 24, .window = {.kernelH = 7, .kernelW = 7, .strideH = 2, .strideW = 2}}},
          {{3, 24, 19, 23}, {.outputs = 24, .window = same, .groups = 24}},
          {{5, 8, 1, 200}, {.outputs = 5, .window = {.kernelW = 9, .strideW = 4, .padLeft = 8}}}};
}

}  // namespace

class tst_direct_conv : public QObject {
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
        const Tensor output = runLaneConv(*fast::makeDirectConv(layer, isa), c, input, use);
        QCOMPARE(std::vector<float>(output.values().begin(), output.values().end()),
                 (std::vector<float>{47, 57, 77, 87}));
      }
  }

  void agreesWithTheReference() {
    std::mt19937 random(20240501);
    std::vector<LaneConvCase> cases = chosenDirectCases();
    for (int i = 0; i < 150; ++i)
      cases.push_back(randomLaneConv(random));
    const LaneVerdict verdict = laneAgainstReference(cases, fast::makeDirectConv);
    QVERIFY2(verdict.difference.empty(), verdict.difference.c_str());
    QCOMPARE(verdict.computed, static_cast<int>(cases.size() * fast::supportedIsas().size()));
  }

  void threadsDoNotChangeBits() {
    const std::vector<LaneConvCase> cases = chosenDirectCases();
    const LaneVerdict verdict = laneAcrossThreads(cases, fast::makeDirectConv);
    QVERIFY2(verdict.difference.empty(), verdict.difference.c_str());
    QCOMPARE(verdict.computed, static_cast<int>(cases.size() * fast::supportedIsas().size()));
  }

  void refusesWeightsThatDoNotFit() {
    const LaneConvCase c{{1, 4, 5, 5}, {.outputs = 4, .window = {.kernelH = 3, .kernelW = 3}, .groups = 2}};
    fast::ConvLayer layer = laneConvLayer(c, 1);
    layer.params.window.kernelW = 2;
    QVERIFY_EXCEPTION_THROWN(fast::makeDirectConv(layer, Isa::Scalar), Error);
  }
};

EFFORTLAB_TEST(tst_direct_conv)
#include "tst_direct_conv.moc"
