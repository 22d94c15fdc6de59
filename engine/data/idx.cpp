#include "data/idx.h"

#include "core/error.h"
#include "data/memory_set.h"

#include <zlib.h>

#include <algorithm>
#include <array>

namespace effortlab::data {

namespace {

constexpr std::uint32_t imagesMagic = 2051;
constexpr std::uint32_t labelsMagic = 2049;
constexpr std::int64_t maxBytes = std::int64_t{1} << 30;  // EMNIST, the largest of the family, has 0.64e9
constexpr std::int64_t maxEdge = 16384;
constexpr std::int64_t maxDeflateRatio = 1032;  // zlib: no stream expands further
constexpr std::int64_t chunkBytes = std::int64_t{1} << 20;
constexpr std::int64_t firstReserveBytes = std::int64_t{16} << 20;

/// One IDX file, raw or compressed: zlib passes raw bytes through.
class IdxFile {
public:
  explicit IdxFile(const std::filesystem::path& file)
      : m_name(file.string()), m_fileBytes(static_cast<std::int64_t>(std::filesystem::file_size(file))) {
    m_stream.reset(gzopen(m_name.c_str(), "rb"));
    if (!m_stream)
      throw Error::inFile(ErrorCode::Unreadable, m_name, "", "cannot be opened; check its permissions");
  }

  const std::string& name() const noexcept { return m_name; }

  [[noreturn]] void fail(ErrorCode code, const std::string& place, const std::string& detail) const {
    throw Error::inFile(code, m_name, place, detail);
  }

  /// Big-endian.
  std::uint32_t word() {
    std::array<std::uint8_t, 4> bytes{};
    read(bytes.data(), 4, 4);
    return std::uint32_t{bytes[0]} << 24 | std::uint32_t{bytes[1]} << 16 | std::uint32_t{bytes[2]} << 8 | bytes[3];
  }

  /// The announced contents, which must also be all there is. Memory grows with what really comes out of the file.
  std::vector<std::uint8_t> rest(std::int64_t announced) {
    requirePlausible(announced);
    std::vector<std::uint8_t> bytes;
    bytes.reserve(static_cast<std::size_t>(std::min(announced, firstReserveBytes)));
    while (static_cast<std::int64_t>(bytes.size()) < announced) {
      const auto have = static_cast<std::int64_t>(bytes.size());
      const std::int64_t step = std::min(chunkBytes, announced - have);
      if (have + step > static_cast<std::int64_t>(bytes.capacity()))
        bytes.reserve(static_cast<std::size_t>(std::min(announced, 2 * (have + step))));
      bytes.resize(static_cast<std::size_t>(have + step));
      read(bytes.data() + have, step, announced);
    }
    std::uint8_t extra = 0;
    const int more = gzread(m_stream.get(), &extra, 1);  // also makes zlib check the sum at the end
    int code = Z_OK;
    gzerror(m_stream.get(), &code);
    if (more < 0 || code != Z_OK)
      failRead(announced);
    if (more > 0)
      fail(ErrorCode::WrongFormat, at(), "more data than the header announces");
    return bytes;
  }

private:
  struct Close {
    void operator()(gzFile file) const noexcept { gzclose(file); }
  };

  std::string at() const { return "byte " + std::to_string(m_position); }

  void requirePlausible(std::int64_t announced) {
    const bool raw = gzdirect(m_stream.get()) != 0;
    const std::int64_t possible = raw ? m_fileBytes - m_position : m_fileBytes * maxDeflateRatio;
    if (announced > possible)
      fail(ErrorCode::Truncated, at(),
           "the header announces " + std::to_string(announced) + " more bytes; a file of " +
               std::to_string(m_fileBytes) + " bytes cannot hold them");
    if (announced > maxBytes)
      fail(ErrorCode::TooLarge, "header",
           std::to_string(announced) + " bytes announced; at most " + std::to_string(maxBytes) + " are read");
  }

  void read(std::uint8_t* target, std::int64_t bytes, std::int64_t wanted) {
    const int got = gzread(m_stream.get(), target, static_cast<unsigned>(bytes));
    if (got < 0)
      failRead(wanted);
    m_position += got;
    if (got < bytes)
      failRead(wanted);
  }

