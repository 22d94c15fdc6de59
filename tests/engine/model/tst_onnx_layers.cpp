#include "import_fixtures.h"
#include "model/onnx_reader.h"
#include "support/test_registry.h"

#include <QTest>

#include <map>

using namespace effortlab;
using namespace effortlab::model;
using effortlab::tests::OnnxFile;
using effortlab::tests::TemporaryFolder;
using effortlab::tests::unlessRefused;

class tst_onnx_layers : public QObject {
  Q_OBJECT

  TemporaryFolder m_folder;
  std::map<std::string, std::function<OnnxFile()>> m_refused;

  NamedGraph read(const OnnxFile& file) const { return readOnnx(m_folder.write("net.onnx", file.bytes())); }

  /// A file with the input x and the output y, to which a node is added.
  static OnnxFile on(const std::vector<std::int64_t>& input, std::int64_t opset = 13) {
    OnnxFile file(opset);
    file.input("x", input).output("y");
    return file;
  }
  static OnnxFile image(std::int64_t opset = 13) { return on({1, 4, 8, 8}, opset); }

  template <typename Params>
  Params only(const OnnxFile& file) const {
    const NamedGraph graph = read(file);
    buildGraph(graph);
    return std::get<Params>(graph.nodes.at(graph.nodes.size() - 1).params);
  }

private Q_SLOTS:
  void readsConv() {
    OnnxFile file = image();
    file.weights("w", {6, 2, 3, 5}).weights("b", {6}).node("Conv", {"x", "w", "b"}, {"y"}).with("group", 2);
    file.with("pads", {1, 2, 0, 3}).with("strides", {2, 1}).with("dilations", {1, 2}).with("kernel_shape", {3, 5});
    const auto params = only<ConvolutionParams>(file);
    QCOMPARE(params.outputs, 6);
    QCOMPARE(params.groups, 2);
    QCOMPARE(params.window.kernelW, 5);
    QCOMPARE(params.window.padTop, 1);
    QCOMPARE(params.window.padLeft, 2);
    QCOMPARE(params.window.padBottom, 0);
    QCOMPARE(params.window.padRight, 3);
    QCOMPARE(params.window.strideH, 2);
    QCOMPARE(params.window.dilationW, 2);
  }

  void readsPools() {
    OnnxFile max = image();
    max.node("MaxPool", {"x"}, {"y"}).with("kernel_shape", {3, 3}).with("ceil_mode", 1).with("strides", {2, 2});
    const auto maxParams = only<PoolParams>(max);
    QVERIFY(maxParams.kind == PoolKind::Max && maxParams.rounding == PoolRounding::Ceil && maxParams.dropLastOutside);
    OnnxFile average = image();
    average.node("AveragePool", {"x"}, {"y"}).with("kernel_shape", {3, 3}).with("pads", {1, 1, 1, 1});
    const auto inside = only<PoolParams>(average);
    QVERIFY(inside.divisor == PoolDivisor::InsideOnly && inside.rounding == PoolRounding::Floor);
    average.with("count_include_pad", 1);
    QVERIFY(only<PoolParams>(average).divisor == PoolDivisor::WholeKernel);
    OnnxFile global = image();
    global.node("GlobalAveragePool", {"x"}, {"y"});
    QVERIFY(only<PoolParams>(global).global);
    global.lastNode().set_op_type("GlobalMaxPool");
    QVERIFY(only<PoolParams>(global).kind == PoolKind::Max);
  }

  void transposesGemmWeights() {
    OnnxFile file = on({1, 2});
    file.weights("w", {2, 3}).weights("b", {1, 3}).node("Gemm", {"x", "w", "b"}, {"y"});
    const NamedGraph graph = read(file);
    const std::vector<float> expected{1, 4, 2, 5, 3, 6};
    QVERIFY(graph.nodes[0].weights[0]->shape() == Shape({3, 2}));
    QVERIFY(std::equal(expected.begin(), expected.end(), graph.nodes[0].weights[0]->data()));
    QVERIFY(graph.nodes[0].weights[1]->shape() == Shape({3}));
    OnnxFile stored = on({1, 2});
    stored.weights("w", {3, 2}).node("Gemm", {"x", "w"}, {"y"}).with("transB", 1);
    stored.withNumber("beta", 0.5F);  // without a third input there is nothing to scale
    const NamedGraph asStored = read(stored);
    QVERIFY(asStored.nodes[0].weights[0]->shape() == Shape({3, 2}));
    QCOMPARE(asStored.nodes[0].weights[0]->data()[1], 2.0F);
  }

