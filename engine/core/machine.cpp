#include "core/machine.h"

#include "core/parallel.h"

#include <cstdlib>
#include <fstream>

namespace effortlab {

Machine thisMachine() {
  Machine machine{.cpu = {}, .cores = hardwareThreads(), .load = 0.0};
  std::ifstream processors("/proc/cpuinfo");
  constexpr std::string_view key = "model name";
  for (std::string line; machine.cpu.empty() && std::getline(processors, line);)
    if (line.starts_with(key) && line.find(": ") != std::string::npos)
      machine.cpu = line.substr(line.find(": ") + 2);
  if (getloadavg(&machine.load, 1) != 1)
    machine.load = 0.0;
  return machine;
}

}  // namespace effortlab
