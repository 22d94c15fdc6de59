#pragma once

#include "cli/json_output.h"
#include "effort/tuner.h"

#include <string>

namespace effortlab::cli {

/// A search and what it was asked, ready to be printed.
struct TuneFacts {
  const effort::TunePlan& plan;
  const effort::TuneResult& result;
  std::string knobsFile;  ///< where the answer went; empty: nowhere
  bool timing = true;
};

/// Keys as in the interface description.
Json tuneJson(const TuneFacts& facts);
std::string tuneText(const TuneFacts& facts);
/// One line a probe: id,layer,knob,verdict,images,top1,dense_top1,drop,agreement,expected_drop,ops_ratio,time_ratio.
std::string probesCsv(const effort::TuneResult& result);

}  // namespace effortlab::cli
