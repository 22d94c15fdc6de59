#include "effort/effort_layer.h"
#include "effort_cases.h"
#include "model/manifest.h"
#include "support/test_files.h"
#include "support/test_registry.h"

#include <QTest>

using namespace effortlab;
using namespace effortlab::effort;

class tst_effort_layer : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void findsActivationsThroughTheGraph() {
    const auto graph = tests::smallClassifier(1);
    const auto layers = findEffortLayers(*graph);
    QCOMPARE(layers.size(), std::size_t{4});
    QCOMPARE(layers[0].name, std::string("conv1"));
    QVERIFY(layers[0].hasSpet() && layers[0].activationNode >= 0 && !layers[0].nonNegativeInputs);
    QCOMPARE(layers[2].taps, 6 * 9);
    QVERIFY(layers[1].hasExactSpet() && layers[2].hasExactSpet());
    QVERIFY(!layers[3].convolution && !layers[3].hasSpet() && !layers[3].hasSdss());
  }

  /// Rules stated in algorithms 1 about these very networks.
  void namedNetworks() {
    const auto lenet = tests::sharedData("models/lenet-mnist/lenet.model.json");
    const auto cifar = tests::sharedData("models/cifar10-quick/cifar10_quick.model.json");
    const auto squeeze = tests::sharedData("models/squeezenet-v1.0-imagenet/squeezenet.model.json");
    if (!lenet || !cifar || !squeeze)
      QSKIP("the shared models are not on this machine");
    const auto layersOf = [](const std::filesystem::path& file) {
      return findEffortLayers(*model::loadModel(file).graph);
    };
    const auto lenetLayers = layersOf(*lenet);  // conv1, conv2, ip1, ip2
    QVERIFY(!lenetLayers[0].hasSpet() && !lenetLayers[1].hasSpet());
    QVERIFY(lenetLayers[2].hasSpet() && !lenetLayers[3].hasSpet());
    const auto cifarLayers = layersOf(*cifar);
    QVERIFY(cifarLayers[0].hasSpet() && cifarLayers[0].activationNode < 0);  // the ReLU stands behind max pooling
    QVERIFY(cifarLayers[1].hasSpet() && cifarLayers[1].activationNode >= 0);
    QVERIFY(cifarLayers[1].hasExactSpet() && !cifarLayers[0].hasExactSpet());
    const auto squeezeLayers = layersOf(*squeeze);
    QCOMPARE(squeezeLayers.size(), std::size_t{26});
    for (const EffortLayer& layer : squeezeLayers)
      QVERIFY2(layer.hasSpet(), layer.name.c_str());
  }
};

EFFORTLAB_TEST(tst_effort_layer)
#include "tst_effort_layer.moc"
