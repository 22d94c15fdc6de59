#include "nn/layer_checks.h"
#include "nn/onednn_builder.inl"
#include "nn/pool.h"
#include "nn/window.h"

#include <algorithm>
#include <numeric>

namespace effortlab::nn::onednn {

namespace {

constexpr auto inference = dnnl::prop_kind::forward_inference;
constexpr int mapRank = 4;

memory::desc anyLayout(const memory::dims& dims) {
  return {dims, memory::data_type::f32, memory::format_tag::any};
}

struct EltwiseKind {
  dnnl::algorithm algorithm = dnnl::algorithm::undef;
  float alpha = 0.0F, beta = 0.0F;
};

/// The activation in oneDNN's terms; none where it has no such function.
std::optional<EltwiseKind> eltwiseOf(const model::ActivationParams& params) {
  using model::ActivationKind;
  switch (params.kind) {
    case ActivationKind::Relu: return EltwiseKind{dnnl::algorithm::eltwise_relu};
    case ActivationKind::LeakyRelu: return EltwiseKind{dnnl::algorithm::eltwise_relu, params.alpha};
    case ActivationKind::Clip: return EltwiseKind{dnnl::algorithm::eltwise_clip, params.alpha, params.beta};
    case ActivationKind::Sigmoid: return EltwiseKind{dnnl::algorithm::eltwise_logistic};
    case ActivationKind::Tanh: return EltwiseKind{dnnl::algorithm::eltwise_tanh};
    case ActivationKind::Elu: return EltwiseKind{dnnl::algorithm::eltwise_elu, params.alpha};
    case ActivationKind::HardSwish: return EltwiseKind{dnnl::algorithm::eltwise_hardswish};
    case ActivationKind::Swish: return EltwiseKind{dnnl::algorithm::eltwise_swish, 1.0F};
    case ActivationKind::Mish: return EltwiseKind{dnnl::algorithm::eltwise_mish};
    default: return std::nullopt;
  }
}

std::optional<dnnl::algorithm> binaryOf(const model::ElementwiseParams& params) {
  const auto isOne = [](float factor) { return factor == 1.0F; };
  if (params.constantAt >= 0 || !std::all_of(params.coefficients.begin(), params.coefficients.end(), isOne))
    return std::nullopt;
  switch (params.kind) {
    case model::ElementwiseKind::Add: return dnnl::algorithm::binary_add;
    case model::ElementwiseKind::Subtract: return dnnl::algorithm::binary_sub;
    case model::ElementwiseKind::Multiply: return dnnl::algorithm::binary_mul;
    case model::ElementwiseKind::Divide: return dnnl::algorithm::binary_div;
    case model::ElementwiseKind::Max: return dnnl::algorithm::binary_max;
    case model::ElementwiseKind::Min: return dnnl::algorithm::binary_min;
    default: return std::nullopt;
  }
}

/// The average in oneDNN's terms: it divides by the cells inside the map or by the whole kernel.
std::optional<dnnl::algorithm> poolAlgorithm(const PoolGeometry& geometry) {
  if (geometry.kind == model::PoolKind::Max)
    return dnnl::algorithm::pooling_max;
  const auto whole = [&](const WindowAxis& axis, std::int64_t count) {
    return axis.tapsWithin(count - 1, -axis.padBefore, axis.size + axis.padAfter) == axis.kernel;
  };
  const bool noPadding = geometry.vertical.padBefore + geometry.vertical.padAfter + geometry.horizontal.padBefore +
                             geometry.horizontal.padAfter ==
                         0;
  switch (geometry.divisor) {
    case model::PoolDivisor::InsideOnly: return dnnl::algorithm::pooling_avg_exclude_padding;
    case model::PoolDivisor::WholeKernel: return dnnl::algorithm::pooling_avg_include_padding;
    case model::PoolDivisor::ClippedToPadding: break;
  }
  if (whole(geometry.vertical, geometry.outHeight) && whole(geometry.horizontal, geometry.outWidth))
    return dnnl::algorithm::pooling_avg_include_padding;
  return noPadding ? std::optional(dnnl::algorithm::pooling_avg_exclude_padding) : std::nullopt;
}

/// Padding after the map that makes oneDNN's windows as many as ours.
std::int64_t trailingPadding(const WindowAxis& axis, std::int64_t count) {
  return std::max<std::int64_t>(0, (count - 1) * axis.stride + axis.span() - axis.size - axis.padBefore);
}

/// Where one of two convolution algorithms exists for the layer.
std::optional<dnnl::convolution_forward::primitive_desc> describeConvolution(
    const std::function<dnnl::convolution_forward::desc(dnnl::algorithm)>& describe, dnnl::algorithm algorithm,
    const dnnl::primitive_attr& attributes, const dnnl::engine& engine) {
  try {
    return dnnl::convolution_forward::primitive_desc(describe(algorithm), attributes, engine);
  } catch (const dnnl::error& error) {
    if (error.status == dnnl_unimplemented || error.status == dnnl_invalid_arguments)
      return std::nullopt;
    throw;
  }
}

}  // namespace

int Builder::fuseActivation(int node, dnnl::post_ops& operations) {
  int number = nodeAt(node).outputs[0];
  for (int next = soleConsumer(number); next >= 0; next = soleConsumer(number)) {
    const model::LayerParams& params = nodeAt(next).params;
    const auto* activation = std::get_if<model::ActivationParams>(&params);
    const bool identity = std::holds_alternative<model::IdentityParams>(params);
    const std::optional<EltwiseKind> kind = activation != nullptr ? eltwiseOf(*activation) : std::nullopt;
    if (!identity && (!kind || operations.len() > 0))
      break;
    if (kind)
      operations.append_eltwise(1.0F, kind->algorithm, kind->alpha, kind->beta);
    m_done[static_cast<std::size_t>(next)] = true;
    number = nodeAt(next).outputs[0];
  }
  return number;
}

bool Builder::addConvolution(int node, const model::ConvolutionParams& params) {
  const model::Node& layer = nodeAt(node);
  const memory source = current(layer.inputs[0]);
  if (!source || value(layer.inputs[0]).shape.rank() != mapRank)
    return false;
  const Shape& in = value(layer.inputs[0]).shape;
  const Shape& out = value(layer.outputs[0]).shape;
  const model::Window2d window = resolvedWindow(params.window, in[2], in[3]);
  const std::int64_t groups = params.groups;
  memory::dims weightDims = dimsOf(layer.weights[0]->shape());
  if (groups > 1) {
    weightDims[0] /= groups;
    weightDims.insert(weightDims.begin(), groups);
  }
  const bool biased = layer.weights.size() > 1;
  const memory::dims biasDims = biased ? memory::dims{params.outputs} : memory::dims{};
  const auto describe = [&](dnnl::algorithm algorithm) {
    const memory::dims strides{window.strideH, window.strideW};
    const memory::dims dilations{window.dilationH - 1, window.dilationW - 1};
    const memory::dims before{window.padTop, window.padLeft};
    const memory::dims after{window.padBottom, window.padRight};
    return dnnl::convolution_forward::desc(inference, algorithm, anyLayout(dimsOf(in)), anyLayout(weightDims),
                                           biased ? anyLayout(biasDims) : memory::desc(), anyLayout(dimsOf(out)),
                                           strides, dilations, before, after);
  };
  dnnl::post_ops operations;
  const int result = fuseActivation(node, operations);
  dnnl::primitive_attr attributes = this->attributes();
  attributes.set_post_ops(operations);
  std::optional<dnnl::convolution_forward::primitive_desc> chosen;
  if (m_options.convolution == OneDnnConvolution::Winograd)
    chosen = describeConvolution(describe, dnnl::algorithm::convolution_winograd, attributes, m_program.engine);
  if (!chosen)
    chosen = describeConvolution(describe, dnnl::algorithm::convolution_direct, attributes, m_program.engine);
  if (!chosen || isSlow(chosen->impl_info_str()))
    return false;
  Arguments arguments{{DNNL_ARG_SRC, inLayout(node, layer.inputs[0], chosen->src_desc())},
                      {DNNL_ARG_WEIGHTS, weights(*layer.weights[0], weightDims, chosen->weights_desc())},
                      {DNNL_ARG_DST, output(result, chosen->dst_desc())}};
  if (biased)
    arguments[DNNL_ARG_BIAS] = weights(*layer.weights[1], biasDims, chosen->bias_desc());
  addPrimitive(node, dnnl::convolution_forward(*chosen), std::move(arguments), chosen->scratchpad_desc());
  return true;
}

bool Builder::addFullyConnected(int node, const model::FullyConnectedParams& params) {
  const model::Node& layer = nodeAt(node);
  PlannedValue& input = value(layer.inputs[0]);
  if (input.layouts.empty())
    return false;
  // A flattened map keeps its dimensions here: oneDNN arranges the weights for it instead.
  memory::dims dims = input.layouts.front().get_desc().dims();
  if (dims.front() != input.shape[0])
    dims = current(layer.inputs[0]).get_desc().dims();
  if (dims.size() != 2 && dims.size() != mapRank)
    return false;
  memory::dims weightDims = dims;
  weightDims[0] = params.outputs;
  const bool biased = layer.weights.size() > 1;
  const memory::dims biasDims{params.outputs};
  const memory::dims outDims{dims[0], params.outputs};
  dnnl::post_ops operations;
  const int result = fuseActivation(node, operations);
  dnnl::primitive_attr attributes = this->attributes();
  attributes.set_post_ops(operations);
  const dnnl::inner_product_forward::desc description(inference, anyLayout(dims), anyLayout(weightDims),
                                                      biased ? anyLayout(biasDims) : memory::desc(),
                                                      plainLayout(outDims));
  const dnnl::inner_product_forward::primitive_desc chosen(description, attributes, m_program.engine);
  Arguments arguments{{DNNL_ARG_SRC, inLayout(node, layer.inputs[0], chosen.src_desc())},
                      {DNNL_ARG_WEIGHTS, weights(*layer.weights[0], weightDims, chosen.weights_desc())},
                      {DNNL_ARG_DST, output(result, chosen.dst_desc())}};
  if (biased)
    arguments[DNNL_ARG_BIAS] = weights(*layer.weights[1], biasDims, chosen.bias_desc());
  addPrimitive(node, dnnl::inner_product_forward(chosen), std::move(arguments), chosen.scratchpad_desc());
  return true;
}

bool Builder::addPool(int node, const model::PoolParams& params) {
  const model::Node& layer = nodeAt(node);
  const Shape in = value(layer.inputs[0]).shape;
  const memory source = current(layer.inputs[0]);
  if (!source || in.rank() != mapRank)
    return false;
  const PoolGeometry geometry = poolGeometry(params, in[2], in[3]);
  const std::optional<dnnl::algorithm> algorithm = poolAlgorithm(geometry);
  const memory::dims after{trailingPadding(geometry.vertical, geometry.outHeight),
                           trailingPadding(geometry.horizontal, geometry.outWidth)};
  const bool strange = after[0] >= geometry.vertical.kernel || after[1] >= geometry.horizontal.kernel ||
                       geometry.vertical.dilation != 1 || geometry.horizontal.dilation != 1;
  if (!algorithm || strange)
    return false;
  const memory::dims outDims = dimsOf(value(layer.outputs[0]).shape);
  const dnnl::pooling_forward::desc description(
      inference, *algorithm, source.get_desc(), anyLayout(outDims),
      memory::dims{geometry.vertical.stride, geometry.horizontal.stride},
      memory::dims{geometry.vertical.kernel, geometry.horizontal.kernel},
      memory::dims{geometry.vertical.padBefore, geometry.horizontal.padBefore}, after);
  const dnnl::pooling_forward::primitive_desc chosen(description, attributes(), m_program.engine);
  if (isSlow(chosen.impl_info_str()))
    return false;
  addPrimitive(node, dnnl::pooling_forward(chosen),
               {{DNNL_ARG_SRC, source}, {DNNL_ARG_DST, output(layer.outputs[0], chosen.dst_desc())}},
               chosen.scratchpad_desc());
  return true;
}

bool Builder::addActivation(int node, const model::ActivationParams& params) {
  const model::Node& layer = nodeAt(node);
  const std::optional<EltwiseKind> kind = eltwiseOf(params);
  const memory source = current(layer.inputs[0]);
  if (!kind || !source)
    return false;
  const dnnl::eltwise_forward::desc description(inference, kind->algorithm, source.get_desc(), kind->alpha, kind->beta);
  const dnnl::eltwise_forward::primitive_desc chosen(description, attributes(), m_program.engine);
  if (isSlow(chosen.impl_info_str()))
    return false;
  addPrimitive(node, dnnl::eltwise_forward(chosen),
               {{DNNL_ARG_SRC, source}, {DNNL_ARG_DST, output(layer.outputs[0], chosen.dst_desc())}},
               chosen.scratchpad_desc());
  return true;
}

bool Builder::addLrn(int node, const model::LrnParams& params) {
  const model::Node& layer = nodeAt(node);
  const memory source = current(layer.inputs[0]);
  if (!source || value(layer.inputs[0]).shape.rank() != mapRank || params.size % 2 == 0)
    return false;
  const bool across = params.region == model::LrnRegion::AcrossChannels;
  const dnnl::lrn_forward::desc description(
      inference, across ? dnnl::algorithm::lrn_across_channels : dnnl::algorithm::lrn_within_channel, source.get_desc(),
      params.size, params.alpha, params.beta, params.k);
  const dnnl::lrn_forward::primitive_desc chosen(description, attributes(), m_program.engine);
  if (isSlow(chosen.impl_info_str()))
    return false;
  addPrimitive(node, dnnl::lrn_forward(chosen),
               {{DNNL_ARG_SRC, source}, {DNNL_ARG_DST, output(layer.outputs[0], chosen.dst_desc())}},
               chosen.scratchpad_desc());
  return true;
}

bool Builder::addSoftmax(int node, const model::SoftmaxParams& params) {
  const model::Node& layer = nodeAt(node);
  const Shape shape = value(layer.inputs[0]).shape;
  const int axis = resolveAxis(params.axis, shape.rank());
  if (!current(layer.inputs[0]) || shape.elementCount(axis + 1, shape.rank()) != 1)
    return false;
  const memory source = inLayout(node, layer.inputs[0], plainLayout(dimsOf(shape)));
  const auto add = [&](const auto& chosen, const auto& primitive) {
    addPrimitive(node, primitive, {{DNNL_ARG_SRC, source}, {DNNL_ARG_DST, output(layer.outputs[0], chosen.dst_desc())}},
                 chosen.scratchpad_desc());
  };
  if (params.log) {
    const dnnl::logsoftmax_forward::primitive_desc chosen({inference, source.get_desc(), axis}, attributes(),
                                                          m_program.engine);
    add(chosen, dnnl::logsoftmax_forward(chosen));
  } else {
    const dnnl::softmax_forward::primitive_desc chosen({inference, source.get_desc(), axis}, attributes(),
                                                       m_program.engine);
    add(chosen, dnnl::softmax_forward(chosen));
  }
  return true;
}

bool Builder::addConcat(int node, const model::ConcatParams& params) {
  const model::Node& layer = nodeAt(node);
  std::vector<memory> sources;
  std::vector<memory::desc> layouts;
  for (const int input : layer.inputs) {
    sources.push_back(current(input));
    if (!sources.back())
      return false;
    layouts.push_back(sources.back().get_desc());
  }
  const int axis = resolveAxis(params.axis, value(layer.inputs[0]).shape.rank());
  const dnnl::concat::primitive_desc chosen(axis, layouts, m_program.engine, attributes());
  Arguments arguments{{DNNL_ARG_DST, output(layer.outputs[0], chosen.dst_desc())}};
  for (std::size_t i = 0; i < sources.size(); ++i)
    arguments[DNNL_ARG_MULTIPLE_SRC + static_cast<int>(i)] = sources[i];
  addPrimitive(node, dnnl::concat(chosen), std::move(arguments), chosen.scratchpad_desc());
  return true;
}

bool Builder::addElementwise(int node, const model::ElementwiseParams& params) {
  const model::Node& layer = nodeAt(node);
  const std::optional<dnnl::algorithm> algorithm = binaryOf(params);
  if (!algorithm || layer.inputs.size() != 2)
    return false;
  const Shape& out = value(layer.outputs[0]).shape;
  if (value(layer.inputs[0]).shape != out || value(layer.inputs[1]).shape != out)
    return false;
  const memory first = current(layer.inputs[0]);
  if (!first || !current(layer.inputs[1]))
    return false;
  const memory second = inLayout(node, layer.inputs[1], first.get_desc());
  dnnl::post_ops operations;
  const int result = fuseActivation(node, operations);
  dnnl::primitive_attr attributes = this->attributes();
  attributes.set_post_ops(operations);
  const dnnl::binary::desc description(*algorithm, first.get_desc(), second.get_desc(), first.get_desc());
  const dnnl::binary::primitive_desc chosen(description, attributes, m_program.engine);
  addPrimitive(node, dnnl::binary(chosen),
               {{DNNL_ARG_SRC_0, first}, {DNNL_ARG_SRC_1, second}, {DNNL_ARG_DST, output(result, chosen.dst_desc())}},
               chosen.scratchpad_desc());
  return true;
}

bool Builder::addResize(int node, const model::ResizeParams& params) {
  const model::Node& layer = nodeAt(node);
  const Shape in = value(layer.inputs[0]).shape;
  const Shape out = value(layer.outputs[0]).shape;
  const memory source = current(layer.inputs[0]);
  const bool rounds =
      params.coordinates == model::ResizeCoordinates::HalfPixel ||
      (params.coordinates == model::ResizeCoordinates::Asymmetric && params.rounding == model::ResizeRounding::Floor);
  // By a whole factor all nearest rules pick the same pixel, whatever halves are rounded to.
  if (!source || params.mode != model::Interpolation::Nearest || !rounds || out[2] % in[2] != 0 || out[3] % in[3] != 0)
    return false;
  const dnnl::resampling_forward::desc description(inference, dnnl::algorithm::resampling_nearest, source.get_desc(),
                                                   anyLayout(dimsOf(out)));
  const dnnl::resampling_forward::primitive_desc chosen(description, attributes(), m_program.engine);
  if (isSlow(chosen.impl_info_str()))
    return false;
  addPrimitive(node, dnnl::resampling_forward(chosen),
               {{DNNL_ARG_SRC, source}, {DNNL_ARG_DST, output(layer.outputs[0], chosen.dst_desc())}},
               chosen.scratchpad_desc());
  return true;
}

}  // namespace effortlab::nn::onednn
