#include "cli_process.h"
#include "support/test_files.h"
#include "support/test_registry.h"

#include <QTest>

using effortlab::tests::CliResult;
using effortlab::tests::runCli;
using effortlab::tests::sharedData;

/// Accuracies of public models on public data, against figures measured with OpenCV DNN 4.6. Units: percent.
class tst_cli_real_data : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void accuracy_data() {
    QTest::addColumn<QString>("model");
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("data");
    QTest::addColumn<double>("top1");
    QTest::addColumn<double>("top5");
    QTest::addColumn<double>("tolerance");
    QTest::newRow("LeNet") << "models/lenet-mnist/lenet.model.json"
                           << "idx:"
                           << "mnist" << 99.02 << -1.0 << 0.06;
    QTest::newRow("CIFAR-10 quick") << "models/cifar10-quick/cifar10_quick.model.json"
                                    << "cifar10:"
                                    << "cifar10" << 73.12 << -1.0 << 0.06;
    QTest::newRow("SqueezeNet") << "models/squeezenet-v1.0-imagenet/squeezenet.model.json"
                                << "list:"
                                << "imagenet-samples/labels.txt" << 61.6 << 81.0 << 0.4;
  }
  void accuracy() {
    QFETCH(QString, model);
    QFETCH(QString, kind);
    QFETCH(QString, data);
    QFETCH(double, top1);
    QFETCH(double, top5);
    QFETCH(double, tolerance);
    const auto modelFile = sharedData(model.toStdString());
    const auto dataPath = sharedData(data.toStdString());
    if (!modelFile || !dataPath)
      QSKIP("this machine lacks the shared models and data");
    const CliResult result = runCli({"evaluate", QString::fromStdString(modelFile->string()),
                                     kind + QString::fromStdString(dataPath->string()), "--json"});
    QVERIFY2(result.exitCode == 0, result.errors.constData());
    const double measured = 100.0 * result.json()["top1"].toDouble();
    QVERIFY2(std::abs(measured - top1) <= tolerance,
             qPrintable(QString("top-1 %1, expected %2").arg(measured).arg(top1)));
    const double measured5 = 100.0 * result.json()["top5"].toDouble();
    if (top5 >= 0.0)
      QVERIFY2(std::abs(measured5 - top5) <= tolerance,
               qPrintable(QString("top-5 %1, expected %2").arg(measured5).arg(top5)));
  }
};

EFFORTLAB_TEST(tst_cli_real_data)
#include "tst_cli_real_data.moc"
