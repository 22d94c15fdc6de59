// Layers whose window slides over maps: convolution, deconvolution, pooling, normalisation within a neighbourhood.
#include "model/onnx_layer_writers.h"
#include "nn/pool.h"

#include <algorithm>

namespace effortlab::model {

namespace {

/// [rows, columns], or [columns] of a 1-D layer.
std::vector<std::int64_t> windowSides(bool line, std::int64_t rows, std::int64_t columns) {
  return line ? std::vector<std::int64_t>{columns} : std::vector<std::int64_t>{rows, columns};
}

bool isLine(const OnnxLayer& layer) {
  return layer.inputShapes[0].rank() == 3;
}

/// Height and width; the height of a 1-D layer is 1.
std::pair<std::int64_t, std::int64_t> mapSides(const OnnxLayer& layer) {
  const Shape& shape = layer.inputShapes[0];
  const int rank = shape.rank();
  return {isLine(layer) ? 1 : shape[rank - 2], shape[rank - 1]};
}

OnnxOptions windowOptions(const Window2d& window, bool line, bool dilated) {
  OnnxOptions options{{"kernel_shape", windowSides(line, window.kernelH, window.kernelW)},
                      {"strides", windowSides(line, window.strideH, window.strideW)}};
  if (dilated)
    options.push_back({"dilations", windowSides(line, window.dilationH, window.dilationW)});
  if (window.autoPad != AutoPad::None)
    options.push_back({"auto_pad", std::string(window.autoPad == AutoPad::SameUpper ? "SAME_UPPER" : "SAME_LOWER")});
  else if (line)
    options.push_back({"pads", std::vector{window.padLeft, window.padRight}});
  else
    options.push_back({"pads", std::vector{window.padTop, window.padLeft, window.padBottom, window.padRight}});
  return options;
}

OnnxNames withWeights(const OnnxLayer& layer, bool line) {
  const Shape& shape = layer.node.weights[0]->shape();
  OnnxNames from{layer.inputs[0], line ? layer.weights(0, Shape({shape[0], shape[1], shape[3]})) : layer.weights(0)};
  if (layer.node.weights.size() > 1)
    from.push_back(layer.weights(1));
  return from;
}

/// One axis of a pooling window as it is written.
struct PooledAxis {
  nn::WindowAxis axis;
  std::int64_t outputs = 0;

  /// ONNX's ceil_mode gives these outputs in every runtime: some drop a last window that starts beyond the map and the
  /// padding before it, some look at the padding behind it, some at neither; and some want the first window to fit.
  bool ceilFits() const {
    return nn::positions(axis, PoolRounding::Ceil) == outputs &&
           (outputs - 1) * axis.stride < axis.size + std::min(axis.padBefore, axis.padAfter) &&
           axis.span() <= axis.size + axis.padBefore + axis.padAfter;
  }
  /// Whether ONNX can say it: paddings below the kernel, and cells of the map in every window.
  bool touchesMap() const {
    for (std::int64_t position = 0; position < outputs; ++position)
      if (axis.tapsWithin(position, 0, axis.size) == 0)
        return false;
    return axis.padBefore < axis.kernel && axis.padAfter < axis.kernel;
  }
  /// How far the last window goes beyond the map.
  std::int64_t reach() const { return axis.start(outputs - 1) + axis.span() - axis.size; }
  /// Padding at the far edge with which rounding down gives the same outputs.
  std::int64_t padAfterForFloor() const {
    return std::max<std::int64_t>({0, reach(), std::min(axis.padAfter, reach() + axis.stride - 1)});
  }
};

/// A pooling layer rewritten until ONNX's rules and ours cannot differ.
class PoolWriter {
public:
  PoolWriter(const OnnxLayer& layer, const PoolParams& params, const nn::PoolGeometry& geometry)
      : m_layer(layer),
        m_params(params),
        m_geometry(geometry),
        m_rows{geometry.vertical, geometry.outHeight},
        m_columns{geometry.horizontal, geometry.outWidth} {}

