#pragma once

#include "core/run_control.h"
#include "data/labelled_set.h"
#include "effort/gate.h"
#include "effort/knobs.h"

#include <memory>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace effortlab::cli {

/// --calibrate: what the gate's 8-bit pass is calibrated on.
class GateOptions {
public:
  void addTo(CLI::App& app);

  /// Null without a gate. By default the first images of `set` that are not among `evaluated`: the sample's tuning
  /// images always. `set` may be null. Errors: Error{InvalidArgument} when no image is left; errors of the
  /// data.
  std::shared_ptr<const fast::Calibration> calibration(const model::Model& model, const effort::KnobSettings& knobs,
                                                       const std::shared_ptr<const data::LabelledSet>& set,
                                                       const std::vector<std::int64_t>& evaluated,
                                                       const RunControl& control) const;

private:
  std::string m_data;
};

}  // namespace effortlab::cli
