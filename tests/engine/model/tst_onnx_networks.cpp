#include "import_fixtures.h"
#include "model/onnx_import.h"
#include "model/onnx_reader.h"
#include "nn/network.h"
#include "support/test_registry.h"

#include <opencv2/dnn.hpp>

#include <QTest>

#include <cmath>
#include <random>

using namespace effortlab;
using namespace effortlab::model;
using effortlab::tests::OnnxFile;
using effortlab::tests::TemporaryFolder;

/// Whole networks: real ones against OpenCV's importer, small ones in batches.
class tst_onnx_networks : public QObject {
  Q_OBJECT

  static TensorPtr pixels(const Shape& shape) {
    Tensor tensor(shape);
    std::mt19937 random(7);
    std::uniform_real_distribution<float> values(-1.0F, 1.0F);
    for (float& value : tensor.values())
      value = values(random);
    return std::make_shared<const Tensor>(std::move(tensor));
  }

  static std::vector<float> column(std::int64_t count) {
    std::vector<float> values;
    for (std::int64_t i = 0; i < count; ++i)
      values.push_back(static_cast<float>(i % 7) - 3.0F);
    return values;
  }

private Q_SLOTS:
  /// An exporter's file as it is: shape arithmetic, several outputs, concatenated heads.
  void agreesWithOpenCv() {
    const auto path = tests::sharedData("models/rfb320-face-ssd/version-RFB-320.onnx");
    if (!path)
      QSKIP("the shared models are not on this machine");
    const nn::Network network(buildGraph(readOnnx(*path)));
    const model::Graph& graph = network.graph();
    QVERIFY(graph.batchable);
    QVERIFY(graph.inputs[0].shape == Shape({1, 3, 240, 320}));
    const TensorPtr input = pixels(graph.inputs[0].shape);
    const std::vector<Tensor> results = network.runAll({input}, {});
    QCOMPARE(results.size(), std::size_t{2});
    cv::dnn::Net reference = cv::dnn::readNetFromONNX(path->string());
    const std::vector<int> sizes{1, 3, 240, 320};
    reference.setInput(cv::Mat(4, sizes.data(), CV_32F, const_cast<float*>(input->data())));
    for (std::size_t i = 0; i < results.size(); ++i) {
      const std::string& name = graph.values[static_cast<std::size_t>(graph.outputs[i])].name;
      const cv::Mat expected = reference.forward(name).clone();
      QCOMPARE(static_cast<std::int64_t>(expected.total()), results[i].size());
      const double error = tests::relativeError(results[i].values(), {expected.ptr<float>(), expected.total()});
      // 50 layers of float sums of up to 2304 products: far below sqrt(50 * 2304) * epsilon = 4e-5.
      QVERIFY2(error < 4e-5, (name + " differs by " + std::to_string(error)).c_str());
    }
  }

  /// Constant weights times rows of sequences: a batch gives what its images give alone.
  void multipliesSequencesInBatches_data() {
    QTest::addColumn<QList<qlonglong>>("dims");
    QTest::newRow("line") << QList<qlonglong>{1, 4, 3};
    QTest::newRow("map") << QList<qlonglong>{1, 2, 5, 3};
  }
  void multipliesSequencesInBatches() {
    QFETCH(QList<qlonglong>, dims);
    OnnxFile file(13);
    file.input("x", {dims.begin(), dims.end()}).output("y").weights("w", {3, 2}, {1, -2, 3, 4, -5, 6});
    file.node("MatMul", {"x", "w"}, {"y"});
    const TemporaryFolder folder;
    const auto graph = buildGraph(readOnnx(folder.write("net.onnx", file.bytes())));
    QVERIFY(graph->batchable);
    const std::vector<std::int64_t> shape(dims.begin(), dims.end());
    const Shape batch = Shape(shape).withBatch(2);
    const std::vector<float> values = column(batch.elementCount());
    const Tensor result =
        nn::Network(graph).run(std::make_shared<const Tensor>(batch, std::span<const float>(values)), {});
    QCOMPARE(result.size(), batch.elementCount() / 3 * 2);
    QCOMPARE(result.shape()[result.shape().rank() - 1], 2);
    for (std::size_t row = 0; row < values.size() / 3; ++row) {
      const float* x = values.data() + row * 3;
      QCOMPARE(result.values()[row * 2], x[0] + 3 * x[1] - 5 * x[2]);
      QCOMPARE(result.values()[row * 2 + 1], -2 * x[0] + 4 * x[1] + 6 * x[2]);
    }
  }

  /// SAME padding follows the image: one file, any size.
  void padsForEverySize() {
    OnnxFile file(13);
    file.input("x", {1, 1, 8, 8}).output("y").weights("w", {1, 1, 3, 3}, std::vector<float>(9, 1.0F));
    file.node("Conv", {"x", "w"}, {"y"}).withText("auto_pad", "SAME_UPPER").with("strides", {2, 2});
    const TemporaryFolder folder;
    const nn::Network network(buildGraph(readOnnx(folder.write("net.onnx", file.bytes()))));
    for (const std::int64_t size : {5, 6, 8, 11}) {
      const Tensor result = network.run(std::make_shared<const Tensor>(Shape({1, 1, size, size}), 1.0F), {});
      QCOMPARE(result.shape()[2], (size + 1) / 2);
      // Odd sizes are padded at both ends, even ones at the far end only: 4 or 9 ones under the first window.
      QCOMPARE(result.data()[0], size % 2 == 1 ? 4.0F : 9.0F);
    }
  }
};

EFFORTLAB_TEST(tst_onnx_networks)
#include "tst_onnx_networks.moc"
