// Policies of videos against each other, paired: the goal table of Multi-Fovea.
//
//   bench_fovea CLIPS POLICY[,name=value...]... [--repeat N] [--first N] [--frames N] [--score S] [--plans FOLDER]
//   [--clips]
//
// CLIPS: `report` or `tune` (the ten scenes; `tune#7`: other clips of their kinds), `tud FOLDER MODEL`, `pets FILE
// MODEL`, `scene:NAME`. Figures are means over the clips; speed-ups are ratios of sums. PETS has no ground truth: what
// the detector finds in a larger canvas stands in for it. `full` is always run first.
#include "core/error.h"
#include "core/statistics.h"
#include "data/boxes_io.h"
#include "data/preprocess.h"
#include "data/scenes.h"
#include "data/video_source.h"
#include "fovea/video_evaluation.h"
#include "model/manifest.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

namespace {

using namespace effortlab;
using fovea::PolicyReport;

constexpr std::int64_t largerSide = 640, largerHeight = 480;  // canvas that stands in for ground truth
constexpr float agreedScore = 0.5F;

struct Clip {
  std::string name;
  std::shared_ptr<data::VideoSource> video;
  detect::Truth truth;
};

struct Request {
  std::string clips, path, model;
  std::vector<fovea::PolicySettings> policies;
  int repeat = 1;
  std::int64_t first = 0, frames = -1;
  double score = 0.0;
  std::string plans;
  bool everyClip = false;
};

fovea::PolicySettings settingsOf(const std::string& text, double score) {
  std::size_t end = std::min(text.find(','), text.size());
  fovea::PolicySettings settings(fovea::parsePolicy(text.substr(0, end)));
  if (score > 0.0)
    settings.set("score", score);
  while (end < text.size()) {
    const std::size_t begin = end + 1;
    end = std::min(text.find(',', begin), text.size());
    settings.set(std::string_view(text).substr(begin, end - begin));
  }
  return settings;
}

Request parse(int argc, char** argv) {
  Request request;
  std::vector<std::string> words, policies{"full"};
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    const auto next = [&] { return i + 1 < argc ? std::string(argv[++i]) : std::string(); };
    if (word == "--repeat")
      request.repeat = std::atoi(next().c_str());
    else if (word == "--frames")
      request.frames = std::atoll(next().c_str());
    else if (word == "--first")
      request.first = std::atoll(next().c_str());
    else if (word == "--score")
      request.score = std::atof(next().c_str());
    else if (word == "--plans")
      request.plans = next();
    else if (word == "--clips")
      request.everyClip = true;
    else
      words.push_back(word);
  }
  if (words.empty())
    throw Error(ErrorCode::InvalidArgument, "which clips? report, tune, tud FOLDER MODEL, pets FILE MODEL, scene:NAME");
  request.clips = words[0];
  std::size_t at = 1;
  if (request.clips == "tud" || request.clips == "pets") {
    request.path = words.at(1);
    request.model = words.at(2);
    at = 3;
  }
  policies.insert(policies.end(), words.begin() + static_cast<std::ptrdiff_t>(at), words.end());
  for (const std::string& policy : policies)
    request.policies.push_back(settingsOf(policy, request.score));
  return request;
}

Clip sceneClip(const std::string& name, const std::vector<std::string>& labels) {
  Clip clip{.name = name, .video = data::openVideo("scene:" + name), .truth = {}};
  clip.truth = data::withLabels(*clip.video->annotations(), labels).frames;
  return clip;
}

/// What the detector finds in a larger canvas.
detect::Truth agreement(data::VideoSource& video, detect::Detector& detector, std::int64_t first, std::int64_t end) {
  detect::Truth truth(static_cast<std::size_t>(first));
  for (std::int64_t i = first; i < end; ++i) {
    const data::FramePtr frame = video.frame(i);
    const data::Image large = data::stretched(*frame, largerSide, largerHeight);
    std::vector<data::Annotation>& objects = truth.emplace_back();
    for (const detect::Detection& found : detector.detectCanvas(large, {})) {
      const float x = static_cast<float>(frame->width) / static_cast<float>(largerSide);
      const float y = static_cast<float>(frame->height) / static_cast<float>(largerHeight);
      const data::Box box{found.box.x * x, found.box.y * y, found.box.w * x, found.box.h * y};
      objects.push_back({.box = box, .classIndex = found.classIndex, .counted = found.score >= agreedScore});
    }
  }
  return truth;
}

