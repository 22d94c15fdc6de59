// The method `best`: what each layer's knobs spoil and save is measured on the layer alone, how much of it reaches the
// answer by a probe a layer; then one price for damage holds for all layers, and the highest accepted damage is looked
// for. Source: Lagrangian allocation, as in rate-distortion optimisation (Shoham and Gersho 1988).
#include "effort/tuner_menu.h"
#include "effort/tuner_time.h"

#include <algorithm>
#include <cmath>

namespace effortlab::effort::tuning {

namespace {

constexpr double smallEvaluations = 80.0, largeEvaluations = 32.0;  ///< whole evaluations that a search may cost
constexpr double largeSearchMacs = 1e11;                            ///< of one such evaluation
constexpr std::int64_t probeImages = 480;
constexpr std::int64_t largeProbeImages = 64;
constexpr double firstDamage = 0.004;       ///< nats: about 1 % of the classes change
constexpr double largeFirstDamage = 0.001;  ///< few images, little room
constexpr double damageStep = 1.8;
constexpr double closeEnough = 1.06;    ///< accepted and rejected damage this near each other: found
constexpr double smallestStep = 0.008;  ///< of a large network, share of its cost: each step costs a probe
constexpr int rounds = 2;
constexpr double optionsProbed = 110.0;                     ///< of all layers of a small network ...
constexpr double fewestOptions = 10.0, mostOptions = 36.0;  ///< ... and of each
constexpr double leastError = 1e-9;
constexpr double wanted = 0.015;  ///< relative error at which a layer's sensitivity is probed first

class BestMethod {
public:
  explicit BestMethod(Search& search) : m_search(search) {
    const double macs = static_cast<double>(search.prober().macs()) * static_cast<double>(search.prober().images());
    m_large = macs > largeSearchMacs;
    m_limit = m_large ? largeEvaluations : smallEvaluations;
  }

  void run() {
    m_search.attempt(m_search.lockedSettings());
    prepareMenus(m_search.lockedSettings());
    tryWarmStart();
    double damage = searchDamage(m_large ? largeFirstDamage : firstDamage);
    // What lies before a layer has changed its inputs: its thresholds are chosen again, on those.
    for (int round = 0; !m_large && round < rounds && !exhausted(); ++round) {
      prepareMenus(current());
      damage = searchDamage(damage);
    }
    while (!exhausted() && stepOn())
      continue;
  }

private:
  KnobSettings current() const { return m_search.best() ? m_search.best()->settings : m_search.lockedSettings(); }
  bool exhausted() const { return m_search.prober().workDone() >= m_limit; }
  std::int64_t images() const { return m_large ? largeProbeImages : probeImages; }

  /// Damage of every option of a small network, among the settings of `base`; of one option a layer of a large one.
  void senseMenus(const KnobSettings& base) {
    for (LayerMenu& menu : m_menus) {
      if (m_large) {
        senseAlone(menu);
        continue;
      }
      thin(menu.options);
      // Counted from the answers with the mildest option: from the dense ones, what the other layers do would drown it.
      KnobSettings mildest = base;
      mildest.set(menu.layer->name, menu.options.front().knobs);
      menu.options.front().error = 0.0;
      KnobSettings settings = base;
      for (std::size_t i = 1; i < menu.options.size(); ++i) {
        LayerOption& option = menu.options[i];
        settings.set(menu.layer->name, option.knobs);
        option.error = m_search.sense(settings, images(), menu.layer->name, {}, mildest).evidence.damage;
        m_search.reportWork(m_limit, "probing layers");
      }
      menu.options = lowerHull(std::move(menu.options));
      menu.sensitivity = 1.0;
    }
  }

  /// Leaves about as many options as can be probed, evenly over their cost.
  void thin(std::vector<LayerOption>& options) const {
    const double probed = std::clamp(optionsProbed / static_cast<double>(m_menus.size()), fewestOptions, mostOptions);
    const double step = (options.front().cost - options.back().cost) / probed;
    std::vector<LayerOption> kept{options.front()};
    for (const LayerOption& option : options)
      if (kept.back().cost - option.cost >= step)
        kept.push_back(option);
    options = std::move(kept);
  }

