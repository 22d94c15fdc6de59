#pragma once

#include "fast/conv_kernel.h"
#include "fast/isa.h"

#include <functional>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace effortlab::tests {

/// A convolution with its operands, as ordinary tensors.
struct LaneConvCase {
  Shape input;  ///< [N, C, H, W]
  model::ConvolutionParams params;
  fast::Epilogue epilogue = {};
  bool bias = true;
  double zeroWeights = 0.0;  ///< the share of weights set to zero

  std::string text() const;
};

/// Uniform in [-1, 1), the same on every platform.
Tensor laneRandom(const Shape& shape, unsigned seed);
fast::ConvLayer laneConvLayer(const LaneConvCase& c, unsigned seed);
/// By the reference kernels, with the epilogue; and what its error is measured by: the sums of absolute products.
struct LaneReference {
  Tensor output, magnitude;
};
LaneReference laneReference(const LaneConvCase& c, const fast::ConvLayer& layer, const Tensor& input);

/// By a kernel: in Tiles use image by image, in Images use all (at most 16) at once. The output goes to planes from
/// `outputPlane` on of a larger tensor with a halo; tiles fit strides.
Tensor runLaneConv(const fast::ConvKernel& kernel, const LaneConvCase& c, const Tensor& input, fast::LaneUse use,
                   bool parallel = false, std::int64_t outputPlane = 0);

/// Empty when all |actual - expected| <= factor * magnitude; else the first difference.
std::string laneDifference(const Tensor& actual, const LaneReference& expected, double factor);
bool laneSameBits(const Tensor& a, const Tensor& b);

using LaneKernelMaker = std::function<std::unique_ptr<fast::ConvKernel>(const fast::ConvLayer&, fast::Isa)>;
struct LaneVerdict {
  std::string difference;  ///< the first, and where; empty: none
  int computed = 0;        ///< kernels that ran; a maker may decline
};
/// Every case on every instruction set, in Tiles and in Images, against the reference, to rounding.
LaneVerdict laneAgainstReference(const std::vector<LaneConvCase>& cases, const LaneKernelMaker& make);
/// ... with one thread and two against none, bit by bit.
LaneVerdict laneAcrossThreads(const std::vector<LaneConvCase>& cases, const LaneKernelMaker& make);

/// Anything a convolution may have; depthwise: one input map a group.
LaneConvCase randomLaneConv(std::mt19937& random, bool depthwise = false);

}  // namespace effortlab::tests
