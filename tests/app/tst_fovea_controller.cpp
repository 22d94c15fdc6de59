#include "charts/frame_cost_chart.h"
#include "charts/precision_chart.h"
#include "controllers/fovea_controller.h"
#include "fake_policy.h"
#include "models/evaluation_model.h"
#include "panels/evaluation_table.h"
#include "panels/parameter_field.h"
#include "panels/policy_panel.h"
#include "shell/fovea_page.h"
#include "support/test_files.h"
#include "support/test_registry.h"
#include "video/montage_view.h"
#include "video/player_bar.h"
#include "video/timeline_strip.h"
#include "video/video_view.h"

#include <QComboBox>
#include <QImage>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

#include <fstream>

using namespace effortlab;

namespace {

constexpr int longWaitMs = 20000;
const std::string scene = "scene:fast-static";

/// The page with a controller on fake policies; scenes and their exact boxes are real.
struct Bench {
  tests::TemporaryFolder folder;
  std::shared_ptr<tests::PolicyScript> script = std::make_shared<tests::PolicyScript>();
  app::FoveaPage page;
  std::unique_ptr<app::FoveaController> controller;
  std::unique_ptr<QSignalSpy> failures;

  Bench() {
    app::FoveaController::Options options;
    options.makePolicy = tests::fakePolicies(script);
    options.evaluate = [this](data::VideoSource& video, detect::Detector& detector, const detect::Truth* truth,
                              const fovea::VideoEvaluationPlan& plan,
                              const RunControl& control) { return evaluate(video, detector, truth, plan, control); };
    controller = std::make_unique<app::FoveaController>(page.widgets(), options);
    failures = std::make_unique<QSignalSpy>(controller.get(), &app::FoveaController::failed);
    page.resize(1100, 700);
    page.show();
  }
  ~Bench() { controller.reset(); }

  /// The fake policy over the first frames.
  fovea::VideoEvaluation evaluate(data::VideoSource& video, detect::Detector& detector, const detect::Truth* truth,
                                  const fovea::VideoEvaluationPlan& plan, const RunControl& control) const {
    constexpr std::int64_t frames = 20;
    const auto make = tests::fakePolicies(script);
    fovea::VideoEvaluation result;
    result.records.resize(plan.policies.size());
    std::vector<std::unique_ptr<fovea::FramePolicy>> policies;
    for (const fovea::PolicySettings& settings : plan.policies)
      policies.push_back(make(settings, detector, {}));
    for (std::int64_t frame = 0; frame < frames && result.complete; ++frame) {
      for (std::size_t i = 0; i < policies.size(); ++i) {
        result.records[i].push_back(policies[i]->look({.frame = frame, .image = video.frame(frame)}));
        plan.onFrame(i, result.records[i].back());
      }
      control.report(frame + 1, frames, "looking at frames");
      while (waits && !control.stopRequested())
        QTest::qSleep(1);
      result.complete = !control.stopRequested();
    }
    for (std::size_t i = 0; i < policies.size(); ++i)
      result.policies.push_back(
          fovea::reportOf(plan.policies[i], result.records[i], result.records[0], truth, plan.alarmScore));
    return result;
  }

  void open(const std::string& video = scene, const std::string& truth = {}) {
    controller->open({.video = video, .detector = detections(), .truth = truth});
    QTRY_VERIFY_WITH_TIMEOUT(controller->isIdle() && controller->opened(), longWaitMs);
  }
  std::string detections() const {
    return "boxes:" + folder.write("found.txt", "0 top 0.9 10 10 20 20\n1 bag 0.8 30 30 40 40\n").string();
  }
  const app::FrameView* shown() const { return controller->presenter().shown().get(); }

  std::atomic<bool> waits = false;
};

}  // namespace

