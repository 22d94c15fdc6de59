#include "fovea_samples.h"
#include "pointer.h"
#include "support/test_registry.h"
#include "video/montage_view.h"
#include "video/video_view.h"

#include <QSignalSpy>
#include <QTest>

using namespace effortlab;
using namespace effortlab::tests;
using namespace effortlab::widgets;

class tst_montage_view : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void tellsWhatItShows() {
    MontageView view;
    view.resize(320, 360);
    view.grab();  // nothing yet
    QCOMPARE(view.tileCount(), 0);
    auto record = sampleRecord();
    record.montage = sampleFrame(100, 60);
    view.setRecord(record);
    const QString head = view.headline();
    QVERIFY2(head.contains(QStringLiteral("100 × 60")) && head.contains(QStringLiteral("2")) &&
                 head.contains(QStringLiteral("50 %")),
             qPrintable(head));
    const QRectF tile = view.tileRect(0);
    const QImage image = view.grab().toImage();
    QVERIFY(image.pixelColor(tile.center().toPoint()).blue() < 8);  // of the picture
    view.setRecord(skippedRecord(8));
    view.grab();
    QVERIFY(view.accessibleDescription().contains(QStringLiteral("held")));
  }
  void hoverShowsTheWayBack() {
    MontageView view;
    view.resize(320, 360);
    view.setRecord(sampleRecord());
    view.show();
    QSignalSpy hovered(&view, &MontageView::tileHovered);
    QSignalSpy activated(&view, &MontageView::tileActivated);
    QVERIFY(view.matrixText().isEmpty());
    effortlab::tests::hover(view, view.tileRect(1).center());
    QCOMPARE(hovered.count(), 1);
    QCOMPARE(hovered.front().at(0).toInt(), 1);
    QVERIFY2(view.matrixText().contains(QLocale().toString(20.0, 'f', 3)), qPrintable(view.matrixText()));
    QTest::mouseClick(&view, Qt::LeftButton, {}, view.tileRect(0).center().toPoint());
    QCOMPARE(activated.count(), 1);
    QCOMPARE(hovered.back().at(0).toInt(), 0);
    effortlab::tests::hover(view, QPoint(2, 2));
    QCOMPARE(view.highlightedTile(), -1);
    QCOMPARE(hovered.back().at(0).toInt(), -1);
  }
  void keysGoFromTileToTile() {
    MontageView view;
    view.setRecord(sampleRecord());
    QSignalSpy hovered(&view, &MontageView::tileHovered);
    QTest::keyClick(&view, Qt::Key_Down);
    QTest::keyClick(&view, Qt::Key_Down);
    QTest::keyClick(&view, Qt::Key_Down);
    QCOMPARE(view.highlightedTile(), 0);  // round
    QTest::keyClick(&view, Qt::Key_Up);
    QCOMPARE(view.highlightedTile(), 1);
    QCOMPARE(hovered.count(), 4);
    QSignalSpy activated(&view, &MontageView::tileActivated);
    QTest::keyClick(&view, Qt::Key_Return);
    QCOMPARE(activated.front().at(0).toInt(), 1);
    view.setRecord(skippedRecord(8));  // its tile is gone
    QCOMPARE(hovered.back().at(0).toInt(), -1);
  }
  void linksWithTheVideo() {
    MontageView montage;
    VideoView video;
    video.resize(404, 204);
    montage.resize(320, 360);
    connect(&montage, &MontageView::tileHovered, &video, &VideoView::setHighlightedTile);
    connect(&video, &VideoView::tileHovered, &montage, &MontageView::setHighlightedTile);
    video.setFrame(sampleFrame());
    video.setRecord(sampleRecord());
    montage.setRecord(sampleRecord());
    video.show();
    montage.show();
    effortlab::tests::hover(montage, montage.tileRect(1).center());
    QCOMPARE(video.highlightedTile(), 1);
    effortlab::tests::hover(video, video.frameToWidget().map(QPointF(70, 70)));
    QCOMPARE(montage.highlightedTile(), 0);
  }
};

EFFORTLAB_TEST(tst_montage_view)
#include "tst_montage_view.moc"
