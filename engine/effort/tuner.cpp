#include "effort/tuner.h"

#include "core/error.h"
#include "core/file_io.h"
#include "effort/evaluation.h"
#include "effort/gate.h"
#include "effort/knobs_io.h"
#include "effort/tuner_search.h"
#include "effort/tuner_time.h"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace effortlab::effort {

namespace {

using tuning::Search;

constexpr std::int64_t shareImages = 500;  ///< that knobs are weighed on, one by one
constexpr std::int64_t largeShareImages = 48;
constexpr double largeShareMacs = 1e8;  ///< of one image
constexpr double worthRemark = 0.02;    ///< of the network's MACs: layers below need no remark
constexpr double toPoints = 100.0;
constexpr double largestMargin = 10.0;
constexpr double repeatedShares[] = {0.5, 0.35, 0.25, 0.17, 0.1};  ///< by a gate that is tried

constexpr std::pair<TuneMethod, std::string_view> methodNames[] = {
    {TuneMethod::Best, "best"}, {TuneMethod::Paper, "paper"}, {TuneMethod::Grid, "grid"}};
constexpr std::pair<TuneObjective, std::string_view> objectiveNames[] = {{TuneObjective::Operations, "ops"},
                                                                         {TuneObjective::Time, "time"}};

template <typename Names>
auto valueOf(const Names& names, std::string_view name, const char* what) {
  std::string list;
  for (const auto& [value, known] : names) {
    if (known == name)
      return value;
    list += (list.empty() ? "" : ", ") + std::string(known);
  }
  throw Error(ErrorCode::InvalidArgument,
              "unknown " + std::string(what) + " '" + std::string(name) + "': it is one of " + list);
}

template <typename Names, typename Value>
std::string_view nameOf(const Names& names, Value value) {
  return std::find_if(std::begin(names), std::end(names), [&](const auto& known) { return known.first == value; })
      ->second;
}

void checkTunePlan(const TunePlan& plan, const std::vector<EffortLayer>& layers) {
  if (!(plan.maxDropPoints >= 0.0 && plan.maxDropPoints <= toPoints))
    throw Error(ErrorCode::InvalidArgument, "the budget is a loss in percentage points: from 0 to 100");
  if (plan.images.empty())
    throw Error(ErrorCode::InvalidArgument, "no images to tune on");
  if (plan.heldOutInputs && plan.heldOutInputs->set().hash() == plan.inputs->set().hash()) {
    std::vector<std::int64_t> tuning = plan.images, heldOut = plan.heldOut, both;
    std::sort(tuning.begin(), tuning.end());
    std::sort(heldOut.begin(), heldOut.end());
    std::set_intersection(tuning.begin(), tuning.end(), heldOut.begin(), heldOut.end(), std::back_inserter(both));
    if (!both.empty())
      throw Error(ErrorCode::InvalidArgument, std::to_string(both.size()) + " of the held-out images, from " +
                                                  plan.inputs->set().imageName(both.front()) +
                                                  " on, are tuning images too: choose slices that do not overlap");
  }
  if (!(plan.margin >= 0.0 && plan.margin <= largestMargin))
    throw Error(ErrorCode::InvalidArgument, "the margin is a number of standard deviations: from 0 to 10");
  if (plan.objective == TuneObjective::Time && plan.method != TuneMethod::Best)
    throw Error(ErrorCode::InvalidArgument, "only the method best searches for time; the others save operations");
  for (const KnobPlace& place : plan.locked)
    if (std::none_of(layers.begin(), layers.end(), [&](const EffortLayer& layer) { return layer.name == place.layer; }))
      throw Error(ErrorCode::Mismatch, "the network has no layer '" + place.layer + "' with knobs to lock");
  checkKnobs(plan.start, layers);
}

tuning::StoreIdentity identityOf(const TunePlan& plan) {
  std::string text(tuneMethodName(plan.method));
  text += ' ' + std::string(tuneObjectiveName(plan.objective)) + ' ' + std::to_string(plan.maxDropPoints) + ' ' +
          std::to_string(plan.margin) + ' ' + std::to_string(plan.seed) + ' ' + std::to_string(plan.gate ? 1 : 0) +
          ' ' + knobsToJson(plan.start);
  for (const KnobPlace& place : plan.locked)
    text += '\n' + place.layer + ' ' + std::to_string(static_cast<int>(place.knob));
  std::uint64_t print = fnv1a(text.data(), text.size());
  const std::uint64_t data = fnv1a(plan.images.data(), plan.images.size() * sizeof(std::int64_t));
  return {plan.model->hash.empty() ? "unnamed" : plan.model->hash, plan.inputs->set().hash() + toHex(data),
          toHex(print)};
}

/// What the engine says of the same images, dense and under knobs.
struct BothAnswers {
  EvaluationResult dense, tuned;

