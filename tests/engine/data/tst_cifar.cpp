#include "core/error.h"
#include "data/labelled_set.h"
#include "data_files.h"
#include "support/test_registry.h"

using namespace effortlab;
using namespace effortlab::tests;

namespace {

constexpr std::size_t planeBytes = 1024;

/// A record whose planes are filled with one value each, but for the pixel right of the first.
std::string record(const std::string& labels, char red, char green, char blue) {
  std::string text =
      labels + std::string(planeBytes, red) + std::string(planeBytes, green) + std::string(planeBytes, blue);
  text[labels.size() + 1] = 9;
  return text;
}

}  // namespace

class tst_cifar : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void readsCifar10() {
    const TemporaryFolder folder;
    const auto file = folder.write("test_batch.bin", record("\x07", 1, 2, 3) + record("\x02", 4, 5, 6));
    folder.write("batches.meta.txt", "airplane\nautomobile\nbird\ncat\ndeer\ndog\nfrog\nhorse\nship\ntruck\n\n");
    for (const std::string& spec : {"cifar10:" + folder.path().string(), "cifar10:" + file.string()}) {
      const auto set = data::openLabelledSet(spec);
      QCOMPARE(set->spec(), spec);
      QCOMPARE(set->size(), 2);
      QCOMPARE(set->label(0), 7);
      QCOMPARE(set->label(1), 2);
      QCOMPARE(set->imageName(1), std::string("test_batch[1]"));
      QCOMPARE(set->classNames().size(), std::size_t{10});
      QCOMPARE(set->classNames()[9], std::string("truck"));
      const data::Image image = set->image(1);
      QCOMPARE(image.width, 32);
      QCOMPARE(image.height, 32);
      QCOMPARE(image.channels, 3);
      QCOMPARE(std::vector(image.pixels.begin(), image.pixels.begin() + 6),
               (std::vector<std::uint8_t>{4, 5, 6, 9, 5, 6}));
    }
  }
  void readsTrainingBatches() {
    const TemporaryFolder folder;
    for (char batch = 1; batch <= 5; ++batch)
      folder.write("data_batch_" + std::to_string(batch) + ".bin",
                   repeated(record(std::string(1, batch), batch, 0, 0), static_cast<std::size_t>(batch)));
    const auto set = data::openLabelledSet("cifar10:" + folder.path().string() + "#train");
    QCOMPARE(set->size(), 15);
    QCOMPARE(set->imageName(0), std::string("data_batch_1[0]"));
    QCOMPARE(set->imageName(2), std::string("data_batch_2[1]"));
    QCOMPARE(set->imageName(14), std::string("data_batch_5[4]"));
    QCOMPARE(set->label(14), 5);
    QVERIFY(set->classNames().empty());
  }
  void readsTheFineLabelOfCifar100() {
    const TemporaryFolder folder;
    folder.write("test.bin", record("\x13\x63", 1, 2, 3));
    const auto set = data::openLabelledSet("cifar100:" + folder.path().string());
    QCOMPARE(set->size(), 1);
    QCOMPARE(set->label(0), 99);
    QCOMPARE(set->imageName(0), std::string("test[0]"));
    QCOMPARE(set->image(0).pixels[0], std::uint8_t{1});
  }
  void readsTheRealSet() {
    const auto folder = sharedData("cifar10");
    if (!folder)
      QSKIP("shared/data/cifar10 is not on this machine");
    const auto set = data::openLabelledSet("cifar10:" + folder->string());
    QCOMPARE(set->size(), 5000);
    QCOMPARE(set->classNames()[0], std::string("airplane"));
    QCOMPARE(set->classNames()[static_cast<std::size_t>(set->label(0))], std::string("cat"));  // as in the original
  }
  void namesFileAndPlaceOfErrors() {
    const TemporaryFolder folder;
    const std::string path = folder.path().string();
    COMPARE_ERROR(openError("cifar10:" + path), ErrorCode::FileNotFound, path, "test_batch.bin", "binary version");
    COMPARE_ERROR(openError("cifar10:" + path + "/gone.bin"), ErrorCode::FileNotFound, "gone.bin");
    COMPARE_ERROR(openError("cifar100:" + path + "#train"), ErrorCode::FileNotFound, "train.bin");

    const std::string good = record("\x07", 1, 2, 3);
    const std::string cut = folder.write("cut.bin", good + good.substr(0, 100)).string();
    COMPARE_ERROR(openError("cifar10:" + cut), ErrorCode::Truncated, cut, "byte 3173", "3073");
    COMPARE_ERROR(openError("cifar100:" + folder.write("ten.bin", good).string()), ErrorCode::Truncated, "ten.bin",
                  "3074");
    COMPARE_ERROR(openError("cifar10:" + folder.write("empty.bin", "").string()), ErrorCode::Truncated, "empty.bin");

    const std::string bad = folder.write("bad.bin", good + record("\x0a", 1, 2, 3)).string();
    COMPARE_ERROR(openError("cifar10:" + bad), ErrorCode::WrongFormat, bad, "record 1 (byte 3073)", "class 10");
    const std::string coarse = folder.write("coarse.bin", record("\x14\x05", 1, 2, 3)).string();
    COMPARE_ERROR(openError("cifar100:" + coarse), ErrorCode::WrongFormat, coarse, "record 0 (byte 0)", "class 20");
    const std::string fine = folder.write("fine.bin", record("\x13\x64", 1, 2, 3)).string();
    COMPARE_ERROR(openError("cifar100:" + fine), ErrorCode::WrongFormat, fine, "record 0 (byte 1)", "class 100");
    COMPARE_ERROR(openError("cifar10:" + fine + "#train"), ErrorCode::InvalidArgument, fine, "#train");
  }
};

EFFORTLAB_TEST(tst_cifar)
#include "tst_cifar.moc"
