#include "core/error.h"
#include "core/parallel.h"
#include "nn/network.h"
#include "nn_support.h"
#include "support/test_registry.h"

#include <QTest>

#include <algorithm>

using namespace effortlab;
using namespace effortlab::tests;
using model::NamedNode;
using nn::Network;
using nn::RunOptions;
using nn::Values;

namespace {

TensorPtr weights(const Shape& shape, unsigned seed) {
  return std::make_shared<Tensor>(randomTensor(shape, seed));
}

/// A diamond: conv -> (relu, sigmoid) -> concat -> conv -> whole-map average; takes maps of any size.
std::shared_ptr<const model::Graph> diamond() {
  const model::Window2d same{.kernelH = 3, .kernelW = 3, .padTop = 1, .padLeft = 1, .padBottom = 1, .padRight = 1};
  model::NamedGraph named{
      .file = "diamond", .name = "diamond", .inputs = {{"data", {1, 3, 12, 10}}}, .nodes = {}, .outputs = {}};
  named.nodes = {{"conv1",
                  model::ConvolutionParams{.outputs = 8, .window = same},
                  {"data"},
                  {"conv1"},
                  {weights({8, 3, 3, 3}, 1), weights({8}, 2)}},
                 {"relu", model::ActivationParams{model::ActivationKind::Relu}, {"conv1"}, {"relu"}, {}},
                 {"sigmoid", model::ActivationParams{model::ActivationKind::Sigmoid}, {"conv1"}, {"sigmoid"}, {}},
                 {"concat", model::ConcatParams{1}, {"relu", "sigmoid"}, {"concat"}, {}},
                 {"conv2",
                  model::ConvolutionParams{.outputs = 5, .window = {}},
                  {"concat"},
                  {"conv2"},
                  {weights({5, 16, 1, 1}, 3)}},
                 {"average",
                  model::PoolParams{.kind = model::PoolKind::Average, .global = true, .window = {}},
                  {"conv2"},
                  {"average"},
                  {}}};
  return model::buildGraph(std::move(named));
}

TensorPtr image(const Shape& shape, unsigned seed = 9) {
  return std::make_shared<Tensor>(randomTensor(shape, seed));
}

ErrorCode codeOf(const std::function<void()>& work) {
  try {
    work();
  } catch (const Error& error) {
    return error.code();
  }
  throw std::logic_error("nothing was thrown");
}

}  // namespace

