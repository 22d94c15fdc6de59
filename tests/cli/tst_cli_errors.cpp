#include "cli_process.h"
#include "support/test_files.h"
#include "support/test_registry.h"

#include <QFile>
#include <QTest>

using effortlab::tests::CliResult;
using effortlab::tests::firstLayerOf;
using effortlab::tests::refusalProblem;
using effortlab::tests::runCli;
using effortlab::tests::TemporaryFolder;
using effortlab::tests::writeIdxSet;

/// Bad arguments and bad input: exit code 2 and one line that names what is wrong.
class tst_cli_errors : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void initTestCase() { writeFiles(); }

  void arguments_data() {
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("named");
    const auto row = [](const char* name, const QStringList& arguments, const char* named) {
      QTest::newRow(name) << arguments << QByteArray(named);
    };
    row("nothing", {}, "a command is needed");
    row("unknown command", {"evalute", "fashion-lenet"}, "evalute");
    row("no model", {"info"}, "MODEL");
    row("too many", {"info", "fashion-lenet", "more"}, "more");
    row("unknown option", {"info", "fashion-lenet", "--jsom"}, "--jsom");
    row("threads 0", {"info", "fashion-lenet", "--threads", "0"}, "--threads");
    row("threads text", {"info", "fashion-lenet", "--threads", "many"}, "--threads");
    row("seed too long", {"info", "fashion-lenet", "--seed", "18446744073709551616"}, "--seed");
    row("seed negative", {"info", "fashion-lenet", "--seed", "-1"}, "--seed");
    row("limit 0", {"evaluate", "fashion-lenet", m_data, "--limit", "0"}, "--limit");
    row("limit fraction", {"evaluate", "fashion-lenet", m_data, "--limit", "2.5"}, "--limit");
    row("limit too long", {"evaluate", "fashion-lenet", m_data, "--limit", "99999999999999999999"}, "--limit");
    row("offset negative", {"evaluate", "fashion-lenet", m_data, "--offset", "-3"}, "--offset");
    row("offset beyond", {"evaluate", "fashion-lenet", m_data, "--offset", "20"}, "--offset 20");
    row("batch 0", {"evaluate", "fashion-lenet", m_data, "--batch", "0"}, "--batch");
    row("top 0", {"predict", "fashion-lenet", m_image, "--top", "0"}, "--top");
    row("bins 0", {"weights", "fashion-lenet", "--bins", "0"}, "--bins");
    row("value missing", {"evaluate", "fashion-lenet", m_data, "--knobs"}, "--knobs");
    row("unknown engine", {"evaluate", "fashion-lenet", m_data, "--engine", "warp"}, "warp");
    row("unknown execution", {"evaluate", "fashion-lenet", m_data, "--execution", "jump"}, "jump");
    row("engine without knobs", {"evaluate", "fashion-lenet", m_data, "--knobs", m_good, "--engine", "opencv"},
        "opencv");
    row("unknown kind of data", {"evaluate", "fashion-lenet", "zip:/tmp/x"}, "zip:/tmp/x");
    row("data without path", {"evaluate", "fashion-lenet", "idx:"}, "idx:");
    row("no files", {"predict", "fashion-lenet"}, "FILE");
    row("flags on a manifest", {"info", "fashion-lenet", "--mean", "1,2,3"}, "fashion-lenet.model.json");
  }
  void arguments() { check({}); }

  void files_data() {
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("named");
    const auto row = [](const char* name, const QStringList& arguments, const QString& named) {
      QTest::newRow(name) << arguments << named.toUtf8();
    };
    const QString gone = path("gone.json");
    row("no such model", {"info", gone}, gone);
    row("model is text", {"info", m_text}, m_text);
    row("model is a folder", {"info", path("set")}, path("set"));
    row("model is an image", {"info", m_image}, m_image);
    row("manifest of garbage", {"info", m_garbage}, m_garbage);
    row("knobs as model", {"evaluate", m_good, m_data}, m_good);
    row("weights as model", {"info", m_weights}, m_weights);
    row("no such knobs", {"evaluate", "fashion-lenet", m_data, "--knobs", gone}, gone);
    row("manifest as knobs", {"evaluate", "fashion-lenet", m_data, "--knobs", m_manifest}, m_manifest);
    row("image as knobs", {"evaluate", "fashion-lenet", m_data, "--knobs", m_image}, m_image);
    row("unknown layer", {"evaluate", "fashion-lenet", m_data, "--knobs", m_unknown}, m_unknown);
    row("bad number in knobs", {"evaluate", "fashion-lenet", m_data, "--knobs", m_badNumber}, m_badNumber);
    row("knobs of predict", {"predict", "fashion-lenet", m_image, "--knobs", m_unknown}, m_unknown);
    row("no such data", {"evaluate", "fashion-lenet", "idx:" + path("gone")}, path("gone"));
    row("images and labels swapped", {"evaluate", "fashion-lenet", "idx:" + path("swapped")}, path("swapped"));
    row("data cut off", {"evaluate", "fashion-lenet", "idx:" + path("cut")}, path("cut"));
    row("model and data swapped", {"evaluate", m_data, "fashion-lenet"}, m_data);
    row("no such image", {"predict", "fashion-lenet", path("gone.png")}, path("gone.png"));
    row("text as image", {"predict", "fashion-lenet", m_text}, m_text);
    row("image of another size", {"predict", "fashion-lenet", m_largeImage}, m_largeImage);
    row("no folder for predictions", {"evaluate", "fashion-lenet", m_data, "--predictions", path("gone/p.csv")},
        path("gone/p.csv"));
    row("predictions is a folder", {"evaluate", "fashion-lenet", m_data, "--predictions", path("set")}, path("set"));
    row("no folder for logits", {"predict", "fashion-lenet", m_image, "--logits", path("gone/l.npy")},
        path("gone/l.npy"));
    row("demo into a file", {"demo", "--out", m_text}, m_text);
  }
  void files() { check({"--json"}); }

  void outputsAreRefusedBeforeTheWork() {
    // Were the output tried only afterwards, the missing image would be what is complained about.
    const CliResult result = runCli({"predict", "fashion-lenet", path("gone.png"), "--logits", path("gone/l.npy")});
    QVERIFY2(result.errors.contains("--logits"), result.errors.constData());
  }

  void controlCharactersDoNotReachTheTerminal() {
    const CliResult result = runCli({"info", QStringLiteral("bad\x1b[2Jname\n.onnx")});
    QCOMPARE(refusalProblem(result), QString());
    QVERIFY(!result.errors.contains('\x1b'));
  }

