#include "controllers/fovea_controller.h"

#include "charts/object_count_chart.h"
#include "controllers/set_knobs_command.h"
#include "panels/policy_panel.h"

#include <QCheckBox>
#include <QComboBox>
#include <QPushButton>

#include <algorithm>
#include <utility>

/// Policies and their parameters: what the panel asks for, the history, what follows from a change.
namespace effortlab::app {

namespace {

constexpr std::string_view maximumName = "max_obj";

using SetPoliciesCommand = SetValueCommand<PolicyPair>;

}  // namespace

void FoveaController::connectPolicies() {
  connect(m_view.policy, &widgets::PolicyPanel::interactionStarted, this, [this] {
    m_dragging = true;
    m_beforeDrag = m_policies;
  });
  connect(m_view.policy, &widgets::PolicyPanel::interactionFinished, this, [this] {
    if (std::exchange(m_dragging, false) && !(m_beforeDrag == m_policies))
      pushStep(m_beforeDrag, tr("Change a parameter"));
  });
  connect(m_view.policy, &widgets::PolicyPanel::settingsChanged, this, [this](const fovea::PolicySettings& settings) {
    PolicyPair changed = m_policies;
    changed.a = settings;
    if (m_dragging) {
      applyPolicies(changed);
      return;
    }
    const bool samePolicy = settings.policy() == m_policies.a.policy();
    changePolicies(changed, samePolicy ? tr("Change a parameter") : tr("Change the policy"));
  });
  connect(m_view.comparison, &QComboBox::activated, this, &FoveaController::chooseComparison);
  connect(m_view.useMaximum, &QPushButton::clicked, this, &FoveaController::useSuggestion);
  connect(m_presenter, &FoveaPresenter::figuresChanged, this, &FoveaController::showSuggestion);
  connect(m_view.priors, &QCheckBox::toggled, m_presenter, &FoveaPresenter::showPriors);
}

void FoveaController::changePolicies(const PolicyPair& policies, const QString& text) {
  if (policies == m_policies)
    return;
  const PolicyPair before = m_policies;
  applyPolicies(policies);
  pushStep(before, text);
}

void FoveaController::pushStep(const PolicyPair& before, const QString& text) {
  m_undo.push(new SetPoliciesCommand(before, m_policies, text,
                                     [this](const PolicyPair& policies) { applyPolicies(policies); }));
}

void FoveaController::applyPolicies(const PolicyPair& policies) {
  if (policies == m_policies)
    return;
  const bool sameA = policies.a == m_policies.a;
  m_policies = policies;
  if (!sameA) {
    m_judge.cancel();
    m_judgement = {};
  }
  if (!m_dragging)
    m_view.policy->setSettings(policies.a);
  const QString compared = policies.b ? QString::fromStdString(fovea::policyText(policies.b->policy())) : QString();
  if (m_view.comparison->findData(compared) < 0)  // named on the command line
    m_view.comparison->addItem(compared, compared);
  m_view.comparison->setCurrentIndex(m_view.comparison->findData(compared));
  m_presenter->setPolicies(policies);
  m_evaluation->setPolicies(policies);
  m_player.setPolicies(policies);
  Q_EMIT policiesChanged();
}

void FoveaController::chooseComparison() {
  PolicyPair changed = m_policies;
  const std::string name = m_view.comparison->currentData().toString().toStdString();
  changed.b.reset();
  if (!name.empty())
    changed.b.emplace(fovea::parsePolicy(name));
  changePolicies(changed,
                 changed.b ? tr("Compare with %1").arg(QString::fromStdString(name)) : tr("Compare with nothing"));
}

/// Of the chart of objects, for a policy that has such a parameter.
std::optional<double> FoveaController::suggestedMaximum() const {
  const std::optional<int> suggested = m_view.objects->suggestedMaximum();
  if (suggested)
    for (const fovea::ParameterInfo& info : fovea::parametersOf(m_policies.a.policy().kind))
      if (info.name == maximumName)
        return std::clamp<double>(*suggested, info.least, info.most);
  return {};
}

void FoveaController::showSuggestion() {
  const std::optional<int> shown = m_view.objects->suggestedMaximum();
  m_view.useMaximum->setText(shown ? tr("Use %1 as max_obj").arg(*shown) : tr("Use as max_obj"));
  const auto suggested = suggestedMaximum();
  m_view.useMaximum->setEnabled(suggested && m_policies.a.value(maximumName) != *suggested);
}

void FoveaController::useSuggestion() {
  if (const auto suggested = suggestedMaximum()) {
    PolicyPair changed = m_policies;
    changed.a.set(maximumName, *suggested);
    changePolicies(changed, tr("Change a parameter"));
  }
}

}  // namespace effortlab::app
