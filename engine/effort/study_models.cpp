// Networks compared: accuracy against MACs and time, the dense point of each joined to that under its knobs.
#include "core/error.h"
#include "effort/study_timing.h"

namespace effortlab::effort {

namespace {

void addAccuracy(const EvaluationResult& result, FigureSeries& series) {
  const auto images = static_cast<double>(std::max<std::size_t>(1, result.images.size()));
  series.x.push_back(static_cast<double>(result.counts.total().macsExecuted) / images);
  series.y.push_back(result.top1);
  series.lo.push_back(result.top1Interval.lo);
  series.hi.push_back(result.top1Interval.hi);
}

/// Puts the points of one network into `series`; what is known after each part of it is told.
class ComparedModel {
public:
  ComparedModel(const StudyContext& context, const StudyPlan::Compared& compared, StudyFigure& figure)
      : m_context(context), m_compared(compared), m_figure(figure), m_place(figure.series.size()) {
    figure.series.push_back({.name = compared.model->manifest.name, .layer = {}, .x = {}, .y = {}});
  }

  /// False where it was stopped.
  bool run() {
    if (!evaluated({}))
      return false;
    if (!m_compared.knobs.off() && !evaluated(m_compared.knobs))
      return false;
    return m_context.plan.runs == 0 || timed();
  }

private:
  bool evaluated(const KnobSettings& knobs) {
    const FigureSeries before = m_figure.series[m_place];
    const std::int64_t images = m_figure.images;
    const EvaluationResult result = evaluateForStudy(m_context, m_compared, knobs, [&](const EvaluationResult& part) {
      m_figure.series[m_place] = before;
      if (part.images.empty())
        return;
      addAccuracy(part, m_figure.series[m_place]);
      if (before.x.empty())
        m_figure.images = images + std::ssize(part.images);
      m_context.tell(m_figure);
    });
    return result.complete;
  }

  bool timed() {
    const BenchResult result = bench(knobTiming(m_context.plan, m_compared, m_context.control), m_context.control);
    FigureSeries& series = m_figure.series[m_place];
    const BenchRow* dense = timedRow(result, "fast");
    const BenchRow* knobs = timedRow(result, "skip");
    if (dense != nullptr)
      series.x2.push_back(dense->msMedian);
    if (knobs != nullptr && series.x.size() > 1)
      series.x2.push_back(knobs->msMedian);
    m_context.tell(m_figure);
    return result.complete;
  }

  const StudyContext& m_context;
  const StudyPlan::Compared& m_compared;
  StudyFigure& m_figure;
  std::size_t m_place;
};

}  // namespace

void studyModels(const StudyContext& context, StudyFigure& figure) {
  std::vector<StudyPlan::Compared> all{ownOf(context.plan)};
  all.insert(all.end(), context.plan.models.begin(), context.plan.models.end());
  figure.form = FigureForm::Points;
  figure.x = {.label = "MACs an image", .logarithmic = true};
  figure.y = {.label = "top-1 accuracy (95 % interval)", .fraction = true};
  if (context.plan.runs > 0)
    figure.x2 = {.label = "ms an image", .logarithmic = true};
  figure.remarks = {"of each network its dense point first, then that under its knobs (time: skipping work)"};
  figure.totalImages = 0;
  for (const StudyPlan::Compared& compared : all) {
    if (!compared.model || !compared.inputs || compared.images.empty())
      throw Error(ErrorCode::InvalidArgument, "a network to compare has no images");
    figure.totalImages += std::ssize(compared.images);
  }
  for (const StudyPlan::Compared& compared : all)
    if (!ComparedModel(context, compared, figure).run())
      return;
  figure.complete = true;
  context.tell(figure);
}

}  // namespace effortlab::effort
