#include "charts/comparison_readout.h"
#include "charts/plot_ranges.h"
#include "charts/savings_chart.h"
#include "charts/savings_painter.h"
#include "charts/tradeoff_chart.h"
#include "models/tradeoff_model.h"
#include "support/test_registry.h"

#include <QChart>
#include <QChartView>
#include <QElapsedTimer>
#include <QLineSeries>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>

using namespace effortlab::widgets;

namespace {

void fill(TradeoffModel& model) {
  model.setBaseline(0.91, {0.90, 0.92}, 1000);
  for (int id = 0; id < 5; ++id) {
    const double top1 = 0.91 - 0.002 * id;
    model.updatePoint({.id = id,
                       .opsRatio = 1.5 + 0.5 * id,
                       .top1 = top1,
                       .interval = {top1 - 0.01, top1 + 0.01},
                       .images = 1000,
                       .current = id == 2});
  }
}

struct Fixture {
  TradeoffModel model;
  TradeoffChart chart{&model};
  QSignalSpy activated{&chart, &TradeoffChart::pointActivated};

  Fixture() {
    fill(model);
    chart.resize(640, 420);
    chart.show();
    QTest::qWait(50);
  }
  QPoint viewportPosition(int id) { return chart.viewport()->mapFrom(&chart, chart.positionOf(id)).toPoint(); }
  void click(const QPoint& position) { QTest::mouseClick(chart.viewport(), Qt::LeftButton, {}, position); }
  void press(Qt::Key key) { QTest::keyClick(chart.viewport()->parentWidget(), key); }
};

std::vector<LayerSaving> manyLayers() {
  std::vector<LayerSaving> counts;
  for (int i = 0; i < 26; ++i) {
    counts.push_back({QStringLiteral("fire%1/expand3x3").arg(i), 1000 * (i + 1), 400 * (i + 1), 300 * (i + 1),
                      200 * (i + 1), 100 * (i + 1), i == 3});
  }
  return counts;
}

}  // namespace

