#include "core/error.h"
#include "import_fixtures.h"
#include "model/caffe_reader.h"
#include "model/manifest.h"
#include "model/onnx_reader.h"
#include "model/onnx_writer.h"
#include "nn/network.h"
#include "support/test_registry.h"

#include <QTest>

#include <opencv2/dnn.hpp>

#include <algorithm>
#include <cstring>
#include <limits>
#include <random>

using namespace effortlab;
using namespace effortlab::model;
using effortlab::tests::counting;
using effortlab::tests::relativeError;
using effortlab::tests::TemporaryFolder;
using effortlab::tests::unlessRefused;

namespace {

/// A layer as a reader would name it: reads "x" or what is given, writes its own name.
NamedNode layer(const std::string& name, const LayerParams& params, const std::vector<std::string>& inputs = {"x"},
                const std::vector<TensorPtr>& weights = {}) {
  return {name, params, inputs, {name}, weights};
}

std::shared_ptr<const Graph> network(const Shape& input, const std::vector<NamedNode>& nodes) {
  return buildGraph({.file = "made by hand", .name = "net", .inputs = {{"x", input}}, .nodes = nodes, .outputs = {}});
}

TensorPtr tensor(const Shape& shape) {
  return std::make_shared<const Tensor>(shape, counting(shape.elementCount()));
}

onnx::GraphProto written(const Graph& graph) {
  onnx::ModelProto model;
  if (!model.ParseFromString(onnxBytes(graph)))
    throw std::runtime_error("the bytes are no ONNX file");
  return model.graph();
}

/// "Conv Relu ..."
std::string operators(const onnx::GraphProto& graph) {
  std::string list;
  for (const onnx::NodeProto& node : graph.node())
    list += (list.empty() ? "" : " ") + node.op_type();
  return list;
}

std::vector<std::int64_t> integers(const onnx::NodeProto& node, const std::string& name) {
  for (const onnx::AttributeProto& attribute : node.attribute())
    if (attribute.name() == name)
      return attribute.has_i() ? std::vector<std::int64_t>{attribute.i()}
                               : std::vector<std::int64_t>(attribute.ints().begin(), attribute.ints().end());
  return {};
}

TensorPtr randomInput(const Shape& shape, float range = 1.0F) {
  std::mt19937 generator(3);
  Tensor input(shape);
  for (float& value : input.values())
    value = (static_cast<float>(generator() >> 8) * 0x1p-23F - 1.0F) * range;
  return std::make_shared<const Tensor>(std::move(input));
}

Tensor runOurs(const std::shared_ptr<const Graph>& graph, const TensorPtr& input) {
  return nn::Network(graph).run(input, {});
}

std::vector<float> runInOpenCv(const std::string& bytes, const Tensor& input) {
  cv::dnn::Net net = cv::dnn::readNetFromONNX(bytes.data(), bytes.size());
  net.setPreferableBackend(cv::dnn::DNN_BACKEND_OPENCV);
  const std::vector<int> sizes(input.shape().dims().begin(), input.shape().dims().end());
  net.setInput(cv::Mat(static_cast<int>(sizes.size()), sizes.data(), CV_32F, const_cast<float*>(input.data())));
  const cv::Mat output = net.forward();
  return {output.ptr<float>(), output.ptr<float>() + output.total()};
}

}  // namespace

class tst_onnx_writer : public QObject {
  Q_OBJECT

  TemporaryFolder m_folder;

  std::shared_ptr<const Graph> reread(const Graph& graph) const {
    return buildGraph(readOnnx(m_folder.write("net.onnx", onnxBytes(graph))));
  }

