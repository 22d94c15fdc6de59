#include "charts/histogram_slider.h"
#include "sample_values.h"
#include "support/test_registry.h"

#include <QFocusEvent>
#include <QImage>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>
#include <memory>

using namespace effortlab::tests;
using effortlab::widgets::ChartTheme;
using effortlab::widgets::HistogramSlider;

namespace {

std::unique_ptr<HistogramSlider> shownSlider(
    HistogramSlider::Direction direction = HistogramSlider::Direction::CutBelow) {
  auto slider = std::make_unique<HistogramSlider>(direction);
  slider->setHistogram(flatHistogram());
  slider->setRange(0.0, 10.0);
  slider->setValue(4.0);
  slider->resize(316, slider->sizeHint().height());
  slider->show();
  return slider;
}

QPoint at(const HistogramSlider& slider, double value) {
  return {static_cast<int>(std::lround(slider.positionOf(value))), slider.handleRect().center().y()};
}

int countPixels(HistogramSlider& slider, const QColor& color) {
  const QImage image = slider.grab().toImage();
  int count = 0;
  for (int y = 0; y < image.height(); ++y) {
    for (int x = 0; x < image.width(); ++x) {
      count += image.pixelColor(x, y) == color ? 1 : 0;
    }
  }
  return count;
}

}  // namespace

class tst_histogram_slider : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void dragsTheHandle() {
    const auto slider = shownSlider();
    QSignalSpy values(slider.get(), &HistogramSlider::valueChanged);
    QSignalSpy started(slider.get(), &HistogramSlider::dragStarted);
    QSignalSpy finished(slider.get(), &HistogramSlider::dragFinished);
    QVERIFY(slider->handleRect().contains(at(*slider, 4.0)));

