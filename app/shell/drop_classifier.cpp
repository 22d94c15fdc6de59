#include "shell/drop_classifier.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <fstream>
#include <iterator>
#include <optional>
#include <sstream>
#include <vector>

namespace effortlab::app {

namespace {

namespace fs = std::filesystem;
using Kind = DroppedThing::Kind;

constexpr std::size_t sniffBytes = 8192;
constexpr std::size_t maxEntries = 2000;
constexpr std::uintmax_t cifar10Record = 1 + 3 * 32 * 32;
constexpr std::uintmax_t cifar100Record = 2 + 3 * 32 * 32;

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

std::string headOf(const fs::path& file) {
  std::string head(sniffBytes, '\0');
  std::ifstream stream(file, std::ios::binary);
  stream.read(head.data(), static_cast<std::streamsize>(head.size()));
  head.resize(static_cast<std::size_t>(std::max<std::streamsize>(0, stream.gcount())));
  return head;
}

/// The manifest says whether it is a detector; a bare graph is taken for a classifier.
DroppedThing model(const fs::path& file) {
  const std::string head = lower(file.extension().string()) == ".json" ? headOf(file) : std::string();
  const std::size_t task = head.find("\"task\"");
  const bool detects = task != std::string::npos && head.find("detection", task) < head.find(',', task);
  return {detects ? Kind::Detector : Kind::Model, file, {}};
}
DroppedThing data(const std::string& kind, const fs::path& path, const std::string& suffix = {}) {
  return {Kind::Data, {}, kind + ":" + path.string() + suffix};
}

bool isImageName(const fs::path& file) {
  static constexpr std::array<std::string_view, 11> suffixes{".jpg", ".jpeg", ".png", ".bmp",  ".ppm", ".pgm",
                                                             ".pnm", ".webp", ".tif", ".tiff", ".jpe"};
  return std::find(suffixes.begin(), suffixes.end(), lower(file.extension().string())) != suffixes.end();
}

bool isVideoName(const fs::path& file) {
  static constexpr std::array<std::string_view, 13> suffixes{".avi", ".mp4", ".mkv", ".mov", ".webm", ".mpg",  ".mpeg",
                                                             ".m4v", ".ogv", ".wmv", ".flv", ".3gp",  ".mjpeg"};
  return std::find(suffixes.begin(), suffixes.end(), lower(file.extension().string())) != suffixes.end();
}

/// "frame,id,x,y,w,h...": MOT ground truth; "frame class score x y w h": detections.
Kind kindOfBoxes(const fs::path& file) {
  constexpr std::ptrdiff_t motCommas = 5;
  constexpr std::size_t detectionFields = 7;
  std::istringstream lines(headOf(file));
  std::string line;
  while (std::getline(lines, line) && (line.empty() || line.front() == '#')) {
  }
  if (line.empty() || std::isdigit(static_cast<unsigned char>(line.front())) == 0)
    return Kind::Unknown;
  const auto numeric = [](unsigned char c) {
    return std::isdigit(c) != 0 || std::isspace(c) != 0 || c == ',' || c == '.' || c == '-' || c == '+' || c == 'e';
  };
  if (std::count(line.begin(), line.end(), ',') >= motCommas && std::all_of(line.begin(), line.end(), numeric))
    return Kind::Boxes;
  std::istringstream words(line);
  std::vector<std::string> fields{std::istream_iterator<std::string>(words), {}};
  if (fields.size() != detectionFields)
    return Kind::Unknown;
  fields.erase(fields.begin() + 1);  // a class may be a name
  const bool numbers = std::all_of(fields.begin(), fields.end(), [&](const std::string& field) {
    return std::all_of(field.begin(), field.end(), numeric);
  });
  return numbers ? Kind::Detections : Kind::Unknown;
}

bool isIdxName(const std::string& name) {
  return name.find("idx") != std::string::npos && name.find("ubyte") != std::string::npos;
}

/// "relative/path label" with the image really there.
bool isImageList(const fs::path& file) {
  const std::string head = headOf(file);
  const std::string line = head.substr(0, head.find_first_of("\r\n"));
  const std::size_t space = line.find_last_of(" \t");
  if (space == std::string::npos || space + 1 >= line.size())
    return false;
  const std::string label = line.substr(space + 1);
  if (!std::all_of(label.begin(), label.end(), [](unsigned char c) { return std::isdigit(c) != 0; }))
    return false;
  std::error_code ignored;
  return isImageName(line.substr(0, space)) || fs::is_regular_file(file.parent_path() / line.substr(0, space), ignored);
}

std::vector<fs::path> entriesOf(const fs::path& folder) {
  std::vector<fs::path> entries;
  std::error_code error;
  for (fs::directory_iterator it(folder, error), end; !error && it != end && entries.size() < maxEntries;
       it.increment(error))
    entries.push_back(it->path());
  std::sort(entries.begin(), entries.end());
  return entries;
}

bool hasImage(const fs::path& folder) {
  const std::vector<fs::path> entries = entriesOf(folder);
  return std::any_of(entries.begin(), entries.end(), isImageName);
}

/// 000001.jpg, 000002.jpg ...: all names of images end in a number.
bool isImageSequence(const std::vector<fs::path>& entries) {
  const auto images = std::count_if(entries.begin(), entries.end(), isImageName);
  const auto numbered = std::count_if(entries.begin(), entries.end(), [](const fs::path& entry) {
    const std::string stem = entry.stem().string();
    return isImageName(entry) && std::isdigit(static_cast<unsigned char>(stem.back())) != 0;
  });
  return images > 1 && images == numbered;
}

DroppedThing classifyFolder(const fs::path& folder) {
  const std::vector<fs::path> entries = entriesOf(folder);
  std::error_code ignored;
  if (fs::is_directory(folder / "img1", ignored) && hasImage(folder / "img1"))
    return {Kind::Video, folder, {}};
  const auto named = [&](auto&& test) {
    const auto found = std::find_if(entries.begin(), entries.end(),
                                    [&](const fs::path& entry) { return test(lower(entry.filename().string())); });
    return found == entries.end() ? std::nullopt : std::optional<fs::path>(*found);
  };
  const auto idx = [](const std::string& start) {
    return [start](const std::string& name) { return name.starts_with(start) && isIdxName(name); };
  };
  if (named(idx("t10k")))
    return data("idx", folder);
  if (named(idx("train")))
    return data("idx", folder, "#train");
  if (named([](const std::string& name) { return name == "test_batch.bin" || name == "data_batch_1.bin"; }))
    return data("cifar10", folder);
  if (named([](const std::string& name) { return name == "test.bin"; }))
    return data("cifar100", folder);
  if (const auto manifest = named([](const std::string& name) { return name.ends_with(".model.json"); }))
    return model(*manifest);
  for (const fs::path& entry : entries)
    if (lower(entry.extension().string()) == ".txt" && isImageList(entry))
      return data("list", entry);
  for (const fs::path& entry : entries)
    if (fs::is_directory(entry, ignored) && hasImage(entry))
      return data("folder", folder);
  if (isImageSequence(entries))
    return {Kind::Video, folder, {}};
  if (named([](const std::string& name) { return name.ends_with(".xml"); }))
    return {Kind::Boxes, folder, {}};
  if (const auto graph = named([](const std::string& name) { return name.ends_with(".onnx"); }))
    return model(*graph);
  if (const auto graph = named([](const std::string& name) { return name.ends_with(".prototxt"); }))
    return model(*graph);
  if (const auto graph = named([](const std::string& name) { return name.ends_with(".cfg"); }))
    return model(*graph);
  return {};
}

DroppedThing classifyJson(const fs::path& file) {
  const std::string head = headOf(file);
  if (head.find("effortlab-knobs/") != std::string::npos)
    return {Kind::Knobs, file, {}};
  if (head.find("effortlab-model/") != std::string::npos)
    return model(file);
  // A damaged file still belongs to the reader that can say what is wrong with it.
  const std::string name = lower(file.filename().string());
  if (name.ends_with(".knobs.json"))
    return {Kind::Knobs, file, {}};
  if (head.find("\"annotations\"") != std::string::npos || head.find("\"images\"") != std::string::npos)
    return {Kind::Boxes, file, {}};  // COCO
  return name.ends_with(".model.json") ? model(file) : DroppedThing{};
}

DroppedThing classifyWeights(const fs::path& file, const char* graphSuffix) {
  fs::path graph = file;
  graph.replace_extension(graphSuffix);
  std::error_code ignored;
  if (fs::exists(graph, ignored))
    return model(graph);
  for (const fs::path& entry : entriesOf(file.parent_path()))
    if (lower(entry.filename().string()).ends_with(".model.json"))
      return model(entry);
  return fs::exists(file.parent_path() / "deploy.prototxt", ignored) ? model(file.parent_path() / "deploy.prototxt")
                                                                     : DroppedThing{};
}

DroppedThing classifyFile(const fs::path& file) {
  const std::string name = lower(file.filename().string());
  const std::string suffix = lower(file.extension().string());
  if (suffix == ".json")
    return classifyJson(file);
  if (suffix == ".onnx" || suffix == ".prototxt" || suffix == ".cfg")
    return model(file);
  if (suffix == ".caffemodel")
    return classifyWeights(file, ".prototxt");
  if (suffix == ".weights")
    return classifyWeights(file, ".cfg");
  if (isVideoName(file))
    return {Kind::Video, file, {}};
  if (isIdxName(name))
    return data("idx", file.parent_path(), name.starts_with("train") ? "#train" : "");
  if (suffix == ".bin") {
    std::error_code error;
    const std::uintmax_t size = fs::file_size(file, error);
    if (!error && size > 0 && size % cifar10Record == 0)
      return data("cifar10", file);
    if (!error && size > 0 && size % cifar100Record == 0)
      return data("cifar100", file);
  }
  if ((suffix == ".txt" || suffix == ".lst" || suffix == ".list") && isImageList(file))
    return data("list", file);
  if (suffix == ".txt" || suffix == ".csv")
    if (const Kind kind = kindOfBoxes(file); kind != Kind::Unknown)
      return {kind, file, {}};
  return {};
}

}  // namespace

DroppedThing classifyPath(const std::filesystem::path& path) {
  std::error_code error;
  const fs::path absolute = fs::absolute(path, error).lexically_normal();
  if (fs::is_directory(absolute, error))
    return classifyFolder(absolute);
  return fs::is_regular_file(absolute, error) ? classifyFile(absolute) : DroppedThing{};
}

}  // namespace effortlab::app
