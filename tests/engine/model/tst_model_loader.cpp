#include "import_fixtures.h"
#include "model/manifest.h"
#include "nn/network.h"
#include "support/test_registry.h"

#include <QTest>

#include <algorithm>
#include <numeric>

using namespace effortlab;
using namespace effortlab::model;
using effortlab::tests::TemporaryFolder;
using effortlab::tests::unlessRefused;

class tst_model_loader : public QObject {
  Q_OBJECT

  static std::string manifest(const std::string& graph, const std::string& weights, const std::string& channels,
                              int size) {
    std::string text = "{'schema': 'effortlab-model/1', 'name': 'small', 'graph': '" + graph + "', 'weights': '" +
                       weights + "', 'labels': 'words.txt', 'input': {'width': " + std::to_string(size) +
                       ", 'height': " + std::to_string(size) + ", 'channels': '" + channels + "'}}";
    std::replace(text.begin(), text.end(), '\'', '"');
    return text;
  }

  static std::int64_t macLayers(const Model& loaded, std::int64_t& macs) {
    const nn::Network network(loaded.graph);
    const std::vector<Shape> inputs{loaded.graph->inputs[0].shape};
    const std::vector<Shape> shapes = network.shapes(inputs);
    const std::vector<std::int64_t> layers = network.macs(shapes);
    macs = std::accumulate(layers.begin(), layers.end(), std::int64_t{0});
    return std::count_if(loaded.graph->nodes.begin(), loaded.graph->nodes.end(), [](const Node& node) {
      return std::holds_alternative<ConvolutionParams>(node.params) ||
             std::holds_alternative<FullyConnectedParams>(node.params);
    });
  }

private Q_SLOTS:
  void loadsAManifest() {
    const TemporaryFolder folder;
    folder.write("net.prototxt", tests::smallPrototxt());
    folder.write("net.caffemodel", tests::smallCaffemodel());
    folder.write("words.txt", "n01440764 tench, Tinca tinca\r\nplain\n");
    const auto file = folder.write("net.model.json", manifest("net.prototxt", "net.caffemodel", "GRAY", 6));
    const Model loaded = loadModel(file);
    QCOMPARE(loaded.graph->parameterCount(), tests::smallParameters);
    QCOMPARE(loaded.labels, (std::vector<std::string>{"tench, Tinca tinca", "plain"}));
    QCOMPARE(loaded.hash.size(), std::size_t{16});
    QCOMPARE(loadModel(file).hash, loaded.hash);
    folder.write("net.caffemodel", tests::caffemodel({{"conv", {{{2, 1, 3, 3}, tests::counting(18)}, {{2}, {1, 9}}}},
                                                      {"fc", {{{3, 8}, tests::counting(24)}, {{3}, {1, 2, 3}}}}}));
    QVERIFY(loadModel(file).hash != loaded.hash);
  }

  void matchesChannelsAndSizes() {
    const TemporaryFolder folder;
    folder.write("net.onnx", tests::smallOnnx().bytes());
    folder.write("words.txt", "a");
    const auto file = folder.write("net.model.json", manifest("net.onnx", "", "RGB", 6));
    const std::string channels =
        unlessRefused([&] { loadModel(file); }, ErrorCode::Mismatch, {"net.onnx", "1 channels", "3"});
    QVERIFY2(channels.empty(), channels.c_str());
    folder.write("net.model.json", manifest("net.onnx", "", "GRAY", 9));
    const std::string size = unlessRefused([&] { loadModel(file); }, ErrorCode::ShapeMismatch,
                                           {"layer fc", "the input is described as 1x1x9x9"});
    QVERIFY2(size.empty(), size.c_str());
    folder.write("net.model.json", manifest("net.onnx", "", "GRAY", 7));  // 7 - 2 = 5, pooled to 2 as for 6
    QVERIFY(loadModel(file).graph->inputs[0].shape == Shape({1, 1, 7, 7}));
  }

