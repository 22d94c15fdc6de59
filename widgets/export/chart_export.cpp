#include "export/chart_export.h"

#include <QAbstractItemModel>
#include <QApplication>
#include <QBuffer>
#include <QCoreApplication>
#include <QFileInfo>
#include <QFontInfo>
#include <QFontMetricsF>
#include <QImage>
#include <QPageSize>
#include <QPainter>
#include <QPdfWriter>
#include <QSaveFile>
#include <QSvgGenerator>

#include <algorithm>
#include <cmath>

namespace effortlab::widgets {
namespace {

constexpr double mmPerInch = 25.4;
constexpr double pointsPerInch = 72.0;
constexpr double screenDpi = 96.0;
constexpr int svgDpi = 96;  // QSvgGenerator's text has the wrong size at any other
constexpr int pdfDpi = 1200;
constexpr double longestSideMm = 2000.0;
constexpr qint64 mostPixels = 400'000'000;

struct Messages {
  Q_DECLARE_TR_FUNCTIONS(ChartExport)
};

/// Sizes in drawing units. Fonts have whole pixels, so the unit is chosen such that the font has exactly its points.
struct Figure {
  QSizeF size;  ///< units
  double unitsPerInch = screenDpi;
  QFont font;

  explicit Figure(const ExportOptions& options) {
    font = QApplication::font();
    // The real family, not an alias such as "Sans": what the file names must exist elsewhere too.
    font.setFamily(options.fontFamily.isEmpty() ? QFontInfo(font).family() : options.fontFamily);
    const int pixels = std::max(4, static_cast<int>(std::lround(options.fontPt * screenDpi / pointsPerInch)));
    font.setPixelSize(pixels);
    unitsPerInch = pixels * pointsPerInch / options.fontPt;
    size = options.sizeMm * (unitsPerInch / mmPerInch);
  }
};

QString checked(const ExportOptions& options) {
  const double width = options.sizeMm.width();
  const double height = options.sizeMm.height();
  if (!(width > 0.0) || !(height > 0.0) || width > longestSideMm || height > longestSideMm) {
    return Messages::tr("The size of the figure must be between 1 and 2000 mm.");
  }
  if (!(options.fontPt >= 1.0 && options.fontPt <= 144.0)) {
    return Messages::tr("The font size must be between 1 and 144 points.");
  }
  const double pixels = width * height * std::pow(options.dpi / mmPerInch, 2.0);
  if (options.dpi < 10 || pixels > static_cast<double>(mostPixels)) {
    return Messages::tr("This size at %1 dpi is not possible; choose a smaller one.").arg(options.dpi);
  }
  return {};
}

/// `painter` is in units: the figure is (0, 0) to figure.size.
void paintFigure(QPainter& painter, const Figure& figure, const ExportableChart& chart, const ExportOptions& options) {
  const ChartStyle style{ChartTheme::light(), figure.font, options.locale};
  QRectF area(QPointF(0, 0), figure.size);
  painter.fillRect(area, style.theme.background);
  if (!options.provenance.isEmpty()) {
    QFont small = figure.font;
    small.setPixelSize(std::max(4, static_cast<int>(std::lround(figure.font.pixelSize() * 0.75))));
    const QFontMetricsF metrics(small);
    constexpr double side = 6.0;
    const QRectF bounds = metrics.boundingRect(QRectF(0, 0, area.width() - 2 * side, area.height() / 3.0),
                                               Qt::AlignLeft | Qt::TextWordWrap, options.provenance);
    const double height = std::min(area.height() / 3.0, std::ceil(bounds.height()) + 4.0);
    const QRectF line(side, area.bottom() - height, area.width() - 2 * side, height);
    area.setBottom(line.top());
    painter.setFont(small);
    painter.setPen(style.theme.mutedText);
    painter.drawText(line, Qt::AlignLeft | Qt::TextWordWrap, options.provenance);
  }
  chart.paintChart(painter, area, style);
}

QByteArray toPng(const ExportableChart& chart, const ExportOptions& options) {
  QByteArray bytes;
  QBuffer buffer(&bytes);
  buffer.open(QIODevice::WriteOnly);
  QImage image = renderChart(chart, options);
  image.setText(QStringLiteral("Title"), options.title);
  image.setText(QStringLiteral("Description"), options.provenance);
  return image.save(&buffer, "PNG") ? bytes : QByteArray();
}

QByteArray toSvg(const ExportableChart& chart, const ExportOptions& options) {
  const Figure figure(options);
  QByteArray bytes;
  QBuffer buffer(&bytes);
  buffer.open(QIODevice::WriteOnly);
  QSvgGenerator generator;
  generator.setOutputDevice(&buffer);
  generator.setResolution(svgDpi);
  generator.setTitle(options.title);
  generator.setDescription(options.provenance);
  generator.setSize((options.sizeMm * (svgDpi / mmPerInch)).toSize());
  generator.setViewBox(QRectF(QPointF(0, 0), figure.size));
  QPainter painter;
  if (!painter.begin(&generator)) {
    return {};
  }
  paintFigure(painter, figure, chart, options);
  return painter.end() ? bytes : QByteArray();
}

QByteArray toPdf(const ExportableChart& chart, const ExportOptions& options) {
  const Figure figure(options);
  QByteArray bytes;
  QBuffer buffer(&bytes);
  buffer.open(QIODevice::WriteOnly);
  QPdfWriter writer(&buffer);
  writer.setTitle(options.title);
  writer.setCreator(QCoreApplication::applicationName());
  writer.setResolution(pdfDpi);
  writer.setPageSize(QPageSize(options.sizeMm, QPageSize::Millimeter, QString(), QPageSize::ExactMatch));
  writer.setPageMargins(QMarginsF());
  QPainter painter;
  if (!painter.begin(&writer)) {
    return {};
  }
  painter.scale(pdfDpi / figure.unitsPerInch, pdfDpi / figure.unitsPerInch);
  paintFigure(painter, figure, chart, options);
  return painter.end() ? bytes : QByteArray();
}

QString csvField(const QVariant& value) {
  QString text;
  switch (value.metaType().id()) {
    case QMetaType::Double: text = QString::number(value.toDouble(), 'g', QLocale::FloatingPointShortest); break;
    case QMetaType::Bool: text = value.toBool() ? QStringLiteral("1") : QStringLiteral("0"); break;
    default: text = value.toString();
  }
  const bool quote = text.contains(QLatin1Char(',')) || text.contains(QLatin1Char('"')) ||
                     text.contains(QLatin1Char('\n')) || text.contains(QLatin1Char('\r'));
  return quote ? QLatin1Char('"') + text.replace(QLatin1Char('"'), QLatin1String("\"\"")) + QLatin1Char('"') : text;
}

}  // namespace

QImage renderChart(const ExportableChart& chart, const ExportOptions& options) {
  const Figure figure(options);
  const double scale = options.dpi / figure.unitsPerInch;
  QImage image((figure.size * scale).toSize().expandedTo(QSize(1, 1)), QImage::Format_RGB32);
  if (image.isNull()) {
    return image;
  }
  image.fill(ChartTheme::light().background);
  QPainter painter(&image);
  painter.setRenderHints(QPainter::Antialiasing | QPainter::TextAntialiasing);
  painter.scale(scale, scale);
  paintFigure(painter, figure, chart, options);
  painter.end();
  // Only now: fonts are laid out for the screen's resolution, the painter scales.
  const int dotsPerMeter = static_cast<int>(std::lround(options.dpi * 1000.0 / mmPerInch));
  image.setDotsPerMeterX(dotsPerMeter);
  image.setDotsPerMeterY(dotsPerMeter);
  return image;
}

QByteArray modelToCsv(const QAbstractItemModel& model, const QString& provenance) {
  QString text;
  if (!provenance.isEmpty()) {
    text += QStringLiteral("# ") + provenance.simplified() + QLatin1String("\r\n");
  }
  QStringList fields;
  for (int column = 0; column < model.columnCount(); ++column) {
    const QVariant key = model.headerData(column, Qt::Horizontal, exportRole);
    fields << csvField(key.isValid() ? key : model.headerData(column, Qt::Horizontal));
  }
  text += fields.join(QLatin1Char(',')) + QLatin1String("\r\n");
  for (int row = 0; row < model.rowCount(); ++row) {
    fields.clear();
    for (int column = 0; column < model.columnCount(); ++column) {
      const QModelIndex index = model.index(row, column);
      const QVariant number = index.data(exportRole);
      fields << csvField(number.isValid() ? number : index.data());
    }
    text += fields.join(QLatin1Char(',')) + QLatin1String("\r\n");
  }
  return text.toUtf8();
}

std::optional<ExportFormat> exportFormatOf(const QString& file) {
  const QString suffix = QFileInfo(file).suffix().toLower();
  if (suffix == QLatin1String("png")) {
    return ExportFormat::Png;
  }
  if (suffix == QLatin1String("svg")) {
    return ExportFormat::Svg;
  }
  if (suffix == QLatin1String("pdf")) {
    return ExportFormat::Pdf;
  }
  if (suffix == QLatin1String("csv")) {
    return ExportFormat::Csv;
  }
  return std::nullopt;
}

QString exportChart(const ExportableChart& chart, const QString& file, ExportFormat format,
                    const ExportOptions& options) {
  if (const QString problem = format == ExportFormat::Csv ? QString() : checked(options); !problem.isEmpty()) {
    return problem;
  }
  QByteArray bytes;
  switch (format) {
    case ExportFormat::Png: bytes = toPng(chart, options); break;
    case ExportFormat::Svg: bytes = toSvg(chart, options); break;
    case ExportFormat::Pdf: bytes = toPdf(chart, options); break;
    case ExportFormat::Csv: bytes = modelToCsv(chart.table(), options.provenance); break;
  }
  if (bytes.isEmpty()) {
    return Messages::tr("The chart could not be drawn.");
  }
  QSaveFile save(file);
  if (!save.open(QIODevice::WriteOnly) || save.write(bytes) != bytes.size() || !save.commit()) {
    return Messages::tr("%1 could not be written: %2").arg(QFileInfo(file).fileName(), save.errorString());
  }
  return {};
}

}  // namespace effortlab::widgets
