#include "import_fixtures.h"
#include "model/onnx_constants.h"
#include "support/test_registry.h"

#include <QTest>

using namespace effortlab;
using namespace effortlab::model;
using effortlab::tests::OnnxFile;
using effortlab::tests::unlessRefused;

class tst_onnx_constants : public QObject {
  Q_OBJECT

  static onnx::TensorProto& add(OnnxFile& file, onnx::TensorProto::DataType type, std::vector<std::int64_t> dims) {
    onnx::TensorProto& tensor = *file.graph().add_initializer();
    tensor.set_name("t");
    tensor.set_data_type(type);
    tensor.mutable_dims()->Add(dims.begin(), dims.end());
    return tensor;
  }
  const ImportPlace m_place{"net.onnx", "node 'n'"};

private Q_SLOTS:
  void readsEveryStorage() {
    OnnxFile file;
    add(file, onnx::TensorProto::FLOAT, {2}).mutable_float_data()->Add(1.5F);
    file.graph().mutable_initializer(0)->add_float_data(2.5F);
    OnnxConstants floats(file.graph(), "net.onnx");
    QCOMPARE(floats.floats("t", m_place)->data()[1], 2.5F);
    QVERIFY(floats.floats("t", m_place) == floats.floats("t", m_place));

    OnnxFile doubled;
    const std::vector<double> values{1.0, 0.25};
    add(doubled, onnx::TensorProto::DOUBLE, {1, 2}).set_raw_data(values.data(), 16);
    OnnxConstants doubles(doubled.graph(), "net.onnx");
    QCOMPARE(doubles.floats("t", m_place)->data()[1], 0.25F);
    QVERIFY(doubles.transposed("t", m_place)->shape() == Shape({2, 1}));
    QVERIFY(doubles.asVector("t", m_place)->shape() == Shape({2}));

    OnnxFile whole;
    const std::vector<std::int64_t> numbers{0, -1};
    add(whole, onnx::TensorProto::INT64, {2}).set_raw_data(numbers.data(), 16);
    QCOMPARE(OnnxConstants(whole.graph(), "net.onnx").integers("t", m_place), numbers);
    OnnxFile small;
    add(small, onnx::TensorProto::INT32, {1}).add_int32_data(-1);
    QCOMPARE(OnnxConstants(small.graph(), "net.onnx").integers("t", m_place), std::vector<std::int64_t>{-1});
  }

  void readsConstantNodes() {
    OnnxFile file;
    file.node("Constant", {}, {"list"}).with("value_ints", {3, 4});
    file.node("Constant", {}, {"one"}).withNumber("value_float", 2.0F);
    file.node("Identity", {"one"}, {"same"}).node("Relu", {"one"}, {"no"});
    OnnxConstants constants(file.graph(), "net.onnx");
    QVERIFY(constants.takeNode(file.graph().node(0), m_place));
    QVERIFY(constants.takeNode(file.graph().node(1), m_place));
    QVERIFY(constants.takeNode(file.graph().node(2), m_place));
    QVERIFY(!constants.takeNode(file.graph().node(3), m_place));
    QCOMPARE(constants.integers("list", m_place), (std::vector<std::int64_t>{3, 4}));
    QCOMPARE(constants.floats("same", m_place)->data()[0], 2.0F);
    file.node("Constant", {}, {"words"}).withText("value_string", "x");
    const std::string text = unlessRefused([&] { constants.takeNode(file.lastNode(), m_place); },
                                           ErrorCode::Unsupported, {"'value_string'"});
    QVERIFY2(text.empty(), text.c_str());
    file.node("Constant", {}, {"nothing"});
    const std::string none =
        unlessRefused([&] { constants.takeNode(file.lastNode(), m_place); }, ErrorCode::MissingData, {"no value"});
    QVERIFY2(none.empty(), none.c_str());
  }