  TuneComparison comparison() const {
    TuneComparison result;
    std::int64_t both = 0, onlyDense = 0, onlyTuned = 0, neither = 0;
    for (std::size_t i = 0; i < tuned.images.size(); ++i) {
      const bool before = dense.images[i].top1 == dense.images[i].label;
      const bool now = tuned.images[i].top1 == tuned.images[i].label;
      (before ? (now ? both : onlyDense) : (now ? onlyTuned : neither)) += 1;
    }
    result.images = std::ssize(tuned.images);
    result.baselineTop1 = dense.top1;
    result.tunedTop1 = tuned.top1;
    result.difference = pairedDifference(both, onlyDense, onlyTuned, neither);
    result.agreement = tuned.agreement;
    result.opsRatio = opsRatio(tuned.counts.total());
    return result;
  }
};

class Tuning {
public:
  Tuning(const TunePlan& plan, const TuneWatch& watch)
      : m_plan(plan), m_watch(watch), m_layers(findEffortLayers(*plan.model->graph)) {}

  TuneResult run() {
    const auto start = std::chrono::steady_clock::now();
    checkTunePlan(m_plan, m_layers);
    tuning::TuneStore store(m_plan.store, identityOf(m_plan));
    Search search(m_plan, m_watch, store);
    bool complete = true;
    try {
      searchIn(search);
      finish(search);
    } catch (const Error& error) {
      if (error.code() != ErrorCode::Cancelled)
        throw;
      complete = false;
    }
    if (!complete)
      fillFromFacts(search);
    m_result.probes = std::move(search.result.probes);
    m_result.remarks.insert(m_result.remarks.begin(), search.result.remarks.begin(), search.result.remarks.end());
    m_result.complete = complete;
    m_result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return std::move(m_result);
  }

private:
  void remark(TuneFinding finding, std::string detail, std::string layer = {}) {
    m_result.remarks.push_back({finding, std::move(layer), std::move(detail)});
  }

  bool nothingFree() const {
    for (const EffortLayer& layer : m_layers)
      for (const KnobKind kind : knobKinds)
        if (layer.has(kind) && !m_plan.locked.contains({layer.name, kind}))
          return false;
    return true;
  }

  void searchIn(Search& search) {
    const std::int64_t needed = search.acceptance().imagesNeeded();
    if (m_plan.method == TuneMethod::Best && needed > std::ssize(m_plan.images)) {
      m_result.imagesNeeded = needed;
      remark(TuneFinding::TooFewImages, std::to_string(m_plan.images.size()) +
                                            " images cannot show that unseen ones lose " + "no more than the budget; " +
                                            std::to_string(needed) + " could");
    }
    if (nothingFree()) {
      remark(TuneFinding::NothingToTune, "every knob is locked, or the network has none");
      search.attempt(search.lockedSettings());
      return;
    }
    switch (m_plan.method) {
      case TuneMethod::Best: return tuneBest(search);
      case TuneMethod::Paper: return tunePaper(search);
      case TuneMethod::Grid: return tuneGrid(search);
    }
  }

  EvaluationResult evaluateOn(const std::shared_ptr<const data::InputCache>& inputs,
                              const std::vector<std::int64_t>& images, const KnobSettings& settings) const {
    EvaluationResult result = evaluate({.model = m_plan.model,
                                        .inputs = inputs,
                                        .images = images,
                                        .knobs = settings,
                                        .engineOptions = m_plan.engineOptions,
                                        .calibration = settings.gate ? m_calibration : nullptr},
                                       m_watch.control);
    m_watch.control.throwIfStopped();
    return result;
  }