  void opensBareFiles() {
    const TemporaryFolder folder;
    const auto onnx = folder.write("net.onnx", tests::smallOnnx().bytes());
    const Model guessed = loadModel(onnx);
    QCOMPARE(guessed.manifest.name, std::string("net"));
    QVERIFY(guessed.manifest.input.channels == ChannelOrder::Gray);
    QCOMPARE(guessed.manifest.input.width, 6);
    QCOMPARE(guessed.manifest.input.scale, 1.0F / 255.0F);
    InputSpec described;
    described.width = described.height = 6;
    described.channels = ChannelOrder::Gray;
    described.scale = 2.0F;
    QCOMPARE(loadModel(onnx, {.input = described}).manifest.input.scale, 2.0F);
    described.height = 0;
    const std::string noHeight =
        unlessRefused([&] { loadModel(onnx, {.input = described}); }, ErrorCode::InvalidArgument, {"height"});
    QVERIFY2(noHeight.empty(), noHeight.c_str());
  }

  void findsWeightsBesideThePrototxt() {
    const TemporaryFolder folder;
    const auto file = folder.write("net.prototxt", tests::smallPrototxt());
    const std::string none = unlessRefused([&] { loadModel(file); }, ErrorCode::MissingData,
                                           {"net.prototxt", "no .caffemodel", "--random-weights SEED"});
    QVERIFY2(none.empty(), none.c_str());
    folder.write("other.caffemodel", tests::smallCaffemodel());
    QVERIFY(loadModel(file).manifest.weightsFile == folder.path() / "other.caffemodel");
    folder.write("third.caffemodel", tests::smallCaffemodel());
    const std::string two = unlessRefused([&] { loadModel(file); }, ErrorCode::MissingData, {"2 .caffemodel files"});
    QVERIFY2(two.empty(), two.c_str());
    folder.write("net.caffemodel", tests::smallCaffemodel());
    QVERIFY(loadModel(file).manifest.weightsFile == folder.path() / "net.caffemodel");
  }

  void makesWeightsUp() {
    const TemporaryFolder folder;
    const auto file = folder.write("net.prototxt", tests::smallPrototxt());
    const Model one = loadModel(file, {.randomWeights = 1});
    QCOMPARE(one.graph->parameterCount(), tests::smallParameters);
    QCOMPARE(one.manifest.randomWeights, std::optional<std::uint64_t>(1));
    QCOMPARE(loadModel(file, {.randomWeights = 1}).hash, one.hash);
    QVERIFY(loadModel(file, {.randomWeights = 2}).hash != one.hash);
    InputSpec large;
    large.channels = ChannelOrder::Gray;
    large.width = large.height = 10;
    // 10 -> convolution 8 -> pooling 4: the fully connected layer's 3 outputs get 2*4*4 inputs each
    QCOMPARE(loadModel(file, {.input = large, .randomWeights = 1}).graph->parameterCount(),
             std::int64_t{2 * 9 + 2 + 3 * 32 + 3});
    const auto onnx = folder.write("net.onnx", tests::smallOnnx().bytes());
    const std::string other = unlessRefused([&] { loadModel(onnx, {.randomWeights = 1}); }, ErrorCode::InvalidArgument,
                                            {"net.onnx", "--random-weights"});
    QVERIFY2(other.empty(), other.c_str());
  }