class tst_network : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void runsAllInputsAndOutputs() {
    model::NamedGraph named{.file = "pair",
                            .name = "pair",
                            .inputs = {{"a", {1, 2}}, {"b", {1, 2}}},
                            .nodes = {},
                            .outputs = {"both", "positive"}};
    named.nodes = {{"positive", model::ActivationParams{model::ActivationKind::Relu}, {"b"}, {"positive"}, {}},
                   {"both", model::ConcatParams{1}, {"a", "positive"}, {"both"}, {}}};
    const Network network(model::buildGraph(std::move(named)));
    const std::vector<float> a{1, -2, 3, -4};  // two images
    const std::vector<float> b{-5, 6, 7, -8};
    const auto tensor = [](const std::vector<float>& values) {
      return std::make_shared<const Tensor>(Shape({2, 2}), std::span<const float>(values));
    };
    const std::vector<Tensor> results = network.runAll({tensor(a), tensor(b)}, {});
    QCOMPARE(results.size(), std::size_t{2});
    const std::vector<float> both{1, -2, 0, 6, 3, -4, 7, 0};
    const std::vector<float> positive{0, 6, 7, 0};
    QVERIFY(std::equal(both.begin(), both.end(), results[0].values().begin(), results[0].values().end()));
    QVERIFY(std::equal(positive.begin(), positive.end(), results[1].values().begin(), results[1].values().end()));
    QCOMPARE(codeOf([&] { network.runAll({tensor(a)}, {}); }), ErrorCode::ShapeMismatch);
    QCOMPARE(codeOf([&] { network.runAll({tensor(a), nullptr}, {}); }), ErrorCode::InvalidArgument);
  }

  void runsADiamond() {
    const Network network(diamond());
    const TensorPtr input = image({1, 3, 12, 10});
    RunOptions options;
    const Tensor fast = network.run(input, options);
    QCOMPARE(fast.shape().toString(), std::string("1x5x1x1"));
    options.context.kernels = nn::KernelSet::Reference;
    const Tensor expected = network.run(input, options);
    // Outputs are sums of 16 terms below 27 * 1.0 + 1 in magnitude: 28 * 16 * (27 + 16 + 120) roundings at most.
    for (std::int64_t i = 0; i < fast.size(); ++i)
      QVERIFY(std::abs(fast.data()[i] - expected.data()[i]) < 448.0F * 163.0F * 1.2e-7F);
    QVERIFY(expected.data()[0] != 0.0F);
  }

  void takesTwoInputSizes() {
    const Network network(diamond());
    const Tensor small = network.run(image({1, 3, 4, 4}), {});
    const Tensor large = network.run(image({1, 3, 40, 33}), {});
    QCOMPARE(small.shape(), large.shape());
    QVERIFY(sameBits(network.run(image({1, 3, 4, 4}), {}), small));
    const Shape shape{2, 3, 20, 10};
    const std::vector<Shape> shapes = network.shapes(std::span(&shape, 1));
    QCOMPARE(shapes[static_cast<std::size_t>(network.graph().nodes[3].outputs[0])].toString(),
             std::string("2x16x20x10"));
    const std::vector<std::int64_t> macs = network.macs(shapes);
    QCOMPARE(macs, (std::vector<std::int64_t>{2 * 8 * 200 * 27, 0, 0, 0, 2 * 5 * 200 * 16, 0}));
  }

  void restartsAnywhere() {
    const Network network(diamond());
    const int count = static_cast<int>(network.graph().nodes.size());
    const TensorPtr input = image({2, 3, 12, 10});
    const Tensor whole = network.run(input, {});
    const auto output = static_cast<std::size_t>(network.graph().outputs[0]);
    for (int node = 0; node <= count; ++node) {
      Values values(network.graph().values.size());
      values[static_cast<std::size_t>(network.graph().inputs[0].value)] = input;
      network.runRange(values, 0, node, {});
      Values restart(values.size());
      for (const int live : network.liveBefore(node)) {
        QVERIFY2(values[static_cast<std::size_t>(live)] != nullptr, ("node " + std::to_string(node)).c_str());
        restart[static_cast<std::size_t>(live)] = values[static_cast<std::size_t>(live)];
      }
      const auto kept =
          std::count_if(values.begin(), values.end(), [](const TensorPtr& value) { return value != nullptr; });
      QCOMPARE(static_cast<std::size_t>(kept), network.liveBefore(node).size());
      network.runRange(restart, node, count, {});
      QVERIFY(sameBits(*restart[output], whole));
    }
    QCOMPARE(network.liveBefore(2).size(), std::size_t{2});  // conv1, still read by the sigmoid, and the relu
  }

  void overridesTakeNodesOver() {
    const Network network(diamond());
    const TensorPtr input = image({1, 3, 12, 10});
    std::vector<int> asked;
    RunOptions options;
    options.override = [&](int node, std::span<const Tensor* const> inputs, std::span<Tensor> outputs) {
      asked.push_back(node);
      if (network.graph().nodes[static_cast<std::size_t>(node)].name != "average")
        return false;
      outputs[0].values()[0] = inputs[0]->values()[0];
      std::fill(outputs[0].values().begin() + 1, outputs[0].values().end(), 42.0F);
      return true;
    };
    const Tensor output = network.run(input, options);
    QCOMPARE(asked, (std::vector<int>{0, 1, 2, 3, 4, 5}));
    QCOMPARE(output.values()[4], 42.0F);
    QVERIFY(output.values()[0] != 42.0F);
  }

  void timesEveryNode() {
    const Network network(diamond());
    std::vector<double> ms(network.graph().nodes.size(), -1.0);
    RunOptions options;
    options.onNodeTime = [&](int node, double value) { ms[static_cast<std::size_t>(node)] = value; };
    network.run(image({1, 3, 12, 10}), options);
    QVERIFY(std::all_of(ms.begin(), ms.end(), [](double value) { return value >= 0.0; }));
  }

  void stopsOnRequest() {
    const Network network(diamond());
    std::stop_source source;
    RunOptions options;
    options.context.stop = source.get_token();
    int nodes = 0;
    options.onNodeTime = [&](int, double) {
      if (++nodes == 2)
        source.request_stop();
    };
    QCOMPARE(codeOf([&] { network.run(image({1, 3, 12, 10}), options); }), ErrorCode::Cancelled);
    QCOMPARE(nodes, 2);
    QCOMPARE(codeOf([&] { network.run(image({1, 3, 12, 10}), options); }), ErrorCode::Cancelled);
    QCOMPARE(nodes, 2);
  }

  void kernelsStopWithinALayer() {
    std::stop_source source;
    source.request_stop();
    const std::shared_ptr<const model::Graph> graph = diamond();
    const model::Node& node = graph->nodes[0];
    const Tensor input = randomTensor({1, 3, 12, 10}, 1);
    const std::vector<const Tensor*> inputs{&input};
    for (const nn::KernelSet kernels : {nn::KernelSet::Reference, nn::KernelSet::Naive, nn::KernelSet::Eigen}) {
      std::vector<Tensor> outputs{Tensor({1, 8, 12, 10}, 7.0F)};
      nn::layerOps(node.params).run(node, inputs, outputs, {.kernels = kernels, .stop = source.get_token()});
      QCOMPARE(outputs[0].values()[0], 7.0F);
    }
  }

  void refusesWrongInputs() {
    const Network network(diamond());
    QCOMPARE(codeOf([&] { network.run(image({1, 4, 12, 10}), {}); }), ErrorCode::ShapeMismatch);
    QCOMPARE(codeOf([&] { network.run(image({3, 12, 10}), {}); }), ErrorCode::ShapeMismatch);
    QCOMPARE(codeOf([&] { network.run(nullptr, {}); }), ErrorCode::InvalidArgument);
    QCOMPARE(codeOf([&] { static_cast<void>(network.shapes({})); }), ErrorCode::ShapeMismatch);
    QCOMPARE(codeOf([] { Network(nullptr); }), ErrorCode::InvalidArgument);
    Values missing(network.graph().values.size());
    QCOMPARE(codeOf([&] { network.runRange(missing, 1, 2, {}); }), ErrorCode::MissingData);
    Values wrong(1);
    QCOMPARE(codeOf([&] { network.runRange(wrong, 0, 1, {}); }), ErrorCode::InvalidArgument);
  }

  /// Joined along the batch, two images are no longer two answers.
  void mixedImagesRunInTheirOwnBatchOnly() {
    model::NamedGraph named{.file = "f", .name = "n", .inputs = {{"data", {2, 3}}}, .nodes = {}, .outputs = {}};
    named.nodes = {{"join", model::FlattenParams{.axis = 0}, {"data"}, {"joined"}, {}}};
    const Network network(model::buildGraph(std::move(named)));
    QVERIFY(!network.graph().batchable);
    QCOMPARE(network.run(image({2, 3}), {}).shape().toString(), std::string("6"));
    QCOMPARE(codeOf([&] { network.run(image({1, 3}), {}); }), ErrorCode::Unsupported);
    QCOMPARE(codeOf([&] { network.run(image({4, 3}), {}); }), ErrorCode::Unsupported);
  }

  void manyThreadsShareOneNetwork() {
    const Network network(diamond());
    const TensorPtr input = image({3, 3, 30, 30});
    const Tensor expected = network.run(input, {});
    std::vector<char> same(16, 0);
    ThreadArena(4).run([&] {
      parallelFor(16, true, [&](std::int64_t i) {
        same[static_cast<std::size_t>(i)] = sameBits(network.run(input, {}), expected) ? 1 : 0;
      });
    });
    QCOMPARE(std::count(same.begin(), same.end(), 1), std::ptrdiff_t{16});
  }
};

EFFORTLAB_TEST(tst_network)
#include "tst_network.moc"
