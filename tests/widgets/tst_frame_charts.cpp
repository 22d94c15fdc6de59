#include "charts/frame_cost_chart.h"
#include "charts/object_count_chart.h"
#include "charts/precision_chart.h"
#include "charts/speedup_chart.h"
#include "export/chart_export.h"
#include "fovea_samples.h"
#include "models/running_speedup.h"
#include "pointer.h"
#include "support/test_registry.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace effortlab;
using namespace effortlab::tests;
using namespace effortlab::widgets;

class tst_frame_charts : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void costBelongsToStages() {
    FrameCostChart chart;
    chart.resize(400, 240);
    chart.grab();  // nothing yet
    for (std::int64_t frame = 0; frame < 30; ++frame) {
      chart.add(frame % 3 == 0 ? sampleRecord(frame) : skippedRecord(frame));
    }
    const FrameFigure& figure = chart.figure();
    QCOMPARE(figure.x.size(), std::size_t{30});
    QCOMPARE(figure.series.size(), std::size_t{4});
    QCOMPARE(figure.series[2].values[3], 3.0);  // detector
    QCOMPARE(figure.series[2].values[4], 0.0);
    chart.grab();
    chart.setUnit(FrameCostChart::Unit::Macs);
    QCOMPARE(chart.figure().series[0].values[0], 3.0);  // millions run
    QCOMPARE(chart.figure().series[1].values[0], 1.0);  // avoided
    chart.grab();
  }
  void costMovesItsWindow() {
    FrameCostChart chart;
    chart.setWindow(10);
    for (std::int64_t frame = 0; frame < 50; ++frame) {
      chart.add(sampleRecord(frame));
    }
    QCOMPARE(chart.figure().x.front(), 40);
    QCOMPARE(chart.figure().x.back(), 49);
    chart.add(sampleRecord(20));  // sought back
    QCOMPARE(chart.figure().x.front(), 11);
    QCOMPARE(chart.figure().x.back(), 20);
    chart.clear();
    QVERIFY(chart.figure().x.empty());
  }
  void strayFramesAreCut() {
    FrameCostChart chart;
    chart.resize(400, 240);
    for (std::int64_t frame = 0; frame < 40; ++frame) {
      chart.add(sampleRecord(frame));
    }
    QVERIFY(!chart.figure().most);
    auto stray = sampleRecord(40);
    stray.ms.detector = 500.0;
    chart.add(stray);
    QVERIFY(chart.figure().most && *chart.figure().most < 10.0);
    QCOMPARE(chart.figure().series[2].values.back(), 500.0);  // the number stays
    chart.grab();
  }
  void clickAsksForTheFrame() {
    FrameCostChart chart;
    chart.resize(400, 240);
    for (std::int64_t frame = 5; frame < 15; ++frame) {
      chart.add(sampleRecord(frame));
    }
    chart.show();
    QSignalSpy activated(&chart, &FrameChart::frameActivated);
    QTest::mouseClick(&chart, Qt::LeftButton, {}, chart.positionOf(3).toPoint());
    QCOMPARE(activated.count(), 1);
    QCOMPARE(activated.front().at(0).toLongLong(), 8);
    effortlab::tests::hover(chart, chart.positionOf(5));
    QCOMPARE(chart.focusedIndex(), 5);
    QTest::keyClick(&chart, Qt::Key_Right);
    QTest::keyClick(&chart, Qt::Key_Return);
    QCOMPARE(activated.back().at(0).toLongLong(), 11);
    QTest::keyClick(&chart, Qt::Key_Home);
    QVERIFY(chart.accessibleDescription().contains(QStringLiteral("5")));
    QTest::keyClick(&chart, Qt::Key_End);
    QCOMPARE(chart.focusedIndex(), 9);
    chart.grab();
    chart.clear();
    chart.grab();
    QCOMPARE(chart.focusedIndex(), -1);
  }
  void speedUpsRun() {
    RunningSpeedUp running;
    QVERIFY(!running.perFrame());
    running.setFull({.input = {.height = 120, .width = 200}, .macs = 16e6, .detectorMs = 12.0, .totalMs = 15.0});
    running.add(sampleRecord(0));   // 60 x 100, 3 million MACs run, 3 ms of 5
    running.add(skippedRecord(1));  // 0.5 ms
    const fovea::SpeedUp frame = *running.perFrame();
    QCOMPARE(frame.eq39, 2 * 24'000.0 / 6'000.0);
    QCOMPARE(frame.macs, 2 * 16.0 / 3.0);
    QCOMPARE(frame.detector, 2 * 12.0 / 3.0);
    QCOMPARE(frame.measured, 2 * 15.0 / 5.5);
    QCOMPARE(running.perCall()->eq39, 4.0);
    running.clear();
    QVERIFY(!running.perCall());
    QCOMPARE(running.full().macs, 16e6);
  }
  void speedUpChartGrowsLogarithmic() {
    SpeedUpChart chart;
    chart.resize(400, 240);
    chart.add(0, {1.0, 1.0, 1.0, 1.0});
    chart.add(1, {2.0, 1.5, 1.5, 1.4});
    QVERIFY(!chart.figure().logarithmic);
    QCOMPARE(chart.figure().series.size(), std::size_t{3});
    chart.add(2, {107.0, 7.0, 7.8, 0.0});  // not measured there
    QVERIFY(chart.figure().logarithmic);
    QVERIFY(std::isnan(chart.figure().series[2].values[2]));
    chart.grab();
    QAbstractItemModelTester tester(const_cast<QAbstractItemModel*>(&chart.table()),
                                    QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(chart.table().rowCount(), 3);
    QCOMPARE(chart.table().index(2, 1).data(exportRole).toDouble(), 107.0);
    QCOMPARE(chart.table().index(2, 3).data(exportRole).toString(), QString());
    QCOMPARE(chart.table().headerData(1, Qt::Horizontal, exportRole).toString(), QStringLiteral("eq39"));
  }
  void precisionHasABaselineWhereItIsKnown() {
    PrecisionChart chart;
    chart.resize(300, 200);
    chart.add(3, 0.5, std::nullopt);
    QCOMPARE(chart.figure().series.size(), std::size_t{1});
    chart.add(4, 0.6, 0.75);
    QCOMPARE(chart.figure().series.size(), std::size_t{2});
    QVERIFY(std::isnan(chart.figure().series[1].values[0]));
    chart.grab();
    const QByteArray csv = modelToCsv(chart.table(), {});
    QVERIFY2(csv.contains("frame,ap,ap_full"), csv.constData());
    QVERIFY2(csv.contains("4,0.6,0.75"), csv.constData());
  }
  void objectsSuggestAMaximum() {
    ObjectCountChart chart;
    chart.resize(300, 200);
    QVERIFY(!chart.suggestedMaximum());
    for (std::int64_t frame = 0; frame < 100; ++frame) {
      chart.add(frame, frame < 3 ? 9 : frame < 40 ? 5 : 2);
    }
    QCOMPARE(chart.suggestedMaximum(), std::optional(5));
    QCOMPARE(chart.figure().series[0].values, (std::vector<double>{0, 0, 60, 0, 0, 37, 0, 0, 0, 3}));
    chart.add(0, 2);  // the same frame again
    QCOMPARE(chart.figure().series[0].values[9], 2.0);
    chart.add(sampleRecord(1), 0.3F);  // two of three are believed
    QCOMPARE(chart.figure().series[0].values[9], 1.0);
    chart.grab();
    chart.show();
    QSignalSpy activated(&chart, &FrameChart::frameActivated);
    QTest::mouseClick(&chart, Qt::LeftButton, {}, chart.positionOf(2).toPoint());
    QCOMPARE(activated.count(), 0);  // its numbers are no frames
  }
  void exportsAsPicture() {
    SpeedUpChart chart;
    chart.add(0, {1.0, 1.0, 1.0, 1.0});
    chart.add(1, {2.0, 1.5, 1.5, 1.4});
    const QImage image = renderChart(chart, {.sizeMm = {80, 50}, .dpi = 100});
    QVERIFY(image.width() > 200 && !image.isNull());
  }
};

EFFORTLAB_TEST(tst_frame_charts)
#include "tst_frame_charts.moc"
