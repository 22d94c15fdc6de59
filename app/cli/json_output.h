#pragma once

#include "core/shape.h"
#include "core/statistics.h"
#include "effort/op_counter.h"

#include <nlohmann/json.hpp>

#include <string>

namespace effortlab::cli {

/// Keys keep the order they are written in: documents read like the tables, and stay byte-identical.
using Json = nlohmann::ordered_json;

Json toJson(const Interval& interval);
Json toJson(const Shape& shape);
/// {spet, sdss, sfma} in MACs; with the gate's key, which this version has no use for, in the total.
Json savedJson(const effort::LayerCounts& counts, bool withGate);

/// The document as it goes to standard output or a file; bytes that are no UTF-8 are replaced.
std::string jsonText(const Json& document);

}  // namespace effortlab::cli
