#include "model/onnx_node.h"
#include "model/onnx_window.h"

#include <array>
#include <memory>
#include <utility>

namespace effortlab::model {

namespace {

constexpr int leastKernelRank = 3;  ///< [K, C, width]
constexpr int mapKernelRank = 4;    ///< [K, C, height, width]

/// Kernels with their two window axes; those of one dimension get a height of 1.
struct OnnxKernel {
  TensorPtr weights;
  std::vector<std::int64_t> window;
};

OnnxKernel readKernel(const OnnxNode& node) {
  const TensorPtr stored = node.floats(1);
  const Shape& shape = stored->shape();
  if (shape.rank() != leastKernelRank && shape.rank() != mapKernelRank)
    throw node.unsupported("weights of shape " + shape.toString() +
                           " are not those of a one- or two-dimensional convolution, which alone are supported");
  OnnxKernel kernel{stored, {shape.dims().begin() + 2, shape.dims().end()}};
  if (shape.rank() == leastKernelRank) {
    Tensor flat = *stored;
    flat.reshape(Shape({shape[0], shape[1], 1, shape[2]}));
    kernel.weights = std::make_shared<const Tensor>(std::move(flat));
  }
  return kernel;
}

void takeKernel(OnnxNode& node, const OnnxKernel& kernel) {
  node.takeData(0);
  node.result.weights.push_back(kernel.weights);
  if (node.hasInput(2))
    node.result.weights.push_back(node.floats(2));
}

/// A window of one dimension slides over [N, C, L], one of two over [N, C, H, W].
void needMapRank(const OnnxNode& node, std::size_t windowAxes) {
  const std::optional<Shape> shape = node.inputShape();
  if (shape && shape->rank() != static_cast<int>(windowAxes) + 2)
    throw node.place.error(ErrorCode::ShapeMismatch, "has a window of " + std::to_string(windowAxes) +
                                                         " dimensions and an input of shape " + shape->toString());
}

void readConv(OnnxNode& node) {
  node.needInputs(2, 3);
  const OnnxKernel kernel = readKernel(node);
  ConvolutionParams params;
  params.outputs = checkExtent(kernel.weights->shape()[0], "the number of output maps", node.place);
  params.groups = checkExtent(node.attributes.integer("group", 1), "group", node.place);
  params.window = readOnnxWindow(node.attributes, {.kernel = kernel.window, .place = node.place}).window;
  needMapRank(node, kernel.window.size());
  takeKernel(node, kernel);
  node.result.params = params;
}

/// One or two numbers an attribute; absent: zeros.
std::pair<std::int64_t, std::int64_t> outputNumbers(OnnxNode& node, const std::string& name, std::size_t axes) {
  std::vector<std::int64_t> values = node.attributes.integers(name);
  if (values.empty())
    return {0, 0};
  // Some files name the whole shape, images and maps first.
  if (name == "output_shape" && values.size() == axes + 2)
    values.erase(values.begin(), values.begin() + 2);
  if (values.size() != axes)
    throw node.place.error(ErrorCode::WrongFormat, "attribute " + inQuotes(name) + " has " +
                                                       std::to_string(values.size()) + " numbers, " +
                                                       std::to_string(axes) + " needed");
  for (const std::int64_t value : values)
    if (value < 0 || value > largestExtent)
      throw node.place.error(ErrorCode::InvalidArgument,
                             name + " is " + std::to_string(value) + ", which is out of range");
  return {axes == 1 ? 0 : values[0], values.back()};
}

void readConvTranspose(OnnxNode& node) {
  node.needInputs(2, 3);
  const OnnxKernel kernel = readKernel(node);
  DeconvolutionParams params;
  params.groups = checkExtent(node.attributes.integer("group", 1), "group", node.place);
  params.outputs = checkExtent(kernel.weights->shape()[1], "the number of output maps", node.place);
  params.outputs = checkExtent(params.outputs * params.groups, "the number of output maps", node.place);
  const std::size_t axes = kernel.window.size();
  std::tie(params.outputPadH, params.outputPadW) = outputNumbers(node, "output_padding", axes);
  std::tie(params.outputH, params.outputW) = outputNumbers(node, "output_shape", axes);
  if (params.outputW > 0 && axes == 1)
    params.outputH = 1;
  if (params.outputW > 0)
    node.attributes.ignore("pads");  // the standard: worked out from output_shape
  params.window = readOnnxWindow(node.attributes, {.kernel = kernel.window, .place = node.place}).window;
  needMapRank(node, axes);
  takeKernel(node, kernel);
  node.result.params = params;
}

/// ceil_mode: a last window that would start beyond the map and its leading padding is not there. The operator sets
/// read here leave that open; PyTorch, whose exporter writes ceil_mode, and later operator sets say so.
void readPool(OnnxNode& node, PoolParams params) {
  node.takeOnlyData();
  const bool ceil = node.attributes.integer("ceil_mode", 0) != 0;
  if (!node.attributes.has("kernel_shape"))
    throw node.place.error(ErrorCode::MissingData, "attribute 'kernel_shape' is missing");
  const OnnxWindow read = readOnnxWindow(node.attributes, {.kernel = {}, .place = node.place});
  if (ceil && read.automatic)
    throw node.unsupported("ceil_mode together with auto_pad is not supported");
  params.window = read.window;
  checkPoolPadding(params.window, node.place);
  params.rounding = ceil ? PoolRounding::Ceil : PoolRounding::Floor;
  params.dropLastOutside = ceil;
  node.result.params = params;
}

void readMaxPool(OnnxNode& node) {
  node.attributes.ignore("storage_order");  // orders the second output, which is refused
  PoolParams params;
  params.kind = PoolKind::Max;
  readPool(node, params);
}

void readAveragePool(OnnxNode& node) {
  PoolParams params;
  params.kind = PoolKind::Average;
  const bool whole = node.attributes.integer("count_include_pad", 0) != 0;
  params.divisor = whole ? PoolDivisor::WholeKernel : PoolDivisor::InsideOnly;
  readPool(node, params);
}

template <PoolKind Kind>
void readGlobalPool(OnnxNode& node) {
  node.takeOnlyData();
  const std::optional<Shape> shape = node.inputShape();
  if (shape && shape->rank() != leastKernelRank && shape->rank() != mapKernelRank)
    throw node.unsupported("pools a tensor of shape " + shape->toString() +
                           "; one- and two-dimensional maps are supported");
  PoolParams params;
  params.kind = Kind;
  params.global = true;
  node.result.params = params;
}

constexpr std::array<OnnxOperator, 6> windowReaders{{
    {{"AveragePool", "Pooling"}, readAveragePool},
    {{"Conv", "Convolution"}, readConv},
    {{"ConvTranspose", "Deconvolution"}, readConvTranspose},
    {{"GlobalAveragePool", "Pooling"}, readGlobalPool<PoolKind::Average>},
    {{"GlobalMaxPool", "Pooling"}, readGlobalPool<PoolKind::Max>},
    {{"MaxPool", "Pooling"}, readMaxPool},
}};

}  // namespace

std::span<const OnnxOperator> onnxWindowOperators() {
  return windowReaders;
}

}  // namespace effortlab::model
