#pragma once

#include <filesystem>

namespace effortlab::app {

/// Where the window and the command line keep measured plans of the engine `fast`: $XDG_CACHE_HOME/effortlab/plans, or
/// below ~/.cache; empty where there is no home.
std::filesystem::path planFolder();

}  // namespace effortlab::app
