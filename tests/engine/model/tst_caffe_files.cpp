#include "import_fixtures.h"
#include "model/caffe_files.h"
#include "model/caffe_reader.h"
#include "support/test_registry.h"

#include <QTest>

#include <limits>

using namespace effortlab;
using namespace effortlab::model;
using effortlab::tests::Blob;
using effortlab::tests::counting;
using effortlab::tests::TemporaryFolder;
using effortlab::tests::unlessRefused;

class tst_caffe_files : public QObject {
  Q_OBJECT

  TemporaryFolder m_folder;

  std::string refusedText(const std::string& text, ErrorCode code, const std::vector<std::string>& parts) const {
    const auto file = m_folder.write("net.prototxt", text);
    return unlessRefused([&] { parsePrototxt(file); }, code, parts);
  }
  std::string refusedWeights(const std::string& bytes, ErrorCode code, const std::vector<std::string>& parts) const {
    const auto file = m_folder.write("net.caffemodel", bytes);
    return unlessRefused([&] { readCaffeWeights(file); }, code, parts);
  }

private Q_SLOTS:
  void readsEveryFormOfBlob() {
    const auto file = m_folder.write(
        "net.caffemodel", tests::caffemodel({{"new", {{{2, 3}, counting(6)}, {{}, {7.0F}}}},
                                             {"old", {{{1, 1, 2, 3}, counting(6), Blob::Form::Legacy}}, true},
                                             {"doubles", {{{3}, counting(3), Blob::Form::Doubles}}},
                                             {"without", {}}}));
    const auto weights = readCaffeWeights(file);
    QCOMPARE(weights.size(), std::size_t{3});
    QVERIFY(weights.at("new")[0].shape() == Shape({2, 3}));
    QCOMPARE(weights.at("new")[1].data()[0], 7.0F);
    QVERIFY(weights.at("old")[0].shape() == Shape({1, 1, 2, 3}));
    QCOMPARE(weights.at("doubles")[0].data()[2], 3.0F);
  }

