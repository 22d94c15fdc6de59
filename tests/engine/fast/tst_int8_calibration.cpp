#include "core/error.h"
#include "fast/calibration.h"
#include "support/test_registry.h"

#include <QTest>

#include <cmath>
#include <limits>

using namespace effortlab;
using namespace effortlab::fast;

namespace {

/// in -> ReLU -> max pool; in -> identity; concatenation of pool and identity.
std::shared_ptr<const model::Graph> joinedGraph() {
  model::NamedGraph named;
  named.file = "test";
  named.inputs = {{"in", {1, 1, 2, 500}}};
  named.nodes = {{"relu", model::ActivationParams{}, {"in"}, {"relu"}, {}},
                 {"pool", model::PoolParams{.window = {}}, {"relu"}, {"pool"}, {}},
                 {"tanh", model::ActivationParams{.kind = model::ActivationKind::Tanh}, {"in"}, {"tanh"}, {}},
                 {"join", model::ConcatParams{}, {"pool", "tanh"}, {"join"}, {}}};
  return model::buildGraph(named);
}

Calibration calibrationOf(const std::vector<float>& values, RangeRule rule) {
  Tensor input({1, 1, 2, 500}, 0.0F);
  std::copy(values.begin(), values.end(), input.data());
  const std::vector<TensorPtr> inputs{std::make_shared<Tensor>(input)};
  return calibrate(nn::Network(joinedGraph()), inputs, {.rule = rule, .tail = 0.01}, {});
}

std::vector<float> ramp() {
  std::vector<float> values;
  for (int i = 0; i < 1000; ++i)
    values.push_back(static_cast<float>(i - 200) * 0.01F);
  return values;
}

}  // namespace

class tst_int8_calibration : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void coversWhatWasSeen() {
    const Calibration calibration = calibrationOf(ramp(), RangeRule::MinMax);
    QCOMPARE(calibration.images, std::int64_t{1});
    QCOMPARE(calibration.values.size(), std::size_t{5});
    QCOMPARE(calibration.values[0], quantizationFor(-2.0F, 7.99F));
    // ReLU, pool, tanh and what they are joined into share the widest range.
    QCOMPARE(calibration.values[1], quantizationFor(std::tanh(-2.0F), 7.99F));
    for (std::size_t value = 2; value < 5; ++value)
      QCOMPARE(calibration.values[value], calibration.values[1]);
  }

  void leavesOutliersOut() {
    std::vector<float> values = ramp();
    values[999] = 1000.0F;
    QVERIFY(calibrationOf(values, RangeRule::MinMax).values[0].step > 3.9F);
    for (const RangeRule rule : {RangeRule::Percentile})
      QVERIFY(calibrationOf(values, rule).values[0].step < 0.05F);
    // One outlier of 1,000 is worth clipping only where its error is less than everybody's rounding.
    values[999] = 16.0F;
    const float all = calibrationOf(values, RangeRule::MinMax).values[0].step;
    QVERIFY(calibrationOf(values, RangeRule::SquaredError).values[0].step <= all);
  }

  void clippingBeatsRoundingWhereTailsAreThin() {
    // Half of the numbers tiny, a few at 1: the squared error prefers the whole range; at MinMax's step or finer.
    std::vector<float> values(1000, 0.001F);
    values[0] = 1.0F;
    const Quantization q = calibrationOf(values, RangeRule::SquaredError).values[0];
    QVERIFY(q.step <= 1.0F / 255.0F * 1.0001F);
    QCOMPARE(q.zero, 0);
  }

  void isTheSameInPieces() {
    const nn::Network network(joinedGraph());
    Tensor both({2, 1, 2, 500});
    for (std::int64_t i = 0; i < both.size(); ++i)
      both.data()[i] = static_cast<float>(i % 37) - 9.0F * static_cast<float>(i % 5);
    std::vector<TensorPtr> pieces;
    for (const std::int64_t n : {0, 1})
      pieces.push_back(std::make_shared<Tensor>(Shape{1, 1, 2, 500}, std::as_const(both).image(n)));
    const std::vector<TensorPtr> whole{std::make_shared<Tensor>(both)};
    for (const RangeRule rule : {RangeRule::MinMax, RangeRule::Percentile, RangeRule::SquaredError})
      QCOMPARE(calibrate(network, pieces, {.rule = rule}, {}), calibrate(network, whole, {.rule = rule}, {}));
  }

  void refusesWhatHasNoRange() {
    QVERIFY_EXCEPTION_THROWN(calibrate(nn::Network(joinedGraph()), {}, {}, {}), Error);
    QVERIFY_EXCEPTION_THROWN(calibrationOf({std::numeric_limits<float>::infinity()}, RangeRule::MinMax), Error);
  }
};

EFFORTLAB_TEST(tst_int8_calibration)
#include "tst_int8_calibration.moc"
