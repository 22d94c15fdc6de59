#include "import_fixtures.h"
#include "model/onnx_numbers.h"
#include "model/onnx_reader.h"
#include "nn/network.h"
#include "support/test_registry.h"

#include <QTest>

#include <limits>

using namespace effortlab;
using namespace effortlab::model;
using effortlab::tests::OnnxFile;
using effortlab::tests::TemporaryFolder;
using effortlab::tests::unlessRefused;

/// Arithmetic of shapes, as exporters write it down, is gone once a file is read.
class tst_onnx_numbers : public QObject {
  Q_OBJECT

  TemporaryFolder m_folder;

  NamedGraph read(const OnnxFile& file) const { return readOnnx(m_folder.write("net.onnx", file.bytes())); }

  static OnnxFile on(const std::vector<std::int64_t>& input, std::int64_t opset = 13) {
    OnnxFile file(opset);
    file.input("x", input).output("y");
    return file;
  }
  static OnnxFile& scalar(OnnxFile& file, const std::string& name, std::int64_t value) {
    return file.node("Constant", {}, {name}).with("value_int", value);
  }
  /// The target of a Reshape of x, which `numbers` computes as `n`.
  std::vector<std::int64_t> target(const std::function<void(OnnxFile&)>& numbers) const {
    OnnxFile file = on({7, 6, 4});
    numbers(file);
    file.node("Reshape", {"x", "n"}, {"y"});
    const NamedGraph graph = read(file);
    if (graph.nodes.size() != 1)
      return {};
    return std::get<ReshapeParams>(graph.nodes[0].params).dims;
  }
  using List = std::vector<std::int64_t>;

private Q_SLOTS:
  /// torch: x.view(x.size(0), -1)
  void foldsViewOfSize() {
    OnnxFile file = on({5, 4, 8, 8});
    scalar(file, "zero", 0).integers("axis", {0}).integers("rest", {-1});
    file.node("Shape", {"x"}, {"shape"}).node("Gather", {"shape", "zero"}, {"batch"}).with("axis", 0);
    file.node("Unsqueeze", {"batch", "axis"}, {"list"}).node("Concat", {"list", "rest"}, {"target"}).with("axis", 0);
    file.node("Reshape", {"x", "target"}, {"y"});
    const NamedGraph graph = read(file);
    QCOMPARE(graph.nodes.size(), std::size_t{1});
    QVERIFY(std::holds_alternative<FlattenParams>(graph.nodes[0].params));
    QVERIFY(buildGraph(graph)->batchable);
  }

  void combinesAndMoves() {
    QCOMPARE(target([](OnnxFile& file) {
               file.integers("a", {7, 3, 16}).integers("b", {0, 1, 8}).node("Sub", {"a", "b"}, {"n"});
             }),
             (List{0, 2, 8}));  // 7 images stay 0: as before
    QCOMPARE(target([](OnnxFile& file) {
               file.integers("a", {3, 2, 4}).integers("b", {2}).node("Mul", {"a", "b"}, {"n"});
             }),
             (List{6, 4, 8}));
    QCOMPARE(target([](OnnxFile& file) {
               file.integers("a", {-7, 56, 9}).integers("b", {2}).node("Div", {"a", "b"}, {"d"});
               file.integers("c", {9, 0, -1}).node("Add", {"d", "c"}, {"n"});  // towards zero: -3, 28, 4
             }),
             (List{6, 28, 3}));
    QCOMPARE(target([](OnnxFile& file) {
               file.node("Shape", {"x"}, {"s"}).integers("p", {2, 1}).integers("m", {std::numeric_limits<int>::max()});
               file.integers("one", {1}).node("Slice", {"s", "one", "m"}, {"tail"}).node("Gather", {"s", "p"}, {"g"});
               file.integers("seven", {7}).node("Concat", {"seven", "g"}, {"n"}).with("axis", 0);
             }),
             (List{0, 4, 6}));
  }

  /// torch: expand() asks for each axis whether it is -1.
  void choosesByCondition() {
    QCOMPARE(target([](OnnxFile& file) {
               file.integers("wanted", {-1, 8, 3}).integers("have", {7, 5, 5}).integers("minus", {-1});
               file.node("Equal", {"wanted", "minus"}, {"same"}).node("Where", {"same", "have", "wanted"}, {"n"});
             }),
             (List{0, 8, 3}));
  }

