#include "core/error.h"
#include "core/parallel.h"
#include "data/preprocess.h"
#include "effort/scoring.h"
#include "fast/quantized_network.h"
#include "model/manifest.h"
#include "nn/engine.h"
#include "support/test_registry.h"

#include <QTest>

#include <cmath>
#include <cstring>
#include <limits>
#include <numeric>
#include <random>

using namespace effortlab;
using namespace effortlab::fast;

namespace {

TensorPtr randomWeights(const Shape& shape, unsigned seed) {
  std::mt19937 random(seed);
  auto tensor = std::make_shared<Tensor>(shape);
  const auto depth = static_cast<float>(shape.elementCount()) / static_cast<float>(shape[0]);
  for (float& value : tensor->values())
    value = (static_cast<float>(random() >> 8) * 0x1p-23F - 1.0F) * 2.4F / std::sqrt(depth);
  return tensor;
}

/// Builds graphs layer by layer; each layer reads the values named.
class Int8Graph {
public:
  explicit Int8Graph(const Shape& input) {
    m_named.file = "test";
    m_named.inputs = {{"in", input}};
  }
  Int8Graph& layer(const std::string& output, const model::LayerParams& params, const std::vector<std::string>& inputs,
                   const std::vector<TensorPtr>& weights = {}) {
    m_named.nodes.push_back({output, params, inputs, {output}, weights});
    return *this;
  }
  Int8Graph& conv(const std::string& output, const std::string& input, const Shape& weights, model::Window2d window) {
    window.kernelH = weights[2];
    window.kernelW = weights[3];
    const auto seed = static_cast<unsigned>(m_named.nodes.size());
    return layer(output, model::ConvolutionParams{.outputs = weights[0], .window = window}, {input},
                 {randomWeights(weights, 3 * seed), randomWeights({weights[0]}, 3 * seed + 1)});
  }
  Int8Graph& dense(const std::string& output, const std::string& input, std::int64_t outputs, std::int64_t inputs) {
    return layer(output, model::FullyConnectedParams{outputs}, {input}, {randomWeights({outputs, inputs}, 77)});
  }
  Int8Graph& relu(const std::string& output, const std::string& input) {
    return layer(output, model::ActivationParams{}, {input});
  }
  Int8Graph& maxPool(const std::string& output, const std::string& input, std::int64_t stride) {
    return layer(output,
                 model::PoolParams{.window = {.kernelH = 3, .kernelW = 3, .strideH = stride, .strideW = stride},
                                   .rounding = model::PoolRounding::Ceil},
                 {input});
  }
  std::shared_ptr<const model::Graph> build() { return model::buildGraph(m_named); }

private:
  model::NamedGraph m_named;
};

constexpr model::Window2d padded{.padTop = 1, .padLeft = 1, .padBottom = 1, .padRight = 1};

/// As SqueezeNet: strides, concatenation in place, tiles that do not divide, a padded point-wise layer, a global mean.
std::shared_ptr<const model::Graph> squeezed() {
  return Int8Graph({1, 3, 61, 53})
      .conv("c1", "in", {8, 3, 7, 7}, {.strideH = 2, .strideW = 2})
      .relu("r1", "c1")
      .maxPool("p1", "r1", 2)
      .conv("s", "p1", {6, 8, 1, 1}, {})
      .relu("rs", "s")
      .conv("a", "rs", {12, 6, 1, 1}, {})
      .relu("ra", "a")
      .conv("b", "rs", {9, 6, 3, 3}, padded)
      .relu("rb", "b")
      .layer("j", model::ConcatParams{}, {"ra", "rb"})
      .maxPool("p2", "j", 2)
      .layer("d", model::IdentityParams{}, {"p2"})
      .conv("f", "d", {10, 21, 1, 1}, padded)
      .relu("rf", "f")
      .layer("out", model::PoolParams{.kind = model::PoolKind::Average, .global = true, .window = {}}, {"rf"})
      .build();
}

/// As CIFAR-10 quick: means over windows with every divisor, pools that end beyond the image without any padding.
std::shared_ptr<const model::Graph> averaged() {
  const auto mean = [](std::int64_t kernel, std::int64_t pad, model::PoolDivisor divisor) {
    return model::PoolParams{
        .kind = model::PoolKind::Average,
        .window = {.kernelH = kernel, .kernelW = kernel, .strideH = 2, .strideW = 2, .padTop = pad, .padLeft = pad},
        .rounding = model::PoolRounding::Ceil,
        .divisor = divisor};
  };
  return Int8Graph({1, 3, 45, 39})
      .conv("c1", "in", {8, 3, 3, 3}, padded)
      .layer("p1", mean(3, 1, model::PoolDivisor::InsideOnly), {"c1"})
      .conv("c2", "p1", {7, 8, 1, 1}, {})
      .relu("r2", "c2")
      .layer("p2", mean(2, 0, model::PoolDivisor::ClippedToPadding), {"r2"})
      .layer("p3",
             model::PoolParams{.window = {.kernelH = 2, .kernelW = 2, .strideH = 2, .strideW = 2},
                               .rounding = model::PoolRounding::Ceil},
             {"p2"})
      .conv("c3", "p3", {9, 7, 3, 3}, padded)
      .relu("r3", "c3")
      .layer("p4", mean(3, 0, model::PoolDivisor::WholeKernel), {"r3"})
      .dense("out", "p4", 5, 9 * 3 * 2)
      .build();
}

/// A first layer whose maps leave the second-level cache: pooled some at a time.
std::shared_ptr<const model::Graph> wide() {
  return Int8Graph({1, 3, 150, 143})
      .conv("c1", "in", {42, 3, 3, 3}, padded)
      .relu("r1", "c1")
      .maxPool("p1", "r1", 2)
      .conv("c2", "p1", {6, 42, 1, 1}, {})
      .layer("out", model::PoolParams{.kind = model::PoolKind::Average, .global = true, .window = {}}, {"c2"})
      .build();
}

/// ReLU after the pool, layers in float between, a concatenation that copies, a flattening, signed values.
std::shared_ptr<const model::Graph> mixed() {
  return Int8Graph({1, 2, 21, 18})
      .conv("c1", "in", {8, 2, 5, 5}, {.padTop = 2, .padLeft = 2, .padBottom = 2, .padRight = 2})
      .maxPool("p1", "c1", 2)
      .relu("r1", "p1")
      .layer("n", model::LrnParams{}, {"r1"})
      .conv("c2", "n", {8, 8, 3, 3}, {.padTop = 1, .padLeft = 2, .padBottom = 1})
      .conv("c3", "c2", {4, 8, 3, 3},
            {.padTop = 2, .padLeft = 2, .padBottom = 2, .padRight = 2, .dilationH = 2, .dilationW = 2})
      .layer("j", model::ConcatParams{}, {"c2", "c3", "c2"})
      .layer("t", model::ActivationParams{.kind = model::ActivationKind::LeakyRelu, .alpha = 0.2F}, {"j"})
      .conv("c4", "t", {6, 20, 3, 3}, {.strideH = 2, .strideW = 2})
      .layer("l", model::ActivationParams{.kind = model::ActivationKind::LeakyRelu, .alpha = 0.1F}, {"c4"})
      .layer("v", model::FlattenParams{}, {"l"})
      .dense("h", "v", 15, 6 * 4 * 4)
      .relu("rh", "h")
      .dense("out", "rh", 5, 15)
      .build();
}

Tensor randomImages(const Shape& shape, unsigned seed) {
  std::mt19937 random(seed);
  Tensor tensor(shape);
  for (float& value : tensor.values())
    value = static_cast<float>(random() >> 8) * 0x1p-23F - 1.0F;
  return tensor;
}

Tensor exactOutputs(const std::shared_ptr<const model::Graph>& graph, const Tensor& batch) {
  nn::RunOptions options;
  options.context.kernels = nn::KernelSet::Reference;
  return nn::Network(graph).run(std::make_shared<Tensor>(batch), options);
}

Calibration calibrated(const std::shared_ptr<const model::Graph>& graph, const Tensor& images) {
  const std::vector<TensorPtr> inputs{std::make_shared<Tensor>(images)};
  return calibrate(nn::Network(graph), inputs, {}, {});
}

double rms(std::span<const float> values) {
  double sum = 0.0;
  for (const float v : values)
    sum += static_cast<double>(v) * static_cast<double>(v);
  return std::sqrt(sum / static_cast<double>(values.size()));
}

double relativeError(const Tensor& actual, const Tensor& expected) {
  std::vector<float> difference(actual.values().begin(), actual.values().end());
  for (std::size_t i = 0; i < difference.size(); ++i)
    difference[i] -= expected.values()[i];
  return rms(difference) / rms(expected.values());
}

bool sameOutputs(const Tensor& a, const Tensor& b) {
  return a.shape() == b.shape() &&
         std::memcmp(a.data(), b.data(), static_cast<std::size_t>(a.size()) * sizeof(float)) == 0;
}

/// Rounding to 8 bits adds noise of about 1/256 of the range a layer, some layers in a row.
constexpr double roundingNoise = 0.04;

}  // namespace

