#include "cli/demo_charts.h"

namespace effortlab::cli {

bool chartsAvailable() {
  return false;
}

std::vector<std::filesystem::path> drawCharts(const std::vector<ModelTour>&, const std::filesystem::path&,
                                              const std::string&) {
  return {};
}

}  // namespace effortlab::cli
