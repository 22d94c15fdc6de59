#include "import_fixtures.h"
#include "model/manifest.h"
#include "support/test_registry.h"

#include <QTest>

#include <algorithm>

using namespace effortlab;
using namespace effortlab::model;
using effortlab::tests::TemporaryFolder;
using effortlab::tests::unlessRefused;

class tst_manifest : public QObject {
  Q_OBJECT

  TemporaryFolder m_folder;

  /// Texts stand in single quotes here, for legibility.
  Manifest read(std::string text) const {
    std::replace(text.begin(), text.end(), '\'', '"');
    return readManifest(m_folder.write("net.model.json", text));
  }

  /// A good manifest with something added in its input block.
  static std::string withInput(const std::string& fields) {
    return "{'schema': 'effortlab-model/1', 'graph': 'g.onnx', 'input': {" + fields + "}}";
  }
  static std::string sized(const std::string& fields) {
    return withInput("'width': 4, 'height': 2, 'channels': 'RGB'" + fields);
  }

private Q_SLOTS:
  void readsEveryField() {
    const Manifest manifest = read(
        "{ 'schema': 'effortlab-model/1', 'name': 'Net', 'task': 'classification', "
        "'graph': 'sub/../deploy.prototxt', 'weights': 'w.caffemodel', 'labels': '../words.txt', "
        "'input': { 'width': 227, 'height': 226, 'channels': 'BGR', 'resize': 'short-side:256', 'crop': 'center', "
        "'mean': [104, 117.5, 123], 'scale': 0.5 }, "
        "'license': 'BSD-2-Clause', 'source': 'somewhere', 'unknown': [1, {'x': 2}] }");
    QCOMPARE(manifest.name, std::string("Net"));
    QVERIFY(manifest.task == Task::Classification);
    QVERIFY(manifest.graphFile == m_folder.path() / "deploy.prototxt");
    QVERIFY(manifest.weightsFile == m_folder.path() / "w.caffemodel");
    QVERIFY(manifest.labelsFile == m_folder.path().parent_path() / "words.txt");
    QCOMPARE(manifest.license, std::string("BSD-2-Clause"));
    QCOMPARE(manifest.source, std::string("somewhere"));
    QCOMPARE(manifest.input.width, 227);
    QCOMPARE(manifest.input.height, 226);
    QVERIFY(manifest.input.channels == ChannelOrder::Bgr);
    QVERIFY(manifest.input.resize == ResizeMode::ShortSide);
    QCOMPARE(manifest.input.shortSide, 256);
    QVERIFY(manifest.input.cropCenter);
    QCOMPARE(manifest.input.mean, (std::vector<float>{104.0F, 117.5F, 123.0F}));
    QCOMPARE(manifest.input.scale, 0.5F);
  }

  void fillsInDefaults() {
    const Manifest manifest = read(sized(""));
    QCOMPARE(manifest.name, std::string("net"));
    QVERIFY(manifest.input.resize == ResizeMode::None);
    QVERIFY(!manifest.input.cropCenter);
    QVERIFY(manifest.input.mean.empty());
    QCOMPARE(manifest.input.scale, 1.0F);
    QVERIFY(manifest.weightsFile.empty() && manifest.labelsFile.empty());
  }

  void repeatsASingleMean() {
    QCOMPARE(read(sized(", 'mean': [7]")).input.mean, (std::vector<float>{7.0F, 7.0F, 7.0F}));
  }

  void readsDetectionManifests() {
    const Manifest manifest = read(
        "{ 'schema': 'effortlab-model/1', 'task': 'detection', 'graph': 'net.cfg', "
        "'weights': 'net.weights', 'decoder': 'region', 'threshold': 0.3, 'nms': 0.45, "
        "'ssd': {'min_boxes': [[10, 16]], 'strides': [8]}, "
        "'input': { 'width': 320, 'height': 320, 'channels': 'RGB', 'resize': 'stretch' } }");
    QVERIFY(manifest.task == Task::Detection);
    QVERIFY(manifest.input.resize == ResizeMode::Stretch);
    QCOMPARE(manifest.detection->ssd->aspectRatios, std::vector<float>{1.0F});
    QVERIFY(manifest.detection->ssd->clip);
  }

  void readsAspectRatios() {
    const auto text = [](const std::string& fields) {
      return "{ 'schema': 'effortlab-model/1', 'task': 'detection', 'graph': 'net.cfg', 'decoder': 'ssd', "
             "'ssd': {'min_boxes': [[10, 16]], 'strides': [8]" +
             fields + "}, 'input': { 'width': 320, 'height': 320, 'channels': 'RGB', 'resize': 'stretch' } }";
    };
    const Manifest manifest = read(text(", 'aspect_ratios': [1, 0.5], 'clip': false"));
    QCOMPARE(manifest.detection->ssd->aspectRatios, (std::vector<float>{1.0F, 0.5F}));
    QVERIFY(!manifest.detection->ssd->clip);
    const std::string clip = unlessRefused([&] { read(text(", 'clip': 1")); }, ErrorCode::WrongFormat, {"ssd.clip"});
    QVERIFY2(clip.empty(), clip.c_str());
    const std::string ratio =
        unlessRefused([&] { read(text(", 'aspect_ratios': [0]")); }, ErrorCode::InvalidArgument, {"ssd.aspect_ratios"});
    QVERIFY2(ratio.empty(), ratio.c_str());
  }

