#include "fovea/policies.h"

#include "core/error.h"
#include "fovea/thesis_scales.h"
#include "fovea/video_evaluation.h"
#include "fovea_support.h"
#include "support/test_registry.h"

#include <QTest>

#include <algorithm>

using namespace effortlab;
using namespace effortlab::fovea;
using tests::lookAtAll;
using tests::OracleClip;
using tests::settingsOf;
using tests::stillClip;

namespace {

/// An oracle whose full frames are SSD300's.
class SsdSized final : public detect::Detector {
public:
  explicit SsdSized(detect::Detector& oracle) : m_oracle(oracle) { m_limits.usual = {.height = 300, .width = 300}; }
  detect::Detections detectCanvas(const data::Image& canvas, const detect::DetectorCall& call) override {
    return m_oracle.detectCanvas(canvas, call);
  }
  std::int64_t macs(model::ImageSize canvas) override { return canvas.width * canvas.height; }
  const detect::CanvasLimits& limits() const noexcept override { return m_limits; }
  const std::vector<std::string>& labels() const noexcept override { return m_oracle.labels(); }
  void prepare(model::ImageSize, const std::stop_token&) override {}

private:
  detect::Detector& m_oracle;
  detect::CanvasLimits m_limits;
};

std::string kindsOf(const std::vector<FrameRecord>& records) {
  std::string kinds;
  for (const FrameRecord& record : records)
    kinds += record.kind == FrameKind::Full ? 'F' : record.kind == FrameKind::Fovea ? 'o' : '.';
  return kinds;
}

}  // namespace

