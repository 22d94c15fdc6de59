#include "cli/json_output.h"

namespace effortlab::cli {

Json toJson(const Interval& interval) {
  return Json::array({interval.lo, interval.hi});
}

Json toJson(const Shape& shape) {
  Json dims = Json::array();
  for (const std::int64_t dim : shape.dims())
    dims.push_back(dim);
  return dims;
}

Json savedJson(const effort::LayerCounts& counts, bool withGate) {
  Json saved = {{"spet", counts.savedSpet}, {"sdss", counts.savedSdss}, {"sfma", counts.savedSfma}};
  if (withGate)
    saved["gate"] = counts.savedGate;
  return saved;
}

std::string jsonText(const Json& document) {
  constexpr int indent = 2;
  return document.dump(indent, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace effortlab::cli
