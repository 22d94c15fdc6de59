#include "data/image_list.h"

#include "core/error.h"
#include "data_files.h"
#include "support/test_registry.h"

#include <opencv2/imgcodecs.hpp>

using namespace effortlab;
using namespace effortlab::tests;

namespace {

/// A 48x32 picture with gradients, so that compressed files have a middle to be cut in.
cv::Mat picture() {
  cv::Mat image(32, 48, CV_8UC3);
  for (int y = 0; y < image.rows; ++y)
    for (int x = 0; x < image.cols; ++x)
      image.at<cv::Vec3b>(y, x) =
          cv::Vec3b(static_cast<uchar>(x * 5), static_cast<uchar>(y * 7), static_cast<uchar>((x * 37 + y * 61) % 256));
  return image;
}

std::string encoded(const std::string& ending, const cv::Mat& image = picture()) {
  std::vector<uchar> bytes;
  cv::imencode(ending, image, bytes);
  return {bytes.begin(), bytes.end()};
}

std::optional<Error> decodeError(const std::string& bytes) {
  try {
    data::decodeImage(std::span(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()), "file.img");
  } catch (const Error& error) {
    return error;
  }
  return std::nullopt;
}

std::string pngClaiming(std::uint32_t width, std::uint32_t height) {
  return encoded(".png").replace(16, 8, bigEndian(width) + bigEndian(height));
}

}  // namespace

