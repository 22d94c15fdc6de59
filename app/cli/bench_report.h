#pragma once

#include "cli/json_output.h"
#include "effort/bench.h"

#include <string>

namespace effortlab::cli {

/// A comparison of engines and what it was done with, ready to be printed.
struct BenchFacts {
  const model::Model& model;
  std::string data;
  const effort::BenchResult& result;
  std::string knobsFile;       ///< empty: none
  std::int64_t different = 0;  ///< images
  int threads = 1;
  bool timing = true;
};

/// Keys as in the interface description.
Json benchJson(const BenchFacts& facts);
std::string benchText(const BenchFacts& facts);

}  // namespace effortlab::cli
