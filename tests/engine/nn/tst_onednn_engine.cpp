#include "core/parallel.h"
#include "nn/engine.h"
#include "nn/network.h"
#include "nn_support.h"
#include "support/test_files.h"
#include "support/test_registry.h"

#include <QTest>

#include <cmath>

using namespace effortlab;
using namespace effortlab::tests;
using model::ActivationKind;
using nn::EngineKind;

namespace {

constexpr EngineKind flavours[] = {EngineKind::OneDnn, EngineKind::OneDnnWinograd};
/// Winograd's transforms lose a few bits more than a sum of products.
constexpr double tolerance = 2e-4;

TensorPtr sharedRandom(const Shape& shape, unsigned seed) {
  return std::make_shared<Tensor>(randomTensor(shape, seed));
}

model::NamedNode convolution(const std::string& from, const std::string& to, const Shape& weights,
                             const model::Window2d& window, std::int64_t groups = 1) {
  return {to,
          model::ConvolutionParams{.outputs = weights[0], .window = window, .groups = groups},
          {from},
          {to},
          {sharedRandom(weights, 3), sharedRandom({weights[0]}, 4)}};
}

model::NamedNode plainLayer(const model::LayerParams& params, const std::vector<std::string>& from,
                            const std::string& to) {
  return {to, params, from, {to}, {}};
}

/// A module with everything at once: odd sizes and channels, groups, joins, a layer that oneDNN lacks in the middle.
model::Model mixedModel() {
  model::NamedGraph named{.file = "f", .name = "n", .inputs = {{"in", {1, 3, 23, 19}}}, .nodes = {}, .outputs = {}};
  const model::Window2d same{.kernelH = 3, .kernelW = 3, .padTop = 1, .padLeft = 1, .padBottom = 1, .padRight = 1};
  model::Window2d halved = same;
  halved.strideH = halved.strideW = 2;
  const model::Window2d pooled{.kernelH = 3, .kernelW = 3, .strideH = 2, .strideW = 2};
  named.nodes = {
      convolution("in", "first", {20, 3, 3, 3}, halved),
      plainLayer(model::ActivationParams{.kind = ActivationKind::Relu}, {"first"}, "relu"),
      convolution("relu", "depthwise", {20, 1, 3, 3}, same, 20),
      plainLayer(model::ActivationParams{.kind = ActivationKind::LeakyRelu, .alpha = 0.1F}, {"depthwise"}, "leaky"),
      convolution("leaky", "wide", {32, 20, 3, 3}, same),
      convolution("leaky", "pointwise", {32, 20, 1, 1}, {}),
      plainLayer(model::ElementwiseParams{}, {"wide", "pointwise"}, "sum"),
      plainLayer(model::ActivationParams{.kind = ActivationKind::Tanh}, {"sum"}, "tanh"),
      plainLayer(model::ActivationParams{.kind = ActivationKind::Sin}, {"tanh"}, "sine"),
      plainLayer(model::ConcatParams{}, {"sine", "tanh"}, "joined"),
      plainLayer(model::LrnParams{}, {"joined"}, "lrn"),
      plainLayer(model::PoolParams{.window = pooled, .rounding = model::PoolRounding::Ceil}, {"lrn"}, "max"),
      plainLayer(model::PoolParams{.kind = model::PoolKind::Average,
                                   .window = pooled,
                                   .rounding = model::PoolRounding::Ceil,
                                   .divisor = model::PoolDivisor::ClippedToPadding},
                 {"max"}, "mean"),
      plainLayer(model::FlattenParams{}, {"mean"}, "flat"),
  };
  const auto graph = model::buildGraph(named);
  const Shape input({1, 3, 23, 19});
  const std::int64_t flat = nn::Network(graph).shapes(std::span(&input, 1)).back()[1];
  named.nodes.push_back({"scores", model::FullyConnectedParams{7}, {"flat"}, {"scores"}, {sharedRandom({7, flat}, 5)}});
  named.nodes.push_back(plainLayer(model::SoftmaxParams{}, {"scores"}, "probabilities"));
  model::Model model;
  model.graph = model::buildGraph(std::move(named));
  return model;
}

Tensor runOn(EngineKind kind, const model::Model& model, const Tensor& batch) {
  return nn::makeEngine(kind, model)->run(std::make_shared<Tensor>(batch), {}, nullptr);
}

}  // namespace

