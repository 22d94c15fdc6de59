// KnobsController, the way back: estimates and histograms into the page's models.
#include "charts/savings_chart.h"
#include "charts/tradeoff_chart.h"
#include "controllers/knobs_controller.h"
#include "panels/knob_panel.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

namespace effortlab::app {

namespace {

/// The page is redrawn at most so often.
constexpr qint64 tickMs = 16;
/// Histograms that are merely a little out of date wait for the evaluation unless it takes longer than this.
constexpr qint64 longEvaluationMs = 1000;

}  // namespace

void KnobsController::evaluateNow() {
  if (!m_known.workspace || !m_known.workspace->usable())
    return;
  m_summary.cancelled = false;
  const Trail::Stop* known = m_trail.find(m_known.settings);
  if (known != nullptr && known->measured.estimate.complete) {
    m_runner.cancel();
    m_known.measured = known->measured;
    m_summary.evaluating = false;
    showPoint(known->measured);
    scheduleTick();
    workBehind();
    if (!m_interacting)
      Q_EMIT settled();
    return;
  }
  m_summary.evaluating = true;
  m_summary.done = 0;
  m_summary.remainingSeconds.reset();
  m_runner.cancelBackground();
  m_runner.evaluate(m_known.settings);
}

void KnobsController::cancel() {
  m_summary.cancelled = m_runner.isEvaluating();
  m_runner.cancel();
}

void KnobsController::restart() {
  m_histogramsFailed = false;
  evaluateNow();
  refreshHistograms(false);
  scheduleTick();
}

void KnobsController::takeEstimate(const LivePoint& point) {
  const bool first = !m_known.measured;
  m_known.measured = point.measured;
  m_known.nodeMs = point.nodeMs;
  m_summary.limits = point.limits;
  m_summary.done = point.measured.estimate.images;
  m_summary.total = point.measured.estimate.totalImages;
  if (m_summary.done > 0)
    m_summary.remainingSeconds = static_cast<double>(m_runner.elapsedMs()) / 1000.0 *
                                 static_cast<double>(m_summary.total - m_summary.done) /
                                 static_cast<double>(m_summary.done);
  showPoint(point.measured);
  studyEarly();
  if (first)
    refreshHistograms(false);
  else if (!m_interacting && m_runner.elapsedMs() > longEvaluationMs)
    refreshHistograms(false);
  scheduleTick();
}

void KnobsController::takeHistograms(const MeasuredHistograms& measured) {
  m_known.histograms[measured.layer] = measured.histograms;
  m_histogramSettings[measured.layer] = measured.settings;
  showHistograms();
  scheduleTick();
}

void KnobsController::evaluationFinished(JobStatus status) {
  if (status == JobStatus::Cancelled && !m_summary.cancelled)
    return;  // stopped because the figures were known already
  m_summary.evaluating = false;
  m_summary.remainingSeconds.reset();
  scheduleTick();
  if (status != JobStatus::Completed)
    return;
  refreshHistograms(false);
  workBehind();
  Q_EMIT settled();
}

void KnobsController::showPoint(const MeasuredSetting& measured) {
  const effort::LiveEstimate& estimate = measured.estimate;
  const widgets::TradeoffPoint* dense = m_view.tradeoff->baseline();
  if (dense == nullptr || estimate.images >= dense->images) {
    const auto right = std::llround(estimate.denseTop1 * static_cast<double>(estimate.images));
    m_view.tradeoff->setBaseline(estimate.denseTop1, wilsonInterval(right, estimate.images), estimate.images);
  }
  if (m_interacting && m_trail.find(measured.settings) == nullptr) {
    m_livePointShown = true;
    m_view.tradeoff->updatePoint(tradeoffPoint(liveId, measured));
    return;
  }
  if (!m_interacting && measured.settings != m_known.settings)
    return;  // of a setting the hand has left since
  const int id = m_trail.remember(measured);
  if (!m_nextLabel.isEmpty() && !m_labels.contains(id))
    m_labels[id] = m_nextLabel;
  if (m_livePointShown)
    rebuildPoints();
  m_view.tradeoff->updatePoint(tradeoffPoint(id, m_trail.find(id)->measured));
  m_view.tradeoff->setCurrent(id);
}

widgets::TradeoffPoint KnobsController::tradeoffPoint(int id, const MeasuredSetting& measured) const {
  const effort::LiveEstimate& estimate = measured.estimate;
  widgets::TradeoffPoint point;
  point.id = id;
  point.opsRatio = estimate.opsRatio();
  point.top1 = estimate.top1;
  point.interval = estimate.top1Interval;
  point.images = estimate.images;
  point.current = true;
  point.complete = estimate.complete && id != liveId;
  if (const effort::LayerCounts total = estimate.counts.total(); total.macsDense > 0)
    point.overhead = static_cast<double>(total.overheadOps) / (2.0 * static_cast<double>(total.macsDense));
  point.baseline = id == Trail::denseId;
  const auto label = m_labels.find(id);
  if (label != m_labels.end())
    point.label = label->second;
  return point;
}

void KnobsController::rebuildPoints() {
  std::vector<widgets::TradeoffPoint> points;
  for (const Trail::Stop& stop : m_trail.stops())
    if (stop.id != Trail::denseId) {
      points.push_back(tradeoffPoint(stop.id, stop.measured));
      points.back().current = false;
    }
  m_livePointShown = false;
  m_view.tradeoff->setPoints(std::move(points));
}

bool KnobsController::histogramsStale(bool ownOnly) const {
  const std::string& name = m_known.workspace->layers[static_cast<std::size_t>(m_layer)].name;
  const auto found = m_known.histograms.find(name);
  if (found == m_known.histograms.end() || !found->second)
    return true;
  const effort::LayerHistograms& histograms = *found->second;
  const effort::LayerKnobs knobs = m_known.settings.of(name);
  if (knobs.spet && knobs.spet->order != effort::SpetOrder::Exact &&
      (knobs.spet->order != histograms.spetOrder || knobs.spet->interval != histograms.spetInterval))
    return true;
  if (knobs.sdss && knobs.sdss->samplingPeriod != histograms.samplingPeriod)
    return true;
  return !ownOnly && inputsDiffer(*m_known.workspace, name, m_known.settings, m_histogramSettings.at(name));
}

/// `ownOnly`: only what this layer's own order, interval or period makes unusable, not what moved above it.
void KnobsController::refreshHistograms(bool ownOnly) {
  // The dense network runs first: it gives the first chart, and tells how many images are affordable.
  if (m_layer < 0 || !m_known.measured || m_histogramsFailed || m_interacting || m_summary.cancelled || m_copy)
    return;
  if (histogramsStale(ownOnly))
    m_runner.measureHistograms(m_known.workspace->layers[static_cast<std::size_t>(m_layer)], m_known.settings);
}

void KnobsController::showHistograms() {
  std::shared_ptr<const effort::LayerHistograms> shown;
  if (m_layer >= 0) {
    const auto found = m_known.histograms.find(m_known.workspace->layers[static_cast<std::size_t>(m_layer)].name);
    if (found != m_known.histograms.end())
      shown = found->second;
  }
  if (shown && shown->estimate != histogramsStale(false)) {
    auto marked = std::make_shared<effort::LayerHistograms>(*shown);
    marked->estimate = !shown->estimate;
    shown = marked;
    m_known.histograms[m_known.workspace->layers[static_cast<std::size_t>(m_layer)].name] = shown;
  }
  if (std::exchange(m_shownHistograms, shown) != shown)
    m_view.panel->setHistograms(shown);
}

bool KnobsController::isIdle() const noexcept {
  return !m_runner.isEvaluating() && !m_runner.isMeasuringHistograms() && !m_runner.isBusyBehind() &&
         !m_tick.isActive();
}

void KnobsController::scheduleTick() {
  if (m_tick.isActive())
    return;
  const qint64 since = m_sinceTick.isValid() ? m_sinceTick.elapsed() : tickMs;
  m_tick.start(std::chrono::milliseconds(std::max<qint64>(0, tickMs - since)));
}

void KnobsController::tick() {
  m_sinceTick.start();
  LiveView view = makeLiveView(m_known);
  m_view.layers->setRows(std::move(view.rows));
  m_view.savings->setCounts(std::move(view.savings));
  showGateFigures(view.exactCost);
  if (m_layer >= 0 && !m_interacting)
    showHistograms();
  m_summary.opsRatio = view.opsRatio;
  m_summary.opsAreEstimated = view.estimate;
  m_summary.estimate.reset();
  if (m_known.measured) {
    m_summary.estimate = m_known.measured->estimate;
    m_summary.estimateIsCurrent = m_known.measured->settings == m_known.settings;
  }
  Q_EMIT summaryChanged();
}

}  // namespace effortlab::app
