#include "cli/command.h"
#include "cli/model_options.h"
#include "cli/notes.h"
#include "cli/option_checks.h"
#include "cli/output_files.h"
#include "cli/video_report.h"
#include "core/error.h"
#include "data/boxes_io.h"
#include "data/scenes.h"
#include "fovea/annotated_video.h"

#include <CLI/CLI.hpp>

#include <algorithm>

namespace effortlab::cli {

namespace {

namespace fs = std::filesystem;
using fovea::PolicyKind;
using fovea::PolicySettings;

constexpr std::string_view scenePrefix = "scene:", boxesPrefix = "boxes:";
constexpr int mostRepetitions = 1000;

constexpr const char* videoHelp =
    "VIDEO is a file, a folder of numbered images, camera:N, scene:NAME or scene:NAME#SEED (clips with exact boxes).\n"
    "DETECTOR is a model with a decoder, fashion-ssd (built in, the default), or boxes:FILE: precomputed detections,\n"
    "a line a box: frame class score x y w h.\n"
    "\n"
    "Policies\n"
    "  full      every frame whole\n"
    "  every:K   every K-th frame whole, the boxes held between\n"
    "  track:K   the same with a tracker between\n"
    "  thesis    Multi-Fovea as first described\n"
    "  best      ours: foveas at the objects' target size, scan tiles for newcomers, a tracker (the default)\n"
    "\n"
    "Speed-ups are against full, which is run beside the others, in turns, with the first policy's least score, "
    "unless\n"
    "--no-full is given: by eq. 3.9 (pixels), by counted MACs, by time of the detector and in total. AP is at IoU 0.5; "
    "of skipped frames the boxes\n"
    "shown count. Delay: median frames until a newcomer is found, with a score of at least 0.4.\n"
    "\n"
    "With --json: video, detector, width, height, complete, policy, set[] (changed parameters), frames, processed,\n"
    "full_frames, detector_macs, detector_macs_executed, ms_per_frame, ms_per_call, fps, ms_median, ms_worst,\n"
    "stages_ms{predict, montage, detector, track, total}, speedup{eq39, macs, detector, measured} a video frame,\n"
    "speedup_per_call, and with ground truth ap50, ap50_relaxed, ap50_class_agnostic, ap_by_class, ap_by_speed,\n"
    "ap_by_size, delay_frames, newcomers, false_alarms_per_frame, duplicates_per_frame, misses_per_frame; with\n"
    "--compare policies[] of the same keys, --policy first; warnings[]. --trace writes a JSON object a frame: kind,\n"
    "canvas, tiles (source, destination, matrix), boxes, ms.\n"
    "\n"
    "Examples:\n"
    "  effortlab-cli video scene:medium-pan --compare track:5,thesis\n"
    "  effortlab-cli video walk.mp4 person.model.json --policy thesis --set skip_o=10 --boxes gt.txt --out seen.mp4\n"
    "  effortlab-cli video scene:crowd-static --export crowd --limit 50";

std::vector<std::string> parts(const std::string& list) {
  std::vector<std::string> words;
  for (std::size_t begin = 0; begin <= list.size();) {
    const std::size_t end = std::min(list.find(',', begin), list.size());
    words.push_back(list.substr(begin, end - begin));
    begin = end + 1;
  }
  return words;
}

class VideoCommand final : public Command {
public:
  void addOptions(CLI::App& app) override {
    app.add_option("VIDEO", m_video, "What to look at, see below")->required()->type_name("");
    app.add_option("DETECTOR", m_detectorName, "What looks (default: fashion-ssd)")->type_name("");
    app.add_option("--policy", m_policy, "full, every:K, track:K, thesis or best (default: best)")->type_name("P");
    app.add_option("--compare", m_compare, "Further policies, on the same frames in turns")->type_name("P,P,...");
    app.add_option("--set", m_set, "A parameter, of each policy that has it; may be repeated")->type_name("NAME=VALUE");
    app.add_option("--boxes", m_boxes, "Ground truth: MOT gt.txt, a folder of VOC or VID .xml, COCO .json")
        ->type_name("FILE");
    app.add_option("--class-map", m_classMap, "Two columns: a name or id in the ground truth, a label of the detector")
        ->type_name("FILE");
    app.add_option("--detections", m_detections, "Write the boxes shown, a line each: frame class score x y w h")
        ->type_name("FILE");
    app.add_option("--trace", m_trace, "Write what was done, a JSON object a frame")->type_name("FILE");
    app.add_option("--out", m_out, "Write the video with its boxes, as MP4")->type_name("FILE");
    app.add_option("--export", m_export, "Of a scene: only write its frames and boxes")->type_name("DIR");
    app.add_option("--repetitions", m_repetitions, "Times the whole is looked at; times are medians (default: 1)")
        ->check(range(1, mostRepetitions))
        ->type_name("N");
    app.add_option("--engine", m_engine, "What the detector runs on: fast, eigen, opencv, ... (default: fast)")
        ->type_name("ENGINE");
    app.add_flag("--no-full", m_noFull, "Do not run full for the speed-ups");
    m_knobs.addTo(app);
    app.footer(videoHelp);
  }

