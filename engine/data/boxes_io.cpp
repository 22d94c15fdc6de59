#include "data/boxes_io.h"

#include "core/error.h"
#include "core/file_io.h"
#include "data/boxes_checks.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>

namespace effortlab::data {

namespace {

std::string boxText(const Box& box) {
  std::array<char, 96> text{};
  std::snprintf(text.data(), text.size(), "%g %g %g %g", static_cast<double>(box.x), static_cast<double>(box.y),
                static_cast<double>(box.w), static_cast<double>(box.h));
  return text.data();
}

std::string withoutSpaces(std::string name) {
  std::replace(name.begin(), name.end(), ' ', '_');
  return name;
}

/// `frame class score x y w h`
ScoredBox scoredBoxOf(const std::vector<std::string_view>& fields, ClassNames& names, const BoxPlace& at) {
  constexpr std::size_t score = 2, columns = 7;
  std::array<float, columns> values{};
  for (std::size_t i = score; i < columns; ++i) {
    const auto number = numberOf(fields[i]);
    if (!number)
      throw Error::inFile(ErrorCode::WrongFormat, at.file, at.place,
                          "'" + std::string(fields[i]) + "' is no number; a line is: frame class score x y w h");
    values[i] = static_cast<float>(*number);
  }
  ScoredBox found{{values[3], values[4], values[5], values[6]}, -1, values[score]};
  if (!(found.score >= 0.0F && found.score <= 1.0F))
    throw Error::inFile(ErrorCode::InvalidArgument, at.file, at.place,
                        "the score " + std::string(fields[score]) + " is not 0 to 1");
  if (const auto index = names.indexOf(std::string(fields[1])))
    found.classIndex = *index;
  return found;
}

}  // namespace

std::vector<std::string_view> fieldsOf(std::string_view line, char separator) {
  const bool spaces = separator == ' ';
  std::vector<std::string_view> fields;
  std::size_t start = 0;
  const auto isSeparator = [&](char letter) { return letter == separator || (spaces && letter == '\t'); };
  for (std::size_t i = 0; i <= line.size(); ++i)
    if (i == line.size() || isSeparator(line[i])) {
      if (!spaces || i > start)
        fields.push_back(line.substr(start, i - start));
      start = i + 1;
    }
  return fields;
}

std::vector<std::string_view> linesOf(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r'))
      line.remove_suffix(1);
    lines.push_back(line);
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
  }
  return lines;
}

std::optional<double> numberOf(std::string_view text) {
  while (text.starts_with(' '))
    text.remove_prefix(1);
  while (text.ends_with(' '))
    text.remove_suffix(1);
  double number = 0.0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(number))
    return std::nullopt;
  return number;
}

void checkBox(const Box& box, const BoxesOptions& options, const BoxPlace& at) {
  const auto refuse = [&](const std::string& what) {
    throw Error::inFile(ErrorCode::InvalidArgument, at.file, at.place, "the box " + boxText(box) + " " + what);
  };
  if (!(box.w > 0.0F && box.h > 0.0F))
    refuse("has no size: width and height must be above 0");
  if (!std::isfinite(box.x + box.y + box.w + box.h))
    refuse("is not finite");
  const bool outsideKnown =
      options.width > 0 && (box.x >= static_cast<float>(options.width) || box.y >= static_cast<float>(options.height));
  if (options.width > 0 && (outsideKnown || box.x + box.w <= 0.0F || box.y + box.h <= 0.0F))
    refuse("lies outside the frame of " + std::to_string(options.width) + "x" + std::to_string(options.height));
}

void checkFrame(std::int64_t frame, std::int64_t numberInFile, const BoxesOptions& options, const BoxPlace& at) {
  constexpr std::int64_t mostFrames = 10'000'000;
  if (frame < 0 || frame >= (options.frames < 0 ? mostFrames : options.frames))
    throw Error::inFile(ErrorCode::Mismatch, at.file, at.place,
                        "is for frame " + std::to_string(numberInFile) + ", which the video does not have (it has " +
                            (options.frames < 0 ? std::string("none before 0") : std::to_string(options.frames)) +
                            "); is this the ground truth of another video?");
}

ClassNames::ClassNames(const BoxesOptions& options) : m_open(options.labels.empty()), m_names(options.labels) {
  for (std::size_t i = 0; i < m_names.size(); ++i) {
    m_indices.emplace(m_names[i], static_cast<int>(i));
    m_indices.emplace(withoutSpaces(m_names[i]), static_cast<int>(i));
  }
  if (options.classMap.empty())
    return;
  const std::string text = readTextFile(options.classMap, largestBoxesFile);
  std::size_t line = 0;
  for (const std::string_view row : linesOf(text)) {
    ++line;
    const std::size_t gap = row.find_first_of(" \t,");
    if (row.empty() || row.starts_with('#'))
      continue;
    const std::size_t second = gap == std::string_view::npos ? gap : row.find_first_not_of(" \t,", gap);
    if (second == std::string_view::npos)
      throw Error::inFile(ErrorCode::WrongFormat, options.classMap.string(), "line " + std::to_string(line),
                          "needs two columns: a name or id in the ground truth, a label of the detector");
    m_renamed[std::string(row.substr(0, gap))] = std::string(row.substr(second));
  }
}