  void finish(Search& search) {
    m_result.settings = search.best() ? search.best()->settings : search.lockedSettings();
    m_result.budgetMet = search.best().has_value();
    BothAnswers answers;
    answers.dense = evaluateOn(m_plan.inputs, m_plan.images, {});
    if (m_plan.gate)
      tryGates(search, answers.dense);
    answers.tuned = evaluateOn(m_plan.inputs, m_plan.images, m_result.settings);
    m_result.tuning = answers.comparison();
    m_result.tuning.timeRatio =
        tuning::measuredTimeRatio(m_plan, m_result.settings, m_calibration, search.prober().macs(), m_watch.control);
    if (m_plan.heldOutInputs && !m_plan.heldOut.empty()) {
      BothAnswers heldOut;
      heldOut.dense = evaluateOn(m_plan.heldOutInputs, m_plan.heldOut, {});
      heldOut.tuned = evaluateOn(m_plan.heldOutInputs, m_plan.heldOut, m_result.settings);
      m_result.heldOut = heldOut.comparison();
      if (m_result.heldOut->dropPoints() > m_plan.maxDropPoints)
        remark(TuneFinding::HeldOutLoses, "the held-out images lose more than the budget");
    }
    findShares(search, answers.tuned);
    remarkWhatIsOdd(search);
  }

  /// The 8-bit pass in front of what was found, and in front of the dense network. Judged by counts: its answers have
  /// no logits of the exact network beside them.
  void tryGates(Search& search, const EvaluationResult& dense) {
    if (const std::string problem = gateProblem(*m_plan.model->graph); !problem.empty())
      return remark(TuneFinding::GateRefused, problem);
    const auto calibrated = static_cast<std::size_t>(std::min(gateCalibrationImages, std::ssize(m_plan.images)));
    m_calibration =
        calibrateGate(*m_plan.model, *m_plan.inputs, std::span(m_plan.images).first(calibrated), m_watch.control);
    const std::vector<float>& margins = m_calibration->margins;
    const bool byTime = m_plan.objective == TuneObjective::Time;
    const auto timeOf = [&](const KnobSettings& settings) {
      return 1.0 / tuning::measuredTimeRatio(m_plan, settings, m_calibration, search.prober().macs(), m_watch.control);
    };
    const KnobSettings found = m_result.settings;
    double best = byTime ? timeOf(found) : (search.best() ? search.best()->cost : 1.0);
    for (const KnobSettings& base : {found, search.lockedSettings()})
      for (const double repeated : repeatedShares) {
        KnobSettings settings = base;
        const auto place = static_cast<std::size_t>(repeated * static_cast<double>(margins.size()));
        settings.gate = GateKnob{.margin = static_cast<double>(margins[place])};
        BothAnswers answers{dense, evaluateOn(m_plan.inputs, m_plan.images, settings)};
        const TuneComparison comparison = answers.comparison();
        const double images = static_cast<double>(comparison.images);
        const double changed = (1.0 - comparison.agreement) * images;
        const double bound = -comparison.difference.value + search.acceptance().margin * std::sqrt(changed) / images;
        if (bound > search.acceptance().budget)
          continue;
        const double cost = byTime ? timeOf(settings) : 1.0 / comparison.opsRatio;
        if (cost < best) {
          best = cost;
          m_result.settings = settings;
          m_result.budgetMet = true;
        }
      }
  }

  void fillFromFacts(const Search& search) {
    if (!search.best())
      return;
    m_result.settings = search.best()->settings;
    m_result.budgetMet = true;
    const tuning::Evidence& evidence = search.best()->facts.evidence;
    const double images = static_cast<double>(std::max<std::int64_t>(1, evidence.images));
    m_result.tuning.images = evidence.images;
    m_result.tuning.baselineTop1 = static_cast<double>(evidence.both + evidence.onlyDense) / images;
    m_result.tuning.tunedTop1 = static_cast<double>(evidence.both + evidence.onlyKnobs) / images;
    m_result.tuning.difference =
        pairedDifference(evidence.both, evidence.onlyDense, evidence.onlyKnobs, evidence.neither);
    m_result.tuning.agreement = static_cast<double>(evidence.agree) / images;
    m_result.tuning.opsRatio = opsRatio(search.best()->facts.work);
  }

