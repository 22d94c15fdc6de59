#pragma once

#include "effort/tuner.h"
#include "effort/tuner_prober.h"

#include <functional>
#include <map>
#include <optional>
#include <string>

namespace effortlab::effort::tuning {

/// What all methods share: they try settings, and the best accepted one is kept.
class Search {
public:
  Search(const TunePlan& plan, const TuneWatch& watch, TuneStore& store);

  const TunePlan& plan() const noexcept { return m_plan; }
  Prober& prober() noexcept { return m_prober; }
  const std::vector<double>& shares() const noexcept { return m_prober.shares(); }
  const Acceptance& acceptance() const noexcept { return m_acceptance; }
  void setAcceptance(const Acceptance& acceptance) noexcept { m_acceptance = acceptance; }
  const RunControl& control() const noexcept { return m_watch.control; }
  bool locked(const std::string& layer, KnobKind knob) const { return m_plan.locked.contains({layer, knob}); }
  /// What a layer's locked knobs are: all else off.
  LayerKnobs lockedKnobs(const EffortLayer& layer) const;
  KnobSettings lockedSettings() const;

  struct Tried {
    ProbeFacts facts;
    bool accepted = false;
    double cost = 1.0;
  };
  /// A candidate, on all images. `layer`, `knob`: what moved; empty: several. Errors: Error{Cancelled}.
  Tried attempt(const KnobSettings& settings, const std::string& layer = {}, std::optional<KnobKind> knob = {});
  /// Not a candidate: what a setting does, on some images; its damage counted from the answers under `reference`.
  /// Errors: Error{Cancelled}.
  ProbeFacts sense(const KnobSettings& settings, std::int64_t images, const std::string& layer = {},
                   std::optional<KnobKind> knob = {}, const KnobSettings& reference = {});

  /// The cheapest accepted setting; none before the first.
  struct Best {
    KnobSettings settings;
    ProbeFacts facts;
    double cost = 1.0;
  };
  const std::optional<Best>& best() const noexcept { return m_best; }
  /// What is minimised, as a share of the dense network's: operations, unless told otherwise.
  using Cost = std::function<double(const KnobSettings&)>;
  void setCost(Cost cost) { m_cost = std::move(cost); }

  /// Reports how much of `limit` (Prober::workDone()) is used up.
  void reportWork(double limit, const char* stage) const;

  TuneResult result;  ///< probes and remarks gather here

private:
  void record(const KnobSettings& settings, const ProbeFacts& facts, TuneVerdict verdict, const std::string& layer,
              std::optional<KnobKind> knob);

  const TunePlan& m_plan;
  const TuneWatch& m_watch;
  Prober m_prober;
  Acceptance m_acceptance;
  std::optional<Best> m_best;
  Cost m_cost;
  std::map<std::string, Tried> m_tried;
};

/// The methods: they leave the answer in Search::best(). Errors: Error{Cancelled}.
void tuneBest(Search& search);
void tunePaper(Search& search);
void tuneGrid(Search& search);

}  // namespace effortlab::effort::tuning
