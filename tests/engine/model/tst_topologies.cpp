#include "caffe_twin.h"
#include "core/file_io.h"
#include "import_fixtures.h"
#include "model/caffe_reader.h"
#include "nn/network.h"
#include "support/test_registry.h"

#include <QTest>

#include <cmath>
#include <filesystem>
#include <optional>

using namespace effortlab;
using namespace effortlab::model;
using effortlab::tests::TemporaryFolder;

namespace {

constexpr std::uint64_t topologySeed = 7;
constexpr double topologyTolerance = 1e-4;  ///< of a layer's largest output
#ifdef __SANITIZE_ADDRESS__
constexpr bool runsLargeNetworks = false;  // minutes there
#else
constexpr bool runsLargeNetworks = true;
#endif

std::optional<std::filesystem::path> topologyFile(const std::string& name) {
  return tests::sharedData("topologies/" + name + ".prototxt");
}

/// MACs of the convolutions and fully connected layers, in order.
std::vector<std::int64_t> denseMacs(const std::shared_ptr<const Graph>& graph) {
  const nn::Network network(graph);
  const std::vector<Shape> inputs{graph->inputs.at(0).shape};
  const std::vector<std::int64_t> all = network.macs(network.shapes(inputs));
  std::vector<std::int64_t> dense;
  for (std::size_t i = 0; i < all.size(); ++i)
    if (std::holds_alternative<ConvolutionParams>(graph->nodes[i].params) ||
        std::holds_alternative<FullyConnectedParams>(graph->nodes[i].params))
      dense.push_back(all[i]);
  return dense;
}

/// The graph's weights as a .caffemodel; for layers that take their blobs as they are.
std::string weightsOf(const Graph& graph) {
  std::vector<tests::CaffeWeights> layers;
  for (const Node& node : graph.nodes) {
    if (node.weights.empty())
      continue;
    tests::CaffeWeights layer{.layer = node.name, .blobs = {}};
    for (const TensorPtr& tensor : node.weights)
      layer.blobs.push_back({{tensor->shape().dims().begin(), tensor->shape().dims().end()},
                             {tensor->values().begin(), tensor->values().end()}});
    layers.push_back(std::move(layer));
  }
  return tests::caffemodel(layers);
}

}  // namespace

class tst_topologies : public QObject {
  Q_OBJECT