  void refusesBlobsBeforeTakingMemory_data() {
    QTest::addColumn<QList<qlonglong>>("dims");
    QTest::addColumn<int>("stored");
    QTest::addColumn<int>("code");
    const auto row = [](const char* name, const QList<qlonglong>& dims, int stored, ErrorCode code) {
      QTest::newRow(name) << dims << stored << static_cast<int>(code);
    };
    row("huge", {1'000'000, 1'000'000}, 2, ErrorCode::Truncated);
    row("beyond counting", {3'000'000'000LL, 3'000'000'000LL, 3'000'000'000LL}, 2, ErrorCode::TooLarge);
    row("overflow to fit", {1LL << 62, 4, 2}, 0, ErrorCode::TooLarge);
    row("negative", {-2, -1}, 2, ErrorCode::WrongFormat);
    row("zero", {0}, 0, ErrorCode::WrongFormat);
    row("too few", {2, 2}, 3, ErrorCode::Truncated);
    row("too many", {2, 2}, 5, ErrorCode::WrongFormat);
    row("nine dimensions", {1, 1, 1, 1, 1, 1, 1, 1, 1}, 1, ErrorCode::WrongFormat);
  }
  void refusesBlobsBeforeTakingMemory() {
    QFETCH(QList<qlonglong>, dims);
    QFETCH(int, stored);
    QFETCH(int, code);
    const Blob blob{{dims.begin(), dims.end()}, counting(stored)};
    const std::string problem = refusedWeights(tests::caffemodel({{"conv1", {blob}}}), static_cast<ErrorCode>(code),
                                               {"net.caffemodel: layer 'conv1': blob 0: "});
    QVERIFY2(problem.empty(), problem.c_str());
  }

  void refusesWhatIsNoWeightFile() {
    const std::string twice = refusedWeights(tests::caffemodel({{"a", {{{1}, {1.0F}}}}, {"a", {{{1}, {2.0F}}}}}),
                                             ErrorCode::WrongFormat, {"'a'", "twice"});
    QVERIFY2(twice.empty(), twice.c_str());
    const std::string empty = refusedWeights("", ErrorCode::WrongFormat, {"no layer's weights"});
    QVERIFY2(empty.empty(), empty.c_str());
    const std::string text = refusedWeights(tests::smallPrototxt(), ErrorCode::WrongFormat, {"net.caffemodel"});
    QVERIFY2(text.empty(), text.c_str());
    const std::string onnx = refusedWeights(tests::smallOnnx().bytes(), ErrorCode::WrongFormat, {"net.caffemodel"});
    QVERIFY2(onnx.empty(), onnx.c_str());
  }

  void namesTheLine_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("part");
    const auto row = [](const char* name, const char* text, ErrorCode code, const char* part) {
      QTest::newRow(name) << text << static_cast<int>(code) << part;
    };
    const ErrorCode wrong = ErrorCode::WrongFormat;
    row("open brace", "name: 'x'\nlayer { name: 'a'\n", wrong, "line 3");
    row("bad number", "name: 'x'\n\ninput_dim: six", wrong, "line 3");
    row("negative", "layer {\n pooling_param { kernel_size: -1 } }", wrong, "line 2");
    row("twice", "layer {\n name: 'a'\n name: 'b' }", wrong, "line 3");
    row("bad enum", "layer {\n pooling_param { pool: MIN } }", wrong, "MIN");
    row("open string", "name: 'x\n", wrong, "line 1");
    row("binary", "\x01\x02\x03\xff", wrong, "line 1");
    row("empty", "", wrong, "no layer");
    row("mixed forms", "layer { name: 'a' } layers { name: 'b' }", wrong, "mixes");
    row("solver", "net: 'train.prototxt'\nbase_lr: 0.1", ErrorCode::Unsupported, "line 1");
    row("unknown option", "layer {\n convolution_param {\n fuse: true } }", ErrorCode::Unsupported,
        "line 3: Message type \"ConvolutionParameter\" has no field named \"fuse\"");
    row("unknown rule", "layer { include { percent: 3 } }", ErrorCode::Unsupported, "percent");
  }
  void namesTheLine() {
    QFETCH(QString, text);
    QFETCH(int, code);
    QFETCH(QString, part);
    const std::string problem =
        refusedText(text.toStdString(), static_cast<ErrorCode>(code), {"net.prototxt", part.toStdString()});
    QVERIFY2(problem.empty(), problem.c_str());
  }

  void passesOverTrainingOptions() {
    const std::string problem = refusedText(R"(layer { name: "a" type: "ReLU"
        param { name: "w" lr_mult: 1 share_mode: STRICT } mvn_param { nested { deep: [1, 2] } }
        convolution_param { weight_filler { type: "gaussian" std: 0.01 sparse: 3 } } })",
                                            ErrorCode::Cancelled, {});
    QCOMPARE(problem, std::string("accepted"));
  }

  void survivesDeepNesting() {
    std::string known;
    std::string unknown;
    for (int i = 0; i < 200'000; ++i) {
      known += "layer{include{";
      unknown += "layer{ x {";
    }
    const std::string first = refusedText(known, ErrorCode::WrongFormat, {"net.prototxt"});
    QVERIFY2(first.empty(), first.c_str());
    const std::string second = refusedText(unknown, ErrorCode::WrongFormat, {"net.prototxt"});
    QVERIFY2(second.empty(), second.c_str());
    std::string deep = "layer {";
    for (int i = 0; i < 500'000; ++i)
      deep += " x {";
    const std::string third = refusedText(deep, ErrorCode::WrongFormat, {"net.prototxt"});
    QVERIFY2(third.empty(), third.c_str());
  }

  void readsMeanImages() {
    const auto legacy =
        m_folder.write("mean.binaryproto", tests::binaryProto({{1, 2, 2, 3}, counting(12), Blob::Form::Legacy}));
    const Tensor mean = readBinaryProto(legacy);
    QVERIFY(mean.shape() == Shape({2, 2, 3}));
    QCOMPARE(mean.data()[11], 12.0F);
    const auto refused = [&](const std::string& bytes, ErrorCode code) {
      const auto file = m_folder.write("bad.binaryproto", bytes);
      return unlessRefused([&] { readBinaryProto(file); }, code, {"bad.binaryproto: mean image: "});
    };
    const std::string problems =
        refused("", ErrorCode::WrongFormat) + refused("nonsense", ErrorCode::WrongFormat) +
        refused(tests::binaryProto({{4}, counting(4)}), ErrorCode::WrongFormat) +
        refused(tests::binaryProto({{2, 1, 1, 1}, counting(2)}), ErrorCode::WrongFormat) +
        refused(tests::binaryProto({{1, 999, 999}, counting(2)}), ErrorCode::Truncated) +
        refused(tests::binaryProto({{1, 1, 1}, {std::numeric_limits<float>::quiet_NaN()}}), ErrorCode::NotFinite);
    QVERIFY2(problems.empty(), problems.c_str());
  }
};

EFFORTLAB_TEST(tst_caffe_files)
#include "tst_caffe_files.moc"
