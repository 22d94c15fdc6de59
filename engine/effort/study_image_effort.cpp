// Operations of each image under the knobs: which images are hard, and which easy.
#include "effort/study_steps.h"

namespace effortlab::effort {

void studyImageEffort(const StudyContext& context, StudyFigure& figure) {
  figure.form = FigureForm::Points;
  figure.x = {.label = "image"};
  figure.y = {.label = "share of the dense MACs", .fraction = true};
  figure.remarks = {"right: images that the network classifies rightly under the knobs; wrong: the others"};
  if (context.plan.knobs.off())
    figure.remarks.emplace_back("all knobs are off: every image takes the dense MACs");
  evaluateForStudy(context, ownOf(context.plan), context.plan.knobs, [&](const EvaluationResult& result) {
    figure.series = {{.name = "right", .layer = {}, .x = {}, .y = {}},
                     {.name = "wrong", .layer = {}, .x = {}, .y = {}}};
    const double dense =
        static_cast<double>(result.counts.total().macsDense) / static_cast<double>(result.images.size());
    for (const ImageResult& image : result.images) {
      FigureSeries& series = figure.series[image.top1 == image.label ? 0 : 1];
      series.x.push_back(static_cast<double>(image.index));
      series.y.push_back(dense > 0.0 ? static_cast<double>(image.macs) / dense : 0.0);
    }
    figure.images = std::ssize(result.images);
    figure.complete = result.complete;
    context.tell(figure);
  });
}

}  // namespace effortlab::effort
