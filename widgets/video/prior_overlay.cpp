#include "video/prior_overlay.h"

namespace effortlab::widgets {

PriorOverlay makePriorOverlay(std::span<const float> defaults, model::ImageSize frame,
                              std::span<const data::Annotation> truth, float threshold) {
  constexpr std::size_t valuesABox = 4;
  PriorOverlay overlay;
  const auto width = static_cast<float>(frame.width);
  const auto height = static_cast<float>(frame.height);
  overlay.priors.reserve(defaults.size() / valuesABox);
  for (std::size_t i = 0; i + valuesABox <= defaults.size(); i += valuesABox) {
    const float w = defaults[i + 2] * width;
    const float h = defaults[i + 3] * height;
    overlay.priors.push_back({defaults[i] * width - w / 2, defaults[i + 1] * height - h / 2, w, h});
  }
  for (const data::Annotation& object : truth) {
    if (object.counted) {
      overlay.objects.push_back(object.box);
    }
  }
  overlay.matches = detect::matchPriors(overlay.priors, overlay.objects, threshold);
  return overlay;
}

}  // namespace effortlab::widgets
