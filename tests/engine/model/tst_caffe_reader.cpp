#include "import_fixtures.h"
#include "model/caffe_reader.h"
#include "support/test_registry.h"

#include <QTest>

using namespace effortlab;
using namespace effortlab::model;
using effortlab::tests::TemporaryFolder;
using effortlab::tests::unlessRefused;

class tst_caffe_reader : public QObject {
  Q_OBJECT

  TemporaryFolder m_folder;

  NamedGraph read(const std::string& prototxt, const std::string& weights = tests::smallCaffemodel()) const {
    return readCaffe(m_folder.write("net.prototxt", prototxt), m_folder.write("net.caffemodel", weights));
  }

  /// The small network with another declaration of its input.
  static std::string withInput(const std::string& declaration) {
    std::string text = tests::smallPrototxt();
    const std::size_t from = text.find("layer { name: \"data\"");
    return text.replace(from, text.find('\n', from) - from, declaration);
  }

private Q_SLOTS:
  void readsASmallNetwork() {
    const NamedGraph graph = read(tests::smallPrototxt());
    QCOMPARE(graph.name, std::string("small"));
    QCOMPARE(graph.inputs.size(), std::size_t{1});
    QVERIFY(graph.inputs[0].second == Shape({1, 1, 6, 6}));
    QCOMPARE(graph.nodes.size(), std::size_t{5});
    QCOMPARE(graph.nodes[0].weights.size(), std::size_t{2});
    QVERIFY(graph.nodes[0].weights[0]->shape() == Shape({2, 1, 3, 3}));
    QCOMPARE(graph.nodes[0].weights[0]->data()[17], 18.0F);
    QCOMPARE(graph.nodes[1].inputs[0], graph.nodes[1].outputs[0]);
    const auto built = buildGraph(graph);
    QCOMPARE(built->parameterCount(), tests::smallParameters);
    QCOMPARE(built->outputs.size(), std::size_t{1});
  }

  void readsEveryFormOfInput_data() {
    QTest::addColumn<QString>("declaration");
    QTest::newRow("input_dim") << "input: 'data' input_dim: 1 input_dim: 1 input_dim: 6 input_dim: 6";
    QTest::newRow("input_shape") << "input: 'data' input_shape { dim: 7 dim: 1 dim: 6 dim: 6 }";
    QTest::newRow("Input layer")
        << "layer { name: 'in' type: 'Input' top: 'data' input_param { shape: { dim: [10, 1, 6, 6] } } }";
  }
  void readsEveryFormOfInput() {
    QFETCH(QString, declaration);
    const NamedGraph graph = read(withInput(declaration.toStdString()));
    QCOMPARE(graph.inputs.size(), std::size_t{1});
    QCOMPARE(graph.inputs[0].first, std::string("data"));
    QVERIFY(graph.inputs[0].second == Shape({1, 1, 6, 6}));
  }

  void refusesBadInputs_data() {
    QTest::addColumn<QString>("declaration");
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("part");
    const auto row = [](const char* name, const char* declaration, ErrorCode code, const char* part) {
      QTest::newRow(name) << declaration << static_cast<int>(code) << part;
    };
    row("none", "", ErrorCode::MissingData, "declares no input");
    row("no dims", "input: 'data'", ErrorCode::WrongFormat, "input");
    row("three dims", "input: 'data' input_dim: [1, 1, 6]", ErrorCode::WrongFormat, "input_dim");
    row("zero", "input: 'data' input_dim: [1, 1, 0, 6]", ErrorCode::InvalidArgument, "input 'data'");
    row("negative", "input: 'data' input_shape { dim: [1, 1, -6, 6] }", ErrorCode::InvalidArgument, "-6");
    row("huge", "input: 'data' input_shape { dim: [1, 9999999999, 6, 6] }", ErrorCode::InvalidArgument, "9999999999");
    row("product", "input: 'data' input_shape { dim: [1, 999999, 999999, 999999] }", ErrorCode::TooLarge, "2^40");
    row("nine dims", "input: 'data' input_shape { dim: [1,1,1,1,1,1,1,1,1] }", ErrorCode::WrongFormat, "9 dimensions");
    row("both", "input: 'data' input_dim: [1,1,6,6] input_shape { dim: 1 }", ErrorCode::WrongFormat, "keep one");
    row("no shape", "layer { name: 'in' type: 'Input' top: 'data' }", ErrorCode::MissingData, "layer 'in'");
  }
  void refusesBadInputs() {
    QFETCH(QString, declaration);
    QFETCH(int, code);
    QFETCH(QString, part);
    const std::string problem = unlessRefused([&] { read(withInput(declaration.toStdString())); },
                                              static_cast<ErrorCode>(code), {"net.prototxt", part.toStdString()});
    QVERIFY2(problem.empty(), problem.c_str());
  }

