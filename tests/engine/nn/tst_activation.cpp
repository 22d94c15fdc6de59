#include "nn_support.h"
#include "support/test_registry.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

using namespace effortlab;
using namespace effortlab::tests;
using model::ActivationKind;
using model::ActivationParams;
using nn::KernelSet;

namespace {

/// Arguments and values of one kind, worked out in double precision with Python's math module.
struct KnownValues {
  ActivationParams params;
  std::vector<std::pair<float, double>> points;
};

const std::vector<KnownValues> knownValues = {
    {{ActivationKind::LeakyRelu, 0.125F, 0, 0}, {{-2.5, -0.3125}, {-0.75, -0.09375}, {0.5, 0.5}, {3, 3}}},
    {{ActivationKind::ThresholdedRelu, 0.5F, 0, 0}, {{-2.5, 0}, {-0.75, 0}, {0.5, 0}, {3, 3}, {0.75, 0.75}}},
    {{ActivationKind::Clip, -1, 2, 0}, {{-2.5, -1}, {-0.75, -0.75}, {0.5, 0.5}, {3, 2}}},
    {{ActivationKind::Elu, 2, 0, 0}, {{-2.5, -1.8358300027522023}, {-0.75, -1.0552668945179706}, {0.5, 0.5}, {3, 3}}},
    {{ActivationKind::Selu, 1.67326319F, 1.05070102F, 0},
     {{-2.5, -1.6137857639177853}, {-0.75, -0.92763201873474177}, {0.5, 0.52535051107406616}, {3, 3.152103066444397}}},
    {{ActivationKind::Celu, 2, 0, 0}, {{-2.5, -1.4269904062796197}, {-0.75, -0.62542144241805553}, {0.5, 0.5}, {3, 3}}},
    {{ActivationKind::HardSigmoid, 0.25F, 0.5F, 0}, {{-2.5, 0}, {-0.75, 0.3125}, {0.5, 0.625}, {3, 1}}},
    {{ActivationKind::HardSwish, 0, 0, 0},
     {{-2.5, -0.20833333333333329}, {-0.75, -0.28125}, {0.5, 0.29166666666666669}, {3, 3}, {-3.5, -0}, {4, 4}}},
    {{ActivationKind::Swish, 0, 0, 0},
     {{-2.5, -0.18964545005310887},
      {-0.75, -0.24061597561845527},
      {0.5, 0.3112296656009273},
      {3, 2.8577223804673002},
      {-100, -3.7200759760208357e-42},
      {100, 100}}},
    {{ActivationKind::Mish, 0, 0, 0},
     {{-2.5, -0.19681620390653337},
      {-0.75, -0.27649471450546514},
      {0.5, 0.37524521130489508},
      {3, 2.9865350049679575},
      {-20, -4.1223072406287619e-08},
      {100, 100}}},
    {{ActivationKind::Softplus, 0, 0, 0},
     {{-2.5, 0.078889734292549626},
      {-0.75, 0.38687100611489994},
      {0.5, 0.97407698418010669},
      {3, 3.0485873515737421},
      {-20, 2.0611536203143808e-09},
      {100, 100},
      {1000, 1000}}},
    {{ActivationKind::Softsign, 0, 0, 0},
     {{-2.5, -0.7142857142857143}, {-0.75, -0.42857142857142855}, {0.5, 0.33333333333333331}, {3, 0.75}}},
    {{ActivationKind::Power, 2, 2, 1}, {{-2.5, 16}, {-0.75, 0.25}, {0.5, 4}, {3, 49}}},
    {{ActivationKind::Power, 1, 2, 1}, {{-2.5, -4}, {-0.75, -0.5}, {0.5, 2}, {3, 7}}},
    {{ActivationKind::Power, 0.5F, 2, 1}, {{0.5, 1.4142135623730951}, {3, 2.6457513110645907}}},
    {{ActivationKind::Exp, 0, 0, 0},
     {{-2.5, 0.0820849986238988}, {-0.75, 0.47236655274101469}, {0.5, 1.6487212707001282}, {3, 20.085536923187668}}},
    {{ActivationKind::Log, 0, 0, 0}, {{0.5, -0.69314718055994529}, {3, 1.0986122886681098}}},
    {{ActivationKind::Sqrt, 0, 0, 0}, {{0.5, 0.70710678118654757}, {3, 1.7320508075688772}}},
    {{ActivationKind::Abs, 0, 0, 0}, {{-2.5, 2.5}, {-0.75, 0.75}, {0.5, 0.5}, {3, 3}}},
    {{ActivationKind::Negate, 0, 0, 0}, {{-2.5, 2.5}, {-0.75, 0.75}, {0.5, -0.5}, {3, -3}}},
    {{ActivationKind::Reciprocal, 0, 0, 0},
     {{-2.5, -0.40000000000000002}, {-0.75, -1.3333333333333333}, {0.5, 2}, {3, 0.33333333333333331}}},
    {{ActivationKind::Floor, 0, 0, 0}, {{-2.5, -3}, {-0.75, -1}, {0.5, 0}, {3, 3}}},
    {{ActivationKind::Ceil, 0, 0, 0}, {{-2.5, -2}, {-0.75, 0}, {0.5, 1}, {3, 3}}},
    {{ActivationKind::Round, 0, 0, 0}, {{-2.5, -2}, {-1.5, -2}, {-0.75, -1}, {0.5, 0}, {1.5, 2}, {2.5, 2}, {3, 3}}},
    {{ActivationKind::Sign, 0, 0, 0}, {{-2.5, -1}, {-0.75, -1}, {0.5, 1}, {3, 1}, {0, 0}}},
    {{ActivationKind::Erf, 0, 0, 0},
     {{-2.5, -0.99959304798255499},
      {-0.75, -0.71115563365351508},
      {0.5, 0.52049987781304652},
      {3, 0.99997790950300136}}},
    {{ActivationKind::Sin, 0, 0, 0},
     {{-2.5, -0.59847214410395655},
      {-0.75, -0.68163876002333412},
      {0.5, 0.47942553860420301},
      {3, 0.14112000805986721}}},
    {{ActivationKind::Cos, 0, 0, 0},
     {{-2.5, -0.8011436155469337}, {-0.75, 0.7316888688738209}, {0.5, 0.87758256189037276}, {3, -0.98999249660044542}}},
    {{ActivationKind::Tan, 0, 0, 0},
     {{-2.5, 0.74702229723866032},
      {-0.75, -0.93159645994407247},
      {0.5, 0.54630248984379048},
      {3, -0.1425465430742778}}},
    {{ActivationKind::Atan, 0, 0, 0},
     {{-2.5, -1.1902899496825317}, {-0.75, -0.64350110879328437}, {0.5, 0.46364760900080609}, {3, 1.2490457723982544}}},
    {{ActivationKind::Sinh, 0, 0, 0},
     {{-2.5, -6.0502044810397875}, {-0.75, -0.82231673193582999}, {0.5, 0.52109530549374738}, {3, 10.017874927409903}}},
    {{ActivationKind::Cosh, 0, 0, 0},
     {{-2.5, 6.1322894796636858}, {-0.75, 1.2946832846768448}, {0.5, 1.1276259652063807}, {3, 10.067661995777765}}},
    {{ActivationKind::Asinh, 0, 0, 0},
     {{-2.5, -1.6472311463710958}, {-0.75, -0.69314718055994529}, {0.5, 0.48121182505960347}, {3, 1.8184464592320668}}},
    {{ActivationKind::Sigmoid, 0, 0, 0},
     {{-2.5, 0.075858180021243546},
      {-0.75, 0.32082130082460703},
      {0.5, 0.62245933120185459},
      {3, 0.95257412682243336}}},
    {{ActivationKind::Tanh, 0, 0, 0},
     {{-2.5, -0.98661429815143031},
      {-0.75, -0.6351489523872873},
      {0.5, 0.46211715726000974},
      {3, 0.99505475368673046}}},
    {{ActivationKind::Asin, 0, 0, 0}, {{-0.75, -0.848062078981481}, {0.25, 0.25268025514207865}}},
    {{ActivationKind::Acos, 0, 0, 0}, {{-0.75, 2.4188584057763776}, {0.25, 1.318116071652818}}},
    {{ActivationKind::Atanh, 0, 0, 0}, {{-0.75, -0.97295507452765662}, {0.25, 0.25541281188299536}}},
    {{ActivationKind::Acosh, 0, 0, 0}, {{1.5, 0.96242365011920694}, {3, 1.7627471740390861}}},
    {{ActivationKind::Relu, 0, 0, 0}, {{-2.5, 0}, {-0.75, 0}, {0.5, 0.5}, {3, 3}}},
};

const float notANumber = std::numeric_limits<float>::quiet_NaN();
const float infinity = std::numeric_limits<float>::infinity();

float valueAt(const ActivationParams& params, float x) {
  const Tensor input({}, x);
  return runLayer(layer(params), {&input}, KernelSet::Eigen).data()[0];
}

}  // namespace