  void refusesBeforeTakingMemory_data() {
    QTest::addColumn<QList<qlonglong>>("dims");
    QTest::addColumn<int>("bytes");
    QTest::addColumn<int>("code");
    QTest::newRow("huge") << QList<qlonglong>{1'000'000, 100'000} << 8 << static_cast<int>(ErrorCode::Truncated);
    QTest::newRow("2^62") << QList<qlonglong>{1LL << 31, 1LL << 31} << 8 << static_cast<int>(ErrorCode::TooLarge);
    QTest::newRow("wraps to 0") << QList<qlonglong>{1LL << 32, 1LL << 32} << 0 << static_cast<int>(ErrorCode::TooLarge);
    QTest::newRow("negative") << QList<qlonglong>{-1, -2} << 8 << static_cast<int>(ErrorCode::WrongFormat);
    QTest::newRow("zero") << QList<qlonglong>{0} << 0 << static_cast<int>(ErrorCode::WrongFormat);
    QTest::newRow("short") << QList<qlonglong>{3} << 8 << static_cast<int>(ErrorCode::Truncated);
    QTest::newRow("odd bytes") << QList<qlonglong>{2} << 9 << static_cast<int>(ErrorCode::WrongFormat);
    QTest::newRow("long") << QList<qlonglong>{2} << 12 << static_cast<int>(ErrorCode::WrongFormat);
    QTest::newRow("nine") << QList<qlonglong>{1, 1, 1, 1, 1, 1, 1, 1, 1} << 4
                          << static_cast<int>(ErrorCode::WrongFormat);
  }
  void refusesBeforeTakingMemory() {
    QFETCH(QList<qlonglong>, dims);
    QFETCH(int, bytes);
    QFETCH(int, code);
    OnnxFile file;
    add(file, onnx::TensorProto::FLOAT, {dims.begin(), dims.end()})
        .set_raw_data(std::string(static_cast<std::size_t>(bytes), '\0'));
    OnnxConstants constants(file.graph(), "net.onnx");
    const std::string problem = unlessRefused([&] { constants.floats("t", m_place); }, static_cast<ErrorCode>(code),
                                              {"net.onnx: node 'n': tensor 't': "});
    QVERIFY2(problem.empty(), problem.c_str());
  }

  void refusesWhatItCannotRead() {
    const auto refused = [&](const std::function<void(onnx::TensorProto&)>& change, const std::string& part) {
      OnnxFile file;
      onnx::TensorProto& tensor = add(file, onnx::TensorProto::FLOAT, {1});
      tensor.add_float_data(1.0F);
      change(tensor);
      OnnxConstants constants(file.graph(), "net.onnx");
      return unlessRefused([&] { constants.floats("t", m_place); }, ErrorCode::Unsupported, {part});
    };
    const std::string problems =
        refused([](auto& t) { t.set_data_location(onnx::TensorProto::EXTERNAL); }, "another file") +
        refused([](auto& t) { t.add_external_data()->set_key("location"); }, "another file") +
        refused([](auto& t) { t.mutable_segment(); }, "segments") +
        refused([](auto& t) { t.set_data_type(onnx::TensorProto::FLOAT16); }, "element type 10");
    QVERIFY2(problems.empty(), problems.c_str());
    OnnxFile file;
    OnnxConstants constants(file.graph(), "net.onnx");
    const std::string absent =
        unlessRefused([&] { constants.floats("t", m_place); }, ErrorCode::Unsupported, {"'t'", "not a constant"});
    QVERIFY2(absent.empty(), absent.c_str());
    OnnxFile many;
    many.integers("t", std::vector<std::int64_t>(9, 1));
    const std::string nine = unlessRefused([&] { OnnxConstants(many.graph(), "f").integers("t", m_place); },
                                           ErrorCode::WrongFormat, {"at most 8"});
    QVERIFY2(nine.empty(), nine.c_str());
  }
};

EFFORTLAB_TEST(tst_onnx_constants)
#include "tst_onnx_constants.moc"
