#include "cli/bench_report.h"
#include "cli/command.h"
#include "cli/gate_options.h"
#include "cli/model_options.h"
#include "cli/notes.h"
#include "cli/option_checks.h"
#include "core/error.h"
#include "core/random.h"
#include "data/preprocess.h"
#include "effort/knobs_io.h"
#include "effort/scoring.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cmath>

namespace effortlab::cli {

namespace {

constexpr std::int64_t maxBenchBatch = 4096;
constexpr std::int64_t maxBenchRuns = 1'000'000;
constexpr std::int64_t maxBenchImages = 1'000'000;
constexpr std::string_view randomData = "random";

constexpr const char* benchHelp =
    "Times engines against each other in one process, on the same images: every round runs each of them, starting\n"
    "with another one each time. A ratio is the median over the rounds of an engine's time by that of the first row\n"
    "in the same round, which stays right on a machine that others use too; above 1 is slower than the first row.\n"
    "Times are milliseconds an image; preparing images is not part of them. DATA may be \"random\": random inputs of\n"
    "the network's shape, for any network with one input; dense engines take the same time for any input.\n"
    "\n"
    "With --json: images, batch, macs (one image, dense), runs (rounds), complete, rows[]{engine, ms_median, ms_p10,\n"
    "ms_p90, ratio_to_fast, gflops, difference}, machine{cpu, cores, threads, isa, load}. difference is the largest\n"
    "difference of the output to the first row's, relative to its largest magnitude. A row of an engine of the\n"
    "default list that cannot run the network has only engine and error. With --knobs, two more rows: dense and\n"
    "knobs, what counting costs; with a gate the mean over all images of every round, and a row 8-bit for its first\n"
    "pass alone.\n"
    "oneDNN's threads wait busily for each other: with two and more on a machine that others use, set\n"
    "OMP_WAIT_POLICY=passive.\n"
    "\n"
    "Examples:\n"
    "  effortlab-cli bench fashion-vgg sample --threads 1\n"
    "  effortlab-cli bench deploy.prototxt random --random-weights 1 --against opencv,onednn --runs 50\n"
    "  effortlab-cli bench my.model.json list:val.txt --batch 16 --json";

std::vector<effort::BenchEngine> enginesOf(const std::string& list) {
  std::vector<effort::BenchEngine> engines{{.kind = nn::EngineKind::Fast}};
  const auto add = [&engines](nn::EngineKind kind, bool required) {
    if (std::none_of(engines.begin(), engines.end(), [kind](const auto& engine) { return engine.kind == kind; }))
      engines.push_back({.kind = kind, .required = required});
  };
  if (list.empty())
    for (const nn::EngineKind kind :
         {nn::EngineKind::Eigen, nn::EngineKind::OneDnn, nn::EngineKind::OneDnnWinograd, nn::EngineKind::OpenCv})
      add(kind, false);
  for (std::size_t begin = 0; begin < list.size();) {
    const std::size_t end = std::min(list.find(',', begin), list.size());
    try {
      add(nn::engineFromName(list.substr(begin, end - begin)), true);
    } catch (const Error& error) {
      throw Error(error.code(), "--against " + list + ": " + error.what());
    }
    begin = end + 1;
  }
  return engines;
}

class BenchCommand final : public Command {
public:
  void addOptions(CLI::App& app) override {
    m_model.addTo(app);
    app.add_option("DATA", m_data, "Images as for evaluate, or random (default: sample)")->type_name("");
    m_knobs.addTo(app);
    m_gate.addTo(app);
    app.add_option("--against", m_against,
                   "Engines to compare with, a list of eigen, reference, naive, opencv, onednn,\n"
                   "onednn-winograd (default: eigen,onednn,onednn-winograd,opencv)")
        ->type_name("E,E,E");
    app.add_option("--runs", m_runs, "Rounds (default: 30)")
        ->check(range<std::int64_t>(1, maxBenchRuns))
        ->type_name("N");
    app.add_option("--batch", m_batch, "Images computed together (default: 1)")
        ->check(range<std::int64_t>(1, maxBenchBatch))
        ->type_name("N");
    app.add_option("--images", m_images, "Different images (default: 16, or one batch)")
        ->check(range<std::int64_t>(1, maxBenchImages))
        ->type_name("N");
    app.footer(benchHelp);
  }

