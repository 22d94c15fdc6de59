#include "cli/command.h"
#include "cli/model_options.h"
#include "cli/notes.h"
#include "cli/option_checks.h"
#include "cli/output_files.h"
#include "cli/tune_report.h"
#include "core/error.h"
#include "effort/knobs_io.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <sstream>

namespace effortlab::cli {

namespace {

constexpr std::int64_t mostImages = 1'000'000'000;

constexpr const char* tuneHelp =
    "Searches knobs with the largest saving at a loss of top-1 of at most --max-drop percentage points against the\n"
    "dense network. Images that tune: --offset and --limit of DATA, of the sample its first 2,000; --tune-fraction "
    "the\n"
    "first part of DATA. Held-out images never decide anything: --holdout, else all other images of DATA.\n"
    "\n"
    "Methods: best (sensitivities of all layers first, then one price for damage in all of them; accepted is what\n"
    "should hold on unseen images), paper (Algorithm 1 of DyVEDeep, layer by layer), grid.\n"
    "--store DIR keeps every probe: the same command goes on where it stopped.\n"
    "\n"
    "With --json: baseline_top1, tuned_top1, drop (points), drop_interval[2], agreement, holdout{the same}, "
    "ops_ratio,\n"
    "time_ratio, probes, seconds, budget_met, shares[]{layer, knob, saved, disagreement}, remarks[]{finding, layer,\n"
    "detail}, complete; images_needed where there are too few images to show the budget.\n"
    "\n"
    "Examples:\n"
    "  effortlab-cli tune fashion-vgg sample --out vgg.knobs.json\n"
    "  effortlab-cli tune my.model.json cifar10:data --limit 2000 --max-drop 0.5 --store search --json\n"
    "  effortlab-cli tune fashion-lenet --objective time --gate --lock conv1,conv2:sdss";

std::vector<std::int64_t> rangeOf(std::int64_t first, std::int64_t last) {
  std::vector<std::int64_t> images(static_cast<std::size_t>(std::max<std::int64_t>(0, last - first)));
  std::iota(images.begin(), images.end(), first);
  return images;
}

/// "conv1,conv2:spet".
std::set<effort::KnobPlace> placesOf(const std::string& list) {
  std::set<effort::KnobPlace> places;
  std::istringstream entries(list);
  std::string entry;
  while (std::getline(entries, entry, ',')) {
    const std::size_t colon = entry.rfind(':');
    const auto names = [&](effort::KnobKind kind) {
      return colon != std::string::npos && entry.substr(colon + 1) == effort::knobKindName(kind);
    };
    const bool oneKnob = std::ranges::any_of(effort::knobKinds, names);
    for (const effort::KnobKind kind : effort::knobKinds)
      if (!oneKnob || names(kind))
        places.insert({oneKnob ? entry.substr(0, colon) : entry, kind});
  }
  return places;
}

class TuneCommand final : public Command {
public:
  void addOptions(CLI::App& app) override {
    m_model.addTo(app);
    app.add_option("DATA", m_data, "Labelled images (default: sample); see effortlab-cli --help")->type_name("");
    app.add_option("--max-drop", m_maxDrop, "Largest loss of top-1, percentage points (default: 0.5)")
        ->type_name("POINTS");
    app.add_option("--out", m_out, "Write the knobs found")->type_name("FILE");
    app.add_option("--holdout", m_holdout, "Held-out images (default: the other images of DATA)")->type_name("DATA");
    app.add_option("--holdout-offset", m_holdoutOffset, "First held-out image")
        ->check(range<std::int64_t>(0, mostImages))
        ->type_name("K");
    app.add_option("--holdout-limit", m_holdoutLimit, "At most so many held-out images")
        ->check(range<std::int64_t>(1, mostImages))
        ->type_name("N");
    app.add_option("--margin", m_margin,
                   "Standard deviations between the loss expected of the held-out images (of 2,500 where\n"
                   "there are fewer) and the budget, method best (default: 1.65);\n"
                   "more holds more surely on unseen images and saves less")
        ->type_name("Z");
    app.add_option("--objective", m_objective, "What is saved: ops or time (default: ops)")->type_name("NAME");
    app.add_option("--method", m_method, "best, paper or grid (default: best)")->type_name("NAME");
    app.add_option("--tune-fraction", m_fraction, "Tune on this first part of DATA, 0..1")->type_name("X");
    app.add_flag("--gate", m_gate, "The gate may be tuned too");
    app.add_option("--lock", m_lock, "Knobs that stay as they are: LAYER or LAYER:KNOB, by commas")->type_name("LIST");
    m_knobs.addTo(app);
    app.add_option("--store", m_store, "Folder that keeps every probe")->type_name("DIR");
    app.add_option("--probes", m_probes, "Write one line a probe")->type_name("FILE");
    app.footer(tuneHelp);
  }

