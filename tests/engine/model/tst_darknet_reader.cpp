#include "import_fixtures.h"
#include "model/darknet_reader.h"
#include "model/format_table.h"
#include "nn/network.h"
#include "support/test_registry.h"

#include <QTest>

#include <opencv2/dnn.hpp>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <random>

using namespace effortlab;
using namespace effortlab::model;
using effortlab::tests::TemporaryFolder;
using effortlab::tests::unlessRefused;

namespace {

const std::string netHeader = "[net]\nwidth=13\nheight=11\nchannels=3\n";
/// float32 sums of some hundred products, of a few layers.
constexpr double layerTolerance = 2e-5;

std::string conv(const std::string& keys) {
  return "[convolutional]\n" + keys + "\n";
}

/// A header and random positive numbers: variances must be.
std::string weightBytes(std::size_t floats, std::int32_t minor = 2) {
  const std::int32_t version[3] = {0, minor, 5};
  std::string bytes(reinterpret_cast<const char*>(version), sizeof version);
  bytes.append(minor >= 2 ? sizeof(std::uint64_t) : sizeof(std::uint32_t), '\0');
  std::mt19937 generator(7);
  for (std::size_t i = 0; i < floats; ++i) {
    const float value = 0.05F + 0.4F * static_cast<float>(generator() % 1000) / 1000.0F;
    bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
  }
  return bytes;
}

Tensor randomImage(const Shape& shape) {
  Tensor image(shape);
  std::mt19937 generator(3);
  for (float& value : image.values())
    value = static_cast<float>(generator() % 2000) / 1000.0F - 1.0F;
  return image;
}

}  // namespace

class tst_darknet_reader : public QObject {
  Q_OBJECT

  static NamedGraph read(const std::string& cfg, const std::string& weights) {
    const TemporaryFolder folder;
    return readDarknet(folder.write("net.cfg", cfg), folder.write("net.weights", weights), std::nullopt);
  }

private Q_SLOTS:
  void agreesWithOpenCv_data() {
    QTest::addColumn<QString>("layers");
    QTest::addColumn<int>("floats");
    const auto row = [](const char* name, const std::string& layers, int floats) {
      QTest::newRow(name) << QString::fromStdString(layers) << floats;
    };
    row("convolution", conv("filters=4\nsize=3\nstride=2\npad=1\nactivation=leaky"), 4 + 108);
    row("without padding", conv("filters=4\nsize=3\nstride=1\npad=0\nactivation=relu"), 4 + 108);
    row("padding", conv("filters=4\nsize=3\nstride=1\npadding=2\nactivation=logistic"), 4 + 108);
    row("batch norm", conv("batch_normalize=1\nfilters=4\nsize=3\nstride=1\npad=1\nactivation=mish"), 16 + 108);
    row("groups", conv("filters=6\nsize=3\ngroups=3\nstride=1\npad=1\nactivation=swish"), 6 + 54);
    const std::string first = conv("filters=4\nsize=1\nstride=1\nactivation=linear");  // 16 numbers
    row("maxpool 2/2", first + "[maxpool]\nsize=2\nstride=2\n", 16);
    row("maxpool 2/1", first + "[maxpool]\nsize=2\nstride=1\n", 16);
    row("maxpool 3/2", first + "[maxpool]\nsize=3\nstride=2\n", 16);
    row("maxpool 5/1", first + "[maxpool]\nsize=5\nstride=1\n", 16);
    row("maxpool 4/3", first + "[maxpool]\nsize=4\nstride=3\n", 16);
    row("maxpool without padding", first + "[maxpool]\nsize=3\nstride=2\npadding=0\n", 16);
    row("avgpool", first + "[avgpool]\n", 16);
    row("route", first + "[maxpool]\nsize=3\nstride=1\n[route]\nlayers=-1,0\n", 16);
    row("route groups", first + "[route]\nlayers=-1\ngroups=2\ngroup_id=1\n", 16);
    row("shortcut",
        first + "[dropout]\nprobability=.2\n[maxpool]\nsize=3\nstride=1\n[shortcut]\nfrom=-3\nactivation=leaky\n", 16);
    row("upsample", first + "[upsample]\nstride=2\n", 16);
    row("yolo",
        conv("filters=14\nsize=1\nstride=1\nactivation=linear") +
            "[yolo]\nmask=1,2\nanchors=1,2, 3,4, 5,6\nclasses=2\nnum=3\nscale_x_y=1.05\nthresh=0\n",
        14 + 42);
  }
  void agreesWithOpenCv() {
    QFETCH(QString, layers);
    QFETCH(int, floats);
    const TemporaryFolder folder;
    const auto cfg = folder.write("net.cfg", netHeader + layers.toStdString());
    const auto weights = folder.write("net.weights", weightBytes(static_cast<std::size_t>(floats)));
    const Tensor image = randomImage(Shape({1, 3, 11, 13}));
    const nn::Network network(buildGraph(readDarknet(cfg, weights, std::nullopt)));
    const Tensor output = network.run(std::make_shared<Tensor>(image), {});
    cv::dnn::Net net = cv::dnn::readNetFromDarknet(cfg.string(), weights.string());
    net.setPreferableBackend(cv::dnn::DNN_BACKEND_OPENCV);
    const std::vector<int> sizes{1, 3, 11, 13};
    net.setInput(cv::Mat(4, sizes.data(), CV_32F, const_cast<float*>(image.data())));
    const cv::Mat expected = net.forward();
    QCOMPARE(static_cast<std::int64_t>(expected.total()), output.size());
    const double error = tests::relativeError(output.values(), {expected.ptr<float>(), expected.total()});
    QVERIFY2(error < layerTolerance, std::to_string(error).c_str());
  }

