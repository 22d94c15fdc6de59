#include "data/image_list.h"

#include "core/error.h"
#include "core/file_io.h"
#include "data/image_header.h"
#include "data/memory_set.h"

#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <string_view>

namespace effortlab::data {

namespace {

constexpr std::int64_t maxListBytes = std::int64_t{64} << 20;
constexpr std::int64_t maxImageFileBytes = std::int64_t{256} << 20;
constexpr std::int64_t maxImagePixels = 100'000'000;
constexpr int maxClass = 99'999;
constexpr std::size_t maxShownLetters = 40;

struct Entry {
  std::string name;  ///< relative to the set's folder
  int label = 0;
};

/// Images in files, decoded when asked for.
class FileSet final : public LabelledSet {
public:
  struct Source {
    std::string spec;
    std::filesystem::path folder;
    std::vector<Entry> entries;
    std::vector<std::string> classNames;
    std::uint64_t hash = 0;
  };

  explicit FileSet(Source source) : m_folder(std::move(source.folder)), m_entries(std::move(source.entries)) {
    m_spec = std::move(source.spec);
    m_classNames = std::move(source.classNames);
    m_hash = toHex(source.hash);
  }

  std::int64_t size() const override { return static_cast<std::int64_t>(m_entries.size()); }
  int label(std::int64_t index) const override { return entry(index).label; }
  Image image(std::int64_t index) const override { return readImage(m_folder / entry(index).name); }
  std::string imageName(std::int64_t index) const override { return entry(index).name; }

private:
  const Entry& entry(std::int64_t index) const {
    requireIndex(index, size(), m_spec);
    return m_entries[static_cast<std::size_t>(index)];
  }

  std::filesystem::path m_folder;
  std::vector<Entry> m_entries;
};

bool isBlank(char c) {
  return c == ' ' || c == '\t' || c == '\r';
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && isBlank(text.front()))
    text.remove_prefix(1);
  while (!text.empty() && isBlank(text.back()))
    text.remove_suffix(1);
  return text;
}

/// "path with spaces 17". `fail` is called with the reason for a line that is not of this form.
template <typename Fail>
Entry parseLine(std::string_view line, const Fail& fail) {
  const auto lastBlank = std::find_if(line.rbegin(), line.rend(), isBlank);
  const auto split = static_cast<std::size_t>(line.rend() - lastBlank);
  const std::string_view number = line.substr(split);
  const std::string_view path = trimmed(line.substr(0, split));
  if (path.empty())
    fail(ErrorCode::WrongFormat, "expected \"path class\"");
  Entry entry{std::string(path), 0};
  const std::string shown(number.substr(0, maxShownLetters));
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), entry.label);
  if (error != std::errc() || end != number.data() + number.size() || entry.label < 0 || entry.label > maxClass)
    fail(ErrorCode::WrongFormat,
         "\"" + shown + "\" is no class number; 0 to " + std::to_string(maxClass) + " are possible");
  return entry;
}

/// Size of an image file, which must be there: mixed into the set's hash.
template <typename Fail>
std::uint64_t mixFileSize(const std::filesystem::path& file, std::uint64_t hash, const Fail& fail) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(file, error))
    fail(ErrorCode::FileNotFound, "no image file " + file.string());
  const std::uintmax_t size = std::filesystem::file_size(file, error);
  return fnv1a(&size, sizeof(size), hash);
}

/// Names from the first class name file beside the list that covers all its classes.
std::vector<std::string> namesFor(const std::filesystem::path& folder, const std::vector<Entry>& entries) {
  const auto largest = std::max_element(entries.begin(), entries.end(),
                                        [](const Entry& a, const Entry& b) { return a.label < b.label; });
  for (const char* name : {"synset_words.txt", "classes.txt"}) {
    std::vector<std::string> names = classNamesBeside(folder / name);
    if (names.size() > static_cast<std::size_t>(largest->label))
      return names;
  }
  return {};
}

