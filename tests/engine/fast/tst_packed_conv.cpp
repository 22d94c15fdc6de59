#include "fast/packed_conv.h"
#include "lane_support.h"
#include "support/test_registry.h"

#include <QTest>

using namespace effortlab;
using namespace effortlab::tests;

namespace {

/// Maps that fill their tiles, that do not, that leave whole tiles empty; several bands of places; few and many maps.
std::vector<LaneConvCase> packedCases() {
  return {{{1, 24, 10, 10}, {.outputs = 52, .window = {}}},
          {{2, 70, 13, 13}, {.outputs = 35, .window = {}}, fast::reluEpilogue},
          {{1, 5, 20, 20}, {.outputs = 7, .window = {}}, {.slope = 0.1F}},
          {{1, 3, 31, 29}, {.outputs = 66, .window = {}}, {.low = -0.5F, .high = 0.5F}},
          {{1, 130, 5, 3}, {.outputs = 9, .window = {}}},
          {{1, 1, 1, 17}, {.outputs = 1, .window = {}}},
          {{16, 9, 3, 2}, {.outputs = 130, .window = {}}},
          {{1, 6, 64, 25}, {.outputs = 4, .window = {}}}};
}

}  // namespace

class tst_packed_conv : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void agreesWithTheReference() {
    std::mt19937 random(20261125);
    std::vector<LaneConvCase> cases = packedCases();
    for (int i = 0; i < 40; ++i) {
      LaneConvCase c = randomLaneConv(random);
      c.params.window = {};
      c.params.groups = 1;
      cases.push_back(c);
    }
    const LaneVerdict verdict = laneAgainstReference(cases, fast::makePackedConv);
    QVERIFY2(verdict.difference.empty(), verdict.difference.c_str());
    QCOMPARE(verdict.computed, static_cast<int>(cases.size() * fast::supportedIsas().size()));
  }

  void threadsDoNotChangeBits() {
    const std::vector<LaneConvCase> cases = packedCases();
    const LaneVerdict verdict = laneAcrossThreads(cases, fast::makePackedConv);
    QVERIFY2(verdict.difference.empty(), verdict.difference.c_str());
    QCOMPARE(verdict.computed, static_cast<int>(cases.size() * fast::supportedIsas().size()));
  }

  void declinesOtherWindows() {
    const auto made = [](const model::Window2d& window, std::int64_t groups) {
      const LaneConvCase c{{1, 4, 9, 9}, {.outputs = 4, .window = window, .groups = groups}};
      return fast::makePackedConv(laneConvLayer(c, 1), fast::Isa::Scalar) != nullptr;
    };
    QVERIFY(made({}, 1));
    QVERIFY(!made({.kernelW = 2}, 1));
    QVERIFY(!made({.strideH = 2}, 1));
    QVERIFY(!made({.padLeft = 1}, 1));
    QVERIFY(!made({}, 2));
  }
};

EFFORTLAB_TEST(tst_packed_conv)
#include "tst_packed_conv.moc"
