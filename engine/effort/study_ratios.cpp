// Thesis figures 2.7 and 2.8: operations and time of a network under its knobs against dense.
#include "effort/study_timing.h"

#include <algorithm>
#include <cmath>

namespace effortlab::effort {

namespace {

constexpr double ratioZ95 = 1.959963984540054;

/// The operations ratio at bar 0; its 95 % interval is that of the mean over the images (delta method).
void addOperations(const EvaluationResult& result, FigureSeries& series) {
  const auto count = static_cast<double>(result.images.size());
  const double ratio = opsRatio(result.counts.total());
  double sum = 0.0, squares = 0.0;
  for (const ImageResult& image : result.images) {
    const auto macs = static_cast<double>(image.macs);
    sum += macs;
    squares += macs * macs;
  }
  double half = 0.0;
  if (count > 1.0 && sum > 0.0) {
    const double mean = sum / count;
    const double variance = std::max(0.0, (squares - sum * mean) / (count - 1.0));
    half = ratioZ95 * ratio * std::sqrt(variance / count) / mean;
  }
  series.x.push_back(0.0);
  series.y.push_back(ratio);
  series.lo.push_back(ratio - half);
  series.hi.push_back(ratio + half);
}

void timeRatios(const StudyContext& context, const FigureSeries& operations, StudyFigure& figure) {
  BenchPlan timing = knobTiming(context.plan, ownOf(context.plan), context.control);
  timing.onPart = [&](const BenchResult& result) {
    FigureSeries series = operations;
    constexpr double skipPlace = 1.0, measurePlace = 2.0;
    if (const BenchRow* row = timedRow(result, "skip"))
      addSpeedUp(*row, skipPlace, series);
    if (const BenchRow* row = timedRow(result, "knobs"))
      addSpeedUp(*row, measurePlace, series);
    figure.series = {std::move(series)};
    context.tell(figure);
  };
  const BenchResult result = bench(timing, context.control);
  figure.complete = result.complete;
  timing.onPart(result);
}

}  // namespace

void studyRatios(const StudyContext& context, StudyFigure& figure) {
  const bool timed = context.plan.runs > 0;
  figure.form = FigureForm::Bars;
  figure.x = {.label = "what is compared"};
  figure.y = {.label = "dense / with knobs (95 % interval)"};
  figure.categories = {"operations"};
  figure.remarks = {"operations: the interval is over the images"};
  if (timed) {
    figure.categories = {"operations", "time, skip", "time, measure"};
    figure.remarks.emplace_back(
        "time: dense is the engine fast; medians of rounds that ran one after the other in turn, one image at a time");
  }
  FigureSeries operations;
  const EvaluationResult result =
      evaluateForStudy(context, ownOf(context.plan), context.plan.knobs, [&](const EvaluationResult& part) {
        operations = {.name = "knobs", .layer = {}, .x = {}, .y = {}};
        addOperations(part, operations);
        figure.series = {operations};
        figure.images = std::ssize(part.images);
        figure.complete = part.complete && !timed;
        context.tell(figure);
      });
  if (timed && result.complete)
    timeRatios(context, operations, figure);
}

}  // namespace effortlab::effort
