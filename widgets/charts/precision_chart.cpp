#include "charts/precision_chart.h"

#include <limits>

namespace effortlab::widgets {

PrecisionChart::PrecisionChart(QWidget* parent) : FrameChart(parent) {}

void PrecisionChart::add(std::int64_t frame, double ap, const std::optional<double>& full) {
  m_points[frame] = {ap, full};
  invalidate();
}

void PrecisionChart::setPolicyName(const QString& name) {
  m_policyName = name;
  invalidate();
}

void PrecisionChart::clear() {
  m_points.clear();
  invalidate();
}

FrameFigure PrecisionChart::makeFigure() const {
  FrameFigure figure;
  figure.xTitle = tr("Frame");
  figure.yTitle = tr("AP at IoU 0.5 so far");
  figure.percent = true;
  FrameSeries policy{m_policyName.isEmpty() ? tr("This policy") : m_policyName,
                     QStringLiteral("ap"),
                     &ChartTheme::budget,
                     LegendEntry::Mark::Line,
                     {}};
  FrameSeries full{
      tr("Every frame in full"), QStringLiteral("ap_full"), &ChartTheme::dense, LegendEntry::Mark::Dashes, {}};
  bool anyFull = false;
  for (const auto& [frame, point] : m_points) {
    figure.x.push_back(frame);
    policy.values.push_back(point.policy);
    full.values.push_back(point.full.value_or(std::numeric_limits<double>::quiet_NaN()));
    anyFull = anyFull || point.full;
  }
  if (!m_points.empty()) {
    const auto withLast = [this](FrameSeries& series) {
      const double last = series.values.back();
      if (last >= 0.0) {
        series.name += QStringLiteral(" · ") + tr("%1 %", "percentage").arg(locale().toString(100.0 * last, 'f', 1));
      }
    };
    withLast(policy);
    withLast(full);
    figure.series.push_back(std::move(policy));
    if (anyFull) {
      figure.series.push_back(std::move(full));
    }
  }
  return figure;
}

QString PrecisionChart::title() const {
  return tr("Average precision so far");
}

QString PrecisionChart::explanation() const {
  return tr(
      "Mean over the classes of the area under precision over recall, of all boxes shown from the first frame "
      "played up to each; skipped frames count with the boxes shown in them.");
}

}  // namespace effortlab::widgets
