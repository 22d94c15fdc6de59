#include "core/error.h"
#include "core/parallel.h"
#include "nn_support.h"
#include "support/test_registry.h"

#include <QTest>

#include <limits>

using namespace effortlab;
using namespace effortlab::tests;
using model::FullyConnectedParams;
using nn::KernelSet;

namespace {

struct FcCase {
  std::int64_t images;
  std::int64_t inputs;
  std::int64_t outputs;
};

constexpr FcCase fcCases[] = {{1, 1, 1},     {1, 500, 10},   {2, 37, 5}, {3, 800, 130},  {7, 129, 31},  {15, 64, 64},
                              {16, 64, 200}, {17, 1003, 33}, {33, 5, 3}, {1, 70000, 17}, {64, 1024, 64}};

model::Node fcNode(const FcCase& c, bool absoluteValues = false) {
  const auto make = [&](const Shape& shape, unsigned seed) {
    const Tensor tensor = randomTensor(shape, seed);
    return std::make_shared<Tensor>(absoluteValues ? absolute(tensor) : tensor);
  };
  return layer(FullyConnectedParams{c.outputs}, {make({c.outputs, c.inputs}, 1), make({c.outputs}, 2)});
}

std::string fcText(const FcCase& c) {
  return std::to_string(c.images) + " images, " + std::to_string(c.inputs) + " -> " + std::to_string(c.outputs) + ": ";
}

}  // namespace

class tst_fully_connected : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void computesByHand() {
    const Tensor input({2, 1, 1, 3}, std::vector<float>{1, 2, 3, -1, 0, 1});
    const model::Node node =
        layer(FullyConnectedParams{2}, {tensorOf({2, 3}, {1, 10, 100, 2, 2, 2}), tensorOf({2}, {0.5F, -1})});
    for (const KernelSet kernels : {KernelSet::Reference, KernelSet::Naive, KernelSet::Eigen}) {
      const Tensor output = runLayer(node, {&input}, kernels);
      QCOMPARE(output.shape().toString(), std::string("2x2"));
      QCOMPARE(valuesOf(output), (std::vector<float>{321.5F, 11, 99.5F, -1}));
    }
  }

  void worksWithoutBias() {
    const Tensor input({1, 2}, std::vector<float>{3, 4});
    const model::Node node = layer(FullyConnectedParams{1}, {tensorOf({1, 2}, {2, 1})});
    for (const KernelSet kernels : {KernelSet::Reference, KernelSet::Naive, KernelSet::Eigen})
      QCOMPARE(valuesOf(runLayer(node, {&input}, kernels)), std::vector<float>{10});
  }

  void agreesWithTheReference() {
    for (const FcCase& c : fcCases) {
      const Tensor input = randomTensor({c.images, c.inputs}, 3);
      const Tensor positive = absolute(input);
      const model::Node node = fcNode(c);
      const Tensor expected = runLayer(node, {&input}, KernelSet::Reference);
      const Tensor magnitude = runLayer(fcNode(c, true), {&positive}, KernelSet::Reference);
      const double factor = static_cast<double>(c.inputs + 2) * std::numeric_limits<float>::epsilon() / 2;
      for (const KernelSet kernels : {KernelSet::Eigen, KernelSet::Naive}) {
        const std::string found = difference(runLayer(node, {&input}, kernels), expected, magnitude, factor);
        QVERIFY2(found.empty(), ((kernels == KernelSet::Naive ? "naive, " : "eigen, ") + fcText(c) + found).c_str());
      }
    }
  }

  void threadsDoNotChangeBits() {
    for (const FcCase& c : fcCases) {
      const Tensor input = randomTensor({c.images, c.inputs}, 3);
      const model::Node node = fcNode(c);
      const Tensor serial = runLayer(node, {&input}, KernelSet::Eigen, false);
      for (const int threads : {1, 2, 5}) {
        Tensor parallel;
        ThreadArena(threads).run([&] { parallel = runLayer(node, {&input}, KernelSet::Eigen); });
        QVERIFY2(sameBits(parallel, serial), (fcText(c) + std::to_string(threads) + " threads").c_str());
      }
    }
  }

  void countsMacs() {
    const model::Node node = fcNode({3, 20, 7});
    const std::vector<Shape> inputs{{3, 5, 2, 2}};
    QCOMPARE(nn::layerOps(node.params).macs(node, inputs, outputShapes(node, inputs)), 3 * 20 * 7);
  }

  void refusesOtherInputSizes() {
    const model::Node node = fcNode({1, 20, 7});
    QVERIFY_EXCEPTION_THROWN(outputShapes(node, {{1, 21}}), Error);
    QVERIFY_EXCEPTION_THROWN(outputShapes(node, {{20}}), Error);
    QVERIFY_EXCEPTION_THROWN(outputShapes(layer(FullyConnectedParams{7}), {{1, 20}}), Error);
  }
};

EFFORTLAB_TEST(tst_fully_connected)
#include "tst_fully_connected.moc"
