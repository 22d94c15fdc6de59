#include "nn/detection_output.h"

#include "core/error.h"
#include "core/parallel.h"
#include "nn/box_decoding.h"
#include "nn/layer_checks.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace effortlab::nn {

namespace {

constexpr std::int64_t detectionRowSize = 7;  ///< image, class, score, corners
constexpr std::int64_t detectionClassLimit = std::int64_t{1} << 20;

void checkDetectionParams(const model::DetectionOutputParams& params) {
  if (params.classes < 1 || params.classes > detectionClassLimit)
    throw Error(ErrorCode::ShapeMismatch, std::to_string(params.classes) + " classes are no number of classes");
  if (!(params.nmsThreshold >= 0.0F) || !(params.eta > 0.0F) || !(params.eta <= 1.0F))
    throw Error(ErrorCode::ShapeMismatch, "the overlap threshold must be at least 0, and eta above 0 and at most 1");
}

/// Most boxes an image can keep.
std::int64_t mostDetections(const model::DetectionOutputParams& params, std::int64_t priors) {
  const std::int64_t perClass = params.topK > 0 ? std::min<std::int64_t>(params.topK, priors) : priors;
  const std::int64_t all = perClass * params.classes;
  return params.keepTopK < 0 ? all : std::min<std::int64_t>(params.keepTopK, all);
}

std::vector<Shape> detectionOutputShapes(const model::Node& node, std::span<const Shape> inputs) {
  const auto& params = std::get<model::DetectionOutputParams>(node.params);
  requireInputs(inputs, 3);
  checkDetectionParams(params);
  const Shape& priors = inputs[2];
  const bool hasVariances = priors.rank() == 3 && priors[1] == 2;
  const bool encoded = params.varianceEncodedInTarget && priors.rank() == 3 && priors[1] == 1;
  if (!(hasVariances || encoded) || priors[0] != 1 || priors[2] < boxCoordinates || priors[2] % boxCoordinates != 0)
    throw Error(ErrorCode::ShapeMismatch, "the default boxes are " + priors.toString() + ", expected 1x2x4M");
  const std::int64_t count = priors[2] / boxCoordinates;
  const auto require = [&](const Shape& shape, std::int64_t values, const char* what) {
    if (shape.rank() < 2 || shape[0] < 1 || shape[0] != inputs[0][0] || shape.elementCount(1, shape.rank()) != values)
      throw Error(ErrorCode::ShapeMismatch, std::string(what) + " are " + shape.toString() + ", expected [images, " +
                                                std::to_string(values) + "] for " + std::to_string(count) +
                                                " default boxes");
  };
  require(inputs[0], Shape{count, params.shareLocation ? 1 : params.classes, boxCoordinates}.elementCount(),
          "the locations");
  require(inputs[1], Shape{count, params.classes}.elementCount(), "the confidences");
  const std::int64_t perImage = mostDetections(params, count);
  const std::int64_t rows = Shape{inputs[0][0], perImage}.elementCount();
  return {{1, 1, std::max<std::int64_t>(1, rows), detectionRowSize}};
}

struct Candidate {
  float score = 0.0F;
  int label = 0;
  std::int64_t prior = 0;
};

bool higherScore(const Candidate& a, const Candidate& b) {
  return a.score > b.score;
}

/// The images of one call: decodes and suppresses, class by class.
class DetectionOutput {
public:
  DetectionOutput(const model::DetectionOutputParams& params, std::span<const Tensor* const> inputs)
      : m_params(params),
        m_inputs(inputs),
        m_priors(inputs[2]->shape()[2] / boxCoordinates),
        m_locationClasses(params.shareLocation ? 1 : params.classes),
        m_boxes(static_cast<std::size_t>(images() * m_locationClasses * m_priors)),
        m_kept(static_cast<std::size_t>(images() * params.classes)) {}

  std::int64_t images() const { return m_inputs[0]->shape()[0]; }

  void decode(const KernelContext& context) {
    const BoxDecoder decoder(m_params.code, m_params.varianceEncodedInTarget, *m_inputs[2]);
    parallelFor(images() * m_locationClasses, context.parallel, [&](std::int64_t task) {
      const std::int64_t label = task % m_locationClasses;
      if (context.stop.stop_requested() || (!m_params.shareLocation && label == m_params.backgroundLabel))
        return;
      const float* locations = m_inputs[0]->data() + (task - label) * m_priors * boxCoordinates;
      for (std::int64_t prior = 0; prior < m_priors; ++prior)
        m_boxes[static_cast<std::size_t>(task * m_priors + prior)] =
            decoder.decode(locations + (prior * m_locationClasses + label) * boxCoordinates, prior);
    });
  }

