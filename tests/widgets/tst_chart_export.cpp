#include "charts/savings_chart.h"
#include "charts/tradeoff_chart.h"
#include "export/chart_export.h"
#include "models/tradeoff_model.h"
#include "style/application_theme.h"
#include "support/test_registry.h"

#include <QApplication>
#include <QFile>
#include <QImage>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QSvgRenderer>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>

using namespace effortlab::widgets;

namespace {

const ExportOptions options{.sizeMm = {120.0, 80.0},
                            .dpi = 200,
                            .fontPt = 9.0,
                            .title = QStringLiteral("Trade-off"),
                            .provenance = QStringLiteral("EffortLab, seed 7")};

QByteArray contents(const QString& file) {
  QFile opened(file);
  return opened.open(QIODevice::ReadOnly) ? opened.readAll() : QByteArray();
}

QStringList svgTexts(const QByteArray& svg) {
  QStringList texts;
  QXmlStreamReader reader(svg);
  while (!reader.atEnd()) {
    if (reader.readNext() == QXmlStreamReader::StartElement && reader.name() == QLatin1String("text")) {
      texts << reader.readElementText(QXmlStreamReader::IncludeChildElements).trimmed();
    }
  }
  return reader.hasError() ? QStringList{reader.errorString()} : texts;
}

}  // namespace

