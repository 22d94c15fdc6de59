#include "fovea/video_evaluation.h"

#include "core/error.h"
#include "fovea/annotated_video.h"
#include "fovea_support.h"
#include "support/test_files.h"
#include "support/test_registry.h"

#include <QTest>

#include <cmath>

using namespace effortlab;
using namespace effortlab::fovea;
using tests::OracleClip;
using tests::settingsOf;

namespace {

FrameRecord recordOf(std::int64_t frame, FrameKind kind, double ms, std::int64_t side) {
  FrameRecord record{.frame = frame, .kind = kind, .canvas = {.height = side, .width = side}};
  record.ms = {.detector = ms / 2, .total = ms};
  record.macs = record.macsRun = side * side;
  return record;
}

/// A video whose stream ends, or fails, before its time.
class ShortStream final : public data::FrameReader {
public:
  ShortStream(std::unique_ptr<data::FrameReader> whole, std::int64_t until, ErrorCode code)
      : m_whole(std::move(whole)), m_until(until), m_code(code) {}
  const data::VideoInfo& info() const noexcept override { return m_whole->info(); }
  data::FramePtr read(std::int64_t index) override {
    if (index >= m_until)
      throw Error(m_code, "the stream fails at frame " + std::to_string(index));
    return m_whole->read(index);
  }

private:
  std::unique_ptr<data::FrameReader> m_whole;
  std::int64_t m_until;
  ErrorCode m_code;
};

}  // namespace