  static std::vector<NamedNode> composed() {
    const TensorPtr channels = tensor({3});
    NormalizeParams pixels, image;
    image.acrossSpatial = true;
    image.channelShared = true;
    LrnParams within;
    within.region = LrnRegion::WithinChannel;
    within.size = 3;
    SoftmaxParams joined;
    joined.joined = true;
    SoftmaxParams joinedLog = joined;
    joinedLog.log = true;
    joinedLog.axis = 2;
    PoolParams caffe;
    caffe.kind = PoolKind::Average;
    caffe.window = {.kernelH = 3, .kernelW = 2, .strideH = 2, .strideW = 2, .padTop = 1, .padBottom = 1};
    caffe.rounding = PoolRounding::Ceil;
    caffe.divisor = PoolDivisor::ClippedToPadding;
    caffe.dropLastOutside = true;
    PoolParams whole = caffe;
    whole.divisor = PoolDivisor::WholeKernel;
    using Kind = ActivationKind;
    return {layer("normalize pixels", pixels, {"x"}, {channels}),
            layer("normalize image", image, {"x"}, {tensor({1})}),
            layer("lrn within", within),
            layer("joined softmax", joined),
            layer("joined log softmax", joinedLog),
            layer("caffe average", caffe),
            layer("whole average", whole),
            layer("scale", ScaleParams{}, {"x"}, {channels, channels}),
            layer("slopes", PReluParams{}, {"x"}, {channels}),
            layer("hard swish", ActivationParams{Kind::HardSwish}),
            layer("swish", ActivationParams{Kind::Swish}),
            layer("mish", ActivationParams{Kind::Mish}),
            layer("power", ActivationParams{Kind::Power, 2.0F, 0.5F, 0.25F}),
            layer("clip below", ActivationParams{Kind::Clip, -0.5F, std::numeric_limits<float>::infinity()}),
            layer("clip above", ActivationParams{Kind::Clip, -std::numeric_limits<float>::infinity(), 0.5F}),
            layer("fully connected", FullyConnectedParams{4}, {"x"}, {tensor({4, 90}), tensor({4})}),
            layer("flatten", FlattenParams{2, -1, false}),
            layer("resize", ResizeParams{.mode = Interpolation::Linear, .height = 9, .width = 4})};
  }

private Q_SLOTS:
  void wholeNetworks_data() {
    QTest::addColumn<QString>("file");
    for (const auto& file : builtInModels())
      QTest::newRow(file.stem().c_str()) << QString::fromStdString(file.string());
    for (const char* name : {"lenet-mnist/lenet.model.json", "cifar10-quick/cifar10_quick.model.json",
                             "squeezenet-v1.0-imagenet/squeezenet.model.json"}) {
      const auto file = tests::sharedData(std::string("models/") + name);
      QTest::newRow(name) << (file ? QString::fromStdString(file->string()) : QString());
    }
  }
  /// The file gives the imported network's outputs in OpenCV and, read back, in our own engine.
  void wholeNetworks() {
    QFETCH(QString, file);
    if (file.isEmpty())
      QSKIP("this machine lacks the shared models");
    const Model model = loadModel(file.toStdString());
    const TensorPtr input = randomInput(model.graph->inputs[0].shape, 50.0F);
    const Tensor expected = runOurs(model.graph, input);
    const double openCv = relativeError(runInOpenCv(onnxBytes(*model.graph), *input), expected.values());
    QVERIFY2(openCv < 1e-4, qPrintable(QString::number(openCv)));
    const auto again = reread(*model.graph);
    QCOMPARE(again->parameterCount(), model.graph->parameterCount());
    QVERIFY(relativeError(runOurs(again, input).values(), expected.values()) < 1e-5);
  }

  void topologies_data() {
    QTest::addColumn<QString>("file");
    for (const char* name : {"cifar10_full", "googlenet"}) {
      const auto file = tests::sharedData(std::string("topologies/") + name + ".prototxt");
      QTest::newRow(name) << (file ? QString::fromStdString(file->string()) : QString());
    }
  }
  /// Caffe's own kinds, weights made up: both LRN regions, averages rounded up, inception modules.
  void topologies() {
    QFETCH(QString, file);
    if (file.isEmpty())
      QSKIP("this machine lacks the shared topologies");
    const auto graph = buildGraph(readCaffeRandom(file.toStdString(), 1));
    const TensorPtr input = randomInput(graph->inputs[0].shape);
    const Tensor expected = runOurs(graph, input);
    QVERIFY2(*std::max_element(expected.values().begin(), expected.values().end()) < 0.9F, "a sure class hides errors");
    QVERIFY(relativeError(runInOpenCv(onnxBytes(*graph), *input), expected.values()) < 1e-4);
    QVERIFY(relativeError(runOurs(reread(*graph), input).values(), expected.values()) < 1e-4);
  }

