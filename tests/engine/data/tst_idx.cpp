#include "core/error.h"
#include "data/labelled_set.h"
#include "data_files.h"
#include "support/test_registry.h"

using namespace effortlab;
using namespace effortlab::tests;

namespace {

constexpr const char* imagesName = "t10k-images-idx3-ubyte";
constexpr const char* labelsName = "t10k-labels-idx1-ubyte";

std::string header(std::uint32_t count, std::uint32_t rows, std::uint32_t columns) {
  return bigEndian(2051) + bigEndian(count) + bigEndian(rows) + bigEndian(columns);
}

/// The error of a folder with these two files; an empty text leaves a file out.
std::optional<Error> pairError(const TemporaryFolder& folder, const std::string& images, const std::string& labels,
                               const std::string& ending = "") {
  if (!images.empty())
    folder.write(imagesName + ending, images);
  if (!labels.empty())
    folder.write(labelsName + ending, labels);
  return openError("idx:" + folder.path().string());
}

void compareLiteral(const data::LabelledSet& set) {
  QCOMPARE(set.size(), 2);
  QCOMPARE(set.label(0), 3);
  QCOMPARE(set.label(1), 1);
  const data::Image image = set.image(1);
  QCOMPARE(image.width, 3);
  QCOMPARE(image.height, 2);
  QCOMPARE(image.channels, 1);
  QCOMPARE(image.pixels, (std::vector<std::uint8_t>{6, 7, 8, 9, 10, 11}));
}

}  // namespace

