#include "import_fixtures.h"
#include "model/caffe_reader.h"
#include "support/test_registry.h"

#include <QTest>

using namespace effortlab;
using namespace effortlab::model;
using effortlab::tests::Blob;
using effortlab::tests::counting;
using effortlab::tests::TemporaryFolder;
using effortlab::tests::unlessRefused;

class tst_caffe_layers : public QObject {
  Q_OBJECT

  TemporaryFolder m_folder;

  /// One layer "x" on an input of 1x4x8x8, with blobs in the weight file.
  NamedNode readLayer(const std::string& body, const std::vector<Blob>& blobs = {}) const {
    const auto prototxt = m_folder.write(
        "one.prototxt", "input: 'in' input_shape { dim: [1, 4, 8, 8] } layer { name: 'x' bottom: 'in' " + body + " }");
    const auto weights =
        m_folder.write("one.caffemodel", tests::caffemodel({{"x", blobs}, {"other", {{{1}, {1.0F}}}}}));
    return readCaffe(prototxt, weights).nodes.at(0);
  }

  static std::string conv(const std::string& options) {
    return "top: 'x' type: 'Convolution' convolution_param { bias_term: false " + options + " }";
  }

private Q_SLOTS:
  void readsConvolutionWindows() {
    const NamedNode node = readLayer(conv("num_output: 6 group: 2 kernel_h: 3 kernel_w: 5 stride: 2 stride: 1 pad_h: 1 "
                                          "pad_w: 2 dilation: 2 dilation: 1"),
                                     {{{6, 2, 3, 5}, counting(180)}});
    const auto& params = std::get<ConvolutionParams>(node.params);
    QCOMPARE(params.outputs, 6);
    QCOMPARE(params.groups, 2);
    QCOMPARE(params.window.kernelH, 3);
    QCOMPARE(params.window.kernelW, 5);
    QCOMPARE(params.window.strideH, 2);
    QCOMPARE(params.window.strideW, 1);
    QCOMPARE(params.window.padTop, 1);
    QCOMPARE(params.window.padBottom, 1);
    QCOMPARE(params.window.padLeft, 2);
    QCOMPARE(params.window.padRight, 2);
    QCOMPARE(params.window.dilationH, 2);
    QCOMPARE(params.window.dilationW, 1);
    QCOMPARE(node.weights.size(), std::size_t{1});
  }

  void normalisesLegacyBlobs() {
    const NamedNode fc = readLayer(
        "top: 'x' type: 'InnerProduct' inner_product_param { num_output: 2 }",
        {{{1, 1, 2, 256}, counting(512), Blob::Form::Legacy}, {{1, 1, 1, 2}, counting(2), Blob::Form::Legacy}});
    QVERIFY(fc.weights[0]->shape() == Shape({2, 256}));
    QVERIFY(fc.weights[1]->shape() == Shape({2}));
    QCOMPARE(fc.weights[0]->data()[256], 257.0F);
    const NamedNode one =
        readLayer("top: 'x' type: 'InnerProduct' inner_product_param { num_output: 1 bias_term: false }",
                  {{{1, 1, 1, 256}, counting(256), Blob::Form::Legacy}});
    QVERIFY(one.weights[0]->shape() == Shape({1, 256}));
    const NamedNode fourDims =
        readLayer("top: 'x' type: 'InnerProduct' inner_product_param { num_output: 3 bias_term: false }",
                  {{{3, 4, 8, 8}, counting(768)}});
    QVERIFY(fourDims.weights[0]->shape() == Shape({3, 256}));
    const NamedNode convolution =
        readLayer("top: 'x' type: 'Convolution' convolution_param { num_output: 2 kernel_size: 1 }",
                  {{{2, 4, 1, 1}, counting(8), Blob::Form::Legacy}, {{1, 1, 1, 2}, counting(2), Blob::Form::Legacy}});
    QVERIFY(convolution.weights[0]->shape() == Shape({2, 4, 1, 1}));
    QVERIFY(convolution.weights[1]->shape() == Shape({2}));
  }

