#include "model/darknet_layers.h"

#include "core/error.h"
#include "model/darknet_layer.h"
#include "model/format_table.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace effortlab::model {

namespace {

using Keys = std::span<const std::string_view>;

constexpr float darknetEpsilon = 1e-6F;   ///< of Darknet's .000001f and OpenCV's importer
constexpr std::int64_t yoloRowStart = 5;  ///< box and objectness

/// Batch norm's scale, mean and variance, in the order of the file; its shift is the layer's bias.
struct DarknetNorm {
  TensorPtr scale, mean, variance;
};

DarknetNorm takeNorm(DarknetLayer& layer, std::int64_t channels) {
  DarknetNorm norm;
  norm.scale = layer.take({channels});
  norm.mean = layer.take({channels});
  norm.variance = layer.take({channels});
  const auto values = norm.variance->values();
  if (std::any_of(values.begin(), values.end(), [](float v) { return v < 0.0F; }))
    throw layer.place().error(ErrorCode::InvalidArgument, "a variance is negative; the weights are damaged");
  return norm;
}

/// The layer with weights, its batch norm, if there is one, and its activation.
std::string addWeighted(DarknetLayer& layer, LayerParams params, std::string input,
                        std::pair<TensorPtr, TensorPtr> weightsAndBias, const std::optional<DarknetNorm>& norm) {
  auto& [weights, bias] = weightsAndBias;
  std::string value = layer.add(layer.name, std::move(params), {std::move(input)},
                                norm ? std::vector{weights} : std::vector{weights, bias});
  if (norm)
    value = layer.add(layer.name + "/bn", BatchNormParams{.epsilon = darknetEpsilon}, {value},
                      {norm->scale, bias, norm->mean, norm->variance});
  return layer.addActivation(value, "logistic");
}

Window2d readDarknetWindow(const DarknetLayer& layer) {
  const DarknetSection& section = layer.section;
  Window2d window;
  const std::int64_t stride = section.integer("stride", 1);
  window.strideW = section.integer("stride_x", stride);
  window.strideH = section.integer("stride_y", stride);
  return window;
}

constexpr std::array<std::string_view, 11> convolutionKeys{"batch_normalize", "filters",  "size",      "stride",
                                                           "stride_x",        "stride_y", "pad",       "padding",
                                                           "groups",          "dilation", "activation"};

void readDarknetConvolution(DarknetLayer& layer) {
  const DarknetSection& section = layer.section;
  const DarknetMap in = layer.previous();
  const std::int64_t filters = checkExtent(section.integer("filters", 1), "filters", layer.place());
  const std::int64_t size = checkExtent(section.integer("size", 1), "size", layer.place());
  const std::int64_t groups = checkExtent(section.integer("groups", 1), "groups", layer.place());
  if (in.channels % groups != 0 || filters % groups != 0)
    throw layer.place().error(ErrorCode::ShapeMismatch, std::to_string(groups) + " groups divide " +
                                                            std::to_string(in.channels) + " channels and " +
                                                            std::to_string(filters) + " filters only with a rest");
  Window2d window = readDarknetWindow(layer);
  window.kernelH = window.kernelW = size;
  window.dilationH = window.dilationW = checkExtent(section.integer("dilation", 1), "dilation", layer.place());
  const std::int64_t padding = section.integer("pad", 0) != 0 ? size / 2 : section.integer("padding", 0);
  if (window.dilationH > 1 && 2 * padding != size - 1)
    throw layer.place().error(ErrorCode::Unsupported,
                              "a dilated kernel needs pad=1 and an odd size; Darknet defines nothing else");
  window.padTop = window.padLeft = window.padBottom = window.padRight = padding * window.dilationH;
  checkWindow(window, layer.place());
  const TensorPtr bias = layer.take({filters});
  std::optional<DarknetNorm> norm;
  if (section.integer("batch_normalize", 0) != 0)
    norm = takeNorm(layer, filters);
  const TensorPtr weights = layer.take({filters, in.channels / groups, size, size});
  std::string value = addWeighted(layer, ConvolutionParams{.outputs = filters, .window = window, .groups = groups},
                                  in.value, {weights, bias}, norm);
  // With the padding above, a dilated kernel leaves as much as a plain one.
  const auto outputs = [&](std::int64_t input, std::int64_t stride) {
    const std::int64_t room = input + 2 * padding - size;
    return room < 0 ? 0 : room / stride + 1;
  };
  layer.finish({std::move(value), filters, outputs(in.height, window.strideH), outputs(in.width, window.strideW)});
}

constexpr std::array<std::string_view, 3> connectedKeys{"output", "batch_normalize", "activation"};

void readDarknetConnected(DarknetLayer& layer) {
  const DarknetMap in = layer.previous();
  const std::int64_t outputs = checkExtent(layer.section.integer("output", 1), "output", layer.place());
  const std::vector<std::int64_t> dims{in.channels, in.height, in.width};
  const std::int64_t inputs = checkShape(dims, layer.place()).elementCount();
  const TensorPtr bias = layer.take({outputs});
  const TensorPtr weights = layer.take({outputs, inputs});
  std::optional<DarknetNorm> norm;  // of a connected layer it follows the weights
  if (layer.section.integer("batch_normalize", 0) != 0)
    norm = takeNorm(layer, outputs);
  layer.finish(
      {addWeighted(layer, FullyConnectedParams{.outputs = outputs}, in.value, {weights, bias}, norm), outputs, 1, 1});
}

constexpr std::array<std::string_view, 5> maxpoolKeys{"size", "stride", "stride_x", "stride_y", "padding"};

/// Darknet pads by size - 1 in all, the smaller half before: outputs = (input + padding - size) / stride + 1.
void readDarknetMaxpool(DarknetLayer& layer) {
  const DarknetMap in = layer.previous();
  PoolParams params{.kind = PoolKind::Max, .window = readDarknetWindow(layer)};
  const std::int64_t stride = layer.section.integer("stride", 1);
  const std::int64_t size = checkExtent(layer.section.integer("size", stride), "size", layer.place());
  const std::int64_t padding = layer.section.integer("padding", size - 1);
  Window2d& window = params.window;
  window.kernelH = window.kernelW = size;
  window.padTop = window.padLeft = padding / 2;
  window.padBottom = window.padRight = padding - padding / 2;
  checkWindow(window, layer.place());
  checkPoolPadding(window, layer.place());
  const auto outputs = [&](std::int64_t input, std::int64_t step) {
    const std::int64_t room = input + padding - size;
    return room < 0 ? 0 : room / step + 1;
  };
  layer.finish({layer.add(layer.name, params, {in.value}), in.channels, outputs(in.height, window.strideH),
                outputs(in.width, window.strideW)});
}

void readDarknetAvgpool(DarknetLayer& layer) {
  const DarknetMap in = layer.previous();
  const PoolParams params{.kind = PoolKind::Average, .global = true, .window = {}};
  layer.finish({layer.add(layer.name, params, {in.value}), in.channels, 1, 1});
}

constexpr std::array<std::string_view, 3> routeKeys{"layers", "groups", "group_id"};

/// The maps of other layers one after the other, or one group of each one's channels.
void readDarknetRoute(DarknetLayer& layer) {
  const std::vector<std::int64_t> numbers = layer.section.integers("layers");
  if (numbers.empty())
    throw layer.place().error(ErrorCode::MissingData, "names no layers");
  const std::int64_t groups = checkExtent(layer.section.integer("groups", 1), "groups", layer.place());
  const std::int64_t group = layer.section.integer("group_id", 0);
  if (group < 0 || group >= groups)
    throw layer.place().error(ErrorCode::InvalidArgument,
                              "group_id is " + std::to_string(group) + " of " + std::to_string(groups) + " groups");
  const DarknetMap first = layer.mapAt(numbers.front());
  std::vector<std::string> values;
  std::int64_t channels = 0;
  for (const std::int64_t number : numbers) {
    const DarknetMap map = layer.mapAt(number);
    if (map.height != first.height || map.width != first.width)
      throw layer.place().error(ErrorCode::ShapeMismatch, "joins maps of different sizes");
    if (map.channels % groups != 0)
      throw layer.place().error(
          ErrorCode::ShapeMismatch,
          std::to_string(groups) + " groups divide " + std::to_string(map.channels) + " channels only with a rest");
    const std::int64_t part = map.channels / groups;
    channels += part;
    values.push_back(map.value);
    if (groups > 1) {
      const StridedSliceParams slice{.ranges = {{.axis = 1, .start = group * part, .end = (group + 1) * part}}};
      const bool only = numbers.size() == 1;
      values.back() =
          layer.add(only ? layer.name : layer.name + "/" + std::to_string(values.size()), slice, {map.value});
    }
  }
  std::string value = values.front();
  if (values.size() > 1)
    value = layer.add(layer.name, ConcatParams{.axis = 1}, values);
  else if (groups == 1)
    value = layer.add(layer.name, IdentityParams{}, values);
  layer.finish({value, channels, first.height, first.width});
}

constexpr std::array<std::string_view, 2> shortcutKeys{"from", "activation"};

void readDarknetShortcut(DarknetLayer& layer) {
  const DarknetMap in = layer.previous();
  const std::vector<std::int64_t> numbers = layer.section.integers("from");
  if (numbers.empty())
    throw layer.place().error(ErrorCode::MissingData, "has no from; add it");
  std::vector<std::string> values{in.value};
  for (const std::int64_t number : numbers) {
    const DarknetMap& other = layer.mapAt(number);
    if (other.channels != in.channels || other.height != in.height || other.width != in.width)
      throw layer.place().error(ErrorCode::ShapeMismatch,
                                "adds layer " + std::to_string(number) + ", whose map has another size");
    values.push_back(other.value);
  }
  const std::string sum =
      layer.add(layer.name, ElementwiseParams{.kind = ElementwiseKind::Add, .coefficients = {}}, std::move(values));
  layer.finish({layer.addActivation(sum, "linear"), in.channels, in.height, in.width});
}

constexpr std::array<std::string_view, 2> upsampleKeys{"stride", "scale"};

void readDarknetUpsample(DarknetLayer& layer) {
  const DarknetMap in = layer.previous();
  const std::int64_t stride = checkExtent(layer.section.integer("stride", 2), "stride", layer.place());
  layer.requireValue("scale", 1);
  const ResizeParams params{.mode = Interpolation::Nearest,
                            .coordinates = ResizeCoordinates::Asymmetric,
                            .rounding = ResizeRounding::Floor,
                            .scaleH = static_cast<double>(stride),
                            .scaleW = static_cast<double>(stride)};
  layer.finish({layer.add(layer.name, params, {in.value}), in.channels,
                checkExtent(in.height * stride, "the height", layer.place()),
                checkExtent(in.width * stride, "the width", layer.place())});
}

/// [dropout], and [cost], which only measures.
void readDarknetNothing(DarknetLayer& layer) {
  DarknetMap map = layer.previous();
  const auto kind = layer.section.type == "dropout" ? IdentityKind::Dropout : IdentityKind::Identity;
  map.value = layer.add(layer.name, IdentityParams{.kind = kind}, {map.value});
  layer.finish(std::move(map));
}

constexpr std::array<std::string_view, 2> softmaxKeys{"groups", "temperature"};

void readDarknetSoftmax(DarknetLayer& layer) {
  DarknetMap in = layer.previous();
  layer.requireValue("groups", 1);
  layer.requireValue("temperature", 1);
  const std::string flat = layer.add(layer.name + "/flat", FlattenParams{}, {in.value});
  layer.finish({layer.add(layer.name, SoftmaxParams{.axis = 1}, {flat}), in.channels * in.height * in.width, 1, 1});
}

constexpr std::array<std::string_view, 6> yoloKeys{"mask", "anchors", "classes", "num", "scale_x_y", "thresh"};

void readDarknetYolo(DarknetLayer& layer) {
  const DarknetMap in = layer.previous();
  const std::vector<float> anchors = layer.section.numbers("anchors");
  const auto pairs = static_cast<std::int64_t>(anchors.size() / 2);
  if (anchors.empty() || anchors.size() % 2 != 0)
    throw layer.place().error(ErrorCode::InvalidArgument,
                              "has " + std::to_string(anchors.size()) + " anchor numbers; two belong to each anchor");
  YoloParams params{
      .classes = static_cast<int>(checkExtent(layer.section.integer("classes", 20), "classes", layer.place())),
      .anchors = {},
      .scaleXy = layer.section.number("scale_x_y", 1.0F),
      .threshold = layer.section.number("thresh", 0.0F),
      .imageH = layer.network.input.height,
      .imageW = layer.network.input.width};
  std::vector<std::int64_t> mask = layer.section.integers("mask");
  if (!layer.section.has("mask"))
    for (std::int64_t i = 0; i < pairs; ++i)
      mask.push_back(i);
  for (const std::int64_t index : mask) {
    if (index < 0 || index >= pairs)
      throw layer.place().error(ErrorCode::InvalidArgument,
                                "mask names anchor " + std::to_string(index) + " of " + std::to_string(pairs));
    params.anchors.push_back(anchors[static_cast<std::size_t>(2 * index)]);
    params.anchors.push_back(anchors[static_cast<std::size_t>(2 * index + 1)]);
  }
  const std::int64_t wanted = static_cast<std::int64_t>(mask.size()) * (yoloRowStart + params.classes);
  if (in.channels != wanted)
    throw layer.place().error(ErrorCode::ShapeMismatch, "needs " + std::to_string(wanted) +
                                                            " channels for its anchors and classes, the layer before "
                                                            "it has " +
                                                            std::to_string(in.channels));
  layer.network.graph.outputs.push_back(layer.name);
  layer.finish({layer.add(layer.name, params, {in.value}), in.channels, in.height, in.width});
}

struct DarknetSectionReader {
  FormatLayer type;
  Keys keys;
  void (*read)(DarknetLayer&);
};

constexpr std::array<DarknetSectionReader, 12> darknetSectionReaders{{
    {{"avgpool", "Pooling"}, {}, readDarknetAvgpool},
    {{"connected", "Fully connected"}, connectedKeys, readDarknetConnected},
    {{"conv", "Convolution"}, convolutionKeys, readDarknetConvolution},
    {{"convolutional", "Convolution"}, convolutionKeys, readDarknetConvolution},
    {{"cost", "Nothing to do at inference"}, {}, readDarknetNothing},
    {{"dropout", "Nothing to do at inference"}, {}, readDarknetNothing},
    {{"maxpool", "Pooling"}, maxpoolKeys, readDarknetMaxpool},
    {{"route", "Concat"}, routeKeys, readDarknetRoute},
    {{"shortcut", "Element-wise sum, product, maximum"}, shortcutKeys, readDarknetShortcut},
    {{"softmax", "Softmax"}, softmaxKeys, readDarknetSoftmax},
    {{"upsample", "Resize, upsample"}, upsampleKeys, readDarknetUpsample},
    {{"yolo", "YOLO boxes"}, yoloKeys, readDarknetYolo},
}};

constexpr auto darknetTypes = [] {
  std::array<FormatLayer, darknetSectionReaders.size()> types;
  std::transform(darknetSectionReaders.begin(), darknetSectionReaders.end(), types.begin(),
                 [](const DarknetSectionReader& reader) { return reader.type; });
  return types;
}();

/// Keys of training, and those that only tell how to draw or to pick boxes.
constexpr std::array<std::string_view, 37> darknetTrainingKeys{"probability",
                                                               "dropblock",
                                                               "dropblock_size_rel",
                                                               "dropblock_size_abs",
                                                               "type",
                                                               "stopbackward",
                                                               "onlyforward",
                                                               "learning_rate",
                                                               "train_only_bn",
                                                               "burnin_update",
                                                               "name",
                                                               "jitter",
                                                               "resize",
                                                               "random",
                                                               "ignore_thresh",
                                                               "truth_thresh",
                                                               "iou_thresh",
                                                               "iou_loss",
                                                               "iou_normalizer",
                                                               "cls_normalizer",
                                                               "obj_normalizer",
                                                               "max_delta",
                                                               "nms_kind",
                                                               "beta_nms",
                                                               "focal_loss",
                                                               "max",
                                                               "label_smooth_eps",
                                                               "counters_per_class",
                                                               "objectness_smooth",
                                                               "uc_normalizer",
                                                               "delta_normalizer",
                                                               "iou_thresh_kind",
                                                               "show_details",
                                                               "noloss",
                                                               "grad_centr",
                                                               "reset_normalizer",
                                                               "bad_label_reject_threshold"};

}  // namespace

std::span<const FormatLayer> darknetSections() {
  return darknetTypes;
}

void readDarknetSection(const DarknetSection& section, DarknetNetwork& network) {
  const auto* reader = std::find_if(darknetSectionReaders.begin(), darknetSectionReaders.end(),
                                    [&](const auto& entry) { return entry.type.type == section.type; });
  if (reader == darknetSectionReaders.end()) {
    std::string known = "net";
    for (const FormatLayer& entry : darknetTypes)
      known += ", " + std::string(entry.type);
    throw section.place.error(ErrorCode::Unsupported, "can't be computed; the sections read are " + known);
  }
  section.refuseOtherKeys(reader->keys, darknetTrainingKeys);
  DarknetLayer layer{section, network, section.type + "_" + std::to_string(network.maps.size())};
  reader->read(layer);
}

}  // namespace effortlab::model
