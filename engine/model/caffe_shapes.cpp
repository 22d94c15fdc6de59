#include "model/caffe_layer.h"

#include "model/caffe_subset.pb.h"

#include <algorithm>
#include <numeric>

namespace effortlab::model {

void readCaffeConcat(CaffeLayer& layer) {
  const auto& p = layer.proto.concat_param();
  if (layer.proto.bottom_size() < 1)
    throw layer.wrong("has no bottom; name what to join");
  if (p.has_axis() && p.has_concat_dim())
    throw layer.wrong("gives axis and concat_dim; keep one");
  layer.node().params = ConcatParams{checkAxis(layer, p.has_concat_dim() ? std::int64_t{p.concat_dim()} : p.axis())};
}

void readCaffeDropout(CaffeLayer& layer) {
  layer.needBottoms(1);
  layer.node().params = IdentityParams{IdentityKind::Dropout};
}

void readCaffeSilence(CaffeLayer& layer) {
  layer.nodes.clear();  // takes its bottoms and makes nothing of them
}

void readCaffeEltwise(CaffeLayer& layer) {
  const auto& p = layer.proto.eltwise_param();
  if (layer.proto.bottom_size() < 2)
    throw layer.wrong("has " + countOf(layer.proto.bottom_size(), "bottom") + "; two or more are joined");
  if (p.coeff_size() != 0 && p.coeff_size() != layer.proto.bottom_size())
    throw layer.wrong("has " + std::to_string(p.coeff_size()) + " coefficients for " +
                      countOf(layer.proto.bottom_size(), "bottom"));
  ElementwiseParams params;
  switch (p.operation()) {
    case effortlab_caffe::EltwiseParameter::PROD: params.kind = ElementwiseKind::Multiply; break;
    case effortlab_caffe::EltwiseParameter::SUM: params.kind = ElementwiseKind::Add; break;
    case effortlab_caffe::EltwiseParameter::MAX: params.kind = ElementwiseKind::Max; break;
  }
  if (p.coeff_size() != 0 && params.kind != ElementwiseKind::Add)
    throw layer.wrong("has coefficients, which only SUM takes");
  params.coefficients.assign(p.coeff().begin(), p.coeff().end());
  layer.node().params = params;
}

void readCaffeFlatten(CaffeLayer& layer) {
  layer.needBottoms(1);
  const auto& p = layer.proto.flatten_param();
  layer.node().params = FlattenParams{checkAxis(layer, p.axis()), checkAxis(layer, p.end_axis()), false};
}

void readCaffePermute(CaffeLayer& layer) {
  layer.needBottoms(1);
  TransposeParams params;
  for (const std::uint32_t axis : layer.proto.permute_param().order()) {
    const int checked = checkAxis(layer, axis);
    if (std::find(params.order.begin(), params.order.end(), checked) != params.order.end())
      throw layer.wrong("names axis " + std::to_string(checked) + " twice");
    params.order.push_back(checked);
  }
  for (int axis = 0; axis < layer.knownInput(0).rank(); ++axis)  // those not named follow in their order
    if (std::find(params.order.begin(), params.order.end(), axis) == params.order.end())
      params.order.push_back(axis);
  layer.node().params = params;
}

void readCaffeReduction(CaffeLayer& layer) {
  layer.needBottoms(1);
  const auto& p = layer.proto.reduction_param();
  if (p.coeff() != 1.0F)
    throw layer.unsupported("a coeff other than 1 is not supported");
  ReduceParams params;
  switch (p.operation()) {
    case effortlab_caffe::ReductionParameter::SUM: params.kind = ReduceKind::Sum; break;
    case effortlab_caffe::ReductionParameter::ASUM: params.kind = ReduceKind::L1; break;
    case effortlab_caffe::ReductionParameter::SUMSQ: params.kind = ReduceKind::SumSquare; break;
    case effortlab_caffe::ReductionParameter::MEAN: params.kind = ReduceKind::Mean; break;
  }
  const int rank = layer.knownInput(0).rank();
  const int axis = checkAxis(layer, p.axis());
  for (int i = axis < 0 ? axis + rank : axis; i < rank; ++i)
    params.axes.push_back(i);
  if (params.axes.empty() || params.axes.front() < 0)
    throw layer.place.error(ErrorCode::InvalidArgument, "axis " + std::to_string(axis) + " is out of range");
  params.keepDims = false;
  layer.node().params = params;
}

/// The dimensions of `shape` take the place of the axes [axis, axis + num_axes).
void readCaffeReshape(CaffeLayer& layer) {
  layer.needBottoms(1);
  const auto& p = layer.proto.reshape_param();
  ReshapeParams params;
  int first = 0;
  if (p.axis() != 0 || p.num_axes() != -1) {
    const int rank = layer.knownInput(0).rank();
    first = p.axis() < 0 ? p.axis() + rank + 1 : p.axis();
    const int last = p.num_axes() < 0 ? rank : first + p.num_axes();
    if (first < 0 || first > rank || last > rank)
      throw layer.place.error(ErrorCode::InvalidArgument, "axis and num_axes name axes the bottom does not have");
    params.dims.assign(static_cast<std::size_t>(first), 0);
    params.dims.insert(params.dims.end(), p.shape().dim().begin(), p.shape().dim().end());
    for (int axis = last; axis < rank; ++axis)
      params.dims.push_back(layer.knownInput(0)[axis]);
  } else {
    params.dims.assign(p.shape().dim().begin(), p.shape().dim().end());
  }
  for (const std::int64_t dim : params.dims)
    if (dim < -1)
      throw layer.place.error(ErrorCode::InvalidArgument, "a dimension of " + std::to_string(dim) + " is not possible");
  if (params.dims.size() > Shape::maxRank || std::count(params.dims.begin(), params.dims.end(), -1) > 1)
    throw layer.wrong("reshapes to more than " + std::to_string(Shape::maxRank) +
                      " dimensions, or has more than one -1");
  if (first == 0 && !params.dims.empty() && params.dims[0] == 1)
    params.dims[0] = 0;  // one image, as the file was written: any batch
  layer.node().params = params;
}

void readCaffeSlice(CaffeLayer& layer) {
  const auto& p = layer.proto.slice_param();
  layer.needBottoms(1);
  if (layer.proto.top_size() < 1)
    throw layer.wrong("has no top; name what to cut into");
  if (p.has_axis() && p.has_slice_dim())
    throw layer.wrong("gives axis and slice_dim; keep one");
  SplitParams params;
  params.axis = checkAxis(layer, p.has_slice_dim() ? std::int64_t{p.slice_dim()} : p.axis());
  params.parts = layer.proto.top_size();
  if (p.slice_point_size() > 0) {
    if (p.slice_point_size() + 1 != layer.proto.top_size())
      throw layer.wrong("has " + countOf(p.slice_point_size(), "slice_point") + " for " +
                        countOf(layer.proto.top_size(), "top"));
    const Shape& input = layer.knownInput(0);
    const int axis = params.axis < 0 ? params.axis + input.rank() : params.axis;
    if (axis < 0 || axis >= input.rank())
      throw layer.place.error(ErrorCode::InvalidArgument, "axis " + std::to_string(axis) + " is out of range");
    std::int64_t before = 0;
    for (int i = 0; i <= p.slice_point_size(); ++i) {
      const std::int64_t point = i < p.slice_point_size() ? std::int64_t{p.slice_point(i)} : input[axis];
      if (point <= before)
        throw layer.place.error(ErrorCode::InvalidArgument,
                                "slice points must grow and stay below " + std::to_string(input[axis]));
      params.sizes.push_back(point - before);
      before = point;
    }
  }
  layer.node().params = params;
}

/// The same tensor under several names.
void readCaffeSplit(CaffeLayer& layer) {
  layer.needBottoms(1);
  NamedNode whole = std::move(layer.nodes.back());
  layer.nodes.clear();
  for (std::size_t i = 0; i < whole.outputs.size(); ++i)
    layer.nodes.push_back({.name = i == 0 ? whole.name : whole.name + "_" + std::to_string(i),
                           .params = IdentityParams{},
                           .inputs = whole.inputs,
                           .outputs = {whole.outputs[i]},
                           .weights = {}});
}

}  // namespace effortlab::model
