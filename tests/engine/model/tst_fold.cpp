#include "model/fold.h"
#include "nn/network.h"
#include "support/test_files.h"
#include "support/test_registry.h"

#include <QTest>

#include <cmath>
#include <limits>
#include <random>

using namespace effortlab;
using namespace effortlab::model;

namespace {

Tensor foldNoise(const Shape& shape, unsigned seed, float low = -1.0F, float high = 1.0F) {
  std::mt19937 random(seed);
  Tensor tensor(shape);
  for (float& value : tensor.values())
    value = low + (high - low) * static_cast<float>(random() >> 8) * 0x1p-24F;
  return tensor;
}

TensorPtr foldWeights(const Shape& shape, unsigned seed, float low = -1.0F, float high = 1.0F) {
  return std::make_shared<Tensor>(foldNoise(shape, seed, low, high));
}

NamedNode batchNorm(const std::string& name, const std::string& from, std::int64_t channels, unsigned seed) {
  return {name,
          BatchNormParams{},
          {from},
          {name},
          {foldWeights({channels}, seed), foldWeights({channels}, seed + 1), foldWeights({channels}, seed + 2),
           foldWeights({channels}, seed + 3, 0.1F, 2.0F)}};
}

NamedNode scale(const std::string& name, const std::string& from, std::int64_t channels, unsigned seed) {
  return {name, ScaleParams{}, {from}, {name}, {foldWeights({channels}, seed), foldWeights({channels}, seed + 1)}};
}

NamedGraph foldGraph(std::vector<NamedNode> nodes, std::vector<std::string> outputs = {}) {
  return {.file = "net.file",
          .name = "net",
          .inputs = {{"data", {1, 4, 6, 6}}},
          .nodes = std::move(nodes),
          .outputs = std::move(outputs)};
}

NamedNode convolution(const std::string& name, const std::string& from, bool bias = false) {
  std::vector<TensorPtr> weights{foldWeights({6, 2, 3, 3}, 40)};
  if (bias)
    weights.push_back(foldWeights({6}, 41));
  return {name, ConvolutionParams{6, {.kernelH = 3, .kernelW = 3}, 2}, {from}, {name}, weights};
}

/// Everything that folds: convolution with groups, deconvolution with groups, fully connected; chains; with and
/// without bias.
NamedGraph everyTarget() {
  return foldGraph({convolution("conv", "data"),
                    batchNorm("conv/bn", "conv", 6, 1),
                    scale("conv/scale", "conv/bn", 6, 5),
                    {"relu", ActivationParams{}, {"conv/scale"}, {"relu"}, {}},
                    {"deconv",
                     DeconvolutionParams{8, {.kernelH = 2, .kernelW = 3, .strideH = 2, .strideW = 1}, 2},
                     {"relu"},
                     {"deconv"},
                     {foldWeights({6, 4, 2, 3}, 42), foldWeights({8}, 43)}},
                    scale("deconv/scale", "deconv", 8, 9),
                    {"ip", FullyConnectedParams{5}, {"deconv/scale"}, {"ip"}, {foldWeights({5, 8 * 8 * 6}, 44)}},
                    batchNorm("ip/bn", "ip", 5, 11)});
}

Tensor outputOf(const std::shared_ptr<const Graph>& graph, nn::KernelSet kernels) {
  nn::RunOptions options;
  options.context.kernels = kernels;
  const Shape shape = graph->inputs[0].shape.withBatch(2);
  return nn::Network(graph).run(std::make_shared<Tensor>(foldNoise(shape, 77)), options);
}

/// Products of up to 400 terms, with weights that were rounded once more.
constexpr double foldTolerance = 100.0 * std::numeric_limits<float>::epsilon();

IdentityKind identityKind(const Node& node) {
  const auto* identity = std::get_if<IdentityParams>(&node.params);
  return identity == nullptr ? IdentityKind::Dropout : identity->kind;
}

}  // namespace

