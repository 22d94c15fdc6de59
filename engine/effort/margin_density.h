#pragma once

#include "effort/evaluation.h"

#include <vector>

namespace effortlab::effort {

/// Images in a part of the range of decision margins (top-1 minus top-2 probability).
struct MarginBin {
  double lower = 0.0;
  double upper = 0.0;
  double right = 0.0;  ///< density: fraction of all images / bin width
  double wrong = 0.0;
};

/// Over [0, 1], easy (rightly classified) and hard images apart. Source: thesis fig. 2.1.
std::vector<MarginBin> marginDensity(const EvaluationResult& result);

}  // namespace effortlab::effort