  void readsPooling() {
    const auto average = std::get<PoolParams>(
        readLayer("top: 'x' type: 'Pooling' pooling_param { pool: AVE kernel_size: 3 stride: 2 pad: 1 }").params);
    QVERIFY(average.kind == PoolKind::Average);
    QVERIFY(average.rounding == PoolRounding::Ceil);
    QVERIFY(average.divisor == PoolDivisor::ClippedToPadding);
    QVERIFY(average.dropLastOutside);
    QCOMPARE(average.window.padRight, 1);
    const auto floor = std::get<PoolParams>(readLayer("top: 'x' type: 'Pooling' pooling_param { kernel_h: 2 kernel_w: "
                                                      "3 stride_h: 1 stride_w: 2 round_mode: FLOOR }")
                                                .params);
    QVERIFY(floor.kind == PoolKind::Max);
    QVERIFY(floor.rounding == PoolRounding::Floor);
    QCOMPARE(floor.window.kernelW, 3);
    QCOMPARE(floor.window.strideW, 2);
    const auto global = std::get<PoolParams>(
        readLayer("top: 'x' type: 'Pooling' pooling_param { pool: AVE global_pooling: true }").params);
    QVERIFY(global.global);
  }

  void readsLayersWithoutWeights() {
    QVERIFY(std::get<ActivationParams>(readLayer("top: 'x' type: 'ReLU' relu_param { engine: CUDNN }").params).kind ==
            ActivationKind::Relu);
    QVERIFY(std::get<ActivationParams>(readLayer("top: 'x' type: 'Sigmoid'").params).kind == ActivationKind::Sigmoid);
    QVERIFY(std::get<ActivationParams>(readLayer("top: 'x' type: 'TanH'").params).kind == ActivationKind::Tanh);
    QCOMPARE(std::get<ConcatParams>(readLayer("top: 'x' type: 'Concat' concat_param { concat_dim: 2 }").params).axis,
             2);
    QCOMPARE(std::get<ConcatParams>(readLayer("top: 'x' type: 'Concat' concat_param { axis: -1 }").params).axis, -1);
    QCOMPARE(std::get<ConcatParams>(readLayer("bottom: 'in' top: 'x' type: 'Concat'").params).axis, 1);
    QCOMPARE(std::get<SoftmaxParams>(readLayer("top: 'x' type: 'Softmax' softmax_param { axis: 2 }").params).axis, 2);
    const auto flatten =
        std::get<FlattenParams>(readLayer("top: 'x' type: 'Flatten' flatten_param { axis: 2 end_axis: 3 }").params);
    QCOMPARE(flatten.axis, 2);
    QCOMPARE(flatten.endAxis, 3);
    QVERIFY(!flatten.onnxTwoDims);
    QVERIFY(std::holds_alternative<IdentityParams>(readLayer("top: 'x' type: 'Dropout'").params));
  }

