#include "charts/speedup_chart.h"

#include <algorithm>
#include <limits>

namespace effortlab::widgets {
namespace {

/// Curves this far apart need a logarithmic axis.
constexpr double farApart = 6.0;

}  // namespace

SpeedUpChart::SpeedUpChart(QWidget* parent) : FrameChart(parent) {}

void SpeedUpChart::add(std::int64_t frame, const fovea::SpeedUp& speedUp) {
  m_points[frame] = speedUp;
  invalidate();
}

void SpeedUpChart::clear() {
  m_points.clear();
  invalidate();
}

FrameFigure SpeedUpChart::makeFigure() const {
  FrameFigure figure;
  figure.xTitle = tr("Frame");
  figure.yTitle = tr("Times faster than full frames");
  if (m_points.empty()) {
    return figure;
  }
  const auto add = [this, &figure](const QString& name, const char* key, double fovea::SpeedUp::*value,
                                   QColor ChartTheme::*color, LegendEntry::Mark mark) {
    const double last = m_points.rbegin()->second.*value;
    const QString now = last > 0.0 ? QStringLiteral(" · ") + tr("%1×").arg(locale().toString(last, 'f', 1)) : QString();
    FrameSeries series{name + now, QLatin1String(key), color, mark, {}};
    for (const auto& [frame, point] : m_points) {
      const double at = point.*value;
      series.values.push_back(at > 0.0 ? at : std::numeric_limits<double>::quiet_NaN());
    }
    figure.series.push_back(std::move(series));
  };
  add(tr("Equation 3.9"), "eq39", &fovea::SpeedUp::eq39, &ChartTheme::front, LegendEntry::Mark::Dashes);
  add(tr("MACs"), "macs", &fovea::SpeedUp::macs, &ChartTheme::current, LegendEntry::Mark::Diamond);
  add(tr("Measured"), "measured", &fovea::SpeedUp::measured, &ChartTheme::budget, LegendEntry::Mark::Line);
  double least = std::numeric_limits<double>::infinity();
  double most = 0.0;
  for (const auto& [frame, point] : m_points) {
    figure.x.push_back(frame);
    for (const double value : {point.eq39, point.macs, point.measured}) {
      if (value > 0.0) {
        least = std::min(least, value);
        most = std::max(most, value);
      }
    }
  }
  figure.logarithmic = most > farApart * least;
  figure.level = 1.0;
  return figure;
}

QString SpeedUpChart::title() const {
  return tr("Speed-up so far");
}

QString SpeedUpChart::explanation() const {
  return tr(
      "How many times faster than looking at every frame in full, from the first frame played up to each. "
      "Equation 3.9: the detector's input over the canvases, areas in pixels, times the frames. MACs: counted. "
      "Measured: wall time with everything around the detector.");
}

}  // namespace effortlab::widgets
