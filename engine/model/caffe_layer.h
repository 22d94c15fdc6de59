#pragma once

#include "core/tensor.h"
#include "model/graph.h"
#include "model/import_checks.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace effortlab_caffe {
class LayerParameter;
}

namespace effortlab::model {

/// How a random weight tensor is filled.
enum class RandomFill {
  Weights,   ///< normal, variance 2 / fan-in (He et al. 2015): activations keep their size through ReLUs
  Biases,    ///< small, around 0
  Positive,  ///< around 1: scales and variances
  Slopes,    ///< around 0.25, where PReLU's training starts
  Norms,     ///< 20, where SSD's Normalize starts
};

struct RandomBlob {
  Shape shape;
  RandomFill fill = RandomFill::Weights;
};

/// What a layer reader works on: one layer of the file becomes the nodes appended to `nodes`.
struct CaffeLayer {
  const effortlab_caffe::LayerParameter& proto;
  std::vector<Tensor> blobs;                 ///< from the weight file
  std::optional<std::uint64_t> randomSeed;   ///< instead of a weight file
  std::vector<std::optional<Shape>> inputs;  ///< shapes of the bottoms where known, for one image
  const ImportPlace& place;
  std::vector<NamedNode> nodes;  ///< holds one node of the layer's name, bottoms and tops to begin with

  NamedNode& node() { return nodes.back(); }
  const std::string& name() const;

  Error unsupported(const std::string& what) const { return place.error(ErrorCode::Unsupported, what); }
  Error wrong(const std::string& what) const { return place.error(ErrorCode::WrongFormat, what); }

  void needBottoms(int wanted) const;
  /// Makes sure of the blobs: random ones of `random` where there is no weight file, else `wanted` from it.
  void needBlobs(const std::vector<RandomBlob>& random, std::size_t wanted);
  /// Takes blob `index` under `shape`. Errors: Error{ShapeMismatch}.
  TensorPtr takeBlob(std::size_t index, const Shape& shape, std::string_view what);
  /// A bottom's shape; what needs it cannot be read without. Errors: Error{Unsupported}.
  const Shape& knownInput(int bottom) const;
  /// Puts a node of one input and one output behind what there is; takes the layer's output over.
  void append(const std::string& suffix, LayerParams params);
};

/// "3 bottoms".
std::string countOf(int number, std::string_view noun);
/// Within the possible ranks. Errors: Error{InvalidArgument}.
int checkAxis(const CaffeLayer& layer, std::int64_t axis);

// One reader a layer type, by topic in caffe_<topic>.cpp.
void readCaffeConvolution(CaffeLayer& layer);
void readCaffeDeconvolution(CaffeLayer& layer);
void readCaffeInnerProduct(CaffeLayer& layer);
void readCaffePooling(CaffeLayer& layer);

void readCaffeAbsVal(CaffeLayer& layer);
void readCaffeBnll(CaffeLayer& layer);
void readCaffeClip(CaffeLayer& layer);
void readCaffeElu(CaffeLayer& layer);
void readCaffeExp(CaffeLayer& layer);
void readCaffeLog(CaffeLayer& layer);
void readCaffePower(CaffeLayer& layer);
void readCaffePRelu(CaffeLayer& layer);
void readCaffeRelu(CaffeLayer& layer);
void readCaffeRelu6(CaffeLayer& layer);
void readCaffeSigmoid(CaffeLayer& layer);
void readCaffeSoftmax(CaffeLayer& layer);
void readCaffeTanh(CaffeLayer& layer);

void readCaffeBatchNorm(CaffeLayer& layer);
void readCaffeBias(CaffeLayer& layer);
void readCaffeLrn(CaffeLayer& layer);
void readCaffeNormalize(CaffeLayer& layer);
void readCaffeScale(CaffeLayer& layer);

void readCaffeConcat(CaffeLayer& layer);
void readCaffeDropout(CaffeLayer& layer);
void readCaffeEltwise(CaffeLayer& layer);
void readCaffeFlatten(CaffeLayer& layer);
void readCaffePermute(CaffeLayer& layer);
void readCaffeReduction(CaffeLayer& layer);
void readCaffeReshape(CaffeLayer& layer);
void readCaffeSilence(CaffeLayer& layer);
void readCaffeSlice(CaffeLayer& layer);
void readCaffeSplit(CaffeLayer& layer);

void readCaffeDetectionOutput(CaffeLayer& layer);
void readCaffePriorBox(CaffeLayer& layer);

}  // namespace effortlab::model
