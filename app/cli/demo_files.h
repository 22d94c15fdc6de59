#pragma once

#include "cli/demo_tour.h"
#include "cli/json_output.h"

#include <filesystem>
#include <vector>

namespace effortlab::cli {

/// Writes the tour's tables (CSV) and its best setting (knobs file) into the folder; returns the files.
/// Errors: WorkFailed.
std::vector<std::filesystem::path> writeTourTables(const ModelTour& tour, const std::filesystem::path& folder);

/// All numbers of the tour. With `timing`, also ms_per_image.
Json tourJson(const ModelTour& tour, bool timing);

/// What a reader should know, in a few lines.
std::string tourSummary(const ModelTour& tour, bool timing);

}  // namespace effortlab::cli
