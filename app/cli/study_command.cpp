#include "cli/command.h"
#include "cli/gate_options.h"
#include "cli/model_options.h"
#include "cli/option_checks.h"
#include "cli/output_files.h"
#include "cli/study_report.h"
#include "core/error.h"
#include "effort/study.h"

#include <CLI/CLI.hpp>

#include <algorithm>

namespace effortlab::cli {

namespace {

using effort::StudyKind;
using effort::StudyPlan;

constexpr std::int64_t maxStudyRuns = 1'000'000;
constexpr std::int64_t maxStudyImage = std::int64_t{1} << 40;

constexpr const char* studyHelp =
    "NAME is one of\n"
    "  margin            density of the decision margin, of images that are classified rightly (easy) and wrongly "
    "(hard)\n"
    "  sign-prediction   how often a sign predicted after a part of the inputs is right, by layer and order\n"
    "  ratios            operations and time of the network, dense / with knobs\n"
    "  layer-time        time of each layer under knobs, dense = 1\n"
    "  knob-share        what each knob saves of each layer\n"
    "  engines           naive, eigen, onednn, opencv and fast, without and with knobs, timed against each other\n"
    "  effort-map        MACs that each neuron of a layer really used on one image, beside its activations\n"
    "  saturation        saturated outputs by layer and class\n"
    "  correlation       of neighbouring neurons by layer; suggests a sampling period\n"
    "  image-effort      MACs of each image, as a share of the dense ones\n"
    "  models            accuracy against MACs and ms of several networks (--with), dense joined to knobs\n"
    "\n"
    "With --json: study, model, data, images, total_images, complete, form, x, y (axes: label, fraction, "
    "logarithmic),\n"
    "categories[] (of bars; x counts them from 0), series[]{name, layer, x[], y[], lo[], hi[] (95 % interval),\n"
    "map_width (of maps, row by row), x2[]}, remarks[].\n"
    "With --no-timing, ratios and models leave times out; layer-time and engines have nothing else. oneDNN's threads\n"
    "wait busily for each other: with two and more on a machine that others use, set OMP_WAIT_POLICY=passive.\n"
    "\n"
    "Examples:\n"
    "  effortlab-cli study margin fashion-vgg sample --limit 1000\n"
    "  effortlab-cli study knob-share fashion-vgg sample --knobs my.knobs.json --out shares.csv\n"
    "  effortlab-cli study effort-map fashion-vgg sample --knobs my.knobs.json --image 17 --layers conv1,conv2#3\n"
    "  effortlab-cli study models fashion-vgg sample --knobs my.knobs.json --with fashion-lenet,sample";

std::vector<std::string> listed(const std::string& text, const std::string& option) {
  std::vector<std::string> parts;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    parts.push_back(text.substr(begin, end - begin));
    if (parts.back().empty())
      throw Error(ErrorCode::InvalidArgument, option + " '" + text + "': an empty name in the list");
    begin = end + 1;
  }
  return parts;
}

class StudyCommand final : public Command {
public:
  void addOptions(CLI::App& app) override {
    app.add_option("NAME", m_name, "The study, see below")->required()->type_name("");
    m_model.addTo(app);
    app.add_option("DATA", m_data, "Labelled images (default: sample); see effortlab-cli --help")->type_name("");
    m_knobs.addTo(app);
    m_gate.addTo(app);
    app.add_option("--layers", m_layers, "Layers to look at (default: all the study can tell something of)")
        ->type_name("A,B");
    app.add_option("--image", m_image, "effort-map: the image, by its number in DATA (default: the first used)")
        ->check(range(std::int64_t{0}, maxStudyImage))
        ->type_name("K");
    app.add_option("--engines", m_engines,
                   "engines: beside fast, a list of naive, eigen, reference, opencv, onednn, onednn-winograd\n"
                   "(default: naive,eigen,onednn,opencv)")
        ->type_name("E,E,E");
    app.add_option("--runs", m_runs, "Timed rounds (default: 30)")
        ->check(range(std::int64_t{1}, maxStudyRuns))
        ->type_name("N");
    app.add_option("--with", m_with, "models: one more network, its images and knobs; may be repeated")
        ->type_name("MODEL,DATA[,KNOBS]");
    app.add_option("--out", m_out, "Write the values, one a line, as CSV")->type_name("FILE");
    app.footer(studyHelp);
  }

  void compute(const CommandContext& context) override {
    const StudyKind kind = effort::studyFromName(m_name);
    checkOptions(kind, context.options.timing);
    if (!m_out.empty())
      requireWritable(m_out, "--out");
    m_loaded = m_model.load();
    m_figure = effort::runStudy(kind, planOf(kind, context), context.control, {});
  }

