#include "fovea/frame_policy.h"

#include "core/error.h"
#include "fovea/policies.h"
#include "fovea/track_policy.h"

namespace effortlab::fovea {

std::unique_ptr<FramePolicy> makePolicy(const PolicySettings& settings, detect::Detector& detector,
                                        const PolicyOptions& options) {
  switch (settings.policy().kind) {
    case PolicyKind::Track: return makeTrackPolicy(settings, detector, options);
    case PolicyKind::Thesis: return makeThesisPolicy(settings, detector, options);
    case PolicyKind::Best: return makeBestPolicy(settings, detector, options);
    case PolicyKind::Full:
    case PolicyKind::Every: break;
  }
  return makeEveryPolicy(settings, detector, options);
}

void requireSamePolicy(const PolicySettings& now, const PolicySettings& next) {
  if (now.policy().kind != next.policy().kind)
    throw Error(ErrorCode::InvalidArgument, "the policy " + policyText(now.policy()) +
                                                " cannot take the parameters of " + policyText(next.policy()));
}

}  // namespace effortlab::fovea
