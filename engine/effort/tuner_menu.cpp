#include "effort/tuner_menu.h"

#include <algorithm>
#include <cmath>

namespace effortlab::effort::tuning {

namespace {

constexpr double smallestShare = 0.002;  ///< of the network's MACs: smaller layers are not worth a probe
constexpr double labMacs = 4e8;          ///< what one setting of a layer may cost on the lab's images
constexpr std::int64_t mostLabImages = 48;
constexpr std::int64_t leastLabImages = 4;
constexpr int pricesTried = 80;  ///< points of the predicted hull that are measured together
constexpr double cheapestPrice = 1e-3, dearestPrice = 1e3;

std::int64_t labImages(double share, std::int64_t macs, std::int64_t images) {
  const double layerMacs = std::max(1.0, share * static_cast<double>(macs));
  return std::min(images, std::clamp(static_cast<std::int64_t>(labMacs / layerMacs), leastLabImages, mostLabImages));
}

LayerOption cheapestAt(const std::vector<LayerOption>& options, double price) {
  return *std::min_element(options.begin(), options.end(), [&](const LayerOption& a, const LayerOption& b) {
    return a.cost + price * a.error < b.cost + price * b.error;
  });
}

LayerKnobs merged(const LayerKnobs& one, const LayerKnobs& other) {
  LayerKnobs knobs = one;
  for (const KnobKind kind : knobKinds)
    if (other.has(kind))
      knobs = withKnob(knobs, other, kind);
  return knobs;
}

/// On as many images as its neurons need, and the lab's are too few for small maps.
TapRanking rankingOf(Search& search, const LayerLab& lab, const KnobSettings& settings) {
  const EffortLayer& layer = lab.layer();
  if (!layer.hasSpet() || layer.hasTwoSidedSpet() || search.locked(layer.name, KnobKind::Spet))
    return {};
  const Shape out = lab.dense(0).shape();
  const std::int64_t positions = std::max<std::int64_t>(1, lab.dense(0).size() / (out[0] * layer.outputs));
  const std::int64_t images = std::min(search.prober().images(), std::max(leastLabImages, rankedNeurons / positions));
  return rankTaps(lab.node(), layer, search.prober().inputsOf(layer, settings, images, search.control()),
                  search.control());
}

/// Settings of one knob on top of what is locked; empty where it is locked or absent.
std::vector<LayerKnobs> settingsOf(const Search& search, const LayerLab& lab, const TapRanking& ranking, KnobKind kind,
                                   const LayerKnobs& base) {
  std::vector<LayerKnobs> settings;
  if (search.locked(lab.layer().name, kind))
    return settings;
  const auto add = [&](auto member, auto knob) {
    LayerKnobs knobs = base;
    knobs.*member = knob;
    settings.push_back(knobs);
  };
  switch (kind) {
    case KnobKind::Spet:
      for (const SpetKnob& knob : spetGrid(lab, ranking, search.control()))
        add(&LayerKnobs::spet, knob);
      break;
    case KnobKind::Sdss:
      for (const SdssKnob& knob : sdssGrid(lab, search.control()))
        add(&LayerKnobs::sdss, knob);
      break;
    case KnobKind::Sfma:
      for (const SfmaKnob& knob : sfmaGrid(lab))
        add(&LayerKnobs::sfma, knob);
      break;
  }
  return settings;
}

/// Options of several knobs together: those that would lie on the hull if errors added and costs multiplied, measured.
std::vector<LayerOption> joined(const Search& search, const LayerLab& lab, const LayerOption& base,
                                const std::vector<std::vector<LayerOption>>& alone) {
  std::vector<LayerOption> predicted{base};
  for (const std::vector<LayerOption>& knob : alone) {
    const std::size_t before = predicted.size();
    for (std::size_t i = 0; i < before; ++i)
      for (const LayerOption& option : knob)
        predicted.push_back({merged(predicted[i].knobs, option.knobs),
                             predicted[i].cost * option.cost / std::max(base.cost, 1e-9),
                             predicted[i].error + option.error});
  }
  std::vector<LayerKnobs> wanted;
  for (int i = 0; i < pricesTried; ++i) {
    const double price =
        cheapestPrice * std::pow(dearestPrice / cheapestPrice, static_cast<double>(i) / (pricesTried - 1));
    const LayerKnobs& knobs = cheapestAt(predicted, price).knobs;
    if (std::find(wanted.begin(), wanted.end(), knobs) == wanted.end())
      wanted.push_back(knobs);
  }
  return lab.measure(wanted, search.control());
}

}  // namespace

const LayerOption& LayerMenu::chosen(double price) const {
  return *std::min_element(options.begin(), options.end(), [&](const LayerOption& a, const LayerOption& b) {
    return share * a.cost + price * sensitivity * a.error < share * b.cost + price * sensitivity * b.error;
  });
}

std::vector<LayerOption> paretoFront(std::vector<LayerOption> options) {
  std::stable_sort(options.begin(), options.end(), [](const LayerOption& a, const LayerOption& b) {
    return a.error != b.error ? a.error < b.error : a.cost < b.cost;
  });
  std::vector<LayerOption> front;
  for (LayerOption& option : options)
    if (front.empty() || option.cost < front.back().cost)
      front.push_back(std::move(option));
  return front;
}

std::vector<LayerOption> lowerHull(std::vector<LayerOption> options) {
  std::vector<LayerOption> hull;
  for (LayerOption& option : paretoFront(std::move(options))) {
    // A corner that does not bend towards less goes.
    while (hull.size() >= 2) {
      const LayerOption& a = hull[hull.size() - 2];
      const LayerOption& b = hull.back();
      if ((b.cost - a.cost) * (option.error - a.error) < (option.cost - a.cost) * (b.error - a.error))
        break;
      hull.pop_back();
    }
    hull.push_back(std::move(option));
  }
  return hull;
}

std::vector<LayerMenu> makeMenus(Search& search, const KnobSettings& settings) {
  std::vector<LayerMenu> menus;
  Prober& prober = search.prober();
  const std::vector<EffortLayer>& layers = prober.layers();
  for (std::size_t i = 0; i < layers.size(); ++i) {
    const EffortLayer& layer = layers[i];
    const double share = prober.shares()[i];
    if (share < smallestShare)
      continue;
    const std::int64_t images = labImages(share, prober.macs(), prober.images());
    const LayerLab lab(prober.graph(), layer, prober.inputsOf(layer, settings, images, search.control()));
    const LayerKnobs locked = search.lockedKnobs(layer);
    const LayerOption base = lab.measure(std::vector<LayerKnobs>{locked}, search.control()).front();
    const TapRanking ranking = rankingOf(search, lab, settings);
    std::vector<std::vector<LayerOption>> alone;
    for (const KnobKind kind : knobKinds) {
      const std::vector<LayerKnobs> wanted = settingsOf(search, lab, ranking, kind, locked);
      if (wanted.empty())
        continue;
      std::vector<LayerOption> options = lab.measure(wanted, search.control());
      options.push_back(base);
      alone.push_back(lowerHull(std::move(options)));
      std::erase_if(alone.back(), [&](const LayerOption& option) { return option.knobs == locked; });
    }
    std::vector<LayerOption> options = joined(search, lab, base, alone);
    for (const std::vector<LayerOption>& knob : alone)
      options.insert(options.end(), knob.begin(), knob.end());
    const LayerKnobs current = settings.of(layer.name);
    options.push_back(lab.measure(std::vector<LayerKnobs>{current}, search.control()).front());
    if (const LayerKnobs warm = search.plan().start.of(layer.name); !warm.off())
      options.push_back(lab.measure(std::vector<LayerKnobs>{warm}, search.control()).front());
    options.push_back(base);
    menus.push_back({&layer, share, paretoFront(std::move(options)), 0.0});
    search.control().report(static_cast<std::int64_t>(i + 1), std::ssize(layers), "measuring layers");
  }
  return menus;
}

KnobSettings allocate(const Search& search, const std::vector<LayerMenu>& menus, double damage) {
  constexpr int halvings = 60;
  const auto damageAt = [&](double price) {
    double sum = 0.0;
    for (const LayerMenu& menu : menus)
      sum += menu.sensitivity * menu.chosen(price).error;
    return sum;
  };
  double low = -12.0, high = 12.0;  // powers of ten of the price; a high one keeps all dense
  for (int i = 0; i < halvings; ++i) {
    const double middle = 0.5 * (low + high);
    (damageAt(std::pow(10.0, middle)) <= damage ? high : low) = middle;
  }
  KnobSettings settings = search.lockedSettings();
  for (const LayerMenu& menu : menus)
    settings.set(menu.layer->name, menu.chosen(std::pow(10.0, high)).knobs);
  return settings;
}

}  // namespace effortlab::effort::tuning
