#include "core/error.h"
#include "model/graph.h"
#include "support/test_registry.h"

#include <QTest>

#include <limits>

using namespace effortlab;
using namespace effortlab::model;

namespace {

NamedNode identity(const std::string& name, const std::string& from, const std::string& to) {
  return {name, IdentityParams{}, {from}, {to}, {}};
}

NamedGraph chain(std::vector<NamedNode> nodes) {
  return {
      .file = "net.file", .name = "net", .inputs = {{"data", {1, 2, 4, 4}}}, .nodes = std::move(nodes), .outputs = {}};
}

NamedNode fullyConnected(const std::vector<TensorPtr>& weights) {
  return {"ip", FullyConnectedParams{3}, {"data"}, {"ip"}, weights};
}

TensorPtr filled(const Shape& shape, float value = 1.0F) {
  return std::make_shared<Tensor>(shape, value);
}

std::vector<std::string> names(const Graph& graph) {
  std::vector<std::string> result;
  for (const Node& node : graph.nodes)
    result.push_back(node.name);
  return result;
}

/// "" when the error is `code`, names the file and contains `part`; else what went wrong.
std::string unexpected(NamedGraph named, ErrorCode code, const std::string& part) {
  try {
    static_cast<void>(buildGraph(std::move(named)));
  } catch (const Error& error) {
    const std::string text = error.what();
    const bool good = error.code() == code && text.starts_with("net.file: ") && text.find(part) != std::string::npos;
    return good ? "" : "code " + std::to_string(static_cast<int>(error.code())) + ": " + text;
  }
  return "nothing was thrown";
}

}  // namespace

#define VERIFY_REFUSED(named, code, part)                    \
  do {                                                       \
    const std::string found = unexpected(named, code, part); \
    QVERIFY2(found.empty(), found.c_str());                  \
  } while (false)