  void batchNormsAreNodes() {
    const NamedGraph graph =
        read(netHeader + conv("batch_normalize=1\nfilters=4\nsize=3\npad=1\nactivation=leaky"), weightBytes(124));
    QCOMPARE(graph.nodes.size(), std::size_t{3});
    QCOMPARE(graph.nodes[0].name, std::string("convolutional_0"));
    QCOMPARE(graph.nodes[0].weights.size(), std::size_t{1});
    QCOMPARE(graph.nodes[1].name, std::string("convolutional_0/bn"));
    QCOMPARE(graph.nodes[2].name, std::string("convolutional_0/leaky"));
  }

  void connectedAndSoftmaxByHand() {
    const std::string cfg =
        "[network]\nwidth=2\nheight=1\nchannels=1\n[connected]\noutput=2\nactivation=linear\n[softmax]\n[cost]\n";
    std::string bytes = weightBytes(0, 1);  // an old header, whose count of images is 32 bits long
    for (const float value : {0.0F, std::log(3.0F), 1.0F, 2.0F, 1.0F, 2.0F})
      bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
    const nn::Network network(buildGraph(read(cfg, bytes)));
    const Tensor output = network.run(std::make_shared<Tensor>(Shape({1, 1, 1, 2}), 1.0F), {});
    QVERIFY(std::abs(output.values()[0] - 0.25F) < 1e-6F && std::abs(output.values()[1] - 0.75F) < 1e-6F);
  }

  void refuses_data() {
    QTest::addColumn<QString>("layers");
    QTest::addColumn<int>("floats");
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("part");
    const auto row = [](const char* name, const std::string& layers, int floats, ErrorCode code, const char* part) {
      QTest::newRow(name) << QString::fromStdString(layers) << floats << static_cast<int>(code) << part;
    };
    const std::string good = conv("filters=4\nsize=3\npad=1\nactivation=leaky");
    row("section", "[gru]\noutput=3\n", 0, ErrorCode::Unsupported, "line 5, section 'gru'");
    row("key", "[maxpool]\nsize=2\nantialiasing=1\n", 0, ErrorCode::Unsupported, "line 7, [maxpool]");
    row("activation", conv("activation=loggy"), 100, ErrorCode::Unsupported, "'loggy'");
    row("short", good, 111, ErrorCode::Truncated, "net.weights");
    row("long", good, 113, ErrorCode::Mismatch, "net.weights");
    row("filters", conv("filters=99999999"), 9, ErrorCode::InvalidArgument, "filters");
    row("number", conv("filters=4x"), 9, ErrorCode::WrongFormat, "line 6");
    row("route", good + "[route]\nlayers=1\n", 112, ErrorCode::InvalidArgument, "layer 1");
    row("shortcut", good + "[maxpool]\nsize=2\nstride=2\n[shortcut]\nfrom=-2\n", 112, ErrorCode::ShapeMismatch,
        "another size");
    row("mask", "[yolo]\nmask=5\nanchors=1,2\nclasses=1\n", 0, ErrorCode::InvalidArgument, "mask");
    row("channels", "[yolo]\nmask=0\nanchors=1,2\nclasses=1\n", 0, ErrorCode::ShapeMismatch, "6 channels");
    row("second value", "[maxpool]\nsize=2\nsize=3\n", 0, ErrorCode::WrongFormat, "line 7");
  }
  void refuses() {
    QFETCH(QString, layers);
    QFETCH(int, floats);
    QFETCH(int, code);
    QFETCH(QString, part);
    const std::string problem =
        unlessRefused([&] { read(netHeader + layers.toStdString(), weightBytes(static_cast<std::size_t>(floats))); },
                      static_cast<ErrorCode>(code), {"net.", part.toStdString()});
    QVERIFY2(problem.empty(), problem.c_str());
  }

  void listsItsSections() {
    const auto sections = darknetSections();
    QVERIFY(std::any_of(sections.begin(), sections.end(), [](const auto& entry) { return entry.type == "yolo"; }));
  }
};

EFFORTLAB_TEST(tst_darknet_reader)
#include "tst_darknet_reader.moc"
