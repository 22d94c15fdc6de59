#include "effort/knobs_io.h"

#include "core/error.h"
#include "core/file_io.h"
#include "effort/tap_order.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>

namespace effortlab::effort {

namespace {

using nlohmann::json;

constexpr const char* schemaName = "effortlab-knobs/1";
constexpr std::int64_t maxKnobsBytes = 16 << 20;
constexpr int maxSamplingPeriod = 64;
constexpr std::array<std::pair<SpetOrder, std::string_view>, 5> orderNames{{{SpetOrder::Odd, "odd"},
                                                                            {SpetOrder::Channel, "channel"},
                                                                            {SpetOrder::Magnitude, "magnitude"},
                                                                            {SpetOrder::Exact, "exact"},
                                                                            {SpetOrder::Listed, "listed"}}};

/// Reads typed fields of one JSON object and names file and field when something is wrong.
class FieldReader {
public:
  FieldReader(const json& object, std::string file, std::string place)
      : m_object(object), m_file(std::move(file)), m_place(std::move(place)) {
    if (!m_object.is_object())
      throw Error::inFile(ErrorCode::WrongFormat, m_file, m_place, "an object is expected here");
  }

  std::optional<double> number(const char* key) const {
    const auto found = m_object.find(key);
    if (found == m_object.end() || found->is_null())
      return std::nullopt;
    if (!found->is_number() || !std::isfinite(found->get<double>()))
      fail(key, "must be a finite number");
    return found->get<double>();
  }
  double numberOr(const char* key, double fallback) const { return number(key).value_or(fallback); }
  double required(const char* key) const {
    const auto value = number(key);
    if (!value)
      fail(key, "is missing");
    return *value;
  }
  std::vector<double> numbers(const char* key) const {
    const auto found = m_object.find(key);
    if (found == m_object.end() || found->is_null())
      return {};
    if (!found->is_array())
      fail(key, "must be a list of numbers");
    std::vector<double> values;
    for (const json& element : *found) {
      if (!element.is_number() || !std::isfinite(element.get<double>()))
        fail(key, "must be a list of finite numbers");
      values.push_back(element.get<double>());
    }
    return values;
  }
  bool flag(const char* key) const {
    const auto found = m_object.find(key);
    if (found == m_object.end())
      return false;
    if (!found->is_boolean())
      fail(key, "must be true or false");
    return found->get<bool>();
  }
  std::string text(const char* key, const std::string& fallback) const {
    const auto found = m_object.find(key);
    if (found == m_object.end())
      return fallback;
    if (!found->is_string())
      fail(key, "must be a text");
    return found->get<std::string>();
  }
  [[noreturn]] void fail(const char* key, const std::string& what) const {
    throw Error::inFile(ErrorCode::WrongFormat, m_file, m_place + "." + key, what);
  }

private:
  const json& m_object;
  std::string m_file;
  std::string m_place;
};

json toJson(const LayerKnobs& knobs) {
  json layer = json::object();
  if (knobs.spet) {
    json& spet = layer["spet"] = {{"order", spetOrderName(knobs.spet->order)}, {"interval", knobs.spet->interval}};
    if (knobs.spet->low)
      spet["low"] = *knobs.spet->low;
    if (knobs.spet->high)
      spet["high"] = *knobs.spet->high;
    if (!knobs.spet->offsets.empty())
      spet["offsets"] = knobs.spet->offsets;
    if (!knobs.spet->intervals.empty())
      spet["intervals"] = knobs.spet->intervals;
    if (!knobs.spet->sets.empty())
      spet["sets"] = toHex(knobs.spet->sets);
  }
  if (knobs.sdss) {
    layer["sdss"] = {{"max", knobs.sdss->max}, {"delta", knobs.sdss->delta}, {"sp", knobs.sdss->samplingPeriod}};
    if (knobs.sdss->spetEverywhere)
      layer["sdss"]["spet_everywhere"] = true;
  }
  if (knobs.sfma)
    layer["sfma"] = {{"weight", knobs.sfma->weight}, {"variance", knobs.sfma->variance}};
  return layer;
}

SpetKnob readSpet(const FieldReader& reader) {
  SpetKnob knob;
  knob.low = reader.number("low");
  knob.high = reader.number("high");
  try {
    knob.order = spetOrderFromName(reader.text("order", "odd"));
  } catch (const Error& error) {
    reader.fail("order", error.what());
  }
  knob.interval = reader.numberOr("interval", 0.5);
  if (knob.interval <= 0.0 || knob.interval > 1.0)
    reader.fail("interval", "must be above 0 and at most 1");
  knob.offsets = reader.numbers("offsets");
  knob.intervals = reader.numbers("intervals");
  if (std::any_of(knob.intervals.begin(), knob.intervals.end(), [](double x) { return !(x > 0.0 && x <= 1.0); }))
    reader.fail("intervals", "each must be above 0 and at most 1");
  const std::optional<std::vector<std::uint8_t>> sets = fromHex(reader.text("sets", ""));
  if (!sets)
    reader.fail("sets", "must be hexadecimal digits, two for every eight taps");
  knob.sets = *sets;
  return knob;
}

/// Order Listed and its sets come together, one for every output, none empty.
bool setsFit(const EffortLayer& layer, const SpetKnob& knob) {
  if (knob.order != SpetOrder::Listed)
    return knob.sets.empty();
  const TapSets sets{layer.taps};
  if (static_cast<std::int64_t>(knob.sets.size()) != layer.outputs * sets.rowBytes())
    return false;
  for (std::int64_t output = 0; output < layer.outputs; ++output) {
    if (sets.count(knob.sets, output) == 0)
      return false;
    for (std::int64_t beyond = layer.taps; beyond < 8 * sets.rowBytes(); ++beyond)
      if (sets.has(knob.sets, output, beyond))
        return false;
  }
  return true;
}

SdssKnob readSdss(const FieldReader& reader) {
  SdssKnob knob;
  knob.max = reader.required("max");
  knob.delta = reader.required("delta");
  const double period = reader.numberOr("sp", 2);
  if (period != std::floor(period) || period < 2 || period > maxSamplingPeriod)
    reader.fail("sp", "must be a whole number from 2 to 64");
  knob.samplingPeriod = static_cast<int>(period);
  knob.spetEverywhere = reader.flag("spet_everywhere");
  return knob;
}

LayerKnobs readLayer(const json& object, const std::string& file, const std::string& place) {
  const FieldReader layer(object, file, place);
  LayerKnobs knobs;
  if (object.contains("spet"))
    knobs.spet = readSpet(FieldReader(object["spet"], file, place + ".spet"));
  if (object.contains("sdss"))
    knobs.sdss = readSdss(FieldReader(object["sdss"], file, place + ".sdss"));
  if (object.contains("sfma")) {
    const FieldReader sfma(object["sfma"], file, place + ".sfma");
    knobs.sfma = SfmaKnob{sfma.required("weight"), sfma.required("variance")};
  }
  return knobs;
}

GateKnob readGate(const FieldReader& reader) {
  GateKnob gate;
  gate.margin = reader.required("margin");
  if (gate.margin < 0.0)
    reader.fail("margin", "must not be negative; 0 repeats no image");
  gate.weight = reader.numberOr("weight", gate.weight);
  if (gate.weight <= 0.0 || gate.weight > 1.0)
    reader.fail("weight", "must be above 0 and at most 1");
  return gate;
}

[[noreturn]] void refuse(const EffortLayer& layer, const std::string& knob, const std::string& why) {
  throw Error(ErrorCode::Mismatch, "layer '" + layer.name + "' has no " + knob + ": " + why);
}

void checkLayer(const EffortLayer& layer, const LayerKnobs& knobs) {
  if (knobs.spet) {
    if (!layer.hasSpet())
      refuse(layer, "SPET", "no saturating activation stands behind it; remove the knob");
    if (knobs.spet->high && !layer.hasTwoSidedSpet())
      refuse(layer, "spet.high", "ReLU saturates at the low end only; remove the threshold");
    if (knobs.spet->order == SpetOrder::Exact && !layer.hasExactSpet())
      refuse(layer, "exact SPET", "it needs a ReLU behind and inputs that cannot be negative");
    if (!(knobs.spet->interval > 0.0 && knobs.spet->interval <= 1.0))
      refuse(layer, "such SPET interval", "it must be above 0 and at most 1");
  }
  if (knobs.spet && !setsFit(layer, *knobs.spet))
    refuse(layer, "such SPET sets",
           "order listed needs one for each of its " + std::to_string(layer.outputs) + " outputs, of 1 to " +
               std::to_string(layer.taps) + " taps; no other order has any");
  if (knobs.spet && !knobs.spet->offsets.empty() &&
      static_cast<std::int64_t>(knobs.spet->offsets.size()) != layer.outputs)
    refuse(layer, "such SPET offsets",
           "there must be one for each of its " + std::to_string(layer.outputs) + " outputs");
  if (knobs.spet && !knobs.spet->intervals.empty() &&
      (static_cast<std::int64_t>(knobs.spet->intervals.size()) != layer.outputs ||
       knobs.spet->order != SpetOrder::Magnitude))
    refuse(layer, "such SPET intervals",
           "there must be one for each of its " + std::to_string(layer.outputs) + " outputs, in magnitude order");
  if (knobs.sdss && !layer.hasSdss())
    refuse(layer, "SDSS", "it is no convolution; remove the knob");
  if (knobs.sdss && (knobs.sdss->samplingPeriod < 2 || knobs.sdss->samplingPeriod > maxSamplingPeriod))
    refuse(layer, "such sampling period", "it must be from 2 to 64");
  if (knobs.sfma && !layer.hasSfma())
    refuse(layer, "SFMA", "it is no convolution; remove the knob");
}

}  // namespace

std::string_view knobKindName(KnobKind knob) noexcept {
  switch (knob) {
    case KnobKind::Spet: return "spet";
    case KnobKind::Sdss: return "sdss";
    case KnobKind::Sfma: break;
  }
  return "sfma";
}

std::string_view spetOrderName(SpetOrder order) {
  for (const auto& [value, name] : orderNames)
    if (value == order)
      return name;
  return "odd";
}

SpetOrder spetOrderFromName(std::string_view name) {
  for (const auto& [value, known] : orderNames)
    if (known == name)
      return value;
  throw Error(ErrorCode::InvalidArgument, "must be odd, channel, magnitude, exact or listed");
}

std::string knobsToJson(const KnobSettings& settings) {
  json document = {{"schema", schemaName}, {"model", settings.model}, {"layers", json::object()}};
  for (const auto& [name, knobs] : settings.layers)
    document["layers"][name] = toJson(knobs);
  if (settings.gate)
    document["gate"] = {{"margin", settings.gate->margin}, {"weight", settings.gate->weight}};
  return document.dump(2) + "\n";
}

KnobSettings knobsFromJson(const std::string& text, const std::string& file) {
  json document;
  try {
    document = json::parse(text);
  } catch (const json::parse_error& error) {
    throw Error::inFile(ErrorCode::WrongFormat, file, "byte " + std::to_string(error.byte), "is not valid JSON");
  } catch (const json::exception&) {
    throw Error::inFile(ErrorCode::WrongFormat, file, "", "is not valid JSON: a number is out of range");
  }
  const FieldReader top(document, file, "top level");
  if (top.text("schema", "") != schemaName)
    throw Error::inFile(ErrorCode::WrongFormat, file, "schema",
                        std::string("must be \"") + schemaName + "\"; is this a knobs file?");
  KnobSettings settings;
  settings.model = top.text("model", "");
  if (document.contains("gate"))
    settings.gate = readGate(FieldReader(document["gate"], file, "gate"));
  if (!document.contains("layers"))
    return settings;
  const json& layers = document["layers"];
  if (!layers.is_object())
    throw Error::inFile(ErrorCode::WrongFormat, file, "layers", "an object is expected here");
  for (const auto& [name, object] : layers.items())
    settings.set(name, readLayer(object, file, "layers." + name));
  return settings;
}

KnobSettings readKnobs(const std::filesystem::path& file) {
  return knobsFromJson(readTextFile(file, maxKnobsBytes), file.string());
}

void writeKnobs(const std::filesystem::path& file, const KnobSettings& settings) {
  writeFileAtomically(file, knobsToJson(settings));
}

std::vector<std::string> dropUnknownKnobs(KnobSettings& settings, std::span<const EffortLayer> layers) {
  std::vector<std::string> dropped;
  for (auto entry = settings.layers.begin(); entry != settings.layers.end();) {
    KnobSettings one;
    one.model = settings.model;
    one.layers.insert(*entry);
    try {
      checkKnobs(one, layers);
      ++entry;
    } catch (const Error& error) {
      dropped.emplace_back(error.what());
      entry = settings.layers.erase(entry);
    }
  }
  return dropped;
}

void checkKnobs(const KnobSettings& settings, std::span<const EffortLayer> layers) {
  for (const auto& [name, knobs] : settings.layers) {
    const auto layer = std::find_if(layers.begin(), layers.end(), [&wanted = name](const EffortLayer& candidate) {
      return candidate.name == wanted;
    });
    if (layer == layers.end())
      throw Error(ErrorCode::Mismatch,
                  "the network has no layer '" + name + "' with knobs; the settings are for '" + settings.model + "'");
    checkLayer(*layer, knobs);
  }
}

}  // namespace effortlab::effort