class tst_charts : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void niceRanges() {
    QCOMPARE(niceRange(0.0, 100.0, 5), (AxisRange{0.0, 100.0, 20.0}));
    QCOMPARE(niceRange(1.0, 3.7, 6), (AxisRange{1.0, 4.0, 0.5}));
    const AxisRange point = niceRange(5.0, 5.0);
    QVERIFY(point.lo < 5.0 && point.hi > 5.0);
    QVERIFY(niceRange(0.0, std::numeric_limits<double>::infinity()).hi < 10.0);
    QCOMPARE(decimalsFor(0.05), 2);
    QCOMPARE(decimalsFor(0.5), 1);
    QCOMPARE(decimalsFor(20.0), 0);
  }
  void clipsLines() {
    const QRectF area(0, 0, 10, 10);
    const auto crossing = clipPolyline({{-10, 5}, {20, 5}}, area);
    QCOMPARE(crossing, (QList<QList<QPointF>>{{{0, 5}, {10, 5}}}));
    const auto twice = clipPolyline({{5, 5}, {15, 5}, {15, 7}, {5, 7}}, area);
    QCOMPARE(twice, (QList<QList<QPointF>>{{{5, 5}, {10, 5}}, {{10, 7}, {5, 7}}}));
    QCOMPARE(clipPolyline({{1, 1}, {2, 2}, {3, 1}}, area), (QList<QList<QPointF>>{{{1, 1}, {2, 2}, {3, 1}}}));
    QVERIFY(clipPolyline({{-5, 1}, {-5, 9}}, area).isEmpty());
  }
  void clickActivatesThePoint() {
    Fixture f;
    for (const int id : {0, 3, TradeoffModel::baselineId}) {
      f.click(f.viewportPosition(id));
      QCOMPARE(f.activated.back().front().toInt(), id);
    }
    QCOMPARE(f.activated.count(), 3);
    f.click(f.viewportPosition(4) + QPoint(0, -60));  // nothing there
    QCOMPARE(f.activated.count(), 3);
    const QPoint from = f.viewportPosition(1);
    QTest::mousePress(f.chart.viewport(), Qt::LeftButton, {}, from - QPoint(60, 0));
    QTest::mouseRelease(f.chart.viewport(), Qt::LeftButton, {}, from);
    QCOMPARE(f.activated.count(), 3);  // a drag is no click
  }
  void pointsLieWhereTheyBelong() {
    Fixture f;
    QVERIFY(f.chart.positionOf(4).x() > f.chart.positionOf(3).x());
    QVERIFY(f.chart.positionOf(4).y() > f.chart.positionOf(3).y());  // less accurate: lower
    QVERIFY(QRectF(f.chart.rect()).contains(f.chart.positionOf(4)));
  }
  /// Between two settings of the front only the accuracy of the later one is to be had: steps, no slopes.
  void theFrontHasSteps() {
    Fixture f;
    QTest::qWait(50);
    bool found = false;
    for (const QAbstractSeries* series : f.chart.findChild<QChartView*>()->chart()->series()) {
      const auto* line = qobject_cast<const QLineSeries*>(series);
      if (line == nullptr || line->count() != 9) {  // five settings, four steps between them
        continue;
      }
      found = true;
      for (int i = 1; i < line->count(); ++i) {
        const QPointF step = line->at(i) - line->at(i - 1);
        QVERIFY(i % 2 == 1 ? step.x() == 0.0 && step.y() < 0.0 : step.x() > 0.0 && step.y() == 0.0);
      }
    }
    QVERIFY(found);
  }
  void keysWalkThePoints() {
    Fixture f;
    f.press(Qt::Key_Right);  // from the current one
    QCOMPARE(f.chart.focusedId(), 3);
    f.press(Qt::Key_Home);
    QCOMPARE(f.chart.focusedId(), int(TradeoffModel::baselineId));
    f.press(Qt::Key_End);
    f.press(Qt::Key_Right);
    QCOMPARE(f.chart.focusedId(), 4);
    f.press(Qt::Key_Left);
    f.press(Qt::Key_Return);
    QCOMPARE(f.activated.count(), 1);
    QCOMPARE(f.activated.front().front().toInt(), 3);
  }
  void budgetIsToldOnce() {
    Fixture f;
    QSignalSpy budget(&f.chart, &TradeoffChart::budgetChanged);
    f.chart.setBudgetPoints(1.5);
    QCOMPARE(budget.count(), 1);
    QCOMPARE(budget.front().front().toDouble(), 1.5);
    QCOMPARE(f.chart.budgetPoints(), 1.5);
  }
  void axesOnlyGrowWhileInteracting() {
    Fixture f;
    QTest::qWait(700);  // settled
    f.chart.setInteracting(true);
    const QPointF before = f.chart.positionOf(0);
    f.model.updatePoint({.id = 4, .opsRatio = 1.6, .top1 = 0.909, .interval = {0.9, 0.92}, .images = 1000});
    QTest::qWait(800);
    QCOMPARE(f.chart.positionOf(0), before);  // the x axis could be shorter now, and waits
    f.model.updatePoint({.id = 4, .opsRatio = 9.0, .top1 = 0.5, .interval = {0.4, 0.6}, .images = 1000});
    QTRY_VERIFY(f.chart.positionOf(0).x() < before.x());
    QVERIFY(QRectF(f.chart.rect()).contains(f.chart.positionOf(4)));
    f.model.updatePoint({.id = 4, .opsRatio = 3.5, .top1 = 0.9, .interval = {0.89, 0.91}, .images = 1000});
    f.chart.setInteracting(false);
    QTRY_VERIFY_WITH_TIMEOUT(f.chart.positionOf(0).x() >= before.x() - 1.0, 3000);
  }
  void manyPointsStayQuick() {
    Fixture f;
    std::vector<TradeoffPoint> points;
    for (int id = 0; id < TradeoffModel::maxPoints; ++id) {
      points.push_back({.id = id, .opsRatio = 1.0 + 0.001 * id, .top1 = 0.9 - 1e-5 * id, .images = 100});
    }
    QElapsedTimer timer;
    timer.start();
    f.model.setPoints(points);
    QTest::qWait(1);
    f.chart.grab();
    QVERIFY2(timer.elapsed() < 2000, qPrintable(QString::number(timer.elapsed())));
  }
  void theWheelZoomsAboutThePointer() {
    Fixture f;
    const QPoint at = f.viewportPosition(3);
    const auto wheel = [&](int delta) {
      QWheelEvent event(QPointF(at), f.chart.viewport()->mapToGlobal(QPointF(at)), {}, QPoint(0, delta), Qt::NoButton,
                        Qt::NoModifier, Qt::NoScrollPhase, false);
      QCoreApplication::sendEvent(f.chart.viewport(), &event);
      QTest::qWait(40);
    };
    const QRectF all = f.chart.shownArea();
    wheel(240);
    QVERIFY(f.chart.isZoomed());
    QVERIFY(f.chart.shownArea().width() < 0.7 * all.width());
    QVERIFY((f.viewportPosition(3) - at).manhattanLength() <= 2);
    QTest::mousePress(f.chart.viewport(), Qt::LeftButton, {}, at);
    QTest::mouseMove(f.chart.viewport(), at - QPoint(40, 0));
    QTest::mouseRelease(f.chart.viewport(), Qt::LeftButton, {}, at - QPoint(40, 0));
    QTest::qWait(40);
    QVERIFY((f.viewportPosition(3) - (at - QPoint(40, 0))).manhattanLength() <= 2);
    QCOMPARE(f.activated.count(), 0);
    f.press(Qt::Key_Plus);
    QTest::qWait(40);
    const QRectF closer = f.chart.shownArea();
    QVERIFY(closer.width() < 0.6 * all.width());
    f.press(Qt::Key_0);
    QVERIFY(!f.chart.isZoomed());
    QCOMPARE(f.chart.shownArea(), all);
  }
  /// A tuner's probes and snapshots: points of their own, that can be activated.
  void probesAndSnapshotsAreShown() {
    Fixture f;
    f.model.setProbes({{.id = 100, .opsRatio = 2.2, .top1 = 0.9, .images = 500, .kind = PointKind::Accepted},
                       {.id = 101, .opsRatio = 3.2, .top1 = 0.88, .images = 500, .kind = PointKind::Rejected},
                       {.id = 102, .opsRatio = 9.0, .top1 = 0.99, .images = 64, .kind = PointKind::Sensitivity},
                       {.id = 103, .opsRatio = 2.6, .top1 = 0.9, .kind = PointKind::Accepted, .notMonotone = true}});
    f.model.setSnapshots(
        {{.id = 200, .opsRatio = 1.7, .top1 = 0.905, .label = QStringLiteral("mine"), .kind = PointKind::Snapshot}});
    QTest::qWait(50);
    for (const int id : {100, 102, 200}) {
      f.click(f.viewportPosition(id));
      QCOMPARE(f.activated.back().front().toInt(), id);
    }
    for (const int row : f.model.paretoFront()) {
      const PointKind kind = f.model.points()[std::size_t(row)].kind;
      QVERIFY(kind != PointKind::Sensitivity && kind != PointKind::Rejected);
    }
    f.model.setProbes({});
    QVERIFY(f.model.find(100) == nullptr && f.model.find(200) != nullptr && f.model.find(3) != nullptr);
  }
  void hopelessProbesLeaveTheAxesAlone() {
    Fixture f;
    const QRectF before = f.chart.shownArea();
    f.model.setProbes({{.id = 100, .opsRatio = 9.0, .top1 = 0.2, .images = 500, .kind = PointKind::Rejected},
                       {.id = 101, .opsRatio = 8.0, .top1 = 0.3, .images = 500, .kind = PointKind::Sensitivity}});
    QTest::qWait(50);
    QCOMPARE(f.chart.shownArea(), before);
    f.model.setProbes({{.id = 100, .opsRatio = 9.0, .top1 = 0.2, .images = 500, .kind = PointKind::Accepted}});
    QTRY_VERIFY(f.chart.shownArea() != before);
  }
  void comparesTuningAndHeldOut() {
    Fixture f;
    QVERIFY(!f.chart.comparison()->isVisible());
    effortlab::effort::TuneComparison tuning{.images = 2000,
                                             .baselineTop1 = 0.91,
                                             .tunedTop1 = 0.907,
                                             .difference = {-0.003, {-0.006, 0.001}},
                                             .agreement = 0.98,
                                             .opsRatio = 2.5,
                                             .timeRatio = {}};
    effortlab::effort::TuneComparison heldOut = tuning;
    heldOut.difference.value = -0.009;
    heldOut.images = 8000;
    f.chart.showComparison(tuning, heldOut);
    QVERIFY(f.chart.comparison()->isVisible());
    QVERIFY2(f.chart.comparison()->text().contains(QLocale().toString(8000)), qPrintable(f.chart.comparison()->text()));
    QVERIFY(f.chart.comparison()->text().contains(QStringLiteral("Loses more")));
    f.chart.setBudgetPoints(1.0);
    QVERIFY(f.chart.comparison()->text().contains(QStringLiteral("Keeps")));
    f.chart.showComparison(tuning, std::nullopt);
    QVERIFY(f.chart.comparison()->text().contains(QStringLiteral("not known")));
  }
  void savingsScrollAndActivate() {
    SavingsChart chart;
    QSignalSpy activated(&chart, &SavingsChart::layerActivated);
    chart.setCounts(manyLayers());
    chart.resize(500, 260);
    chart.show();
    QVERIFY(chart.rowRect(0).height() >= chart.fontMetrics().height());
    QTest::mouseClick(chart.viewport(), Qt::LeftButton, {}, chart.rowRect(2).center().toPoint());
    QCOMPARE(activated.count(), 1);
    QCOMPARE(activated.front().front().toString(), QStringLiteral("fire2/expand3x3"));
    const double before = chart.rowRect(25).top();
    QTest::keyClick(chart.viewport()->parentWidget(), Qt::Key_End);
    QVERIFY(chart.rowRect(25).top() < before);
    QVERIFY(chart.rowRect(25).bottom() <= chart.viewport()->height());
    QTest::keyClick(chart.viewport()->parentWidget(), Qt::Key_Return);
    QCOMPARE(activated.back().front().toString(), QStringLiteral("fire25/expand3x3"));
  }
  void rowsThatFitNeedNoScrollBar() {
    SavingsChart chart;
    std::vector<LayerSaving> few = manyLayers();
    few.resize(4);
    chart.setCounts(few);
    chart.show();
    for (int height = 260; height < 300; ++height) {
      chart.resize(500, height);
      QTest::qWait(1);
      QCOMPARE(chart.findChild<QAbstractScrollArea*>()->verticalScrollBar()->maximum(), 0);
    }
  }
  void savingsModes() {
    SavingsChart chart;
    chart.resize(500, 700);
    chart.setCounts(manyLayers());
    chart.show();
    QSignalSpy changed(&chart, &SavingsChart::modeChanged);
    const QImage share = chart.viewport()->grab().toImage();
    chart.setMode(SavingsChart::Mode::Macs);
    QCOMPARE(changed.count(), 1);
    QCOMPARE(chart.mode(), SavingsChart::Mode::Macs);
    QVERIFY(chart.viewport()->grab().toImage() != share);
    chart.setCounts({});
    chart.viewport()->grab();  // no layers, no crash
  }
  void savingsColoursHaveTheirShares() {
    SavingsChart chart;
    chart.resize(600, 200);
    chart.setCounts({{QStringLiteral("conv"), 1000, 300, 300, 200, 100, 100, false}});
    chart.show();
    const QImage image = chart.viewport()->grab().toImage();
    const int y = qRound(chart.rowRect(0).center().y());
    const ChartTheme theme = ChartTheme::fromPalette(chart.palette());
    const auto pixels = [&](const QColor& color) {
      int count = 0;
      for (int x = 0; x < image.width(); ++x) {
        count += image.pixelColor(x, y) == color ? 1 : 0;
      }
      return count;
    };
    const double unit = pixels(theme.sdss);  // a tenth
    QVERIFY(unit > 20);
    QVERIFY(qAbs(pixels(theme.executed) - 3 * unit) < 5);
    QVERIFY(qAbs(pixels(theme.spet) - 3 * unit) < 5);
    QVERIFY(qAbs(pixels(theme.sfma) - 2 * unit) < 5);
    QVERIFY(qAbs(pixels(theme.gate) - unit) < 5);
  }
  void shortCounts() {
    const QLocale c = QLocale::c();
    QCOMPARE(SavingsPainter::shortCount(1.25e6, c), QStringLiteral("1.25 M"));
    QCOMPARE(SavingsPainter::shortCount(999.0, c), QStringLiteral("999"));
    QCOMPARE(SavingsPainter::shortCount(2e9, c), QStringLiteral("2 G"));
  }
};

EFFORTLAB_TEST(tst_charts)
#include "tst_charts.moc"
