#pragma once

#include "cli/demo_tour.h"

#include <filesystem>
#include <string>
#include <vector>

namespace effortlab::cli {

/// Whether this build can draw: only one with the window's widgets can.
bool chartsAvailable();

/// Draws the tours' charts as PNG and SVG, without a display; returns the files. On the main thread only.
/// `provenance` is the small line under every chart. Errors: WorkFailed.
std::vector<std::filesystem::path> drawCharts(const std::vector<ModelTour>& tours, const std::filesystem::path& folder,
                                              const std::string& provenance);

}  // namespace effortlab::cli
