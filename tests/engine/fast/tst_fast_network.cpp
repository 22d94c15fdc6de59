#include "core/error.h"
#include "core/parallel.h"
#include "fast/fast_network.h"
#include "fast/fast_planner.h"
#include "lane_support.h"
#include "model/manifest.h"
#include "support/test_files.h"
#include "support/test_registry.h"

#include <QTest>

using namespace effortlab;
using namespace effortlab::fast;
using effortlab::tests::laneRandom;
using effortlab::tests::laneSameBits;
using effortlab::tests::relativeError;
using effortlab::tests::sharedData;

namespace {

constexpr double tolerance = 1e-4;  // Winograd's transforms, layer after layer

TensorPtr batchFor(const model::Model& model, std::int64_t images) {
  return std::make_shared<Tensor>(laneRandom(model.graph->inputs.front().shape.withBatch(images), 3));
}

FastNetwork networkOf(const model::Model& model, Isa isa = defaultIsa()) {
  return {std::make_shared<nn::Network>(model.graph), isa};
}

Tensor referenceOf(const model::Model& model, const TensorPtr& batch) {
  nn::RunOptions options;
  options.context.kernels = nn::KernelSet::Reference;
  return nn::Network(model.graph).run(batch, options);
}

FastPlan planOf(LaneUse use) {
  FastPlan plan;
  plan.use = use;
  return plan;
}

Tensor runFast(const FastNetwork& network, const FastPlan& plan, const TensorPtr& batch, bool parallel = false) {
  return std::move(network.run(batch, plan, {.parallel = parallel}).front());
}

}  // namespace

class tst_fast_network : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void agreesWithTheReference_data() {
    QTest::addColumn<QString>("file");
    for (const auto& file : model::builtInModels())
      QTest::newRow(file.filename().c_str()) << QString::fromStdString(file.string());
    for (const char* file : {"models/cifar10-quick/cifar10_quick.model.json", "models/lenet-mnist/lenet.model.json"})
      if (const auto shared = sharedData(file))
        QTest::newRow(file) << QString::fromStdString(shared->string());
  }

  void agreesWithTheReference() {
    QFETCH(const QString, file);
    const model::Model model = model::loadModel(file.toStdString());
    const TensorPtr batch = batchFor(model, 3);
    const Tensor expected = referenceOf(model, batch);
    for (const Isa isa : supportedIsas()) {
      const FastNetwork network = networkOf(model, isa);
      for (const LaneUse use : {LaneUse::Tiles, LaneUse::Images})
        QVERIFY2(relativeError(runFast(network, planOf(use), batch).values(), expected.values()) < tolerance,
                 std::string(isaName(isa)).c_str());
    }
  }

  void everyPlanAndThreadCountGivesTheSameBits() {
    const model::Model model = model::loadModel(model::builtInModels().front());
    const FastNetwork network = networkOf(model);
    const TensorPtr batch = batchFor(model, 18);
    const FastPlan plan = measurePlan(network, model, batch, {});
    QVERIFY(!plan.layers.empty());
    const Tensor once = runFast(network, plan, batch);
    for (const int threads : {1, 2, 3})
      ThreadArena(threads).run([&] { QVERIFY(laneSameBits(runFast(network, plan, batch, true), once)); });
    // One image of a batch is what it is alone, but for the rounding of what whole batches are multiplied by.
    const FastPlan tiles = planOf(LaneUse::Tiles);
    const Tensor together = runFast(network, tiles, batch);
    const auto alone = std::make_shared<Tensor>(batch->shape().withBatch(1), batch->image(7));
    QVERIFY(relativeError(runFast(network, tiles, alone).values(), together.image(7)) < 1e-6);
  }

  void everyCandidateOfEveryLayerAgrees() {
    const model::Model model = model::loadModel(model::builtInModels().back());
    const FastNetwork network = networkOf(model);
    const TensorPtr batch = batchFor(model, 16);
    const Tensor expected = referenceOf(model, batch);
    const FastPlan measured = measurePlan(network, model, batch, {});
    int plans = 0;
    for (std::size_t layer = 0; layer < measured.layers.size(); ++layer) {
      for (const KernelCost& candidate : measured.layers[layer].candidates) {
        FastPlan plan = measured;
        plan.layers[layer].kernel = candidate.kernel;
        QVERIFY2(relativeError(runFast(network, plan, batch).values(), expected.values()) < tolerance,
                 (plan.layers[layer].layer + " by " + candidate.kernel).c_str());
        ++plans;
      }
    }
    QVERIFY(plans > static_cast<int>(measured.layers.size()));
  }

  void takesAnyInputSize() {
    const auto file = sharedData("models/yolo-fastest-1.1-xl-coco/yolo_fastest_xl.model.json");
    if (!file)
      QSKIP("the shared model collection is not on this machine");
    const model::Model model = model::loadModel(*file);
    const FastNetwork network = networkOf(model);
    nn::RunOptions dense;
    for (const std::int64_t side : {96, 160, 224}) {
      const auto input = std::make_shared<Tensor>(laneRandom({1, 3, side, side + 32}, 5));
      const std::vector<Tensor> expected = nn::Network(model.graph).runAll({input}, dense);
      const std::vector<Tensor> outputs = network.run(input, planOf(LaneUse::Tiles), {});
      QCOMPARE(outputs.size(), expected.size());
      for (std::size_t i = 0; i < outputs.size(); ++i)
        QVERIFY(relativeError(outputs[i].values(), expected[i].values()) < tolerance);
    }
  }

  void refusesAPlanThatDoesNotFit() {
    const model::Model model = model::loadModel(model::builtInModels().front());
    const FastNetwork network = networkOf(model);
    FastPlan plan = measurePlan(network, model, batchFor(model, 1), {});
    plan.layers.front().kernel = "magic";
    try {
      runFast(network, plan, batchFor(model, 1));
      QFAIL("ran");
    } catch (const Error& error) {
      QCOMPARE(error.code(), ErrorCode::Mismatch);
      QVERIFY(std::string(error.what()).find("magic") != std::string::npos);
    }
    plan.modelHash = "0123";
    QVERIFY_EXCEPTION_THROWN(checkPlan(plan, model, network.isa()), Error);
  }

  void stops() {
    const model::Model model = model::loadModel(model::builtInModels().front());
    const FastNetwork network = networkOf(model);
    std::stop_source source;
    source.request_stop();
    try {
      network.run(batchFor(model, 2), planOf(LaneUse::Tiles), {.stop = source.get_token()});
      QFAIL("a stopped run returned");
    } catch (const Error& error) {
      QCOMPARE(error.code(), ErrorCode::Cancelled);
    }
  }
};

EFFORTLAB_TEST(tst_fast_network)
#include "tst_fast_network.moc"
