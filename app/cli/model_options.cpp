#include "cli/model_options.h"

#include "cli/notes.h"
#include "cli/option_checks.h"
#include "core/error.h"
#include "effort/knobs_io.h"
#include "model/bare_graph.h"
#include "model/caffe_reader.h"

#include <CLI/CLI.hpp>

#include <charconv>
#include <cmath>

namespace effortlab::cli {

namespace {

namespace fs = std::filesystem;

constexpr int largestSide = 16384;  // pixels
constexpr const char* graphGroup = "Options for a bare graph (a manifest has these fields itself)";

[[noreturn]] void refuseFlag(const std::string& flag, const std::string& value, const std::string& why) {
  throw Error(ErrorCode::InvalidArgument, flag + " " + value + ": " + why);
}

float parseNumber(const std::string& flag, const std::string& text) {
  float value = 0.0F;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  if (result.ec != std::errc{} || result.ptr != text.data() + text.size() || !std::isfinite(value))
    refuseFlag(flag, text, "is not a number");
  return value;
}

std::vector<float> parseMean(const std::string& text) {
  std::vector<float> mean;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    mean.push_back(parseNumber("--mean", text.substr(begin, end - begin)));
    begin = end + 1;
  }
  return mean;
}

model::ChannelOrder parseChannels(const std::string& text) {
  if (text == "BGR")
    return model::ChannelOrder::Bgr;
  if (text == "RGB")
    return model::ChannelOrder::Rgb;
  if (text == "GRAY")
    return model::ChannelOrder::Gray;
  refuseFlag("--channels", text, "must be BGR, RGB or GRAY");
}

void parseResize(const std::string& text, model::InputSpec& input) {
  constexpr std::string_view shortSide = "short-side:";
  if (text == "none") {
    input.resize = model::ResizeMode::None;
  } else if (text == "stretch") {
    input.resize = model::ResizeMode::Stretch;
  } else if (text.starts_with(shortSide)) {
    const char* begin = text.data() + shortSide.size();
    const char* end = text.data() + text.size();
    const auto result = std::from_chars(begin, end, input.shortSide);
    if (result.ec != std::errc{} || result.ptr != end || input.shortSide < 1 || input.shortSide > largestSide)
      refuseFlag("--resize", text, "N must be a whole number of pixels, 1 to 16384");
    input.resize = model::ResizeMode::ShortSide;
  } else {
    refuseFlag("--resize", text, "must be none, stretch or short-side:N");
  }
}

bool isManifest(const fs::path& file) {
  return file.extension() == ".json";
}

std::string builtInName(const fs::path& manifest) {
  return manifest.stem().stem().string();
}

}  // namespace

void ModelOptions::addTo(CLI::App& app) {
  app.add_option("MODEL", m_model, "Manifest, graph file, or name of a built-in model")->required()->type_name("");
  const auto add = [&app](const char* name, std::string& value, const char* help, const char* type) {
    app.add_option(name, value, help)->type_name(type)->group(graphGroup);
  };
  add("--mean", m_mean, "Subtracted from the pixels 0..255: one number a channel, or one for all", "M,M,M");
  add("--mean-file", m_meanFile, "The same as an image, Caffe's binaryproto", "FILE");
  add("--scale", m_scale, "Multiplies the difference", "X");
  add("--channels", m_channels, "Order of the channels: BGR, RGB or GRAY", "ORDER");
  add("--resize", m_resize, "none, stretch, or short-side:N", "HOW");
  add("--crop", m_crop, "center, or none", "WHERE");
  add("--weights", m_weights, "The graph's weights (default: the file beside it)", "FILE");
  add("--labels", m_labels, "Class names, one a line", "FILE");
  const CLI::Validator sides = range(1, largestSide);
  app.add_option("--width", m_width, "Width of the input in pixels (default: the graph's own)")
      ->check(sides)
      ->type_name("W")
      ->group(graphGroup);
  app.add_option("--random-weights", m_randomWeights,
                 "Make weights up for a .prototxt without a .caffemodel: for shapes, MACs and times")
      ->type_name("SEED")
      ->group(graphGroup);
  app.add_option("--height", m_height, "Height of the input in pixels")
      ->check(sides)
      ->type_name("H")
      ->group(graphGroup);
}

