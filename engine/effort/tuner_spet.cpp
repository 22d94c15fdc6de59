// SPET's thresholds by output map: what a map's remaining taps add differs from map to map, so one threshold for all
// stops too little in some and too much in others. One price for error holds for all maps.
#include "core/parallel.h"
#include "effort/histogram_collector.h"
#include "effort/tap_order.h"
#include "effort/tuner_lab.h"
#include "nn/line_maps.h"

#include <algorithm>
#include <cmath>

namespace effortlab::effort::tuning {

namespace {

constexpr double errorsWanted[] = {1e-4,   3e-4,   7e-4, 1.2e-3, 2e-3, 3e-3, 4.5e-3, 6e-3, 8e-3,
                                   1.1e-2, 1.5e-2, 2e-2, 2.8e-2, 4e-2, 6e-2, 0.09,   0.13};  ///< of the energy
constexpr std::int64_t mostNeuronsOfMap = 6000, leastNeuronsOfMap = 1000;  ///< that thresholds are chosen on
constexpr std::int64_t neuronsOfLayer = 400'000;

struct MapNeuron {
  float partial = 0.0F;
  float harm = 0.0F;  ///< squared output if it is stopped
};

/// The neurons of one output map, by partial sum, with the harm of stopping all up to each.
struct MapNeurons {
  std::vector<MapNeuron> neurons;
  std::vector<double> harm;  ///< sums up to and with each
  double saved = 0.0;        ///< share of its taps that a stopped neuron saves

  void sort() {
    std::sort(neurons.begin(), neurons.end(),
              [](const MapNeuron& a, const MapNeuron& b) { return a.partial < b.partial; });
    double sum = 0.0;
    for (const MapNeuron& neuron : neurons)
      harm.push_back(sum += static_cast<double>(neuron.harm));
  }

  struct Choice {
    std::size_t stopped = 0;
    double value = 0.0;
  };
  /// How many to stop at this price.
  Choice stoppedAt(double price) const {
    Choice best;
    for (std::size_t i = 0; i < neurons.size(); ++i) {
      const double here = saved * static_cast<double>(i + 1) - price * harm[i];
      if (here > best.value && (i + 1 == neurons.size() || neurons[i + 1].partial > neurons[i].partial))
        best = {i + 1, here};
    }
    return best;
  }