  Report report(const CommandContext& context) override {
    if (!m_out.empty())
      writeOutput(m_out, studyCsv(m_figure));
    const StudyFacts facts{.model = *m_loaded, .data = m_data, .figure = m_figure, .knobsFile = m_knobs.file()};
    return {.text = context.options.json ? jsonText(studyJson(facts)) : studyText(facts),
            .complete = m_figure.complete};
  }

private:
  void checkOptions(StudyKind kind, bool timing) const {
    const auto only = [&](bool given, StudyKind wanted, const char* option) {
      if (given && kind != wanted)
        throw Error(ErrorCode::InvalidArgument,
                    std::string(option) + " is for the study " + std::string(effort::studyName(wanted)));
    };
    only(m_image >= 0, StudyKind::EffortMap, "--image");
    only(!m_engines.empty(), StudyKind::Engines, "--engines");
    only(!m_with.empty(), StudyKind::Models, "--with");
    if (!timing && (kind == StudyKind::LayerTime || kind == StudyKind::Engines))
      throw Error(ErrorCode::InvalidArgument, "the study " + m_name + " has nothing but times: leave --no-timing out");
  }

  StudyPlan planOf(StudyKind kind, const CommandContext& context) {
    requireClassifier(*m_loaded, "study");
    const auto set = data::openLabelledSet(m_data);
    StudyPlan plan{.model = m_loaded,
                   .inputs = inputsOf(set, *m_loaded),
                   .images = slice(context.options, set->size(), m_data),
                   .knobs = m_knobs.read(*m_loaded)};
    plan.engineOptions.planFolder = app::planFolder();
    plan.calibration = m_gate.calibration(*m_loaded, plan.knobs, set, plan.images, context.control);
    if (!m_layers.empty())
      plan.layers = listed(m_layers, "--layers");
    if (m_image >= set->size())
      throw Error(ErrorCode::InvalidArgument, "--image " + std::to_string(m_image) + ": " + m_data + " has " +
                                                  std::to_string(set->size()) + " images, counted from 0");
    if (kind == StudyKind::EffortMap)
      plan.images = {m_image >= 0 ? m_image : plan.images.front()};
    plan.runs = context.options.timing ? m_runs : 0;
    if (!m_engines.empty())
      for (const std::string& name : listed(m_engines, "--engines"))
        plan.engines.push_back(nn::engineFromName(name));
    for (const std::string& with : m_with)
      plan.models.push_back(compared(with, context));
    return plan;
  }

  static std::shared_ptr<const data::InputCache> inputsOf(std::shared_ptr<const data::LabelledSet> set,
                                                          const model::Model& model) {
    return std::make_shared<const data::InputCache>(std::move(set), model.manifest.input, inputCacheBytes);
  }

  StudyPlan::Compared compared(const std::string& with, const CommandContext& context) const {
    constexpr std::size_t modelAndData = 2, withKnobs = 3;
    const std::vector<std::string> parts = listed(with, "--with");
    if (parts.size() < modelAndData || parts.size() > withKnobs)
      throw Error(ErrorCode::InvalidArgument, "--with " + with + ": must be MODEL,DATA or MODEL,DATA,KNOBS");
    StudyPlan::Compared other;
    other.model = std::make_shared<const model::Model>(model::loadModel(findModel(parts[0])));
    requireClassifier(*other.model, "study");
    const auto set = data::openLabelledSet(parts[1]);
    other.inputs = inputsOf(set, *other.model);
    other.images = slice(context.options, set->size(), parts[1]);
    if (parts.size() == withKnobs)
      other.knobs = readKnobsFor(*other.model, parts[2], false);
    other.calibration = m_gate.calibration(*other.model, other.knobs, set, other.images, context.control);
    return other;
  }

  ModelOptions m_model;
  KnobsOption m_knobs;
  GateOptions m_gate;
  std::string m_name;
  std::string m_data = "sample";
  std::string m_layers;
  std::string m_engines;
  std::string m_out;
  std::vector<std::string> m_with;
  std::int64_t m_image = -1;  ///< -1: not given
  std::int64_t m_runs = 30;

  std::shared_ptr<const model::Model> m_loaded;
  effort::StudyFigure m_figure;
};

}  // namespace

std::unique_ptr<Command> makeStudyCommand() {
  return std::make_unique<StudyCommand>();
}

}  // namespace effortlab::cli
