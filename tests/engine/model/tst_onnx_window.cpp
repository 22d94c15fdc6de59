#include "import_fixtures.h"
#include "model/onnx_import.h"
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
    const NamedGraph graph =
        readOnnxAt(folder.write("net.onnx", file.bytes()), ImageSize{.height = size, .width = size});
    const Window2d window = std::get<ConvolutionParams>(graph.nodes.at(0).params).window;
    QCOMPARE(window.padTop, before);
    QCOMPARE(window.padLeft, before);
    QCOMPARE(window.padBottom, after);
    QCOMPARE(window.padRight, after);
  }
};

EFFORTLAB_TEST(tst_onnx_window)
#include "tst_onnx_window.moc"
