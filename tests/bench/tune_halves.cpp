// Whether what a tuning promises holds on images it never saw: tunes on random halves of a labelled set, counts what
// the other halves lose.
//
//   tune_halves MODEL DATA [HALVES=20] [BUDGET=0.5] [METHOD=best] [MARGIN]
#include "core/error.h"
#include "effort/tuner.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <numeric>
#include <random>

using namespace effortlab;

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fprintf(stderr, "usage: tune_halves MODEL DATA [HALVES] [BUDGET] [METHOD] [MARGIN]\n");
    return 2;
  }
  try {
    const auto model = std::make_shared<const model::Model>(model::loadModel(argv[1]));
    const std::shared_ptr<const data::LabelledSet> set = data::openLabelledSet(argv[2]);
    const auto inputs = std::make_shared<const data::InputCache>(set, model->manifest.input, std::int64_t{1} << 28);
    const int halves = argc > 3 ? std::atoi(argv[3]) : 20;
    effort::TunePlan plan{.model = model, .inputs = inputs, .images = {}};
    plan.maxDropPoints = argc > 4 ? std::atof(argv[4]) : plan.maxDropPoints;
    plan.method = effort::tuneMethodFromName(argc > 5 ? argv[5] : "best");
    plan.margin = argc > 6 ? std::atof(argv[6]) : plan.margin;
    plan.heldOutInputs = inputs;
    std::vector<std::int64_t> images(static_cast<std::size_t>(set->size()));
    int kept = 0;
    double ratios = 0.0;
    for (int half = 1; half <= halves; ++half) {
      std::iota(images.begin(), images.end(), std::int64_t{0});
      std::mt19937_64 random(static_cast<std::uint64_t>(half));
      for (std::size_t i = images.size(); i > 1; --i)
        std::swap(images[i - 1], images[static_cast<std::size_t>(random() % i)]);
      const auto middle = images.begin() + static_cast<std::ptrdiff_t>(images.size() / 2);
      plan.images.assign(images.begin(), middle);
      plan.heldOut.assign(middle, images.end());
      const effort::TuneResult result = effort::tune(plan, {});
      const double drop = result.heldOut->dropPoints();
      double expected = 0.0;  // by the tuner, of the answer
      for (const effort::TuneProbe& probe : result.probes)
        if (probe.verdict == effort::TuneVerdict::Accepted && probe.settings == result.settings)
          expected = probe.expectedDrop;
      kept += drop <= plan.maxDropPoints ? 1 : 0;
      ratios += result.tuning.opsRatio;
      std::printf(
          "%2d: %.2fx, tuning loses %5.2f points, held out %5.2f (from margins %5.2f), agreement %.2f %%, %.1f s\n",
          half, result.tuning.opsRatio, result.tuning.dropPoints(), drop, expected, 100.0 * result.heldOut->agreement,
          result.seconds);
      std::fflush(stdout);
    }
    std::printf("%d of %d kept the budget on the other half, %.2fx fewer operations on average\n", kept, halves,
                ratios / std::max(1, halves));
  } catch (const Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 2;
  }
  return 0;
}
