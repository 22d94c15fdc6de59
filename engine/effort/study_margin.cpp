// Thesis figure 2.1: the density of the decision margin of the dense network, of easy images (it classifies them
// rightly) and hard ones.
#include "effort/margin_density.h"
#include "effort/study_steps.h"

#include <algorithm>

namespace effortlab::effort {

namespace {

constexpr int marginBins = 40;

void drawMargins(const EvaluationResult& result, StudyFigure& figure) {
  figure.series = {{.name = "easy", .layer = {}, .x = {}, .y = {}}, {.name = "hard", .layer = {}, .x = {}, .y = {}}};
  for (const MarginBin& bin : marginDensity(result)) {
    for (FigureSeries& series : figure.series)
      series.x.push_back((bin.lower + bin.upper) / 2.0);
    figure.series[0].y.push_back(bin.right);
    figure.series[1].y.push_back(bin.wrong);
  }
  figure.images = std::ssize(result.images);
  figure.complete = result.complete;
}

}  // namespace

std::vector<MarginBin> marginDensity(const EvaluationResult& result) {
  std::vector<MarginBin> bins(marginBins);
  constexpr double width = 1.0 / marginBins;
  const double weight = result.images.empty() ? 0.0 : 1.0 / (width * static_cast<double>(result.images.size()));
  for (std::size_t i = 0; i < bins.size(); ++i) {
    bins[i].lower = static_cast<double>(i) * width;
    bins[i].upper = static_cast<double>(i + 1) * width;
  }
  for (const ImageResult& image : result.images) {
    const int bin = std::clamp(static_cast<int>(image.margin / width), 0, marginBins - 1);
    MarginBin& target = bins[static_cast<std::size_t>(bin)];
    (image.top1 == image.label ? target.right : target.wrong) += weight;
  }
  return bins;
}

void studyMargin(const StudyContext& context, StudyFigure& figure) {
  figure.form = FigureForm::Lines;
  figure.x = {.label = "decision margin (top-1 minus top-2 probability)"};
  figure.y = {.label = "density of the images"};
  figure.remarks = {"easy: images that the dense network classifies rightly; hard: the others; together the area is 1"};
  evaluateForStudy(context, ownOf(context.plan), {}, [&](const EvaluationResult& result) {
    drawMargins(result, figure);
    context.tell(figure);
  });
}

}  // namespace effortlab::effort