  void keepsWhatBelongsToInference() {
    const NamedGraph graph = read(tests::smallPrototxt() + R"(
      layer { name: "train data" type: "Data" top: "x" include { phase: TRAIN } data_param { source: "db" backend: LMDB } }
      layer { name: "loss" type: "SoftmaxWithLoss" bottom: "fc" top: "loss" exclude { phase: TEST } }
      layer { name: "staged" type: "Accuracy" bottom: "fc" top: "a" include { stage: "evaluate" } }
      layer { name: "low" type: "Accuracy" bottom: "fc" top: "b" include { phase: TEST min_level: 1 } }
      layer { name: "either" type: "Dropout" bottom: "prob" top: "prob" include { phase: TRAIN } include { max_level: 3 } }
      layer { name: "not staged" type: "Accuracy" bottom: "fc" top: "c" exclude { not_stage: "deploy" } })");
    QCOMPARE(graph.nodes.size(), std::size_t{6});
    QCOMPARE(graph.nodes.back().name, std::string("either"));
  }

  void honoursTheStateOfTheFile() {
    const NamedGraph graph = read("state { stage: 'deploy' level: 2 }" + tests::smallPrototxt() + R"(
      layer { name: "a" type: "Dropout" bottom: "prob" top: "a" include { stage: "deploy" min_level: 2 } }
      layer { name: "b" type: "LRN" bottom: "prob" top: "b" include { stage: "deploy" max_level: 1 } })");
    QCOMPARE(graph.nodes.size(), std::size_t{6});
  }

  void refusesMixedRules() {
    const std::string problem = unlessRefused(
        [&] {
          read(tests::smallPrototxt() +
               "layer { name: 'x' type: 'Dropout' include { phase: TEST } exclude { level: 1 } }");
        },
        ErrorCode::Unsupported, {"line 9"});
    QVERIFY2(problem.empty(), problem.c_str());
    const std::string both = unlessRefused(
        [&] {
          read(tests::smallPrototxt() +
               "layer { name: 'x' type: 'Dropout' include { phase: TEST } exclude { phase: TRAIN } }");
        },
        ErrorCode::WrongFormat, {"layer 'x'", "include and exclude"});
    QVERIFY2(both.empty(), both.c_str());
  }

  void refusesTwoLayersOfOneName() {
    const std::string problem = unlessRefused(
        [&] { read(tests::smallPrototxt() + "layer { name: 'fc' type: 'Dropout' bottom: 'prob' top: 'd' }"); },
        ErrorCode::WrongFormat, {"layer 'fc'", "two layers"});
    QVERIFY2(problem.empty(), problem.c_str());
  }

  void readsTheFormOf2014() {
    const NamedGraph graph = read(R"(
      name: "old" input: "data" input_dim: [1, 1, 6, 6]
      layers { name: "conv" type: CONVOLUTION bottom: "data" top: "conv" blobs_lr: 1
               convolution_param { num_output: 2 kernel_size: 3 } }
      layers { name: "relu" type: RELU bottom: "conv" top: "conv" }
      layers { name: "pool" type: POOLING bottom: "conv" top: "pool" pooling_param { pool: AVE kernel_size: 2 stride: 2 } }
      layers { name: "fc" type: INNER_PRODUCT bottom: "pool" top: "fc" inner_product_param { num_output: 3 } }
      layers { name: "drop" type: DROPOUT bottom: "fc" top: "fc" dropout_param { dropout_ratio: 0.5 } }
      layers { name: "prob" type: SOFTMAX bottom: "fc" top: "prob" })");
    QCOMPARE(graph.nodes.size(), std::size_t{6});
    QVERIFY(std::get<PoolParams>(graph.nodes[2].params).kind == PoolKind::Average);
    QCOMPARE(buildGraph(graph)->parameterCount(), tests::smallParameters);
    const std::string problem = unlessRefused(
        [&] { read("input: 'd' input_dim: [1,1,6,6] layers { name: 'n' type: MVN bottom: 'd' top: 'n' }"); },
        ErrorCode::Unsupported, {"layer 'n'", "'MVN'"});
    QVERIFY2(problem.empty(), problem.c_str());
  }

  void namesMissingAndSuperfluousFiles() {
    const auto prototxt = m_folder.write("net.prototxt", tests::smallPrototxt());
    const std::string problem = unlessRefused([&] { readCaffe(prototxt, m_folder.path() / "absent.caffemodel"); },
                                              ErrorCode::FileNotFound, {"absent.caffemodel"});
    QVERIFY2(problem.empty(), problem.c_str());
  }

  void leavesCyclesToTheGraph() {
    const NamedGraph graph = read(tests::smallPrototxt() + R"(
      layer { name: "a" type: "Dropout" bottom: "vb" top: "va" }
      layer { name: "b" type: "Dropout" bottom: "va" top: "vb" })");
    const std::string problem =
        unlessRefused([&] { buildGraph(graph); }, ErrorCode::WrongFormat, {"net.prototxt", "cycle"});
    QVERIFY2(problem.empty(), problem.c_str());
  }
};

EFFORTLAB_TEST(tst_caffe_reader)
#include "tst_caffe_reader.moc"