class tst_fold : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void foldsByHand() {
    const auto tensor = [](const Shape& shape, const std::vector<float>& values) {
      return std::make_shared<Tensor>(shape, values);
    };
    NamedGraph named{
        .file = "f",
        .name = "n",
        .inputs = {{"data", {1, 2}}},
        .nodes = {{"ip", FullyConnectedParams{1}, {"data"}, {"ip"}, {tensor({1, 2}, {1, -2}), tensor({1}, {3})}},
                  {"bn",
                   BatchNormParams{.epsilon = 0.0F},
                   {"ip"},
                   {"bn"},
                   {tensor({1}, {2}), tensor({1}, {0.5F}), tensor({1}, {1}), tensor({1}, {4})}},
                  {"scale", ScaleParams{}, {"bn"}, {"scale"}, {tensor({1}, {-3})}}},
        .outputs = {}};
    const auto folded = foldBatchNorms(buildGraph(std::move(named)));
    // bn: x - 1 + 0.5; scale: -3 of it: -3 (x - 2 y + 3 - 0.5).
    const Node& ip = folded->nodes[0];
    QCOMPARE(std::vector<float>(ip.weights[0]->values().begin(), ip.weights[0]->values().end()),
             (std::vector<float>{-3, 6}));
    QCOMPARE(ip.weights[1]->data()[0], -7.5F);
    QCOMPARE(identityKind(folded->nodes[1]), IdentityKind::FoldedBatchNorm);
    QCOMPARE(identityKind(folded->nodes[2]), IdentityKind::FoldedScale);
    QCOMPARE(layerTypeName(folded->nodes[1].params), std::string_view("Batch norm (folded)"));
    QCOMPARE(folded->parameterCount(), 3);
  }

  void keepsTheOutputs() {
    const auto graph = buildGraph(everyTarget());
    const auto folded = foldBatchNorms(graph);
    QCOMPARE(folded->nodes.size(), graph->nodes.size());
    std::int64_t identities = 0;
    for (const Node& node : folded->nodes)
      identities += std::holds_alternative<IdentityParams>(node.params) ? 1 : 0;
    QCOMPARE(identities, 4);
    for (const nn::KernelSet kernels : {nn::KernelSet::Reference, nn::KernelSet::Eigen}) {
      const Tensor before = outputOf(graph, nn::KernelSet::Reference);
      const Tensor after = outputOf(folded, kernels);
      QVERIFY(tests::relativeError(after.values(), before.values()) < foldTolerance);
    }
    QVERIFY(std::holds_alternative<BatchNormParams>(graph->nodes[1].params));  // the graph given is as it was
  }

  void staysWhereTheValueBetweenIsNeeded() {
    const std::vector<NamedNode> nodes{convolution("conv", "data"), batchNorm("bn", "conv", 6, 1)};
    const auto asOutput = buildGraph(foldGraph(nodes, {"conv", "bn"}));
    QCOMPARE(foldBatchNorms(asOutput), asOutput);
    std::vector<NamedNode> branching = nodes;
    branching.push_back({"relu", ActivationParams{}, {"conv"}, {"relu"}, {}});
    const auto branch = buildGraph(foldGraph(branching));
    QCOMPARE(foldBatchNorms(branch), branch);
    const auto behindRelu = buildGraph(foldGraph({convolution("conv", "data"),
                                                  {"relu", ActivationParams{}, {"conv"}, {"relu"}, {}},
                                                  batchNorm("bn", "relu", 6, 1)}));
    QCOMPARE(foldBatchNorms(behindRelu), behindRelu);
    // The batch norm's own readers may be many.
    const auto once = buildGraph(foldGraph({convolution("conv", "data", true), batchNorm("bn", "conv", 6, 1),
                                            scale("left", "bn", 6, 5), scale("right", "bn", 6, 7)}));
    const auto folded = foldBatchNorms(once);
    QCOMPARE(identityKind(folded->nodes[1]), IdentityKind::FoldedBatchNorm);
    QVERIFY(std::holds_alternative<ScaleParams>(folded->nodes[2].params));
    QVERIFY(tests::relativeError(outputOf(folded, nn::KernelSet::Eigen).values(),
                                 outputOf(once, nn::KernelSet::Reference).values()) < foldTolerance);
  }

  void staysWhereAWeightWouldOverflow() {
    NamedNode huge = scale("scale", "conv", 6, 1);
    huge.weights = {std::make_shared<Tensor>(Shape{6}, 1e38F)};
    NamedNode conv = convolution("conv", "data");
    conv.weights = {std::make_shared<Tensor>(Shape{6, 2, 3, 3}, 10.0F)};
    const auto graph = buildGraph(foldGraph({conv, huge}));
    QCOMPARE(foldBatchNorms(graph), graph);
  }
};

EFFORTLAB_TEST(tst_fold)
#include "tst_fold.moc"
