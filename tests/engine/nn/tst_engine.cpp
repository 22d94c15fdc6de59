#include "core/error.h"
#include "nn/engine.h"
#include "nn/network.h"
#include "nn_support.h"
#include "support/test_files.h"
#include "support/test_registry.h"

#include <QTest>

#include <cmath>
#include <numeric>

using namespace effortlab;
using namespace effortlab::tests;
using nn::EngineKind;

namespace {

constexpr EngineKind allEngines[] = {EngineKind::Fast,  EngineKind::Eigen,  EngineKind::Reference,
                                     EngineKind::Naive, EngineKind::OpenCv, EngineKind::OneDnn};

/// Random pixels through the model's own scaling, so that activations have their usual size.
Tensor inputBatch(const model::Model& model, std::int64_t images, unsigned seed) {
  const float largest = std::abs(model.manifest.input.scale) * 128.0F;
  return randomTensor(model.graph->inputs[0].shape.withBatch(images), seed, -largest, largest);
}

Tensor runOn(EngineKind kind, const model::Model& model, const Tensor& batch) {
  return nn::makeEngine(kind, model)->run(std::make_shared<Tensor>(batch), {}, nullptr);
}

}  // namespace

class tst_engine : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void namesEngines() {
    for (const EngineKind kind : allEngines)
      QCOMPARE(nn::engineFromName(nn::engineName(kind)), kind);
    QCOMPARE(nn::engineName(EngineKind::OpenCv), std::string_view("opencv"));
    try {
      static_cast<void>(nn::engineFromName("abacus"));
      QFAIL("an unknown name was taken");
    } catch (const Error& error) {
      QCOMPARE(error.code(), ErrorCode::InvalidArgument);
      QVERIFY(std::string(error.what()).find("reference") != std::string::npos);
    }
  }

  void makesProbabilities() {
    const std::vector<float> scores{0.0F, std::log(3.0F)};
    QCOMPARE(nn::probabilities(scores, true), scores);
    const std::vector<float> soft = nn::probabilities(scores, false);
    QVERIFY(std::abs(soft[0] - 0.25F) < 1e-6F && std::abs(soft[1] - 0.75F) < 1e-6F);
    QVERIFY(nn::probabilities({}, false).empty());
    const std::vector<float> huge{1e30F, 0.0F};
    QCOMPARE(nn::probabilities(huge, false), (std::vector<float>{1.0F, 0.0F}));
  }

  void knowsWhetherAGraphEndsInSoftmax() {
    const auto graphOf = [](std::vector<model::LayerParams> layers) {
      model::NamedGraph named{.file = "f", .name = "n", .inputs = {{"0", {1, 3, 1, 1}}}, .nodes = {}, .outputs = {}};
      for (std::size_t i = 0; i < layers.size(); ++i)
        named.nodes.push_back(
            {"layer" + std::to_string(i), layers[i], {std::to_string(i)}, {std::to_string(i + 1)}, {}});
      return model::buildGraph(std::move(named));
    };
    QVERIFY(nn::endsInSoftmax(*graphOf({model::SoftmaxParams{}})));
    QVERIFY(nn::endsInSoftmax(*graphOf({model::SoftmaxParams{}, model::FlattenParams{}, model::IdentityParams{}})));
    QVERIFY(!nn::endsInSoftmax(*graphOf({model::SoftmaxParams{}, model::ActivationParams{}})));
    QVERIFY(!nn::endsInSoftmax(*graphOf({model::IdentityParams{}})));
  }

  void enginesAgree_data() {
    QTest::addColumn<QString>("file");
    QTest::addColumn<int>("slowImages");
    QTest::newRow("LeNet") << "models/lenet-mnist/lenet.model.json" << 8;
    QTest::newRow("CIFAR-10 quick") << "models/cifar10-quick/cifar10_quick.model.json" << 8;
    QTest::newRow("SqueezeNet") << "models/squeezenet-v1.0-imagenet/squeezenet.model.json" << 1;
    QTest::newRow("built in") << QString() << 8;
  }
  void enginesAgree() {
    QFETCH(QString, file);
    QFETCH(int, slowImages);  // seconds an image on the slow engines
    std::filesystem::path path;
    if (file.isEmpty()) {
      path = model::builtInModels().front();
    } else if (const auto shared = sharedData(file.toStdString())) {
      path = *shared;
    } else {
      QSKIP("the shared model collection is not on this machine");
    }
    const model::Model model = model::loadModel(path);
    const Tensor batch = inputBatch(model, 8, 17);
    const Tensor few(batch.shape().withBatch(slowImages),
                     batch.values().first(static_cast<std::size_t>(batch.size() / 8 * slowImages)));
    const Tensor eigen = runOn(EngineKind::Eigen, model, batch);
    const Tensor reference = runOn(EngineKind::Reference, model, few);
    QCOMPARE(eigen.shape(), reference.shape().withBatch(8));
    const std::span<const float> eigenFew = eigen.values().first(static_cast<std::size_t>(reference.size()));
    QVERIFY(relativeError(eigenFew, reference.values()) < 1e-4);
    QVERIFY(relativeError(runOn(EngineKind::Naive, model, few).values(), reference.values()) < 1e-4);
    QVERIFY(relativeError(eigen.values(), runOn(EngineKind::OpenCv, model, batch).values()) < 1e-4);
    for (std::int64_t n = 0; n < 8; ++n) {
      const Tensor single(batch.shape().withBatch(1), batch.image(n));
      QVERIFY(relativeError(runOn(EngineKind::Eigen, model, single).values(), eigen.image(n)) < 1e-4);
    }
  }

  void timesNodesAndStops() {
    const model::Model model = model::loadModel(model::builtInModels().front());
    const auto batch = std::make_shared<Tensor>(inputBatch(model, 2, 1));
    std::stop_source source;
    source.request_stop();
    for (const EngineKind kind : allEngines) {
      const std::unique_ptr<nn::InferenceEngine> engine = nn::makeEngine(kind, model);
      std::vector<double> ms(model.graph->nodes.size(), 1.0);
      engine->run(batch, {}, &ms);
      QCOMPARE(ms.size(), model.graph->nodes.size());
      // Times are added to what is there; OpenCV cannot tell and leaves it alone.
      const double total = std::accumulate(ms.begin(), ms.end(), 0.0) - static_cast<double>(ms.size());
      QVERIFY(kind == EngineKind::OpenCv ? total == 0.0 : total > 0.0);
      try {
        engine->run(batch, source.get_token(), nullptr);
        QFAIL("a stopped run returned");
      } catch (const Error& error) {
        QCOMPARE(error.code(), ErrorCode::Cancelled);
      }
    }
  }

  void openCvTakesTwoBatchSizes() {
    const model::Model model = model::loadModel(model::builtInModels().front());
    const std::unique_ptr<nn::InferenceEngine> engine = nn::makeEngine(EngineKind::OpenCv, model);
    const Tensor batch = inputBatch(model, 3, 2);
    const Tensor together = engine->run(std::make_shared<Tensor>(batch), {}, nullptr);
    const Tensor single(batch.shape().withBatch(1), batch.image(1));
    const Tensor alone = engine->run(std::make_shared<Tensor>(single), {}, nullptr);
    QVERIFY(relativeError(alone.values(), together.image(1)) < 1e-4);
  }

  /// The network joins its two images: OpenCV would take any number and answer something else.
  void openCvKeepsToTheBatchOfMixedImages() {
    const TemporaryFolder folder;
    model::Model model;
    model.manifest.graphFile = folder.write("mixing.prototxt",
                                            "input: \"data\" input_shape { dim: 2 dim: 3 dim: 1 dim: 1 }\n"
                                            "layer { name: \"join\" type: \"Flatten\" bottom: \"data\" top: \"joined\" "
                                            "flatten_param { axis: 0 } }\n");
    model::NamedGraph named{.file = "f", .name = "n", .inputs = {{"data", {2, 3, 1, 1}}}, .nodes = {}, .outputs = {}};
    named.nodes = {{"join", model::FlattenParams{.axis = 0}, {"data"}, {"joined"}, {}}};
    model.graph = model::buildGraph(std::move(named));
    const Tensor batch = randomTensor({2, 3, 1, 1}, 1);
    const std::vector<float> expected = valuesOf(batch);
    QCOMPARE(valuesOf(runOn(EngineKind::OpenCv, model, batch)), expected);
    QCOMPARE(valuesOf(runOn(EngineKind::Eigen, model, batch)), expected);
    for (const EngineKind kind : allEngines)
      try {
        runOn(kind, model, randomTensor({1, 3, 1, 1}, 1));
        QFAIL("half a batch was taken");
      } catch (const Error& error) {
        QCOMPARE(error.code(), ErrorCode::Unsupported);
      }
  }

  /// OpenCV fills its detections up with zeros; as many rows as ours come out.
  void openCvGivesTheDetectionsFound() {
    const TemporaryFolder folder;
    model::Model model;
    model.manifest.graphFile = folder.write("boxes.prototxt", R"(
      input: "data" input_shape { dim: 1 dim: 8 dim: 1 dim: 1 }
      layer { name: "flat" type: "Flatten" bottom: "data" top: "flat" }
      layer { name: "priors" type: "PriorBox" bottom: "data" bottom: "data" top: "priors"
              prior_box_param { min_size: 0.5 max_size: 0.9 variance: 0.1 } }
      layer { name: "boxes" type: "DetectionOutput" bottom: "flat" bottom: "flat" bottom: "priors" top: "boxes"
              detection_output_param { num_classes: 4 share_location: true background_label_id: 0 keep_top_k: 5
                                       confidence_threshold: 0.25 code_type: CORNER nms_param { nms_threshold: 0.9 } } })");
    model::NamedGraph named{.file = "f", .name = "n", .inputs = {{"data", {1, 8, 1, 1}}}, .nodes = {}, .outputs = {}};
    named.nodes = {
        {"flat", model::FlattenParams{}, {"data"}, {"flat"}, {}},
        {"priors",
         model::PriorBoxParams{.minSizes = {0.5F}, .maxSizes = {0.9F}, .aspectRatios = {}, .variances = {0.1F}},
         {"data", "data"},
         {"priors"},
         {}},
        {"boxes",
         model::DetectionOutputParams{.classes = 4, .nmsThreshold = 0.9F, .keepTopK = 5, .confidenceThreshold = 0.25F},
         {"flat", "flat", "priors"},
         {"boxes"},
         {}}};
    model.graph = model::buildGraph(std::move(named));
    const Tensor scores({1, 8, 1, 1}, std::vector<float>{0.9F, 0.3F, 0.1F, 0.4F, 0.2F, 0.7F, 0.2F, 0.1F});
    const Tensor rows = runOn(EngineKind::OpenCv, model, scores);
    QCOMPARE(rows.shape().toString(), std::string("1x1x3x7"));  // 0.7 and 0.3 of class 1, 0.4 of class 3
    QVERIFY(relativeError(rows.values(), runOn(EngineKind::Eigen, model, scores).values()) < 1e-6);
    const Tensor nothing = runOn(EngineKind::OpenCv, model, Tensor({1, 8, 1, 1}, 0.0F));
    QVERIFY(sameBits(nothing, runOn(EngineKind::Eigen, model, Tensor({1, 8, 1, 1}, 0.0F))));
  }

  void openCvRefusesUnknownFiles() {
    model::Model model = model::loadModel(model::builtInModels().front());
    model.manifest.graphFile = "network.cfg";
    try {
      static_cast<void>(nn::makeEngine(EngineKind::OpenCv, model));
      QFAIL("an unknown file was taken");
    } catch (const Error& error) {
      QCOMPARE(error.code(), ErrorCode::Unsupported);
    }
  }
};

EFFORTLAB_TEST(tst_engine)
#include "tst_engine.moc"