class tst_video_evaluation : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void reportsLiterals() {
    const std::vector<FrameRecord> full{recordOf(0, FrameKind::Full, 10, 100), recordOf(1, FrameKind::Full, 10, 100),
                                        recordOf(2, FrameKind::Full, 12, 100), recordOf(3, FrameKind::Full, 8, 100)};
    const std::vector<FrameRecord> ours{recordOf(0, FrameKind::Full, 10, 100), recordOf(1, FrameKind::Skipped, 1, 0),
                                        recordOf(2, FrameKind::Fovea, 4, 50), recordOf(3, FrameKind::Skipped, 1, 0)};
    const PolicyReport report = reportOf(settingsOf("best"), ours, full, nullptr, 0.4F);
    QCOMPARE(report.frames, 4);
    QCOMPARE(report.processed, 2);
    QCOMPARE(report.fullFrames, 1);
    QCOMPARE(report.msPerFrame, 4.0);
    QCOMPARE(report.msPerCall, 7.0);
    QCOMPARE(report.medianMs, 2.5);
    QCOMPARE(report.worstMs, 10.0);
    QCOMPARE(report.mean.detector, 2.0);
    QCOMPARE(report.perFrame->eq39, 40000.0 / 12500.0);
    QCOMPARE(report.perFrame->macs, 40000.0 / 12500.0);
    QCOMPARE(report.perFrame->measured, 2.5);
    QCOMPARE(report.perCall->eq39, 1.6);
    QCOMPARE(report.perCall->measured, 10.0 / 7.0);
    QVERIFY(!report.precision);
    QVERIFY(!reportOf(settingsOf("best"), ours, {}, nullptr, 0.4F).perFrame);
    QCOMPARE(reportOf(settingsOf("best"), {}, full, nullptr, 0.4F).frames, 0);
  }

  void heldBoxesCountInPrecision() {
    detect::Truth truth(4);
    for (std::size_t frame = 0; frame < 4; ++frame)  // 10 pixels a frame: held boxes miss from the second frame on
      truth[frame].push_back({.box = {10.0F * static_cast<float>(frame), 0, 20, 20}, .track = 1});
    std::vector<FrameRecord> records;
    for (std::int64_t frame = 0; frame < 4; ++frame) {
      records.push_back(recordOf(frame, frame == 0 ? FrameKind::Full : FrameKind::Skipped, 1, 10));
      records.back().boxes = {{.box = {0, 0, 20, 20}, .score = 0.9F}};
    }
    const PolicyReport report = reportOf(settingsOf("every:4"), records, {}, &truth, 0.4F);
    QCOMPARE(report.precision->ap50, 0.25);
    QCOMPARE(report.precision->alarms.misses, 0.75);
    QCOMPARE(report.precision->alarms.falseAlarms, 0.75);
    QCOMPARE(report.precision->alarms.framesWithMiss, (std::vector<std::int64_t>{1, 2, 3}));
    QVERIFY(report.precision->bySpeed[2] && !report.precision->bySpeed[0]);
    QVERIFY(report.precision->bySize[0] && !report.precision->bySize[2]);
    // A part of the video: frames keep their numbers.
    const PolicyReport rest = reportOf(settingsOf("every:4"), std::span(records).subspan(2), {}, &truth, 0.4F);
    QCOMPARE(rest.precision->ap50, 0.0);
    QCOMPARE(rest.precision->alarms.framesWithMiss, (std::vector<std::int64_t>{2, 3}));
  }

  void anOracleIsPerfectOnFullFrames() {
    const OracleClip clip = tests::oracleClip("tune-fast-static");
    std::vector<std::pair<std::size_t, std::int64_t>> seen;
    const VideoEvaluation result = evaluateVideo(
        *clip.video, *clip.detector, &clip.truth,
        {.policies = {settingsOf("full"), settingsOf("every:5"), settingsOf("track:5"), settingsOf("best")},
         .firstFrame = 10,
         .frames = 30,
         .repetitions = 2,
         .onFrame = [&](std::size_t policy, const FrameRecord& record) { seen.emplace_back(policy, record.frame); }},
        {});
    QVERIFY(result.complete);
    QCOMPARE(seen.size(), std::size_t{120});
    QCOMPARE(seen.back().second, 39);
    QCOMPARE(result.records[3].size(), std::size_t{30});
    QCOMPARE(result.records[1].front().frame, 10);
    QVERIFY(result.policies[0].precision->ap50 > 0.999);
    QVERIFY(result.policies[2].precision->classAgnosticAp50 > result.policies[1].precision->classAgnosticAp50);
    QCOMPARE(result.policies[1].processed, 6);
    QVERIFY(result.policies[3].perFrame->eq39 > 1.0);
    QCOMPARE(result.policies[0].perFrame->eq39, 1.0);
  }

  void sameForAnyOrderAndRepetition() {
    const OracleClip clip = tests::oracleClip("tune-crowd-pan");
    const auto boxesOf = [&](std::vector<PolicySettings> policies, std::size_t which, int repetitions) {
      const VideoEvaluation result =
          evaluateVideo(*clip.video, *clip.detector, &clip.truth,
                        {.policies = std::move(policies), .frames = 25, .repetitions = repetitions}, {});
      std::string text;
      for (const FrameRecord& record : result.records[which])
        for (const ShownBox& box : record.boxes)
          text +=
              std::to_string(record.frame) + " " + std::to_string(box.box.x) + " " + std::to_string(box.score) + "\n";
      return text;
    };
    const std::string alone = boxesOf({settingsOf("best")}, 0, 1);
    QVERIFY(!alone.empty());
    QCOMPARE(boxesOf({settingsOf("full"), settingsOf("thesis"), settingsOf("best")}, 2, 3), alone);
  }

  void keepsWhatAStreamGave_data() {
    QTest::addColumn<int>("code");
    QTest::newRow("ends early") << static_cast<int>(ErrorCode::Truncated);
    QTest::newRow("changes size") << static_cast<int>(ErrorCode::Mismatch);
    QTest::newRow("is unplugged") << static_cast<int>(ErrorCode::Unreadable);
  }
  void keepsWhatAStreamGave() {
    QFETCH(int, code);
    const OracleClip clip = tests::oracleClip("tune-medium-static");
    data::VideoSource broken(std::make_unique<ShortStream>(data::openFrameReader("scene:tune-medium-static"), 7,
                                                           static_cast<ErrorCode>(code)));
    const VideoEvaluation result =
        evaluateVideo(broken, *clip.detector, &clip.truth, {.policies = {settingsOf("full"), settingsOf("best")}}, {});
    QVERIFY(!result.complete);
    QCOMPARE(result.warnings.size(), std::size_t{1});
    QVERIFY(result.warnings.front().find("frame 7") != std::string::npos);
    QCOMPARE(result.policies[1].frames, 7);
    QVERIFY(result.policies[0].precision->ap50 > 0.999);
    data::VideoSource nothing(std::make_unique<ShortStream>(data::openFrameReader("scene:tune-medium-static"), 0,
                                                            static_cast<ErrorCode>(code)));
    QVERIFY_EXCEPTION_THROWN(evaluateVideo(nothing, *clip.detector, nullptr, {.policies = {settingsOf("full")}}, {}),
                             Error);
  }

  void stops() {
    const OracleClip clip = tests::oracleClip("tune-medium-static");
    std::stop_source source;
    const VideoEvaluation result = evaluateVideo(*clip.video, *clip.detector, &clip.truth,
                                                 {.policies = {settingsOf("full")},
                                                  .onFrame =
                                                      [&](std::size_t, const FrameRecord& record) {
                                                        if (record.frame == 4)
                                                          source.request_stop();
                                                      }},
                                                 {.stop = source.get_token(), .onProgress = {}});
    QVERIFY(!result.complete && result.warnings.empty());
    QCOMPARE(result.policies.front().frames, 5);
  }

  void refusesFramesThereAreNot() {
    const OracleClip clip = tests::oracleClip("tune-medium-static");
    QVERIFY_EXCEPTION_THROWN(
        evaluateVideo(*clip.video, *clip.detector, nullptr, {.policies = {settingsOf("full")}, .firstFrame = 150}, {}),
        Error);
  }

  void writesVideos() {
    const tests::TemporaryFolder folder;
    const OracleClip clip = tests::oracleClip("tune-medium-static");
    const auto policy = makePolicy(settingsOf("full"), *clip.detector, clip.options);
    const std::vector<FrameRecord> records = tests::lookAtAll(*policy, *clip.video, 3);
    const data::FramePtr frame = clip.video->frame(0);
    const data::Image drawn = annotated(*frame, records.front(), clip.detector->labels());
    QVERIFY(drawn.pixels != frame->pixels);
    const auto file = folder.path() / "seen.mp4";
    {
      AnnotatedVideo left(file, {.frame = clip.options.frame});
      left.add(*frame, records.front());
    }
    QVERIFY(std::filesystem::is_empty(folder.path()));
    AnnotatedVideo writer(file, {.frame = clip.options.frame, .labels = clip.detector->labels()});
    for (const FrameRecord& record : records)
      writer.add(*clip.video->frame(record.frame), record);
    QVERIFY_EXCEPTION_THROWN(writer.add({.width = 1, .height = 1, .channels = 3, .pixels = {0, 0, 0}}, records[0]),
                             Error);
    writer.finish();
    QCOMPARE(data::openVideo(file.string())->info().frames, 3);
    QVERIFY_EXCEPTION_THROWN(AnnotatedVideo(folder.path() / "no" / "x.mp4", {.frame = clip.options.frame}), Error);
  }
};

EFFORTLAB_TEST(tst_video_evaluation)
#include "tst_video_evaluation.moc"