  /// Constant weights and a bias of one number an output are a fully connected layer, anything else a product and a
  /// sum.
  void choosesLayersForGemm() {
    const auto nodes = [this](const std::vector<std::int64_t>& bias, std::int64_t transposeA) {
      OnnxFile file = on(transposeA != 0 ? std::vector<std::int64_t>{2, 5} : std::vector<std::int64_t>{5, 2});
      file.weights("w", {2, 3}, {1, 2, 3, 4, 5, 6}).weights("b", bias).node("Gemm", {"x", "w", "b"}, {"y"});
      file.withNumber("alpha", 0.5F).withNumber("beta", 2.0F).with("transA", transposeA);
      const NamedGraph graph = read(file);
      buildGraph(graph);
      return graph.nodes;
    };
    for (const std::vector<std::int64_t>& bias : std::vector<std::vector<std::int64_t>>{{3}, {1, 3}, {1}, {1, 1}}) {
      const auto layer = nodes(bias, 0);
      QCOMPARE(layer.size(), std::size_t{1});
      QCOMPARE(std::get<FullyConnectedParams>(layer[0].params).outputs, 3);
      QCOMPARE(layer[0].weights[0]->data()[1], 2.0F);  // row of the first output: 1 and 4, halved
      QVERIFY(layer[0].weights[1]->shape() == Shape({3}));
      QCOMPARE(layer[0].weights[1]->data()[0], 2.0F);
    }
    const auto byRow = nodes({5, 1}, 0);
    QCOMPARE(byRow.size(), std::size_t{3});  // the constant, the product, the sum
    QCOMPARE(std::get<MatMulParams>(byRow[1].params).alpha, 0.5F);
    QCOMPARE(std::get<ElementwiseParams>(byRow[2].params).coefficients, (std::vector<float>{1.0F, 2.0F}));
    QVERIFY(std::get<MatMulParams>(nodes({3}, 1)[1].params).transposeA);
  }

  void joinsMatMulAndAdd() {
    OnnxFile file = on({1, 2});
    file.weights("w", {2, 3}).weights("b", {3}).node("MatMul", {"x", "w"}, {"p"}).node("Add", {"b", "p"}, {"y"});
    const NamedGraph graph = read(file);
    QCOMPARE(graph.nodes.size(), std::size_t{1});
    QCOMPARE(graph.nodes[0].outputs[0], std::string("y"));
    QCOMPARE(buildGraph(graph)->parameterCount(), 9);
    file.node("Relu", {"p"}, {"z"}).output("z");  // now the product is read twice
    const NamedGraph apart = read(file);
    QCOMPARE(apart.nodes.size(), std::size_t{3});
    QCOMPARE(std::get<ElementwiseParams>(apart.nodes[1].params).constantAt, 0);
    buildGraph(apart);
  }

  void readsSoftmaxOfBothKinds() {
    OnnxFile today = on({1, 5, 3, 1});
    today.node("Softmax", {"x"}, {"y"});
    QCOMPARE(only<SoftmaxParams>(today).axis, -1);
    OnnxFile older = on({1, 5, 1, 1}, 11);
    older.node("Softmax", {"x"}, {"y"});
    QCOMPARE(only<SoftmaxParams>(older).axis, 1);
    OnnxFile moved = on({1, 1, 7}, 11);
    moved.node("Softmax", {"x"}, {"y"});
    QCOMPARE(only<SoftmaxParams>(moved).axis, 2);
  }

