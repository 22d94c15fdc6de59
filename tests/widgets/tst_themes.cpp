#include "charts/chart_theme.h"
#include "style/application_theme.h"
#include "support/test_registry.h"

#include <QApplication>
#include <QDoubleSpinBox>
#include <QImage>
#include <QTest>

using namespace effortlab::widgets;

class tst_themes : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void contrastOfKnownColours() {
    QVERIFY(qAbs(contrastRatio(Qt::black, Qt::white) - 21.0) < 1e-6);
    QVERIFY(qAbs(contrastRatio(QColor(0x77, 0x77, 0x77), Qt::white) - 4.48) < 0.01);
  }
  void chartsAreReadable_data() {
    QTest::addColumn<ChartTheme>("theme");
    QTest::newRow("light") << ChartTheme::light();
    QTest::newRow("dark") << ChartTheme::darkTheme();
    QTest::newRow("light palette") << ChartTheme::fromPalette(lightPalette());
    QTest::newRow("dark palette") << ChartTheme::fromPalette(darkPalette());
  }
  void chartsAreReadable() {
    QFETCH(ChartTheme, theme);
    constexpr double text = 4.5;  // WCAG 2 AA
    constexpr double graphics = 3.0;
    QVERIFY(contrastRatio(theme.text, theme.background) >= text);
    QVERIFY(contrastRatio(theme.mutedText, theme.background) >= text);
    for (const QColor& line : {theme.dense, theme.budget, theme.current, theme.trail, theme.front, theme.executed}) {
      QVERIFY2(contrastRatio(line, theme.plotArea) >= graphics, qPrintable(line.name()));
    }
    // Areas are told apart by more than their colour (place, label), and Okabe and Ito's are kept on white.
    const double areas = theme.dark ? graphics : 2.0;
    for (const QColor& area : {theme.sdss, theme.sfma, theme.spet, theme.gate}) {
      QVERIFY2(contrastRatio(area, theme.plotArea) >= areas, qPrintable(area.name()));
    }
  }
  void palettesAreReadable() {
    for (const QPalette& palette : {lightPalette(), darkPalette()}) {
      const auto contrast = [&](QPalette::ColorRole a, QPalette::ColorRole b) {
        return contrastRatio(palette.color(QPalette::Active, a), palette.color(QPalette::Active, b));
      };
      QVERIFY(contrast(QPalette::WindowText, QPalette::Window) >= 4.5);
      QVERIFY(contrast(QPalette::Text, QPalette::Base) >= 4.5);
      QVERIFY(contrast(QPalette::ButtonText, QPalette::Button) >= 4.5);
      QVERIFY(contrast(QPalette::PlaceholderText, QPalette::Window) >= 4.5);
      QVERIFY(contrast(QPalette::HighlightedText, QPalette::Highlight) >= 4.0);
      QVERIFY(contrast(QPalette::Link, QPalette::Window) >= 4.5);
      QVERIFY(contrast(QPalette::PlaceholderText, QPalette::Base) >= 4.5);  // layers without MACs
      const QColor disabled = palette.color(QPalette::Disabled, QPalette::Text);
      QVERIFY(contrastRatio(disabled, palette.color(QPalette::Base)) >= 3.0);
      QVERIFY(contrastRatio(disabled, palette.color(QPalette::Window)) >= 3.0);
    }
  }
  /// On a dark window Fusion's own frames cannot be told from it.
  void fieldsHaveFramesOnDark() {
    const QPalette before = QApplication::palette();
    applyApplicationTheme(*qApp, Theme::Dark);
    QDoubleSpinBox box;
    box.resize(box.sizeHint());
    const QImage image = box.grab().toImage();
    const QColor edge = image.pixelColor(image.width() / 3, 0);
    QVERIFY2(contrastRatio(edge, darkPalette().color(QPalette::Window)) >= 3.0, qPrintable(edge.name()));
    applyApplicationTheme(*qApp, Theme::System);
    QApplication::setPalette(before);
  }
  void applies() {
    const QPalette before = QApplication::palette();
    applyApplicationTheme(*qApp, Theme::Dark);
    QVERIFY(ChartTheme::fromPalette(QApplication::palette()).dark);
    applyApplicationTheme(*qApp, Theme::Light);
    QVERIFY(!ChartTheme::fromPalette(QApplication::palette()).dark);
    applyApplicationTheme(*qApp, Theme::System);
    const QColor window = QApplication::palette().color(QPalette::Window);  // ours, whatever the platform's are
    QVERIFY(window == lightPalette().color(QPalette::Window) || window == darkPalette().color(QPalette::Window));
    QApplication::setPalette(before);
  }
};

EFFORTLAB_TEST(tst_themes)
#include "tst_themes.moc"
