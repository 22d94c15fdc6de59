#include "caffe_twin.h"
#include "import_fixtures.h"
#include "model/caffe_reader.h"
#include "support/test_registry.h"

#include <QTest>

#include <cmath>

using namespace effortlab;
using namespace effortlab::model;
using effortlab::tests::Blob;
using effortlab::tests::TemporaryFolder;

namespace {

/// Sums of at most some hundred terms, exponentials and powers: relative to the largest output.
constexpr double twinTolerance = 2e-6;

/// A layer "x" on an input "in" of 2x4x9x7, with the shapes of its blobs.
struct TwinCase {
  const char* name;
  const char* body;
  std::vector<std::vector<std::int64_t>> blobs = {};
  float low = -1.0F;  ///< of the input
  int constantBlob = -1;
  float constant = 0.0F;  ///< that blob's value
};

const std::vector<TwinCase>& twinCases() {
  static const std::vector<TwinCase> cases{
      {"convolution",
       "type: 'Convolution' convolution_param { num_output: 6 kernel_size: 3 pad: 1 stride: 2 group: 2 }",
       {{6, 2, 3, 3}, {6}}},
      {"dilation",
       "type: 'Convolution' convolution_param { num_output: 3 kernel_size: 3 pad: 2 dilation: 2 }",
       {{3, 4, 3, 3}, {3}}},
      {"deconvolution",
       "type: 'Deconvolution' convolution_param { num_output: 6 kernel_size: 4 stride: 2 pad: 1 }",
       {{4, 6, 4, 4}, {6}}},
      {"grouped deconvolution",
       "type: 'Deconvolution' convolution_param { num_output: 4 group: 4 kernel_size: 4 stride: 2 bias_term: false }",
       {{4, 1, 4, 4}}},
      {"inner product", "type: 'InnerProduct' inner_product_param { num_output: 5 }", {{5, 252}, {5}}},
      {"relu", "type: 'ReLU'"},
      {"leaky relu", "type: 'ReLU' relu_param { negative_slope: 0.1 }"},
      {"prelu", "type: 'PReLU'", {{4}}},
      {"relu6", "type: 'ReLU6'", {}, -20.0F},
      {"sigmoid", "type: 'Sigmoid'"},
      {"tanh", "type: 'TanH'"},
      {"elu", "type: 'ELU'"},
      {"power", "type: 'Power' power_param { power: 2 scale: 0.5 shift: 3 }"},
      {"exp", "type: 'Exp' exp_param { base: 2 scale: 0.5 shift: 1 }"},
      {"exp of e", "type: 'Exp'"},
      {"absolute", "type: 'AbsVal'"},
      {"bnll", "type: 'BNLL'"},
      {"softmax", "type: 'Softmax'"},
      {"softmax of rows", "type: 'Softmax' softmax_param { axis: 3 }"},
      {"LRN", "type: 'LRN' lrn_param { local_size: 3 alpha: 0.5 beta: 0.75 }"},
      {"LRN within", "type: 'LRN' lrn_param { local_size: 3 alpha: 0.5 norm_region: WITHIN_CHANNEL }"},
      {"batch norm", "type: 'BatchNorm'", {{4}, {4}, {1}}, -1.0F, 2, 3.5F},
      {"scale", "type: 'Scale' scale_param { bias_term: true }", {{4}, {4}}},
      {"scale alone", "type: 'Scale'", {{4}}},
      {"max pooling", "type: 'Pooling' pooling_param { kernel_size: 3 stride: 2 }"},
      {"average pooling", "type: 'Pooling' pooling_param { pool: AVE kernel_size: 3 stride: 2 pad: 1 }"},
      {"global pooling", "type: 'Pooling' pooling_param { pool: AVE global_pooling: true }"},
      {"concat", "bottom: 'in' type: 'Concat' concat_param { axis: 2 }"},
      {"sum", "bottom: 'in' type: 'Eltwise' eltwise_param { operation: SUM coeff: 2 coeff: -0.5 }"},
      {"product", "bottom: 'in' type: 'Eltwise' eltwise_param { operation: PROD }"},
      {"maximum", "bottom: 'in' type: 'Eltwise' eltwise_param { operation: MAX }"},
      {"slice", "top: 'y' top: 'z' type: 'Slice' slice_param { axis: 2 slice_point: 2 slice_point: 3 }"},
      {"flatten", "type: 'Flatten' flatten_param { axis: 2 end_axis: 3 }"},
      {"reshape", "type: 'Reshape' reshape_param { shape { dim: 0 dim: -1 dim: 3 } }"},
      {"reshape inside", "type: 'Reshape' reshape_param { shape { dim: 2 dim: 2 } axis: 1 num_axes: 1 }"},
      {"permute", "type: 'Permute' permute_param { order: 0 order: 2 order: 3 order: 1 }"},
      {"dropout", "type: 'Dropout'"},
      {"normalize", "type: 'Normalize' norm_param { across_spatial: false channel_shared: false }", {{4}}},
      {"prior boxes",
       "bottom: 'in' type: 'PriorBox' prior_box_param { min_size: 3 max_size: 6 aspect_ratio: 2 aspect_ratio: 3 flip: "
       "true clip: true variance: [0.1, 0.1, 0.2, 0.2] offset: 0.5 }"},
  };
  return cases;
}

}  // namespace

