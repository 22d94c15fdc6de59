#pragma once

namespace effortlab::cli {

/// Bounds the thread pools that do not follow TBB: OpenBLAS, which OpenCV may have loaded, keeps its own.
void limitForeignPools(int threads);

}  // namespace effortlab::cli