std::optional<int> ClassNames::indexOf(const std::string& name) {
  const auto renamed = m_renamed.find(name);
  const std::string& label = renamed == m_renamed.end() ? name : renamed->second;
  if (const auto known = m_indices.find(label); known != m_indices.end())
    return known->second;
  if (!m_open) {
    ++m_leftOut[name];
    return std::nullopt;
  }
  m_names.push_back(label);
  m_indices.emplace(label, static_cast<int>(m_names.size()) - 1);
  return static_cast<int>(m_names.size()) - 1;
}

void ClassNames::finish(VideoAnnotations& annotations) const {
  annotations.classNames = m_names;
  for (const auto& [name, boxes] : m_leftOut)
    annotations.warnings.push_back(std::to_string(boxes) + " boxes of class '" + name +
                                   "' were left out: the detector has no such label; --class-map can give it one");
}

VideoAnnotations readAnnotations(const std::filesystem::path& path, const BoxesOptions& options) {
  std::error_code error;
  if (!std::filesystem::exists(path, error))
    throw Error::inFile(ErrorCode::FileNotFound, path.string(), "", "does not exist; is the path right?");
  if (std::filesystem::is_directory(path, error)) {
    const std::filesystem::path mot = path / "gt" / "gt.txt";
    return std::filesystem::exists(mot, error) ? readMot(mot, options) : readVocFolder(path, options);
  }
  if (path.extension() == ".json")
    return readCoco(path, options);
  if (path.extension() == ".xml")
    return readVocFolder(path.parent_path(), options);
  return readMot(path, options);
}

VideoAnnotations withLabels(VideoAnnotations annotations, const std::vector<std::string>& labels) {
  if (labels.empty())
    return annotations;
  ClassNames names({.labels = labels});
  std::vector<std::optional<int>> indices;
  for (const std::string& name : annotations.classNames)
    indices.push_back(names.indexOf(name));
  for (auto& frame : annotations.frames) {
    std::erase_if(frame,
                  [&](const Annotation& object) { return !indices.at(static_cast<std::size_t>(object.classIndex)); });
    for (Annotation& object : frame)
      object.classIndex = *indices[static_cast<std::size_t>(object.classIndex)];
  }
  names.finish(annotations);
  return annotations;
}

std::vector<std::vector<ScoredBox>> readScoredBoxes(const std::filesystem::path& file, const BoxesOptions& options) {
  constexpr std::size_t columns = 7;
  const std::string text = readTextFile(file, largestBoxesFile);
  ClassNames names(options);
  std::vector<std::vector<ScoredBox>> frames;
  std::size_t line = 0;
  for (const std::string_view row : linesOf(text)) {
    const BoxPlace at{file.string(), "line " + std::to_string(++line)};
    const auto fields = fieldsOf(row, ' ');
    if (fields.empty() || fields.front().starts_with('#'))
      continue;
    const auto frame = numberOf(fields.front());
    if (fields.size() != columns || !frame || *frame != std::floor(*frame))
      throw Error::inFile(ErrorCode::WrongFormat, at.file, at.place, "is not of the form: frame class score x y w h");
    const auto index = static_cast<std::int64_t>(*frame);
    checkFrame(index, index, options, at);
    const ScoredBox found = scoredBoxOf(fields, names, at);
    checkBox(found.box, options, at);
    if (frames.size() <= static_cast<std::size_t>(index))
      frames.resize(static_cast<std::size_t>(index) + 1);
    if (found.classIndex < 0)
      throw Error::inFile(ErrorCode::Mismatch, at.file, at.place,
                          "the class '" + std::string(fields[1]) + "' is none of the detector's labels");
    frames[static_cast<std::size_t>(index)].push_back(found);
  }
  return frames;
}

std::string scoredBoxesText(std::span<const std::vector<ScoredBox>> frames, std::span<const std::string> names) {
  std::string text = "# frame class score x y w h\n";
  for (std::size_t frame = 0; frame < frames.size(); ++frame)
    for (const ScoredBox& found : frames[frame]) {
      const auto index = static_cast<std::size_t>(found.classIndex);
      std::array<char, 64> score{};
      std::snprintf(score.data(), score.size(), " %.6g ", static_cast<double>(found.score));
      text += std::to_string(frame) + " " +
              (found.classIndex >= 0 && index < names.size() ? withoutSpaces(names[index])
                                                             : std::to_string(found.classIndex)) +
              score.data() + boxText(found.box) + "\n";
    }
  return text;
}

}  // namespace effortlab::data
