#include "cli/gate_options.h"

#include "cli/common_options.h"
#include "core/error.h"
#include "data/preprocess.h"

#include <CLI/CLI.hpp>

#include <algorithm>

namespace effortlab::cli {

namespace {

constexpr const char* sampleSpec = "sample";

/// The first images that tune: of the sample its tuning part, of other data what is not evaluated.
std::vector<std::int64_t> tuningImages(const data::LabelledSet& set, const std::vector<std::int64_t>& evaluated) {
  const bool sample = set.spec() == sampleSpec;
  const std::int64_t end = sample ? std::min(set.size(), data::sampleTuningImages) : set.size();
  std::vector<std::int64_t> images;
  for (std::int64_t i = 0; i < end && std::ssize(images) < effort::gateCalibrationImages; ++i)
    if (sample || !std::binary_search(evaluated.begin(), evaluated.end(), i))
      images.push_back(i);
  return images;
}

}  // namespace

void GateOptions::addTo(CLI::App& app) {
  app.add_option("--calibrate", m_data,
                 "Images the gate's 8-bit pass is calibrated on, the first 100 that are not evaluated\n"
                 "(default: of DATA itself; of the sample its tuning images)")
      ->type_name("DATA");
}

std::shared_ptr<const fast::Calibration> GateOptions::calibration(const model::Model& model,
                                                                  const effort::KnobSettings& knobs,
                                                                  const std::shared_ptr<const data::LabelledSet>& set,
                                                                  const std::vector<std::int64_t>& evaluated,
                                                                  const RunControl& control) const {
  if (!knobs.gate)
    return nullptr;
  if (m_data.empty() && !set)
    throw Error(ErrorCode::InvalidArgument,
                "the gate calibrates its 8-bit pass on tuning images; name some: --calibrate DATA");
  const std::shared_ptr<const data::LabelledSet> from = m_data.empty() ? set : data::openLabelledSet(m_data);
  const bool same = set && from->hash() == set->hash();
  const std::vector<std::int64_t> images = tuningImages(*from, same ? evaluated : std::vector<std::int64_t>{});
  if (images.empty())
    throw Error(ErrorCode::InvalidArgument,
                "the gate has no image to calibrate its 8-bit pass on: all of " + from->spec() +
                    " are evaluated; evaluate fewer (--offset, --limit) or name others (--calibrate DATA)");
  const data::InputCache inputs(from, model.manifest.input, inputCacheBytes);
  return effort::calibrateGate(model, inputs, images, control);
}

}  // namespace effortlab::cli