fs::path findModel(const std::string& name) {
  std::error_code ignored;
  if (fs::exists(name, ignored))
    return name;
  std::string names;
  std::vector<fs::path> builtIn = model::builtInModels();
  if (const fs::path detector = model::builtInDetector(); !detector.empty())
    builtIn.push_back(detector);
  for (const fs::path& manifest : builtIn) {
    if (builtInName(manifest) == name)
      return manifest;
    names += (names.empty() ? "" : ", ") + builtInName(manifest);
  }
  throw Error::inFile(ErrorCode::FileNotFound, name, "",
                      "no such file, and no built-in model" + (names.empty() ? "" : " (" + names + ")"));
}

bool ModelOptions::describesPixels() const {
  return !m_mean.empty() || !m_meanFile.empty() || !m_scale.empty() || !m_resize.empty() || !m_crop.empty();
}

bool ModelOptions::anyFlag() const {
  return describesPixels() || !m_channels.empty() || !m_labels.empty() || !m_weights.empty() || m_width > 0 ||
         m_height > 0;
}

std::shared_ptr<const model::Model> ModelOptions::load() const {
  const fs::path file = findModel(m_model);
  if (anyFlag() && isManifest(file))
    throw Error::inFile(ErrorCode::InvalidArgument, file.string(), "",
                        "a manifest says itself how pixels become input; leave --mean, --scale, --channels, "
                        "--resize and the like out, or edit the manifest");
  if ((m_width > 0) != (m_height > 0))
    throw Error(ErrorCode::InvalidArgument, "--width and --height belong together; give both");
  model::Model loaded = loadFile(file);
  if (anyFlag())
    applyFlags(loaded);
  return std::make_shared<const model::Model>(std::move(loaded));
}

model::Model ModelOptions::loadFile(const fs::path& file) const {
  model::LoadOptions options{.weights = m_weights, .randomWeights = m_randomWeights};
  if (m_width > 0)
    options.input = sizedInput(file);
  if (m_randomWeights)
    note("the weights are random, seed " + std::to_string(*m_randomWeights) +
         ": shapes, MACs and times mean something, outputs and accuracies do not");
  return model::loadModel(file, options);
}

/// A size given by flags is needed before the graph is read: it may leave its own open.
model::InputSpec ModelOptions::sizedInput(const fs::path& file) const {
  constexpr std::int64_t colours = 3;
  const std::optional<model::ChannelOrder> order =
      m_channels.empty() ? std::nullopt : std::optional(parseChannels(m_channels));
  model::InputSpec input = model::guessInput(file, order == model::ChannelOrder::Gray ? 1 : colours, m_height, m_width);
  input.channels = order.value_or(input.channels);
  return input;
}

void ModelOptions::applyFlags(model::Model& model) const {
  model::InputSpec& input = model.manifest.input;
  const std::int64_t networkChannels = input.channelCount();
  if (!m_channels.empty())
    input.channels = parseChannels(m_channels);
  if (input.channelCount() != networkChannels)
    refuseFlag("--channels", m_channels, "the network's input has " + std::to_string(networkChannels) + " channels");
  if (describesPixels()) {
    input.mean.clear();  // one flag about pixels replaces the whole guess
    input.scale = m_scale.empty() ? 1.0F : parseNumber("--scale", m_scale);
    input.resize = model::ResizeMode::None;
  }
  applyMean(input);
  if (!m_resize.empty())
    parseResize(m_resize, input);
  if (!m_crop.empty() && m_crop != "center" && m_crop != "none")
    refuseFlag("--crop", m_crop, "must be center or none");
  input.cropCenter = m_crop == "center";
  if (!m_labels.empty())
    model.labels = model::readLabels(m_labels);
}

