#include "effort/tuner_search.h"

#include <algorithm>

namespace effortlab::effort::tuning {

namespace {

constexpr double percent = 100.0;
constexpr double exactDamage = 1e-7;  ///< nats: rounding, not knobs

}  // namespace

Search::Search(const TunePlan& plan, const TuneWatch& watch, TuneStore& store)
    : m_plan(plan), m_watch(watch), m_prober(plan, store) {
  m_acceptance.budget = plan.maxDropPoints / percent;
  m_acceptance.margin = plan.margin;
  m_acceptance.unseen = std::max(Acceptance::leastUnseen, std::ssize(plan.heldOut));
}

LayerKnobs Search::lockedKnobs(const EffortLayer& layer) const {
  LayerKnobs kept;
  for (const KnobKind kind : knobKinds)
    if (locked(layer.name, kind))
      kept = withKnob(kept, m_plan.start.of(layer.name), kind);
  return kept;
}

KnobSettings Search::lockedSettings() const {
  KnobSettings settings;
  settings.model = m_plan.model->manifest.name;
  for (const EffortLayer& layer : m_prober.layers())
    settings.set(layer.name, lockedKnobs(layer));
  return settings;
}

void Search::record(const KnobSettings& settings, const ProbeFacts& facts, TuneVerdict verdict,
                    const std::string& layer, std::optional<KnobKind> knob) {
  const Evidence& evidence = facts.evidence;
  const double images = static_cast<double>(std::max<std::int64_t>(1, evidence.images));
  TuneProbe probe;
  probe.id = std::ssize(result.probes);
  probe.settings = settings;
  probe.layer = layer;
  probe.knob = knob;
  probe.verdict = verdict;
  probe.images = evidence.images;
  probe.top1 = static_cast<double>(evidence.both + evidence.onlyKnobs) / images;
  probe.denseTop1 = static_cast<double>(evidence.both + evidence.onlyDense) / images;
  probe.difference = pairedDifference(evidence.both, evidence.onlyDense, evidence.onlyKnobs, evidence.neither);
  probe.agreement = static_cast<double>(evidence.agree) / images;
  probe.expectedDrop = percent * evidence.drop;
  probe.opsRatio = opsRatio(facts.work);
  result.probes.push_back(probe);
  if (m_watch.onProbe)
    m_watch.onProbe(result.probes.back());
}

Search::Tried Search::attempt(const KnobSettings& settings, const std::string& layer, std::optional<KnobKind> knob) {
  const std::string key = settingsKey(settings);
  if (const auto known = m_tried.find(key); known != m_tried.end())
    return known->second;
  Tried tried{m_prober.probeAll(settings, m_acceptance, control()), false, 1.0};
  tried.cost = m_cost ? m_cost(settings) : tried.facts.cost();
  const bool whole = tried.facts.evidence.images == m_prober.images();
  // A budget of nothing is for knobs that change nothing.
  const bool harmless = m_acceptance.budget > 0.0 || tried.facts.evidence.damage < exactDamage;
  tried.accepted = whole && harmless && m_acceptance.accepts(tried.facts.evidence);
  record(settings, tried.facts,
         tried.accepted ? TuneVerdict::Accepted : (whole ? TuneVerdict::Rejected : TuneVerdict::RejectedEarly), layer,
         knob);
  if (m_cost)
    result.probes.back().timeRatio = 1.0 / std::max(tried.cost, 1e-9);
  if (tried.accepted && (!m_best || tried.cost < m_best->cost)) {
    m_best = Best{settings, tried.facts, tried.cost};
    if (m_watch.onBest)
      m_watch.onBest(settings, result.probes.back());
  }
  if (!m_acceptance.counted)  // else the rule changes from step to step
    m_tried.emplace(key, tried);
  return tried;
}

ProbeFacts Search::sense(const KnobSettings& settings, std::int64_t images, const std::string& layer,
                         std::optional<KnobKind> knob, const KnobSettings& reference) {
  ProbeFacts facts = m_prober.probe(settings, images, control(), reference);
  record(settings, facts, TuneVerdict::Sensitivity, layer, knob);
  return facts;
}

void Search::reportWork(double limit, const char* stage) const {
  constexpr double steps = 1000.0;
  control().report(static_cast<std::int64_t>(steps * std::min(1.0, m_prober.workDone() / limit)),
                   static_cast<std::int64_t>(steps), stage);
}

}  // namespace effortlab::effort::tuning