  void namesAndBatchStay() {
    const auto graph = network({1, 2, 5, 5}, {layer("conv", ConvolutionParams{.outputs = 3, .window = {}, .groups = 1},
                                                    {"x"}, {tensor({3, 2, 1, 1}), tensor({3})}),
                                              {"act", ActivationParams{}, {"conv"}, {"conv"}, {}},
                                              layer("drop", IdentityParams{IdentityKind::Dropout}, {"conv"}),
                                              layer("prob", SoftmaxParams{}, {"drop"})});
    const onnx::GraphProto file = written(*graph);
    QCOMPARE(operators(file), "Conv Relu Softmax");
    QCOMPARE(file.node(0).name(), "conv");
    QCOMPARE(file.node(2).input(0), file.node(1).output(0));
    QVERIFY(file.node(0).output(0) != file.node(1).output(0));
    QCOMPARE(file.input(0).name(), "x");
    QCOMPARE(file.output(0).name(), "prob");
    QCOMPARE(file.input(0).type().tensor_type().shape().dim(0).dim_param(), "N");
    QCOMPARE(file.output(0).type().tensor_type().shape().dim(1).dim_value(), 3);
    QVERIFY(file.initializer(0).has_raw_data());
    QCOMPARE(file.initializer(0).raw_data().size(), std::size_t{6 * sizeof(float)});
  }

  void anOutputKeepsItsNameBehindADropout() {
    const auto graph = network({1, 4}, {layer("act", ActivationParams{}), layer("drop", IdentityParams{}, {"act"})});
    const onnx::GraphProto file = written(*graph);
    QCOMPARE(operators(file), "Relu Identity");
    QCOMPARE(file.output(0).name(), "drop");
  }

  /// Caffe: 5 cells, kernel 2, stride 2, rounded up: the last window has one column of cells.
  void ceilPoolingStaysCeil() {
    PoolParams params;
    params.window = {.kernelH = 2, .kernelW = 2, .strideH = 2, .strideW = 2};
    params.rounding = PoolRounding::Ceil;
    params.dropLastOutside = true;
    const onnx::GraphProto file = written(*network({1, 1, 5, 5}, {layer("pool", params)}));
    QCOMPARE(operators(file), "MaxPool");
    QCOMPARE(integers(file.node(0), "ceil_mode"), std::vector<std::int64_t>{1});
    QCOMPARE(integers(file.node(0), "pads"), (std::vector<std::int64_t>{0, 0, 0, 0}));
  }

  /// 5 cells with padding 1, kernel 2, stride 3: rounding up counts windows at -1, 2 and 5; Caffe drops the last.
  void droppedWindowsAreNotWritten() {
    PoolParams params;
    params.window = {.kernelH = 2,
                     .kernelW = 2,
                     .strideH = 3,
                     .strideW = 3,
                     .padTop = 1,
                     .padLeft = 1,
                     .padBottom = 1,
                     .padRight = 1};
    params.rounding = PoolRounding::Ceil;
    params.dropLastOutside = true;
    const auto graph = network({1, 1, 5, 5}, {layer("pool", params)});
    const onnx::GraphProto file = written(*graph);
    QCOMPARE(integers(file.node(0), "ceil_mode"), std::vector<std::int64_t>{});
    const TensorPtr input = randomInput({1, 1, 5, 5});
    const Tensor expected = runOurs(graph, input);
    QVERIFY(expected.shape() == Shape({1, 1, 2, 2}));
    QCOMPARE(relativeError(runInOpenCv(onnxBytes(*graph), *input), expected.values()), 0.0);
  }

  /// Caffe's average with padding, hand-computed: 3 cells 1 2 3 in a row, kernel 3, stride 2, padding 1. Windows
  /// (0 1 2) and (2 3 0), both of 3 cells within the padded map.
  void caffeAverageWithPadding() {
    PoolParams params;
    params.kind = PoolKind::Average;
    params.window = {.kernelW = 3, .strideW = 2, .padLeft = 1, .padRight = 1};
    params.divisor = PoolDivisor::ClippedToPadding;
    const auto graph = network({1, 1, 1, 3}, {layer("pool", params)});
    QCOMPARE(operators(written(*graph)), "Pad AveragePool");
    const std::vector<float> output = runInOpenCv(onnxBytes(*graph), Tensor({1, 1, 1, 3}, counting(3)));
    QVERIFY(relativeError(output, std::vector<float>{1.0F, 5.0F / 3.0F}) < 1e-6);
  }