class tst_chart_export : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void init() {
    m_model.clear();
    m_model.setBaseline(0.91, {0.90, 0.92}, 1000);
    m_model.updatePoint({.id = 1,
                         .opsRatio = 1.0 / 3.0 + 2.0,
                         .top1 = 0.905,
                         .interval = {0.895, 0.915},
                         .images = 1000,
                         .label = QStringLiteral("a \"safe\", one"),
                         .current = true});
    m_model.updatePoint({.id = 2, .opsRatio = 3.0, .top1 = 0.2, .interval = {0.19, 0.21}, .images = 1000});
    m_model.updatePoint({.id = 3, .opsRatio = 2.8, .top1 = 0.903, .interval = {0.89, 0.91}, .images = 1000});
    m_savings.setCounts({{QStringLiteral("conv1"), 1000, 400, 300, 200, 100, 0, false},
                         {QStringLiteral("conv2"), 2000, 2000, 0, 0, 0, 0, true}});
  }
  void png() {
    const QString file = m_folder.filePath(QStringLiteral("chart.png"));
    QCOMPARE(exportChart(m_chart, file, ExportFormat::Png, options), QString());
    const QImage image(file);
    QCOMPARE(image.width(), qRound(120.0 / 25.4 * 200));
    QCOMPARE(image.height(), qRound(80.0 / 25.4 * 200));
    QVERIFY(qAbs(image.dotsPerMeterX() * 0.0254 - 200.0) < 0.5);
    QCOMPARE(image.text(QStringLiteral("Description")), options.provenance);
  }
  void pdf() {
    for (const ExportableChart* chart :
         {static_cast<ExportableChart*>(&m_chart), static_cast<ExportableChart*>(&m_savings)}) {
      const QString file = m_folder.filePath(QStringLiteral("chart.pdf"));
      QCOMPARE(exportChart(*chart, file, ExportFormat::Pdf, options), QString());
      QVERIFY(contents(file).startsWith("%PDF-"));
      const QString tool = QStandardPaths::findExecutable(QStringLiteral("pdftotext"));
      if (tool.isEmpty()) {
        continue;
      }
      QProcess process;
      process.start(tool, {file, QStringLiteral("-")});
      QVERIFY(process.waitForFinished());
      const QString text = QString::fromUtf8(process.readAllStandardOutput()).normalized(QString::NormalizationForm_KC);
      QVERIFY2(text.contains(options.provenance), qPrintable(text));
      QVERIFY2(text.contains(chart == &m_chart ? QStringLiteral("Top-1 accuracy") : QStringLiteral("conv2")),
               qPrintable(text));
    }
  }
  void svgKeepsText() {
    for (const ExportableChart* chart :
         {static_cast<ExportableChart*>(&m_chart), static_cast<ExportableChart*>(&m_savings)}) {
      const QString file = m_folder.filePath(QStringLiteral("chart.svg"));
      QCOMPARE(exportChart(*chart, file, ExportFormat::Svg, options), QString());
      QSvgRenderer renderer(file);
      QVERIFY(renderer.isValid());
      QVERIFY(qAbs(renderer.viewBoxF().width() / renderer.viewBoxF().height() - 1.5) < 0.01);
      const QStringList texts = svgTexts(contents(file));
      QVERIFY2(texts.contains(options.provenance), qPrintable(texts.join(QLatin1Char('|'))));
      const QStringList wanted = chart == &m_chart ? QStringList{QStringLiteral("Pareto front"), QStringLiteral("2.0")}
                                                   : QStringList{QStringLiteral("conv2"), QStringLiteral("SDSS")};
      for (const QString& text : wanted) {
        QVERIFY2(texts.contains(text), qPrintable(texts.join(QLatin1Char('|'))));
      }
    }
  }
  void svgStaysInsideTheAxes() {
    m_chart.setZoomToBudget(true);  // the point at 20 % is far below
    const QString file = m_folder.filePath(QStringLiteral("zoomed.svg"));
    QCOMPARE(exportChart(m_chart, file, ExportFormat::Svg, options), QString());
    m_chart.setZoomToBudget(false);
    // Unclipped, the trail would reach several figures below: coordinates in polylines and paths give it away.
    const QString svg = QString::fromUtf8(contents(file));
    static const QRegularExpression lists(QStringLiteral("points=\"([^\"]*)\""));
    static const QRegularExpression separators(QStringLiteral("[ ,]+"));
    int checked = 0;
    for (auto matches = lists.globalMatch(svg); matches.hasNext();) {
      const QStringList numbers = matches.next().captured(1).split(separators, Qt::SkipEmptyParts);
      for (const QString& number : numbers) {
        ++checked;
        QVERIFY2(qAbs(number.toDouble()) < 600.0, qPrintable(number));
      }
    }
    QVERIFY(checked > 0);
  }
  void csvHasTheModelsNumbers() {
    const QString file = m_folder.filePath(QStringLiteral("chart.csv"));
    QCOMPARE(exportChart(m_chart, file, ExportFormat::Csv, options), QString());
    const QList<QByteArray> lines = contents(file).split('\n');
    QCOMPARE(lines[0], QByteArray("# EffortLab, seed 7\r"));
    QCOMPARE(lines[1], QByteArray("setting,ops_ratio,top1,top1_lo,top1_hi,images,complete,overhead,kind\r"));
    QVERIFY(lines[3].startsWith("\"a \"\"safe\"\", one\","));
    const QList<QByteArray> fields = lines[3].mid(lines[3].lastIndexOf('"') + 2).trimmed().split(',');
    for (int column = 1; column <= TradeoffModel::Complete; ++column) {
      QCOMPARE(fields[column - 1].toDouble(), m_model.index(1, column).data(exportRole).toDouble());
    }
    QCOMPARE(lines.size(), 2 + m_model.rowCount() + 1);
  }
  void alwaysLight() {
    const QImage light = renderChart(m_chart, options);
    const QPalette before = QApplication::palette();
    applyApplicationTheme(*qApp, Theme::Dark);
    const QImage dark = renderChart(m_chart, options);
    const QImage darkSavings = renderChart(m_savings, options);
    QApplication::setPalette(before);
    QCOMPARE(light.pixelColor(2, 2), QColor(Qt::white));
    QVERIFY(dark == light);
    QCOMPARE(darkSavings.pixelColor(2, 2), QColor(Qt::white));
  }
  void failuresAreSaidAndLeaveTheFile() {
    const QString missing = m_folder.filePath(QStringLiteral("none/chart.png"));
    QVERIFY(!exportChart(m_chart, missing, ExportFormat::Png, options).isEmpty());
    QVERIFY(!QFile::exists(missing));
    const QString file = m_folder.filePath(QStringLiteral("kept.png"));
    QCOMPARE(exportChart(m_chart, file, ExportFormat::Png, options), QString());
    const QByteArray before = contents(file);
    ExportOptions impossible = options;
    impossible.sizeMm = {0.0, 80.0};
    QVERIFY(!exportChart(m_chart, file, ExportFormat::Png, impossible).isEmpty());
    impossible.sizeMm = {1500.0, 1500.0};
    impossible.dpi = 1200;
    QVERIFY(!exportChart(m_chart, file, ExportFormat::Png, impossible).isEmpty());
    QCOMPARE(contents(file), before);
  }
  void formats() {
    QCOMPARE(exportFormatOf(QStringLiteral("a.b.SVG")), std::optional(ExportFormat::Svg));
    QCOMPARE(exportFormatOf(QStringLiteral("a")), std::nullopt);
  }

private:
  QTemporaryDir m_folder;
  TradeoffModel m_model;
  TradeoffChart m_chart{&m_model};
  SavingsChart m_savings;
};

EFFORTLAB_TEST(tst_chart_export)
#include "tst_chart_export.moc"
