#include "model/caffe_layer.h"

#include "model/caffe_subset.pb.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace effortlab::model {

namespace {

namespace pb = effortlab_caffe;

constexpr int mostSizes = 64;  ///< of boxes in one PriorBox layer

void checkPositive(const CaffeLayer& layer, const google::protobuf::RepeatedField<float>& values,
                   std::string_view what) {
  if (values.size() > mostSizes)
    throw layer.place.error(ErrorCode::TooLarge, "has " + std::to_string(values.size()) + " " + std::string(what));
  for (const float value : values)
    if (!(value > 0.0F) || !std::isfinite(value))
      throw layer.place.error(ErrorCode::InvalidArgument, std::string(what) + " must be above 0");
}

/// Caffe's list: ratios that are not there yet, each followed by its inverse with `flip`; 1 comes by itself.
std::vector<float> ratiosOf(const pb::PriorBoxParameter& p) {
  constexpr float same = 1e-6F;
  std::vector<float> ratios;
  for (const float ratio : p.aspect_ratio()) {
    const bool known = std::abs(ratio - 1.0F) < same || std::any_of(ratios.begin(), ratios.end(), [&](float other) {
                         return std::abs(other - ratio) < same;
                       });
    if (known)
      continue;
    ratios.push_back(ratio);
    if (p.flip())
      ratios.push_back(1.0F / ratio);
  }
  return ratios;
}

BoxCode boxCode(const CaffeLayer& layer, pb::PriorBoxParameter::CodeType code) {
  switch (code) {
    case pb::PriorBoxParameter::CORNER: return BoxCode::Corner;
    case pb::PriorBoxParameter::CENTER_SIZE: return BoxCode::CenterSize;
    case pb::PriorBoxParameter::CORNER_SIZE: return BoxCode::CornerSize;
  }
  throw layer.unsupported("has an unknown code_type");
}

}  // namespace

void readCaffePriorBox(CaffeLayer& layer) {
  const pb::PriorBoxParameter& p = layer.proto.prior_box_param();
  layer.needBottoms(2);
  checkPositive(layer, p.min_size(), "min_size");
  checkPositive(layer, p.max_size(), "max_size");
  checkPositive(layer, p.aspect_ratio(), "aspect_ratio");
  checkPositive(layer, p.variance(), "variance");
  if (p.min_size_size() == 0)
    throw layer.place.error(ErrorCode::MissingData, "has no min_size");
  if (p.max_size_size() != 0 && p.max_size_size() != p.min_size_size())
    throw layer.wrong("has " + std::to_string(p.min_size_size()) + " min_size and " +
                      std::to_string(p.max_size_size()) + " max_size");
  if (p.variance_size() != 0 && p.variance_size() != 1 && p.variance_size() != 4)
    throw layer.wrong("has " + std::to_string(p.variance_size()) + " variances; 1 or 4 are possible");
  constexpr float usualVariance = 0.1F;
  PriorBoxParams params;
  params.minSizes.assign(p.min_size().begin(), p.min_size().end());
  params.maxSizes.assign(p.max_size().begin(), p.max_size().end());
  params.aspectRatios = ratiosOf(p);
  params.variances.assign(p.variance().begin(), p.variance().end());
  if (params.variances.empty())
    params.variances.push_back(usualVariance);
  params.clip = p.clip();
  params.stepH = p.has_step() ? p.step() : p.step_h();
  params.stepW = p.has_step() ? p.step() : p.step_w();
  params.offset = p.offset();
  params.imageH = p.has_img_size() ? p.img_size() : p.img_h();
  params.imageW = p.has_img_size() ? p.img_size() : p.img_w();
  if (!(params.stepH >= 0.0F) || !(params.stepW >= 0.0F) || !std::isfinite(params.offset) ||
      params.imageH > largestExtent || params.imageW > largestExtent)
    throw layer.place.error(ErrorCode::InvalidArgument, "step, offset or image size is out of range");
  layer.node().params = params;
}

void readCaffeDetectionOutput(CaffeLayer& layer) {
  const pb::DetectionOutputParameter& p = layer.proto.detection_output_param();
  layer.needBottoms(3);
  if (!p.normalized_bbox())
    throw layer.unsupported("normalized_bbox: false is not supported");
  DetectionOutputParams params;
  params.classes = static_cast<int>(checkExtent(p.num_classes(), "num_classes", layer.place));
  params.shareLocation = p.share_location();
  params.backgroundLabel = p.background_label_id();
  params.code = boxCode(layer, p.code_type());
  params.varianceEncodedInTarget = p.variance_encoded_in_target();
  params.nmsThreshold = p.nms_param().nms_threshold();
  params.eta = p.nms_param().eta();
  params.topK = p.nms_param().has_top_k() ? p.nms_param().top_k() : -1;
  params.keepTopK = p.keep_top_k();
  params.confidenceThreshold =
      p.has_confidence_threshold() ? p.confidence_threshold() : std::numeric_limits<float>::lowest();
  if (!(params.nmsThreshold >= 0.0F && params.nmsThreshold <= 1.0F) || !(params.eta > 0.0F && params.eta <= 1.0F))
    throw layer.place.error(ErrorCode::InvalidArgument, "nms_threshold and eta must lie between 0 and 1");
  layer.node().params = params;
}

}  // namespace effortlab::model