class tst_caffe_layers_opencv : public QObject {
  Q_OBJECT

  TemporaryFolder m_folder;

private Q_SLOTS:
  void agrees_data() {
    QTest::addColumn<int>("index");
    for (std::size_t i = 0; i < twinCases().size(); ++i)
      QTest::newRow(twinCases()[i].name) << static_cast<int>(i);
  }
  void agrees() {
    QFETCH(int, index);
    const TwinCase& test = twinCases()[static_cast<std::size_t>(index)];
    const auto prototxt = m_folder.write(
        "one.prototxt", std::string("input: 'in' input_shape { dim: 2 dim: 4 dim: 9 dim: 7 } layer { name: 'x' "
                                    "bottom: 'in' top: 'x' ") +
                            test.body + " }");
    std::vector<Blob> blobs;
    for (const auto& dims : test.blobs) {
      const int number = static_cast<int>(blobs.size());
      const bool constant = number == test.constantBlob;
      const Tensor values = tests::twinNoise(Shape(dims), 5U + static_cast<unsigned>(number),
                                             constant ? test.constant : 0.1F, constant ? test.constant : 1.0F);
      blobs.push_back({dims, {values.values().begin(), values.values().end()}});
    }
    const auto weights =
        m_folder.write("one.caffemodel", tests::caffemodel({{"x", blobs}, {"other", {{{1}, {1.0F}}}}}));
    const auto graph = buildGraph(readCaffe(prototxt, weights));
    const Tensor input = tests::twinNoise(Shape({2, 4, 9, 7}), 3, test.low, -test.low);
    std::vector<std::string> nodes;
    for (const Node& node : graph->nodes)
      nodes.push_back(node.name);
    const std::vector<Tensor> expected = tests::openCvOutputs(prototxt, weights, input, {"x"});
    const std::vector<Tensor> actual = tests::layerOutputs(graph, input, {nodes.back()});
    const std::size_t masks = std::holds_alternative<PoolParams>(graph->nodes.back().params) ? expected.size() - 1 : 0;
    QCOMPARE(actual.size(), expected.size() - masks);  // OpenCV's pooling also gives where the maxima were
    for (std::size_t i = 0; i < actual.size(); ++i) {
      QVERIFY2(actual[i].size() == expected[i].size(),
               (actual[i].shape().toString() + " and " + expected[i].shape().toString()).c_str());
      const double error = tests::relativeError(actual[i].values(), expected[i].values());
      QVERIFY2(error <= twinTolerance, std::to_string(error * 1e6).append("e-6").c_str());
    }
  }

  /// What OpenCV 4.6 does not read from Caffe files, against literals: input 1x2x1x2 of 1, 2, 3, 4.
  void computesByHand_data() {
    QTest::addColumn<QString>("body");
    QTest::addColumn<QList<float>>("expected");
    QTest::addColumn<QList<float>>("weights");
    const auto row = [](const char* name, const char* body, const QList<float>& expected,
                        const QList<float>& weights = {}) { QTest::newRow(name) << body << expected << weights; };
    row("clip", "type: 'Clip' clip_param { min: 1.5 max: 3.5 }", {1.5F, 2, 3, 3.5F});
    row("log", "type: 'Log' log_param { base: 2 scale: 2 shift: 0 }", {1, 2, std::log2(6.0F), 3});
    row("sum", "type: 'Reduction' reduction_param { axis: 1 }", {10});
    row("mean", "type: 'Reduction' reduction_param { operation: MEAN axis: 2 }", {1.5F, 3.5F});
    row("transposed", "type: 'InnerProduct' inner_product_param { num_output: 2 transpose: true bias_term: false }",
        {1 * 1 + 2 * 3 + 3 * 5 + 4 * 7, 1 * 2 + 2 * 4 + 3 * 6 + 4 * 8}, {1, 2, 3, 4, 5, 6, 7, 8});
    // OpenCV ignores k: x / (2 + 3/3 (a^2 + b^2)) with (a, b) = (1, 3) and (2, 4)
    row("LRN with k", "type: 'LRN' lrn_param { local_size: 3 alpha: 3 beta: 1 k: 2 }",
        {1.0F / 12, 2.0F / 22, 3.0F / 12, 4.0F / 22});
    row("equal slices", "top: 'y' type: 'Slice' slice_param { axis: 3 }", {1, 3, 2, 4});
    row("bias", "type: 'Bias'", {11, 12, 23, 24}, {10, 20});
    row("scale by a bottom", "bottom: 'in' type: 'Scale' scale_param { axis: 0 }", {1, 4, 9, 16});
    row("shared slope", "type: 'PReLU' prelu_param { channel_shared: true }", {1, 2, 3, 4}, {0.5F});
  }
  void computesByHand() {
    QFETCH(QString, body);
    QFETCH(QList<float>, expected);
    QFETCH(QList<float>, weights);
    const auto prototxt = m_folder.write("hand.prototxt",
                                         "input: 'in' input_shape { dim: [1, 2, 1, 2] } layer { name: "
                                         "'x' bottom: 'in' top: 'x' " +
                                             body.toStdString() + " }");
    std::vector<Blob> blobs;
    if (weights.size() == 8)
      blobs.push_back({{4, 2}, {weights.begin(), weights.end()}});
    else if (!weights.empty())
      blobs.push_back({{weights.size()}, {weights.begin(), weights.end()}});
    const auto file = m_folder.write("hand.caffemodel", tests::caffemodel({{"x", blobs}, {"other", {{{1}, {1.0F}}}}}));
    const auto graph = buildGraph(readCaffe(prototxt, file));
    const Tensor input(Shape({1, 2, 1, 2}), std::vector<float>{1, 2, 3, 4});
    std::vector<float> actual;  // all outputs behind one another
    for (const Tensor& output : tests::layerOutputs(graph, input, {graph->nodes.back().name}))
      actual.insert(actual.end(), output.values().begin(), output.values().end());
    QCOMPARE(actual.size(), static_cast<std::size_t>(expected.size()));
    QVERIFY(tests::relativeError(actual, std::vector<float>(expected.begin(), expected.end())) < 1e-6);
  }