  [[noreturn]] void failRead(std::int64_t wanted) const {
    int code = Z_OK;
    gzerror(m_stream.get(), &code);
    if (code == Z_OK || code == Z_BUF_ERROR)
      fail(ErrorCode::Truncated, at(), "the file ends before the " + std::to_string(wanted) + " bytes expected");
    if (code == Z_DATA_ERROR)
      fail(ErrorCode::WrongFormat, at(), "damaged gzip data; fetch the file again");
    fail(ErrorCode::Unreadable, at(), "cannot be read");
  }

  std::string m_name;
  std::int64_t m_fileBytes;
  std::int64_t m_position = 0;
  std::unique_ptr<gzFile_s, Close> m_stream;
};

std::filesystem::path findFile(const IdxSource& source, const std::string& kind, const std::string& type) {
  const std::string stem = (source.train ? "train-" : "t10k-") + kind;
  std::error_code error;
  if (!std::filesystem::is_directory(source.folder, error))
    throw Error::inFile(ErrorCode::FileNotFound, source.folder.string(), "", "no such folder of IDX files");
  for (const char* separator : {"-", "."})
    for (const char* ending : {"", ".gz"}) {
      const std::filesystem::path file = source.folder / (stem + separator + type + ending);
      if (std::filesystem::is_regular_file(file, error))
        return file;
    }
  throw Error::inFile(ErrorCode::FileNotFound, source.folder.string(), "",
                      "no file " + stem + "-" + type + " or " + stem + "-" + type + ".gz in this folder");
}

void requireMagic(IdxFile& file, std::uint32_t expected) {
  const std::uint32_t magic = file.word();
  if (magic == expected)
    return;
  if (magic == imagesMagic || magic == labelsMagic)
    file.fail(ErrorCode::WrongFormat, "byte 0",
              std::string(magic == imagesMagic ? "images" : "labels") + " where " +
                  (magic == imagesMagic ? "labels" : "images") + " belong; are the two files swapped?");
  file.fail(ErrorCode::WrongFormat, "byte 0",
            "magic number " + std::to_string(magic) + " instead of " + std::to_string(expected) +
                "; not an IDX file of this kind");
}

void requireLabels(const IdxFile& file, const std::vector<std::uint8_t>& labels, std::size_t classes) {
  const auto bad = std::find_if(labels.begin(), labels.end(), [&](std::uint8_t label) { return label >= classes; });
  if (classes > 0 && bad != labels.end())
    file.fail(ErrorCode::WrongFormat, "label " + std::to_string(bad - labels.begin()),
              "class " + std::to_string(*bad) + "; there are only " + std::to_string(classes));
}

}  // namespace

std::shared_ptr<const LabelledSet> openIdx(const IdxSource& source) {
  IdxFile images(findFile(source, "images", "idx3-ubyte"));
  IdxFile labels(findFile(source, "labels", "idx1-ubyte"));
  requireMagic(images, imagesMagic);
  requireMagic(labels, labelsMagic);

  const std::int64_t count = images.word();
  const std::int64_t labelCount = labels.word();
  if (count == 0)
    images.fail(ErrorCode::WrongFormat, "header", "no image in this file");
  if (labelCount != count)
    labels.fail(
        ErrorCode::Mismatch, "header",
        std::to_string(labelCount) + " labels, but " + images.name() + " has " + std::to_string(count) + " images");

  MemoryImages result;
  result.spec = source.spec;
  result.height = images.word();
  result.width = images.word();
  if (result.height < 1 || result.width < 1 || result.height > maxEdge || result.width > maxEdge)
    images.fail(ErrorCode::WrongFormat, "header",
                "images of " + std::to_string(result.width) + "x" + std::to_string(result.height) + " pixels");
  result.labels = labels.rest(count);
  requireLabels(labels, result.labels, source.classNames.size());
  result.pixels = images.rest(count * result.height * result.width);
  result.classNames = source.classNames;
  result.parts = {source.train ? "train" : "t10k"};
  result.partEnds = {count};
  return std::make_shared<MemorySet>(std::move(result));
}

}  // namespace effortlab::data
