#include "cli/command.h"
#include "cli/gate_options.h"
#include "cli/json_output.h"
#include "cli/model_options.h"
#include "cli/npy.h"
#include "cli/option_checks.h"
#include "cli/output_files.h"
#include "cli/predictor.h"
#include "cli/table_output.h"
#include "core/error.h"
#include "data/image_list.h"
#include "data/preprocess.h"
#include "detect/detector.h"

#include <CLI/CLI.hpp>

#include <algorithm>

namespace effortlab::cli {

namespace {

constexpr int maxTop = 1000;

constexpr const char* predictHelp =
    "FILE is an image (JPEG, PNG, BMP, PNM, WebP, TIFF), prepared as the manifest says, or a float32 .npy array in "
    "the\n"
    "network's input shape, taken as it is: [channels, height, width], or with a first dimension of images. Any\n"
    "network with one input can be run, a single operator too.\n"
    "\n"
    "score is the class's probability (the softmax of the outputs, unless the network ends in one). --logits writes\n"
    "the network's output as it is, all inputs along the first dimension. macs_executed and overhead_ops are those of\n"
    "one image.\n"
    "\n"
    "A detector (a manifest with \"task\": \"detection\" and a decoder) gives boxes in the image's pixels, left, top,\n"
    "width and height, by falling score; it takes images only.\n"
    "\n"
    "With --json, of a detector: results[]{file, boxes[]{class, label, score, x, y, w, h}, macs_executed}, engine,\n"
    "complete; else: results[]{file, top[]{class, label, score}, macs_executed, overhead_ops}, engine, complete. An "
    "array\n"
    "of several images gives a result for each, with its number as image.\n"
    "\n"
    "Examples:\n"
    "  effortlab-cli predict squeezenet.model.json cat.jpg dog.jpg --top 3\n"
    "  effortlab-cli predict operator.onnx input.npy --logits output.npy";

struct ImageAnswer {
  std::string file;
  std::int64_t image = -1;  ///< number within the file; -1: its only one
  std::vector<RankedClass> top;
  effort::LayerCounts counts;
  detect::Detections boxes;  ///< of a detector
};

bool isArray(const std::string& file) {
  return file.size() > 4 && file.substr(file.size() - 4) == ".npy";
}

class PredictCommand final : public Command {
public:
  void addOptions(CLI::App& app) override {
    m_model.addTo(app);
    app.add_option("FILE", m_files, "Images, or .npy arrays")->required()->type_name("...");
    app.add_option("--top", m_top, "Number of classes to name (default: 5)")->check(range(1, maxTop))->type_name("N");
    app.add_option("--logits", m_logits, "Write the network's output, float32")->type_name("FILE.npy");
    m_engine.addTo(app);
    m_gate.addTo(app);
    app.footer(predictHelp);
  }

  void compute(const CommandContext& context) override {
    const nn::EngineKind kind = m_engine.engine();
    m_engineName = nn::engineName(kind);
    if (!m_logits.empty())
      requireWritable(m_logits, "--logits");
    m_loaded = m_model.load();
    m_detects = m_logits.empty() && m_loaded->manifest.detection.has_value();
    if (m_detects) {
      detectAll(kind, context);
      return;
    }
    if (m_logits.empty())
      requireClassifier(*m_loaded, "predict without a decoder in the manifest, or --logits,");
    const effort::KnobSettings knobs = m_engine.knobs(*m_loaded);
    const Predictor predictor(m_loaded, knobs,
                              {.engine = kind,
                               .kernels = m_engine.kernels(),
                               .execution = m_engine.execution(),
                               .everyLayer = m_engine.everyLayer(),
                               .calibration = m_gate.calibration(*m_loaded, knobs, nullptr, {}, context.control)});
    const auto files = slice(context.options, static_cast<std::int64_t>(m_files.size()), "the list of files");
    std::int64_t done = 0;
    for (const std::int64_t index : files) {
      if (context.control.stopRequested())
        return;
      const std::string& file = m_files[static_cast<std::size_t>(index)];
      if (!predictFile(file, predictor, context.control))
        return;
      context.control.report(++done, static_cast<std::int64_t>(files.size()), "predicting");
    }
    m_complete = true;
  }

