#include "data/labelled_set.h"

#include "core/error.h"
#include "data_files.h"
#include "support/test_registry.h"

#include <array>

using namespace effortlab;
using namespace effortlab::tests;

namespace {

/// Sets EFFORTLAB_SAMPLE_DIR while it lives.
class SampleFolder {
public:
  explicit SampleFolder(const std::string& folder) {
    qputenv("EFFORTLAB_SAMPLE_DIR", QByteArray::fromStdString(folder));
  }
  ~SampleFolder() { qunsetenv("EFFORTLAB_SAMPLE_DIR"); }
  SampleFolder(const SampleFolder&) = delete;
  SampleFolder& operator=(const SampleFolder&) = delete;
};

}  // namespace

class tst_labelled_set : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void refusesUnknownKinds() {
    for (const char* spec : {"", "mnist", "csv:/tmp/x", ":x", "samples", "sample#train", "IDX:/tmp"})
      COMPARE_ERROR(openError(spec), ErrorCode::InvalidArgument, std::string(spec), "sample, idx:DIR");
    for (const char* spec : {"idx:", "cifar10:", "cifar100:", "list:", "folder:"})
      COMPARE_ERROR(openError(spec), ErrorCode::InvalidArgument, std::string(spec), "path belongs after the colon");
    COMPARE_ERROR(openError("idx:/tmp/x#valid"), ErrorCode::InvalidArgument, "#valid", "#train");
    COMPARE_ERROR(openError("idx:#train"), ErrorCode::InvalidArgument, "idx:#train");
  }
  void keepsAnExistingNameWithHash() {
    const TemporaryFolder folder;
    folder.write("a#train/t10k-images-idx3-ubyte", idxImages());
    folder.write("a#train/t10k-labels-idx1-ubyte", idxLabels());
    const auto set = data::openLabelledSet("idx:" + folder.path().string() + "/a#train");
    QCOMPARE(set->imageName(0), std::string("t10k[0]"));
  }
  void makesPathsAbsolute() {
    const TemporaryFolder folder;
    folder.write("x/t10k-images-idx3-ubyte", idxImages());
    folder.write("x/t10k-labels-idx1-ubyte", idxLabels());
    const auto before = std::filesystem::current_path();
    std::filesystem::current_path(folder.path());
    const std::string spec = data::openLabelledSet("idx:./y/../x/")->spec();
    const std::filesystem::path here = std::filesystem::current_path();
    std::filesystem::current_path(before);
    QCOMPARE(spec, "idx:" + (here / "x").string());
  }
  void opensTheSample() {
    if (!std::filesystem::exists("/usr/share/datasets/fashion-mnist"))
      QSKIP("the Debian package dataset-fashion-mnist is not installed");
    const auto set = data::openLabelledSet("sample");
    QCOMPARE(set->spec(), std::string("sample"));
    QCOMPARE(set->size(), 10000);
    QVERIFY(data::sampleTuningImages < set->size());
    QCOMPARE(set->classNames().size(), std::size_t{10});
    QCOMPARE(set->classNames()[static_cast<std::size_t>(set->label(0))], std::string("Ankle boot"));
    std::array<int, 10> counts{};
    for (std::int64_t i = 0; i < set->size(); ++i)
      ++counts.at(static_cast<std::size_t>(set->label(i)));
    for (const int count : counts)
      QCOMPARE(count, 1000);
    QCOMPARE(set->hash(), data::openLabelledSet("idx:/usr/share/datasets/fashion-mnist")->hash());
  }
  void takesTheSampleFromElsewhere() {
    const TemporaryFolder folder;
    folder.write("t10k-images-idx3-ubyte", idxImages());
    folder.write("t10k-labels-idx1-ubyte", idxLabels());
    const SampleFolder chosen(folder.path().string());
    const auto set = data::openLabelledSet("sample");
    QCOMPARE(set->spec(), std::string("sample"));
    QCOMPARE(set->size(), 2);
    QCOMPARE(set->classNames()[3], std::string("Dress"));
  }
  void namesThePackageOfAMissingSample() {
    const TemporaryFolder folder;
    const SampleFolder chosen(folder.path().string());
    COMPARE_ERROR(openError("sample"), ErrorCode::FileNotFound, folder.path().string(), "dataset-fashion-mnist");
    const SampleFolder gone("/no/such/folder");
    COMPARE_ERROR(openError("sample"), ErrorCode::FileNotFound, "/no/such/folder", "dataset-fashion-mnist");
  }
  void refusesSampleLabelsBeyondTheClasses() {
    const TemporaryFolder folder;
    folder.write("t10k-images-idx3-ubyte", idxImages());
    folder.write("t10k-labels-idx1-ubyte", bigEndian(2049) + bigEndian(2) + "\x03\x0a");
    const SampleFolder chosen(folder.path().string());
    COMPARE_ERROR(openError("sample"), ErrorCode::WrongFormat, "t10k-labels-idx1-ubyte", "label 1", "class 10");
  }
};

EFFORTLAB_TEST(tst_labelled_set)
#include "tst_labelled_set.moc"