bool hasImageEnding(const std::filesystem::path& file) {
  constexpr std::array<std::string_view, 9> endings{".jpg", ".jpeg", ".png", ".bmp", ".ppm",
                                                    ".pgm", ".webp", ".tif", ".tiff"};
  std::string ending = file.extension().string();
  std::transform(ending.begin(), ending.end(), ending.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return std::find(endings.begin(), endings.end(), ending) != endings.end();
}

/// Names of the sub-folders, or of the image files, sorted; hidden ones are left out.
std::vector<std::string> sortedNames(const std::filesystem::path& folder, bool folders) {
  std::error_code error;
  std::vector<std::string> names;
  std::filesystem::directory_iterator item(folder, error);
  for (; !error && item != std::filesystem::directory_iterator(); item.increment(error)) {
    std::error_code ignored;
    const std::string name = item->path().filename().string();
    const bool wanted =
        folders ? item->is_directory(ignored) : item->is_regular_file(ignored) && hasImageEnding(item->path());
    if (wanted && !name.starts_with('.'))
      names.push_back(name);
  }
  if (error)
    throw Error::inFile(ErrorCode::Unreadable, folder.string(), "", "cannot be listed: " + error.message());
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace

std::shared_ptr<const LabelledSet> openImageList(const std::filesystem::path& file) {
  const std::string text = readTextFile(file, maxListBytes);
  FileSet::Source source{.spec = "list:" + file.string(),
                         .folder = file.parent_path(),
                         .entries = {},
                         .classNames = {},
                         .hash = fnv1a(text.data(), text.size())};
  std::string_view rest = text;
  if (rest.starts_with("\xEF\xBB\xBF"))  // byte order mark of some editors
    rest.remove_prefix(3);
  for (std::int64_t number = 1; !rest.empty(); ++number) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = trimmed(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (line.empty())
      continue;
    const auto fail = [&](ErrorCode code, const std::string& detail) {
      throw Error::inFile(code, file.string(), "line " + std::to_string(number), detail);
    };
    if (line.find('\0') != std::string_view::npos)
      fail(ErrorCode::WrongFormat, "binary data; this is no list of images");
    source.entries.push_back(parseLine(line, fail));
    source.hash = mixFileSize(source.folder / source.entries.back().name, source.hash, fail);
  }
  if (source.entries.empty())
    throw Error::inFile(ErrorCode::WrongFormat, file.string(), "", "lists no image");
  source.classNames = namesFor(source.folder, source.entries);
  return std::make_shared<FileSet>(std::move(source));
}

std::shared_ptr<const LabelledSet> openImageFolder(const std::filesystem::path& folder) {
  std::error_code error;
  if (!std::filesystem::is_directory(folder, error))
    throw Error::inFile(ErrorCode::FileNotFound, folder.string(), "", "no such folder");
  const auto fail = [&](ErrorCode code, const std::string& detail) {
    throw Error::inFile(code, folder.string(), "", detail);
  };
  FileSet::Source source{.spec = "folder:" + folder.string(),
                         .folder = folder,
                         .entries = {},
                         .classNames = sortedNames(folder, true),
                         .hash = fnv1a("folder", 6)};
  for (std::size_t label = 0; label < source.classNames.size(); ++label)
    for (const std::string& image : sortedNames(folder / source.classNames[label], false)) {
      Entry entry{source.classNames[label] + "/" + image, static_cast<int>(label)};
      source.hash = fnv1a(entry.name.data(), entry.name.size() + 1, source.hash);
      source.hash = mixFileSize(folder / entry.name, source.hash, fail);
      source.entries.push_back(std::move(entry));
    }
  if (source.entries.empty())
    fail(ErrorCode::WrongFormat,
         "no images; one sub-folder a class is expected, with jpg, png, bmp, ppm, pgm, webp or "
         "tif files");
  return std::make_shared<FileSet>(std::move(source));
}

Image readImage(const std::filesystem::path& file) {
  return decodeImage(readFile(file, maxImageFileBytes), file.string());
}

Image decodeImage(std::span<const std::uint8_t> bytes, const std::string& name) {
  const std::optional<ImageHeader> header = readImageHeader(bytes);
  if (!header)
    throw Error::inFile(ErrorCode::WrongFormat, name, "", "not a JPEG, PNG, BMP, PPM, WebP or TIFF image");
  if (header->width > maxImagePixels || header->height > maxImagePixels ||
      header->width * header->height > maxImagePixels)
    throw Error::inFile(ErrorCode::TooLarge, name, "header",
                        std::to_string(header->width) + "x" + std::to_string(header->height) + " pixels; at most " +
                            std::to_string(maxImagePixels) + " are read");
  if (!header->complete)
    throw Error::inFile(ErrorCode::Truncated, name, "byte " + std::to_string(bytes.size()),
                        "the image is cut off or damaged; fetch the file again");
  cv::Mat decoded;
  try {
    const cv::Mat raw(1, static_cast<int>(bytes.size()), CV_8UC1, const_cast<std::uint8_t*>(bytes.data()));
    cv::imdecode(raw, cv::IMREAD_COLOR, &decoded);
  } catch (const cv::Exception& error) {
    throw Error::inFile(ErrorCode::WrongFormat, name, "", "cannot be decoded: " + std::string(error.err));
  }
  if (decoded.empty() || decoded.type() != CV_8UC3)
    throw Error::inFile(ErrorCode::WrongFormat, name, "", "cannot be decoded: cut off or damaged");
  Image image{decoded.cols, decoded.rows, 3, {}};
  image.pixels.resize(decoded.total() * 3);
  cv::Mat target(decoded.rows, decoded.cols, CV_8UC3, image.pixels.data());
  cv::cvtColor(decoded, target, cv::COLOR_BGR2RGB);
  return image;
}

}  // namespace effortlab::data