  Report report(const CommandContext& context) override {
    if (!m_logits.empty())
      writeOutput(m_logits, npyContents(joinedOutputs()));
    return {.text = context.options.json ? json() : m_detects ? boxTable() : table(), .complete = m_complete};
  }

private:
  void detectAll(nn::EngineKind kind, const CommandContext& context) {
    const auto detector = detect::makeDetector(
        m_loaded, {.engine = kind, .kernels = m_engine.kernels(), .knobs = m_engine.knobs(*m_loaded)});
    const auto files = slice(context.options, static_cast<std::int64_t>(m_files.size()), "the list of files");
    std::int64_t done = 0;
    for (const std::int64_t index : files) {
      if (context.control.stopRequested())
        return;
      ImageAnswer answer{.file = m_files[static_cast<std::size_t>(index)], .top = {}, .counts = {}, .boxes = {}};
      try {
        detect::DetectorCost cost;
        answer.boxes = detector->detect(data::readImage(answer.file), {.stop = context.control.stop, .cost = &cost});
        answer.counts.macsDense = cost.macs;
        answer.counts.macsExecuted = cost.macsRun;
      } catch (const Error& error) {
        if (error.code() == ErrorCode::Cancelled)
          return;
        if (std::string(error.what()).find(answer.file) != std::string::npos)
          throw;
        throw Error::inFile(error.code(), answer.file, "", error.what());
      }
      m_answers.push_back(std::move(answer));
      context.control.report(++done, static_cast<std::int64_t>(files.size()), "detecting");
    }
    m_complete = true;
  }

  /// False when a stop was requested meanwhile.
  bool predictFile(const std::string& file, const Predictor& predictor, const RunControl& control) {
    Tensor input = isArray(file) ? readArray(file) : readPixels(file);
    const std::int64_t images = input.shape().rank() > 0 ? input.shape()[0] : 1;
    Prediction prediction;
    try {
      prediction = predictor.run(std::move(input), control);
    } catch (const Error& error) {
      if (error.code() == ErrorCode::Cancelled)
        return false;
      throw Error::inFile(error.code(), file, "", error.what());
    }
    addAnswers(file, images, prediction);
    if (!m_logits.empty())
      m_outputs.push_back(std::move(prediction.output));
    return true;
  }

  void addAnswers(const std::string& file, std::int64_t images, const Prediction& prediction) {
    const Tensor& output = prediction.output;
    const bool softmax = nn::endsInSoftmax(*m_loaded->graph);
    const bool batched = output.shape().rank() > 0 && output.shape()[0] == images && images > 1;
    for (std::int64_t n = 0; n < (batched ? images : 1); ++n)
      m_answers.push_back(
          {.file = file,
           .image = batched ? n : -1,
           .top = bestClasses(batched ? output.image(n) : output.values(), softmax, static_cast<std::size_t>(m_top)),
           .counts = prediction.counts[static_cast<std::size_t>(n)],
           .boxes = {}});
  }

  /// [1, C, H, W]
  Tensor readPixels(const std::string& file) const {
    const model::InputSpec& spec = m_loaded->manifest.input;
    const Shape& declared = m_loaded->graph->inputs.front().shape;
    if (declared.rank() != 4)
      throw Error::inFile(ErrorCode::ShapeMismatch, file, "",
                          "the network's input is " + declared.toString() + ", no image; give a .npy array");
    Tensor input(Shape({1, spec.channelCount(), spec.height, spec.width}));
    const data::Image image = data::readImage(file);
    try {
      data::preprocess(image, spec, input.image(0));
    } catch (const Error& error) {
      throw Error::inFile(error.code(), file, "", error.what());
    }
    return input;
  }

  /// The network's shape but for the first dimension, which may be missing or count several images.
  Tensor readArray(const std::string& file) const {
    const Shape& declared = m_loaded->graph->inputs.front().shape;
    Tensor input = readNpy(file);
    const Shape& given = input.shape();
    if (given.rank() + 1 == declared.rank() && std::ranges::equal(given.dims(), declared.dims().subspan(1)))
      input.reshape(declared.withBatch(1));
    const bool fits = input.shape().rank() == declared.rank() && input.size() > 0 &&
                      (input.shape() == declared || input.shape() == declared.withBatch(input.shape()[0]));
    if (!fits)
      throw Error::inFile(ErrorCode::ShapeMismatch, file, "",
                          "is " + given.toString() + ", the network's input " + declared.toString());
    return input;
  }