  void refusesByName_data() {
    QTest::addColumn<QString>("layer");
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("part");
    const auto row = [](const char* name, const std::string& layer, ErrorCode code, const char* part) {
      QTest::newRow(name) << QString::fromStdString(layer) << static_cast<int>(code) << part;
    };
    for (const char* type : {"Crop", "ArgMax", "Threshold", "MVN", "Im2col", "Embed", "Python", "relu", ""})
      QTest::newRow(*type == '\0' ? "no type" : type)
          << QString("top: 'x' type: '%1'").arg(type) << static_cast<int>(ErrorCode::Unsupported)
          << QString("layer type '%1' is not supported; supported are Input, AbsVal").arg(type);
    const std::string pool = "top: 'x' type: 'Pooling' pooling_param ";
    const std::string fc = "top: 'x' type: 'InnerProduct' inner_product_param ";
    for (const char* type : {"Accuracy", "SoftmaxWithLoss", "Data", "EuclideanLoss"})
      QTest::newRow(type) << QString("top: 'x' type: '%1'").arg(type) << static_cast<int>(ErrorCode::Unsupported)
                          << QString("layer type '%1' belongs to training").arg(type);
    row("slope nan", "top: 'x' type: 'ReLU' relu_param { negative_slope: nan }", ErrorCode::InvalidArgument, "finite");
    row("clip", "top: 'x' type: 'Clip' clip_param { min: 0 }", ErrorCode::MissingData, "min and max");
    row("log base", "top: 'x' type: 'Log' log_param { base: 1 }", ErrorCode::InvalidArgument, "base");
    row("batch statistics", "top: 'x' type: 'BatchNorm' batch_norm_param { use_global_stats: false }",
        ErrorCode::Unsupported, "use_global_stats");
    row("scale axis", "top: 'x' type: 'Scale' scale_param { axis: 2 }", ErrorCode::Unsupported, "axis 2");
    row("even LRN", "top: 'x' type: 'LRN' lrn_param { local_size: 4 }", ErrorCode::InvalidArgument, "local_size is 4");
    row("one operand", "top: 'x' type: 'Eltwise'", ErrorCode::WrongFormat, "1 bottom");
    row("coefficients", "bottom: 'in' top: 'x' type: 'Eltwise' eltwise_param { coeff: 2 }", ErrorCode::WrongFormat,
        "1 coefficients");
    row("product coefficients", "bottom: 'in' top: 'x' type: 'Eltwise' eltwise_param { operation: PROD coeff: [1, 2] }",
        ErrorCode::WrongFormat, "only SUM");
    row("slice points", "top: 'x' top: 'y' type: 'Slice' slice_param { slice_point: [1, 2] }", ErrorCode::WrongFormat,
        "2 slice_points for 2 tops");
    row("slice order", "top: 'x' top: 'y' top: 'z' type: 'Slice' slice_param { slice_point: [3, 2] }",
        ErrorCode::InvalidArgument, "must grow");
    row("permute twice", "top: 'x' type: 'Permute' permute_param { order: [0, 1, 1] }", ErrorCode::WrongFormat,
        "axis 1 twice");
    row("reduction coeff", "top: 'x' type: 'Reduction' reduction_param { coeff: 2 }", ErrorCode::Unsupported, "coeff");
    row("reshape twice", "top: 'x' type: 'Reshape' reshape_param { shape { dim: [-1, -1] } }", ErrorCode::WrongFormat,
        "more than one -1");
    row("no min_size", "bottom: 'in' top: 'x' type: 'PriorBox'", ErrorCode::MissingData, "min_size");
    row("pixel boxes",
        "bottom: 'in' bottom: 'in' top: 'x' type: 'DetectionOutput' detection_output_param { num_classes: 2 "
        "normalized_bbox: false }",
        ErrorCode::Unsupported, "normalized_bbox");
    row("fc axis", fc + "{ num_output: 2 axis: 2 }", ErrorCode::Unsupported, "axis 2");
    row("fc outputs", fc + "{ }", ErrorCode::InvalidArgument, "num_output");
    row("fc weights", fc + "{ num_output: 2 }", ErrorCode::MissingData, "no weights for it");
    row("stochastic", pool + "{ pool: STOCHASTIC kernel_size: 2 }", ErrorCode::Unsupported, "STOCHASTIC");
    row("pool kernel", pool + "{ }", ErrorCode::InvalidArgument, "kernel height");
    row("pool stride", pool + "{ kernel_size: 2 stride: 0 }", ErrorCode::InvalidArgument, "stride");
    row("pool padding", pool + "{ kernel_size: 2 pad: 2 }", ErrorCode::InvalidArgument, "padding");
    row("pool twice", pool + "{ kernel_size: 2 kernel_h: 2 kernel_w: 2 }", ErrorCode::WrongFormat, "twice");
    row("global kernel", pool + "{ global_pooling: true kernel_size: 2 }", ErrorCode::WrongFormat, "global");
    row("global pad", pool + "{ global_pooling: true pad: 1 }", ErrorCode::WrongFormat, "global");
    row("pool mask", "top: 'm' " + pool + "{ kernel_size: 2 }", ErrorCode::Unsupported, "2 tops");
    row("conv axis", conv("num_output: 1 kernel_size: 1 axis: 2"), ErrorCode::Unsupported, "axis 2");
    row("conv 3-D", conv("num_output: 1 kernel_size: [1, 1, 1]"), ErrorCode::Unsupported, "more than two axes");
    row("conv twice", conv("num_output: 1 kernel_size: 1 kernel_h: 1"), ErrorCode::WrongFormat, "kernel_size twice");
    row("conv kernel", conv("num_output: 1"), ErrorCode::InvalidArgument, "kernel height");
    row("conv kernel_w", conv("num_output: 1 kernel_h: 3"), ErrorCode::InvalidArgument, "kernel width");
    row("conv huge", conv("num_output: 1 kernel_size: 4294967295"), ErrorCode::InvalidArgument, "4294967295");
    row("conv pad", conv("num_output: 1 kernel_size: 1 pad: 2000000"), ErrorCode::InvalidArgument, "padding");
    row("conv dilation", conv("num_output: 1 kernel_size: 1 dilation: 0"), ErrorCode::InvalidArgument, "dilation");
    row("conv group", conv("num_output: 1 kernel_size: 1 group: 0"), ErrorCode::InvalidArgument, "group");
    row("conv outputs", conv("num_output: 4000000000 kernel_size: 1"), ErrorCode::InvalidArgument, "num_output");
    row("conv weights", conv("num_output: 1 kernel_size: 1"), ErrorCode::MissingData, "no weights for it");
    row("two bottoms", "bottom: 'in' top: 'x' type: 'Softmax'", ErrorCode::Unsupported, "2 bottoms");
    row("two tops", "top: 'x' top: 'y' type: 'ReLU'", ErrorCode::Unsupported, "2 tops");
    row("far axis", "top: 'x' type: 'Softmax' softmax_param { axis: 99 }", ErrorCode::InvalidArgument, "99");
    row("axis twice", "top: 'x' type: 'Concat' concat_param { axis: 1 concat_dim: 1 }", ErrorCode::WrongFormat,
        "keep one");
  }
  void refusesByName() {
    QFETCH(QString, layer);
    QFETCH(int, code);
    QFETCH(QString, part);
    const std::string problem = unlessRefused([&] { readLayer(layer.toStdString()); }, static_cast<ErrorCode>(code),
                                              {"one.prototxt: layer 'x': ", part.toStdString()});
    QVERIFY2(problem.empty(), problem.c_str());
  }