class tst_int8_network : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void staysNearTheExactNetwork_data() {
    QTest::addColumn<int>("network");
    QTest::addColumn<int>("images");
    QTest::addRow("wide") << 3 << 2;
    for (const int images : {1, 3, 8, 16, 37}) {
      QTest::addRow("squeezed, %d images", images) << 0 << images;
      QTest::addRow("mixed, %d images", images) << 1 << images;
      QTest::addRow("averaged, %d images", images) << 2 << images;
    }
  }
  void staysNearTheExactNetwork() {
    QFETCH(int, network);
    QFETCH(int, images);
    const auto graph = network == 0 ? squeezed() : network == 1 ? mixed() : network == 2 ? averaged() : wide();
    const Shape shape = graph->inputs[0].shape.withBatch(images);
    const Calibration calibration = calibrated(graph, randomImages(shape.withBatch(network == 3 ? 4 : 40), 1));
    const Tensor batch = randomImages(shape, 2);
    const Tensor expected = exactOutputs(graph, batch);
    Tensor first;
    for (const Isa isa : supportedIsas()) {
      const QuantizedNetwork quantized(graph, calibration, isa);
      const Tensor actual = quantized.run(batch, false, {});
      QCOMPARE(actual.shape(), expected.shape());
      const double error = relativeError(actual, expected);
      QVERIFY2(error < roundingNoise, (std::string(isaName(isa)) + ": " + std::to_string(error)).c_str());
      if (isa == Isa::Scalar)
        first = actual;
      if (network != 1)  // no layer in float: the sums are exact
        QVERIFY2(sameOutputs(actual, first), isaName(isa).data());
      for (const int threads : {1, 2}) {
        Tensor parallel;
        ThreadArena(threads).run([&] { parallel = quantized.run(batch, true, {}); });
        QVERIFY2(sameOutputs(parallel, actual), isaName(isa).data());
      }
    }
  }

  void batchesGiveEachImageItsAnswer() {
    const auto graph = squeezed();
    const Shape shape = graph->inputs[0].shape.withBatch(19);
    const QuantizedNetwork network(graph, calibrated(graph, randomImages(shape, 1)), defaultIsa());
    const Tensor batch = randomImages(shape, 3);
    const Tensor together = network.run(batch, false, {});
    for (std::int64_t n = 0; n < shape[0]; ++n) {
      const Tensor alone = network.run(Tensor(shape.withBatch(1), batch.image(n)), false, {});
      QVERIFY(sameOutputs(alone, Tensor(alone.shape(), std::as_const(together).image(n))));
    }
  }

  void countsWhatRunsInEightBits() {
    const auto graph = mixed();
    const Shape shape = graph->inputs[0].shape;
    const QuantizedNetwork network(graph, calibrated(graph, randomImages(shape, 1)), defaultIsa());
    const nn::Network exact(graph);
    std::int64_t products = 0;
    for (const std::int64_t macs : exact.macs(exact.shapes(std::span(&shape, 1))))
      products += macs;
    QCOMPARE(std::accumulate(network.macs8().begin(), network.macs8().end(), std::int64_t{0}), products);
  }

  /// On the held-out part of the sample: top-1 within a point, and nearly always the exact network's answer.
  void keepsTheAccuracyOfTheBuiltInNetworks() {
    for (const std::filesystem::path& file : model::builtInModels()) {
      const model::Model model = model::loadModel(file);
      const auto set = data::openLabelledSet("sample");
      const data::InputCache inputs(set, model.manifest.input, std::int64_t{1} << 28);
      const auto images = [&](std::int64_t first, std::int64_t count) {
        std::vector<std::int64_t> indices(static_cast<std::size_t>(count));
        std::iota(indices.begin(), indices.end(), first);
        return inputs.batch(indices, {});
      };
      const QuantizedNetwork network(model.graph, calibrated(model.graph, images(0, 100)), defaultIsa());
      constexpr std::int64_t judged = 400;
      const Tensor batch = images(data::sampleTuningImages, judged);
      const Tensor actual = network.run(batch, true, {});
      nn::RunOptions options;
      const Tensor exact = nn::Network(model.graph).run(std::make_shared<Tensor>(batch), options);
      const bool softmax = nn::endsInSoftmax(*model.graph);
      std::int64_t hits = 0, exactHits = 0, agree = 0;
      for (std::int64_t n = 0; n < judged; ++n) {
        const int label = set->label(data::sampleTuningImages + n);
        const effort::Score score = effort::scoreImage(actual.image(n), softmax, label);
        const effort::Score exactScore = effort::scoreImage(exact.image(n), softmax, label);
        hits += score.top1Hit ? 1 : 0;
        exactHits += exactScore.top1Hit ? 1 : 0;
        agree += score.top1 == exactScore.top1 ? 1 : 0;
      }
      const std::string text = model.manifest.name + ": " + std::to_string(hits) + " of " + std::to_string(exactHits);
      QVERIFY2(std::abs(hits - exactHits) * 100 <= judged, text.c_str());
      QVERIFY2(agree * 100 >= judged * 99, text.c_str());
    }
  }

  void measuresMargins() {
    const std::vector<float> logits{1.0F, 4.0F, 2.5F, -3.0F};
    QCOMPARE(logitMargin(logits, false), 1.5F);
    const std::vector<float> shares{0.1F, 0.6F, 0.3F};
    QVERIFY(std::abs(logitMargin(shares, true) - std::log(2.0F)) < 1e-6F);
    QCOMPARE(logitMargin(std::vector<float>{0.0F, 1.0F}, true), std::numeric_limits<float>::infinity());
    QCOMPARE(logitMargin(std::vector<float>{1.0F}, false), std::numeric_limits<float>::infinity());
    QCOMPARE(logitMargin(std::vector<float>{2.0F, 2.0F}, false), 0.0F);
  }

  void refusesWhatDoesNotFit() {
    const auto graph = squeezed();
    const Shape shape = graph->inputs[0].shape;
    const auto codeOf = [](const auto& call) {
      try {
        call();
      } catch (const Error& error) {
        return static_cast<int>(error.code());
      }
      return -1;
    };
    const Calibration calibration = calibrated(graph, randomImages(shape, 1));
    QCOMPARE(codeOf([&] { QuantizedNetwork(graph, {}, Isa::Scalar); }), static_cast<int>(ErrorCode::InvalidArgument));
    const QuantizedNetwork network(graph, calibration, Isa::Scalar);
    QCOMPARE(codeOf([&] {
               network.run(randomImages({1, 3, 60, 53}, 1), false, {});
             }),
             static_cast<int>(ErrorCode::ShapeMismatch));
    std::stop_source stop;
    stop.request_stop();
    QCOMPARE(codeOf([&] { network.run(randomImages(shape, 1), false, stop.get_token()); }),
             static_cast<int>(ErrorCode::Cancelled));
    QCOMPARE(codeOf([&] { calibrate(nn::Network(graph), {}, {}, {}); }), static_cast<int>(ErrorCode::InvalidArgument));
  }
};

EFFORTLAB_TEST(tst_int8_network)
#include "tst_int8_network.moc"
