#include "fast/fast_plan.h"

#include "core/error.h"
#include "core/file_io.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace effortlab::fast {

namespace {

using PlanDocument = nlohmann::ordered_json;

constexpr const char* planSchema = "effortlab-plan/1";
constexpr std::int64_t maxPlanBytes = std::int64_t{16} << 20;
constexpr std::array allIsas{Isa::Scalar, Isa::Avx2, Isa::Avx512, Isa::Vnni};

/// Reads the fields of one object; names file and field when something is wrong.
class PlanFields {
public:
  PlanFields(const PlanDocument& object, std::string file, std::string place)
      : m_object(object), m_file(std::move(file)), m_place(std::move(place)) {
    if (!m_object.is_object())
      throw Error::inFile(ErrorCode::WrongFormat, m_file, m_place, "an object is expected here");
  }

  std::string text(const char* key) const {
    const PlanDocument& value = field(key);
    if (!value.is_string())
      fail(key, "must be a text");
    return value.get<std::string>();
  }
  double milliseconds(const char* key) const {
    const PlanDocument& value = field(key);
    if (!value.is_number() || !(value.get<double>() >= 0.0))
      fail(key, "must be a number that is not negative");
    return value.get<double>();
  }
  const PlanDocument& list(const char* key) const {
    const PlanDocument& value = field(key);
    if (!value.is_array())
      fail(key, "must be a list");
    return value;
  }
  [[noreturn]] void fail(const std::string& key, const std::string& what) const {
    throw Error::inFile(ErrorCode::WrongFormat, m_file, m_place.empty() ? key : m_place + "." + key, what);
  }

private:
  const PlanDocument& field(const char* key) const {
    const auto found = m_object.find(key);
    if (found == m_object.end())
      fail(key, "is missing");
    return *found;
  }

  const PlanDocument& m_object;
  std::string m_file;
  std::string m_place;
};

LayerPlan readLayer(const PlanDocument& entry, const std::string& file, const std::string& place) {
  const PlanFields fields(entry, file, place);
  LayerPlan layer;
  layer.layer = fields.text("layer");
  layer.kernel = fields.text("kernel");
  for (const PlanDocument& candidate : fields.list("candidates")) {
    const PlanFields cost(candidate, file, place + ".candidates");
    layer.candidates.push_back({cost.text("kernel"), cost.milliseconds("ms")});
  }
  return layer;
}

FastPlan planFromJson(const PlanDocument& document, const std::string& file) {
  const PlanFields fields(document, file, "");
  if (fields.text("schema") != planSchema)
    fields.fail("schema", std::string("must be ") + planSchema);
  FastPlan plan;
  plan.model = fields.text("model");
  plan.modelHash = fields.text("model_hash");
  plan.cpu = fields.text("cpu");
  const std::string isa = fields.text("isa");
  const auto* known = std::find_if(allIsas.begin(), allIsas.end(), [&](Isa each) { return isaName(each) == isa; });
  if (known == allIsas.end())
    fields.fail("isa", "must be scalar, avx2, avx512 or vnni");
  plan.isa = *known;
  const std::string use = fields.text("lanes");
  if (use != laneUseName(LaneUse::Tiles) && use != laneUseName(LaneUse::Images))
    fields.fail("lanes", "must be tiles or images");
  plan.use = use == laneUseName(LaneUse::Tiles) ? LaneUse::Tiles : LaneUse::Images;
  const PlanDocument& layers = fields.list("layers");
  for (std::size_t i = 0; i < layers.size(); ++i)
    plan.layers.push_back(readLayer(layers[i], file, "layers[" + std::to_string(i) + "]"));
  return plan;
}

}  // namespace

const LayerPlan* FastPlan::find(std::string_view layer) const noexcept {
  const auto found =
      std::find_if(layers.begin(), layers.end(), [&](const LayerPlan& entry) { return entry.layer == layer; });
  return found == layers.end() ? nullptr : &*found;
}

std::string_view laneUseName(LaneUse use) noexcept {
  return use == LaneUse::Tiles ? "tiles" : "images";
}

std::string planJson(const FastPlan& plan) {
  PlanDocument document = {{"schema", planSchema},           {"model", plan.model},
                           {"model_hash", plan.modelHash},   {"cpu", plan.cpu},
                           {"isa", isaName(plan.isa)},       {"lanes", laneUseName(plan.use)},
                           {"layers", PlanDocument::array()}};
  for (const LayerPlan& layer : plan.layers) {
    PlanDocument candidates = PlanDocument::array();
    for (const KernelCost& cost : layer.candidates)
      candidates.push_back({{"kernel", cost.kernel}, {"ms", cost.ms}});
    document["layers"].push_back(
        {{"layer", layer.layer}, {"kernel", layer.kernel}, {"candidates", std::move(candidates)}});
  }
  return document.dump(2, ' ', false, PlanDocument::error_handler_t::replace) + "\n";
}

FastPlan readPlan(const std::filesystem::path& file) {
  const std::string text = readTextFile(file, maxPlanBytes);
  const PlanDocument document = PlanDocument::parse(text, nullptr, false);
  if (document.is_discarded())
    throw Error::inFile(ErrorCode::WrongFormat, file.string(), "",
                        "is not JSON; a plan is what info --plan --json says");
  // What info and evaluate print with --json holds the plan too.
  const bool inside = document.is_object() && !document.contains("schema") && document.contains("plan");
  return planFromJson(inside ? document["plan"] : document, file.string());
}

void writePlan(const FastPlan& plan, const std::filesystem::path& file) {
  writeFileAtomically(file, planJson(plan));
}

}  // namespace effortlab::fast
