// Thesis figure 2.11: a network on several engines, timed against each other.
#include "effort/study_timing.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace effortlab::effort {

namespace {

using nn::EngineKind;

/// What ratios refer to comes first: the naive loop where it takes part.
std::vector<BenchEngine> enginesInOrder(const StudyPlan& plan) {
  std::vector<EngineKind> kinds = plan.engines;
  if (kinds.empty())
    kinds = {EngineKind::Naive, EngineKind::Eigen, EngineKind::OneDnn, EngineKind::OpenCv};
  std::erase(kinds, EngineKind::Fast);
  const auto naive = std::ranges::find(kinds, EngineKind::Naive);
  const bool fromNaive = naive != kinds.end();
  if (fromNaive)
    std::rotate(kinds.begin(), naive, naive + 1);
  kinds.insert(fromNaive ? kinds.end() : kinds.begin(), EngineKind::Fast);
  std::vector<BenchEngine> engines;
  for (const EngineKind kind : kinds)
    if (std::ranges::find(engines, kind, &BenchEngine::kind) == engines.end())
      engines.push_back({.kind = kind, .required = false});
  return engines;
}

std::string timeRemark(const BenchRow& row) {
  std::array<char, 128> text{};
  std::snprintf(text.data(), text.size(), ": %.3f ms an image (10 %% below %.3f, 10 %% above %.3f)", row.msMedian,
                row.msP10, row.msP90);
  return row.name + text.data();
}

/// "dense", the executor of knobs with all of them off, tells nothing that "fast" does not.
bool isShown(const BenchRow& row) {
  return row.name != "dense" && row.name != "8-bit";
}

void drawEngines(const BenchResult& result, StudyFigure& figure) {
  figure.categories.clear();
  figure.remarks.clear();
  FigureSeries series{.name = "speed", .layer = {}, .x = {}, .y = {}};
  for (const BenchRow& row : result.rows) {
    if (!isShown(row))
      continue;
    if (!row.refusal.empty()) {
      figure.remarks.push_back(row.name + ": left out: " + row.refusal);
      continue;
    }
    if (row.ratio <= 0.0)
      continue;
    if (figure.categories.empty())
      figure.y = {.label = "times as fast as " + row.name + " (95 % interval of the median)", .logarithmic = true};
    addSpeedUp(row, static_cast<double>(figure.categories.size()), series);
    figure.categories.push_back(row.name);
    figure.remarks.push_back(timeRemark(row));
  }
  figure.series = {std::move(series)};
  figure.complete = result.complete;
}

}  // namespace

void studyEngines(const StudyContext& context, StudyFigure& figure) {
  figure.form = FigureForm::Bars;
  figure.x = {.label = "engine"};
  const StudyPlan::Compared own = ownOf(context.plan);
  BenchPlan timing = knobTiming(context.plan, own, context.control);
  timing.engines = enginesInOrder(context.plan);
  figure.totalImages = std::ssize(timing.batches);
  figure.images = figure.totalImages;
  if (own.knobs.off()) {
    timing.knobs.reset();
    timing.skip = false;
  }
  timing.onPart = [&](const BenchResult& result) {
    drawEngines(result, figure);
    context.tell(figure);
  };
  const BenchResult result = bench(timing, context.control);
  timing.onPart(result);
}

}  // namespace effortlab::effort
