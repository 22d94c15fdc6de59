#include "core/error.h"
#include "effort/bench.h"
#include "support/test_files.h"
#include "support/test_registry.h"

#include <QTest>

using namespace effortlab;
using nn::EngineKind;

namespace {

/// One layer that changes nothing much: y = relu(x).
std::shared_ptr<const model::Model> reluModel() {
  model::NamedGraph named{.file = "f", .name = "n", .inputs = {{"in", {1, 2, 3, 3}}}, .nodes = {}, .outputs = {}};
  named.nodes = {{"relu", model::ActivationParams{}, {"in"}, {"out"}, {}}};
  model::Model model;
  model.graph = model::buildGraph(std::move(named));
  model.manifest.graphFile = "network.none";  // OpenCV refuses it
  return std::make_shared<const model::Model>(std::move(model));
}

effort::BenchPlan planOf(std::vector<effort::BenchEngine> engines) {
  return {.model = reluModel(),
          .batches = {std::make_shared<Tensor>(Shape{4, 2, 3, 3}, 1.0F),
                      std::make_shared<Tensor>(Shape{4, 2, 3, 3}, -1.0F)},
          .engines = std::move(engines),
          .knobs = {},
          .runs = 3};
}

}  // namespace

class tst_bench : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void timesEveryEngine() {
    const effort::BenchResult result = effort::bench(
        planOf({{.kind = EngineKind::Naive}, {.kind = EngineKind::Eigen}, {.kind = EngineKind::OneDnn}}), {});
    QVERIFY(result.complete);
    QCOMPARE(result.runs, std::int64_t{3});
    QCOMPARE(result.images, std::int64_t{4});
    QCOMPARE(result.rows.size(), std::size_t{3});
    QCOMPARE(result.rows[0].name, std::string("naive"));
    QCOMPARE(result.rows[0].ratio, 1.0);
    for (const effort::BenchRow& row : result.rows) {
      QVERIFY(row.msP10 > 0.0 && row.msP10 <= row.msMedian && row.msMedian <= row.msP90);
      QVERIFY(row.ratio > 0.0);
      QVERIFY(row.difference.has_value());
      QCOMPARE(*row.difference, 0.0);
      QCOMPARE(row.gflops, 0.0);  // an activation has no multiply-accumulates
    }
  }

  void addsKnobs() {
    effort::BenchPlan plan = planOf({{.kind = EngineKind::Eigen}});
    plan.knobs = effort::KnobSettings{};
    const effort::BenchResult result = effort::bench(plan, {});
    QCOMPARE(result.rows.size(), std::size_t{3});
    QCOMPARE(result.rows[1].name, std::string("dense"));
    QCOMPARE(result.rows[2].name, std::string("knobs"));
  }

  void tellsOfAnOptionalEngineThatRefuses() {
    const effort::BenchResult result =
        effort::bench(planOf({{.kind = EngineKind::Eigen}, {.kind = EngineKind::OpenCv, .required = false}}), {});
    QVERIFY(result.complete);
    QVERIFY(result.rows[0].refusal.empty());
    QVERIFY(!result.rows[1].refusal.empty());
    QCOMPARE(result.rows[1].msMedian, 0.0);
    QVERIFY_THROWS_EXCEPTION(Error,
                             effort::bench(planOf({{.kind = EngineKind::Eigen}, {.kind = EngineKind::OpenCv}}), {}));
  }

  void stopsAfterWholeRounds() {
    std::stop_source source;
    effort::BenchPlan plan = planOf({{.kind = EngineKind::Eigen}});
    plan.runs = 1000;
    const RunControl control{.stop = source.get_token(), .onProgress = [&source](const Progress& progress) {
                               if (progress.done == 2)
                                 source.request_stop();
                             }};
    const effort::BenchResult result = effort::bench(plan, control);
    QVERIFY(!result.complete);
    QCOMPARE(result.runs, std::int64_t{2});
    try {
      static_cast<void>(effort::bench(plan, control));  // stopped from the start
      QFAIL("nothing was timed, yet there is a result");
    } catch (const Error& error) {
      QCOMPARE(error.code(), ErrorCode::Cancelled);
    }
  }

  void wantsInputsAndEngines() {
    effort::BenchPlan plan = planOf({});
    QVERIFY_THROWS_EXCEPTION(Error, effort::bench(plan, {}));
    plan = planOf({{.kind = EngineKind::Eigen}});
    plan.batches.clear();
    QVERIFY_THROWS_EXCEPTION(Error, effort::bench(plan, {}));
  }
};

EFFORTLAB_TEST(tst_bench)
#include "tst_bench.moc"
