#include "cli_process.h"
#include "support/test_files.h"
#include "support/test_registry.h"

#include <QFile>
#include <QJsonArray>
#include <QTest>

#include <cstring>
#include <string>
#include <vector>

using effortlab::tests::CliResult;
using effortlab::tests::firstLayerOf;
using effortlab::tests::refusalProblem;
using effortlab::tests::runCli;
using effortlab::tests::TemporaryFolder;

namespace {

constexpr int side = 28;
constexpr int classes = 10;

QString text(const std::filesystem::path& path) {
  return QString::fromStdString(path.string());
}

int pixelAt(int x, int y) {
  return (x * 9 + y * 5) % 256;
}

std::string pgm() {
  std::string file = "P5\n28 28\n255\n";
  for (int y = 0; y < side; ++y)
    for (int x = 0; x < side; ++x)
      file += static_cast<char>(pixelAt(x, y));
  return file;
}

/// The same image as the manifest of fashion-lenet prepares it: (pixel - 73) * 0.0111.
std::vector<float> prepared() {
  std::vector<float> values;
  for (int y = 0; y < side; ++y)
    for (int x = 0; x < side; ++x)
      values.push_back((static_cast<float>(pixelAt(x, y)) - 73.0F) * 0.0111F);
  return values;
}

std::string npy(const std::string& header, const std::vector<float>& values) {
  std::string dictionary = header;
  dictionary.resize(117, ' ');
  dictionary += '\n';
  std::string file = std::string("\x93NUMPY\x01\0", 8) + static_cast<char>(dictionary.size()) + '\0' + dictionary;
  file.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(float));
  return file;
}

std::string npyOfShape(const std::string& shape, const std::vector<float>& values) {
  return npy("{'descr': '<f4', 'fortran_order': False, 'shape': (" + shape + "), }", values);
}

QByteArray contents(const QString& file) {
  QFile input(file);
  return input.open(QIODevice::ReadOnly) ? input.readAll() : QByteArray();
}

std::vector<float> lastFloats(const QByteArray& bytes, int count) {
  std::vector<float> values(static_cast<std::size_t>(count));
  const auto size = static_cast<qsizetype>(values.size() * sizeof(float));
  if (bytes.size() >= size)
    std::memcpy(values.data(), bytes.constData() + bytes.size() - size, static_cast<std::size_t>(size));
  return values;
}

}  // namespace