  /// Stops the first `count`.
  double threshold(std::size_t count) const {
    constexpr double apart = 1e-3;
    if (neurons.empty())
      return 0.0;
    const double first = static_cast<double>(neurons.front().partial),
                 last = static_cast<double>(neurons.back().partial);
    const double air = apart * std::max(last - first, 1e-6);
    if (count == 0)
      return first - 1e3 * air;
    if (count == neurons.size())
      return last + air;
    return 0.5 * (static_cast<double>(neurons[count - 1].partial) + static_cast<double>(neurons[count].partial));
  }
};

/// Adds the first taps of one output's ranking.
void list(const TapRanking& ranking, std::int64_t output, double interval, std::vector<std::uint8_t>& sets) {
  const TapSets layout{ranking.taps};
  for (const std::int32_t tap :
       ranking.of(output).first(static_cast<std::size_t>(predictionTaps(ranking.taps, interval))))
    layout.add(sets, output, tap);
}

SpetKnob knobOf(const LayerLab& lab, SpetOrder order, double interval, const TapRanking& ranking) {
  SpetKnob knob{std::nullopt, std::nullopt, order, interval};
  if (order == SpetOrder::Listed) {
    knob.sets.resize(static_cast<std::size_t>(lab.layer().outputs * TapSets{ranking.taps}.rowBytes()));
    for (std::int64_t output = 0; output < lab.layer().outputs; ++output)
      list(ranking, output, interval, knob.sets);
  }
  return knob;
}

std::vector<MapNeurons> neuronsOf(const LayerLab& lab, const SpetKnob& knob, const RunControl& control) {
  const std::int64_t outputs = lab.layer().outputs;
  std::vector<MapNeurons> maps(static_cast<std::size_t>(outputs));
  std::int64_t all = 0;
  for (std::size_t batch = 0; batch < lab.inputs().size(); ++batch)
    all += lab.dense(batch).size() / outputs;
  const std::int64_t wanted = std::clamp(neuronsOfLayer / outputs, leastNeuronsOfMap, mostNeuronsOfMap);
  const std::int64_t step = (all / wanted) | 1;
  nn::KernelContext context;
  context.stop = control.stop;
  std::int64_t seen = 0;
  for (std::size_t batch = 0; batch < lab.inputs().size(); ++batch) {
    const Tensor& dense = lab.dense(batch);
    const Tensor sums = predictionSums(lab.node(), lab.layer(), knob, *lab.inputs()[batch], dense.shape(), context);
    control.throwIfStopped();
    const std::int64_t size = dense.size() / (dense.shape()[0] * outputs);
    for (std::int64_t image = 0; image < dense.shape()[0]; ++image, seen += size)
      for (std::int64_t m = 0; m < outputs; ++m)
        for (std::int64_t i = (step - seen % step) % step; i < size; i += step) {
          const std::int64_t at = (image * outputs + m) * size + i;
          const float importance = lab.importance()[static_cast<std::size_t>(m)];
          const float value = std::max(0.0F, dense.data()[at]);
          const bool matters = lab.matters(batch)[static_cast<std::size_t>(at)] != 0;
          maps[static_cast<std::size_t>(m)].neurons.push_back(
              {sums.data()[at], matters ? importance * value * value : 0.0F});
        }
  }
  for (MapNeurons& map : maps)
    map.saved = 1.0 - knob.interval;
  parallelFor(outputs, true, [&](std::int64_t m) { maps[static_cast<std::size_t>(m)].sort(); });
  return maps;
}

}  // namespace

std::vector<SpetKnob> spetByMap(const LayerLab& lab, SpetOrder order, std::span<const double> intervals,
                                const RunControl& control, const TapRanking& ranking) {
  constexpr int halvings = 40;
  std::vector<std::vector<MapNeurons>> sets;  // by interval, by map
  for (const double interval : intervals)
    sets.push_back(neuronsOf(lab, knobOf(lab, order, interval, ranking), control));
  const auto maps = static_cast<std::int64_t>(sets.front().size());
  double energy = 0.0;
  for (const MapNeurons& map : sets.front())
    energy += map.harm.empty() ? 0.0 : map.harm.back();

  struct MapChoice {
    std::size_t interval = 0;
    std::size_t stopped = 0;
  };
  std::vector<MapChoice> choices(static_cast<std::size_t>(maps));
  const auto choose = [&](double price) {
    parallelFor(maps, true, [&](std::int64_t map) {
      const auto m = static_cast<std::size_t>(map);
      double best = 0.0;
      choices[m] = {};
      for (std::size_t i = 0; i < sets.size(); ++i)
        if (const MapNeurons::Choice choice = sets[i][m].stoppedAt(price); choice.value > best) {
          best = choice.value;
          choices[m] = {i, choice.stopped};
        }
    });
    double harm = 0.0;
    for (std::size_t m = 0; m < choices.size(); ++m)
      harm += choices[m].stopped > 0 ? sets[choices[m].interval][m].harm[choices[m].stopped - 1] : 0.0;
    return harm;
  };
  std::vector<SpetKnob> knobs;
  for (const double wanted : errorsWanted) {
    control.throwIfStopped();
    double low = -12.0, high = 12.0;  // powers of ten; a high price stops little
    for (int i = 0; i < halvings; ++i) {
      const double middle = 0.5 * (low + high);
      (choose(std::pow(10.0, middle)) <= wanted * energy ? high : low) = middle;
    }
    choose(std::pow(10.0, high));
    SpetKnob chosen{.low = 0.0, .high = std::nullopt, .order = order, .interval = intervals.front()};
    if (order == SpetOrder::Listed)
      chosen.sets.resize(static_cast<std::size_t>(maps * TapSets{ranking.taps}.rowBytes()));
    double share = 0.0;  // of the taps that predict
    for (std::size_t m = 0; m < choices.size(); ++m) {
      chosen.offsets.push_back(sets[choices[m].interval][m].threshold(choices[m].stopped));
      const double interval = intervals[choices[m].interval];
      share += interval / static_cast<double>(maps);
      if (order == SpetOrder::Listed)
        list(ranking, static_cast<std::int64_t>(m), interval, chosen.sets);
      else if (intervals.size() > 1)
        chosen.intervals.push_back(interval);
    }
    if (order == SpetOrder::Listed)
      chosen.interval = share;
    knobs.push_back(std::move(chosen));
  }
  return knobs;
}

}  // namespace effortlab::effort::tuning
