#pragma once

#include <cstdint>
#include <vector>

/// Parameters of the layers at the end of detectors.
namespace effortlab::model {

/// SSD's Normalize: each pixel's channel vector divided by its L2 norm (`acrossSpatial`: by the whole image's), times a
/// scale. Weights: scale, [C] or, `channelShared`, [1].
struct NormalizeParams {
  bool acrossSpatial = false;
  bool channelShared = false;
  float epsilon = 1e-10F;
};

/// Default boxes of one feature map, Caffe SSD's PriorBox. Inputs: the map and the network's input. Output [1, 2, 4 M]:
/// corner boxes relative to the image, then their variances.
struct PriorBoxParams {
  std::vector<float> minSizes, maxSizes;  ///< in pixels; maxSizes is empty or as long as minSizes
  std::vector<float> aspectRatios;        ///< besides 1, flipped ones written out
  std::vector<float> variances;           ///< 1 or 4
  bool clip = false;
  float stepH = 0.0F, stepW = 0.0F;  ///< pixels between centres; 0: image size / map size
  float offset = 0.5F;
  std::int64_t imageH = 0, imageW = 0;  ///< 0: the second input's size
};

enum class BoxCode { Corner, CenterSize, CornerSize };

/// Caffe SSD's DetectionOutput. Inputs: locations [N, 4 M], confidences [N, M classes], priors [1, 2, 4 M]. Output
/// [1, 1, K, 7]: image, class, score, x1, y1, x2, y2 relative to the image; K is what is found, at most N keepTopK, at
/// least one row, of image -1, where nothing is.
struct DetectionOutputParams {
  int classes = 0;
  bool shareLocation = true;
  int backgroundLabel = 0;
  BoxCode code = BoxCode::Corner;
  bool varianceEncodedInTarget = false;
  float nmsThreshold = 0.3F;
  float eta = 1.0F;
  int topK = -1;      ///< boxes a class that enter non-maximum suppression; -1: all
  int keepTopK = -1;  ///< boxes an image that are kept; -1: all
  float confidenceThreshold = 0.0F;
};

/// Darknet's yolo layer. Input [N, A (5 + classes), H, W]; output [N, H W A, 5 + classes], rows ordered by y, x,
/// anchor: centre x, centre y, width, height relative to the image, objectness, then class scores times objectness, 0
/// where that is at most `threshold`.
struct YoloParams {
  int classes = 0;
  std::vector<float> anchors;  ///< width, height in pixels of the network's input, for the A anchors of this layer
  float scaleXy = 1.0F;
  float threshold = 0.0F;
  std::int64_t imageH = 0, imageW = 0;  ///< the network's input the anchors refer to
};

}  // namespace effortlab::model
