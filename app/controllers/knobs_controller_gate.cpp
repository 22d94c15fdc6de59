// KnobsController, the gate of the whole network and what is measured behind the evaluation.
#include "controllers/knobs_controller.h"
#include "effort/gate.h"
#include "panels/gate_group.h"
#include "panels/knob_panel.h"

#include <algorithm>

namespace effortlab::app {

namespace {

/// While the gate is off nobody asked: enough for a smooth density and a first margin.
constexpr std::int64_t unaskedImages = 512;
/// While the evaluation of a gate that was never studied is still under way.
constexpr std::int64_t earlyImages = 64;

}  // namespace

void KnobsController::startWithoutGate() {
  m_known.gateStudy.reset();
  m_studied = 0;
  m_gateProblem.clear();
  const bool usable = m_known.workspace && m_known.workspace->usable();
  if (usable)
    m_gateProblem = QString::fromStdString(effort::gateProblem(*m_known.workspace->model->graph));
  m_view.panel->setGateStudy(nullptr);
  m_view.panel->setGateAvailable(usable, m_gateProblem);
}

/// The panel says why; a gate that is on is switched off.
void KnobsController::refuseGate(const QString& problem) {
  m_gateProblem = problem;
  m_view.panel->setGateAvailable(true, problem);
  if (!m_known.settings.gate)
    return;
  effort::KnobSettings settings = m_known.settings;
  settings.gate.reset();
  changeSettings(std::move(settings), tr("Gate"));
}

void KnobsController::takeStudy(const std::shared_ptr<const effort::GateStudy>& study) {
  const bool smaller = m_known.gateStudy && study->images.size() < m_known.gateStudy->images.size();
  if (smaller)
    return;  // the first part of a larger one
  m_known.gateStudy = study;
  m_view.panel->setGateStudy(study);
  scheduleTick();
}

void KnobsController::studyFinished(JobStatus status, const JobFailure& failure) {
  if (status == JobStatus::Failed) {
    refuseGate(failure.text);
    return;
  }
  m_studied = m_known.gateStudy ? std::ssize(m_known.gateStudy->images) : 0;
  scheduleTick();
  workBehind();
}

std::int64_t KnobsController::imagesToStudy() const {
  auto images = static_cast<std::int64_t>(m_known.workspace->images.size());
  if (m_summary.limits.usableImages > 0)
    images = std::min(images, m_summary.limits.usableImages);
  return m_known.settings.gate ? images : std::min(images, unaskedImages);
}

/// A gate was opened with the network: its density need not wait for the last image.
void KnobsController::studyEarly() {
  if (m_known.settings.gate && !m_known.gateStudy && !m_runner.isBusyBehind() && !m_interacting)
    m_runner.studyGate(std::min(earlyImages, imagesToStudy()));
}

/// What nobody waits for, once the present setting has its figures: first the gate's study, then the kernels.
void KnobsController::workBehind() {
  if (!m_known.measured || m_interacting || m_summary.cancelled || m_summary.evaluating || m_runner.isBusyBehind())
    return;
  if (m_gateProblem.isEmpty() && m_studied < imagesToStudy())
    m_runner.studyGate(imagesToStudy());
  else if (!m_kernelsTried)
    m_runner.measureKernels();
}

void KnobsController::showGateFigures(double exactCost) {
  std::optional<widgets::GateFigures> measured;
  if (m_known.measured && m_known.settings.gate && m_known.measured->settings == m_known.settings &&
      m_known.measured->estimate.complete) {
    const effort::LiveEstimate& estimate = m_known.measured->estimate;
    const effort::LayerCounts total = estimate.counts.total();
    measured = widgets::GateFigures{
        .repeated = estimate.repeated,
        .agreement = estimate.agreement,
        .top1 = estimate.top1,
        .cost =
            total.macsDense > 0 ? static_cast<double>(total.macsExecuted) / static_cast<double>(total.macsDense) : 1.0};
  }
  m_view.panel->setGateFigures(exactCost, measured);
}

}  // namespace effortlab::app