  void compute(const CommandContext& context) override {
    const std::vector<effort::BenchEngine> engines = enginesOf(m_against);
    m_loaded = m_model.load();
    effort::BenchPlan plan{.model = m_loaded, .batches = {}, .engines = engines, .knobs = {}, .runs = m_runs};
    if (m_knobs.given())
      plan.knobs = m_knobs.read(*m_loaded);
    plan.kernels.planFolder = app::planFolder();
    plan.batches = batches(context);
    if (plan.knobs)
      plan.calibration = m_gate.calibration(*m_loaded, *plan.knobs, m_set, m_used, context.control);
    m_result = effort::bench(plan, context.control);
  }

  Report report(const CommandContext& context) override {
    const BenchFacts facts{.model = *m_loaded,
                           .data = m_data,
                           .result = m_result,
                           .knobsFile = m_knobs.file(),
                           .different = m_different,
                           .threads = context.options.threads,
                           .timing = context.options.timing};
    return {.text = context.options.json ? jsonText(benchJson(facts)) : benchText(facts),
            .complete = m_result.complete};
  }

private:
  std::vector<TensorPtr> batches(const CommandContext& context) {
    constexpr std::int64_t usual = 16;
    const std::int64_t together = effort::imagesPerRun(*m_loaded->graph, m_batch);
    const std::int64_t wanted = m_images > 0 ? m_images : std::max(usual, together);
    if (wanted < together)
      throw Error(ErrorCode::InvalidArgument,
                  "--images " + std::to_string(wanted) + ": a batch has " + std::to_string(together));
    return m_data == randomData ? randomBatches(context, together, wanted) : dataBatches(context, together, wanted);
  }

  std::vector<TensorPtr> randomBatches(const CommandContext& context, std::int64_t together, std::int64_t wanted) {
    constexpr float middle = 128.0F;  // of a pixel's range
    const RandomStream stream(context.options.seed, "bench input");
    Shape shape = m_loaded->graph->inputs[0].shape;
    if (m_loaded->graph->batchable)
      shape = shape.withBatch(together);
    m_different = wanted / together * together;
    std::vector<TensorPtr> batches;
    // Every image of its own numbers: the stream is as long as all of them.
    FloatBuffer values(static_cast<std::size_t>(shape.elementCount() * (wanted / together)));
    stream.fillUniform(values, std::abs(m_loaded->manifest.input.scale) * middle);
    for (std::int64_t i = 0; i < wanted / together; ++i)
      batches.push_back(std::make_shared<Tensor>(
          shape, std::span<const float>(values).subspan(static_cast<std::size_t>(i * shape.elementCount()),
                                                        static_cast<std::size_t>(shape.elementCount()))));
    return batches;
  }

  std::vector<TensorPtr> dataBatches(const CommandContext& context, std::int64_t together, std::int64_t wanted) {
    const auto set = m_set = data::openLabelledSet(m_data);
    std::vector<std::int64_t> images = slice(context.options, set->size(), m_data);
    if (static_cast<std::int64_t>(images.size()) < together)
      throw Error(ErrorCode::InvalidArgument, "--batch " + std::to_string(together) + ": " + m_data + " gives only " +
                                                  std::to_string(images.size()) + " images; use a smaller batch");
    const std::int64_t count = std::min(wanted, static_cast<std::int64_t>(images.size())) / together;
    m_different = count * together;
    m_used.assign(images.begin(), images.begin() + m_different);
    const data::InputCache inputs(set, m_loaded->manifest.input, inputCacheBytes);
    std::vector<TensorPtr> batches;
    for (std::int64_t i = 0; i < count; ++i)
      batches.push_back(std::make_shared<Tensor>(inputs.batch(
          std::span(images).subspan(static_cast<std::size_t>(i * together), static_cast<std::size_t>(together)),
          context.control)));
    return batches;
  }

  ModelOptions m_model;
  KnobsOption m_knobs;
  GateOptions m_gate;
  std::string m_data = "sample";
  std::string m_against;
  std::int64_t m_runs = 30;
  std::int64_t m_batch = 1;
  std::int64_t m_images = 0;  ///< 0: not given

  std::shared_ptr<const model::Model> m_loaded;
  std::shared_ptr<const data::LabelledSet> m_set;  ///< null for random inputs
  std::vector<std::int64_t> m_used;                ///< of its images
  effort::BenchResult m_result;
  std::int64_t m_different = 0;
};

}  // namespace

std::unique_ptr<Command> makeBenchCommand() {
  return std::make_unique<BenchCommand>();
}

}  // namespace effortlab::cli