  void coefficientsBecomeProducts() {
    ElementwiseParams params;
    params.coefficients = {1.0F, -2.0F};
    const auto graph = network({1, 3, 1, 1}, {layer("act", ActivationParams{}), layer("sum", params, {"x", "act"})});
    QCOMPARE(operators(written(*graph)), "Relu Mul Add");
    QCOMPARE(runInOpenCv(onnxBytes(*graph), Tensor({1, 3, 1, 1}, std::vector{-1.0F, 0.5F, 2.0F})),
             (std::vector<float>{-1.0F, -0.5F, -2.0F}));
  }

  void defaultBoxesBecomeATensor() {
    PriorBoxParams params;
    params.minSizes = {10.0F};
    params.variances = {0.1F, 0.1F, 0.2F, 0.2F};
    const auto graph =
        network({1, 1, 20, 20}, {layer("pool", PoolParams{.kind = PoolKind::Max, .global = true, .window = {}}),
                                 layer("boxes", params, {"pool", "x"})});
    const onnx::GraphProto file = written(*graph);
    const onnx::TensorProto& boxes = file.initializer(file.initializer_size() - 1);
    QCOMPARE(std::vector<std::int64_t>(boxes.dims().begin(), boxes.dims().end()), (std::vector<std::int64_t>{1, 2, 4}));
    std::vector<float> values(8);
    std::memcpy(values.data(), boxes.raw_data().data(), values.size() * sizeof(float));
    QCOMPARE(values, (std::vector<float>{0.25F, 0.25F, 0.75F, 0.75F, 0.1F, 0.1F, 0.2F, 0.2F}));
  }

  /// As operators, YOLO's boxes, objectness and scores are what its own layer gives.
  void yoloBecomesOperators() {
    YoloParams params;
    params.classes = 3;
    params.anchors = {10.0F, 14.0F, 23.0F, 27.0F};
    params.scaleXy = 1.05F;
    params.threshold = 0.2F;
    params.imageH = 96;
    params.imageW = 160;
    const auto graph = network({1, 16, 3, 5}, {layer("boxes", params)});
    const auto again = reread(*graph);
    const TensorPtr input = randomInput({2, 16, 3, 5}, 3.0F);
    const Tensor expected = runOurs(graph, input);
    const Tensor actual = runOurs(again, input);
    QVERIFY(actual.shape() == Shape({2, 30, 8}));
    QVERIFY(relativeError(actual.values(), expected.values()) < 1e-6);
    const auto zeros = [](const Tensor& t) { return std::count(t.values().begin(), t.values().end(), 0.0F); };
    QVERIFY(zeros(expected) > 0);
    QCOMPARE(zeros(actual), zeros(expected));
  }

  void layersWithoutTheirOwnOperator_data() {
    QTest::addColumn<int>("index");
    for (int i = 0; i < static_cast<int>(composed().size()); ++i)
      QTest::newRow(composed()[static_cast<std::size_t>(i)].name.c_str()) << i;
  }
  /// Written as several operators and read back, the same result.
  void layersWithoutTheirOwnOperator() {
    QFETCH(int, index);
    const NamedNode node = composed()[static_cast<std::size_t>(index)];
    const auto graph = network({1, 3, 6, 5}, {node});
    const TensorPtr input = randomInput({2, 3, 6, 5}, 2.0F);
    const Tensor expected = runOurs(graph, input);
    const Tensor actual = runOurs(reread(*graph), input);
    QVERIFY(actual.shape() == expected.shape());
    const double error = relativeError(actual.values(), expected.values());
    QVERIFY2(error < 1e-6, qPrintable(QString::number(error)));
  }

  void refusesWhatOnnxCannotSay() {
    DetectionOutputParams detection;
    detection.classes = 2;
    const auto graph = buildGraph({.file = "made by hand",
                                   .name = "net",
                                   .inputs = {{"x", {1, 4}}, {"scores", {1, 2}}, {"boxes", {1, 2, 4}}},
                                   .nodes = {layer("found", detection, {"x", "scores", "boxes"})},
                                   .outputs = {}});
    const std::string problem = unlessRefused([&] { static_cast<void>(onnxBytes(*graph)); }, ErrorCode::Unsupported,
                                              {"found", "no counterpart in ONNX", "take this layer out"});
    QVERIFY2(problem.empty(), problem.c_str());
  }
};

EFFORTLAB_TEST(tst_onnx_writer)
#include "tst_onnx_writer.moc"
