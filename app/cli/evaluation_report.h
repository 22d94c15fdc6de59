#pragma once

#include "cli/json_output.h"
#include "effort/evaluation.h"

#include <optional>
#include <string>

namespace effortlab::cli {

/// An evaluation and what it was done with, ready to be printed.
struct EvaluationFacts {
  const model::Model& model;
  const data::LabelledSet& set;
  const effort::EvaluationResult& result;
  std::vector<std::int64_t> images;  ///< asked for
  std::string engine;
  effort::Execution execution = effort::Execution::Measure;
  std::string knobsFile;  ///< empty: none
  effort::KnobSettings knobs = {};
  int threads = 1;
  bool timing = true;
};

/// "tuning", "held-out" or "both" for the built-in sample, whose split is fixed; nothing for other data.
std::optional<std::string> partOfSample(const data::LabelledSet& set, const std::vector<std::int64_t>& images);

/// Keys as in the interface description; MACs and operations are those of all images evaluated.
Json evaluationJson(const EvaluationFacts& facts);
std::string evaluationText(const EvaluationFacts& facts);

}  // namespace effortlab::cli
