#include "charts/chart_theme.h"
#include "fovea_samples.h"
#include "pointer.h"
#include "support/test_registry.h"
#include "video/frame_image.h"
#include "video/origin_legend.h"
#include "video/origin_style.h"
#include "video/video_view.h"

#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>

using namespace effortlab;
using namespace effortlab::tests;
using namespace effortlab::widgets;

namespace {

struct VideoFixture {
  VideoView view;

  VideoFixture() {
    view.resize(404, 204);  // a margin of 2: pixels of the frame are 2 x 2
    view.setFrame(sampleFrame());
    view.setClassNames({QStringLiteral("cup"), QStringLiteral("pen")});
    view.setRecord(sampleRecord());
    view.show();
  }
  QPoint at(double x, double y) const { return view.frameToWidget().map(QPointF(x, y)).toPoint(); }
  QColor color(double x, double y) { return view.grab().toImage().pixelColor(at(x, y)); }
};

bool near(const QColor& a, const QColor& b, int tolerance = 40) {
  return qAbs(a.red() - b.red()) < tolerance && qAbs(a.green() - b.green()) < tolerance &&
         qAbs(a.blue() - b.blue()) < tolerance;
}

}  // namespace

class tst_video_view : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void sharesPixels() {
    data::FramePtr frame = sampleFrame(5, 3);  // rows are not multiples of four bytes
    QImage image = imageOf(frame);
    QCOMPARE(image.size(), QSize(5, 3));
    QCOMPARE(static_cast<const void*>(image.constBits()), static_cast<const void*>(frame->pixels.data()));
    QCOMPARE(image.pixelColor(4, 2), QColor(4, 2, 0));
    std::weak_ptr<const data::Image> watched = frame;
    frame.reset();
    QVERIFY(!watched.expired());
    image = {};
    QVERIFY(watched.expired());
    QVERIFY(imageOf(nullptr).isNull());
  }
  void paintsFrameAndBoxes() {
    VideoFixture f;
    QVERIFY(near(f.color(190, 90), QColor(190, 90, 0), 8));
    // A corner of a dashed box is drawn.
    QVERIFY(near(f.color(20, 20), OriginStyle::onPicture(fovea::BoxOrigin::Fovea), 90));
    f.view.setLayers({.boxes = false, .labels = false, .truth = false, .tiles = false, .priors = false});
    QVERIFY(near(f.color(20, 20), QColor(20, 20, 0), 8));
    f.view.setFrame(nullptr);
    f.view.setMessage(QStringLiteral("nothing here"));
    f.view.grab();
    QCOMPARE(f.view.accessibleDescription(), QStringLiteral("nothing here"));
  }
  void hoversTheSmallestBox() {
    VideoFixture f;
    QSignalSpy boxes(&f.view, &VideoView::boxHovered);
    QSignalSpy tiles(&f.view, &VideoView::tileHovered);
    effortlab::tests::hover(f.view, f.at(40, 40));
    QCOMPARE(f.view.hoveredBox(), 1);
    QCOMPARE(boxes.back().at(1).toInt(), 5);
    QCOMPARE(tiles.back().at(0).toInt(), 0);
    QVERIFY(f.view.accessibleDescription().contains(QStringLiteral("pen")));
    effortlab::tests::hover(f.view, f.at(70, 70));
    QCOMPARE(f.view.hoveredBox(), 0);
    effortlab::tests::hover(f.view, f.at(165, 55));  // too doubtful to be shown
    QCOMPARE(f.view.hoveredBox(), -1);
    QCOMPARE(tiles.back().at(0).toInt(), 1);
    f.view.setLeastScore(0.0F);
    effortlab::tests::hover(f.view, f.at(165, 56));
    QCOMPARE(f.view.hoveredBox(), 2);
    QCOMPARE(boxes.back().at(1).toInt(), -1);
  }
  void followsATrackIntoTheNextFrame() {
    VideoFixture f;
    effortlab::tests::hover(f.view, f.at(40, 40));
    QCOMPARE(f.view.hoveredBox(), 1);
    auto boxes = sampleRecord().boxes;
    std::swap(boxes[0], boxes[1]);
    f.view.setBoxes(boxes);
    QCOMPARE(f.view.hoveredBox(), 0);
    f.view.setBoxes({});
    QCOMPARE(f.view.hoveredBox(), -1);
  }
  void keysGoFromBoxToBox() {
    VideoFixture f;
    QTest::keyClick(&f.view, Qt::Key_B);
    QCOMPARE(f.view.hoveredBox(), 0);
    QTest::keyClick(&f.view, Qt::Key_B);
    QCOMPARE(f.view.hoveredBox(), 1);
    QTest::keyClick(&f.view, Qt::Key_B);  // past the doubtful one
    QCOMPARE(f.view.hoveredBox(), 0);
    QTest::keyClick(&f.view, Qt::Key_B, Qt::ShiftModifier);
    QCOMPARE(f.view.hoveredBox(), 1);
    QTest::keyClick(&f.view, Qt::Key_Escape);
    QCOMPARE(f.view.hoveredBox(), -1);
    f.view.setLeastScore(1.0F);
    QTest::keyClick(&f.view, Qt::Key_B);
    QCOMPARE(f.view.hoveredBox(), -1);
  }
  void highlightsATile() {
    VideoFixture f;
    const QColor before = f.color(85, 85);
    f.view.setHighlightedTile(0);
    QVERIFY(f.color(85, 85) != before);
    f.view.setHighlightedTile(5);
    QCOMPARE(f.view.highlightedTile(), -1);
    f.view.setHighlightedTile(1);
    f.view.setRecord(skippedRecord(8));
    QCOMPARE(f.view.highlightedTile(), -1);
  }
  void dividerDrags() {
    VideoFixture f;
    f.view.setComparison(VideoView::Comparison{QStringLiteral("full"), {{{110, 10, 20, 20}, 0, 0.9F}}},
                         QStringLiteral("best"));
    QSignalSpy moved(&f.view, &VideoView::wipeMoved);
    QVERIFY(near(f.color(100, 20), Qt::white));
    QTest::mousePress(&f.view, Qt::LeftButton, {}, f.at(101, 50));
    QCOMPARE(moved.count(), 0);  // taking hold moves nothing
    QTest::mouseMove(&f.view, f.at(51, 50));
    QTest::mouseRelease(&f.view, Qt::LeftButton, {}, f.at(51, 50));
    QVERIFY(qAbs(f.view.wipe() - 0.25) < 0.01);
    QVERIFY(moved.count() > 0);
    effortlab::tests::hover(f.view, f.at(65, 65));  // right of it, no box of ours is there to hover
    QCOMPARE(f.view.hoveredBox(), -1);
    const double before = f.view.wipe();
    QTest::keyClick(&f.view, Qt::Key_Right, Qt::ShiftModifier);
    QVERIFY(f.view.wipe() > before);
    QTest::keyClick(&f.view, Qt::Key_Left, Qt::ShiftModifier);
    QCOMPARE(f.view.wipe(), before);
    f.view.setWipe(7.0);
    QCOMPARE(f.view.wipe(), 1.0);
    QVERIFY(f.view.accessibleDescription().contains(QStringLiteral("full")));
  }
  void wheelZoomsAroundThePointer() {
    VideoFixture f;
    QSignalSpy zoomed(&f.view, &VideoView::zoomChanged);
    const QPointF pointer = f.at(50, 50);
    const QPointF before = f.view.frameToWidget().inverted().map(pointer);
    QWheelEvent wheel(pointer, f.view.mapToGlobal(pointer), {}, QPoint(0, 240), Qt::NoButton, Qt::NoModifier,
                      Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(&f.view, &wheel);
    QVERIFY(f.view.zoom() > 1.5);
    QVERIFY(zoomed.count() == 1);
    const QPointF after = f.view.frameToWidget().inverted().map(pointer);
    QVERIFY(qAbs(after.x() - before.x()) < 1e-6 && qAbs(after.y() - before.y()) < 1e-6);
    QTest::mousePress(&f.view, Qt::LeftButton, {}, QPoint(200, 100));
    QTest::mouseMove(&f.view, QPoint(190, 100));
    QTest::mouseRelease(&f.view, Qt::LeftButton, {}, QPoint(190, 100));
    QVERIFY(qAbs(f.view.frameToWidget().map(after).x() - (pointer.x() - 10)) < 1e-6);
    QTest::keyClick(&f.view, Qt::Key_0);
    QCOMPARE(f.view.zoom(), 1.0);
    QTest::keyClick(&f.view, Qt::Key_Plus);
    QVERIFY(f.view.zoom() > 1.0);
    QTest::keyClick(&f.view, Qt::Key_Minus);
    QCOMPARE(f.view.zoom(), 1.0);
  }
  void missedObjectsStandOut() {
    VideoFixture f;
    f.view.setRecord(skippedRecord(9));
    f.view.setTruth({{.box = {100, 20, 40, 40}}, {.box = {20, 20, 20, 20}}});
    f.view.setVerdicts({.boxes = {}, .missed = {true, false}});
    QVERIFY(near(f.color(99, 19), Qt::white));
    QVERIFY2(f.view.accessibleDescription().contains(QStringLiteral("1 of them")),
             qPrintable(f.view.accessibleDescription()));
  }
  void defaultBoxes() {
    VideoFixture f;
    f.view.setRecord(skippedRecord(9));
    PriorOverlay overlay{
        .priors = {{100, 20, 40, 40}, {150, 60, 30, 30}}, .matches = {}, .objects = {{100, 22, 40, 40}}};
    overlay.matches = detect::matchPriors(overlay.priors, overlay.objects);
    QCOMPARE(overlay.matches[0].object, 0);
    const QColor before = f.color(100, 30);
    f.view.setPriors(overlay);
    QCOMPARE(f.color(100, 30), before);  // a layer that is off
    f.view.setLayers({.boxes = false, .labels = false, .truth = false, .tiles = false, .priors = true});
    QVERIFY(f.color(100, 30) != before);
    overlay.matches.pop_back();  // lists of unequal length do no harm
    f.view.setPriors(overlay);
    f.view.grab();
  }
  void defaultBoxesOfADetector() {
    const std::vector<float> defaults{0.5F, 0.5F, 0.25F, 0.5F, 0.1F, 0.1F, 0.2F, 0.2F, 7.0F};  // the last is no box
    const std::vector<data::Annotation> truth{{.box = {75, 25, 50, 50}, .counted = true},
                                              {.box = {0, 0, 5, 5}, .counted = false}};
    const PriorOverlay overlay = makePriorOverlay(defaults, {.height = 100, .width = 200}, truth);
    QCOMPARE(overlay.priors.size(), std::size_t{2});
    QCOMPARE(overlay.priors[0].x, 75.0F);
    QCOMPARE(overlay.priors[0].h, 50.0F);
    QCOMPARE(overlay.objects.size(), std::size_t{1});
    QCOMPARE(overlay.matches[0].object, 0);
    QCOMPARE(overlay.matches[1].object, -1);
  }
  void manyDefaultBoxesStayFast() {
    VideoFixture f;
    PriorOverlay overlay{.priors = std::vector<data::Box>(30'000, {10, 10, 20, 20}),
                         .matches = std::vector<detect::PriorMatch>(30'000),
                         .objects = {}};
    f.view.setLayers({.boxes = false, .labels = false, .truth = false, .tiles = false, .priors = true});
    const QColor plain = f.color(20, 20);
    f.view.setPriors(overlay);
    QCOMPARE(f.color(20, 20), plain);  // too many to be drawn
    overlay.priors.resize(1000);
    f.view.setPriors(overlay);
    QVERIFY(f.color(20, 20) != plain);
  }
  void playersKeysPassThrough() {
    QWidget host;
    VideoView view(&host);
    struct Filter : QObject {
      int keys = 0;
      bool eventFilter(QObject*, QEvent* event) override {
        keys += event->type() == QEvent::KeyPress ? 1 : 0;
        return false;
      }
    } filter;
    host.installEventFilter(&filter);
    QTest::keyClick(&view, Qt::Key_Space);
    QTest::keyClick(&view, Qt::Key_Right);
    QCOMPARE(filter.keys, 2);
    QTest::keyClick(&view, Qt::Key_0);
    QCOMPARE(filter.keys, 2);
  }
  void fadesWithAge() {
    QCOMPARE(OriginStyle::opacity(0), 1.0);
    QVERIFY(OriginStyle::opacity(3) < 1.0);
    QVERIFY(OriginStyle::opacity(1000) > 0.3);
    for (const auto a : {fovea::BoxOrigin::Full, fovea::BoxOrigin::Fovea, fovea::BoxOrigin::Scan}) {
      QVERIFY(OriginStyle::dashes(a) != OriginStyle::dashes(fovea::BoxOrigin::Held));
    }
  }
  void labelsAreReadable() {
    for (const auto origin :
         {fovea::BoxOrigin::Full, fovea::BoxOrigin::Fovea, fovea::BoxOrigin::Scan, fovea::BoxOrigin::Held}) {
      QVERIFY(contrastRatio(OriginStyle::onPicture(origin), Qt::black) >= 4.5);
    }
  }
  void legendWraps() {
    OriginLegend legend;
    const int whole = legend.sizeHint().width();
    QVERIFY(legend.heightForWidth(whole / 3) > legend.heightForWidth(whole));
    legend.setTruthShown(false);
    QVERIFY(legend.sizeHint().width() < whole);
    legend.resize(whole, 20);
    legend.grab();
  }
};

EFFORTLAB_TEST(tst_video_view)
#include "tst_video_view.moc"
