#pragma once

#include "core/statistics.h"
#include "effort/bench.h"
#include "effort/study_steps.h"

#include <vector>

namespace effortlab::effort {

/// The first images of a study, one a batch, as a comparison of times wants them; more of them with a gate, whose cost
/// differs from image to image.
std::vector<TensorPtr> timedInputs(const StudyPlan::Compared& compared, const RunControl& control);

/// Dense fast against the executor of knobs, measuring and skipping.
BenchPlan knobTiming(const StudyPlan& plan, const StudyPlan::Compared& compared, const RunControl& control);

/// Null where the row is absent or has no time.
const BenchRow* timedRow(const BenchResult& result, std::string_view name);

/// How many times faster than `reference` a row is, with its 95 % interval, appended to `series` at bar `place`.
/// `reference` is the first row of the comparison or has no interval of its own.
void addSpeedUp(const BenchRow& row, double place, FigureSeries& series);

}  // namespace effortlab::effort