  /// Sizes of a Resize from shapes, by way of floats.
  void castsBothWays() {
    OnnxFile file = on({2, 3, 4, 5});
    file.node("Shape", {"x"}, {"s"}).integers("two", {2}).integers("four", {4}).integers("nought", {0});
    file.node("Slice", {"s", "two", "four"}, {"hw"}).node("Slice", {"s", "nought", "two"}, {"nc"});
    file.node("Cast", {"hw"}, {"f"}).with("to", 1).weights("k", {1}, {1.5F}).node("Mul", {"f", "k"}, {"g"});
    file.node("Floor", {"g"}, {"h"}).node("Cast", {"h"}, {"i"}).with("to", 7);
    file.node("Concat", {"nc", "i"}, {"sizes"}).with("axis", 0).node("Resize", {"x", "", "", "sizes"}, {"y"});
    const NamedGraph graph = read(file);
    QCOMPARE(graph.nodes.size(), std::size_t{1});
    const auto params = std::get<ResizeParams>(graph.nodes[0].params);
    QCOMPARE(params.height, 6);
    QCOMPARE(params.width, 7);  // 7.5
  }

  void expandsForAnyBatch() {
    OnnxFile file = on({2, 1, 3});
    file.node("Shape", {"x"}, {"s"}).integers("k", {1, 4, 1}).node("Mul", {"s", "k"}, {"t"});
    file.node("Expand", {"x", "t"}, {"y"});
    const auto graph = buildGraph(read(file));
    QVERIFY(graph->batchable);
    const std::vector<float> values{1, 2, 3, 4, 5, 6, 7, 8, 9};
    const auto input = std::make_shared<const Tensor>(Shape({3, 1, 3}), std::span<const float>(values));
    const Tensor result = nn::Network(graph).run(input, {});
    QVERIFY(result.shape() == Shape({3, 4, 3}));
    QCOMPARE(result.data()[3 * 4 + 3 + 1], 5.0F);
  }

  /// What is constant is computed while the file is read, by the layer's own kernel.
  void computesConstantLayers() {
    OnnxFile file = on({1, 2});
    file.weights("w", {2, 2}, {1, 2, 3, 4}).node("Transpose", {"w"}, {"t"}).node("Relu", {"t"}, {"r"});
    file.node("MatMul", {"x", "r"}, {"y"});
    const NamedGraph graph = read(file);
    QCOMPARE(graph.nodes.size(), std::size_t{1});
    QCOMPARE(graph.nodes[0].weights[0]->data()[1], 2.0F);  // transposed twice: as stored
  }

  void refuses() {
    const auto refused = [this](const std::function<void(OnnxFile&)>& numbers, ErrorCode code, const char* part) {
      return unlessRefused([&] { target(numbers); }, code, {"node 'n'", part});
    };
    const std::string problems = refused(
                                     [](OnnxFile& f) {
                                       f.integers("a", {1}).integers("b", {0}).node("Div", {"a", "b"}, {"n"});
                                     },
                                     ErrorCode::InvalidArgument, "by 0") +
                                 refused(
                                     [](OnnxFile& f) {
                                       f.integers("a", {std::numeric_limits<std::int64_t>::max()}).integers("b", {2});
                                       f.node("Mul", {"a", "b"}, {"n"});
                                     },
                                     ErrorCode::InvalidArgument, "64 bits") +
                                 refused(
                                     [](OnnxFile& f) {
                                       f.integers("a", {1, 2}).integers("b", {1, 2, 3}).node("Add", {"a", "b"}, {"n"});
                                     },
                                     ErrorCode::ShapeMismatch, "fit together") +
                                 refused(
                                     [](OnnxFile& f) {
                                       f.integers("a", {1 << 20, 1 << 20}).node("ConstantOfShape", {"a"}, {"n"});
                                     },
                                     ErrorCode::TooLarge, "grow beyond");
    QVERIFY2(problems.empty(), problems.c_str());
  }
};

EFFORTLAB_TEST(tst_onnx_numbers)
#include "tst_onnx_numbers.moc"