  void findShares(Search& search, const EvaluationResult& tuned) {
    const bool large = static_cast<double>(search.prober().macs()) > largeShareMacs;
    const double dense = static_cast<double>(std::max<std::int64_t>(1, tuned.counts.total().macsDense));
    for (const EffortLayer& layer : m_layers) {
      const LayerKnobs knobs = m_result.settings.of(layer.name);
      const LayerCounts& counts = tuned.counts.nodes[static_cast<std::size_t>(layer.node)];
      for (const KnobKind kind : knobKinds) {
        if (!knobs.has(kind))
          continue;
        KnobSettings alone;
        alone.set(layer.name, onlyKnob(knobs, kind));
        const tuning::ProbeFacts facts = search.sense(alone, large ? largeShareImages : shareImages, layer.name, kind);
        const std::int64_t saved = kind == KnobKind::Spet   ? counts.savedSpet
                                   : kind == KnobKind::Sdss ? counts.savedSdss
                                                            : counts.savedSfma;
        const double images = static_cast<double>(std::max<std::int64_t>(1, facts.evidence.images));
        m_result.shares.push_back({layer.name, kind, static_cast<double>(saved) / dense,
                                   1.0 - static_cast<double>(facts.evidence.agree) / images});
      }
    }
  }

  void remarkWhatIsOdd(const Search& search) {
    if (!m_result.budgetMet)
      remark(TuneFinding::BudgetTooSmall, "not even the locked knobs keep the budget");
    else if (m_result.settings.off() && !nothingFree() && m_plan.objective == TuneObjective::Time)
      remark(TuneFinding::NothingFaster, "within the budget no setting takes less time here than the dense network");
    else if (m_result.settings.off() && !nothingFree())
      remark(TuneFinding::BudgetTooSmall, "no setting but the dense network keeps the budget");
    const std::vector<double>& shares = search.shares();
    for (std::size_t i = 0; i < m_layers.size(); ++i)
      if (!m_result.settings.off() && shares[i] >= worthRemark && m_result.settings.of(m_layers[i].name).off())
        remark(TuneFinding::LayerToleratesNothing, "nothing of it could be left out for its price", m_layers[i].name);
    double rejected = 0.0;  // cheapest loss that was refused
    const TuneProbe* beyond = nullptr;
    for (const TuneProbe& probe : search.result.probes) {
      if (probe.verdict == TuneVerdict::Rejected)
        rejected = rejected > 0.0 ? std::min(rejected, probe.opsRatio) : probe.opsRatio;
      if (probe.verdict == TuneVerdict::Accepted && (beyond == nullptr || probe.opsRatio > beyond->opsRatio))
        beyond = &probe;
    }
    if (beyond != nullptr && rejected > 0.0 && rejected < beyond->opsRatio)
      remark(TuneFinding::NotMonotone, "a setting that saves more was accepted where one that saves less was not",
             beyond->layer);
  }

  const TunePlan& m_plan;
  const TuneWatch& m_watch;
  std::vector<EffortLayer> m_layers;
  std::shared_ptr<const fast::Calibration> m_calibration;
  TuneResult m_result;
};

}  // namespace

std::string_view tuneMethodName(TuneMethod method) {
  return nameOf(methodNames, method);
}

TuneMethod tuneMethodFromName(std::string_view name) {
  return valueOf(methodNames, name, "method");
}

std::string_view tuneObjectiveName(TuneObjective objective) {
  return nameOf(objectiveNames, objective);
}

TuneObjective tuneObjectiveFromName(std::string_view name) {
  return valueOf(objectiveNames, name, "objective");
}

TuneResult tune(const TunePlan& plan, const TuneWatch& watch) {
  return Tuning(plan, watch).run();
}

}  // namespace effortlab::effort
