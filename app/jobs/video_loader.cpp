#include "jobs/video_loader.h"

#include "core/error.h"
#include "settings/plan_folder.h"

namespace effortlab::app {

namespace {

namespace fs = std::filesystem;

data::BoxesOptions boxesOptions(const data::VideoInfo& video, const std::vector<std::string>& labels) {
  data::BoxesOptions options{.width = video.width, .height = video.height, .frames = video.frames};
  options.firstNumber = video.firstNumber;
  std::error_code ignored;
  options.firstNumberKnown = fs::is_directory(video.spec, ignored);
  options.labels = labels;
  return options;
}

/// Their class numbers are named by the video's own ground truth, or by a file of names beside them.
std::vector<std::string> namesOfBoxes(const data::VideoSource& video, const fs::path& file) {
  if (video.annotations() != nullptr)
    return video.annotations()->classNames;
  const fs::path names = file.parent_path() / "classes.txt";
  std::error_code ignored;
  return fs::is_regular_file(names, ignored) ? model::readLabels(names) : std::vector<std::string>{};
}

std::shared_ptr<const DetectorChoice> readBoxes(const std::string& spec, const data::VideoSource& video) {
  const fs::path file = spec.substr(boxesPrefix.size());
  auto choice = std::make_shared<DetectorChoice>();
  choice->spec = spec;
  choice->name = file.filename().string();
  choice->labels = namesOfBoxes(video, file);
  choice->frame = {.height = video.info().height, .width = video.info().width};
  data::BoxesOptions options = boxesOptions(video.info(), choice->labels);
  options.firstNumberKnown = false;  // they are counted from 0
  choice->boxes = std::make_shared<const std::vector<detect::Detections>>(data::readScoredBoxes(file, options));
  return choice;
}

std::shared_ptr<const DetectorChoice> readDetector(std::string spec, const data::VideoSource& video) {
  if (spec.starts_with(boxesPrefix))
    return readBoxes(spec, video);
  if (spec.empty())
    spec = model::builtInDetector().string();
  if (spec.empty())
    throw Error(ErrorCode::MissingData, "no built-in detector is installed; open a detection model");
  auto choice = std::make_shared<DetectorChoice>();
  choice->spec = spec;
  choice->model = std::make_shared<const model::Model>(model::loadModel(fs::path(spec)));
  choice->name = choice->model->manifest.name;
  choice->labels = choice->model->labels;
  return choice;
}

void readTruth(OpenVideo& open, const VideoRequest& request) {
  data::VideoAnnotations found;
  const bool sameVideo = request.video.empty() && request.present;
  open.truthSpec = request.truth.empty() && sameVideo ? request.present->truthSpec : request.truth;
  open.classMap =
      request.classMap.empty() && request.truth.empty() && sameVideo ? request.present->classMap : request.classMap;
  if (!open.truthSpec.empty()) {
    data::BoxesOptions options = boxesOptions(open.video->info(), open.choice->labels);
    options.classMap = open.classMap;
    found = data::readAnnotations(open.truthSpec, options);
  } else if (open.video->annotations() != nullptr) {
    found = data::withLabels(*open.video->annotations(), open.choice->labels);
  } else {
    return;
  }
  open.truth = std::make_shared<const detect::Truth>(std::move(found.frames));
  open.truthNames = found.classNames.empty() ? open.choice->labels : std::move(found.classNames);
  open.warnings = std::move(found.warnings);
}

}  // namespace

std::unique_ptr<detect::Detector> makeDetector(const DetectorChoice& choice) {
  if (choice.boxes)
    return detect::makePrecomputedDetector(*choice.boxes, choice.labels, choice.frame);
  detect::DetectorOptions options;
  options.kernels.planFolder = planFolder();
  return detect::makeDetector(choice.model, options);
}

std::shared_ptr<const OpenVideo> loadVideo(const VideoRequest& request, const RunControl& control) {
  constexpr std::int64_t steps = 3;
  const auto& present = request.present;
  auto open = std::make_shared<OpenVideo>();
  control.report(0, steps, "opening the video");
  open->spec = request.video.empty() && present ? present->spec : request.video;
  open->video = request.video.empty() && present ? present->video : data::openVideo(open->spec);
  if (!open->video->info().live)
    static_cast<void>(open->video->frame(0, control.stop));  // an unreadable one replaces nothing
  control.throwIfStopped();
  control.report(1, steps, "reading the detector");
  // Precomputed detections belong to their video.
  const bool keepDetector =
      present && request.detector.empty() && (present->choice->model || open->video == present->video);
  open->choice = keepDetector ? present->choice : readDetector(request.detector, *open->video);
  control.throwIfStopped();
  open->detector = makeDetector(*open->choice);
  control.throwIfStopped();
  control.report(2, steps, "reading the ground truth");
  readTruth(*open, request);
  control.report(steps, steps, "reading the ground truth");
  return open;
}

}  // namespace effortlab::app
