#include "fast/conv_layer_checks.h"

#include "core/error.h"

namespace effortlab::fast {

void requireConvWeights(const ConvLayer& layer) {
  const model::ConvolutionParams& params = layer.params;
  const Shape& weights = layer.weights->shape();
  const bool fits = params.groups > 0 && params.outputs % params.groups == 0 && weights.rank() == 4 &&
                    weights[0] == params.outputs && weights[2] == params.window.kernelH &&
                    weights[3] == params.window.kernelW && (!layer.bias || layer.bias->size() == params.outputs);
  if (!fits)
    throw Error(ErrorCode::ShapeMismatch, "a convolution's weights are " + weights.toString() + ", not what it needs");
}

LaneEpilogue laneEpilogue(const Epilogue& epilogue) {
  LaneEpilogue result{LaneEpilogue::Kind::None, epilogue.slope, epilogue.low, epilogue.high};
  if (epilogue.clamps())
    result.kind = LaneEpilogue::Kind::Clamp;
  else if (epilogue.relu())
    result.kind = LaneEpilogue::Kind::Relu;
  else if (!epilogue.identity())
    result.kind = LaneEpilogue::Kind::Slope;
  return result;
}

}  // namespace effortlab::fast