  void readsReshapes_data() {
    QTest::addColumn<QList<qlonglong>>("target");
    QTest::addColumn<QList<qlonglong>>("dims");  // none: a Flatten
    QTest::addColumn<bool>("batchable");
    using List = QList<qlonglong>;
    QTest::newRow("0 -1") << List{0, -1} << List{} << true;
    QTest::newRow("batch -1") << List{5, -1} << List{} << true;
    QTest::newRow("-1 all") << List{-1, 256} << List{} << true;
    QTest::newRow("batch all") << List{5, 256} << List{} << true;
    QTest::newRow("0 all") << List{0, 256} << List{} << true;
    QTest::newRow("batch in three") << List{5, 4, 64} << List{0, 4, 64} << true;
    QTest::newRow("-1 in three") << List{-1, 4, 64} << List{0, 4, 64} << true;
    QTest::newRow("-1 and 0") << List{-1, 0, 64} << List{0, 0, 64} << true;
    QTest::newRow("0 and -1") << List{0, 4, -1} << List{0, 4, -1} << true;
    QTest::newRow("other batch") << List{1, -1} << List{1, -1} << false;
    QTest::newRow("-1 half") << List{-1, 128} << List{-1, 128} << false;
    QTest::newRow("one row in all") << List{-1} << List{-1} << false;
  }
  void readsReshapes() {
    QFETCH(QList<qlonglong>, target);
    QFETCH(QList<qlonglong>, dims);
    QFETCH(bool, batchable);
    OnnxFile file = on({5, 4, 8, 8});
    file.integers("s", {target.begin(), target.end()}).node("Reshape", {"x", "s"}, {"y"});
    const NamedGraph graph = read(file);
    if (dims.empty())
      QVERIFY(std::get<FlattenParams>(graph.nodes.at(0).params).onnxTwoDims);
    else
      QCOMPARE(std::get<ReshapeParams>(graph.nodes.at(0).params).dims,
               std::vector<std::int64_t>(dims.begin(), dims.end()));
    const auto built = buildGraph(graph);
    QCOMPARE(built->batchable, batchable);
    QCOMPARE(built->inputs[0].shape[0], batchable ? 1 : 5);
  }

  void readsTheRest() {
    OnnxFile file = image();
    file.node("Dropout", {"x"}, {"d", "mask"}).withNumber("ratio", 0.3F);
    file.node("Sigmoid", {"d"}, {"s"}).node("Tanh", {"s"}, {"t"}).node("Identity", {"t"}, {"i"});
    file.node("Concat", {"s", "i"}, {"c"}).with("axis", -3).node("Flatten", {"c"}, {"y"});
    const NamedGraph graph = read(file);
    QCOMPARE(graph.nodes.size(), std::size_t{6});
    QCOMPARE(graph.nodes[0].outputs.size(), std::size_t{1});
    QVERIFY(std::get<ActivationParams>(graph.nodes[1].params).kind == ActivationKind::Sigmoid);
    QVERIFY(std::get<ActivationParams>(graph.nodes[2].params).kind == ActivationKind::Tanh);
    QCOMPARE(std::get<ConcatParams>(graph.nodes[4].params).axis, -3);
    buildGraph(graph);
  }

  void refusesByName_data();
  void refusesByName() {
    QFETCH(QString, file);
    QFETCH(int, code);
    QFETCH(QString, part);
    const OnnxFile made = m_refused.at(file.toStdString())();
    const std::string problem =
        unlessRefused([&] { read(made); }, static_cast<ErrorCode>(code), {"net.onnx: node 'y': ", part.toStdString()});
    QVERIFY2(problem.empty(), problem.c_str());
  }
};

