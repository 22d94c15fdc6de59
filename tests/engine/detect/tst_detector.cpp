#include "core/error.h"
#include "data/image_list.h"
#include "data/preprocess.h"
#include "data/scenes.h"
#include "data/video_source.h"
#include "detect/average_precision.h"
#include "detect/detector.h"
#include "effort/effort_layer.h"
#include "support/test_files.h"
#include "support/test_registry.h"

#include <QTest>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

using namespace effortlab;
using namespace effortlab::detect;
using nn::EngineKind;

namespace {

constexpr float wantedOverlap = 0.99F;
constexpr float scoreTolerance = 1e-3F;
/// Scores of both sides of the threshold may round apart: boxes this near to it need no partner.
constexpr float thresholdMargin = 1e-4F;

/// The box of `found` without a partner in `others`; empty where each has one.
std::string unmatched(const Detections& found, const Detections& others, float threshold) {
  for (const Detection& box : found) {
    const bool matched = std::any_of(others.begin(), others.end(), [&](const Detection& other) {
      return other.classIndex == box.classIndex && std::abs(other.score - box.score) < scoreTolerance &&
             intersectionOverUnion(other.box, box.box) > wantedOverlap;
    });
    if (!matched && box.score > threshold + thresholdMargin)
      return "class " + std::to_string(box.classIndex) + " score " + std::to_string(box.score) + " at " +
             std::to_string(box.box.x) + "," + std::to_string(box.box.y);
  }
  return "";
}

std::vector<std::filesystem::path> everyNth(const std::filesystem::path& folder, std::size_t step) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    if (entry.path().extension() == ".jpg")
      files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  std::vector<std::filesystem::path> chosen;
  for (std::size_t i = 0; i < files.size(); i += step)
    chosen.push_back(files[i]);
  return chosen;
}

}  // namespace

