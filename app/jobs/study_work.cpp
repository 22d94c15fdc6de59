#include "jobs/study_work.h"

#include "core/error.h"
#include "core/parallel.h"
#include "effort/gate.h"
#include "jobs/input_preview.h"
#include "settings/plan_folder.h"

#include <algorithm>
#include <span>

namespace effortlab::app {

namespace {

/// Models beside the own one run on so many images: enough for one point each.
constexpr std::size_t comparedImages = 500;

/// Networks whose images are those on screen where they fit, else the built-in ones; others are left out.
std::vector<effort::StudyPlan::Compared> readModels(const StudyRequest& request, const RunControl& control,
                                                    std::vector<std::string>& leftOut) {
  std::vector<effort::StudyPlan::Compared> models;
  for (const std::filesystem::path& file : request.models) {
    std::shared_ptr<const Workspace> loaded;
    for (const std::string& data : {request.workspace->dataSpec, std::string("sample")}) {
      const auto candidate = loadWorkspace({.model = file, .data = data}, control);
      if (candidate->usable()) {
        loaded = candidate;
        break;
      }
    }
    if (!loaded) {
      leftOut.push_back(file.filename().string() + ": left out, none of the images fit it");
      continue;
    }
    auto images = loaded->images;
    images.resize(std::min(images.size(), comparedImages));
    models.push_back({.model = loaded->model, .inputs = loaded->inputs, .images = std::move(images), .knobs = {}});
  }
  return models;
}

}  // namespace

FigurePtr runStudyRequest(const StudyFunction& run, const StudyRequest& request, const RunControl& control,
                          const std::function<void(FigurePtr)>& onPart) {
  const Workspace& workspace = *request.workspace;
  effort::StudyPlan plan;
  plan.model = workspace.model;
  plan.inputs = workspace.inputs;
  plan.images = workspace.images;
  plan.knobs = request.knobs;
  plan.engineOptions.planFolder = planFolder();
  plan.layers = request.layers;
  plan.image = request.image;
  if (!request.timed)
    plan.runs = 0;
  std::vector<std::string> leftOut;
  const auto finished = [&](effort::StudyFigure figure) {
    figure.remarks.insert(figure.remarks.end(), leftOut.begin(), leftOut.end());
    return std::make_shared<const effort::StudyFigure>(std::move(figure));
  };
  FigurePtr result;
  ThreadArena(request.threads).run([&] {
    if (plan.knobs.gate) {
      const auto count = std::min<std::size_t>(plan.images.size(), effort::gateCalibrationImages);
      plan.calibration = effort::calibrateGate(*plan.model, *plan.inputs, std::span(plan.images).first(count), control);
    }
    plan.models = readModels(request, control, leftOut);
    result =
        finished(run(request.kind, plan, control, [&](const effort::StudyFigure& part) { onPart(finished(part)); }));
  });
  return result;
}

std::vector<ImagePreview> previewImages(const Workspace& workspace, const std::vector<int>& images,
                                        const RunControl& control) {
  std::vector<ImagePreview> previews;
  for (const int image : images) {
    if (control.stopRequested())
      break;
    if (image < 0 || image >= std::ssize(workspace.images))
      continue;
    try {
      const std::int64_t index = workspace.images[static_cast<std::size_t>(image)];
      previews.push_back({image, previewInput(*workspace.set, index, workspace.model->manifest.input).image});
    } catch (const Error&) {
      continue;  // the evaluation tells what is wrong with it
    }
  }
  return previews;
}

}  // namespace effortlab::app