  /// 2014's form in both files, in any mix with today's; layers that work in place.
  void readsOldFilesInAnyMix() {
    const std::string modern =
        "layer { name: 'c' type: 'Convolution' bottom: 'in' top: 'c' convolution_param { "
        "num_output: 3 kernel_size: 3 } } layer { name: 'r' type: 'ReLU' bottom: 'c' top: 'c' } "
        "layer { name: 'p' type: 'Power' bottom: 'c' top: 'c' power_param { scale: 2 } } "
        "layer { name: 'n' type: 'LRN' bottom: 'c' top: 'n' lrn_param { local_size: 3 alpha: 0.5 beta: 0.75 } } "
        "layer { name: 'e' type: 'Eltwise' bottom: 'c' bottom: 'n' top: 'e' eltwise_param { "
        "operation: SUM } } layer { name: 's' type: 'Split' bottom: 'e' top: 's' top: 't' } "
        "layer { name: 'o' type: 'Concat' bottom: 's' bottom: 't' top: 'o' }";
    QString text = QString::fromStdString(modern);
    text.replace("layer {", "layers {").replace("'Convolution'", "CONVOLUTION").replace("'ReLU'", "RELU");
    text.replace("'Power'", "POWER").replace("'LRN'", "LRN").replace("'Eltwise'", "ELTWISE");
    text.replace("'Split'", "SPLIT").replace("'Concat'", "CONCAT");
    const std::string head = "input: 'in' input_dim: 1 input_dim: 4 input_dim: 9 input_dim: 7 ";
    const Tensor kernels = tests::twinNoise(Shape({3, 4, 3, 3}), 5);
    const Tensor input = tests::twinNoise(Shape({1, 4, 9, 7}), 3);
    std::vector<Tensor> outputs;
    for (const bool oldText : {false, true})
      for (const bool oldWeights : {false, true}) {
        const std::vector<float> values(kernels.values().begin(), kernels.values().end());
        const auto form = oldWeights ? Blob::Form::Legacy : Blob::Form::Shape;
        const Blob bias = oldWeights ? Blob{{1, 1, 1, 3}, {0.1F, -0.2F, 0.3F}, form} : Blob{{3}, {0.1F, -0.2F, 0.3F}};
        const auto prototxt = m_folder.write("mix.prototxt", head + (oldText ? text.toStdString() : modern));
        const auto weights = m_folder.write(
            "mix.caffemodel", tests::caffemodel({{"c", {{{3, 4, 3, 3}, values, form}, bias}, oldWeights}}));
        outputs.push_back(tests::layerOutputs(buildGraph(readCaffe(prototxt, weights)), input, {"o"}).front());
        QVERIFY(std::equal(outputs[0].values().begin(), outputs[0].values().end(), outputs.back().values().begin()));
        if (!oldText) {
          for (const char* layer : {"c", "r", "p", "n", "e", "o"}) {
            const Tensor expected = tests::openCvOutputs(prototxt, weights, input, {layer}).front();
            const Tensor actual = tests::layerOutputs(buildGraph(readCaffe(prototxt, weights)), input, {layer}).front();
            const double error = tests::relativeError(actual.values(), expected.values());
            QVERIFY2(error <= twinTolerance, (layer + (" " + std::to_string(error))).c_str());
          }
        }
      }
  }
};

EFFORTLAB_TEST(tst_caffe_layers_opencv)
#include "tst_caffe_layers_opencv.moc"
