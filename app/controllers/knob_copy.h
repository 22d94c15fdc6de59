#pragma once

#include "controllers/live_view.h"
#include "effort/tuner.h"

#include <string>
#include <vector>

namespace effortlab::app {

/// How thresholds go from one layer to another.
enum class CopyBy {
  Numbers,  ///< as they are
  Shares,   ///< such that each takes the same share of the other layer's histogram
};

struct CopyRequest {
  std::string from;
  effort::LayerKnobs knobs = {};  ///< of `from`; an absent one stays as it is at the targets
  std::vector<std::string> to = {};
  CopyBy by = CopyBy::Numbers;
};

struct CopyResult {
  effort::KnobSettings settings;
  std::vector<effort::KnobPlace> copied;
  std::vector<effort::KnobPlace> leftOut;  ///< the target has no such knob, or not with these settings
};

/// Layers whose histograms copying needs, `from` included, and that `histograms` lacks. None for Numbers.
std::vector<std::string> missingHistograms(const CopyRequest& request, const HistogramsByLayer& histograms);

/// `settings` with the knobs of one layer given to others. Histograms that are missing count as empty.
CopyResult copyKnobs(const CopyRequest& request, const effort::KnobSettings& settings,
                     const std::vector<effort::EffortLayer>& layers, const HistogramsByLayer& histograms);

}  // namespace effortlab::app
