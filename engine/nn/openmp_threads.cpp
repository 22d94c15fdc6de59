#include "nn/openmp_threads.h"

#include <omp.h>

namespace effortlab::nn {

void setOpenMpThreads(int threads) noexcept {
  omp_set_dynamic(0);
  omp_set_num_threads(threads);
}

}  // namespace effortlab::nn
