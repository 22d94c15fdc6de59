#include "import_fixtures.h"
#include "model/onnx_reader.h"
#include "nn/window.h"
#include "support/test_registry.h"

#include <QTest>

using namespace effortlab;
using namespace effortlab::model;
using effortlab::tests::OnnxFile;
using effortlab::tests::TemporaryFolder;

class tst_onnx_window : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void padsAutomatically_data() {
    QTest::addColumn<QString>("mode");
    QTest::addColumn<int>("size");
    QTest::addColumn<int>("kernel");
    QTest::addColumn<int>("stride");
    QTest::addColumn<int>("dilation");
    QTest::addColumn<int>("before");
    QTest::addColumn<int>("after");
    // total = (ceil(size / stride) - 1) * stride + (kernel - 1) * dilation + 1 - size
    QTest::newRow("odd kernel") << "SAME_UPPER" << 8 << 3 << 1 << 1 << 1 << 1;
    QTest::newRow("upper") << "SAME_UPPER" << 8 << 3 << 2 << 1 << 0 << 1;
    QTest::newRow("lower") << "SAME_LOWER" << 8 << 3 << 2 << 1 << 1 << 0;
    QTest::newRow("odd size") << "SAME_UPPER" << 7 << 3 << 2 << 1 << 1 << 1;
    QTest::newRow("dilated") << "SAME_LOWER" << 8 << 2 << 1 << 3 << 2 << 1;
    QTest::newRow("nothing to pad") << "SAME_UPPER" << 8 << 1 << 2 << 1 << 0 << 0;
    QTest::newRow("valid") << "VALID" << 8 << 3 << 2 << 1 << 0 << 0;
  }
  void padsAutomatically() {
    QFETCH(QString, mode);
    QFETCH(int, size);
    QFETCH(int, kernel);
    QFETCH(int, stride);
    QFETCH(int, dilation);
    QFETCH(int, before);
    QFETCH(int, after);
    OnnxFile file;
    file.input("x", {1, 1, 99, 99}).output("y").weights("w", {1, 1, kernel, kernel});
    file.node("Conv", {"x", "w"}, {"y"}).withText("auto_pad", mode.toStdString());
    file.with("strides", {stride, stride}).with("dilations", {dilation, dilation});
    const TemporaryFolder folder;
    const NamedGraph graph = readOnnx(folder.write("net.onnx", file.bytes()));
    const Window2d window = std::get<ConvolutionParams>(graph.nodes.at(0).params).window;
    QVERIFY(window.autoPad == (mode == "VALID"        ? AutoPad::None
                               : mode == "SAME_UPPER" ? AutoPad::SameUpper
                                                      : AutoPad::SameLower));
    const nn::WindowAxis vertical = nn::verticalAxis(window, size);
    QCOMPARE(vertical.padBefore, before);
    QCOMPARE(vertical.padAfter, after);
    const nn::WindowAxis horizontal = nn::horizontalAxis(window, size);
    QCOMPARE(horizontal.padBefore, before);
    QCOMPARE(horizontal.padAfter, after);
  }

  void readsWindowsOfOneDimension() {
    OnnxFile file;
    file.input("x", {1, 4, 20}).output("y").weights("w", {6, 2, 3}).node("Conv", {"x", "w"}, {"y"}).with("group", 2);
    file.with("strides", std::vector<std::int64_t>{2}).with("dilations", std::vector<std::int64_t>{3});
    file.with("pads", {4, 5});
    const TemporaryFolder folder;
    const NamedGraph graph = readOnnx(folder.write("net.onnx", file.bytes()));
    const Window2d window = std::get<ConvolutionParams>(graph.nodes.at(0).params).window;
    QCOMPARE(window.kernelH, 1);
    QCOMPARE(window.kernelW, 3);
    QCOMPARE(window.strideH, 1);
    QCOMPARE(window.strideW, 2);
    QCOMPARE(window.dilationW, 3);
    QCOMPARE(window.padTop + window.padBottom, 0);
    QCOMPARE(window.padLeft, 4);
    QCOMPARE(window.padRight, 5);
    QVERIFY(graph.nodes[0].weights[0]->shape() == Shape({6, 2, 1, 3}));
    buildGraph(graph);
  }
};

EFFORTLAB_TEST(tst_onnx_window)
#include "tst_onnx_window.moc"
