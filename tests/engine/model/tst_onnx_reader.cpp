#include "import_fixtures.h"
#include "model/onnx_import.h"
#include "model/onnx_reader.h"
#include "support/test_registry.h"

#include <QTest>

using namespace effortlab;
using namespace effortlab::model;
using effortlab::tests::OnnxFile;
using effortlab::tests::TemporaryFolder;
using effortlab::tests::unlessRefused;

class tst_onnx_reader : public QObject {
  Q_OBJECT

  TemporaryFolder m_folder;

  NamedGraph read(const OnnxFile& file) const { return readOnnx(m_folder.write("net.onnx", file.bytes())); }

  static OnnxFile relu() {
    OnnxFile file;
    file.input("x", {1, 3, 8, 8}).output("y").node("Relu", {"x"}, {"y"});
    return file;
  }

private Q_SLOTS:
  void readsASmallNetwork() {
    const NamedGraph graph = read(tests::smallOnnx());
    QCOMPARE(graph.nodes.size(), std::size_t{6});
    QVERIFY(graph.inputs[0].second == Shape({4, 1, 6, 6}));
    QCOMPARE(graph.outputs, std::vector<std::string>{"prob"});
    const auto built = buildGraph(graph);
    QCOMPARE(built->parameterCount(), tests::smallParameters);
    QVERIFY(built->batchable);
    QVERIFY(built->inputs[0].shape == Shape({1, 1, 6, 6}));
  }

  void takesListedInitialisersAsWeights() {
    OnnxFile file = tests::smallOnnx();
    file.input("cw", {2, 1, 3, 3});
    QCOMPARE(read(file).inputs.size(), std::size_t{1});
  }

  void namesEveryNodeOnce() {
    OnnxFile file;
    file.input("x", {1, 3}).output("c");
    file.node("Relu", {"x"}, {"a"}).node("Relu", {"a"}, {"b"}).node("Relu", {"b"}, {"c"});
    file.graph().mutable_node(0)->set_name("same");
    file.graph().mutable_node(1)->set_name("same");
    file.graph().mutable_node(2)->clear_name();
    const NamedGraph graph = read(file);
    QCOMPARE(graph.nodes[0].name, std::string("same"));
    QCOMPARE(graph.nodes[1].name, std::string("b"));
    QCOMPARE(graph.nodes[2].name, std::string("c"));
  }

  void makesTheBatchOneAndNeedsTheRest() {
    OnnxFile file = relu();
    file.graph().clear_input();
    file.input("x", {-1, 3, -1, 8});
    const std::string problem =
        unlessRefused([&] { read(file); }, ErrorCode::Unsupported, {"input 'x'", "dimension 2", "'some'"});
    QVERIFY2(problem.empty(), problem.c_str());
    const auto path = m_folder.write("open.onnx", file.bytes());
    const NamedGraph sized = readOnnxAt(path, ImageSize{.height = 5, .width = 7});
    QVERIFY(sized.inputs[0].second == Shape({1, 3, 5, 7}));
  }

  void readsOperatorSets6To17() {
    for (std::int64_t opset = 5; opset <= 18; ++opset) {
      OnnxFile file = relu();
      file.model.mutable_opset_import(0)->set_version(opset);
      const std::string problem = unlessRefused([&] { read(file); }, ErrorCode::Unsupported, {"operator set"});
      QCOMPARE(problem, std::string(opset >= 6 && opset <= 17 ? "accepted" : ""));
    }
  }

  void refuses_data() {
    QTest::addColumn<int>("which");
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("part");
    const auto row = [](const char* name, int which, ErrorCode code, const char* part) {
      QTest::newRow(name) << which << static_cast<int>(code) << part;
    };
    row("no opset", 0, ErrorCode::Unsupported, "operator set 0");
    row("other domain", 1, ErrorCode::Unsupported, "domain 'com.microsoft'");
    row("no graph", 2, ErrorCode::WrongFormat, "no graph");
    row("no input", 3, ErrorCode::Unsupported, "no input");
    row("no output", 4, ErrorCode::WrongFormat, "no output");
    row("functions", 5, ErrorCode::Unsupported, "functions");
    row("sparse", 6, ErrorCode::Unsupported, "sparse");
    row("integer input", 7, ErrorCode::Unsupported, "input 'x'");
    row("no shape", 8, ErrorCode::Unsupported, "input 'x'");
    row("zero dimension", 9, ErrorCode::Unsupported, "dimension 1");
    row("huge dimension", 10, ErrorCode::InvalidArgument, "dimension 1");
    row("two tensors of a name", 11, ErrorCode::WrongFormat, "'w'");
    row("only constants", 12, ErrorCode::Unsupported, "constant");
    row("reads nothing", 13, ErrorCode::MissingData, "missing");
    row("cycle", 14, ErrorCode::WrongFormat, "cycle");
    row("unknown output", 15, ErrorCode::MissingData, "absent");
    row("written twice", 16, ErrorCode::WrongFormat, "'y'");
    row("writes the input", 17, ErrorCode::WrongFormat, "'x'");
    row("writes weights", 18, ErrorCode::WrongFormat, "'w'");
    row("input twice", 19, ErrorCode::WrongFormat, "declared twice");
  }
  void refuses() {
    QFETCH(int, which);
    QFETCH(int, code);
    QFETCH(QString, part);
    OnnxFile file = relu();
    auto& dim = *file.graph().mutable_input(0)->mutable_type()->mutable_tensor_type()->mutable_shape()->mutable_dim(1);
    switch (which) {
      case 0: file.model.clear_opset_import(); break;
      case 1: file.lastNode().set_domain("com.microsoft"); break;
      case 2: file.model.clear_graph(); break;
      case 3: file.graph().clear_input(); break;
      case 4: file.graph().clear_output(); break;
      case 5: file.model.add_functions(); break;
      case 6: file.graph().add_sparse_initializer(); break;
      case 7:
        file.graph().mutable_input(0)->mutable_type()->mutable_tensor_type()->set_elem_type(onnx::TensorProto::INT64);
        break;
      case 8: file.graph().mutable_input(0)->clear_type(); break;
      case 9: dim.set_dim_value(0); break;
      case 10: dim.set_dim_value(1LL << 40); break;
      case 11: file.weights("w", {1}).weights("w", {2}); break;
      case 12:
        file.graph().clear_node();
        file.node("Constant", {}, {"y"}).withNumber("value_float", 1.0F);
        break;
      case 13: file.lastNode().set_input(0, "missing"); break;
      case 14: file.node("Relu", {"b"}, {"a"}).node("Relu", {"a"}, {"b"}); break;
      case 15: file.output("absent"); break;
      case 16: file.node("Relu", {"x"}, {"y"}); break;
      case 17: file.node("Relu", {"x"}, {"x"}); break;
      case 18: file.weights("w", {1}).node("Relu", {"x"}, {"w"}); break;
      default: file.input("x", {1, 3, 8, 8}); break;
    }
    const std::string problem =
        unlessRefused([&] { buildGraph(read(file)); }, static_cast<ErrorCode>(code), {"net.onnx", part.toStdString()});
    QVERIFY2(problem.empty(), problem.c_str());
  }
};

EFFORTLAB_TEST(tst_onnx_reader)
#include "tst_onnx_reader.moc"