class tst_onednn_engine : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void agreesOnAGraphOfEverything() {
    const model::Model model = mixedModel();
    for (const std::int64_t images : {1, 3, 16}) {
      const Tensor batch = randomTensor({images, 3, 23, 19}, 11);
      const Tensor expected = runOn(EngineKind::Reference, model, batch);
      for (const EngineKind kind : flavours) {
        const double error = relativeError(runOn(kind, model, batch).values(), expected.values());
        QVERIFY2(error < tolerance, qPrintable(QString("%1 images: %2").arg(images).arg(error)));
      }
    }
  }

  /// The same engine again and again, other shapes between: memory and primitives of one run must not leak into
  /// another.
  void takesShapesInTurn() {
    const model::Model model = mixedModel();
    const auto engine = nn::makeEngine(EngineKind::OneDnn, model);
    for (int round = 0; round < 3; ++round)
      for (const std::int64_t images : {1, 2, 5, 3, 4, 6}) {
        const auto batch = std::make_shared<Tensor>(randomTensor({images, 3, 23, 19}, static_cast<unsigned>(round)));
        const Tensor expected = runOn(EngineKind::Eigen, model, *batch);
        QVERIFY(relativeError(engine->run(batch, {}, nullptr).values(), expected.values()) < tolerance);
      }
  }

  /// From many threads at once, each with one OpenMP thread.
  void runsInParallel() {
    constexpr std::int64_t calls = 24;
    const model::Model model = mixedModel();
    const auto engine = nn::makeEngine(EngineKind::OneDnn, model);
    std::vector<double> errors(calls, 1.0);
    ThreadArena(2).run([&] {
      parallelFor(calls, true, [&](std::int64_t call) {
        const auto batch = std::make_shared<Tensor>(randomTensor({1, 3, 23, 19}, static_cast<unsigned>(call)));
        const Tensor expected = runOn(EngineKind::Reference, model, *batch);
        errors[static_cast<std::size_t>(call)] =
            relativeError(engine->run(batch, {}, nullptr).values(), expected.values());
      });
    });
    for (const double error : errors)
      QVERIFY2(error < tolerance, qPrintable(QString::number(error)));
  }

  void givesEveryOutput() {
    model::NamedGraph named{.file = "f", .name = "n", .inputs = {{"in", {1, 16, 8, 8}}}, .nodes = {}, .outputs = {}};
    named.nodes = {convolution("in", "a", {32, 16, 1, 1}, {}),
                   plainLayer(model::ActivationParams{.kind = ActivationKind::Relu}, {"a"}, "b"),
                   plainLayer(model::ActivationParams{.kind = ActivationKind::Sigmoid}, {"a"}, "c")};
    named.outputs = {"a", "b", "c"};
    model::Model model;
    model.graph = model::buildGraph(std::move(named));
    const auto batch = std::make_shared<Tensor>(randomTensor({2, 16, 8, 8}, 1));
    const std::vector<Tensor> expected = nn::makeEngine(EngineKind::Reference, model)->runAll(batch, {});
    const std::vector<Tensor> actual = nn::makeEngine(EngineKind::OneDnn, model)->runAll(batch, {});
    QCOMPARE(actual.size(), expected.size());
    for (std::size_t i = 0; i < actual.size(); ++i) {
      QCOMPARE(actual[i].shape(), expected[i].shape());
      QVERIFY(relativeError(actual[i].values(), expected[i].values()) < tolerance);
    }
  }

  void agreesOnModels_data() {
    QTest::addColumn<QString>("file");
    for (const std::filesystem::path& file : model::builtInModels())
      QTest::newRow(file.filename().c_str()) << QString::fromStdString(file.string());
    for (const char* file : {"models/lenet-mnist/lenet.model.json", "models/cifar10-quick/cifar10_quick.model.json",
                             "models/squeezenet-v1.0-imagenet/squeezenet.model.json",
                             "models/yolo-fastest-1.1-xl-coco/yolo_fastest_xl.model.json",
                             "models/rfb320-face-ssd/rfb320_face.model.json"})
      if (const auto shared = sharedData(file))
        QTest::newRow(file) << QString::fromStdString(shared->string());
  }
  void agreesOnModels() {
    QFETCH(QString, file);
    const model::Model model = model::loadModel(file.toStdString());
    const float largest = std::abs(model.manifest.input.scale) * 128.0F;
    const auto batch =
        std::make_shared<Tensor>(randomTensor(model.graph->inputs[0].shape.withBatch(2), 17, -largest, largest));
    const std::vector<Tensor> expected = nn::makeEngine(EngineKind::Eigen, model)->runAll(batch, {});
    for (const EngineKind kind : flavours) {
      const std::vector<Tensor> actual = nn::makeEngine(kind, model)->runAll(batch, {});
      QCOMPARE(actual.size(), expected.size());
      for (std::size_t i = 0; i < actual.size(); ++i)
        QVERIFY(relativeError(actual[i].values(), expected[i].values()) < tolerance);
    }
  }
};

EFFORTLAB_TEST(tst_onednn_engine)
#include "tst_onednn_engine.moc"
