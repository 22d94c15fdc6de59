#pragma once

#include "charts/exportable_chart.h"

#include <QSizeF>
#include <QString>

#include <optional>

class QImage;

namespace effortlab::widgets {

enum class ExportFormat { Png, Svg, Pdf, Csv };

struct ExportOptions {
  QSizeF sizeMm{160.0, 100.0};  ///< of the whole figure, provenance line included
  int dpi = 300;                ///< PNG only
  double fontPt = 8.0;
  QString fontFamily{};  ///< empty: the application's
  QString title{};       ///< document title (SVG, PDF)
  QString provenance{};  ///< small line below: model, data, knobs, seed, version; empty: none
  QLocale locale{};
};

/// Writes the chart in the light theme, whatever the window's, to `file`, all or nothing. Text stays text in SVG and
/// PDF. Returns what went wrong, in the user's language; empty: done.
QString exportChart(const ExportableChart& chart, const QString& file, ExportFormat format,
                    const ExportOptions& options);

/// What the figure will look like, at `dpi`; also what PNG files hold.
QImage renderChart(const ExportableChart& chart, const ExportOptions& options);

/// The rows of a model, RFC 4180, point as decimal separator whatever the locale; `provenance` becomes a first line "#
/// ...".
QByteArray modelToCsv(const QAbstractItemModel& model, const QString& provenance);

/// By the file name's suffix (.png .svg .pdf .csv); nothing for others.
std::optional<ExportFormat> exportFormatOf(const QString& file);

}  // namespace effortlab::widgets