  void compute(const CommandContext& context) override {
    for (const auto& [file, option] : {std::pair{m_out, "--out"}, {m_probes, "--probes"}})
      if (!file.empty())
        requireWritable(file, option);
    m_plan.model = m_model.load();
    requireClassifier(*m_plan.model, "tune");
    m_plan.start = m_knobs.read(*m_plan.model);
    m_plan.maxDropPoints = m_maxDrop;
    m_plan.margin = m_margin;
    m_plan.method = effort::tuneMethodFromName(m_method);
    m_plan.objective = effort::tuneObjectiveFromName(m_objective);
    m_plan.locked = placesOf(m_lock);
    m_plan.gate = m_gate;
    m_plan.seed = context.options.seed;
    m_plan.store = m_store;
    m_plan.engineOptions = {.plan = {}, .planFolder = app::planFolder()};
    chooseImages(context);
    m_result = effort::tune(m_plan, {.control = context.control, .onProbe = {}, .onBest = {}});
  }

  Report report(const CommandContext& context) override {
    if (m_plan.heldOut.empty())
      note("all images tuned: none was held out to check the answer on (--limit, --holdout)");
    if (!m_out.empty())
      effort::writeKnobs(m_out, m_result.settings);
    if (!m_probes.empty())
      writeOutput(m_probes, probesCsv(m_result));
    const TuneFacts facts{m_plan, m_result, m_out, context.options.timing};
    return {.text = context.options.json ? jsonText(tuneJson(facts)) : tuneText(facts), .complete = m_result.complete};
  }

private:
  void chooseImages(const CommandContext& context) {
    const std::shared_ptr<const data::LabelledSet> set = data::openLabelledSet(m_data);
    const auto cacheOf = [&](const std::shared_ptr<const data::LabelledSet>& images) {
      return std::make_shared<const data::InputCache>(images, m_plan.model->manifest.input, inputCacheBytes);
    };
    m_plan.inputs = cacheOf(set);
    CommonOptions options = context.options;
    if (m_fraction) {
      if (!(*m_fraction > 0.0 && *m_fraction <= 1.0))
        throw Error(ErrorCode::InvalidArgument, "--tune-fraction must be above 0 and at most 1");
      if (options.limit)
        throw Error(ErrorCode::InvalidArgument, "--tune-fraction and --limit both say how many images tune: give one");
      options.limit =
          std::max<std::int64_t>(1, std::llround(*m_fraction * static_cast<double>(set->size() - options.offset)));
    } else if (m_data == "sample" && !options.limit) {
      options.limit = data::sampleTuningImages;
    }
    m_plan.images = slice(options, set->size(), m_data);
    if (!m_holdout.empty()) {
      const std::shared_ptr<const data::LabelledSet> other = data::openLabelledSet(m_holdout);
      m_plan.heldOutInputs = other->hash() == set->hash() ? m_plan.inputs : cacheOf(other);
      CommonOptions heldOut;
      heldOut.offset = m_holdoutOffset;
      heldOut.limit = m_holdoutLimit;
      m_plan.heldOut = slice(heldOut, other->size(), m_holdout);
      return;
    }
    m_plan.heldOutInputs = m_plan.inputs;
    m_plan.heldOut = rangeOf(m_holdoutOffset, set->size());
    std::erase_if(m_plan.heldOut,
                  [&](std::int64_t image) { return image >= m_plan.images.front() && image <= m_plan.images.back(); });
    if (m_holdoutLimit && *m_holdoutLimit < std::ssize(m_plan.heldOut))
      m_plan.heldOut.resize(static_cast<std::size_t>(*m_holdoutLimit));
  }

  ModelOptions m_model;
  KnobsOption m_knobs;
  std::string m_data = "sample";
  std::string m_out, m_holdout, m_objective = "ops", m_method = "best", m_lock, m_store, m_probes;
  double m_maxDrop = 0.5;
  double m_margin = effort::TunePlan().margin;
  std::optional<double> m_fraction;
  std::int64_t m_holdoutOffset = 0;
  std::optional<std::int64_t> m_holdoutLimit;
  bool m_gate = false;

  effort::TunePlan m_plan;
  effort::TuneResult m_result;
};

}  // namespace

std::unique_ptr<Command> makeTuneCommand() {
  return std::make_unique<TuneCommand>();
}

}  // namespace effortlab::cli
