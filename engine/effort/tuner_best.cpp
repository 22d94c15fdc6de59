// The method `best`: what each layer's knobs spoil and save is measured on the layer alone, how much of it reaches the
// answer by a probe a layer; then one price for damage holds for all layers, and the highest accepted damage is looked
// for. Source: Lagrangian allocation, as in rate-distortion optimisation (Shoham and Gersho 1988).
#include "effort/tuner_menu.h"
#include "effort/tuner_time.h"

#include <algorithm>
#include <cmath>

namespace effortlab::effort::tuning {

namespace {

constexpr double smallEvaluations = 70.0, largeEvaluations = 24.0;  ///< whole evaluations that a search may cost
constexpr double largeSearchMacs = 1e11;                            ///< of one such evaluation
constexpr std::int64_t probeImages = 480;
constexpr std::int64_t largeProbeImages = 64;
constexpr double firstDamage = 0.004;  ///< nats: about 1 % of the classes change
constexpr double damageStep = 1.8;
constexpr double closeEnough = 1.06;  ///< accepted and rejected damage this near each other: found
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
    double damage = searchDamage(firstDamage);
    for (int round = 0; round < rounds && !exhausted(); ++round) {
      if (m_large) {
        senseTogether(damage);
      } else {
        // What lies before a layer has changed its inputs: its thresholds are chosen again, on those.
        prepareMenus(m_search.best() ? m_search.best()->settings : m_search.lockedSettings());
      }
      damage = searchDamage(damage);
    }
  }

private:
  bool exhausted() const { return m_search.prober().workDone() >= m_limit; }
  std::int64_t images() const { return m_large ? largeProbeImages : probeImages; }

  /// Damage of every option of a small network, among the settings of `base`; of one option a layer of a large one.
  void senseMenus(const KnobSettings& base) {
    for (LayerMenu& menu : m_menus) {
      if (m_large) {
        menu.options = lowerHull(std::move(menu.options));
        senseAlone(menu);
        continue;
      }
      thin(menu.options);
      KnobSettings settings = base;
      double without = 0.0;
      for (LayerOption& option : menu.options) {
        settings.set(menu.layer->name, option.knobs);
        const double damage = m_search.sense(settings, images(), menu.layer->name).evidence.damage;
        if (&option == &menu.options.front())
          without = damage;
        option.error = std::max(damage - without, 0.0);
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

  /// Each layer one option stronger, or weaker, than in the allocation at hand: what that really costs among the
  /// others.
  void senseTogether(double damage) {
    constexpr double largestStep = 3.0;
    const KnobSettings at = allocate(m_search, m_menus, damage);
    const double here = m_search.sense(at, images()).evidence.damage;
    for (LayerMenu& menu : m_menus) {
      if (exhausted())
        return;
      const LayerKnobs knobs = at.of(menu.layer->name);
      const auto now = std::find_if(menu.options.begin(), menu.options.end(),
                                    [&](const LayerOption& option) { return option.knobs == knobs; });
      if (now == menu.options.end() || menu.options.size() < 2)
        continue;
      const auto next = std::next(now) != menu.options.end() ? std::next(now) : std::prev(now);
      KnobSettings moved = at;
      moved.set(menu.layer->name, next->knobs);
      const double there = m_search.sense(moved, images(), menu.layer->name).evidence.damage;
      const double error = next->error - now->error;
      if (std::abs(error) <= leastError)
        continue;
      const double measured = std::max((there - here) / error, 0.0);
      menu.sensitivity = std::clamp(std::sqrt(measured * menu.sensitivity), menu.sensitivity / largestStep,
                                    menu.sensitivity * largestStep);
      m_search.reportWork(m_limit, "probing layers");
    }
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
