#include "core/error.h"
#include "data/boxes_io.h"
#include "support/test_files.h"
#include "support/test_registry.h"

#include <QTest>

using namespace effortlab;
using namespace effortlab::data;

namespace {

constexpr const char* vocFile =
    "<annotation><size><width>100</width><height>50</height></size>"
    "<object><trackid>3</trackid><name>n02084071</name>"
    "<bndbox><xmax>30</xmax><xmin>10</xmin><ymax>25</ymax><ymin>5</ymin></bndbox></object>"
    "<object><name>cat</name><difficult>1</difficult>"
    "<bndbox><xmin>1</xmin><ymin>2</ymin><xmax>4</xmax><ymax>6</ymax></bndbox></object></annotation>";

constexpr const char* cocoFile =
    R"({"images": [{"id": 7, "file_name": "a/0012.jpg", "width": 100, "height": 50}, {"id": 9, "file_name": "a/0010.jpg"}],
        "categories": [{"id": 4, "name": "dog"}, {"id": 5, "name": "cow"}],
        "annotations": [{"image_id": 7, "category_id": 4, "bbox": [1, 2, 3, 4], "track_id": 6},
                        {"image_id": 9, "category_id": 5, "bbox": [5, 6, 7.5, 8], "iscrowd": 1}]})";

bool isBox(const Box& box, const Box& expected) {
  return box.x == expected.x && box.y == expected.y && box.w == expected.w && box.h == expected.h;
}

struct Refusal {
  ErrorCode code = ErrorCode::Cancelled;
  std::string text;
};

Refusal refusalOf(const std::filesystem::path& file, const BoxesOptions& options) {
  try {
    static_cast<void>(readAnnotations(file, options));
  } catch (const Error& error) {
    return {error.code(), error.what()};
  }
  return {};
}

}  // namespace

