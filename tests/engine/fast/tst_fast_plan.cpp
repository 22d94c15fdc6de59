#include "core/error.h"
#include "fast/fast_engine.h"
#include "fast/fast_planner.h"
#include "lane_support.h"
#include "model/manifest.h"
#include "support/test_files.h"
#include "support/test_registry.h"

#include <QTest>

#include <algorithm>
#include <filesystem>

using namespace effortlab;
using namespace effortlab::fast;
using effortlab::tests::TemporaryFolder;

namespace {

FastPlan somePlan() {
  FastPlan plan;
  plan.model = "Some \"model\"";
  plan.modelHash = "00ff";
  plan.cpu = "a processor";
  plan.isa = Isa::Avx2;
  plan.use = LaneUse::Images;
  plan.layers = {{"conv1", "direct", {{"direct", 1.5}, {"winograd", 2.0}}}, {"fc", "direct", {}}};
  return plan;
}

/// Empty when `text` is refused with the code and a message that names file and place.
QString planProblem(const TemporaryFolder& folder, const std::string& text, const std::string& place) {
  const std::filesystem::path file = folder.write("damaged.plan.json", text);
  try {
    readPlan(file);
    return "was read";
  } catch (const Error& error) {
    const std::string message = error.what();
    if (message.find("damaged.plan.json") == std::string::npos || message.find(place) == std::string::npos)
      return QString::fromStdString(message);
    return error.code() == ErrorCode::WrongFormat ? QString() : "another code";
  }
}

std::string replaced(std::string text, const std::string& what, const std::string& with) {
  const std::size_t at = text.find(what);
  return at == std::string::npos ? text : text.replace(at, what.size(), with);
}

}  // namespace

class tst_fast_plan : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void comesBackFromItsFile() {
    const TemporaryFolder folder;
    const std::filesystem::path file = folder.path() / "a.plan.json";
    writePlan(somePlan(), file);
    const FastPlan read = readPlan(file);
    QCOMPARE(planJson(read), planJson(somePlan()));
    QCOMPARE(read.find("conv1")->candidates.size(), std::size_t{2});
    QVERIFY(read.find("conv2") == nullptr);
    // What a command prints has the plan in it.
    QCOMPARE(planJson(readPlan(folder.write("info.json", "{\"macs\": 1, \"plan\": " + planJson(somePlan()) + "}"))),
             planJson(somePlan()));
  }

  void refusesDamagedFiles() {
    const TemporaryFolder folder;
    const std::string good = planJson(somePlan());
    QCOMPARE(planProblem(folder, "not json", "JSON"), QString());
    QCOMPARE(planProblem(folder, "[]", ""), QString());
    QCOMPARE(planProblem(folder, replaced(good, "effortlab-plan/1", "effortlab-plan/9"), "schema"), QString());
    QCOMPARE(planProblem(folder, replaced(good, "avx2", "sse9"), "isa"), QString());
    QCOMPARE(planProblem(folder, replaced(good, "\"images\"", "\"heaps\""), "lanes"), QString());
    QCOMPARE(planProblem(folder, replaced(good, "1.5", "-1.5"), "layers[0].candidates.ms"), QString());
    QCOMPARE(planProblem(folder, replaced(good, "1.5", "1e999"), ""), QString());
    QCOMPARE(planProblem(folder, replaced(good, "\"kernel\"", "\"colonel\""), "layers[0]"), QString());
    for (std::size_t bytes = 0; bytes + 2 < good.size(); bytes += 7)
      QCOMPARE(planProblem(folder, good.substr(0, bytes), ""), QString());
    try {
      readPlan(folder.path() / "absent.plan.json");
      QFAIL("read");
    } catch (const Error& error) {
      QCOMPARE(error.code(), ErrorCode::FileNotFound);
    }
  }

  void measuredPlansAreKeptAndDamagedOnesMeasuredAgain() {
    const TemporaryFolder folder;
    const model::Model model = model::loadModel(model::builtInModels().front());
    const auto batch = std::make_shared<Tensor>(tests::laneRandom(model.graph->inputs.front().shape.withBatch(1), 2));
    const std::filesystem::path kept = folder.path() / "plans";
    const std::string first = planJson(makeFastEngine(model, {.planFolder = kept})->plan(batch, {}));
    const std::filesystem::path file = planFile(kept, model, defaultIsa(), batch->shape());
    QVERIFY(std::filesystem::exists(file));
    QCOMPARE(planJson(makeFastEngine(model, {.planFolder = kept})->plan(batch, {})), first);
    // Its kernels are gone, or it is cut off: as good as none.
    for (const std::string& stale : {replaced(first, "\"direct\"", "\"gone\""), first.substr(0, first.size() / 2)}) {
      std::filesystem::remove(file);
      std::filesystem::rename(folder.write("stale", stale), file);
      const auto engine = makeFastEngine(model, {.planFolder = kept});
      for (const LayerPlan& layer : engine->plan(batch, {}).layers)
        QVERIFY(layer.kernel != "gone");
    }
    // Given by the user, it is refused.
    FastPlan foreign = readPlan(file);
    foreign.modelHash = "not this one";
    writePlan(foreign, folder.path() / "foreign.plan.json");
    QVERIFY_EXCEPTION_THROWN(makeFastEngine(model, {.plan = folder.path() / "foreign.plan.json"}), Error);
  }

  void choosesTheCheapestAndNamesTheRest() {
    const model::Model model = model::loadModel(model::builtInModels().back());
    const auto batch = std::make_shared<Tensor>(tests::laneRandom(model.graph->inputs.front().shape.withBatch(16), 2));
    const FastNetwork network(std::make_shared<nn::Network>(model.graph), defaultIsa());
    const FastPlan plan = measurePlan(network, model, batch, {});
    QCOMPARE(plan.modelHash, model.hash);
    for (const LayerPlan& layer : plan.layers) {
      QVERIFY(!layer.candidates.empty());
      QCOMPARE(layer.kernel, layer.candidates.front().kernel);
      QVERIFY(std::ranges::is_sorted(layer.candidates, {}, &KernelCost::ms));
    }
  }

  void instructionSetsHaveNamesAndAnOverride() {
    QCOMPARE(isaName(Isa::Vnni), std::string_view("vnni"));
    QCOMPARE(supportedIsas().front(), Isa::Scalar);
    qputenv("EFFORTLAB_ISA", "scalar");
    QCOMPARE(defaultIsa(), Isa::Scalar);
    qputenv("EFFORTLAB_ISA", "mmx");
    QVERIFY_EXCEPTION_THROWN(defaultIsa(), Error);
    qunsetenv("EFFORTLAB_ISA");
    QCOMPARE(defaultIsa(), supportedIsas().back());
  }
};

EFFORTLAB_TEST(tst_fast_plan)
#include "tst_fast_plan.moc"