  void suppress(const KernelContext& context) {
    parallelFor(images() * m_params.classes, context.parallel, [&](std::int64_t task) {
      if (!context.stop.stop_requested() && task % m_params.classes != m_params.backgroundLabel)
        m_kept[static_cast<std::size_t>(task)] =
            suppressClass(task / m_params.classes, task % m_params.classes, context.stop);
    });
  }

  /// All rows; one of -1 where nothing was found.
  Tensor rows() const {
    std::vector<float> values;
    for (std::int64_t n = 0; n < images(); ++n)
      for (const Candidate& box : bestOf(n)) {
        const Box& corners = boxesOf(n, box.label)[box.prior];
        values.insert(values.end(), {static_cast<float>(n), static_cast<float>(box.label), box.score, corners.xMin,
                                     corners.yMin, corners.xMax, corners.yMax});
      }
    if (values.empty())
      values.assign(detectionRowSize, -1.0F);
    return {{1, 1, static_cast<std::int64_t>(values.size()) / detectionRowSize, detectionRowSize}, values};
  }

private:
  const Box* boxesOf(std::int64_t image, int label) const {
    return m_boxes.data() + (image * m_locationClasses + (m_params.shareLocation ? 0 : label)) * m_priors;
  }

  std::vector<Candidate> suppressClass(std::int64_t image, std::int64_t label, const std::stop_token& stop) const {
    const float* scores = m_inputs[1]->data() + image * m_priors * m_params.classes + label;
    std::vector<Candidate> candidates;
    for (std::int64_t prior = 0; prior < m_priors; ++prior)
      if (const float score = scores[prior * m_params.classes]; score > m_params.confidenceThreshold)
        candidates.push_back({score, static_cast<int>(label), prior});
    std::stable_sort(candidates.begin(), candidates.end(), higherScore);
    if (m_params.topK > 0 && candidates.size() > static_cast<std::size_t>(m_params.topK))
      candidates.resize(static_cast<std::size_t>(m_params.topK));
    const Box* boxes = boxesOf(image, static_cast<int>(label));
    std::vector<Candidate> kept;
    float threshold = m_params.nmsThreshold;
    for (const Candidate& candidate : candidates) {
      if (stop.stop_requested())
        break;
      const Box& box = boxes[candidate.prior];
      if (!std::all_of(kept.begin(), kept.end(),
                       [&](const Candidate& other) { return overlap(box, boxes[other.prior]) <= threshold; }))
        continue;
      kept.push_back(candidate);
      if (m_params.eta < 1.0F && threshold > 0.5F)  // Caffe's adaptive threshold
        threshold *= m_params.eta;
    }
    return kept;
  }

  std::vector<Candidate> bestOf(std::int64_t image) const {
    std::vector<Candidate> all;
    for (std::int64_t label = 0; label < m_params.classes; ++label) {
      const auto& kept = m_kept[static_cast<std::size_t>(image * m_params.classes + label)];
      all.insert(all.end(), kept.begin(), kept.end());
    }
    std::stable_sort(all.begin(), all.end(), higherScore);
    if (m_params.keepTopK >= 0 && all.size() > static_cast<std::size_t>(m_params.keepTopK))
      all.resize(static_cast<std::size_t>(m_params.keepTopK));
    return all;
  }

  const model::DetectionOutputParams& m_params;
  std::span<const Tensor* const> m_inputs;
  std::int64_t m_priors;
  std::int64_t m_locationClasses;
  std::vector<Box> m_boxes;                    ///< [images, location classes, priors]
  std::vector<std::vector<Candidate>> m_kept;  ///< [images, classes]
};

void detectionOutputRun(const model::Node& node, std::span<const Tensor* const> inputs, std::span<Tensor> outputs,
                        const KernelContext& context) {
  DetectionOutput detections(std::get<model::DetectionOutputParams>(node.params), inputs);
  detections.decode(context);
  detections.suppress(context);
  outputs[0] = detections.rows();
}

/// The rows of all images are joined: a batch's result is not a batch.
bool detectionOutputPerImage(const model::Node&, std::span<const Shape>) {
  return false;
}

}  // namespace

const LayerOps detectionOutputOps{detectionOutputShapes, noMacs, detectionOutputRun, detectionOutputPerImage};

}  // namespace effortlab::nn
