#pragma once

#include "fast/conv_kernel.h"
#include "fast/isa.h"

#include <cstdint>

namespace effortlab::fast {

/// Channels of a slab at most, a multiple of 16.
constexpr std::int64_t maxSlabChannels = 128;

/// The activations of 16 pixels at one place of their tiles, in the channels of a slab.
struct ActivationCollect {
  const float* from = nullptr;  ///< vector of the first channel
  std::int64_t planeStride = 0;
  std::int64_t channels = 0;           ///< up to maxSlabChannels
  std::uint32_t inside = 0;            ///< lanes that are pixels of the image
  float* values = nullptr;             ///< of the slab; up to 16 elements after the last may be overwritten
  std::uint32_t* channelOf = nullptr;  ///< counted from the slab's first
  std::int64_t count = 0;              ///< entries there are already
  std::int32_t* ends = nullptr;        ///< [pixels inside]: behind the last entry of each
};

/// sums[p][v] += weights[channel][v] * value, for the entries of a slab, pixel after pixel.
struct ActivationProduct {
  const float* values = nullptr;
  const std::uint32_t* channelOf = nullptr;
  const std::int32_t* ends = nullptr;  ///< [pixels]
  std::int64_t pixels = 0;
  const float* weights = nullptr;  ///< [channels][16 vectors]
  std::int64_t vectors = 0;        ///< up to the table's maxVectors
  const float* start = nullptr;    ///< [16 vectors]: what sums begin with; null: with what they hold
  float* sums = nullptr;           ///< [pixels][16 vectors]
  const float* next = nullptr;     ///< fetched meanwhile: the next slab's weights
  std::int64_t nextFloats = 0;
};

/// Sums of 16 pixels of 16 maps into a vector of each map.
struct ActivationStore {
  const float* pixels[lanes] = {};  ///< [16]: maps
  Epilogue epilogue;
  float* to = nullptr;
  std::int64_t planeStride = 0;
  std::int64_t maps = 0;
};

/// Built once an instruction set.
struct ActivationSparseKernels {
  std::int64_t maxVectors;  ///< of 16 sums, in registers
  /// Returns the number of entries there are then.
  std::int64_t (*collect)(const ActivationCollect& call);
  void (*multiply)(const ActivationProduct& call);
  void (*store)(const ActivationStore& call);
};

const ActivationSparseKernels& activationSparseKernels(Isa isa);

const ActivationSparseKernels& activationSparseKernelsScalar();
const ActivationSparseKernels& activationSparseKernelsAvx2();
const ActivationSparseKernels& activationSparseKernelsAvx512();

}  // namespace effortlab::fast