  void readsMeanImages() {
    m_folder.write("mean.binaryproto",
                   tests::binaryProto({{1, 3, 2, 4}, tests::counting(24), tests::Blob::Form::Legacy}));
    const Manifest manifest = read(sized(", 'mean_file': 'mean.binaryproto'"));
    QVERIFY(manifest.input.meanImage != nullptr);
    QVERIFY(manifest.input.meanImage->shape() == Shape({3, 2, 4}));
    m_folder.write("other.binaryproto", tests::binaryProto({{3, 5, 5}, tests::counting(75)}));
    const std::string problem = unlessRefused([&] { read(sized(", 'mean_file': 'other.binaryproto'")); },
                                              ErrorCode::Mismatch, {"input.mean_file", "3x5x5", "3x2x4"});
    QVERIFY2(problem.empty(), problem.c_str());
    const std::string absent = unlessRefused([&] { read(sized(", 'mean_file': 'absent.binaryproto'")); },
                                             ErrorCode::FileNotFound, {"absent.binaryproto"});
    QVERIFY2(absent.empty(), absent.c_str());
  }

  void refuses_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("part");
    const auto row = [](const char* name, const std::string& text, ErrorCode code, const char* part) {
      QTest::newRow(name) << QString::fromStdString(text) << static_cast<int>(code) << part;
    };
    const ErrorCode wrong = ErrorCode::WrongFormat;
    const ErrorCode argument = ErrorCode::InvalidArgument;
    row("empty", "", wrong, "JSON");
    row("cut", "{'schema': 'effort", wrong, "byte");
    row("list", "[1]", wrong, "object");
    row("number overflow", "{'schema': 1e999}", wrong, "JSON");
    row("deep", std::string(200'000, '['), wrong, "JSON");
    row("no schema", "{}", ErrorCode::MissingData, "'schema'");
    row("schema 2", "{'schema': 'effortlab-model/2'}", ErrorCode::Unsupported, "effortlab-model/2");
    row("schema type", "{'schema': 1}", wrong, "'schema'");
    row("no graph", "{'schema': 'effortlab-model/1'}", ErrorCode::MissingData, "'graph'");
    row("graph type", "{'schema': 'effortlab-model/1', 'graph': ['g']}", wrong, "'graph'");
    row("name type", "{'schema': 'effortlab-model/1', 'graph': 'g', 'name': {}}", wrong, "'name'");
    row("task", "{'schema': 'effortlab-model/1', 'graph': 'g', 'task': 'dreaming'}", argument, "'task'");
    row("no input", "{'schema': 'effortlab-model/1', 'graph': 'g'}", ErrorCode::MissingData, "'input'");
    row("input type", "{'schema': 'effortlab-model/1', 'graph': 'g', 'input': 3}", wrong, "'input'");
    row("no width", withInput("'height': 1, 'channels': 'RGB'"), ErrorCode::MissingData, "'input.width'");
    row("width text", withInput("'width': '9'"), wrong, "'input.width'");
    row("width 0", withInput("'width': 0"), argument, "'input.width'");
    row("width -3", withInput("'width': -3"), argument, "'input.width'");
    row("width 1.5", withInput("'width': 1.5"), wrong, "'input.width'");
    row("width large", withInput("'width': 16385"), argument, "'input.width'");
    row("width huge", withInput("'width': 18446744073709551615"), argument, "'input.width'");
    row("no channels", withInput("'width': 1, 'height': 1"), ErrorCode::MissingData, "'input.channels'");
    row("channels", withInput("'width': 1, 'height': 1, 'channels': 'YUV'"), argument, "'input.channels'");
    row("resize", sized(", 'resize': 'squash'"), argument, "'input.resize'");
    row("short side", sized(", 'resize': 'short-side:'"), argument, "'input.resize'");
    row("short side text", sized(", 'resize': 'short-side:12x'"), argument, "'input.resize'");
    row("short side 0", sized(", 'resize': 'short-side:0'"), argument, "'input.resize'");
    row("short side huge", sized(", 'resize': 'short-side:99999999999999'"), argument, "'input.resize'");
    row("crop", sized(", 'crop': 'left'"), argument, "'input.crop'");
    row("mean number", sized(", 'mean': 3"), wrong, "'input.mean'");
    row("mean texts", sized(", 'mean': ['1']"), wrong, "'input.mean'");
    row("mean empty", sized(", 'mean': []"), ErrorCode::Mismatch, "'input.mean'");
    row("mean of 2", sized(", 'mean': [1, 2]"), ErrorCode::Mismatch, "'input.mean'");
    row("mean infinite", sized(", 'mean': [1e300]"), argument, "'input.mean'");
    row("two means", sized(", 'mean': [1], 'mean_file': 'm'"), wrong, "'input.mean'");
    row("scale text", sized(", 'scale': '1'"), wrong, "'input.scale'");
    row("scale 0", sized(", 'scale': 0"), argument, "'input.scale'");
    row("scale tiny", sized(", 'scale': 1e-300"), argument, "'input.scale'");
    row("scale infinite", sized(", 'scale': 1e300"), argument, "'input.scale'");
  }
  void refuses() {
    QFETCH(QString, text);
    QFETCH(int, code);
    QFETCH(QString, part);
    const std::string problem = unlessRefused([&] { read(text.toStdString()); }, static_cast<ErrorCode>(code),
                                              {"net.model.json: ", part.toStdString()});
    QVERIFY2(problem.empty(), problem.c_str());
  }

  void refusesAbsentAndHugeFiles() {
    const std::string absent =
        unlessRefused([&] { readManifest(m_folder.path() / "no.json"); }, ErrorCode::FileNotFound, {"no.json"});
    QVERIFY2(absent.empty(), absent.c_str());
    const std::string huge =
        unlessRefused([&] { read(std::string((1U << 20) + 1, ' ')); }, ErrorCode::TooLarge, {"net.model.json"});
    QVERIFY2(huge.empty(), huge.c_str());
  }
};

EFFORTLAB_TEST(tst_manifest)
#include "tst_manifest.moc"
