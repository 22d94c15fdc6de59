#include "charts/study_chart.h"
#include "charts/study_words.h"
#include "export/chart_export.h"
#include "models/study_model.h"
#include "pointer.h"
#include "support/sample_figures.h"
#include "support/test_files.h"
#include "support/test_registry.h"

#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QFile>
#include <QMouseEvent>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>

using namespace effortlab;
using namespace effortlab::widgets;
using effort::FigureForm;
using effort::StudyKind;

namespace {

struct Fixture {
  StudyChart chart;
  explicit Fixture(const effort::StudyFigure& figure) : chart(figure.kind) {
    chart.resize(640, 360);
    chart.show();
    chart.setFigure(std::make_shared<const effort::StudyFigure>(figure));
    QTest::qWait(20);
  }
  QPoint at(int series, int point) { return chart.canvas()->positionOf({series, point}).toPoint(); }
  void hover(const QPointF& position) { effortlab::tests::hover(*chart.canvas(), position); }
  void wheel(const QPointF& position, int notches) {
    QWheelEvent event(position, chart.canvas()->mapToGlobal(position), {}, QPoint(0, 120 * notches), Qt::NoButton,
                      Qt::NoModifier, Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(chart.canvas(), &event);
  }
};

}  // namespace

class tst_study_chart : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void everyFormIsDrawnAndExported_data() {
    QTest::addColumn<int>("form");
    for (int form = 0; form <= static_cast<int>(FigureForm::Maps); ++form)
      QTest::addRow("form %d", form) << form;
  }
  void everyFormIsDrawnAndExported() {
    QFETCH(const int, form);
    const effort::StudyFigure figure = tests::sampleFigure(static_cast<FigureForm>(form));
    Fixture f(figure);
    StudyCanvas* canvas = f.chart.canvas();
    const QImage drawn = canvas->grab().toImage();
    QVERIFY(drawn != QImage(drawn.size(), drawn.format()));
    const QAbstractItemModelTester tester(const_cast<QAbstractItemModel*>(&f.chart.table()),
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    int points = 0;
    for (std::size_t series = 0; series < figure.series.size(); ++series) {
      points += static_cast<int>(figure.series[series].y.size());
      const QPointF first = canvas->positionOf({static_cast<int>(series), 0});
      QVERIFY(QRectF(canvas->rect()).contains(first));
    }
    QCOMPARE(f.chart.table().rowCount(), points);
    const tests::TemporaryFolder folder;
    for (const char* suffix : {"svg", "pdf", "png", "csv"}) {
      const QString file = QString::fromStdString((folder.path() / ("a." + std::string(suffix))).string());
      QCOMPARE(exportChart(f.chart, file, *exportFormatOf(file), {}), QString());
      QVERIFY(QFile(file).size() > 100);
    }
  }
  void thePointerReadsOut() {
    Fixture f(tests::sampleFigure(FigureForm::Lines));
    f.hover(f.at(0, 2));
    QCOMPARE(f.chart.canvas()->focused(), (StudyPoint{0, 2}));
    QVERIFY(f.chart.canvas()->readOut().contains(QStringLiteral("odd")));
    QVERIFY(f.chart.canvas()->readOut().contains(QStringLiteral("80.0 %")));  // 0.8 (0.75 to 0.85)
    QVERIFY(f.chart.canvas()->readOut().contains(QStringLiteral("75.0 %")));
    QSignalSpy activated(&f.chart, &StudyChart::pointActivated);
    QTest::mouseClick(f.chart.canvas(), Qt::LeftButton, {}, f.at(1, 1));
    QCOMPARE(activated.count(), 1);
    QCOMPARE(activated.front().at(0).toInt(), 1);
    QCOMPARE(activated.front().at(1).toInt(), 1);
  }
  void keysWalkAndZoom() {
    Fixture f(tests::sampleFigure(FigureForm::Lines));
    StudyCanvas* canvas = f.chart.canvas();
    canvas->setFocus();
    QTest::keyClick(canvas, Qt::Key_Right);
    QCOMPARE(canvas->focused(), (StudyPoint{0, 0}));
    QTest::keyClick(canvas, Qt::Key_Right);
    QTest::keyClick(canvas, Qt::Key_Down);
    QCOMPARE(canvas->focused(), (StudyPoint{1, 1}));
    QVERIFY(canvas->accessibleDescription().contains(QStringLiteral("magnitude")));
    QTest::keyClick(canvas, Qt::Key_End);
    QCOMPARE(canvas->focused().point, 3);
    QTest::keyClick(canvas, Qt::Key_Plus);
    QVERIFY(!canvas->zoom().none());
    const StudyZoom before = canvas->zoom();
    QTest::keyClick(canvas, Qt::Key_Left, Qt::ControlModifier);
    QVERIFY(canvas->zoom().x0 < before.x0);
    QTest::keyClick(canvas, Qt::Key_0);
    QVERIFY(canvas->zoom().none());
    QTest::keyClick(canvas, Qt::Key_Escape);
    QVERIFY(!canvas->focused().valid());
  }
  void theWheelZoomsLinesAroundThePointer() {
    Fixture f(tests::sampleFigure(FigureForm::Lines));
    const QPointF at = f.chart.canvas()->positionOf({0, 2});
    f.wheel(at, 3);
    QVERIFY(!f.chart.canvas()->zoom().none());
    const QPointF after = f.chart.canvas()->positionOf({0, 2});
    QVERIFY2((after - at).manhattanLength() < 16.0, "what lay under the pointer stays there but for the axis labels");
    const QPoint middle = f.chart.canvas()->plotArea().center().toPoint();
    const StudyZoom before = f.chart.canvas()->zoom();
    QTest::mousePress(f.chart.canvas(), Qt::LeftButton, {}, middle);
    QTest::mouseMove(f.chart.canvas(), middle + QPoint(20, 0));
    QTest::mouseMove(f.chart.canvas(), middle + QPoint(40, 0));
    QTest::mouseRelease(f.chart.canvas(), Qt::LeftButton, {}, middle + QPoint(40, 0));
    QVERIFY(f.chart.canvas()->zoom().x0 < before.x0);  // the hand drags the paper
    QTest::mouseDClick(f.chart.canvas(), Qt::LeftButton, {}, middle);
    QVERIFY(f.chart.canvas()->zoom().none());
    Fixture bars(tests::sampleFigure(FigureForm::Bars));
    bars.wheel(bars.chart.canvas()->positionOf({0, 0}), 3);
    QVERIFY(bars.chart.canvas()->zoom().none());
  }
  void layersAreAFilterOrAChoice() {
    effort::StudyFigure figure = tests::sampleFigure(FigureForm::Lines);
    for (const char* layer : {"conv2", "conv3", "fc"}) {
      for (int i = 0; i < 2; ++i) {
        figure.series.push_back(figure.series[static_cast<std::size_t>(i)]);
        figure.series.back().layer = layer;
      }
    }
    Fixture f(figure);
    QVERIFY(f.chart.layerBox()->isVisible());
    QCOMPARE(f.chart.layerBox()->count(), 5);
    QCOMPARE(f.chart.currentLayer(), QStringLiteral("conv1"));  // eight lines at once are too many
    f.chart.setCurrentLayer(QStringLiteral("conv3"));
    QCOMPARE(f.chart.canvas()->layer(), QStringLiteral("conv3"));
    f.chart.layerBox()->setCurrentIndex(0);
    f.chart.setCurrentLayer(QStringLiteral("fc"));
    QCOMPARE(f.chart.currentLayer(), QString());  // the user wants all
    QSignalSpy chosen(&f.chart, &StudyChart::layerChosen);
    f.chart.setLayerChoices({QStringLiteral("a"), QStringLiteral("b")});
    QCOMPARE(chosen.count(), 0);
    f.chart.layerBox()->setCurrentIndex(1);
    QCOMPARE(chosen.count(), 1);
    QCOMPARE(chosen.front().front().toString(), QStringLiteral("b"));
  }
  void statesAreTold() {
    StudyChart chart(StudyKind::Engines);
    chart.resize(500, 300);
    chart.show();
    chart.setStatus({.onRequest = true});
    QVERIFY(chart.actionButton()->isVisible());
    QSignalSpy measure(&chart, &StudyChart::measureRequested);
    QSignalSpy cancel(&chart, &StudyChart::cancelRequested);
    QTest::mouseClick(chart.actionButton(), Qt::LeftButton);
    QCOMPARE(measure.count(), 1);
    chart.setStatus({.state = StudyStatus::State::Running, .onRequest = true, .done = 3, .total = 10});
    QTest::mouseClick(chart.actionButton(), Qt::LeftButton);
    QCOMPARE(cancel.count(), 1);
    QVERIFY(chart.evidence().contains(QStringLiteral("3 of 10")));
    effort::StudyFigure figure = tests::sampleFigure(FigureForm::Bars);
    figure.images = 312;
    figure.totalImages = 1000;
    figure.complete = false;
    chart.setFigure(std::make_shared<const effort::StudyFigure>(figure));
    QVERIFY(chart.evidence().contains(QStringLiteral("312 of 1,000 images")));
    chart.setStatus({.state = StudyStatus::State::Failed, .problem = QStringLiteral("no such engine")});
    QVERIFY(chart.remarks().contains(QStringLiteral("no such engine")));
    chart.setStatus({.stale = true});
    QVERIFY(chart.canvas()->isStale());
    QVERIFY(chart.evidence().contains(QStringLiteral("setting before")));
    chart.setFigure(nullptr);
    QVERIFY(!chart.canvas()->grab().isNull());
  }
  void csvHasTheEnglishNames() {
    Fixture f(tests::sampleFigure(FigureForm::StackedBars));
    const QByteArray csv = modelToCsv(f.chart.table(), QStringLiteral("from a test"));
    QVERIFY(csv.contains("layer,series,category,y,lo,hi"));
    QVERIFY(csv.contains(",sdss,conv2,0.2"));
  }
  void stacksBeginWhereTheLastEnds() {
    Fixture f(tests::sampleFigure(FigureForm::StackedBars));
    const QPointF lower = f.chart.canvas()->positionOf({0, 0});
    const QPointF upper = f.chart.canvas()->positionOf({1, 0});
    QCOMPARE(lower.x(), upper.x());
    QVERIFY(upper.y() < lower.y());
    f.hover((lower + upper) / 2);
    QCOMPARE(f.chart.canvas()->focused(), (StudyPoint{1, 0}));
  }
  void mapsShowTheSamePlace() {
    Fixture f(tests::sampleFigure(FigureForm::Maps));
    f.chart.setPicture(QImage(28, 28, QImage::Format_RGB32));
    f.hover(f.at(1, 5));
    QCOMPARE(f.chart.canvas()->focused(), (StudyPoint{1, 5}));
    QVERIFY(f.chart.canvas()->readOut().contains(QStringLiteral("row 1, column 1")));
    f.chart.canvas()->setFocus();
    QTest::keyClick(f.chart.canvas(), Qt::Key_Down);
    QCOMPARE(f.chart.canvas()->focused(), (StudyPoint{1, 9}));
    QVERIFY(StudyMaps::colorAt(0.0).lightness() < StudyMaps::colorAt(0.5).lightness());
    QVERIFY(StudyMaps::colorAt(0.5).lightness() < StudyMaps::colorAt(1.0).lightness());
  }
  void axes() {
    const StudyAxis percent(0.0, 0.93, {.fraction = true});
    QCOMPARE(percent.hi(), 1.0);
    QCOMPARE(percent.tickLabel(0.2, QLocale::c()), QStringLiteral("20 %"));
    const StudyAxis decades(0.02, 30.0, {.logarithmic = true});
    QCOMPARE(decades.lo(), 0.01);
    QCOMPARE(decades.hi(), 100.0);
    QVERIFY(qAbs(decades.share(1.0) - 0.5) < 1e-9);
    QVERIFY(qAbs(decades.valueAt(0.25) - 0.1) < 1e-9);
    QCOMPARE(StudyAxis(0, 4e6, {}).tickLabel(2e6, QLocale::c()), QStringLiteral("2 M"));
  }
  void unknownWordsStay() {
    QCOMPARE(studyWord("fire2/expand1x1"), QStringLiteral("fire2/expand1x1"));
    QCOMPARE(studyWord("sdss"), QStringLiteral("SDSS"));
    QCOMPARE(studyRemark("conv1: 3 of 7 mysteries"), QStringLiteral("conv1: 3 of 7 mysteries"));
    for (int kind = 0; kind < effort::studyKinds; ++kind) {
      QVERIFY(!studyTitle(static_cast<StudyKind>(kind)).isEmpty());
      QVERIFY(!studyExplanation(static_cast<StudyKind>(kind)).isEmpty());
    }
  }
};

EFFORTLAB_TEST(tst_study_chart)
#include "tst_study_chart.moc"