void ModelOptions::applyMean(model::InputSpec& input) const {
  const auto channels = static_cast<std::size_t>(input.channelCount());
  if (!m_mean.empty() && !m_meanFile.empty())
    throw Error(ErrorCode::InvalidArgument, "--mean and --mean-file: give one of them");
  if (!m_mean.empty()) {
    input.mean = parseMean(m_mean);
    if (input.mean.size() != 1 && input.mean.size() != channels)
      refuseFlag("--mean", m_mean, "give one number, or one for each of the " + std::to_string(channels) + " channels");
    input.mean.resize(channels, input.mean.front());
  }
  if (!m_meanFile.empty()) {
    Tensor mean = model::readBinaryProto(m_meanFile);
    const Shape wanted({input.channelCount(), input.height, input.width});
    if (mean.shape() != wanted)
      throw Error::inFile(ErrorCode::Mismatch, m_meanFile, "",
                          "is " + mean.shape().toString() + ", the network's input " + wanted.toString());
    input.meanImage = std::make_shared<const Tensor>(std::move(mean));
  }
}

void KnobsOption::addTo(CLI::App& app) {
  app.add_option("--knobs", m_file, "Effort knobs, a *.knobs.json file; for the engines fast, eigen and reference")
      ->type_name("FILE");
  app.add_flag("--skip-unknown", m_skipUnknown, "Leave out knobs that the network's layers do not have, with a remark");
}

void EngineOptions::addTo(CLI::App& app) {
  app.add_option("--engine", m_engine,
                 "fast: kernels measured and chosen on this machine (default); eigen: im2col and a matrix product;\n"
                 "reference: plain loops in double-checked order; naive: the plain single-threaded baseline;\n"
                 "opencv: OpenCV DNN; onednn: Intel's kernels, onednn-winograd: the same with Winograd where it has it")
      ->type_name("E");
  app.add_option("--plan", m_plan, "Kernels for the engine fast, a file that `info --plan --json` wrote")
      ->type_name("FILE");
  app.add_option("--execution", m_execution,
                 "measure: dense kernels and masks, exact outputs and counts (default); skip: the work is left out,\n"
                 "in layers where that is faster than computing them densely, without their knobs")
      ->type_name("M");
  app.add_flag("--every-layer", m_everyLayer, "With --execution skip: in all layers, also where it is slower");
  m_knobs.addTo(app);
}

nn::EngineKind EngineOptions::engine() const {
  if (m_execution != "measure" && m_execution != "skip")
    refuseFlag("--execution", m_execution, "must be measure or skip");
  if (m_everyLayer && m_execution != "skip")
    throw Error(ErrorCode::InvalidArgument, "--every-layer is for --execution skip");
  nn::EngineKind kind = nn::EngineKind::Fast;
  try {
    kind = nn::engineFromName(m_engine);
  } catch (const Error&) {
    refuseFlag("--engine", m_engine, "must be fast, eigen, reference, naive, opencv, onednn or onednn-winograd");
  }
  if (hasKnobs() && !nn::hasKnobs(kind))
    refuseFlag("--engine", m_engine, "is a dense engine and knows no knobs; use fast, eigen or reference with --knobs");
  if (!m_plan.empty() && kind != nn::EngineKind::Fast)
    refuseFlag("--plan", m_plan, "is for --engine fast");
  return kind;
}

effort::KnobSettings readKnobsFor(const model::Model& model, const std::string& file, bool skipUnknown) {
  effort::KnobSettings settings = effort::readKnobs(file);
  const auto layers = effort::findEffortLayers(*model.graph);
  if (skipUnknown)
    for (const std::string& dropped : effort::dropUnknownKnobs(settings, layers))
      note(file + ": left out: " + dropped);
  try {
    effort::checkKnobs(settings, layers);
  } catch (const Error& error) {
    throw Error::inFile(error.code(), file, "", error.what());
  }
  if (!settings.model.empty() && settings.model != model.manifest.name)
    note(file + " was made for \"" + settings.model + "\", the model is \"" + model.manifest.name + "\"");
  return settings;
}

effort::KnobSettings KnobsOption::read(const model::Model& model) const {
  return given() ? readKnobsFor(model, m_file, m_skipUnknown) : effort::KnobSettings{};
}

void requireClassifier(const model::Model& model, const std::string& command) {
  if (model.manifest.task != model::Task::Classification)
    throw Error(ErrorCode::Unsupported, model.manifest.graphFile.string() + ": \"" + model.manifest.name +
                                            "\" is a detector; " + command + " needs a classifier");
}

}  // namespace effortlab::cli