  void write() {
    const bool average = m_params.kind == PoolKind::Average;
    if (average && (m_params.window.dilationH != 1 || m_params.window.dilationW != 1))
      throw m_layer.unsupported("an average over a dilated window has no counterpart in ONNX's operators up to set 17");
    const bool explicitly = average && m_params.divisor != PoolDivisor::InsideOnly;
    const bool corrected = explicitly && needsCorrection();
    if (explicitly)
      padExplicitly(corrected || m_params.divisor == PoolDivisor::WholeKernel);
    const OnnxOptions options = poolOptions(explicitly, average);
    const std::string_view type = average ? "AveragePool" : "MaxPool";
    if (corrected)
      m_layer.finish("Mul", {m_layer.step(type, {m_input}, options), correction()});
    else
      m_layer.finish(type, {m_input}, options);
  }

private:
  /// Caffe's divisor where windows reach beyond a map that has padding, too. Rounding up over a padded map says the
  /// same, but ONNX Runtime joins the two operators into one that divides by something else.
  bool needsCorrection() const {
    const auto overflows = [](const PooledAxis& a) { return a.reach() > a.axis.padAfter; };
    const auto padded = [](const PooledAxis& a) {
      return a.axis.padBefore > 0 || (a.axis.padAfter > 0 && a.reach() > 0);
    };
    return m_params.divisor == PoolDivisor::ClippedToPadding && (overflows(m_rows) || overflows(m_columns)) &&
           (padded(m_rows) || padded(m_columns));
  }

  /// By how much more than Caffe the whole kernel divides; for every channel, as OpenCV stretches along no channels.
  std::string correction() const {
    std::vector<float> factors;
    const auto kernel = static_cast<float>(m_rows.axis.kernel * m_columns.axis.kernel);
    const std::int64_t channels = m_layer.outputShapes[0][1];
    for (std::int64_t channel = 0; channel < channels; ++channel)
      for (std::int64_t y = 0; y < m_rows.outputs; ++y)
        for (std::int64_t x = 0; x < m_columns.outputs; ++x)
          factors.push_back(kernel / static_cast<float>(m_geometry.divisorAt(y, x)));
    return m_layer.numbers(factors, m_layer.outputShapes[0].withBatch(1));
  }

  /// Zeros as part of the map: an average over them divides by what Caffe and count_include_pad divide by, in runtimes
  /// that read that attribute in different ways, too.
  void padExplicitly(bool wholeKernel) {
    for (PooledAxis* axis : {&m_rows, &m_columns})
      axis->axis.padAfter =
          wholeKernel ? axis->padAfterForFloor() : std::clamp<std::int64_t>(axis->reach(), 0, axis->axis.padAfter);
    const bool line = isLine(m_layer);
    std::vector<std::int64_t> pads(2, 0);
    for (const std::int64_t pad : windowSides(line, m_rows.axis.padBefore, m_columns.axis.padBefore))
      pads.push_back(pad);
    pads.insert(pads.end(), 2, 0);
    for (const std::int64_t pad : windowSides(line, m_rows.axis.padAfter, m_columns.axis.padAfter))
      pads.push_back(pad);
    if (std::any_of(pads.begin(), pads.end(), [](std::int64_t pad) { return pad != 0; }))
      m_input = m_layer.step("Pad", {m_input, m_layer.integers(pads)});
    for (PooledAxis* axis : {&m_rows, &m_columns}) {
      axis->axis.size += axis->axis.padBefore + axis->axis.padAfter;
      axis->axis.padBefore = axis->axis.padAfter = 0;
    }
  }

  OnnxOptions poolOptions(bool padded, bool average) {
    const bool ceil = m_params.rounding == PoolRounding::Ceil && m_rows.ceilFits() && m_columns.ceilFits();
    for (PooledAxis* axis : {&m_rows, &m_columns}) {
      if (!ceil)
        axis->axis.padAfter = axis->padAfterForFloor();
      if (!axis->touchesMap())
        throw m_layer.unsupported(
            "a window has no cell of the map, or its padding is as large as the kernel, which ONNX's pooling does not "
            "allow");
    }
    OnnxOptions options = windowOptions(writtenWindow(padded), isLine(m_layer), !average);
    if (ceil)
      options.push_back({"ceil_mode", std::int64_t{1}});
    return options;
  }