class tst_idx : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void readsEveryNaming_data() {
    QTest::addColumn<QString>("images");
    QTest::addColumn<QString>("labels");
    QTest::addColumn<QString>("part");
    QTest::newRow("dash") << "t10k-images-idx3-ubyte"
                          << "t10k-labels-idx1-ubyte"
                          << "";
    QTest::newRow("dot") << "t10k-images.idx3-ubyte"
                         << "t10k-labels.idx1-ubyte"
                         << "";
    QTest::newRow("gz") << "t10k-images-idx3-ubyte.gz"
                        << "t10k-labels-idx1-ubyte.gz"
                        << "";
    QTest::newRow("dot gz, raw labels") << "t10k-images.idx3-ubyte.gz"
                                        << "t10k-labels.idx1-ubyte"
                                        << "#test";
    QTest::newRow("train") << "train-images-idx3-ubyte"
                           << "train-labels-idx1-ubyte"
                           << "#train";
  }
  void readsEveryNaming() {
    QFETCH(QString, images);
    QFETCH(QString, labels);
    QFETCH(QString, part);
    const TemporaryFolder folder;
    folder.write(images.toStdString(), images.endsWith(".gz") ? gzip(idxImages()) : idxImages());
    folder.write(labels.toStdString(), labels.endsWith(".gz") ? gzip(idxLabels()) : idxLabels());
    const auto set = data::openLabelledSet("idx:" + folder.path().string() + "/" + part.toStdString());
    compareLiteral(*set);
    const bool train = part == "#train";
    QCOMPARE(set->imageName(1), std::string(train ? "train[1]" : "t10k[1]"));
    QCOMPARE(set->spec(), "idx:" + folder.path().string() + (train ? "#train" : ""));
    compareLiteral(*data::openLabelledSet(set->spec()));
  }
  void hashTellsSetsApart() {
    const TemporaryFolder a;
    const TemporaryFolder b;
    const TemporaryFolder c;
    for (const auto* folder : {&a, &b, &c})
      folder->write(labelsName, idxLabels());
    a.write(imagesName, idxImages());
    b.write(std::string(imagesName) + ".gz", gzip(idxImages()));
    std::string other = idxImages();
    other.back() = 99;
    c.write(imagesName, other);
    const auto hash = [](const TemporaryFolder& folder) {
      return data::openLabelledSet("idx:" + folder.path().string())->hash();
    };
    QCOMPARE(hash(a).size(), std::size_t{16});
    QCOMPARE(hash(a), hash(b));
    QVERIFY(hash(a) != hash(c));
  }
  void readsTheRealSet() {
    const auto folder = sharedData("mnist");
    if (!folder)
      QSKIP("shared/data/mnist is not on this machine");
    const auto set = data::openLabelledSet("idx:" + folder->string());
    QCOMPARE(set->size(), 5000);
    QCOMPARE(set->label(0), 7);  // the first digit of the MNIST test set is a seven
    const data::Image image = set->image(4999);
    QCOMPARE(image.width, 28);
    QCOMPARE(image.height, 28);
    QVERIFY_EXCEPTION_THROWN(static_cast<void>(set->image(5000)), Error);
    QVERIFY_EXCEPTION_THROWN(static_cast<void>(set->label(-1)), Error);
  }

  void refusesMissingFiles() {
    const TemporaryFolder folder;
    COMPARE_ERROR(openError("idx:/no/such/folder"), ErrorCode::FileNotFound, "/no/such/folder");
    COMPARE_ERROR(pairError(folder, "", ""), ErrorCode::FileNotFound, folder.path().string(), imagesName);
    COMPARE_ERROR(pairError(folder, idxImages(), ""), ErrorCode::FileNotFound, labelsName);
    COMPARE_ERROR(openError("idx:" + folder.path().string() + "#train"), ErrorCode::FileNotFound, "train-images");
  }
  void refusesDamagedFiles_data() {
    QTest::addColumn<QByteArray>("images");
    QTest::addColumn<QByteArray>("labels");
    QTest::addColumn<QString>("ending");
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("place");
    const auto row = [](const char* name, const std::string& images, const std::string& labels, const char* ending,
                        ErrorCode code, const char* place) {
      QTest::newRow(name) << QByteArray::fromStdString(images) << QByteArray::fromStdString(labels) << QString(ending)
                          << static_cast<int>(code) << QString(place);
    };
    const std::string images = idxImages();
    const std::string labels = idxLabels();
    std::string badSum = gzip(images);
    badSum[badSum.size() - 6] ^= 1;
    row("no magic", "x", labels, "", ErrorCode::Truncated, "images-idx3-ubyte: byte 1:");
    row("wrong magic", bigEndian(2052) + images.substr(4), labels, "", ErrorCode::WrongFormat, "ubyte: byte 0: magic");
    row("text", "this is not an IDX file at all", labels, "", ErrorCode::WrongFormat, "ubyte: byte 0: magic");
    row("swapped", labels, images, "", ErrorCode::WrongFormat, "swapped");
    row("labels twice", images, images, "", ErrorCode::WrongFormat, "labels-idx1-ubyte: byte 0: images where labels");
    row("header cut", images.substr(0, 10), labels, "", ErrorCode::Truncated, "images-idx3-ubyte: byte 10:");
    row("pixels cut", images.substr(0, 20), labels, "", ErrorCode::Truncated, "images-idx3-ubyte: byte 16:");
    row("labels cut", images, labels.substr(0, 9), "", ErrorCode::Truncated, "labels-idx1-ubyte: byte 8:");
    row("pixels cut inside gz", gzip(images.substr(0, 20)), gzip(labels), ".gz", ErrorCode::Truncated,
        "ubyte.gz: byte 20:");
    row("gz cut", gzip(images).substr(0, 30), gzip(labels), ".gz", ErrorCode::Truncated, "images-idx3-ubyte.gz: byte");
    row("gz trailer cut", gzip(images).substr(0, gzip(images).size() - 4), gzip(labels), ".gz", ErrorCode::Truncated,
        "images-idx3-ubyte.gz: byte 28:");
    row("gz check sum", badSum, gzip(labels), ".gz", ErrorCode::WrongFormat, "damaged gzip");
    row("trailing data", images + "x", labels, "", ErrorCode::WrongFormat, "byte 28: more data");
    row("trailing labels", images, gzip(labels + "x"), "", ErrorCode::WrongFormat, "byte 10: more data");
    row("more labels", images, bigEndian(2049) + bigEndian(3) + "abc", "", ErrorCode::Mismatch, "3 labels");
    row("no images", header(0, 2, 3), bigEndian(2049) + bigEndian(0), "", ErrorCode::WrongFormat, "header: no image");
    row("no pixels", header(2, 0, 3), labels, "", ErrorCode::WrongFormat, "header: images of 3x0");
    row("huge images", header(2, 0xFFFFFFFF, 0xFFFFFFFF), labels, "", ErrorCode::WrongFormat, "header");
  }
  void refusesDamagedFiles() {
    QFETCH(QByteArray, images);
    QFETCH(QByteArray, labels);
    QFETCH(QString, ending);
    QFETCH(int, code);
    QFETCH(QString, place);
    const TemporaryFolder folder;
    const auto error = pairError(folder, images.toStdString(), labels.toStdString(), ending.toStdString());
    COMPARE_ERROR(error, static_cast<ErrorCode>(code), folder.path().string(), place.toStdString());
  }
  void absurdSizesTakeNoMemory() {
    constexpr std::int64_t allowed = 100 << 20;
    const std::int64_t before = peakMemoryBytes();
    const TemporaryFolder folder;
    // 4,294,967,295 labels announced by a file of 8 bytes, and as many images of 16384x16384.
    COMPARE_ERROR(pairError(folder, header(0xFFFFFFFF, 16384, 16384), bigEndian(2049) + bigEndian(0xFFFFFFFF)),
                  ErrorCode::Truncated, labelsName, "byte 8", "4294967295");
    COMPARE_ERROR(pairError(folder, header(2, 16384, 16384), idxLabels()), ErrorCode::Truncated, imagesName,
                  "536870912");
    QVERIFY2(peakMemoryBytes() - before < allowed, "memory was allocated as the header announced");
  }
  void gzipBombTakesNoMemory() {
    constexpr std::int64_t allowed = 50 << 20;
    const std::string zeros = gzip(std::string(64 << 20, '\0'));
    const std::string more = gzip(idxImages()) + repeated(zeros, 4);
    // Announces 2 GiB, and is large enough that it could hold them.
    const std::string large = gzip(header(8, 16384, 16384)) + repeated(zeros, 40);
    // Announces 512 MiB, is large enough, but ends after the first few.
    const std::string cut = gzip(header(2, 16384, 16384)) + std::string(600'000, 'x');
    const std::int64_t before = peakMemoryBytes();
    const TemporaryFolder first;
    COMPARE_ERROR(pairError(first, more, gzip(idxLabels()), ".gz"), ErrorCode::WrongFormat, "byte 28: more data");
    const TemporaryFolder second;
    COMPARE_ERROR(pairError(second, large, gzip(bigEndian(2049) + bigEndian(8) + "abcdefgh"), ".gz"),
                  ErrorCode::TooLarge, "header", "2147483648");
    const TemporaryFolder third;
    COMPARE_ERROR(pairError(third, cut, gzip(idxLabels()), ".gz"), ErrorCode::Truncated, "byte 16");
    QVERIFY2(peakMemoryBytes() - before < allowed, "the bomb went off");
  }
};

EFFORTLAB_TEST(tst_idx)
#include "tst_idx.moc"
