#include "nn/reshape.h"

#include "core/error.h"
#include "nn/layer_checks.h"
#include "nn/tensor_layout.h"

namespace effortlab::nn {

namespace {

constexpr std::int64_t reshapeAsInput = 0;
constexpr std::int64_t reshapeRest = -1;

Shape reshapedTo(std::span<const std::int64_t> wanted, const Shape& in) {
  if (wanted.size() > static_cast<std::size_t>(Shape::maxRank))
    throw Error(ErrorCode::Unsupported,
                "a result of " + std::to_string(wanted.size()) + " dimensions is not supported");
  Shape out(wanted);
  int restAxis = -1;
  for (int axis = 0; axis < out.rank(); ++axis) {
    if (out[axis] == reshapeAsInput) {
      if (axis >= in.rank())
        throw Error(ErrorCode::ShapeMismatch,
                    "keeps axis " + std::to_string(axis) + ", which " + in.toString() + " does not have");
      out[axis] = in[axis];
    } else if (out[axis] == reshapeRest && restAxis < 0) {
      restAxis = axis;
      out[axis] = 1;
    } else if (out[axis] < 0) {
      throw Error(ErrorCode::ShapeMismatch,
                  "size " + std::to_string(out[axis]) + " of axis " + std::to_string(axis) + " is not possible");
    }
  }
  const std::int64_t named = out.elementCount();
  if (restAxis >= 0)
    out[restAxis] = in.elementCount() / named;
  if (out.elementCount() != in.elementCount())
    throw Error(ErrorCode::ShapeMismatch, "input " + in.toString() + " cannot be read as " + Shape(wanted).toString());
  return out;
}

std::vector<Shape> reshapeShapes(const model::Node& node, std::span<const Shape> inputs) {
  requireInputs(inputs, 1);
  requireFilled(inputs);
  return {reshapedTo(std::get<model::ReshapeParams>(node.params).dims, inputs[0])};
}

/// Decided by trying: with one image and with two the result must be that many images of one shape.
bool reshapePerImage(const model::Node& node, std::span<const Shape> inputs) {
  const auto& dims = std::get<model::ReshapeParams>(node.params).dims;
  if (inputs[0].rank() == 0 || dims.empty())
    return false;
  try {
    const Shape one = reshapedTo(dims, inputs[0].withBatch(1));
    const Shape two = reshapedTo(dims, inputs[0].withBatch(2));
    return one[0] == 1 && two == one.withBatch(2);
  } catch (const Error&) {
    return false;  // only the batch of the file fits
  }
}

}  // namespace

const LayerOps reshapeOps{reshapeShapes, noMacs, copyElements, reshapePerImage};

}  // namespace effortlab::nn