  /// "" when each layer's output is OpenCV's.
  static std::string compared(const std::filesystem::path& prototxt, const std::shared_ptr<const Graph>& graph,
                              const Shape& shape, const std::vector<std::string>& layers, float range = 100.0F) {
    const TemporaryFolder folder;
    const auto weights = folder.write("random.caffemodel", weightsOf(*graph));
    const Tensor input = tests::twinNoise(shape, 11, -range, range);
    const std::vector<Tensor> expected = tests::openCvOutputs(prototxt, weights, input, layers);
    const std::vector<Tensor> actual = tests::layerOutputs(graph, input, layers);
    for (std::size_t i = 0; i < layers.size(); ++i) {
      if (actual.at(i).size() != expected.at(i).size())
        return layers[i] + ": " + actual[i].shape().toString() + ", OpenCV's " + expected[i].shape().toString();
      const double error = tests::relativeError(actual[i].values(), expected[i].values());
      if (!(error <= topologyTolerance))
        return layers[i] + ": relative error " + std::to_string(error);
      qInfo("%s: relative error %.2g", layers[i].c_str(), error);
    }
    return "";
  }

private Q_SLOTS:
  void computesAsOpenCv_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<QList<double>>("megaMacs");
    QTest::addColumn<double>("allMegaMacs");
    QTest::addColumn<QStringList>("layers");
    // By hand: K*C/groups*R*S*H'*W'.
    const QList<double> alexNet{105.415200, 223.948800, 149.520384, 112.140288, 74.760192, 37.748736, 16.777216, 4.096};
    QTest::newRow("lenet") << "lenet" << QList<double>{0.288, 1.6, 0.4, 0.005} << 2.293 << QStringList{"ip2", "prob"};
    QTest::newRow("cifar10_full") << "cifar10_full" << QList<double>{2.4576, 6.5536, 3.2768, 0.01024} << 12.29824
                                  << QStringList{"norm1", "norm2", "ip1", "prob"};
    QTest::newRow("alexnet") << "alexnet" << alexNet << 724.406816 << QStringList{"norm1", "pool5", "fc8", "prob"};
    QTest::newRow("caffenet") << "caffenet" << alexNet << 724.406816 << QStringList{"norm2", "pool5", "fc8", "prob"};
    // Szegedy et al. 2014 give about 1.5 thousand million; the figure usually quoted for this file is 1.58.
    QTest::newRow("googlenet") << "googlenet" << QList<double>{118.013952, 12.845056, 346.816512} << 1582.671872
                               << QStringList{"inception_3a/output", "inception_5b/output", "loss3/classifier", "prob"};
  }
  void computesAsOpenCv() {
    QFETCH(QString, name);
    QFETCH(QList<double>, megaMacs);
    QFETCH(double, allMegaMacs);
    QFETCH(QStringList, layers);
    const auto file = topologyFile(name.toStdString());
    if (!file)
      QSKIP("the shared topologies are not on this machine");
    const auto graph = buildGraph(readCaffeRandom(*file, topologySeed));
    const std::vector<std::int64_t> macs = denseMacs(graph);
    double sum = 0.0;
    for (std::size_t i = 0; i < macs.size(); ++i) {
      sum += static_cast<double>(macs[i]) / 1e6;
      if (i < static_cast<std::size_t>(megaMacs.size()))
        QCOMPARE(static_cast<double>(macs[i]) / 1e6, megaMacs[static_cast<int>(i)]);
    }
    QVERIFY2(std::abs(sum - allMegaMacs) < 1e-6 * allMegaMacs, std::to_string(sum).c_str());
    if (!runsLargeNetworks && sum > 100.0)
      QSKIP("too slow under a sanitizer");
    std::vector<std::string> names;
    for (const QString& layer : layers)
      names.push_back(layer.toStdString());
    const std::string problem = compared(*file, graph, graph->inputs[0].shape, names);
    QVERIFY2(problem.empty(), problem.c_str());
  }

  void computesSsdAsOpenCv() {
    const auto file = topologyFile("vgg16_ssd300_voc");
    if (!file)
      QSKIP("the shared topologies are not on this machine");
    const auto graph = buildGraph(readCaffeRandom(*file, topologySeed));
    double sum = 0.0;
    for (const std::int64_t macs : denseMacs(graph))
      sum += static_cast<double>(macs) / 1e9;
    QVERIFY2(std::abs(sum - 31.4) < 0.05, std::to_string(sum).c_str());
    const nn::Network network(graph);
    const auto shapes = network.shapes(std::vector<Shape>{graph->inputs[0].shape});
    for (std::size_t i = 0; i < shapes.size(); ++i) {
      // 38*38*4 + 19*19*6 + 10*10*6 + 5*5*6 + 3*3*4 + 4 = 8732 default boxes
      if (graph->values[i].name == "mbox_priorbox")
        QVERIFY(shapes[i] == Shape({1, 2, 4 * 8732}));
      if (graph->values[i].name == "mbox_conf")
        QVERIFY(shapes[i] == Shape({1, 21 * 8732}));
    }
    if (!runsLargeNetworks)
      QSKIP("too slow under a sanitizer");
    const std::string problem =
        compared(*file, graph, graph->inputs[0].shape,
                 {"conv4_3_norm", "mbox_loc", "mbox_conf", "mbox_priorbox", "detection_out"}, 1.0F);
    QVERIFY2(problem.empty(), problem.c_str());
  }

  void takesAnotherSizeWithoutBuildingAgain() {
    const auto file = topologyFile("googlenet");
    if (!file)
      QSKIP("the shared topologies are not on this machine");
    const std::string text = readTextFile(*file, 1 << 20);
    const std::size_t end = text.rfind("layer {", text.find("\"loss3/classifier\""));
    const TemporaryFolder folder;
    const auto convolutional = folder.write("googlenet.prototxt", text.substr(0, end));
    const auto graph = buildGraph(readCaffeRandom(convolutional, topologySeed));
    const nn::Network network(graph);
    const auto last = static_cast<std::size_t>(graph->outputs.at(0));
    QVERIFY(network.shapes(std::vector<Shape>{Shape({1, 3, 224, 224})})[last] == Shape({1, 1024, 1, 1}));
    // 320 -> 160 -> 80 -> 40 -> 20 -> 10 -> 4 and 256 -> 128 -> 64 -> 32 -> 16 -> 8 -> 2
    QVERIFY(network.shapes(std::vector<Shape>{Shape({2, 3, 320, 256})})[last] == Shape({2, 1024, 4, 2}));
    if (!runsLargeNetworks)
      QSKIP("too slow under a sanitizer");
    const std::string problem =
        compared(convolutional, graph, Shape({1, 3, 320, 256}), {"inception_4e/output", "pool5/7x7_s1"});
    QVERIFY2(problem.empty(), problem.c_str());
  }

  void namesTheLayerThatASizeIsTooSmallFor() {
    const auto file = topologyFile("vgg16_ssd300_voc");
    if (!file)
      QSKIP("the shared topologies are not on this machine");
    const nn::Network network(buildGraph(readCaffeRandom(*file, topologySeed)));
    // 150 -> 75 -> 38 -> 19 -> 10 -> conv6_2 5 -> conv7_2 3 -> conv8_2 1, too small for conv9_2's 3x3
    const std::string problem = tests::unlessRefused(
        [&] {
          network.shapes(std::vector<Shape>{Shape({1, 3, 150, 150})});
        },
        ErrorCode::ShapeMismatch, {"conv9_2"});
    QVERIFY2(problem.empty(), problem.c_str());
  }
};

EFFORTLAB_TEST(tst_topologies)
#include "tst_topologies.moc"
