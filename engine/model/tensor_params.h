#pragma once

#include <cstdint>
#include <vector>

/// Parameters of the layers that move, join and combine tensors. An axis below 0 counts from the end.
namespace effortlab::model {

/// A product of two tensors, numpy's matmul: the last two axes are matrices, the others broadcast.
/// y = alpha A B, either side transposed.
struct MatMulParams {
  bool transposeA = false, transposeB = false;
  float alpha = 1.0F;
};

enum class ElementwiseKind { Add, Subtract, Multiply, Divide, Power, Max, Min, Mean };

/// Joins inputs element by element; shapes broadcast as numpy's do. Subtract, Divide and Power take two operands, the
/// others one or more. A constant operand is the node's weight tensor and stands at position `constantAt`.
struct ElementwiseParams {
  ElementwiseKind kind = ElementwiseKind::Add;
  std::vector<float> coefficients;  ///< Add: one factor an operand; empty: all 1
  int constantAt = -1;              ///< -1: no constant operand
};

enum class ReduceKind { Mean, Sum, Max, Min, Product, L1, L2, LogSum, LogSumExp, SumSquare };

struct ReduceParams {
  ReduceKind kind = ReduceKind::Mean;
  std::vector<int> axes;  ///< empty: all
  bool keepDims = true;
};

/// Cuts `axis` into one output for each of `sizes`; empty: equal parts, one a named output.
struct SplitParams {
  int axis = 1;
  std::vector<std::int64_t> sizes;
  std::int64_t parts = 0;  ///< number of outputs
};

/// ONNX's Slice: elements start, start + step, ... before end, clamped to the axis; axes not named stay whole.
struct StridedSliceParams {
  struct Range {
    int axis = 0;
    std::int64_t start = 0, end = 0, step = 1;
  };
  std::vector<Range> ranges;
};

/// Joins the axes [axis, endAxis] into one. `onnxTwoDims`: ONNX's Flatten, always two dimensions, split before `axis`.
struct FlattenParams {
  int axis = 1;
  int endAxis = -1;
  bool onnxTwoDims = false;
};

/// Each of `dims`: a size, 0 = as the input's axis, -1 (at most one) = what is left. Caffe's axis and num_axes are
/// worked into it by the reader.
struct ReshapeParams {
  std::vector<std::int64_t> dims;
};

/// Removes axes of size 1; empty: all of them.
struct SqueezeParams {
  std::vector<int> axes;
};

/// Puts axes of size 1 where the result counts them.
struct UnsqueezeParams {
  std::vector<int> axes;
};

/// Output axis i is input axis order[i].
struct TransposeParams {
  std::vector<int> order;
};

enum class PadMode { Constant, Reflect, Edge };

/// Elements added before and after each axis; negative ones are cut off.
struct PadParams {
  PadMode mode = PadMode::Constant;
  float value = 0.0F;
  std::vector<std::int64_t> before, after;  ///< one an axis
};

enum class Interpolation { Nearest, Linear };
/// Where an output pixel lies in the input, ONNX's coordinate_transformation_mode.
enum class ResizeCoordinates { HalfPixel, PytorchHalfPixel, AlignCorners, Asymmetric };
enum class ResizeRounding { RoundPreferFloor, RoundPreferCeil, Floor, Ceil };

/// Height and width of [N, C, H, W] to a size, or by a factor where the size is 0: floor(input * factor).
struct ResizeParams {
  Interpolation mode = Interpolation::Nearest;
  ResizeCoordinates coordinates = ResizeCoordinates::HalfPixel;
  ResizeRounding rounding = ResizeRounding::RoundPreferFloor;
  std::int64_t height = 0, width = 0;
  double scaleH = 1.0, scaleW = 1.0;
};

/// No input; the output is the node's weight tensor.
struct ConstantParams {};

}  // namespace effortlab::model
