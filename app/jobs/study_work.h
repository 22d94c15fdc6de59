#pragma once

#include "effort/study.h"
#include "jobs/model_loader.h"

#include <QImage>

#include <filesystem>
#include <functional>
#include <memory>
#include <vector>

namespace effortlab::app {

using FigurePtr = std::shared_ptr<const effort::StudyFigure>;
/// effort::runStudy(), or what a test puts in its place.
using StudyFunction = std::function<effort::StudyFigure(effort::StudyKind, const effort::StudyPlan&, const RunControl&,
                                                        const std::function<void(const effort::StudyFigure&)>&)>;

/// One study of what is on screen.
struct StudyRequest {
  effort::StudyKind kind = effort::StudyKind::Margin;
  std::shared_ptr<const Workspace> workspace;
  effort::KnobSettings knobs;
  std::vector<std::string> layers = {};
  std::int64_t image = 0;                          ///< index into the workspace's images
  bool timed = true;                               ///< false: nothing is timed
  std::vector<std::filesystem::path> models = {};  ///< StudyKind::Models: beside the workspace's own
  int threads = 1;
};

/// On a worker: calibrates the gate where it is on, reads the other models, and runs the study on at most `threads`
/// threads. `onPart` gets what is known so far. Errors: of the study, of the readers; Error{Cancelled}.
FigurePtr runStudyRequest(const StudyFunction& run, const StudyRequest& request, const RunControl& control,
                          const std::function<void(FigurePtr)>& onPart);

/// An image as the network sees it; `image` is an index into the workspace's images.
struct ImagePreview {
  int image = 0;
  QImage picture;
};
/// In the order asked for; images that cannot be read are left out. A stop request ends it.
std::vector<ImagePreview> previewImages(const Workspace& workspace, const std::vector<int>& images,
                                        const RunControl& control);

}  // namespace effortlab::app