void tst_onnx_layers::refusesByName_data() {
  QTest::addColumn<QString>("file");
  QTest::addColumn<int>("code");
  QTest::addColumn<QString>("part");
  const auto row = [this](const char* name, ErrorCode code, const char* part, std::function<OnnxFile()> make) {
    m_refused[name] = std::move(make);
    QTest::newRow(name) << name << static_cast<int>(code) << part;
  };
  const ErrorCode unsupported = ErrorCode::Unsupported;
  for (const char* type : {"LSTM", "ArgMax", "Einsum", "TopK", "GridSample", "relu", "Where"})
    row(type, unsupported, "operator '", [type] {
      OnnxFile file = image();
      file.node(type, {"x"}, {"y"});
      return file;
    });
  const auto conv = [] {
    OnnxFile file = image();
    file.weights("w", {1, 4, 3, 3}).node("Conv", {"x", "w"}, {"y"});
    return file;
  };
  const auto pool = [] {
    OnnxFile file = image();
    file.node("MaxPool", {"x"}, {"y"}).with("kernel_shape", {2, 2});
    return file;
  };
  const auto plain = [](const char* type, std::int64_t opset) {
    OnnxFile file = on({1, 5, 3, 2}, opset);
    file.node(type, {"x"}, {"y"});
    return file;
  };
  row("attribute", unsupported, "'surprise'", [=] { return conv().with("surprise", 1); });
  row("attribute type", ErrorCode::WrongFormat, "'group'", [=] { return conv().withText("group", "1"); });
  row("attribute twice", ErrorCode::WrongFormat, "twice", [=] { return conv().with("group", 1).with("group", 1); });
  row("strides", ErrorCode::InvalidArgument, "stride", [=] { return conv().with("strides", {0, 1}); });
  row("huge stride", ErrorCode::InvalidArgument, "stride", [=] { return conv().with("strides", {1LL << 62, 1}); });
  row("negative pad", ErrorCode::InvalidArgument, "padding", [=] { return conv().with("pads", {0, -1, 0, 0}); });
  row("one stride", ErrorCode::WrongFormat, "'strides'",
      [=] { return conv().with("strides", std::vector<std::int64_t>{1}); });
  row("kernel_shape", ErrorCode::ShapeMismatch, "kernel_shape", [=] { return conv().with("kernel_shape", {2, 2}); });
  row("group 0", ErrorCode::InvalidArgument, "group", [=] { return conv().with("group", 0); });
  row("auto_pad", unsupported, "'SAME'", [=] { return conv().withText("auto_pad", "SAME"); });
  row("auto_pad and pads", ErrorCode::WrongFormat, "auto_pad", [=] {
    return conv().withText("auto_pad", "VALID").with("pads", {1, 1, 1, 1});
  });
  row("3-D", unsupported, "two-dimensional", [] {
    OnnxFile file = on({1, 4, 8, 8, 8});
    file.weights("w", {1, 4, 3, 3, 3}).node("Conv", {"x", "w"}, {"y"});
    return file;
  });
  row("3-D pooling", unsupported, "two-dimensional", [] {
    OnnxFile file = on({1, 4, 8, 8, 8});
    file.node("MaxPool", {"x"}, {"y"}).with("kernel_shape", {2, 2, 2});
    return file;
  });
  row("two targets -1", ErrorCode::WrongFormat, "more than one -1", [] {
    OnnxFile file = image();
    file.integers("s", {-1, -1}).node("Reshape", {"x", "s"}, {"y"});
    return file;
  });
  row("cubic", unsupported, "'cubic'", [] {
    OnnxFile file = image();
    file.weights("s", {4}, {1, 1, 2, 2}).node("Resize", {"x", "", "s"}, {"y"}).withText("mode", "cubic");
    return file;
  });
  row("resized maps", unsupported, "other axes", [] {
    OnnxFile file = image();
    file.weights("s", {4}, {1, 2, 2, 2}).node("Resize", {"x", "", "s"}, {"y"});
    return file;
  });
  row("trained batch norm", unsupported, "training mode", [] {
    OnnxFile file = image(14);
    file.weights("w", {4}).node("BatchNormalization", {"x", "w", "w", "w", "w"}, {"y"}).with("training_mode", 1);
    return file;
  });
  row("cast", unsupported, "element type 7", [=] { return plain("Cast", 13).with("to", 7); });
  row("index out of range", ErrorCode::InvalidArgument, "index 4", [] {
    OnnxFile file = image();
    file.integers("i", {4}).node("Gather", {"x", "i"}, {"y"}).with("axis", 1);
    return file;
  });
  row("axis out of range", ErrorCode::InvalidArgument, "axis 9", [=] { return plain("Softmax", 13).with("axis", 9); });
  row("computed weights", unsupported, "'x2'", [] {
    OnnxFile file = image();
    file.node("Relu", {"x"}, {"x2"}).node("Conv", {"x", "x2"}, {"y"});
    return file;
  });
  row("no weights", ErrorCode::WrongFormat, "1 inputs", [=] { return plain("Conv", 13); });
  row("no kernel", ErrorCode::MissingData, "kernel_shape", [=] { return plain("MaxPool", 13); });
  row("indices", unsupported, "2 outputs", [=] {
    OnnxFile file = pool();
    file.lastNode().add_output("where");
    file.output("where");
    return file;
  });
  row("pool padding", ErrorCode::InvalidArgument, "padding", [=] { return pool().with("pads", {2, 0, 0, 0}); });
  row("ceil and auto_pad", unsupported, "ceil_mode",
      [=] { return pool().with("ceil_mode", 1).withText("auto_pad", "VALID"); });
  row("Concat without axis", ErrorCode::MissingData, "'axis'", [=] { return plain("Concat", 13); });
  row("training", unsupported, "training_mode", [] {
    OnnxFile file = image();
    file.weights("r", {1}).weights("t", {1}).node("Dropout", {"x", "r", "t"}, {"y"});
    return file;
  });
  row("allowzero", unsupported, "Reshape", [] {
    OnnxFile file = image();
    file.integers("s", {0, -1}).node("Reshape", {"x", "s"}, {"y"}).with("allowzero", 1);
    return file;
  });
}

EFFORTLAB_TEST(tst_onnx_layers)
#include "tst_onnx_layers.moc"