class tst_cli_predict : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void initTestCase() {
    m_image = text(m_folder.write("image.pgm", pgm()));
    m_array = text(m_folder.write("image.npy", npyOfShape("1, 1, 28, 28", prepared())));
  }

  void namesTheBestClasses() {
    const CliResult result = runCli({"predict", "fashion-lenet", m_image, m_array, "--top", "3", "--json"});
    QVERIFY2(result.exitCode == 0, result.errors.constData());
    const QJsonArray results = result.json()["results"].toArray();
    QCOMPARE(results.size(), 2);
    QCOMPARE(results[0][u"file"].toString(), m_image);
    QCOMPARE(results[1][u"file"].toString(), m_array);
    double previous = 1.0;
    QCOMPARE(results[0][u"top"].toArray().size(), 3);
    for (const QJsonValue& best : results[0][u"top"].toArray()) {
      QVERIFY(best[u"score"].toDouble() <= previous);
      previous = best[u"score"].toDouble();
      QVERIFY(!best[u"label"].toString().isEmpty());
      QVERIFY(best[u"class"].toInt(-1) >= 0);
    }
    const double macs = runCli({"info", "fashion-lenet", "--json"}).json()["macs"].toDouble();
    QCOMPARE(results[0][u"macs_executed"].toDouble(), macs);
    QCOMPARE(results[0][u"overhead_ops"].toInt(-1), 0);
  }

  void arraysAreTakenAsTheyAre() {
    const QString fromImage = text(m_folder.path() / "image-out.npy");
    const QString fromArray = text(m_folder.path() / "array-out.npy");
    QCOMPARE(runCli({"predict", "fashion-lenet", m_image, "--logits", fromImage}).exitCode, 0);
    QCOMPARE(runCli({"predict", "fashion-lenet", m_array, "--logits", fromArray}).exitCode, 0);
    QVERIFY(contents(fromArray).contains("'shape': (1, 10)"));
    const std::vector<float> expected = lastFloats(contents(fromImage), classes);
    const double error = effortlab::tests::relativeError(lastFloats(contents(fromArray), classes), expected);
    QVERIFY2(error < 1e-5, qPrintable(QString::number(error)));
    QVERIFY(*std::max_element(expected.begin(), expected.end()) > 0.0F);
  }

  void arraysMayHoldSeveralImages() {
    std::vector<float> two = prepared();
    for (const float value : prepared())
      two.push_back(-value);
    const QString array = text(m_folder.write("two.npy", npyOfShape("2, 1, 28, 28", two)));
    const QString output = text(m_folder.path() / "two-out.npy");
    const CliResult result = runCli({"predict", "fashion-lenet", array, "--logits", output, "--json"});
    QVERIFY2(result.exitCode == 0, result.errors.constData());
    QCOMPARE(result.json()["results"].toArray().size(), 2);
    QCOMPARE(result.json()["results"][1][u"image"].toInt(), 1);
    QVERIFY(contents(output).contains("'shape': (2, 10)"));
    const double macs = runCli({"info", "fashion-lenet", "--json"}).json()["macs"].toDouble();
    QCOMPARE(result.json()["results"][1][u"macs_executed"].toDouble(), macs);
  }

  void theFirstDimensionMayBeMissing() {
    const QString array = text(m_folder.write("flat.npy", npyOfShape("1, 28, 28", prepared())));
    QCOMPARE(runCli({"predict", "fashion-lenet", array, "--json"}).json()["results"][0][u"top"],
             runCli({"predict", "fashion-lenet", m_array, "--json"}).json()["results"][0][u"top"]);
  }

  void enginesAgree() {
    const QString output = text(m_folder.path() / "engine-out.npy");
    QCOMPARE(runCli({"predict", "fashion-lenet", m_array, "--engine", "reference", "--logits", output}).exitCode, 0);
    const std::vector<float> expected = lastFloats(contents(output), classes);
    for (const char* engine : {"eigen", "naive", "opencv"}) {
      const CliResult result = runCli({"predict", "fashion-lenet", m_array, "--engine", engine, "--logits", output});
      QVERIFY2(result.exitCode == 0, result.errors.constData());
      const double error = effortlab::tests::relativeError(lastFloats(contents(output), classes), expected);
      QVERIFY2(error < 1e-4, qPrintable(QString("%1: %2").arg(engine).arg(error)));
    }
  }

  void knobsCutTheWork() {
    const std::string layer = firstLayerOf("fashion-lenet", "Convolution");
    const QString knobs =
        text(m_folder.write("sdss.knobs.json", R"({"schema": "effortlab-knobs/1", "layers": {")" + layer +
                                                   R"(": {"sdss": {"max": 1e9, "delta": 1e9}}}})"));
    const QString output = text(m_folder.path() / "knobs-out.npy");
    std::vector<float> eigen;
    for (const char* engine : {"eigen", "reference"}) {
      const CliResult result = runCli(
          {"predict", "fashion-lenet", m_array, "--knobs", knobs, "--engine", engine, "--logits", output, "--json"});
      QVERIFY2(result.exitCode == 0, result.errors.constData());
      const QJsonValue answer = result.json()["results"][0];
      QVERIFY(answer[u"macs_executed"].toDouble() <
              runCli({"info", "fashion-lenet", "--json"}).json()["macs"].toDouble());
      QVERIFY(answer[u"overhead_ops"].toDouble() > 0.0);
      if (eigen.empty())
        eigen = lastFloats(contents(output), classes);
      QVERIFY(effortlab::tests::relativeError(lastFloats(contents(output), classes), eigen) < 1e-4);
    }
    QVERIFY(
        refusalProblem(runCli({"predict", "fashion-lenet", m_array, "--knobs", knobs, "--engine", "naive"})).isEmpty());
  }

  void detectorsTakeKnobsToo() {
    const QString off = text(m_folder.write("off.knobs.json", R"({"schema": "effortlab-knobs/1", "layers": {}})"));
    const std::string layer = firstLayerOf("fashion-ssd", "Convolution");
    const QString all =
        text(m_folder.write("all.knobs.json", R"({"schema": "effortlab-knobs/1", "layers": {")" + layer +
                                                  R"(": {"sdss": {"max": 1e9, "delta": 1e9}}}})"));
    const auto answer = [this](const QStringList& more) {
      const CliResult result = runCli(QStringList{"predict", "fashion-ssd", m_image, "--json"} + more);
      return result.exitCode == 0 ? result.json()["results"][0].toObject() : QJsonObject();
    };
    const QJsonObject dense = answer({});
    const double macs = runCli({"info", "fashion-ssd", "--json"}).json()["macs"].toDouble();
    QCOMPARE(dense["macs_executed"].toDouble(), macs);
    QVERIFY(answer({"--knobs", off}) == dense);
    const double executed = answer({"--knobs", all})["macs_executed"].toDouble();
    QVERIFY(executed > 0.0 && executed < macs);
  }

  void refusesDamagedArrays_data() {
    QTest::addColumn<QByteArray>("bytes");
    const std::string good = npyOfShape("1, 1, 28, 28", prepared());
    const auto row = [](const char* name, const std::string& bytes) {
      QTest::newRow(name) << QByteArray(bytes.data(), static_cast<qsizetype>(bytes.size()));
    };
    row("empty", "");
    row("magic alone", good.substr(0, 8));
    row("header cut off", good.substr(0, 40));
    row("numbers cut off", good.substr(0, good.size() - 1));
    row("no numpy file", "P5\n28 28\n255\n");
    row("doubles", npy("{'descr': '<f8', 'fortran_order': False, 'shape': (1, 1, 28, 28), }", prepared()));
    row("big-endian", npy("{'descr': '>f4', 'fortran_order': False, 'shape': (1, 1, 28, 28), }", prepared()));
    row("Fortran order", npy("{'descr': '<f4', 'fortran_order': True, 'shape': (1, 1, 28, 28), }", prepared()));
    row("other shape", npyOfShape("1, 28, 1, 28", prepared()));
    row("no image at all", npyOfShape("0, 1, 28, 28", {}));
    row("negative", npyOfShape("-1, 1, 28, 28", prepared()));
    row("huge", npyOfShape("4294967296, 4294967296, 4294967296, 4294967296", prepared()));
    row("nine dimensions", npyOfShape("1, 1, 1, 1, 1, 1, 1, 1, 784", prepared()));
    row("no shape", npy("{'descr': '<f4', 'fortran_order': False, }", prepared()));
  }
  void refusesDamagedArrays() {
    QFETCH(QByteArray, bytes);
    const QString file = text(
        m_folder.write("damaged.npy", std::string_view(bytes.constData(), static_cast<std::size_t>(bytes.size()))));
    const CliResult result = runCli({"predict", "fashion-lenet", file});
    QCOMPARE(refusalProblem(result), QString());
    QVERIFY2(result.errors.contains(file.toUtf8()), result.errors.constData());
  }

private:
  TemporaryFolder m_folder;
  QString m_image;
  QString m_array;
};

EFFORTLAB_TEST(tst_cli_predict)
#include "tst_cli_predict.moc"
