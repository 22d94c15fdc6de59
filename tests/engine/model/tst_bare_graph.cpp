#include "core/error.h"
#include "model/bare_graph.h"
#include "model/manifest_writer.h"
#include "support/test_files.h"
#include "support/test_registry.h"

#include <QTest>

using namespace effortlab;
namespace fs = std::filesystem;

namespace {

const std::string reluLayer = "layer { name: 'relu' type: 'ReLU' bottom: 'data' top: 'relu' }\n";

ErrorCode codeOf(const fs::path& file) {
  try {
    static_cast<void>(model::inspectGraph(file));
  } catch (const Error& error) {
    return error.code();
  }
  return ErrorCode::Cancelled;
}

}  // namespace

class tst_bare_graph : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void caffeIsGuessedAsBgrWithMeans() {
    const tests::TemporaryFolder folder;
    const fs::path graph =
        folder.write("net.prototxt",
                     "layer { name: 'data' type: 'Input' top: 'data' input_param { shape { dim: 10 dim: 3 dim: 20 "
                     "dim: 30 } } }\n" +
                         reluLayer);
    folder.write("other.caffemodel", "x");
    const model::BareGraph bare = model::inspectGraph(graph);
    QCOMPARE(bare.channels, 3);
    QVERIFY(bare.needsWeights && !bare.openSize);
    QCOMPARE(bare.manifest.weightsFile.filename().string(), std::string("other.caffemodel"));
    QCOMPARE(bare.manifest.input.height, 20);
    QCOMPARE(bare.manifest.input.width, 30);
    QCOMPARE(bare.manifest.input.channels, model::ChannelOrder::Bgr);
    QCOMPARE(bare.manifest.input.mean, (std::vector<float>{104.0F, 117.0F, 123.0F}));
    QCOMPARE(bare.manifest.input.scale, 1.0F);
  }

  void darknetIsGuessedAsRgbOver255() {
    const tests::TemporaryFolder folder;
    const fs::path graph =
        folder.write("net.cfg", "[net]\n# comment\nwidth = 96\nheight=64\nchannels=3\n[convolutional]\nwidth=7\n");
    const model::BareGraph bare = model::inspectGraph(graph);
    QCOMPARE(bare.manifest.input.width, 96);
    QCOMPARE(bare.manifest.input.height, 64);
    QCOMPARE(bare.manifest.input.channels, model::ChannelOrder::Rgb);
    QCOMPARE(bare.manifest.input.scale, 1.0F / 255.0F);
    QVERIFY(bare.needsWeights);
    QVERIFY(bare.manifest.weightsFile.empty());
  }

  void twoWeightFilesOfOtherNamesAreNotGuessedAt() {
    const tests::TemporaryFolder folder;
    const fs::path graph = folder.write("net.cfg", "[net]\n");
    folder.write("a.weights", "x");
    folder.write("b.weights", "x");
    QCOMPARE(model::weightsBeside(graph).size(), std::size_t{2});
    QVERIFY(model::inspectGraph(graph).manifest.weightsFile.empty());
    folder.write("net.weights", "x");
    QCOMPARE(model::weightsBeside(graph), (std::vector<fs::path>{folder.path() / "net.weights"}));
  }

  void whatIsNoImageIsRefused() {
    const tests::TemporaryFolder folder;
    QCOMPARE(codeOf(folder.write("seven.prototxt",
                                 "input: 'data' input_dim: 1 input_dim: 7 input_dim: 8 input_dim: 8\n" + reluLayer)),
             ErrorCode::Unsupported);
    QCOMPARE(codeOf(folder.write("none.prototxt", reluLayer)), ErrorCode::MissingData);
    QCOMPARE(codeOf(folder.write("text.cfg", "hello\n")), ErrorCode::WrongFormat);
    QCOMPARE(codeOf(folder.write("huge.cfg", "[net]\nwidth=99999999999\n")), ErrorCode::InvalidArgument);
    QCOMPARE(codeOf(folder.write("text.onnx", "hello")), ErrorCode::WrongFormat);
    QCOMPARE(codeOf(folder.path() / "absent.cfg"), ErrorCode::FileNotFound);
  }

  void aWrittenManifestReadsBackTheSame() {
    const tests::TemporaryFolder folder;
    fs::create_directory(folder.path() / "sub");
    model::Manifest manifest;
    manifest.name = "Net \"quoted\" \xC3\xA4";
    manifest.graphFile = folder.path() / "sub" / "net.prototxt";
    manifest.weightsFile = folder.path() / "net.caffemodel";
    manifest.labelsFile = folder.path() / "names.txt";
    manifest.license = "MIT";
    manifest.input.width = 31;
    manifest.input.height = 17;
    manifest.input.channels = model::ChannelOrder::Rgb;
    manifest.input.resize = model::ResizeMode::ShortSide;
    manifest.input.shortSide = 40;
    manifest.input.cropCenter = true;
    manifest.input.mean = {1.25F, 2.5F, 0.1F};
    manifest.input.scale = 1.0F / 255.0F;
    const fs::path file = model::manifestBeside(manifest.graphFile);
    QCOMPARE(file, folder.path() / "sub" / "net.model.json");
    model::writeManifest(manifest, file);
    const model::Manifest read = model::readManifest(file);
    QCOMPARE(read.name, manifest.name);
    QCOMPARE(read.graphFile, manifest.graphFile);
    QCOMPARE(read.weightsFile, manifest.weightsFile);
    QCOMPARE(read.labelsFile, manifest.labelsFile);
    QCOMPARE(read.license, manifest.license);
    QCOMPARE(read.input.width, 31);
    QCOMPARE(read.input.height, 17);
    QCOMPARE(read.input.channels, model::ChannelOrder::Rgb);
    QCOMPARE(read.input.shortSide, 40);
    QVERIFY(read.input.cropCenter);
    QCOMPARE(read.input.mean, manifest.input.mean);
    QCOMPARE(read.input.scale, manifest.input.scale);
  }
};

EFFORTLAB_TEST(tst_bare_graph)
#include "tst_bare_graph.moc"
