#pragma once

#include <string>

namespace effortlab {

/// What measured times depend on.
struct Machine {
  std::string cpu;  ///< the processor's own name; empty where the system does not say
  int cores = 1;    ///< hardware threads
  double load = 0;  ///< runnable processes, the last minute's average: above 0.5 somebody else was at work
};

Machine thisMachine();

}  // namespace effortlab
