#include "shell/drop_classifier.h"
#include "support/test_files.h"
#include "support/test_registry.h"

#include <QTest>

using effortlab::app::classifyPath;
using effortlab::app::DroppedThing;
using effortlab::tests::TemporaryFolder;
using Kind = DroppedThing::Kind;

class tst_drop_classifier : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void models() {
    const TemporaryFolder folder;
    QCOMPARE(classifyPath(folder.write("a.onnx", "x")).kind, Kind::Model);
    QCOMPARE(classifyPath(folder.write("A.PROTOTXT", "layer {}")).kind, Kind::Model);
    QCOMPARE(classifyPath(folder.write("renamed.json", R"({"schema": "effortlab-model/1"})")).kind, Kind::Model);
    QCOMPARE(classifyPath(folder.write("broken.model.json", "{")).kind, Kind::Model);
    folder.write("net.prototxt", "layer {}");
    const DroppedThing weights = classifyPath(folder.write("net.caffemodel", "x"));
    QCOMPARE(weights.kind, Kind::Model);
    QCOMPARE(weights.file.filename().string(), std::string("net.prototxt"));
  }

  void knobs() {
    const TemporaryFolder folder;
    QCOMPARE(classifyPath(folder.write("best.knobs.json", "{}")).kind, Kind::Knobs);
    QCOMPARE(classifyPath(folder.write("x.json", R"({"schema": "effortlab-knobs/1"})")).kind, Kind::Knobs);
    QCOMPARE(classifyPath(folder.write("other.json", R"({"a": 1})")).kind, Kind::Unknown);
  }

  void dataFolders() {
    const TemporaryFolder folder;
    folder.write("mnist/t10k-images-idx3-ubyte.gz", "x");
    folder.write("train-only/train-images.idx3-ubyte", "x");
    folder.write("cifar/data_batch_1.bin", "x");
    folder.write("pets/cat/1.jpg", "x");
    folder.write("pets/dog/2.PNG", "x");
    folder.write("listed/labels.txt", "photos/1.jpg 3\nphotos/2.jpg 4\n");
    folder.write("nothing/readme.md", "x");
    const auto spec = [&](const char* name) { return classifyPath(folder.path() / name).dataSpec; };
    const std::string root = folder.path().string();
    QCOMPARE(spec("mnist"), "idx:" + root + "/mnist");
    QCOMPARE(spec("train-only"), "idx:" + root + "/train-only#train");
    QCOMPARE(spec("cifar"), "cifar10:" + root + "/cifar");
    QCOMPARE(spec("pets"), "folder:" + root + "/pets");
    QCOMPARE(spec("listed"), "list:" + root + "/listed/labels.txt");
    QCOMPARE(classifyPath(folder.path() / "nothing").kind, Kind::Unknown);
  }

  void videosAndTheirBoxes() {
    const TemporaryFolder folder;
    QCOMPARE(classifyPath(folder.write("a.MP4", "x")).kind, Kind::Video);
    folder.write("frames/000001.jpg", "x");
    folder.write("frames/000002.jpg", "x");
    QCOMPARE(classifyPath(folder.path() / "frames").kind, Kind::Video);
    folder.write("mot/img1/1.jpg", "x");
    QCOMPARE(classifyPath(folder.path() / "mot").kind, Kind::Video);
    folder.write("photos/cat.jpg", "x");
    folder.write("photos/dog.jpg", "x");
    QCOMPARE(classifyPath(folder.path() / "photos").kind, Kind::Unknown);
    folder.write("voc/000001.xml", "x");
    QCOMPARE(classifyPath(folder.path() / "voc").kind, Kind::Boxes);
    QCOMPARE(classifyPath(folder.write("gt.txt", "1,1,10,20.5,30,40,1\n")).kind, Kind::Boxes);
    QCOMPARE(classifyPath(folder.write("found.txt", "# boxes\n0 person 0.9 1 2 3 4\n")).kind, Kind::Detections);
    QCOMPARE(classifyPath(folder.write("coco.json", R"({"images": [], "annotations": []})")).kind, Kind::Boxes);
    const char* const detector = R"({"schema": "effortlab-model/1", "task": "detection", "graph": "a.onnx"})";
    QCOMPARE(classifyPath(folder.write("d.model.json", detector)).kind, Kind::Detector);
  }

  void dataFiles() {
    const TemporaryFolder folder;
    const std::string root = folder.path().string();
    QCOMPARE(classifyPath(folder.write("train-labels-idx1-ubyte", "x")).dataSpec, "idx:" + root + "#train");
    QCOMPARE(classifyPath(folder.write("batch.bin", std::string(3073 * 2, 'x'))).dataSpec,
             "cifar10:" + root + "/batch.bin");
    QCOMPARE(classifyPath(folder.write("fine.bin", std::string(3074, 'x'))).dataSpec, "cifar100:" + root + "/fine.bin");
    QCOMPARE(classifyPath(folder.write("odd.bin", "xyz")).kind, Kind::Unknown);
    QCOMPARE(classifyPath(folder.write("list.txt", "a b/c.jpg 12\n")).dataSpec, "list:" + root + "/list.txt");
    QCOMPARE(classifyPath(folder.write("notes.txt", "chapter 12\n")).kind, Kind::Unknown);
    QCOMPARE(classifyPath(folder.path() / "missing").kind, Kind::Unknown);
  }
};

EFFORTLAB_TEST(tst_drop_classifier)
#include "tst_drop_classifier.moc"
