#include "nn/line_maps.h"

#include "core/error.h"

namespace effortlab::nn {

Shape asMaps(const Shape& shape) {
  if (shape.rank() == 3)
    return {shape[0], shape[1], 1, shape[2]};
  if (shape.rank() != 4)
    throw Error(ErrorCode::ShapeMismatch,
                "input is " + shape.toString() + ", expected images of 2-D maps (4 dimensions) or of lines (3)");
  return shape;
}

Shape asInput(const Shape& maps, const Shape& input) {
  if (input.rank() == 4)
    return maps;
  if (maps[2] != 1)
    throw Error(ErrorCode::ShapeMismatch, "a 2-D window does not fit the 1-D input " + input.toString());
  return {maps[0], maps[1], maps[3]};
}

void runAsMaps(const Tensor& input, Tensor& output, const std::function<void(const Tensor&, Tensor&)>& kernel) {
  if (input.shape().rank() == 4)
    return kernel(input, output);
  const Shape lines = output.shape();
  output.reshape(asMaps(lines));
  kernel(Tensor(asMaps(input.shape()), input.values()), output);
  output.reshape(lines);
}

}  // namespace effortlab::nn
