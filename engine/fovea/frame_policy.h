#pragma once

#include "detect/detector.h"
#include "fovea/frame_record.h"
#include "fovea/policy_settings.h"

#include <memory>
#include <stop_token>
#include <vector>

namespace effortlab::fovea {

struct FrameTask {
  std::int64_t frame = 0;
  FramePtr image;
  bool keepMontage = false;  ///< FrameRecord::montage is wanted
  std::stop_token stop = {};
};

/// Looks at a video's frames one after the other and tells what it did with each. Threads: from one at a time.
class FramePolicy {
public:
  virtual ~FramePolicy() = default;
  /// Frames in ascending order, usually each one; after a gap or a step back the policy begins anew with a full frame.
  /// Errors: those of Detector::detectCanvas(); the policy can go on with the next frame afterwards.
  virtual FrameRecord look(const FrameTask& task) = 0;
  /// Other values of the same policy's parameters, from the next frame on. Errors: Error{InvalidArgument} for another
  /// policy's.
  virtual void change(const PolicySettings& settings) = 0;
  /// Forgets everything seen.
  virtual void restart() = 0;
  /// Sizes it may feed the detector with: Detector::prepare() them, and no frame waits for kernels to be measured.
  virtual std::vector<model::ImageSize> canvases() const { return {}; }
};

struct PolicyOptions {
  model::ImageSize frame = {};  ///< of the video
  model::ImageSize input = {};  ///< what a full frame is stretched to; 0 x 0: the detector's usual size
};

/// The detector may be shared by policies that look in turn, and must outlive the policy.
/// Errors: Error{InvalidArgument} where the detector can take no canvas that the policy makes, naming both sizes.
std::unique_ptr<FramePolicy> makePolicy(const PolicySettings& settings, detect::Detector& detector,
                                        const PolicyOptions& options);

}  // namespace effortlab::fovea