class tst_fovea_controller : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void aVideoOpensOnItsFirstFrame() {
    Bench bench;
    bench.open();
    QVERIFY(bench.shown() != nullptr && bench.shown()->frame == 0 && bench.shown()->a);
    QCOMPARE(bench.page.widgets().video->boxes().size(), 1U);
    QCOMPARE(bench.page.widgets().timeline->frames(), 150);
    QVERIFY(bench.controller->opened()->truth);
    QCOMPARE(bench.failures->count(), 0);
  }

  void theButtonsOfThePlayerPlay() {
    Bench bench;
    bench.open();
    widgets::PlayerBar* bar = bench.page.widgets().player;
    QTest::mouseClick(bar->forwardButton(), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(bench.shown()->frame == 1, longWaitMs);
    QTest::mouseClick(bar->playButton(), Qt::LeftButton);
    QVERIFY(bar->isPlaying());
    QTRY_VERIFY_WITH_TIMEOUT(bench.shown()->frame > 4, longWaitMs);
    QTest::mouseClick(bar->playButton(), Qt::LeftButton);
    QVERIFY(!bar->isPlaying());
    QTRY_VERIFY_WITH_TIMEOUT(bench.controller->isIdle(), longWaitMs);
    QCOMPARE(bench.page.widgets().timeline->currentFrame(), bench.shown()->frame);
    QVERIFY(bench.controller->presenter().figures().frames > 4);
    Q_EMIT bench.page.widgets().timeline->seekRequested(100);
    QTRY_VERIFY_WITH_TIMEOUT(bench.shown()->frame == 100, longWaitMs);
  }

  void playingStopsWhileThePageIsAway() {
    Bench bench;
    bench.open();
    bench.controller->player().setLoop(true);
    bench.controller->player().play();
    bench.controller->setShown(false);
    QVERIFY(!bench.controller->player().isPlaying());
    bench.controller->setShown(true);
    QVERIFY(bench.controller->player().isPlaying());
  }

  void parametersAreOneUndoStepEach() {
    Bench bench;
    bench.open();
    widgets::PolicyPanel* panel = bench.page.widgets().policy;
    const fovea::PolicySettings before = bench.controller->policies().a;
    widgets::ParameterField* field = panel->field(QStringLiteral("score"));
    QVERIFY(field != nullptr);
    Q_EMIT field->dragStarted();
    Q_EMIT field->edited(0.1);
    Q_EMIT field->edited(0.2);
    Q_EMIT field->dragFinished();
    QCOMPARE(bench.controller->policies().a.value("score"), 0.2);
    QCOMPARE(bench.controller->undoStack()->count(), 1);
    QTRY_VERIFY_WITH_TIMEOUT(bench.shown()->a->boxes.front().score == 0.7F, longWaitMs);
    bench.controller->undoStack()->undo();
    QVERIFY(bench.controller->policies().a == before);
    QVERIFY(panel->settings() == before);
    const float usual = static_cast<float>(before.value("score")) + 0.5F;
    QTRY_VERIFY_WITH_TIMEOUT(bench.shown()->a->boxes.front().score == usual, longWaitMs);
    bench.controller->undoStack()->redo();
    QCOMPARE(panel->settings().value("score"), 0.2);
  }

  void twoPoliciesLookAtTheSameFrames() {
    Bench bench;
    bench.open();
    QComboBox* box = bench.page.widgets().comparison;
    box->setCurrentIndex(box->findData(QStringLiteral("full")));
    Q_EMIT box->activated(box->currentIndex());
    QTRY_VERIFY_WITH_TIMEOUT(bench.shown()->b != nullptr, longWaitMs);
    QVERIFY(bench.page.widgets().video->hasComparison());
    QVERIFY(bench.controller->policies().b.has_value());
    bench.controller->undoStack()->undo();
    QVERIFY(!bench.page.widgets().video->hasComparison());
    QCOMPARE(box->currentIndex(), 0);
  }

  void anEvaluationFillsTheTable() {
    Bench bench;
    bench.open();
    widgets::EvaluationTable* table = bench.page.widgets().evaluation;
    Q_EMIT table->evaluateRequested();
    QVERIFY(bench.controller->evaluation().isRunning());
    QTRY_VERIFY_WITH_TIMEOUT(!bench.controller->evaluation().isRunning(), longWaitMs);
    QVERIFY(bench.controller->evaluation().isCurrent());
    QCOMPARE(table->model()->reports().size(), 2U);  // full and ours
    QCOMPARE(table->model()->reports().front().frames, 20);
    QVERIFY(bench.controller->evaluation().alarms() != nullptr);
    app::PolicyPair changed = bench.controller->policies();
    changed.a.set("score", 0.3);
    bench.controller->changePolicies(changed, QStringLiteral("test"));
    QVERIFY(!bench.controller->evaluation().isCurrent());
    QCOMPARE(table->model()->reports().size(), 2U);  // stays, marked as of another setting
    bench.controller->undoStack()->undo();
    QVERIFY(bench.controller->evaluation().isCurrent());
  }

  void aStoppedEvaluationKeepsWhatThereIs() {
    Bench bench;
    bench.open();
    bench.waits = true;
    bench.controller->evaluation().start();
    QTRY_VERIFY_WITH_TIMEOUT(bench.controller->evaluation().done() == 1, longWaitMs);
    QElapsedTimer clock;
    clock.start();
    bench.controller->cancel();
    QTRY_VERIFY_WITH_TIMEOUT(!bench.controller->evaluation().isRunning(), longWaitMs);
    QVERIFY(clock.elapsed() < 500);
    QCOMPARE(bench.page.widgets().evaluation->model()->reports().front().frames, 1);
  }

  void missesAreFoundByKeys() {
    Bench bench;
    bench.open();
    bench.controller->player().playUntil(10);
    QTRY_VERIFY_WITH_TIMEOUT(bench.controller->isIdle() && bench.shown()->frame == 10, longWaitMs);
    Q_EMIT bench.page.widgets().player->nextMissRequested(false);  // the fake box finds nothing: all are missed
    QTRY_VERIFY_WITH_TIMEOUT(bench.shown()->frame == 9, longWaitMs);
    QSignalSpy notes(bench.controller.get(), &app::FoveaController::noted);
    bench.controller->player().seek(10);
    QTRY_VERIFY_WITH_TIMEOUT(bench.shown()->frame == 10, longWaitMs);
    Q_EMIT bench.page.widgets().player->nextMissRequested(true);
    QCOMPARE(notes.count(), 1);  // says that only frames seen are known
  }

  void badInputLeavesWhatIsOpen_data() {
    QTest::addColumn<QString>("video");
    QTest::addColumn<QString>("detector");
    QTest::addColumn<QString>("truth");
    QTest::newRow("no video") << "/no/such.mp4"
                              << ""
                              << "";
    QTest::newRow("no scene") << "scene:nowhere"
                              << ""
                              << "";
    QTest::newRow("no camera") << "camera:63"
                               << ""
                               << "";
    QTest::newRow("no detector") << ""
                                 << "/no/such.model.json"
                                 << "";
    QTest::newRow("no boxes") << ""
                              << "boxes:/no/such.txt"
                              << "";
    QTest::newRow("no ground truth") << ""
                                     << ""
                                     << "/no/such/gt.txt";
  }
  void badInputLeavesWhatIsOpen() {
    QFETCH(QString, video);
    QFETCH(QString, detector);
    QFETCH(QString, truth);
    Bench bench;
    bench.open();
    const auto before = bench.controller->opened();
    bench.controller->open(
        {.video = video.toStdString(), .detector = detector.toStdString(), .truth = truth.toStdString()});
    QTRY_COMPARE_WITH_TIMEOUT(bench.failures->count(), 1, longWaitMs);
    const auto failure = bench.failures->front().at(1).value<app::JobFailure>();
    QVERIFY(!failure.text.isEmpty() && !failure.text.contains(QLatin1Char('\n')));
    QVERIFY(bench.controller->opened() == before);
  }

  void groundTruthOfOtherFramesIsRefused() {
    Bench bench;
    bench.open();
    const auto truth = bench.folder.write("gt.txt", "1,1,10,10,20,20,1\n900,1,10,10,20,20,1\n");
    bench.controller->open({.video = {}, .detector = {}, .truth = truth.string()});
    QTRY_COMPARE_WITH_TIMEOUT(bench.failures->count(), 1, longWaitMs);
    QCOMPARE(bench.failures->front().at(1).value<app::JobFailure>().code, ErrorCode::Mismatch);
    const auto good = bench.folder.write("gt2.txt", "1,1,10,10,20,20,1,1\n2,1,12,10,20,20,1,1\n");
    bench.folder.write("classes.txt", "top\n");
    bench.controller->open({.video = {}, .detector = {}, .truth = good.string()});
    QTRY_VERIFY_WITH_TIMEOUT(!bench.controller->isLoading(), longWaitMs);
    QCOMPARE(bench.failures->count(), 1);
    QCOMPARE(bench.controller->opened()->truthSpec, good.string());
    QCOMPARE(bench.controller->opened()->truth->size(), 2U);
  }

  void aClassMapNamesTheGroundTruth() {
    Bench bench;
    bench.open();
    QSignalSpy misfits(bench.controller.get(), &app::FoveaController::truthDoesNotFit);
    const auto truth = bench.folder.write("walk/gt.txt", "1,1,10,10,20,20,1,7\n");
    bench.controller->open({.video = {}, .detector = {}, .truth = truth.string()});
    QTRY_COMPARE_WITH_TIMEOUT(misfits.count(), 1, longWaitMs);
    QVERIFY(bench.controller->opened()->truth->empty() || bench.controller->opened()->truth->front().empty());
    const auto map = bench.folder.write("map.txt", "7 bag\n");
    bench.controller->open({.video = {}, .detector = {}, .truth = {}, .classMap = map.string()});
    QTRY_VERIFY_WITH_TIMEOUT(bench.controller->opened()->classMap == map.string(), longWaitMs);
    QCOMPARE(misfits.count(), 1);
    QCOMPARE(bench.controller->opened()->truth->front().front().classIndex, 4);
  }

  void exportsAreWritten() {
    Bench bench;
    bench.open();
    QSignalSpy notes(bench.controller.get(), &app::FoveaController::noted);
    const auto boxes = bench.folder.path() / "out.txt";
    bench.controller->exportTo(app::VideoExport::Detections, boxes, {});
    QTRY_COMPARE_WITH_TIMEOUT(notes.count(), 1, longWaitMs);
    std::ifstream file(boxes);
    std::string line;
    while (std::getline(file, line) && line.starts_with('#')) {
    }
    QVERIFY2(line.starts_with("0 top "), line.c_str());
    const auto sheet = bench.folder.path() / "sheet.png";
    bench.controller->exportTo(app::VideoExport::MontageSheet, sheet, QStringLiteral("a caption"));
    QTRY_COMPARE_WITH_TIMEOUT(notes.count(), 2, longWaitMs);
    QVERIFY(QImage(QString::fromStdString(sheet.string())).width() > 480);
    bench.controller->exportTo(app::VideoExport::Detections, "/no/such/folder/out.txt", {});
    QTRY_COMPARE_WITH_TIMEOUT(bench.failures->count(), 1, longWaitMs);
    QVERIFY(bench.controller->opened());
    const auto video = bench.folder.path() / "seen.mp4";
    bench.controller->exportTo(app::VideoExport::AnnotatedVideo, video, {});
    QTRY_VERIFY_WITH_TIMEOUT(notes.count() == 3 || bench.failures->count() == 2, longWaitMs);
    if (notes.count() < 3)
      QSKIP("this machine's OpenCV writes no MP4");
    QCOMPARE(data::openVideo(video.string())->info().frames, 150);
  }

  void theHistogramSuggestsAMaximum() {
    Bench bench;
    bench.open();
    QPushButton* button = bench.page.widgets().useMaximum;
    QVERIFY(!button->isEnabled());  // policy best has no such parameter
    bench.controller->changePolicies(
        {.a = fovea::PolicySettings({.kind = fovea::PolicyKind::Thesis}), .b = std::nullopt}, QStringLiteral("test"));
    bench.controller->player().playUntil(5);
    QTRY_VERIFY_WITH_TIMEOUT(bench.controller->isIdle() && button->isEnabled(), longWaitMs);
    button->click();
    QCOMPARE(bench.controller->policies().a.value("max_obj"), 1.0);  // the fake policy finds one object a frame
    QVERIFY(!button->isEnabled());
  }

  void closingMidPlayIsSafe() {
    Bench bench;
    bench.open();
    bench.script->lookMs = 20;
    bench.controller->player().play();
    QTRY_VERIFY_WITH_TIMEOUT(bench.shown()->frame > 1, longWaitMs);
    bench.controller.reset();
    bench.page.hide();
  }
};

EFFORTLAB_TEST(tst_fovea_controller)
#include "tst_fovea_controller.moc"