std::vector<Clip> clipsOf(const Request& request, detect::Detector& detector) {
  std::vector<Clip> clips;
  if (request.clips.starts_with("scene:")) {
    clips.push_back(sceneClip(request.clips.substr(6), detector.labels()));
  } else if (request.clips == "tud") {
    Clip clip{.name = "tud", .video = data::openVideo(request.path), .truth = {}};
    const data::VideoInfo& info = clip.video->info();
    clip.truth = data::readAnnotations(request.path + "/gt/gt.txt", {.width = info.width,
                                                                     .height = info.height,
                                                                     .frames = info.frames,
                                                                     .firstNumber = info.firstNumber,
                                                                     .firstNumberKnown = true,
                                                                     .labels = {}})
                     .frames;
    clips.push_back(std::move(clip));
  } else if (request.clips == "pets") {
    Clip clip{.name = "pets", .video = data::openVideo(request.path), .truth = {}};
    const std::int64_t frames = clip.video->info().frames;
    clip.truth = agreement(*clip.video, detector, request.first,
                           request.frames < 0 ? frames : std::min(frames, request.first + request.frames));
    clips.push_back(std::move(clip));
  } else {
    const std::string seed =
        request.clips.find('#') == std::string::npos ? "" : request.clips.substr(request.clips.find('#'));
    for (const data::SceneSpec& scene : data::builtInScenes())
      if (scene.name.starts_with("tune-") == request.clips.starts_with("tune"))
        clips.push_back(sceneClip(scene.name + seed, detector.labels()));
  }
  return clips;
}

/// Means over clips; times and MACs as sums.
struct Row {
  double ap = 0, agnostic = 0, duplicates = 0, alarms = 0, processed = 0;
  double frames = 0, totalMs = 0, detectorMs = 0, trackMs = 0, predictMs = 0, montageMs = 0, macs = 0, worstMs = 0;
  std::vector<double> delays;  ///< of all newcomers; those never found last
};

constexpr double neverFound = 1e6;  // frames

void add(const PolicyReport& report, Row& row) {
  const auto frames = static_cast<double>(report.frames);
  row.ap += report.precision->ap50;
  row.agnostic += report.precision->classAgnosticAp50;
  const detect::DelayReport& delay = report.precision->delay;
  row.delays.insert(row.delays.end(), delay.delays.begin(), delay.delays.end());
  row.delays.insert(row.delays.end(), static_cast<std::size_t>(delay.missed), neverFound);
  row.duplicates += report.precision->alarms.duplicates;
  row.alarms += report.precision->alarms.falseAlarms;
  row.processed += static_cast<double>(report.processed);
  row.frames += frames;
  row.totalMs += frames * report.mean.total;
  row.detectorMs += frames * report.mean.detector;
  row.trackMs += frames * report.mean.track;
  row.predictMs += frames * report.mean.predict;
  row.montageMs += frames * report.mean.montage;
  row.macs += static_cast<double>(report.detectorMacsRun);
  row.worstMs = std::max(row.worstMs, report.worstMs);
}

void print(const fovea::PolicySettings& settings, const Row& row, const Row& full, double clips) {
  std::string name = policyText(settings.policy());
  for (const std::string& change : settings.changes())
    name += "," + change;
  std::printf(
      "AP %.3f agn %.3f delay %4.1f of %zu dup %.3f alarms %.2f looks %4.0f | det x%5.2f total x%5.2f macs x%5.2f | ms "
      "total "
      "%6.3f det %6.3f track %5.3f pred %5.3f mont %5.3f worst %5.1f | %s\n",
      row.ap / clips, row.agnostic / clips, quantile(row.delays, 0.5), row.delays.size(), row.duplicates / clips,
      row.alarms / clips, row.processed, full.detectorMs / row.detectorMs, full.totalMs / row.totalMs,
      full.macs / std::max(row.macs, 1.0), row.totalMs / row.frames, row.detectorMs / row.frames,
      row.trackMs / row.frames, row.predictMs / row.frames, row.montageMs / row.frames, row.worstMs, name.c_str());
}

void runAll(const Request& request) {
  const auto model = std::make_shared<const model::Model>(
      model::loadModel(request.model.empty() ? model::builtInDetector() : std::filesystem::path(request.model)));
  const auto detector = detect::makeDetector(model, {.kernels = {.planFolder = request.plans}});
  std::vector<Row> rows(request.policies.size());
  const std::vector<Clip> clips = clipsOf(request, *detector);
  for (const Clip& clip : clips) {
    const fovea::VideoEvaluation result = fovea::evaluateVideo(*clip.video, *detector, &clip.truth,
                                                               {.policies = request.policies,
                                                                .firstFrame = request.first,
                                                                .frames = request.frames,
                                                                .repetitions = request.repeat,
                                                                .keepRecords = false},
                                                               {});
    std::vector<Row> own(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
      add(result.policies[i], rows[i]);
      add(result.policies[i], own[i]);
    }
    if (!request.everyClip)
      continue;
    std::printf("-- %s\n", clip.name.c_str());
    for (std::size_t i = 0; i < own.size(); ++i)
      print(request.policies[i], own[i], own[0], 1.0);
  }
  std::printf("-- %s, %zu clips\n", request.clips.c_str(), clips.size());
  for (std::size_t i = 0; i < rows.size(); ++i)
    print(request.policies[i], rows[i], rows[0], static_cast<double>(clips.size()));
}

}  // namespace

int main(int argc, char** argv) {
  try {
    runAll(parse(argc, argv));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "bench_fovea: %s\n", error.what());
    return 1;
  }
  return 0;
}