  void refusesOtherFiles_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("part");
    QTest::newRow("darknet") << "net.cfg" << static_cast<int>(ErrorCode::MissingData) << "no .weights file";
    QTest::newRow("weights") << "net.caffemodel" << static_cast<int>(ErrorCode::WrongFormat) << ".prototxt";
    QTest::newRow("text") << "net.txt" << static_cast<int>(ErrorCode::WrongFormat) << "no network file";
    QTest::newRow("absent prototxt") << "absent.prototxt" << static_cast<int>(ErrorCode::FileNotFound)
                                     << "no such file";
    QTest::newRow("absent onnx") << "absent.onnx" << static_cast<int>(ErrorCode::FileNotFound) << "no such file";
  }
  void refusesOtherFiles() {
    QFETCH(QString, name);
    QFETCH(int, code);
    QFETCH(QString, part);
    const TemporaryFolder folder;
    const auto file = folder.path() / name.toStdString();
    if (!name.startsWith("absent"))
      folder.write(name.toStdString(), "x");
    const std::string problem = unlessRefused([&] { loadModel(file); }, static_cast<ErrorCode>(code),
                                              {file.filename().string(), part.toStdString()});
    QVERIFY2(problem.empty(), problem.c_str());
  }

  void wantsWeightsAndOneInput() {
    const TemporaryFolder folder;
    folder.write("net.prototxt", tests::smallPrototxt());
    const auto file = folder.write("net.model.json", manifest("net.prototxt", "", "GRAY", 6));
    const std::string noWeights =
        unlessRefused([&] { loadModel(file); }, ErrorCode::MissingData, {"net.prototxt", "weights"});
    QVERIFY2(noWeights.empty(), noWeights.c_str());
    tests::OnnxFile two;
    two.input("a", {1, 2}).input("b", {1, 2}).output("y").node("Concat", {"a", "b"}, {"y"}).with("axis", 1);
    const auto onnx = folder.write("two.onnx", two.bytes());
    const std::string inputs = unlessRefused([&] { loadModel(onnx); }, ErrorCode::Unsupported, {"2 inputs"});
    QVERIFY2(inputs.empty(), inputs.c_str());
  }

  void keepsTheNumberingOfLabels() {
    const TemporaryFolder folder;
    const auto file = folder.write("l.txt", "\xef\xbb\xbfn0144076 x\nn01440764\tfish \r\n\nn01440764\nnot\n\n\n");
    QCOMPARE(readLabels(file), (std::vector<std::string>{"n0144076 x", "fish", "", "n01440764", "not"}));
    const std::string absent =
        unlessRefused([&] { readLabels(folder.path() / "no.txt"); }, ErrorCode::FileNotFound, {"no.txt"});
    QVERIFY2(absent.empty(), absent.c_str());
  }

  void findsBuiltInModels() {
    const TemporaryFolder folder;
    folder.write("models/fashion-vgg.model.json", "{}");
    folder.write("models/fashion-lenet.model.json", "{}");
    folder.write("models/other.model.json", "{}");
    qputenv("EFFORTLAB_RESOURCES", QByteArray::fromStdString(folder.path().string()));
    const auto models = builtInModels();
    qunsetenv("EFFORTLAB_RESOURCES");
    QCOMPARE(models.size(), std::size_t{2});
    QVERIFY(models[0] == folder.path() / "models/fashion-lenet.model.json");
    QVERIFY(models[1] == folder.path() / "models/fashion-vgg.model.json");
  }

  void loadsRealModels_data() {
    QTest::addColumn<QString>("file");
    QTest::addColumn<qlonglong>("parameters");
    QTest::addColumn<qlonglong>("layers");
    QTest::addColumn<qlonglong>("macs");
    QTest::addColumn<int>("labels");
    // Parameters and MACs worked out from the published topologies, sums over layers of K*C*R*S(+K) and K*C*R*S*H'*W'.
    QTest::newRow("squeezenet") << "models/squeezenet-v1.0-imagenet/squeezenet.model.json" << 1'248'424LL << 26LL
                                << 861'339'936LL << 1000;
    QTest::newRow("lenet") << "models/lenet-mnist/lenet.model.json" << 431'080LL << 4LL << 2'293'000LL << 0;
    QTest::newRow("cifar") << "models/cifar10-quick/cifar10_quick.model.json" << 145'578LL << 5LL << 12'354'176LL << 10;
  }
  void loadsRealModels() {
    QFETCH(QString, file);
    QFETCH(qlonglong, parameters);
    QFETCH(qlonglong, layers);
    QFETCH(qlonglong, macs);
    QFETCH(int, labels);
    const auto path = tests::sharedData(file.toStdString());
    if (!path)
      QSKIP("the shared models are not on this machine");
    const Model loaded = loadModel(*path);
    std::int64_t counted = 0;
    QCOMPARE(loaded.graph->parameterCount(), parameters);
    QCOMPARE(macLayers(loaded, counted), layers);
    QCOMPARE(loaded.labels.size(), static_cast<std::size_t>(labels));
    if (macs > 0)
      QCOMPARE(counted, macs);
  }
};

EFFORTLAB_TEST(tst_model_loader)
#include "tst_model_loader.moc"