  Tensor joinedOutputs() const {
    if (m_outputs.size() == 1)
      return m_outputs.front();
    if (m_outputs.empty())
      return Tensor(Shape({0}));
    std::int64_t rows = 0;
    std::vector<float> values;
    const Shape& first = m_outputs.front().shape();
    for (const Tensor& output : m_outputs) {
      if (output.shape().rank() == 0 || output.shape().withBatch(1) != first.withBatch(1))
        throw Error(ErrorCode::ShapeMismatch, m_logits + ": outputs of different shapes do not fit into one array");
      rows += output.shape()[0];
      values.insert(values.end(), output.values().begin(), output.values().end());
    }
    return Tensor(first.withBatch(rows), values);
  }

  std::string labelOf(std::int64_t index) const {
    const auto i = static_cast<std::size_t>(index);
    return i < m_loaded->labels.size() ? m_loaded->labels[i] : "";
  }

  Json boxesJson(const detect::Detections& boxes) const {
    Json list = Json::array();
    for (const detect::Detection& found : boxes)
      list.push_back({{"class", found.classIndex},
                      {"label", labelOf(found.classIndex)},
                      {"score", found.score},
                      {"x", found.box.x},
                      {"y", found.box.y},
                      {"w", found.box.w},
                      {"h", found.box.h}});
    return list;
  }

  std::string boxTable() const {
    std::string text;
    for (const ImageAnswer& answer : m_answers) {
      TextTable table({{"  score"}, {"class"}, {"x"}, {"y"}, {"width"}, {"height"}, {"label", TextTable::Align::Left}});
      for (const detect::Detection& found : answer.boxes)
        table.addRow({percent(found.score), std::to_string(found.classIndex), fixed(found.box.x, 1),
                      fixed(found.box.y, 1), fixed(found.box.w, 1), fixed(found.box.h, 1), labelOf(found.classIndex)});
      text += printable(answer.file) + "\n" + (answer.boxes.empty() ? "  nothing found\n" : table.toString()) +
              workText(answer) + "\n\n";
    }
    return text;
  }

  std::string workText(const ImageAnswer& answer) const {
    std::string text = "  " + shortCount(static_cast<double>(answer.counts.macsExecuted)) + " MACs";
    if (m_engine.hasKnobs())
      text += " of " + shortCount(static_cast<double>(answer.counts.macsDense)) + ", saves " +
              fixed(effort::opsRatio(answer.counts), 2) + "x";
    return text;
  }

  std::string json() const {
    Json document = {{"model", m_loaded->manifest.name}, {"engine", m_engineName}, {"complete", m_complete}};
    if (m_loaded->manifest.randomWeights)
      document["random_weights"] = *m_loaded->manifest.randomWeights;
    document["results"] = Json::array();
    for (const ImageAnswer& answer : m_answers) {
      Json result = {{"file", answer.file}};
      if (answer.image >= 0)
        result["image"] = answer.image;
      if (m_detects) {
        result["boxes"] = boxesJson(answer.boxes);
        result["macs_executed"] = answer.counts.macsExecuted;
        document["results"].push_back(std::move(result));
        continue;
      }
      result["top"] = Json::array();
      for (const RankedClass& best : answer.top)
        result["top"].push_back({{"class", best.index}, {"label", labelOf(best.index)}, {"score", best.score}});
      result["macs_executed"] = answer.counts.macsExecuted;
      result["overhead_ops"] = answer.counts.overheadOps;
      document["results"].push_back(std::move(result));
    }
    return jsonText(document);
  }

  std::string table() const {
    std::string text;
    for (const ImageAnswer& answer : m_answers) {
      text += printable(answer.file) + (answer.image >= 0 ? " [" + std::to_string(answer.image) + "]" : "") + "\n";
      TextTable table({{"  score"}, {"class"}, {"label", TextTable::Align::Left}});
      for (const RankedClass& best : answer.top)
        table.addRow({percent(best.score), std::to_string(best.index), labelOf(best.index)});
      text += table.toString() + workText(answer) + "\n\n";
    }
    return text;
  }

  ModelOptions m_model;
  EngineOptions m_engine;
  GateOptions m_gate;
  std::vector<std::string> m_files;
  std::string m_logits;
  int m_top = 5;

  std::string m_engineName;
  std::shared_ptr<const model::Model> m_loaded;
  std::vector<ImageAnswer> m_answers;
  std::vector<Tensor> m_outputs;
  bool m_detects = false;
  bool m_complete = false;
};

}  // namespace

std::unique_ptr<Command> makePredictCommand() {
  return std::make_unique<PredictCommand>();
}

}  // namespace effortlab::cli
