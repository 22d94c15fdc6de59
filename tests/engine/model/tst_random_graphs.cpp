#include "core/error.h"
#include "fast/fast_network.h"
#include "model/onnx_reader.h"
#include "model/onnx_writer.h"
#include "nn/network.h"
#include "random_graphs.h"
#include "support/test_files.h"
#include "support/test_registry.h"

#include <QTest>

#include <onnx/onnx_pb.h>
#include <opencv2/core/utils/logger.hpp>
#include <opencv2/dnn.hpp>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>

using namespace effortlab;
using namespace effortlab::model;
using effortlab::tests::describe;
using effortlab::tests::randomGraph;
using effortlab::tests::relativeError;
using effortlab::tests::shrink;
using effortlab::tests::withWeights;

namespace {

#if defined(__SANITIZE_ADDRESS__)
constexpr unsigned graphCount = 150;
#else
constexpr unsigned graphCount = 1000;
#endif
constexpr double tolerance = 1e-4;  // of the largest magnitude: sums of up to some thousand products, a few in a row

TensorPtr graphInput(const Shape& shape) {
  std::mt19937 generator(5);
  Tensor tensor(shape);
  for (float& value : tensor.values())
    value = static_cast<float>(generator() >> 8) * 0x1p-23F - 1.0F;
  return std::make_shared<const Tensor>(std::move(tensor));
}

Tensor runWith(const std::shared_ptr<const Graph>& graph, nn::KernelSet kernels,
               const nn::NodeOverride& override = {}) {
  const nn::Network network(graph);
  return network.run(
      graphInput(graph->inputs[0].shape),
      {.context = {.kernels = kernels, .parallel = false, .stop = {}}, .override = override, .onNodeTime = {}});
}

/// OpenCV 4.6 knows Clip's ends as attributes only, as they were before operator set 11.
std::string withOldClips(const std::string& bytes) {
  onnx::ModelProto model;
  model.ParseFromString(bytes);
  for (onnx::NodeProto& node : *model.mutable_graph()->mutable_node()) {
    if (node.op_type() != "Clip")
      continue;
    const std::vector<std::string> ends(node.input().begin() + 1, node.input().end());
    node.mutable_input()->DeleteSubrange(1, node.input_size() - 1);
    for (std::size_t i = 0; i < ends.size(); ++i)
      for (const onnx::TensorProto& tensor : model.graph().initializer())
        if (tensor.name() == ends[i]) {
          float value = 0.0F;
          std::memcpy(&value, tensor.raw_data().data(), sizeof(value));
          onnx::AttributeProto& attribute = *node.add_attribute();
          attribute.set_name(i == 0 ? "min" : "max");
          attribute.set_type(onnx::AttributeProto::FLOAT);
          attribute.set_f(value);
        }
  }
  return model.SerializeAsString();
}

Tensor runInOpenCv(const Graph& graph) {
  const std::string bytes = withOldClips(onnxBytes(graph));
  cv::dnn::Net net = cv::dnn::readNetFromONNX(bytes.data(), bytes.size());
  net.setPreferableBackend(cv::dnn::DNN_BACKEND_OPENCV);
  net.enableFusion(false);  // it takes a power followed by a scale for one power
  const TensorPtr input = graphInput(graph.inputs[0].shape);
  const auto dims = input->shape().dims();
  const std::vector<int> sizes(dims.begin(), dims.end());
  net.setInput(cv::Mat(static_cast<int>(sizes.size()), sizes.data(), CV_32F, const_cast<float*>(input->data())));
  const cv::Mat result = net.forward();
  const Tensor output(Shape({static_cast<std::int64_t>(result.total())}),
                      std::span(result.ptr<float>(), result.total()));
  return output;
}

/// Sizes of the parts that a last concatenation joins; else that of the output.
std::vector<std::size_t> partSizes(const Graph& graph, std::size_t whole) {
  const Node& last = graph.nodes.back();
  if (!std::holds_alternative<ConcatParams>(last.params))
    return {whole};
  const nn::Network network(std::make_shared<const Graph>(graph));
  const std::vector<Shape> shapes = network.shapes(std::vector{graph.inputs[0].shape});
  std::vector<std::size_t> sizes;
  for (const int value : last.inputs)
    sizes.push_back(static_cast<std::size_t>(shapes[static_cast<std::size_t>(value)].elementCount()));
  return sizes;
}

/// Part by part, as a branch of large values must not hide the error of one of small ones.
std::string difference(const Graph& graph, const Tensor& actual, const Tensor& expected, const std::string& what) {
  if (actual.size() != expected.size())
    return what + ": " + std::to_string(actual.size()) + " values, expected " + std::to_string(expected.size());
  std::size_t begin = 0;
  for (const std::size_t size : partSizes(graph, expected.values().size())) {
    const double error = relativeError(actual.values().subspan(begin, size), expected.values().subspan(begin, size));
    if (error > tolerance)
      return what + " differs by " + std::to_string(error) + " of the magnitude";
    begin += size;
  }
  return "";
}

fast::FastPlan planOf(fast::LaneUse use) {
  fast::FastPlan plan;
  plan.use = use;
  return plan;
}

/// The engine `fast`: tiles of one image, and three times the image in lanes.
std::string fastProblem(const std::shared_ptr<const Graph>& graph, const Tensor& expected) {
  const fast::FastNetwork network(std::make_shared<nn::Network>(graph), fast::defaultIsa());
  if (!network.usable())
    return "";
  const TensorPtr image = graphInput(graph->inputs[0].shape);
  std::string problem = difference(
      *graph, network.run(image, planOf(fast::LaneUse::Tiles), {.parallel = false}).front(), expected, "fast, tiles");
  if (!problem.empty())
    return problem;
  constexpr std::int64_t copies = 3;
  auto batch = std::make_shared<Tensor>(image->shape().withBatch(copies));
  for (std::int64_t n = 0; n < copies; ++n)
    std::copy(image->values().begin(), image->values().end(), batch->image(n).begin());
  const Tensor all = std::move(network.run(batch, planOf(fast::LaneUse::Images), {.parallel = false}).front());
  for (std::int64_t n = 0; n < copies && problem.empty(); ++n)
    problem = difference(*graph, Tensor(expected.shape(), all.image(n)), expected, "fast, images");
  return problem;
}

/// Through a file, as our own reader takes it.
std::shared_ptr<const Graph> reread(const Graph& graph) {
  const tests::TemporaryFolder folder;
  return buildGraph(readOnnx(folder.write("net.onnx", onnxBytes(graph))));
}

/// Without OpenCV: kinds it lacks, in our kernels and read back.
std::string ownProblemOf(const NamedGraph& named) {
  try {
    const auto graph = buildGraph(withWeights(named));
    const Tensor expected = runWith(graph, nn::KernelSet::Reference);
    std::string problem = difference(*graph, runWith(graph, nn::KernelSet::Eigen), expected, "eigen");
    if (problem.empty())
      problem = fastProblem(graph, expected);
    if (!problem.empty())
      return problem;
    return difference(*graph, runWith(reread(*graph), nn::KernelSet::Eigen), expected, "read back");
  } catch (const Error& error) {
    // Average over dilated cells, windows without a cell: refused by the writer, not wrong.
    return error.code() == ErrorCode::Unsupported && std::string(error.what()).find("ONNX") != std::string::npos
               ? ""
               : error.what();
  }
}

std::string problemOf(const NamedGraph& named) {
  try {
    const auto graph = buildGraph(withWeights(named));
    const Tensor expected = runWith(graph, nn::KernelSet::Reference);
    std::string problem = difference(*graph, runWith(graph, nn::KernelSet::Eigen), expected, "eigen");
    if (problem.empty())
      problem = fastProblem(graph, expected);
    if (problem.empty())
      problem = difference(*graph, runInOpenCv(*graph), expected, "OpenCV");
    if (problem.empty())
      problem = difference(*graph, runWith(reread(*graph), nn::KernelSet::Eigen), expected, "read back");
    return problem;
  } catch (const cv::Exception& error) {
    return "OpenCV: " + error.err;
  } catch (const Error& error) {
    return error.what();
  }
}

/// Each network's file, input and expected output as raw floats, for other runtimes: tests/bench/peers.
void keep(const NamedGraph& named, const std::filesystem::path& folder, unsigned seed) {
  const auto graph = buildGraph(withWeights(named));
  const auto save = [&](const char* suffix, std::string_view bytes) {
    std::ofstream file(folder / (std::to_string(seed) + suffix), std::ios::binary);
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  };
  const auto bytesOf = [](const Tensor& tensor) {
    return std::string_view(reinterpret_cast<const char*>(tensor.data()), tensor.values().size_bytes());
  };
  save(".txt", describe(named));
  save(".onnx", onnxBytes(*graph));
  save(".input.f32", bytesOf(*graphInput(graph->inputs[0].shape)));
  save(".output.f32", bytesOf(runWith(graph, nn::KernelSet::Reference)));
}

/// Takes a convolution of kernel height 3 and stride 2 for another one.
std::string problemOfWrongEngine(const NamedGraph& named) {
  const auto graph = buildGraph(withWeights(named));
  const nn::NodeOverride wrong = [&](int index, std::span<const Tensor* const> inputs, std::span<Tensor> outputs) {
    const Node& node = graph->nodes[static_cast<std::size_t>(index)];
    const auto* params = std::get_if<ConvolutionParams>(&node.params);
    if (params == nullptr || params->window.kernelH != 3 || params->window.strideH != 2)
      return false;
    nn::layerOps(node.params).run(node, inputs, outputs, {});
    outputs[0].values()[0] += 1.0F;
    return true;
  };
  return difference(*graph, runWith(graph, nn::KernelSet::Eigen, wrong), runWith(graph, nn::KernelSet::Eigen), "wrong");
}

}  // namespace