class tst_activation : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void rectifies() {
    const Tensor input({1, 5}, std::vector<float>{-2, -0.0F, 0, 3, 1e30F});
    const Tensor output = runLayer(layer(ActivationParams{ActivationKind::Relu}), {&input}, KernelSet::Eigen);
    QCOMPARE(valuesOf(output), (std::vector<float>{0, 0, 0, 3, 1e30F}));
    QVERIFY(!std::signbit(output.data()[1]));
  }
  void sigmoidAndTanhByHand() {
    const Tensor input({1, 4}, std::vector<float>{0, 1, -200, 200});
    const Tensor sigmoid = runLayer(layer(ActivationParams{ActivationKind::Sigmoid}), {&input}, KernelSet::Eigen);
    const Tensor tanh = runLayer(layer(ActivationParams{ActivationKind::Tanh}), {&input}, KernelSet::Eigen);
    constexpr float tolerance = 2 * std::numeric_limits<float>::epsilon();
    const float expectedSigmoid[] = {0.5F, 0.731058579F, 0, 1};
    const float expectedTanh[] = {0, 0.761594156F, -1, 1};
    for (int i = 0; i < 4; ++i) {
      QVERIFY(std::abs(sigmoid.data()[i] - expectedSigmoid[i]) <= tolerance);
      QVERIFY(std::abs(tanh.data()[i] - expectedTanh[i]) <= tolerance);
    }
  }
  void everyKindAtKnownPoints() {
    std::vector<bool> seen(static_cast<std::size_t>(ActivationKind::Atanh) + 1);
    for (const KnownValues& known : knownValues) {
      seen[static_cast<std::size_t>(known.params.kind)] = true;
      for (const auto& [x, expected] : known.points) {
        const double error = std::abs(valueAt(known.params, x) - expected);
        QVERIFY2(
            error <= 8 * std::numeric_limits<float>::epsilon() * std::abs(expected) + std::numeric_limits<float>::min(),
            qPrintable(QString("kind %1 at %2: error %3").arg(int(known.params.kind)).arg(x).arg(error)));
      }
    }
    QCOMPARE(std::count(seen.begin(), seen.end(), false), 0);
  }
  void keepsNotANumber() {
    for (const KnownValues& known : knownValues)
      if (known.params.kind != ActivationKind::Relu)
        QVERIFY2(std::isnan(valueAt(known.params, notANumber)), qPrintable(QString::number(int(known.params.kind))));
    QCOMPARE(valueAt({ActivationKind::Relu}, notANumber), 0.0F);
  }
  void staysFiniteFarOut() {
    for (const ActivationKind kind : {ActivationKind::Swish, ActivationKind::Mish, ActivationKind::Softplus}) {
      QCOMPARE(valueAt({kind}, 1e30F), 1e30F);
      QCOMPARE(std::abs(valueAt({kind}, -1e30F)), 0.0F);
    }
    QCOMPARE(valueAt({ActivationKind::Elu, 1.5F}, -1e30F), -1.5F);
    QCOMPARE(valueAt({ActivationKind::Reciprocal}, 0.0F), infinity);
    QCOMPARE(valueAt({ActivationKind::Log}, 0.0F), -infinity);
    QVERIFY(std::isnan(valueAt({ActivationKind::Sqrt}, -1.0F)));
  }
  void clipsToTheHighEndWhereTheEndsCross() { QCOMPARE(valueAt({ActivationKind::Clip, 3, -2}, 0.5F), -2.0F); }
  void oneThreadIsAnyNumber() {
    const Tensor input = randomTensor({3, 70001}, 5, -4, 4);
    for (const KnownValues& known : knownValues) {
      const auto node = layer(known.params);
      const Tensor parallel = runLayer(node, {&input}, KernelSet::Eigen);
      QVERIFY(sameBits(runLayer(node, {&input}, KernelSet::Eigen, false), parallel));
    }
  }
  void checksShapes() {
    const auto node = layer(ActivationParams{});
    QVERIFY(shapeError(node, {{2, 0, 3}}) == ErrorCode::Unsupported);
    QVERIFY(shapeError(node, {{2}, {2}}) == ErrorCode::ShapeMismatch);
    QVERIFY(perImage(node, {{4, 2}}));
    QVERIFY(!perImage(node, {Shape{}}));
  }
  void coversTensorsOfManyTasks() {
    const Tensor input = randomTensor({3, 70001}, 4);
    const Tensor output = runLayer(layer(ActivationParams{}), {&input}, KernelSet::Eigen);
    for (std::int64_t i = 0; i < input.size(); ++i)
      QCOMPARE(output.data()[i], std::max(0.0F, input.data()[i]));
  }
};

EFFORTLAB_TEST(tst_activation)
#include "tst_activation.moc"
