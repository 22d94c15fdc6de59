#include "data/cifar.h"

#include "core/error.h"
#include "core/file_io.h"
#include "data/memory_set.h"

namespace effortlab::data {

namespace {

constexpr std::int64_t edge = 32;
constexpr std::int64_t pixelBytes = 3 * edge * edge;
constexpr std::int64_t maxFileBytes = std::int64_t{1} << 30;

struct Format {
  const char* name;
  std::vector<int> classes;  ///< of each label byte, the one used last
  std::vector<std::string> testFiles;
  std::vector<std::string> trainFiles;
  const char* classNamesFile;
};

Format formatOf(CifarKind kind) {
  if (kind == CifarKind::Cifar100)
    return {"CIFAR-100", {20, 100}, {"test.bin"}, {"train.bin"}, "fine_label_names.txt"};
  return {"CIFAR-10",
          {10},
          {"test_batch.bin"},
          {"data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin", "data_batch_5.bin"},
          "batches.meta.txt"};
}

std::vector<std::filesystem::path> filesOf(const CifarSource& source, const Format& format) {
  std::error_code error;
  if (!std::filesystem::is_directory(source.path, error)) {
    if (source.train)
      throw Error::inFile(ErrorCode::InvalidArgument, source.path.string(), "", "#train needs the folder, not a file");
    return {source.path};
  }
  std::vector<std::filesystem::path> files;
  for (const std::string& name : source.train ? format.trainFiles : format.testFiles) {
    files.push_back(source.path / name);
    if (!std::filesystem::exists(files.back(), error))
      throw Error::inFile(ErrorCode::FileNotFound, files.back().string(), "",
                          std::string("no such file; the binary version of ") + format.name + " is needed");
  }
  return files;
}

void appendFile(const std::filesystem::path& file, const Format& format, MemoryImages& images) {
  const std::vector<std::uint8_t> bytes = readFile(file, maxFileBytes);
  const auto labelBytes = static_cast<std::int64_t>(format.classes.size());
  const std::int64_t recordBytes = labelBytes + pixelBytes;
  const auto total = static_cast<std::int64_t>(bytes.size());
  if (total == 0 || total % recordBytes != 0)
    throw Error::inFile(ErrorCode::Truncated, file.string(), "byte " + std::to_string(total),
                        "the size is not a multiple of " + std::to_string(recordBytes) +
                            " bytes: cut off, or not the binary version of " + format.name);
  images.pixels.reserve(images.pixels.size() + static_cast<std::size_t>(total / recordBytes * pixelBytes));
  for (std::int64_t record = 0; record < total / recordBytes; ++record) {
    const std::uint8_t* start = bytes.data() + record * recordBytes;
    for (std::int64_t i = 0; i < labelBytes; ++i)
      if (start[i] >= format.classes[static_cast<std::size_t>(i)])
        throw Error::inFile(
            ErrorCode::WrongFormat, file.string(),
            "record " + std::to_string(record) + " (byte " + std::to_string(record * recordBytes + i) + ")",
            "class " + std::to_string(start[i]) + ", but " + format.name + " has " +
                std::to_string(format.classes[static_cast<std::size_t>(i)]));
    images.labels.push_back(start[labelBytes - 1]);
    images.pixels.insert(images.pixels.end(), start + labelBytes, start + recordBytes);
  }
  images.parts.push_back(file.stem().string());
  images.partEnds.push_back(static_cast<std::int64_t>(images.labels.size()));
}

}  // namespace

std::shared_ptr<const LabelledSet> openCifar(const CifarSource& source) {
  const Format format = formatOf(source.kind);
  MemoryImages images;
  images.spec = source.spec;
  images.width = images.height = edge;
  images.channels = 3;
  const std::vector<std::filesystem::path> files = filesOf(source, format);
  for (const std::filesystem::path& file : files)
    appendFile(file, format, images);
  images.classNames = classNamesBeside(files.front().parent_path() / format.classNamesFile);
  return std::make_shared<MemorySet>(std::move(images));
}

}  // namespace effortlab::data