    QTest::mousePress(slider.get(), Qt::LeftButton, {}, slider->handleRect().center());
    QCOMPARE(started.count(), 1);
    QCOMPARE(values.count(), 0);  // grabbing moves nothing
    const int grab = slider->handleRect().center().x() - at(*slider, 4.0).x();
    for (const double value : {5.0, 6.0, 7.0}) {
      QTest::mouseMove(slider.get(), at(*slider, value) + QPoint(grab, 0));
    }
    QCOMPARE(values.count(), 3);
    QVERIFY(slider->isDragging());
    QCOMPARE(finished.count(), 0);
    QTest::mouseRelease(slider.get(), Qt::LeftButton, {}, at(*slider, 7.0));
    QCOMPARE(finished.count(), 1);
    QVERIFY(qAbs(slider->value() - 7.0) < 10.0 / 300.0);  // a pixel
    QVERIFY(slider->handleRect().contains(at(*slider, 7.0)));
  }
  void pressBesideTheHandleBringsIt() {
    const auto slider = shownSlider();
    QTest::mouseClick(slider.get(), Qt::LeftButton, {}, at(*slider, 9.0));
    QVERIFY(qAbs(slider->value() - 9.0) < 10.0 / 300.0);
    QTest::mouseClick(slider.get(), Qt::RightButton, {}, at(*slider, 1.0));
    QVERIFY(slider->value() > 8.0);
  }
  void stopsAtTheEnds() {
    const auto slider = shownSlider();
    QTest::mousePress(slider.get(), Qt::LeftButton, {}, slider->handleRect().center());
    QTest::mouseMove(slider.get(), QPoint(2000, 10));
    QCOMPARE(slider->value(), 10.0);
    QTest::mouseMove(slider.get(), QPoint(-2000, 10));
    QCOMPARE(slider->value(), 0.0);
    QTest::mouseRelease(slider.get(), Qt::LeftButton, {}, QPoint(0, 10));
    slider->setValue(12.0);
    QCOMPARE(slider->value(), 10.0);
    slider->setValue(std::numeric_limits<double>::quiet_NaN());
    QCOMPARE(slider->value(), 10.0);
  }
  void keys_data() {
    QTest::addColumn<int>("key");
    QTest::addColumn<double>("expected");
    QTest::newRow("left") << int(Qt::Key_Left) << 3.95;
    QTest::newRow("right") << int(Qt::Key_Right) << 4.05;
    QTest::newRow("page up") << int(Qt::Key_PageUp) << 4.5;
    QTest::newRow("page down") << int(Qt::Key_PageDown) << 3.5;
    QTest::newRow("home") << int(Qt::Key_Home) << 0.0;
    QTest::newRow("end") << int(Qt::Key_End) << 10.0;
  }
  void keys() {
    QFETCH(int, key);
    QFETCH(double, expected);
    const auto slider = shownSlider();
    QSignalSpy started(slider.get(), &HistogramSlider::dragStarted);
    QSignalSpy finished(slider.get(), &HistogramSlider::dragFinished);
    QTest::keyPress(slider.get(), static_cast<Qt::Key>(key));
    QVERIFY(qAbs(slider->value() - expected) < 1e-9);
    QCOMPARE(finished.count(), 0);
    QTest::keyRelease(slider.get(), static_cast<Qt::Key>(key));
    QCOMPARE(started.count(), 1);
    QCOMPARE(finished.count(), 1);
  }
  void disablingEndsTheDrag() {
    const auto slider = shownSlider();
    QSignalSpy finished(slider.get(), &HistogramSlider::dragFinished);
    QTest::mousePress(slider.get(), Qt::LeftButton, {}, slider->handleRect().center());
    slider->setEnabled(false);
    QCOMPARE(finished.count(), 1);
    QVERIFY(!slider->isDragging());
  }
  void wheelNeedsFocus() {
    const auto slider = shownSlider();
    const QPointF centre = slider->rect().center();
    const auto turn = [&] {
      QWheelEvent event(centre, slider->mapToGlobal(centre), {}, QPoint(0, 120), Qt::NoButton, Qt::NoModifier,
                        Qt::NoScrollPhase, false);
      QCoreApplication::sendEvent(slider.get(), &event);
    };
    slider->clearFocus();
    turn();
    QCOMPARE(slider->value(), 4.0);
    slider->activateWindow();
    slider->setFocus();
    QTRY_VERIFY(slider->hasFocus());
    turn();
    QVERIFY(qAbs(slider->value() - 4.05) < 1e-9);
  }
  void saysWhatItCuts() {
    const auto below = shownSlider();
    QVERIFY(qAbs(*below->cutFraction() - 0.4) < 1e-12);
    const auto above = shownSlider(HistogramSlider::Direction::CutAbove);
    QVERIFY(qAbs(*above->cutFraction() - 0.6) < 1e-12);
    above->setLocale(QLocale(QLocale::German));
    QVERIFY2(above->accessibleDescription().contains(QStringLiteral("60,0")),
             qPrintable(above->accessibleDescription()));
    above->setCutText(QStringLiteral("cuts %1 % of the sums"));
    QVERIFY(above->accessibleDescription().contains(QStringLiteral("cuts 60,0 % of the sums")));
    above->setHistogram(std::nullopt);
    QVERIFY(!above->cutFraction());
  }
  void coloursTheCutPart() {
    const auto slider = shownSlider();
    slider->setCutColor(&ChartTheme::sdss);
    const QColor color = ChartTheme::fromPalette(slider->palette()).sdss;
    slider->setValue(2.0);
    const int few = countPixels(*slider, color);
    slider->setValue(8.0);
    const int many = countPixels(*slider, color);
    QVERIFY2(few > 0 && many > 3 * few, qPrintable(QStringLiteral("%1 %2").arg(few).arg(many)));
    slider->setEstimate(true);
    QVERIFY(countPixels(*slider, color) < many);  // hatched
    slider->setEnabled(false);
    QCOMPARE(countPixels(*slider, color), 0);
  }
  void theLowerEndHasABarOfItsOwn() {
    const auto slider = shownSlider();
    slider->setCutColor(&ChartTheme::sdss);
    const ChartTheme theme = ChartTheme::fromPalette(slider->palette());
    effortlab::effort::Histogram zeros = flatHistogram();
    zeros.atLower = zeros.total();
    slider->setHistogram(zeros);
    slider->setValue(0.0);  // takes nothing, for it takes what is below
    QCOMPARE(*slider->cutFraction(), 0.0);
    QCOMPARE(countPixels(*slider, theme.sdss), 0);
    slider->setValue(0.01);
    QVERIFY(*slider->cutFraction() > 0.5);
    QVERIFY(countPixels(*slider, theme.sdss) > 50);  // the bar; the part of the flat histogram is not a pixel wide
    slider->setLayoutDirection(Qt::RightToLeft);
    QVERIFY(countPixels(*slider, theme.sdss) > 50);
  }
  void dimmedIsGreyButMoves() {
    const auto slider = shownSlider();
    slider->setDimmed(true);
    QCOMPARE(countPixels(*slider, ChartTheme::fromPalette(slider->palette()).spet), 0);
    QTest::mouseClick(slider.get(), Qt::LeftButton, {}, at(*slider, 9.0));
    QVERIFY(slider->value() > 8.0);
    slider->setDimmed(false);
    QVERIFY(countPixels(*slider, ChartTheme::fromPalette(slider->palette()).spet) > 0);
  }
  void aSquareRootAxisGivesSmallValuesRoom() {
    const auto slider = shownSlider();
    slider->setAxisScale(HistogramSlider::AxisScale::SquareRoot);
    slider->setRange(0.0, 16.0);
    slider->setHistogram(flatHistogram(0.0, 4.0));  // over the root
    const double width = slider->positionOf(16.0) - slider->positionOf(0.0);
    QVERIFY(qAbs(slider->positionOf(4.0) - slider->positionOf(0.0) - width / 2) < 1e-9);
    QTest::mouseClick(slider.get(), Qt::LeftButton, {}, at(*slider, 1.0));
    QVERIFY(qAbs(slider->value() - 1.0) < 0.05);
    slider->setValue(4.0);
    QVERIFY(qAbs(*slider->cutFraction() - 0.5) < 1e-9);
    QTest::keyClick(slider.get(), Qt::Key_Right);
    QVERIFY(qAbs(std::sqrt(slider->value()) - 2.02) < 1e-9);  // a 200th of the axis
    QTest::keyClick(slider.get(), Qt::Key_End);
    QCOMPARE(slider->value(), 16.0);
  }
  void twoDensities() {
    const auto slider = shownSlider();
    const QColor line = ChartTheme::fromPalette(slider->palette()).budget;
    effortlab::effort::Histogram low = flatHistogram();
    std::fill(low.bins.begin() + 2, low.bins.end(), 0.0);
    slider->setOverlay(low, &ChartTheme::budget);
    QVERIFY(countPixels(*slider, line) > 20);
    slider->setValue(2.0);
    QVERIFY(qAbs(*slider->cutFraction() - 20.0 / 60.0) < 1e-9);  // of both
    slider->setCutShare(0.125);
    QCOMPARE(*slider->cutFraction(), 0.125);
    QVERIFY(slider->accessibleDescription().contains(QLocale().toString(12.5, 'f', 1)));
    slider->setOverlay(std::nullopt, &ChartTheme::budget);
    QCOMPARE(countPixels(*slider, line), 0);
  }
  void mirrorsRightToLeft() {
    const auto slider = shownSlider();
    slider->setLayoutDirection(Qt::RightToLeft);
    QVERIFY(slider->positionOf(2.0) > slider->positionOf(8.0));
    QTest::mouseClick(slider.get(), Qt::LeftButton, {}, at(*slider, 9.0));
    QVERIFY(qAbs(slider->value() - 9.0) < 10.0 / 300.0);
  }
};

EFFORTLAB_TEST(tst_histogram_slider)
#include "tst_histogram_slider.moc"
