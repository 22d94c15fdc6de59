#include "charts/frame_cost_chart.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <vector>

namespace effortlab::widgets {
namespace {

constexpr double macsInMega = 1e6;
constexpr double usualShare = 0.95;  // of the frames, whose cost the axis shows wholly
constexpr double outlier = 2.5;      // times that: cut

/// Where the axis ends so that a stray frame (the first of a canvas size measures its kernels) does not flatten the
/// others.
std::optional<double> usefulMost(std::vector<double> totals, double full) {
  if (totals.empty()) {
    return std::nullopt;
  }
  const auto at = static_cast<std::ptrdiff_t>(usualShare * static_cast<double>(totals.size() - 1));
  std::nth_element(totals.begin(), totals.begin() + at, totals.end());
  const double usual = std::max(totals[static_cast<std::size_t>(at)], full);
  const double most = *std::max_element(totals.begin(), totals.end());
  return usual > 0.0 && most > outlier * usual ? std::optional(usual) : std::nullopt;
}

}  // namespace

FrameCostChart::FrameCostChart(QWidget* parent) : FrameChart(parent) {}

void FrameCostChart::add(const fovea::FrameRecord& record) {
  m_costs[record.frame] = {record.ms, static_cast<double>(record.macs), static_cast<double>(record.macsRun)};
  m_newest = record.frame;
  invalidate();
}

void FrameCostChart::setRecords(std::span<const fovea::FrameRecord> records) {
  m_costs.clear();
  for (const fovea::FrameRecord& record : records) {
    add(record);
  }
  invalidate();
}

void FrameCostChart::clear() {
  m_costs.clear();
  m_newest = 0;
  invalidate();
}

void FrameCostChart::setWindow(int frames) {
  m_window = std::max(1, frames);
  invalidate();
}

void FrameCostChart::setFull(double milliseconds, double macs) {
  m_fullMs = milliseconds;
  m_fullMacs = macs;
  invalidate();
}

void FrameCostChart::setUnit(Unit unit) {
  if (unit != m_unit) {
    m_unit = unit;
    invalidate();
  }
}

FrameFigure FrameCostChart::makeFigure() const {
  FrameFigure figure;
  figure.xTitle = tr("Frame");
  const bool time = m_unit == Unit::Milliseconds;
  figure.yTitle = time ? tr("ms a frame") : tr("Million MACs a frame");
  const auto series = [](const QString& name, const char* key, QColor ChartTheme::*color) {
    return FrameSeries{name, QLatin1String(key), color, LegendEntry::Mark::Square, {}};
  };
  if (time) {
    figure.series = {series(tr("Decision"), "predict_ms", &ChartTheme::gate),
                     series(tr("Montage"), "montage_ms", &ChartTheme::spet),
                     series(tr("Detector"), "detector_ms", &ChartTheme::current),
                     series(tr("Tracking"), "track_ms", &ChartTheme::sfma)};
  } else {
    figure.series = {series(tr("Executed"), "macs_run_millions", &ChartTheme::current),
                     series(tr("Avoided by knobs"), "macs_avoided_millions", &ChartTheme::spet)};
  }
  std::vector<double> totals;
  const auto from = m_costs.upper_bound(m_newest - m_window);
  for (auto it = from; it != m_costs.end() && it->first <= m_newest; ++it) {
    const Cost& cost = it->second;
    figure.x.push_back(it->first);
    if (time) {
      const std::array parts{cost.ms.predict, cost.ms.montage, cost.ms.detector, cost.ms.track};
      totals.push_back(std::accumulate(parts.begin(), parts.end(), 0.0));
      for (std::size_t i = 0; i < parts.size(); ++i) {
        figure.series[i].values.push_back(parts[i]);
      }
    } else {
      figure.series[0].values.push_back(cost.macsRun / macsInMega);
      figure.series[1].values.push_back(std::max(0.0, cost.macs - cost.macsRun) / macsInMega);
    }
  }
  const double full = time ? m_fullMs : m_fullMacs / macsInMega;
  figure.most = usefulMost(std::move(totals), full);
  if (full > 0.0) {
    figure.level = full;
    figure.levelName = tr("A full frame");
  }
  return figure;
}

QString FrameCostChart::title() const {
  return tr("Cost of each frame");
}

QString FrameCostChart::explanation() const {
  return m_unit == Unit::Milliseconds
             ? tr("Wall time of each frame by stage; decoding the video is not counted. Decision: prediction, requests "
                  "and packing; detector: the network with its preparation and suppression; tracking: the way back, "
                  "association and motion. A triangle: the bar goes on.")
             : tr("Multiply-accumulates of the detector in each frame; skipped frames need none.");
}

}  // namespace effortlab::widgets
