#include "settings/plan_folder.h"

#include <cstdlib>

namespace effortlab::app {

std::filesystem::path planFolder() {
  const auto folderOf = [](const char* variable) {
    const char* value = std::getenv(variable);
    return std::filesystem::path(value == nullptr ? "" : value);
  };
  const std::filesystem::path cache = folderOf("XDG_CACHE_HOME");
  if (cache.is_absolute())
    return cache / "effortlab" / "plans";
  const std::filesystem::path home = folderOf("HOME");
  return home.is_absolute() ? home / ".cache" / "effortlab" / "plans" : std::filesystem::path();
}

}  // namespace effortlab::app