private:
  void check(const QStringList& more) {
    QFETCH(QStringList, arguments);
    QFETCH(QByteArray, named);
    const CliResult result = runCli(arguments + more);
    const QString problem = refusalProblem(result);
    QVERIFY2(problem.isEmpty(), qPrintable(problem + ": " + QString::fromUtf8(result.errors)));
    QVERIFY2(result.errors.contains(named), result.errors.constData());
  }

  QString path(const std::string& name) const { return QString::fromStdString((m_folder.path() / name).string()); }

  QString write(const std::string& name, const std::string& contents) {
    return QString::fromStdString(m_folder.write(name, contents).string());
  }

  void writeFiles() {
    m_data = writeIdxSet(m_folder.path() / "set", 20);
    const std::string layer = firstLayerOf("fashion-lenet", "Convolution");
    const auto knobs = [](const std::string& name, const std::string& body) {
      return "{\"schema\": \"effortlab-knobs/1\", \"layers\": {\"" + name + "\": " + body + "}}";
    };
    m_text = write("notes.txt", "just some words\n");
    m_garbage = write("garbage.model.json", "{ \"schema\": \"effortlab-model/1\", ");
    m_manifest = write("other.model.json", R"({"schema": "effortlab-model/1", "name": "x", "graph": "gone.onnx", )"
                                           R"("input": {"width": 8, "height": 8, "channels": "GRAY"}})");
    m_weights = write("some.caffemodel", std::string(64, '\7'));
    m_good = write("good.knobs.json", knobs(layer, R"({"sdss": {"max": 1, "delta": 1}})"));
    m_unknown = write("unknown.knobs.json", knobs("no such layer", R"({"sdss": {"max": 1, "delta": 1}})"));
    m_badNumber = write("bad.knobs.json", knobs(layer, R"({"sdss": {"max": "high", "delta": 1}})"));
    m_image = write("image.pgm", "P5\n28 28\n255\n" + std::string(28 * 28, '\x55'));
    m_largeImage = write("large.pgm", "P5\n40 30\n255\n" + std::string(40 * 30, '\x55'));
    swapAndCut();
  }

  void swapAndCut() {
    namespace fs = std::filesystem;
    const fs::path images = m_folder.path() / "set/t10k-images-idx3-ubyte";
    const fs::path labels = m_folder.path() / "set/t10k-labels-idx1-ubyte";
    for (const char* name : {"swapped", "cut"})
      fs::create_directories(m_folder.path() / name);
    fs::copy_file(images, m_folder.path() / "swapped/t10k-labels-idx1-ubyte");
    fs::copy_file(labels, m_folder.path() / "swapped/t10k-images-idx3-ubyte");
    fs::copy_file(images, m_folder.path() / "cut/t10k-images-idx3-ubyte");
    fs::copy_file(labels, m_folder.path() / "cut/t10k-labels-idx1-ubyte");
    fs::resize_file(m_folder.path() / "cut/t10k-images-idx3-ubyte", 1000);
  }

  TemporaryFolder m_folder;
  QString m_data, m_text, m_garbage, m_manifest, m_weights, m_good, m_unknown, m_badNumber, m_image, m_largeImage;
};

EFFORTLAB_TEST(tst_cli_errors)
#include "tst_cli_errors.moc"
