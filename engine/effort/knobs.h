#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace effortlab::effort {

/// The knobs of one layer.
enum class KnobKind { Spet, Sdss, Sfma };
constexpr KnobKind knobKinds[] = {KnobKind::Spet, KnobKind::Sdss, KnobKind::Sfma};

/// Which inputs of a neuron its saturation is predicted from (algorithms 1.1).
enum class SpetOrder {
  Odd,        ///< odd-indexed taps first
  Channel,    ///< odd input maps first
  Magnitude,  ///< largest |w| first
  Exact,      ///< positive weights first, stop when the negative tail falls below zero; no threshold, no error
  Listed,     ///< each output map's prediction set is listed tap by tap; ours
};

/// Saturation prediction and early termination. Source: thesis 2.2.1; DyVEDeep sec. 3.1.
struct SpetKnob {
  std::optional<double> low;   ///< partial sum below: saturate low
  std::optional<double> high;  ///< partial sum above: saturate high (sigmoid and tanh only)
  SpetOrder order = SpetOrder::Odd;
  double interval = 0.5;  ///< fraction of the taps in the prediction set, in (0, 1]
  /// By output map (fully connected: by neuron), added to the thresholds: what a map's remaining taps add differs from
  /// map to map. Ours, not in the paper; empty: the same thresholds for all.
  std::vector<double> offsets = {};
  /// By output map, in place of `interval`; order Magnitude only. Ours as well; empty: `interval` for all.
  std::vector<double> intervals = {};
  /// Order Listed: the prediction sets by output map, see TapSets. Chosen for what their sums tell of the whole ones,
  /// which no rule on the weights alone knows.
  std::vector<std::uint8_t> sets = {};
  bool operator==(const SpetKnob&) const = default;
};

/// Significance-driven selective sampling. Source: thesis 2.2.2; DyVEDeep sec. 3.2.
struct SdssKnob {
  double max = 0.0;    ///< sampled neighbours' maximum must be below
  double delta = 0.0;  ///< and their range (max - min) below this
  int samplingPeriod = 2;
  bool spetEverywhere = false;  ///< SPET also on the selectively evaluated neurons (the paper: sampled ones only)
  bool operator==(const SdssKnob&) const = default;
};

/// Similarity-based feature-map approximation. Source: thesis 2.2.3; DyVEDeep sec. 3.3.
struct SfmaKnob {
  double weight = 0.0;    ///< sum |w| of the (input map, output map) kernel must be below
  double variance = 0.0;  ///< and the input map's variance below this
  bool operator==(const SfmaKnob&) const = default;
};

/// A knob that is absent is off; off is exactly the dense layer.
struct LayerKnobs {
  std::optional<SpetKnob> spet;
  std::optional<SdssKnob> sdss;
  std::optional<SfmaKnob> sfma;
  bool off() const noexcept { return !spet && !sdss && !sfma; }
  bool has(KnobKind kind) const noexcept;
  bool operator==(const LayerKnobs&) const = default;
};

/// `to` with the one knob of `from`, off included.
LayerKnobs withKnob(LayerKnobs to, const LayerKnobs& from, KnobKind kind);
/// One knob on its own.
LayerKnobs onlyKnob(const LayerKnobs& knobs, KnobKind kind);

/// Effort by image: an 8-bit pass first, the exact network again where it is in doubt. Source: algorithms 1.5.
struct GateKnob {
  double margin = 0.0;   ///< repeated are images whose two best logits of the 8-bit pass are less than this apart
  double weight = 0.25;  ///< of an 8-bit MAC, in exact ones
  bool operator==(const GateKnob&) const = default;
};

/// The knobs of a whole network, by layer name. Layers without an entry are dense.
struct KnobSettings {
  std::string model;
  std::map<std::string, LayerKnobs> layers;
  std::optional<GateKnob> gate = {};

  bool off() const noexcept { return layers.empty() && !gate; }

  LayerKnobs of(const std::string& layer) const;
  /// Stores `knobs`, dropping the entry when all are off: equal settings compare equal.
  void set(const std::string& layer, const LayerKnobs& knobs);
  bool operator==(const KnobSettings&) const = default;
};

}  // namespace effortlab::effort