class tst_graph : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void numbersValues() {
    const auto graph = buildGraph(chain({identity("a", "data", "x"), identity("b", "x", "y")}));
    QCOMPARE(graph->values.size(), std::size_t{3});
    QCOMPARE(graph->values[1].name, std::string("x"));
    QCOMPARE(graph->values[1].producer, 0);
    QCOMPARE(graph->values[1].consumers, std::vector<int>{1});
    QCOMPARE(graph->inputs[0].value, 0);
    QCOMPARE(graph->outputs, std::vector<int>{2});
  }

  void sortsByNeedAndKeepsFileOrder() {
    const auto graph =
        buildGraph(chain({identity("late", "z", "out"), identity("p", "data", "x"), identity("q", "data", "y"),
                          NamedNode{"join", ConcatParams{1}, {"y", "x"}, {"z"}, {}}}));
    QCOMPARE(names(*graph), (std::vector<std::string>{"p", "q", "join", "late"}));
    for (std::size_t i = 0; i < graph->nodes.size(); ++i)
      for (const int output : graph->nodes[i].outputs)
        QCOMPARE(graph->values[static_cast<std::size_t>(output)].producer, static_cast<int>(i));
  }

  void givesInPlaceLayersTheirOwnValue() {
    const auto graph =
        buildGraph(chain({identity("a", "data", "x"), identity("inPlace", "x", "x"), identity("b", "x", "y")}));
    QCOMPARE(graph->values.size(), std::size_t{4});
    QCOMPARE(graph->nodes[1].inputs, graph->nodes[0].outputs);
    QVERIFY(graph->nodes[1].inputs != graph->nodes[1].outputs);
    QCOMPARE(graph->nodes[2].inputs, graph->nodes[1].outputs);
  }

  void acceptsAnInPlaceLayerOnTheInput() {
    const auto graph = buildGraph(chain({identity("a", "data", "data"), identity("b", "data", "y")}));
    QCOMPARE(graph->nodes[1].inputs, graph->nodes[0].outputs);
  }

  void choosesOutputs() {
    NamedGraph named = chain({identity("a", "data", "x"), identity("b", "x", "y"), identity("c", "x", "z")});
    QCOMPARE(buildGraph(named)->outputs, (std::vector<int>{2, 3}));
    named.outputs = {"z", "x"};
    QCOMPARE(buildGraph(named)->outputs, (std::vector<int>{3, 1}));
    named.outputs = {"nowhere"};
    VERIFY_REFUSED(named, ErrorCode::MissingData, "nowhere");
  }

  void makesTheBatchOne() {
    NamedGraph named = chain({identity("a", "data", "x")});
    named.inputs = {{"data", {10, 3, 5, 5}}};
    QCOMPARE(buildGraph(named)->inputs[0].shape.toString(), std::string("1x3x5x5"));
  }

  void countsParametersOnce() {
    const TensorPtr shared = filled({3, 32});
    NamedNode second = fullyConnected({shared, filled({3})});
    second.name = "ip2";
    second.outputs = {"ip2"};
    const auto graph = buildGraph(chain({fullyConnected({shared, filled({3})}), second}));
    QCOMPARE(graph->parameterCount(), 96 + 3 + 3);
  }

  void refusesMissingAndDoubleTensors() {
    VERIFY_REFUSED(chain({identity("a", "nowhere", "x")}), ErrorCode::MissingData, "layer a: reads the tensor nowhere");
    VERIFY_REFUSED(chain({identity("a", "data", "x"), identity("b", "data", "x")}), ErrorCode::WrongFormat,
                   "layer b: produces the tensor x, which layer a");
    VERIFY_REFUSED(chain({identity("a", "data", "x"), identity("b", "x", "data")}), ErrorCode::WrongFormat, "layer b");
    NamedGraph twice = chain({identity("a", "data", "x")});
    twice.inputs.push_back(twice.inputs[0]);
    VERIFY_REFUSED(twice, ErrorCode::WrongFormat, "input data");
    NamedGraph none = chain({identity("a", "data", "x")});
    none.inputs.clear();
    VERIFY_REFUSED(none, ErrorCode::MissingData, "no input");
    VERIFY_REFUSED(chain({}), ErrorCode::MissingData, "no layers");
  }

  void namesTheLayersOfACycle() {
    const NamedGraph named = chain({NamedNode{"p", ConcatParams{1}, {"data", "z"}, {"x"}, {}}, identity("q", "x", "y"),
                                    identity("r", "y", "z"), identity("after", "z", "out")});
    VERIFY_REFUSED(named, ErrorCode::WrongFormat, "p -> q -> r -> p");
    VERIFY_REFUSED(chain({identity("self", "x", "x")}), ErrorCode::WrongFormat, "self -> self");
  }

  void refusesWeightsThatAreNotFinite() {
    for (const float bad : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(),
                            -std::numeric_limits<float>::infinity()}) {
      Tensor weights({3, 32}, 1.0F);
      weights.values()[70] = bad;
      VERIFY_REFUSED(chain({fullyConnected({std::make_shared<Tensor>(weights)})}), ErrorCode::NotFinite,
                     "layer ip: weight 70");
      VERIFY_REFUSED(chain({fullyConnected({filled({3, 32}), filled({3}, bad)})}), ErrorCode::NotFinite,
                     "layer ip: bias 0");
    }
    const float largest = std::numeric_limits<float>::max();
    QVERIFY(buildGraph(chain({fullyConnected({filled({3, 32}, largest)})})) != nullptr);
  }

  void refusesShapesThatDoNotFit() {
    VERIFY_REFUSED(chain({fullyConnected({filled({3, 31})})}), ErrorCode::ShapeMismatch, "layer ip");
    VERIFY_REFUSED(chain({fullyConnected({filled({3, 32}), filled({4})})}), ErrorCode::ShapeMismatch, "layer ip");
    VERIFY_REFUSED(chain({fullyConnected({})}), ErrorCode::MissingData, "layer ip");
    VERIFY_REFUSED(chain({fullyConnected({nullptr})}), ErrorCode::MissingData, "layer ip");
    const NamedNode pool{"pool", PoolParams{.window = {.kernelH = 5, .kernelW = 5}}, {"data"}, {"pool"}, {}};
    VERIFY_REFUSED(chain({pool}), ErrorCode::ShapeMismatch, "layer pool");
    NamedNode two = identity("two", "data", "x");
    two.outputs.push_back("y");
    VERIFY_REFUSED(chain({two}), ErrorCode::WrongFormat, "layer two: names 2 outputs");
    NamedGraph open = chain({identity("a", "data", "x")});
    open.inputs = {{"data", {1, 3, -1, 5}}};
    VERIFY_REFUSED(open, ErrorCode::ShapeMismatch, "input data");
  }

  void refusesAbsurdSizes() {
    NamedGraph named = chain({identity("a", "data", "x")});
    named.inputs = {{"data", {1, 3, 1 << 20, 1 << 20}}};
    VERIFY_REFUSED(named, ErrorCode::TooLarge, "input data");
    const Window2d padded{.padTop = 1 << 20, .padLeft = 1 << 20};
    VERIFY_REFUSED(chain({NamedNode{"pool", PoolParams{.window = padded}, {"data"}, {"pool"}, {}}}),
                   ErrorCode::TooLarge, "layer pool");
  }
};

EFFORTLAB_TEST(tst_graph)
#include "tst_graph.moc"