  /// Automatic padding stays automatic where nothing else had to be worked out.
  Window2d writtenWindow(bool padded) const {
    Window2d result = m_params.window;
    const bool dilated = result.dilationH != 1 || result.dilationW != 1;
    if (m_params.rounding == PoolRounding::Ceil || padded || dilated)
      result.autoPad = AutoPad::None;
    result.padTop = m_rows.axis.padBefore;
    result.padBottom = m_rows.axis.padAfter;
    result.padLeft = m_columns.axis.padBefore;
    result.padRight = m_columns.axis.padAfter;
    return result;
  }

  const OnnxLayer& m_layer;
  const PoolParams& m_params;
  const nn::PoolGeometry& m_geometry;
  PooledAxis m_rows, m_columns;
  std::string m_input = m_layer.inputs[0];
};

/// Caffe's normalisation within a channel: the mean square over a window, zeros around the map counted.
void writeLrnWithin(const OnnxLayer& layer, const LrnParams& params) {
  const std::int64_t margin = (params.size - 1) / 2;
  const std::string squares = layer.step("Mul", {layer.inputs[0], layer.inputs[0]});
  const std::string padded =
      margin == 0 ? squares
                  : layer.step("Pad", {squares, layer.integers({0, 0, margin, margin, 0, 0, margin, margin})});
  const std::string mean =
      layer.step("AveragePool", {padded}, {{"kernel_shape", std::vector<std::int64_t>{params.size, params.size}}});
  const std::string scaled = layer.step("Mul", {mean, layer.number(params.alpha)});
  const std::string shifted = layer.step("Add", {scaled, layer.number(params.k)});
  const std::string divisor = layer.step("Pow", {shifted, layer.number(params.beta)});
  layer.finish("Div", {layer.inputs[0], divisor});
}

}  // namespace

/// Automatic padding of a dilated window is numbers in the file: ONNX Runtime refuses it, OpenCV forgets the dilation.
void writeOnnx(const OnnxLayer& layer, const ConvolutionParams& params) {
  const auto [height, width] = mapSides(layer);
  const bool dilated = params.window.dilationH != 1 || params.window.dilationW != 1;
  const Window2d window = dilated ? nn::resolvedWindow(params.window, height, width) : params.window;
  OnnxOptions options = windowOptions(window, isLine(layer), true);
  options.push_back({"group", params.groups});
  layer.finish("Conv", withWeights(layer, isLine(layer)), options);
}

void writeOnnx(const OnnxLayer& layer, const DeconvolutionParams& params) {
  const bool line = isLine(layer);
  OnnxOptions options = windowOptions(params.window, line, true);
  options.push_back({"group", params.groups});
  if (params.outputPadH != 0 || params.outputPadW != 0)
    options.push_back({"output_padding", windowSides(line, params.outputPadH, params.outputPadW)});
  if (params.outputH > 0 || params.outputW > 0) {
    const Shape& out = layer.outputShapes[0];
    options.push_back({"output_shape", windowSides(line, line ? 1 : out[2], out[out.rank() - 1])});
  }
  layer.finish("ConvTranspose", withWeights(layer, line), options);
}

void writeOnnx(const OnnxLayer& layer, const PoolParams& params) {
  if (params.global)
    return layer.finish(params.kind == PoolKind::Max ? "GlobalMaxPool" : "GlobalAveragePool", layer.inputs);
  const auto [height, width] = mapSides(layer);
  const nn::PoolGeometry geometry = nn::poolGeometry(params, height, width);
  PoolWriter(layer, params, geometry).write();
}

void writeOnnx(const OnnxLayer& layer, const LrnParams& params) {
  if (params.region == LrnRegion::WithinChannel)
    return writeLrnWithin(layer, params);
  layer.finish("LRN", layer.inputs,
               {{"size", params.size}, {"alpha", params.alpha}, {"beta", params.beta}, {"bias", params.k}});
}

}  // namespace effortlab::model