class tst_boxes_io : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void mot() {
    const tests::TemporaryFolder folder;
    const auto file = folder.write("gt.txt",
                                   "1,1,10,20,30,40,-1\n1,2,1,2,3,4,0\n3,1,12.5,20,30,40,1,2,0.25,9\r\n\n"
                                   "2,5,-4,0,10,10\n");
    const VideoAnnotations read = readAnnotations(file, {.width = 100, .height = 80, .frames = 3});
    QCOMPARE(read.frames.size(), std::size_t{3});
    QCOMPARE(read.frames[0].size(), std::size_t{2});
    QVERIFY(isBox(read.frames[0][0].box, {10, 20, 30, 40}));
    QVERIFY(read.frames[0][0].counted && !read.frames[0][1].counted);
    QCOMPARE(read.frames[2][0].visible, 0.25F);
    QCOMPARE(read.frames[2][0].track, 1);
    QCOMPARE(read.classNames, (std::vector<std::string>{"person", "2"}));
    QCOMPARE(read.frames[2][0].classIndex, 1);
    const VideoAnnotations labelled = readAnnotations(file, {.labels = {"dog", "person"}});
    QCOMPARE(labelled.frames[0][0].classIndex, 1);
    QCOMPARE(labelled.warnings.size(), std::size_t{1});  // class 2 has no label
    QCOMPARE(readAnnotations(file, {.firstNumber = 0, .firstNumberKnown = true}).frames.size(), std::size_t{4});
  }

  void realMot() {
    const auto folder = tests::sharedData("tud-campus");
    if (!folder)
      QSKIP("the shared videos are not on this machine");
    const VideoAnnotations read = readAnnotations(*folder, {.width = 640, .height = 480, .frames = 71});
    QCOMPARE(read.frames.size(), std::size_t{71});
    QVERIFY(isBox(read.frames[0][0].box, {399, 182, 121, 229}));
    QVERIFY(read.frames[0][0].counted);
  }

  void badMotIsNamed_data() {
    QTest::addColumn<QString>("line");
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("word");
    const auto row = [](const char* name, const char* line, ErrorCode code, const char* word) {
      QTest::newRow(name) << line << static_cast<int>(code) << word;
    };
    row("no number", "1,1,a,2,3,4", ErrorCode::WrongFormat, "'a'");
    row("few columns", "1,1,2,3,4", ErrorCode::WrongFormat, "5 columns");
    row("negative", "1,1,2,3,-4,5", ErrorCode::InvalidArgument, "2 3 -4 5");
    row("empty", "1,1,2,3,0,5", ErrorCode::InvalidArgument, "above 0");
    row("outside", "1,1,100,3,4,5", ErrorCode::InvalidArgument, "outside");
    row("outside, left", "1,1,-10,3,10,5", ErrorCode::InvalidArgument, "outside");
    row("other video", "4,1,2,3,4,5", ErrorCode::Mismatch, "frame 4");
    row("before the first", "0,1,2,3,4,5", ErrorCode::Mismatch, "frame 0");
    row("not finite", "1,1,nan,3,4,5", ErrorCode::WrongFormat, "'nan'");
  }
  void badMotIsNamed() {
    QFETCH(QString, line);
    QFETCH(int, code);
    QFETCH(QString, word);
    const tests::TemporaryFolder folder;
    const auto file = folder.write("gt.txt", "1,1,10,20,30,40\n" + line.toStdString() + "\n");
    const Refusal refusal = refusalOf(file, {.width = 100, .height = 80, .frames = 3});
    QCOMPARE(static_cast<int>(refusal.code), code);
    QVERIFY2(refusal.text.find("line 2") != std::string::npos, refusal.text.c_str());
    QVERIFY2(refusal.text.find(word.toStdString()) != std::string::npos, refusal.text.c_str());
  }

  void vocWithClassMap() {
    const tests::TemporaryFolder folder;
    folder.write("000000.xml", "<annotation></annotation>");
    folder.write("000002.xml", vocFile);
    const auto map = folder.write("map.txt", "# ids\nn02084071 dog\n");
    const VideoAnnotations read = readAnnotations(
        folder.path(), {.width = 100, .height = 50, .frames = 3, .labels = {"cat", "dog"}, .classMap = map});
    QCOMPARE(read.frames.size(), std::size_t{3});
    QVERIFY(isBox(read.frames[2][0].box, {10, 5, 20, 20}));
    QCOMPARE(read.frames[2][0].classIndex, 1);
    QCOMPARE(read.frames[2][0].track, 3);
    QVERIFY(!read.frames[2][1].counted);  // difficult
    QVERIFY(refusalOf(folder.path(), {.width = 99, .height = 50}).code == ErrorCode::Mismatch);
    QVERIFY(refusalOf(folder.path(), {.frames = 2}).code == ErrorCode::Mismatch);
  }

  void badVocIsNamed() {
    const std::string text = vocFile;
    const tests::TemporaryFolder cut, noBox, none;
    cut.write("1.xml", text.substr(0, text.size() / 2));
    QVERIFY(refusalOf(cut.path(), {}).code == ErrorCode::Truncated);
    noBox.write("1.xml", "<annotation><object><name>a</name></object></annotation>");
    const Refusal refusal = refusalOf(noBox.path(), {});
    QVERIFY(refusal.code == ErrorCode::WrongFormat);
    QVERIFY2(refusal.text.find("object 1") != std::string::npos, refusal.text.c_str());
    QVERIFY(refusalOf(none.path(), {}).code == ErrorCode::MissingData);
    QVERIFY(refusalOf("/nowhere", {}).code == ErrorCode::FileNotFound);
  }

  void coco() {
    const tests::TemporaryFolder folder;
    const auto file = folder.write("boxes.json", cocoFile);
    const VideoAnnotations read = readAnnotations(file, {.width = 100, .height = 50, .frames = 3});
    QCOMPARE(read.frames.size(), std::size_t{3});
    QVERIFY(isBox(read.frames[2][0].box, {1, 2, 3, 4}));
    QCOMPARE(read.frames[2][0].track, 6);
    QVERIFY(!read.frames[0][0].counted);
    QCOMPARE(read.classNames, (std::vector<std::string>{"dog", "cow"}));
    QVERIFY(refusalOf(file, {.width = 10, .height = 50}).code == ErrorCode::Mismatch);
    QVERIFY(refusalOf(folder.write("a.json", "{]"), {}).code == ErrorCode::WrongFormat);
    QVERIFY(refusalOf(folder.write("b.json", "[]"), {}).code == ErrorCode::WrongFormat);
    QVERIFY(
        refusalOf(folder.write("c.json", R"({"images": [], "categories": [], "annotations": [{"bbox": [1, 2]}]})"), {})
            .code == ErrorCode::WrongFormat);
  }

  void scoredBoxesThereAndBack() {
    const std::vector<std::string> labels{"traffic light", "dog"};
    const std::vector<std::vector<ScoredBox>> frames{
        {}, {{{1.5F, 2, 3, 4}, 0, 0.75F}, {{0, 0, 9, 9}, 1, 1.0F}}, {{{7, 8, 9, 10}, 1, 0.125F}}};
    const tests::TemporaryFolder folder;
    const auto file = folder.write("found.txt", scoredBoxesText(frames, labels));
    const auto read = readScoredBoxes(file, {.frames = 3, .labels = labels});
    QCOMPARE(read.size(), std::size_t{3});
    for (std::size_t frame = 0; frame < frames.size(); ++frame) {
      QCOMPARE(read[frame].size(), frames[frame].size());
      for (std::size_t i = 0; i < frames[frame].size(); ++i) {
        QVERIFY(isBox(read[frame][i].box, frames[frame][i].box));
        QCOMPARE(read[frame][i].classIndex, frames[frame][i].classIndex);
        QCOMPARE(read[frame][i].score, frames[frame][i].score);
      }
    }
    for (const char* line : {"0 dog 0.5 1 2 3", "0 dog x 1 2 3 4", "0 dog 1.5 1 2 3 4", "0 cat 0.5 1 2 3 4",
                             "3 dog 0.5 1 2 3 4", "0.5 dog 0.5 1 2 3 4", "0 dog 0.5 1 2 -3 4"})
      QVERIFY_THROWS_EXCEPTION(
          Error, static_cast<void>(readScoredBoxes(folder.write("bad.txt", line), {.frames = 3, .labels = labels})));
  }

  void ownNamesBecomeLabels() {
    VideoAnnotations scene;
    scene.classNames = {"top", "hat"};
    scene.frames = {{{.box = {0, 0, 1, 1}, .classIndex = 0}, {.box = {0, 0, 1, 1}, .classIndex = 1}}};
    const VideoAnnotations labelled = withLabels(scene, {"background", "top"});
    QCOMPARE(labelled.frames[0].size(), std::size_t{1});
    QCOMPARE(labelled.frames[0][0].classIndex, 1);
    QCOMPARE(labelled.warnings.size(), std::size_t{1});
    QCOMPARE(withLabels(scene, {}).frames[0].size(), std::size_t{2});
  }
};

EFFORTLAB_TEST(tst_boxes_io)
#include "tst_boxes_io.moc"