/// A thousand random networks: both our kernels and, through the ONNX file we write, OpenCV's and our own reader.
class tst_random_graphs : public QObject {
  Q_OBJECT

  /// EFFORTLAB_RANDOM_GRAPHS: another number of networks.
  static void check(bool forOpenCv, const tests::GraphProblem& problemOf) {
    const int wanted = qEnvironmentVariableIntValue("EFFORTLAB_RANDOM_GRAPHS");
    const unsigned count = wanted > 0 ? static_cast<unsigned>(wanted) : graphCount;
    int failures = 0;
    for (unsigned seed = 0; seed < count && failures < 3; ++seed) {
      const NamedGraph graph = randomGraph({.seed = seed, .forOpenCv = forOpenCv});
      const std::string problem = problemOf(graph);
      if (problem.empty())
        continue;
      ++failures;
      const NamedGraph smallest = shrink(graph, problemOf);
      qWarning("%s\n%s\n%s", problem.c_str(), describe(smallest).c_str(), problemOf(smallest).c_str());
    }
    QCOMPARE(failures, 0);
  }

private Q_SLOTS:
  void initTestCase() { cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_SILENT); }

  void enginesAndOpenCvAgree() { check(true, problemOf); }
  void whatOpenCvLacks() { check(false, ownProblemOf); }

  void everyKindIsDrawn() {
    std::map<std::string_view, int> drawn;
    for (unsigned seed = 0; seed < graphCount; ++seed)
      for (const NamedNode& node : randomGraph({.seed = seed, .forOpenCv = false}).nodes)
        ++drawn[layerTypeName(node.params)];
    for (const char* name : {"Convolution",
                             "Deconvolution",
                             "Fully connected",
                             "Max pooling",
                             "Average pooling",
                             "Global max pooling",
                             "Global average pooling",
                             "ReLU",
                             "Leaky ReLU",
                             "Clip",
                             "ELU",
                             "Sigmoid",
                             "Tanh",
                             "Hard swish",
                             "Parametric ReLU",
                             "LRN across channels",
                             "LRN within channels",
                             "Batch norm",
                             "Scale",
                             "Softmax",
                             "Elementwise add",
                             "Elementwise multiply",
                             "Elementwise maximum",
                             "Concat",
                             "Split",
                             "Slice",
                             "Flatten",
                             "Reshape",
                             "Transpose",
                             "Pad",
                             "Resize, nearest",
                             "Resize, linear",
                             "Reduce mean",
                             "Normalize"})
      QVERIFY2(drawn[name] >= static_cast<int>(graphCount) / 100, name);
  }

  void sameSeedSameNetwork() {
    QCOMPARE(describe(randomGraph({.seed = 7})), describe(randomGraph({.seed = 7})));
    QVERIFY(describe(randomGraph({.seed = 7})) != describe(randomGraph({.seed = 8})));
  }

  /// The shrinker must find a wrong engine's one layer, and nothing else.
  void shrinksToTheWrongLayer() {
    constexpr unsigned searched = 1000;  // few graphs have the wrong layer among eight or more
    int found = 0;
    for (unsigned seed = 0; seed < searched && found < 3; ++seed) {
      const NamedGraph graph = randomGraph({.seed = seed});
      if (graph.nodes.size() < 8 || problemOfWrongEngine(graph).empty())
        continue;
      ++found;
      const NamedGraph smallest = shrink(graph, problemOfWrongEngine);
      QVERIFY2(smallest.nodes.size() == 1, describe(smallest).c_str());
      const auto* params = std::get_if<ConvolutionParams>(&smallest.nodes[0].params);
      QVERIFY2(params != nullptr, describe(smallest).c_str());
      QCOMPARE(params->window.kernelH, 3);
      QCOMPARE(params->window.strideH, 2);
      QCOMPARE(params->window.kernelW, 1);
      QCOMPARE(params->window.strideW, 1);
      QCOMPARE(params->outputs, 1);
      QCOMPARE(smallest.inputs[0].second[1], 1);
    }
    QCOMPARE(found, 3);
  }

  /// Not a test: files for another runtime, kinds that OpenCV lacks included.
  void keepsNetworks() {
    const QByteArray folder = qgetenv("EFFORTLAB_KEEP_GRAPHS");
    if (folder.isEmpty())
      QSKIP("EFFORTLAB_KEEP_GRAPHS names no folder");
    for (unsigned seed = 0; seed < graphCount; ++seed)
      try {
        keep(randomGraph({.seed = seed, .forOpenCv = false}), folder.toStdString(), seed);
      } catch (const Error& error) {
        QVERIFY2(error.code() == ErrorCode::Unsupported, error.what());
        qInfo("%u: %s", seed, error.what());
      }
  }
};

EFFORTLAB_TEST(tst_random_graphs)
#include "tst_random_graphs.moc"