  void compute(const CommandContext& context) override {
    if (!m_export.empty())
      return exportFrames(context);
    const std::vector<PolicySettings> policies = policiesAsked();
    m_shown = policies.size();
    for (const auto& [file, option] : {std::pair(m_detections, "--detections"), {m_trace, "--trace"}, {m_out, "--out"}})
      if (!file.empty())
        requireWritable(file, option);
    const auto video = data::openVideo(m_video);
    m_info = video->info();
    if (m_info.live && !m_out.empty())
      throw Error(ErrorCode::InvalidArgument, "--out: a camera's pictures come only once; record them to a file first");
    const auto detector = openDetector(*video);
    m_labels = detector->labels();
    const std::optional<detect::Truth> truth = truthOf(*video);
    fovea::VideoEvaluationPlan plan{.policies = policies,
                                    .firstFrame = context.options.offset,
                                    .frames = context.options.limit.value_or(-1),
                                    .repetitions = context.options.timing ? m_repetitions : 1};
    const auto isFull = [](const PolicySettings& settings) { return settings.policy().kind == PolicyKind::Full; };
    if (!m_noFull && std::none_of(policies.begin(), policies.end(), isFull))
      plan.policies.push_back(fovea::wholeFramesBeside(policies.front()));
    m_result = fovea::evaluateVideo(*video, *detector, truth ? &*truth : nullptr, plan, context.control);
    if (m_result.records.front().empty())
      throw Error(ErrorCode::Cancelled, "stopped before the first frame");
    if (!m_out.empty())
      writeVideo(*video);
  }

  Report report(const CommandContext& context) override {
    if (!m_export.empty())
      return {.text = context.options.json ? jsonText({{"folder", m_export}, {"frames", m_exported}})
                                           : "wrote " + std::to_string(m_exported) + " frames to " + m_export + "\n"};
    for (const std::string& warning : m_result.warnings)
      note(warning + "; what came before is reported");
    if (!m_detections.empty())
      writeOutput(m_detections, detectionsText());
    if (!m_trace.empty())
      writeOutput(m_trace, traceText(m_result.records.front(), m_labels, context.options.timing));
    const VideoFacts facts{.video = m_info,
                           .detector = m_detectorName,
                           .labels = m_labels,
                           .result = m_result,
                           .shown = m_shown,
                           .timing = context.options.timing};
    return {.text = context.options.json ? jsonText(videoJson(facts)) : videoText(facts),
            .complete = m_result.complete || !m_result.warnings.empty()};
  }

private:
  void exportFrames(const CommandContext& context) {
    if (!m_video.starts_with(scenePrefix))
      throw Error(ErrorCode::InvalidArgument, "--export: " + m_video + " is no scene; only scene:NAME can be exported");
    const data::Scene scene(data::sceneNamed(m_video.substr(scenePrefix.size())));
    requireFolder(m_export, "--export");
    m_exported = std::min(context.options.limit.value_or(scene.spec().frames), scene.spec().frames);
    data::exportScene(scene, m_export, m_exported);
  }

  std::vector<PolicySettings> policiesAsked() const {
    std::vector<PolicySettings> policies{PolicySettings(fovea::parsePolicy(m_policy))};
    if (!m_compare.empty())
      for (const std::string& name : parts(m_compare))
        policies.emplace_back(fovea::parsePolicy(name));
    for (const std::string& assignment : m_set) {
      const std::string name = assignment.substr(0, assignment.find('='));
      bool taken = false;
      for (PolicySettings& settings : policies) {
        const auto parameters = fovea::parametersOf(settings.policy().kind);
        if (std::none_of(parameters.begin(), parameters.end(), [&](const auto& info) { return info.name == name; }))
          continue;
        settings.set(std::string_view(assignment));
        taken = true;
      }
      if (!taken)
        policies.front().set(std::string_view(assignment));  // says which there are
    }
    return policies;
  }

