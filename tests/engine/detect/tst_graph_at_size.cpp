#include "core/error.h"
#include "detect/graph_at_size.h"
#include "model/manifest.h"
#include "nn/network.h"
#include "support/test_files.h"
#include "support/test_registry.h"

#include <QTest>

using namespace effortlab;
using namespace effortlab::detect;

namespace {

/// Default boxes that the PriorBox layers of a graph give, and how many of those layers there are.
std::pair<std::int64_t, int> priorsOf(const std::shared_ptr<const model::Graph>& kept) {
  const nn::Network network(kept);
  const std::vector<Shape> shapes = network.shapes(std::span(&kept->inputs.front().shape, 1));
  std::int64_t values = 0;
  int heads = 0;
  for (const model::Node& node : kept->nodes)
    if (std::holds_alternative<model::PriorBoxParams>(node.params)) {
      values += shapes[static_cast<std::size_t>(node.outputs.front())][2];
      ++heads;
    }
  return {values / 4, heads};
}

}  // namespace

class tst_graph_at_size : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void headsThatNoLongerFitAreLeftOut_data() {
    QTest::addColumn<int>("side");
    QTest::addColumn<int>("priors");
    QTest::addColumn<int>("heads");
    QTest::newRow("300") << 300 << 8732 << 6;
    QTest::newRow("150") << 150 << 2252 << 5;
    QTest::newRow("75") << 75 << 628 << 4;
  }
  void headsThatNoLongerFitAreLeftOut() {
    QFETCH(int, side);
    QFETCH(int, priors);
    QFETCH(int, heads);
    const auto file = tests::sharedData("topologies/vgg16_ssd300_voc.prototxt");
    if (!file)
      QSKIP("the shared topologies are not on this machine");
    const model::Model model = model::loadModel(*file, {.randomWeights = 1});
    const auto kept = graphAtSize(*model.graph, {.height = side, .width = side});
    const auto [count, layers] = priorsOf(kept);
    QCOMPARE(count, std::int64_t{priors});
    QCOMPARE(layers, heads);
    QCOMPARE(kept->outputs.size(), std::size_t{1});  // DetectionOutput reads what is left
  }

  void aSizeWithoutAnyHeadIsRefused() {
    model::NamedGraph graph{
        .file = "net", .name = "net", .inputs = {{"image", Shape({1, 1, 16, 16})}}, .nodes = {}, .outputs = {}};
    model::ConvolutionParams params;
    params.outputs = 1;
    params.window.kernelH = params.window.kernelW = 9;
    graph.nodes.push_back({.name = "head",
                           .params = params,
                           .inputs = {"image"},
                           .outputs = {"map"},
                           .weights = {std::make_shared<Tensor>(Shape({1, 1, 9, 9}))}});
    const auto built = model::buildGraph(graph);
    QCOMPARE(graphAtSize(*built, {.height = 9, .width = 30})->inputs.front().shape, Shape({1, 1, 9, 30}));
    try {
      static_cast<void>(graphAtSize(*built, {.height = 8, .width = 8}));
      QFAIL("a window of 9 was laid over 8 pixels");
    } catch (const Error& error) {
      QCOMPARE(error.code(), ErrorCode::ShapeMismatch);
    }
  }
};

EFFORTLAB_TEST(tst_graph_at_size)
#include "tst_graph_at_size.moc"
