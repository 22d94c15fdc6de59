#include "cli/command.h"
#include "cli/evaluation_report.h"
#include "cli/gate_options.h"
#include "cli/model_options.h"
#include "cli/option_checks.h"
#include "cli/output_files.h"
#include "core/error.h"

#include <CLI/CLI.hpp>

namespace effortlab::cli {

namespace {

constexpr int maxBatch = 4096;

constexpr const char* evaluateHelp =
    "top-1 and top-5 are fractions of the images evaluated, with the 95 % interval (Wilson) of top-1. All MACs and\n"
    "operations are sums over all images evaluated. overhead_ops are the scalar operations that the knobs themselves\n"
    "cost; ops_ratio = 2 macs_dense / (2 macs_executed + overhead_ops). saved{} are MACs, attributed to the knob that\n"
    "avoided them: macs_dense = macs_executed + saved spet + sdss + sfma. agreement is the fraction of images with "
    "the\n"
    "same top-1 as the dense network. With a gate, images in doubt after an 8-bit pass are repeated exactly; an 8-bit "
    "MAC\n"
    "weighs 0.25 (the gate's weight) in macs_executed.\n"
    "\n"
    "With --json: images, top1, top5, top1_interval[2], agreement, macs_dense, macs_executed, overhead_ops, "
    "ops_ratio,\n"
    "saved{spet, sdss, sfma, gate}, ms_per_image, engine, layers[]{name, macs_dense, macs_executed, overhead_ops,\n"
    "saved{spet, sdss, sfma}, ms}, complete, with a gate macs_8bit and repeated (a fraction),\n"
    "with --execution skip dense_layers[] (knobs left out) and gate_left_out (true), where that is faster, of the "
    "engine fast\n"
    "its plan, and for the sample its "
    "part: tuning, held-out or both.\n"
    "\n"
    "Examples:\n"
    "  effortlab-cli evaluate fashion-lenet sample --limit 2000\n"
    "  effortlab-cli evaluate deploy.prototxt list:val.txt --mean 104,117,123 --resize short-side:256 --crop center\n"
    "  effortlab-cli evaluate my.model.json cifar10:data --knobs my.knobs.json --json";

class EvaluateCommand final : public Command {
public:
  void addOptions(CLI::App& app) override {
    m_model.addTo(app);
    app.add_option("DATA", m_data, "Labelled images (default: sample); see effortlab-cli --help")->type_name("");
    m_engine.addTo(app);
    m_gate.addTo(app);
    app.add_option("--predictions", m_predictions,
                   "Write one line an image: index,label,top1,margin,macs,repeated.\nmargin is the top-1 minus the "
                   "top-2 probability")
        ->type_name("FILE");
    app.add_option("--batch", m_batch, "Images computed together (default: 16)")
        ->check(range(1, maxBatch))
        ->type_name("N");
    app.footer(evaluateHelp);
  }

  void compute(const CommandContext& context) override {
    m_kind = m_engine.engine();
    if (!m_predictions.empty())
      requireWritable(m_predictions, "--predictions");
    m_loaded = m_model.load();
    requireClassifier(*m_loaded, "evaluate");
    m_knobs = m_engine.knobs(*m_loaded);
    m_set = data::openLabelledSet(m_data);
    m_images = slice(context.options, m_set->size(), m_data);
    m_result = effort::evaluate(
        {.model = m_loaded,
         .inputs = std::make_shared<const data::InputCache>(m_set, m_loaded->manifest.input, inputCacheBytes),
         .images = m_images,
         .knobs = m_knobs,
         .engine = m_kind,
         .batch = m_batch,
         .execution = m_engine.execution(),
         .everyLayer = m_engine.everyLayer(),
         .engineOptions = m_engine.kernels(),
         .calibration = m_gate.calibration(*m_loaded, m_knobs, m_set, m_images, context.control)},
        context.control);
  }

  Report report(const CommandContext& context) override {
    if (!m_predictions.empty())
      writeOutput(m_predictions, effort::predictionsCsv(m_result));
    const EvaluationFacts facts{.model = *m_loaded,
                                .set = *m_set,
                                .result = m_result,
                                .images = m_images,
                                .engine = std::string(nn::engineName(m_kind)),
                                .execution = m_engine.execution(),
                                .knobsFile = m_engine.knobsFile(),
                                .knobs = m_knobs,
                                .threads = context.options.threads,
                                .timing = context.options.timing};
    return {.text = context.options.json ? jsonText(evaluationJson(facts)) : evaluationText(facts),
            .complete = m_result.complete};
  }

private:
  ModelOptions m_model;
  EngineOptions m_engine;
  GateOptions m_gate;
  std::string m_data = "sample";
  std::string m_predictions;
  std::int64_t m_batch = 16;

  nn::EngineKind m_kind = nn::EngineKind::Fast;
  std::shared_ptr<const model::Model> m_loaded;
  std::shared_ptr<const data::LabelledSet> m_set;
  std::vector<std::int64_t> m_images;
  effort::KnobSettings m_knobs;
  effort::EvaluationResult m_result;
};

}  // namespace

std::unique_ptr<Command> makeEvaluateCommand() {
  return std::make_unique<EvaluateCommand>();
}

}  // namespace effortlab::cli