class tst_detector : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void findsWhatOpenCvFinds_data() {
    QTest::addColumn<QString>("manifest");
    QTest::addColumn<QString>("graph");  // in place of the manifest's
    QTest::addColumn<QString>("folder");
    QTest::addColumn<int>("step");
    QTest::newRow("objects") << "models/yolo-fastest-1.1-xl-coco/yolo_fastest_xl.model.json"
                             << ""
                             << "imagenet-samples" << 125;
    QTest::newRow("people, 80 classes") << "models/yolo-fastest-1.1-xl-coco/yolo_fastest_xl.model.json"
                                        << ""
                                        << "tud-campus/img1" << 36;
    QTest::newRow("people") << "models/yolo-fastest-1.1-body/yolo_fastest_body.model.json"
                            << ""
                            << "tud-campus/img1" << 36;
    QTest::newRow("faces, Caffe") << "models/rfb320-face-ssd/rfb320_face.model.json"
                                  << ""
                                  << "imagenet-samples" << 50;
    QTest::newRow("faces, ONNX") << "models/rfb320-face-ssd/rfb320_face.model.json"
                                 << "version-RFB-320.onnx"
                                 << "imagenet-samples" << 50;
  }
  void findsWhatOpenCvFinds() {
    QFETCH(QString, manifest);
    QFETCH(QString, graph);
    QFETCH(QString, folder);
    QFETCH(int, step);
    const auto path = tests::sharedData(manifest.toStdString());
    const auto images = tests::sharedData(folder.toStdString());
    if (!path || !images)
      QSKIP("the shared models and images are not on this machine");
    model::Manifest described = model::readManifest(*path);
    if (!graph.isEmpty()) {
      described.graphFile = path->parent_path() / graph.toStdString();
      described.weightsFile.clear();
      described.detection->decoder = model::Decoder::BoxesScores;  // its last layers decode
    }
    const auto model = std::make_shared<const model::Model>(model::loadModel(described));
    const auto ours = makeDetector(model, {.engine = EngineKind::Eigen});
    const auto theirs = makeDetector(model, {.engine = EngineKind::OpenCv});
    std::size_t boxes = 0;
    for (const auto& file : everyNth(*images, static_cast<std::size_t>(step))) {
      const data::Image image = data::readImage(file);
      const Detections found = ours->detect(image);
      const Detections expected = theirs->detect(image);
      const float threshold = described.detection->threshold;
      const std::string problem = file.filename().string() + ": " + unmatched(found, expected, threshold) +
                                  unmatched(expected, found, threshold);
      QVERIFY2(problem.ends_with(": "), problem.c_str());
      boxes += expected.size();
    }
    qInfo("%zu boxes", boxes);
    QVERIFY(boxes > 0);
  }

  void refusesWhatIsNoDetector() {
    auto model = std::make_shared<model::Model>();
    model->manifest.graphFile = "net.onnx";
    try {
      static_cast<void>(makeDetector(model, {.engine = EngineKind::Eigen}));
      QFAIL("a classifier was taken");
    } catch (const Error& error) {
      QCOMPARE(error.code(), ErrorCode::InvalidArgument);
    }
  }

  void canvasesOfOtherSizes_data() {
    QTest::addColumn<QString>("manifest");
    QTest::addColumn<int>("width");
    QTest::addColumn<int>("height");
    QTest::newRow("people 416x288") << "models/yolo-fastest-1.1-body/yolo_fastest_body.model.json" << 416 << 288;
    QTest::newRow("people 160x224") << "models/yolo-fastest-1.1-body/yolo_fastest_body.model.json" << 160 << 224;
    QTest::newRow("faces 256x192") << "models/rfb320-face-ssd/rfb320_face.model.json" << 256 << 192;
  }
  void canvasesOfOtherSizes() {
    QFETCH(QString, manifest);
    QFETCH(int, width);
    QFETCH(int, height);
    const auto path = tests::sharedData(manifest.toStdString());
    const auto images = tests::sharedData(manifest.contains("face") ? "imagenet-samples" : "tud-campus/img1");
    if (!path || !images)
      QSKIP("the shared models and images are not on this machine");
    const auto model = std::make_shared<const model::Model>(model::loadModel(*path));
    const auto ours = makeDetector(model, {.engine = EngineKind::Fast});
    const auto theirs = makeDetector(model, {.engine = EngineKind::OpenCv});
    std::size_t boxes = 0;
    DetectorCost cost;
    for (const auto& file : everyNth(*images, manifest.contains("face") ? 50 : 24)) {
      const data::Image canvas = data::stretched(data::readImage(file), width, height);
      const Detections found = ours->detectCanvas(canvas, {.cost = &cost});
      const Detections expected = theirs->detectCanvas(canvas, {});
      const float threshold = model->manifest.detection->threshold;
      const std::string problem = unmatched(found, expected, threshold) + unmatched(expected, found, threshold);
      QVERIFY2(problem.empty(), problem.c_str());
      boxes += expected.size();
    }
    QVERIFY(boxes > 0);
    QCOMPARE(cost.macs, ours->macs({.height = height, .width = width}));
    QVERIFY(cost.macs > 0 && cost.macsRun == cost.macs);
    QVERIFY(!ours->limits().fixed);
  }

  void aGraphOfOneSizeSaysSo() {
    const auto path = tests::sharedData("models/rfb320-face-ssd/rfb320_face.model.json");
    if (!path)
      QSKIP("the shared models are not on this machine");
    model::Manifest described = model::readManifest(*path);
    described.graphFile = path->parent_path() / "version-RFB-320.onnx";
    described.weightsFile.clear();
    described.detection->decoder = model::Decoder::BoxesScores;
    const auto detector = makeDetector(std::make_shared<const model::Model>(model::loadModel(described)));
    QVERIFY(detector->limits().fixed);
    try {
      static_cast<void>(detector->detectCanvas({160, 120, 3, std::vector<std::uint8_t>(160 * 120 * 3)}, {}));
      QFAIL("another size was taken");
    } catch (const Error& error) {
      QCOMPARE(error.code(), ErrorCode::InvalidArgument);
      QVERIFY2(std::string(error.what()).find("320x240") != std::string::npos, error.what());
    }
  }

  void knobsOnADetector() {
    const auto path = tests::sharedData("models/yolo-fastest-1.1-body/yolo_fastest_body.model.json");
    if (!path)
      QSKIP("the shared models are not on this machine");
    const auto model = std::make_shared<const model::Model>(model::loadModel(*path));
    DetectorOptions options{.engine = EngineKind::Eigen};
    effort::KnobSettings gate;
    gate.gate = effort::GateKnob{.margin = 0.5};
    options.knobs = gate;
    QVERIFY_THROWS_EXCEPTION(Error, static_cast<void>(makeDetector(model, options)));
    options.knobs = {};
    for (const effort::EffortLayer& layer : effort::findEffortLayers(*model->graph)) {
      effort::LayerKnobs knobs;
      knobs.sfma = effort::SfmaKnob{.weight = 0.5, .variance = 1e-3};
      if (layer.convolution)
        options.knobs.set(layer.name, knobs);
    }
    QVERIFY(!options.knobs.off());
    const auto tuned = makeDetector(model, options);
    DetectorCost cost;
    const data::Image grey{320, 320, 3, std::vector<std::uint8_t>(320 * 320 * 3, 128)};
    static_cast<void>(tuned->detect(grey, {.cost = &cost}));
    QVERIFY2(cost.macsRun < cost.macs, qPrintable(QString::number(cost.macsRun)));
  }

  void precomputedDetectionsFollowTheirTiles() {
    const auto detector = makePrecomputedDetector({{}, {{{10, 10, 20, 20}, 1, 0.9F}, {{90, 0, 20, 20}, 0, 0.5F}}},
                                                  {"a", "b"}, {.height = 100, .width = 200});
    const data::Image none;
    QVERIFY(detector->detectCanvas(none, {.frame = 0}).empty());
    QVERIFY(detector->detectCanvas(none, {.frame = 7}).empty());
    QCOMPARE(detector->detectCanvas(none, {.frame = 1}).size(), std::size_t{2});
    QCOMPARE(detector->detectCanvas(none, {.threshold = 0.5F, .frame = 1}).size(), std::size_t{1});
    const std::vector<CanvasTile> tiles{{{0, 0, 100, 50}, {20, 30, 50, 25}}, {{105, 0, 50, 50}, {100, 0, 50, 50}}};
    const Detections found = detector->detectCanvas(none, {.frame = 1, .tiles = tiles});
    QCOMPARE(found.size(), std::size_t{2});  // half of the second box is in the first tile, a quarter in the second
    QVERIFY(intersectionOverUnion(found[0].box, {25, 35, 10, 10}) > 0.999F);
    QVERIFY(intersectionOverUnion(found[1].box, {65, 30, 5, 10}) > 0.999F);
    QVERIFY_THROWS_EXCEPTION(Error, static_cast<void>(detector->detectCanvas(none, {})));
  }

  void theBuiltInDetector() {
    QVERIFY(!model::builtInDetector().empty());
    const auto model = std::make_shared<const model::Model>(model::loadModel(model::builtInDetector()));
    QCOMPARE(model->labels.size(), std::size_t{7});
    const auto ours = makeDetector(model, {.engine = EngineKind::Fast});
    const auto theirs = makeDetector(model, {.engine = EngineKind::OpenCv});
    QVERIFY(!ours->limits().fixed);
    std::unique_ptr<data::Scene> scene;
    try {
      scene = std::make_unique<data::Scene>(data::sceneNamed("crowd-pan"));
    } catch (const Error&) {
      QSKIP("dataset-fashion-mnist is not on this machine");
    }
    const data::Image frame = scene->frame(70);
    std::size_t boxes = 0;
    for (const auto& [width, height] : {std::pair{300, 300}, {150, 150}, {75, 75}, {480, 360}, {97, 161}}) {
      const data::Image canvas = data::stretched(frame, width, height);
      const Detections found = ours->detectCanvas(canvas, {});
      const Detections expected = theirs->detectCanvas(canvas, {});
      const float threshold = model->manifest.detection->threshold;
      const std::string problem = unmatched(found, expected, threshold) + unmatched(expected, found, threshold);
      QVERIFY2(problem.empty(), problem.c_str());
      boxes += found.size();
    }
    QVERIFY(boxes >= 10);
  }

  void theBuiltInDetectorFindsClothes() {
    const auto model = std::make_shared<const model::Model>(model::loadModel(model::builtInDetector()));
    const auto detector = makeDetector(model);
    std::shared_ptr<data::VideoSource> video;
    try {
      video = data::openVideo("scene:crowd-static");
    } catch (const Error&) {
      QSKIP("dataset-fashion-mnist is not on this machine");
    }
    const data::VideoAnnotations truth = data::withLabels(*video->annotations(), model->labels);
    constexpr std::size_t step = 10;
    std::vector<Detections> found;
    Truth objects;
    for (std::size_t i = 0; i < truth.frames.size(); i += step) {
      found.push_back(detector->detectCanvas(*video->frame(static_cast<std::int64_t>(i)), {.threshold = 0.05F}));
      objects.push_back(truth.frames[i]);
    }
    const double ap = averagePrecision(found, objects, {}).meanAp;
    QVERIFY2(ap > 0.75, qPrintable(QString::number(ap)));
  }
};

EFFORTLAB_TEST(tst_detector)
#include "tst_detector.moc"