  void refusesBlobsThatDoNotFit() {
    const std::string fc = "top: 'x' type: 'InnerProduct' inner_product_param { num_output: 2 }";
    const Blob good{{2, 256}, counting(512)};
    const auto refused = [&](const std::vector<Blob>& blobs, ErrorCode code, const std::string& part) {
      return unlessRefused([&] { readLayer(fc, blobs); }, code, {"layer 'x'", part});
    };
    const std::string oneOfTwo = refused({good}, ErrorCode::MissingData, "1 of its 2 tensors");
    QVERIFY2(oneOfTwo.empty(), oneOfTwo.c_str());
    const std::string tooMany =
        refused({good, {{2}, counting(2)}, {{2}, counting(2)}}, ErrorCode::Mismatch, "3 tensors");
    QVERIFY2(tooMany.empty(), tooMany.c_str());
    const std::string bias = refused({good, {{3}, counting(3)}}, ErrorCode::ShapeMismatch, "bias");
    QVERIFY2(bias.empty(), bias.c_str());
    const std::string rows = refused({{{5, 2}, counting(10)}, {{2}, counting(2)}}, ErrorCode::ShapeMismatch, "5x2");
    QVERIFY2(rows.empty(), rows.c_str());
    const std::string flat = unlessRefused(
        [&] {
          readLayer(conv("num_output: 2 kernel_size: 1"), {{{8}, counting(8)}});
        },
        ErrorCode::ShapeMismatch, {"four dimensions"});
    QVERIFY2(flat.empty(), flat.c_str());
  }
};

EFFORTLAB_TEST(tst_caffe_layers)
#include "tst_caffe_layers.moc"
