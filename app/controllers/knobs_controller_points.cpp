// KnobsController, points of the trade-off chart that are no settings visited: snapshots and a tuner's probes.
#include "charts/tradeoff_chart.h"
#include "controllers/knobs_controller.h"
#include "controllers/probe_points.h"
#include "core/error.h"

#include <utility>

namespace effortlab::app {

void KnobsController::showProbes(const std::vector<effort::TuneProbe>& probes) {
  m_probes.clear();
  std::vector<widgets::TradeoffPoint> points = probePoints(probes, firstProbeId);
  for (std::size_t i = 0; i < probes.size(); ++i)
    m_probes.emplace(points[i].id, probes[i].settings);
  m_view.tradeoff->setProbes(std::move(points));
}

void KnobsController::showTuned(const effort::TuneComparison& tuning,
                                const std::optional<effort::TuneComparison>& heldOut, double budgetPoints) {
  m_view.tradeoffChart->setBudgetPoints(budgetPoints);
  m_view.tradeoffChart->showComparison(tuning, heldOut);
}

void KnobsController::showSnapshots(std::vector<widgets::TradeoffPoint> points,
                                    std::vector<effort::KnobSettings> settings) {
  m_snapshots = std::move(settings);
  for (std::size_t i = 0; i < points.size(); ++i) {
    points[i].id = firstSnapshotId + static_cast<int>(i);
    points[i].kind = widgets::PointKind::Snapshot;
  }
  m_view.tradeoff->setSnapshots(std::move(points));
}

void KnobsController::activatePoint(int id) {
  if (const Trail::Stop* stop = m_trail.find(id)) {
    changeSettings(stop->measured.settings, tr("Back to a point of the chart"));
  } else if (id == Trail::denseId) {
    resetAll();
  } else if (const auto probe = m_probes.find(id); probe != m_probes.end()) {
    changeSettings(probe->second, tr("A tuner's probe"));
  } else if (const auto index = static_cast<std::size_t>(id - firstSnapshotId);
             id >= firstSnapshotId && index < m_snapshots.size()) {
    try {
      changeSettings(m_snapshots[index], tr("A snapshot"));
    } catch (const Error& problem) {  // the file of snapshots was edited by hand
      Q_EMIT noted(tr("The snapshot does not fit this network"), QString::fromUtf8(problem.what()));
    }
  }
}

}  // namespace effortlab::app
