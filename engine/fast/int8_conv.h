#pragma once

#include "fast/conv_kernel.h"
#include "fast/isa.h"
#include "fast/quantization.h"

#include <memory>
#include <optional>

namespace effortlab::fast {

/// How a layer's activations are stored.
struct Int8Steps {
  Quantization input;
  std::optional<Quantization> output;  ///< none: 32-bit floats
};

/// A convolution of 8-bit maps: u8 activations times s8 weights, summed exactly in 32 bits, so that every instruction
/// set and thread count gives the same bits. The kernel reads LaneTensors of LaneType::U8, their halo filled with the
/// input's zero, and writes U8 (ConvCall::outputPlane counts planes of four maps; maps beyond the last are zeros or
/// garbage that no weight reads) or F32.
/// Returns null for grouped convolutions and for sums that could leave 32 bits.
std::unique_ptr<ConvKernel> makeInt8Conv(const ConvLayer& layer, const Int8Steps& steps, Isa isa);

}  // namespace effortlab::fast