  void senseAlone(LayerMenu& menu) {
    const auto option = std::min_element(menu.options.begin(), menu.options.end(), [](const auto& a, const auto& b) {
      return std::abs(std::log((a.error + leastError) / wanted)) < std::abs(std::log((b.error + leastError) / wanted));
    });
    menu.sensitivity = 1.0;
    if (option->error <= leastError)
      return;
    KnobSettings settings = m_search.lockedSettings();
    settings.set(menu.layer->name, option->knobs);
    const ProbeFacts facts = m_search.sense(settings, images(), menu.layer->name);
    menu.sensitivity = std::max(facts.evidence.damage, 1e-7) / option->error;
    m_search.reportWork(m_limit, "probing layers");
  }

  void prepareMenus(const KnobSettings& base) {
    m_menus = makeMenus(m_search, base);
    if (m_search.plan().objective == TuneObjective::Time)
      timeMenus(m_search, m_menus);
    senseMenus(base);
  }

  void tryWarmStart() {
    KnobSettings start = m_search.plan().start;
    start.gate.reset();
    if (!start.layers.empty() && !m_search.attempt(start).accepted)
      m_search.result.remarks.push_back({TuneFinding::WarmStartRejected, {}, "the start loses more than the budget"});
  }

  /// The largest expected damage whose allocation is accepted, looked for around `start`.
  double searchDamage(double start) {
    double accepted = 0.0, rejected = 0.0;
    double damage = start;
    while (!exhausted()) {
      const bool good = m_search.attempt(allocate(m_search, m_menus, damage)).accepted;
      (good ? accepted : rejected) = damage;
      m_search.reportWork(m_limit, "searching");
      if (accepted > 0.0 && rejected > 0.0) {
        if (rejected < accepted * closeEnough)
          break;
        damage = std::sqrt(accepted * rejected);
      } else {
        damage = good ? damage * damageStep : damage / damageStep;
      }
      if (damage < 1e-6 || damage > 10.0)
        break;
    }
    return accepted > 0.0 ? accepted : damage;
  }

  /// One layer's next stronger option.
  struct Step {
    const LayerMenu* menu;
    const LayerOption* option;
    double damage;  ///< nats
    double saved;   ///< share of the network's cost
  };

  std::vector<Step> nextSteps(const KnobSettings& at) {
    std::vector<Step> steps;
    for (const LayerMenu& menu : m_menus) {
      const LayerKnobs knobs = at.of(menu.layer->name);
      const auto now = std::find_if(menu.options.begin(), menu.options.end(),
                                    [&](const LayerOption& option) { return option.knobs == knobs; });
      if (now == menu.options.end() || std::next(now) == menu.options.end())
        continue;
      const LayerOption& next = *std::find_if(std::next(now), std::prev(menu.options.end()), [&](const auto& option) {
        return !m_large || menu.share * (now->cost - option.cost) >= smallestStep;
      });
      double damage = menu.sensitivity * (next.error - now->error);
      if (m_large && !exhausted()) {
        KnobSettings moved = at;
        moved.set(menu.layer->name, next.knobs);
        damage = m_search.sense(moved, images(), menu.layer->name, {}, at).evidence.damage;
        m_search.reportWork(m_limit, "probing layers");
      }
      steps.push_back({&menu, &next, damage, menu.share * (now->cost - next.cost)});
    }
    std::stable_sort(steps.begin(), steps.end(),
                     [](const Step& a, const Step& b) { return a.damage * b.saved < b.damage * a.saved; });
    return steps;
  }

  /// From the best setting so far, as many layers one option further as are accepted together, the best bargains first:
  /// a price alone leaves a gap where a layer's options lie far apart. A step that is not accepted alone is left out.
  /// False: none was accepted.
  bool stepOn() {
    const KnobSettings at = current();
    const std::vector<Step> steps = nextSteps(at);
    for (std::size_t first = 0; first < steps.size() && !exhausted(); ++first) {
      std::size_t accepted = 0, rejected = steps.size() - first + 1;
      while (rejected - accepted > 1 && !exhausted()) {
        const std::size_t count = (accepted + rejected) / 2;
        KnobSettings settings = at;
        for (std::size_t i = first; i < first + count; ++i)
          settings.set(steps[i].menu->layer->name, steps[i].option->knobs);
        (m_search.attempt(settings).accepted ? accepted : rejected) = count;
        m_search.reportWork(m_limit, "searching");
      }
      if (accepted > 0)
        return true;
    }
    return false;
  }

  Search& m_search;
  bool m_large = false;
  double m_limit = 0.0;
  std::vector<LayerMenu> m_menus;
};

}  // namespace

void tuneBest(Search& search) {
  BestMethod(search).run();
}

}  // namespace effortlab::effort::tuning
