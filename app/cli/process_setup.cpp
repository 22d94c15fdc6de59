#include "cli/process_setup.h"

#include <dlfcn.h>

namespace effortlab::cli {

void limitForeignPools(int threads) {
  using SetThreads = void (*)(int);
  if (void* function = dlsym(RTLD_DEFAULT, "openblas_set_num_threads"))
    reinterpret_cast<SetThreads>(function)(threads);
}

}  // namespace effortlab::cli