  /// Classes of precomputed detections are named as those of the ground truth.
  std::vector<std::string> namesOfTruth(const data::VideoSource& video) const {
    if (!m_boxes.empty())
      return data::readAnnotations(m_boxes, boxesOptions({})).classNames;
    return video.annotations() != nullptr ? video.annotations()->classNames : std::vector<std::string>();
  }

  std::unique_ptr<detect::Detector> openDetector(const data::VideoSource& video) {
    if (m_detectorName.starts_with(boxesPrefix)) {
      if (m_knobs.given())
        throw Error(ErrorCode::InvalidArgument, "--knobs: precomputed detections have no layers");
      const std::vector<std::string> names = namesOfTruth(video);
      data::BoxesOptions options = boxesOptions(names);
      options.firstNumberKnown = false;
      options.classMap.clear();
      return detect::makePrecomputedDetector(data::readScoredBoxes(m_detectorName.substr(boxesPrefix.size()), options),
                                             names, {.height = m_info.height, .width = m_info.width});
    }
    const auto model = std::make_shared<const model::Model>(model::loadModel(findModel(m_detectorName)));
    return detect::makeDetector(model, {.engine = nn::engineFromName(m_engine),
                                        .kernels = {.planFolder = app::planFolder()},
                                        .knobs = m_knobs.read(*model)});
  }

  data::BoxesOptions boxesOptions(std::vector<std::string> labels) const {
    std::error_code ignored;
    return {.width = m_info.width,
            .height = m_info.height,
            .frames = m_info.frames,
            .firstNumber = m_info.firstNumber,
            .firstNumberKnown = fs::is_directory(m_info.spec, ignored),
            .labels = std::move(labels),
            .classMap = m_classMap};
  }

  std::optional<detect::Truth> truthOf(const data::VideoSource& video) const {
    if (m_boxes.empty() && !m_classMap.empty())
      throw Error(ErrorCode::InvalidArgument, "--class-map belongs to --boxes; give both");
    if (m_boxes.empty() && video.annotations() == nullptr)
      return std::nullopt;
    data::VideoAnnotations annotations = m_boxes.empty() ? data::withLabels(*video.annotations(), m_labels)
                                                         : data::readAnnotations(m_boxes, boxesOptions(m_labels));
    for (const std::string& warning : annotations.warnings)
      note(warning);
    return std::move(annotations.frames);
  }

  std::string detectionsText() const {
    std::vector<std::vector<data::ScoredBox>> frames;
    for (const fovea::FrameRecord& record : m_result.records.front()) {
      frames.resize(static_cast<std::size_t>(record.frame) + 1);
      for (const fovea::ShownBox& box : record.boxes)
        frames.back().push_back({box.box, box.classIndex, box.score});
    }
    return data::scoredBoxesText(frames, m_labels);
  }

  void writeVideo(data::VideoSource& video) const {
    fovea::AnnotatedVideo writer(m_out, {.frame = {.height = m_info.height, .width = m_info.width},
                                         .framesPerSecond = m_info.framesPerSecond,
                                         .labels = m_labels});
    for (const fovea::FrameRecord& record : m_result.records.front())
      writer.add(*video.frame(record.frame), record);
    writer.finish();
  }

  KnobsOption m_knobs;
  std::string m_video, m_detectorName = "fashion-ssd", m_policy = "best", m_compare;
  std::string m_boxes, m_classMap, m_detections, m_trace, m_out, m_export, m_engine = "fast";
  std::vector<std::string> m_set;
  int m_repetitions = 1;
  bool m_noFull = false;

  data::VideoInfo m_info;
  std::vector<std::string> m_labels;
  std::size_t m_shown = 1;
  std::int64_t m_exported = 0;
  fovea::VideoEvaluation m_result;
};

}  // namespace

std::unique_ptr<Command> makeVideoCommand() {
  return std::make_unique<VideoCommand>();
}

}  // namespace effortlab::cli
