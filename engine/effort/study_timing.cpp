#include "effort/study_timing.h"

#include "core/error.h"

#include <algorithm>

namespace effortlab::effort {

namespace {

constexpr std::size_t timedImages = 16;
constexpr std::size_t timedImagesWithGate = 64;

}  // namespace

std::vector<TensorPtr> timedInputs(const StudyPlan::Compared& compared, const RunControl& control) {
  const std::size_t wanted = compared.knobs.gate ? timedImagesWithGate : timedImages;
  std::vector<TensorPtr> inputs;
  for (const std::int64_t image : std::span(compared.images).first(std::min(wanted, compared.images.size())))
    inputs.push_back(std::make_shared<Tensor>(compared.inputs->batch(std::span(&image, 1), control)));
  return inputs;
}

BenchPlan knobTiming(const StudyPlan& plan, const StudyPlan::Compared& compared, const RunControl& control) {
  return {.model = compared.model,
          .batches = timedInputs(compared, control),
          .engines = {{.kind = nn::EngineKind::Fast}},
          .knobs = compared.knobs,
          .calibration = compared.calibration,
          .kernels = plan.engineOptions,
          .runs = plan.runs,
          .skip = true};
}

const BenchRow* timedRow(const BenchResult& result, std::string_view name) {
  const auto found = std::ranges::find(result.rows, name, &BenchRow::name);
  return found != result.rows.end() && found->refusal.empty() && found->ratio > 0.0 ? &*found : nullptr;
}

void addSpeedUp(const BenchRow& row, double place, FigureSeries& series) {
  series.x.push_back(place);
  series.y.push_back(1.0 / row.ratio);
  series.lo.push_back(1.0 / row.ratioInterval.hi);
  series.hi.push_back(1.0 / row.ratioInterval.lo);
}

}  // namespace effortlab::effort