class tst_image_list : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void readsEveryFormat_data() {
    QTest::addColumn<QString>("ending");
    QTest::addColumn<bool>("lossless");
    for (const char* ending : {".png", ".bmp", ".ppm", ".tif"})
      QTest::newRow(ending) << ending << true;
    for (const char* ending : {".jpg", ".webp"})
      QTest::newRow(ending) << ending << false;
  }
  void readsEveryFormat() {
    QFETCH(QString, ending);
    QFETCH(bool, lossless);
    const TemporaryFolder folder;
    const std::string suffix = ending.toStdString();
    const data::Image image = data::readImage(folder.write("image" + suffix, encoded(suffix)));
    QCOMPARE(image.width, 48);
    QCOMPARE(image.height, 32);
    QCOMPARE(image.channels, 3);
    QCOMPARE(image.pixels.size(), std::size_t{48 * 32 * 3});
    if (lossless)  // RGB, the picture is BGR
      QCOMPARE(std::vector(image.pixels.begin() + 3, image.pixels.begin() + 6), (std::vector<std::uint8_t>{37, 0, 5}));
  }
  void refusesCutFiles_data() { readsEveryFormat_data(); }
  void refusesCutFiles() {
    QFETCH(QString, ending);
    const std::string whole = encoded(ending.toStdString());
    QVERIFY(!decodeError(whole));
    for (const std::size_t bytes : {whole.size() / 2, whole.size() * 9 / 10, std::size_t{30}, std::size_t{12}}) {
      const std::optional<Error> error = decodeError(whole.substr(0, bytes));
      QVERIFY2(error.has_value(), std::to_string(bytes).c_str());
      QVERIFY2(std::string(error->what()).starts_with("file.img: "), error->what());
    }
  }
  void refusesAJpegWithoutItsEnd() {
    const std::string whole = encoded(".jpg");
    COMPARE_ERROR(decodeError(whole.substr(0, whole.size() - 2)), ErrorCode::Truncated, "file.img: byte", "cut off");
    QVERIFY(!decodeError(whole + "trailing bytes are harmless"));
  }
  void refusesWhatIsNoImage() {
    COMPARE_ERROR(decodeError(""), ErrorCode::WrongFormat, "file.img", "not a JPEG");
    COMPARE_ERROR(decodeError("just some text\n"), ErrorCode::WrongFormat, "file.img", "not a JPEG");
    COMPARE_ERROR(decodeError("P6 is also text\n"), ErrorCode::WrongFormat, "file.img", "not a JPEG");
  }
  void refusesAbsurdSizesBeforeDecoding() {
    constexpr std::int64_t allowed = 100 << 20;
    const std::int64_t before = peakMemoryBytes();
    COMPARE_ERROR(decodeError(pngClaiming(20000, 20000)), ErrorCode::TooLarge, "file.img: header", "20000x20000");
    COMPARE_ERROR(decodeError(pngClaiming(0xFFFFFFFF, 0xFFFFFFFF)), ErrorCode::TooLarge, "4294967295");
    COMPARE_ERROR(decodeError("P5 99999999999999999999 3 255\n"), ErrorCode::TooLarge, "file.img: header");
    COMPARE_ERROR(decodeError("P6\n# comment\n30000 30000\n255\n"), ErrorCode::TooLarge, "30000x30000");
    std::string bitmap = encoded(".bmp");
    bitmap.replace(22, 4, std::string("\x00\x00\x00\x80", 4));
    COMPARE_ERROR(decodeError(bitmap), ErrorCode::TooLarge, "48x2147483648");
    QVERIFY2(peakMemoryBytes() - before < allowed, "an absurd image was allocated");
  }

  void readsAList() {
    const TemporaryFolder folder;
    const std::string image = encoded(".png");
    folder.write("a.png", image);
    folder.write("sub folder/b c.png", image);
    folder.write("synset_words.txt", "n01440764 tench\nn01443537 goldfish\nn01484850 great white shark\n");
    const auto list = folder.write("labels.txt",
                                   "\xEF\xBB\xBF"
                                   "a.png 2\r\n\n  sub folder/b c.png\t0  \na.png 1");
    const auto set = data::openLabelledSet("list:" + list.string());
    QCOMPARE(set->spec(), "list:" + list.string());
    QCOMPARE(set->size(), 3);
    QCOMPARE(set->label(0), 2);
    QCOMPARE(set->label(1), 0);
    QCOMPARE(set->label(2), 1);
    QCOMPARE(set->imageName(1), std::string("sub folder/b c.png"));
    QCOMPARE(set->image(1).width, 48);
    QCOMPARE(set->classNames(), (std::vector<std::string>{"tench", "goldfish", "great white shark"}));
  }
  void leavesOutNamesThatDoNotCoverTheClasses() {
    const TemporaryFolder folder;
    folder.write("a.png", encoded(".png"));
    folder.write("classes.txt", "one\ntwo\n");
    const auto list = folder.write("list.txt", "a.png 2\n");
    QVERIFY(data::openLabelledSet("list:" + list.string())->classNames().empty());
  }
  void hashFollowsLabelsAndFiles() {
    const TemporaryFolder folder;
    folder.write("a.png", encoded(".png"));
    const auto hash = [&](const std::string& text) {
      return data::openLabelledSet("list:" + folder.write("list.txt", text).string())->hash();
    };
    const std::string first = hash("a.png 1\n");
    QCOMPARE(first, hash("a.png 1\n"));
    QVERIFY(first != hash("a.png 2\n"));
    folder.write("a.png", encoded(".png") + "x");
    QVERIFY(first != hash("a.png 1\n"));
  }
  void namesFileAndLineOfErrors_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("place");
    const auto row = [](const char* name, const char* text, ErrorCode code, const char* place) {
      QTest::newRow(name) << QByteArray(text) << static_cast<int>(code) << QString(place);
    };
    row("no label", "a.png 1\na.png\n", ErrorCode::WrongFormat, "line 2: expected");
    row("label only", "7\n", ErrorCode::WrongFormat, "line 1: expected");
    row("word", "a.png 1\n\na.png cat\n", ErrorCode::WrongFormat, "line 3: \"cat\"");
    row("negative", "a.png -1\n", ErrorCode::WrongFormat, "line 1: \"-1\"");
    row("fraction", "a.png 1.5\n", ErrorCode::WrongFormat, "line 1: \"1.5\"");
    row("huge", "a.png 99999999999999999999\n", ErrorCode::WrongFormat, "line 1:");
    row("absurd class", "a.png 100000\n", ErrorCode::WrongFormat, "line 1:");
    row("missing image", "a.png 1\ngone.png 2\n", ErrorCode::FileNotFound, "line 2: no image file");
    row("folder", "a.png 1\n. 2\n", ErrorCode::FileNotFound, "line 2:");
    row("empty", "\n \n", ErrorCode::WrongFormat, "lists no image");
  }
  void namesFileAndLineOfErrors() {
    QFETCH(QByteArray, text);
    QFETCH(int, code);
    QFETCH(QString, place);
    const TemporaryFolder folder;
    folder.write("a.png", encoded(".png"));
    const std::string list = folder.write("list.txt", text.toStdString()).string();
    COMPARE_ERROR(openError("list:" + list), static_cast<ErrorCode>(code), list, place.toStdString());
  }
  void namesTheBadImage() {
    const TemporaryFolder folder;
    folder.write("text.jpg", "not an image");
    const auto list = folder.write("list.txt", "text.jpg 0\n");
    const auto set = data::openLabelledSet("list:" + list.string());
    try {
      static_cast<void>(set->image(0));
      QFAIL("a text file was decoded");
    } catch (const Error& error) {
      COMPARE_ERROR(std::optional(error), ErrorCode::WrongFormat, (folder.path() / "text.jpg").string());
    }
    std::filesystem::remove(folder.path() / "text.jpg");
    QVERIFY_EXCEPTION_THROWN(static_cast<void>(set->image(0)), Error);
    COMPARE_ERROR(openError("list:/no/such/list"), ErrorCode::FileNotFound, "/no/such/list");
    COMPARE_ERROR(openError("list:" + folder.write("bin", std::string("a\0b 1", 5)).string()), ErrorCode::WrongFormat,
                  "line 1", "binary");
  }

  void readsAFolderAClass() {
    const TemporaryFolder folder;
    const std::string image = encoded(".png");
    for (const char* name : {"dog/2.png", "dog/1.PNG", "cat/x.png", ".hidden/y.png", "dog/notes.txt", "stray.png"})
      folder.write(name, image);
    std::filesystem::create_directory(folder.path() / "empty");
    const auto set = data::openLabelledSet("folder:" + folder.path().string());
    QCOMPARE(set->classNames(), (std::vector<std::string>{"cat", "dog", "empty"}));
    QCOMPARE(set->size(), 3);
    QCOMPARE(set->imageName(0), std::string("cat/x.png"));
    QCOMPARE(set->imageName(1), std::string("dog/1.PNG"));
    QCOMPARE(set->imageName(2), std::string("dog/2.png"));
    QCOMPARE(set->label(2), 1);
    QCOMPARE(set->image(2).height, 32);
    const TemporaryFolder other;
    COMPARE_ERROR(openError("folder:" + other.path().string()), ErrorCode::WrongFormat, other.path().string());
    COMPARE_ERROR(openError("folder:/no/such/folder"), ErrorCode::FileNotFound, "/no/such/folder");
  }
  void readsTheRealSet() {
    const auto list = sharedData("imagenet-samples/labels.txt");
    if (!list)
      QSKIP("shared/data/imagenet-samples is not on this machine");
    const auto set = data::openLabelledSet("list:" + list->string());
    QCOMPARE(set->size(), 500);
    QCOMPARE(set->classNames().size(), std::size_t{1000});
    QCOMPARE(set->classNames()[static_cast<std::size_t>(set->label(0))], std::string("tench"));
    for (std::int64_t i = 0; i < set->size(); ++i) {  // none may be mistaken for a damaged file
      const data::Image image = set->image(i);
      QVERIFY2(std::min(image.width, image.height) >= 200, set->imageName(i).c_str());
    }
  }
};

EFFORTLAB_TEST(tst_image_list)
#include "tst_image_list.moc"