class tst_policies : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void fullLooksAtEveryFrame() {
    const OracleClip clip = stillClip(3, 4);
    const auto policy = makePolicy(settingsOf("full"), *clip.detector, clip.options);
    const auto records = lookAtAll(*policy, *clip.video, 4);
    QCOMPARE(kindsOf(records), std::string("FFFF"));
    QCOMPARE(records[2].boxes.size(), std::size_t{3});
    QCOMPARE(records[2].boxes.front().origin, BoxOrigin::Full);
  }

  void everyHoldsTheBoxes() {
    const OracleClip clip = stillClip(2, 8);
    const auto policy = makePolicy(settingsOf("every:3"), *clip.detector, clip.options);
    const auto records = lookAtAll(*policy, *clip.video, 8);
    QCOMPARE(kindsOf(records), std::string("F..F..F."));
    QCOMPARE(records[5].boxes.size(), std::size_t{2});
    QCOMPARE(records[5].boxes.front().age, 2);
    QCOMPARE(records[5].boxes.front().origin, BoxOrigin::Held);
    QCOMPARE(records[5].canvas.width, std::int64_t{0});
    // After a gap, a step back and restart(): anew.
    QCOMPARE(policy->look({.frame = 2, .image = clip.video->frame(2)}).kind, FrameKind::Full);
    QCOMPARE(policy->look({.frame = 3, .image = clip.video->frame(3)}).kind, FrameKind::Skipped);
    QCOMPARE(policy->look({.frame = 5, .image = clip.video->frame(5)}).kind, FrameKind::Full);
    policy->restart();
    QCOMPARE(policy->look({.frame = 6, .image = clip.video->frame(6)}).kind, FrameKind::Full);
    policy->change(settingsOf("every:1"));
    QCOMPARE(policy->look({.frame = 7, .image = clip.video->frame(7)}).kind, FrameKind::Full);
    QVERIFY_EXCEPTION_THROWN(policy->change(settingsOf("full")), Error);
  }

  void theThesisReproducesItsArithmetic() {
    const PolicySettings settings = settingsOf("thesis");
    // One look in five frames against SSD300 on each: eq. 3.9 as the report counts it.
    const auto speedUp = [&settings](std::int64_t side) {
      std::vector<FrameRecord> full(5), fovea(5);
      for (FrameRecord& record : full)
        record.canvas = {.height = 300, .width = 300};
      for (FrameRecord& record : fovea)
        record.kind = FrameKind::Skipped;
      fovea[0].kind = FrameKind::Fovea;
      fovea[0].canvas = {.height = side, .width = side};
      return reportOf(settings, fovea, full, nullptr, 0.4F).perFrame->eq39;
    };
    QCOMPARE(speedUp(75), 80.0);
    QCOMPARE(speedUp(150), 20.0);
    QCOMPARE(speedUp(300), 5.0);
    QVERIFY(!montageScale(0, settings) && !montageScale(7, settings));
    for (const auto& [objects, scale] : {std::pair(1, 0.25), {2, 0.25}, {3, 0.5}, {4, 0.5}, {5, 1.0}, {6, 1.0}})
      QCOMPARE(*montageScale(static_cast<std::size_t>(objects), settings), scale);
  }

  void theThesisMakesItsMontages_data() {
    QTest::addColumn<int>("objects");
    QTest::addColumn<int>("side");
    QTest::addColumn<double>("eq39");
    QTest::newRow("few") << 2 << 75 << 80.0;
    QTest::newRow("some") << 4 << 150 << 20.0;
    QTest::newRow("many") << 6 << 300 << 5.0;
  }
  void theThesisMakesItsMontages() {
    QFETCH(int, objects);
    QFETCH(int, side);
    QFETCH(double, eq39);
    const OracleClip clip = stillClip(static_cast<std::size_t>(objects), 51);
    SsdSized detector(*clip.detector);
    const auto policy = makePolicy(settingsOf("thesis"), detector, clip.options);
    auto records = lookAtAll(*policy, *clip.video, 51);
    QCOMPARE(kindsOf(records), std::string("F....o....o....o....o....o....o....o....o....o....F"));
    QCOMPARE(records[5].canvas.width, std::int64_t{side});
    QCOMPARE(records[5].canvas.height, std::int64_t{side});
    QCOMPARE(records[5].tiles.size(), static_cast<std::size_t>(objects));
    QCOMPARE(records[5].fill, 1.0F);
    for (const FrameRecord& record : records)
      QCOMPARE(record.boxes.size(), static_cast<std::size_t>(objects));
    // Eq. 3.9, from frames: without the full ones it is the literal.
    const auto full = makePolicy(settingsOf("full"), detector, clip.options);
    const auto dense = lookAtAll(*full, *clip.video, 5);
    const std::span<const FrameRecord> steady = std::span(records).subspan(5, 45);
    const PolicyReport report = reportOf(settingsOf("thesis"), steady, dense, nullptr, 0.4F);
    QVERIFY(std::abs(report.perFrame->eq39 - eq39) < 1e-9);
    QVERIFY(std::abs(report.perCall->eq39 - eq39 / 5) < 1e-9);
  }

  void theThesisGoesFull() {
    const OracleClip crowd = stillClip(7, 11);
    QCOMPARE(kindsOf(lookAtAll(*makePolicy(settingsOf("thesis"), *crowd.detector, crowd.options), *crowd.video, 11)),
             std::string("F....F....F"));
    const OracleClip empty = stillClip(0, 7);
    QCOMPARE(kindsOf(lookAtAll(*makePolicy(settingsOf("thesis"), *empty.detector, empty.options), *empty.video, 7)),
             std::string("F.F.F.F"));
    const OracleClip clip = stillClip(2, 7);
    QCOMPARE(kindsOf(lookAtAll(*makePolicy(settingsOf("thesis,recheck=2,skip_o=2"), *clip.detector, clip.options),
                               *clip.video, 7)),
             std::string("F.o.F.o"));
  }

  void theThesisOptions() {
    const OracleClip clip = stillClip(3, 6);
    SsdSized detector(*clip.detector);
    const auto policy = makePolicy(settingsOf("thesis,montage=per_tile"), detector, clip.options);
    const auto records = lookAtAll(*policy, *clip.video, 6);
    QCOMPARE(records[5].canvas.width, std::int64_t{300});  // 2 x 2 tiles of .5 * 300
    QCOMPARE(records[5].tiles.front().destination.w, 150.0F);
    QCOMPARE(records[5].fill, 0.75F);
    policy->change(settingsOf("thesis,z=0.5,z_of=total"));
    QCOMPARE(records[5].tiles.front().source.w, 48.0F);  // 40 and a tenth on each side
  }

  void linearMotionMovesSkippedBoxes() {
    const OracleClip clip = tests::oracleClip("tune-fast-static");
    const auto hold = makePolicy(settingsOf("thesis,skip_o=2,recheck=1"), *clip.detector, clip.options);
    const auto linear =
        makePolicy(settingsOf("thesis,skip_o=2,recheck=1,skipped=linear"), *clip.detector, clip.options);
    const auto held = lookAtAll(*hold, *clip.video, 40), moved = lookAtAll(*linear, *clip.video, 40);
    const auto meanOverlap = [&](const std::vector<FrameRecord>& records) {
      float sum = 0;
      int count = 0;
      for (std::size_t i = 5; i < records.size(); i += 2)
        for (const ShownBox& box : records[i].boxes) {
          float best = 0;
          for (const data::Annotation& object : clip.truth[i])
            best = std::max(best, detect::intersectionOverUnion(object.box, box.box));
          sum += best;
          ++count;
        }
      return sum / static_cast<float>(std::max(count, 1));
    };
    QVERIFY2(meanOverlap(moved) > meanOverlap(held) + 0.02F,
             qPrintable(QString("%1 %2").arg(meanOverlap(moved)).arg(meanOverlap(held))));
  }

  void bestFindsWhatThereIs_data() {
    QTest::addColumn<QString>("scene");
    for (const char* scene : {"tune-medium-static", "tune-medium-pan", "tune-fast-pan"})
      QTest::newRow(scene) << scene;
  }
  /// With a detector that errs nowhere, what is missing is the policy's fault.
  void bestFindsWhatThereIs() {
    QFETCH(QString, scene);
    const OracleClip clip = tests::oracleClip(scene.toStdString());
    const auto policy = makePolicy(settingsOf("best"), *clip.detector, clip.options);
    const auto records = lookAtAll(*policy, *clip.video, 100);
    const PolicyReport report = reportOf(settingsOf("best"), records, {}, &clip.truth, 0.4F);
    QVERIFY2(report.precision->classAgnosticAp50 > 0.85,
             qPrintable(QString("AP %1").arg(report.precision->classAgnosticAp50)));
    QVERIFY(report.precision->alarms.duplicates < 0.1);
    QVERIFY(report.processed <= 60);
    for (const FrameRecord& record : records)
      QCOMPARE(record.kind == FrameKind::Skipped, record.canvas.width == 0);
  }

  void bestBeginsAnewAfterAGap() {
    const OracleClip clip = tests::oracleClip("tune-medium-static");
    const auto policy = makePolicy(settingsOf("best"), *clip.detector, clip.options);
    lookAtAll(*policy, *clip.video, 4);
    QCOMPARE(policy->look({.frame = 40, .image = clip.video->frame(40)}).kind, FrameKind::Full);
    QVERIFY(!policy->canvases().empty());
  }

  void canvasesThatDoNotFitAreRefused() {
    const OracleClip clip = stillClip(1, 2);
    PolicyOptions options = clip.options;
    options.input = {.height = 8000, .width = 8000};
    for (const char* name : {"full", "track:5", "thesis", "best"})
      try {
        static_cast<void>(makePolicy(settingsOf(name), *clip.detector, options));
        QFAIL(name);
      } catch (const Error& error) {
        QCOMPARE(error.code(), ErrorCode::InvalidArgument);
        QVERIFY(QByteArray(error.what()).contains("8000x8000") && QByteArray(error.what()).contains("4096"));
      }
  }
};

EFFORTLAB_TEST(tst_policies)
#include "tst_policies.moc"
