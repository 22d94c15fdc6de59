#include "fast/activation_sparse_kernels.h"

// The oracle: the definitions.
namespace effortlab::fast {

namespace {

constexpr std::int64_t sparseScalarVectors = 4;

std::int64_t sparseCollectScalar(const ActivationCollect& call) {
  std::int64_t count = call.count;
  std::int32_t* end = call.ends;
  for (std::int64_t lane = 0; lane < lanes; ++lane) {
    if ((call.inside >> lane & 1U) == 0)
      continue;
    for (std::int64_t c = 0; c < call.channels; ++c) {
      const float value = call.from[c * call.planeStride + lane];
      if (value == 0.0F)
        continue;
      call.values[count] = value;
      call.channelOf[count] = static_cast<std::uint32_t>(c);
      ++count;
    }
    *end++ = static_cast<std::int32_t>(count);
  }
  return count;
}

void sparseMultiplyScalar(const ActivationProduct& call) {
  const std::int64_t maps = call.vectors * lanes;
  std::int64_t entry = 0;
  for (std::int64_t p = 0; p < call.pixels; ++p) {
    float* sums = call.sums + p * maps;
    if (call.start != nullptr)
      for (std::int64_t k = 0; k < maps; ++k)
        sums[k] = call.start[k];
    for (; entry < call.ends[p]; ++entry) {
      const float* weights = call.weights + call.channelOf[entry] * maps;
      for (std::int64_t k = 0; k < maps; ++k)
        sums[k] += call.values[entry] * weights[k];
    }
  }
}

void sparseStoreScalar(const ActivationStore& call) {
  const Epilogue& epilogue = call.epilogue;
  for (std::int64_t map = 0; map < call.maps; ++map)
    for (std::int64_t lane = 0; lane < lanes; ++lane) {
      float x = call.pixels[lane][map];
      x = x < 0.0F ? epilogue.slope * x : x;
      x = x < epilogue.low ? epilogue.low : x;
      call.to[map * call.planeStride + lane] = x > epilogue.high ? epilogue.high : x;
    }
}

}  // namespace

const ActivationSparseKernels& activationSparseKernelsScalar() {
  static constexpr ActivationSparseKernels kernels{sparseScalarVectors, sparseCollectScalar, sparseMultiplyScalar,
                                                   sparseStoreScalar};
  return kernels;
}

}  // namespace effortlab::fast
