#include "core/error.h"
#include "data/image_list.h"
#include "detect/detector.h"
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
    const Detector ours(model, EngineKind::Eigen);
    const Detector theirs(model, EngineKind::OpenCv);
    std::size_t boxes = 0;
    for (const auto& file : everyNth(*images, static_cast<std::size_t>(step))) {
      const data::Image image = data::readImage(file);
      const Detections found = ours.detect(image, {});
      const Detections expected = theirs.detect(image, {});
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
      const Detector detector(model, EngineKind::Eigen);
      QFAIL("a classifier was taken");
    } catch (const Error& error) {
      QCOMPARE(error.code(), ErrorCode::InvalidArgument);
    }
  }
};

EFFORTLAB_TEST(tst_detector)
#include "tst_detector.moc"
