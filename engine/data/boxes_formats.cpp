#include "core/error.h"
#include "core/file_io.h"
#include "data/boxes_checks.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace effortlab::data {

namespace {

using BoxesJson = nlohmann::json;

std::vector<Annotation>& frameOf(VideoAnnotations& annotations, std::int64_t frame) {
  const auto index = static_cast<std::size_t>(frame);
  if (annotations.frames.size() <= index)
    annotations.frames.resize(index + 1);
  return annotations.frames[index];
}

std::optional<std::int64_t> digitsIn(const std::string& stem) {
  const auto isDigit = [](char letter) { return letter >= '0' && letter <= '9'; };
  const auto last = std::find_if(stem.rbegin(), stem.rend(), isDigit);
  const auto first = std::find_if_not(last, stem.rend(), isDigit);
  const auto number = numberOf(std::string(first.base(), last.base()));
  return number ? std::optional(static_cast<std::int64_t>(*number)) : std::nullopt;
}

// ---- MOT -----------------------------------------------------------------------------------------------------------

constexpr std::size_t motLeast = 6, motMost = 10;
constexpr std::size_t motConfidence = 6, motClass = 7, motVisible = 8;

/// The name of a MOT class: what a `classes.txt` beside the file calls it, else "person" where the file has none, since
/// MOTChallenge's are pedestrians, else its number.
std::string motClassName(std::span<const double> values, const std::vector<std::string>& names) {
  if (values.size() <= motClass || values[motClass] < 1.0)
    return names.empty() ? "person" : names.front();
  const auto number = static_cast<std::size_t>(values[motClass]);
  return number <= names.size() ? names[number - 1] : std::to_string(number);
}

std::vector<double> motValues(std::string_view row, const BoxPlace& at) {
  std::vector<double> values;
  const bool commas = row.find(',') != std::string_view::npos;
  for (const std::string_view field : fieldsOf(row, commas ? ',' : ' ')) {
    const auto number = numberOf(field);
    if (!number)
      throw Error::inFile(ErrorCode::WrongFormat, at.file, at.place, "'" + std::string(field) + "' is no number");
    values.push_back(*number);
  }
  if (values.size() < motLeast || values.size() > motMost)
    throw Error::inFile(ErrorCode::WrongFormat, at.file, at.place,
                        "has " + std::to_string(values.size()) +
                            " columns; MOT has 6 to 10: frame,id,x,y,w,h[,confidence,class,visible]");
  return values;
}

std::vector<std::string> namesBeside(const std::filesystem::path& file) {
  const std::filesystem::path names = file.parent_path() / "classes.txt";
  std::error_code error;
  std::vector<std::string> result;
  if (std::filesystem::exists(names, error)) {
    const std::string text = readTextFile(names, largestBoxesFile);
    for (const std::string_view line : linesOf(text))
      result.emplace_back(line);
  }
  return result;
}

// ---- VOC and ImageNet VID ------------------------------------------------------------------------------------------

/// The text of the first <name>...</name>, which may not hold itself.
std::optional<std::string_view> xmlElement(std::string_view text, const std::string& name) {
  const std::string opening = "<" + name + ">", closing = "</" + name + ">";
  const std::size_t start = text.find(opening);
  if (start == std::string_view::npos)
    return std::nullopt;
  const std::size_t end = text.find(closing, start);
  if (end == std::string_view::npos)
    return std::nullopt;
  return text.substr(start + opening.size(), end - start - opening.size());
}

double xmlNumber(std::string_view text, const std::string& name, const BoxPlace& at) {
  const auto element = xmlElement(text, name);
  const auto number = element ? numberOf(*element) : std::nullopt;
  if (!number)
    throw Error::inFile(ErrorCode::WrongFormat, at.file, at.place, "has no number <" + name + ">");
  return *number;
}

struct VocFrame {
  std::string file;
  std::string text;
  std::int64_t frame = 0;
};

void checkVocSize(const VocFrame& from, const BoxesOptions& options) {
  const auto size = xmlElement(from.text, "size");
  if (!size || options.width <= 0)
    return;
  const auto width = static_cast<std::int64_t>(xmlNumber(*size, "width", {from.file, "size"}));
  const auto height = static_cast<std::int64_t>(xmlNumber(*size, "height", {from.file, "size"}));
  if (width != options.width || height != options.height)
    throw Error::inFile(ErrorCode::Mismatch, from.file, "size",
                        "is " + std::to_string(width) + "x" + std::to_string(height) + ", the video is " +
                            std::to_string(options.width) + "x" + std::to_string(options.height));
}

void readVocObjects(const VocFrame& from, const BoxesOptions& options, ClassNames& names,
                    VideoAnnotations& annotations) {
  static constexpr std::string_view opening = "<object>", closing = "</object>";
  std::string_view rest = from.text;
  for (int object = 1;; ++object) {
    const std::size_t start = rest.find(opening);
    if (start == std::string_view::npos)
      return;
    const BoxPlace at{from.file, "object " + std::to_string(object)};
    const std::size_t end = rest.find(closing, start);
    if (end == std::string_view::npos)
      throw Error::inFile(ErrorCode::Truncated, at.file, at.place, "does not end");
    const std::string_view text = rest.substr(start, end - start);
    rest = rest.substr(end + closing.size());
    const auto name = xmlElement(text, "name");
    const auto box = xmlElement(text, "bndbox");
    if (!name || !box)
      throw Error::inFile(ErrorCode::WrongFormat, at.file, at.place, "needs a <name> and a <bndbox>");
    Annotation found;
    const double left = xmlNumber(*box, "xmin", at), top = xmlNumber(*box, "ymin", at);
    found.box = {static_cast<float>(left), static_cast<float>(top),
                 static_cast<float>(xmlNumber(*box, "xmax", at) - left),
                 static_cast<float>(xmlNumber(*box, "ymax", at) - top)};
    checkBox(found.box, options, at);
    if (xmlElement(text, "trackid"))
      found.track = static_cast<int>(xmlNumber(text, "trackid", at));
    found.counted = xmlElement(text, "difficult").value_or("0") != "1";
    const auto index = names.indexOf(std::string(*name));
    if (!index)
      continue;
    found.classIndex = *index;
    frameOf(annotations, from.frame).push_back(found);
  }
}

// ---- COCO ----------------------------------------------------------------------------------------------------------

struct CocoImages {
  std::map<std::int64_t, std::int64_t> frameOfId;
};

[[noreturn]] void refuseCoco(const BoxPlace& at, const std::string& what) {
  throw Error::inFile(ErrorCode::WrongFormat, at.file, at.place, what);
}

std::int64_t cocoNumber(const BoxesJson& object, const char* key, const BoxPlace& at) {
  const auto found = object.find(key);
  if (found == object.end() || !found->is_number())
    refuseCoco(at, std::string("has no number \"") + key + "\"");
  return static_cast<std::int64_t>(found->get<double>());
}

const BoxesJson& cocoList(const BoxesJson& root, const char* key, const std::string& file) {
  const auto found = root.find(key);
  if (found == root.end() || !found->is_array())
    refuseCoco({file, key}, "is no list; COCO ground truth has images, annotations and categories");
  return *found;
}

std::int64_t cocoFrameNumber(const BoxesJson& image, const BoxPlace& at) {
  for (const char* key : {"frame_id", "frame"})
    if (const auto found = image.find(key); found != image.end() && found->is_number())
      return static_cast<std::int64_t>(found->get<double>());
  if (const auto name = image.find("file_name"); name != image.end() && name->is_string())
    if (const auto number = digitsIn(std::filesystem::path(name->get<std::string>()).stem().string()))
      return *number;
  return cocoNumber(image, "id", at);
}

CocoImages readCocoImages(const BoxesJson& root, const BoxesOptions& options, const std::string& file) {
  CocoImages images;
  std::int64_t smallest = std::numeric_limits<std::int64_t>::max();
  std::size_t count = 0;
  for (const BoxesJson& image : cocoList(root, "images", file)) {
    const BoxPlace at{file, "image " + std::to_string(++count)};
    const std::int64_t number = cocoFrameNumber(image, at);
    smallest = std::min(smallest, number);
    images.frameOfId[cocoNumber(image, "id", at)] = number;
    if (options.width > 0 && image.contains("width") &&
        (cocoNumber(image, "width", at) != options.width || cocoNumber(image, "height", at) != options.height))
      throw Error::inFile(
          ErrorCode::Mismatch, at.file, at.place,
          "is not of the video's size, " + std::to_string(options.width) + "x" + std::to_string(options.height));
  }
  for (auto& [id, frame] : images.frameOfId) {
    const std::int64_t number = frame;
    frame -= options.firstNumberKnown ? options.firstNumber : smallest;
    checkFrame(frame, number, options, {file, "image id " + std::to_string(id)});
  }
  return images;
}

Annotation cocoAnnotation(const BoxesJson& object, const BoxesOptions& options, const BoxPlace& at) {
  const auto box = object.find("bbox");
  if (box == object.end() || !box->is_array() || box->size() != 4 ||
      !std::all_of(box->begin(), box->end(), [](const BoxesJson& value) { return value.is_number(); }))
    refuseCoco(at, "has no \"bbox\" of four numbers");
  Annotation found;
  found.box = {(*box)[0].get<float>(), (*box)[1].get<float>(), (*box)[2].get<float>(), (*box)[3].get<float>()};
  checkBox(found.box, options, at);
  for (const char* key : {"iscrowd", "ignore"})
    if (object.contains(key) && object[key] == 1)
      found.counted = false;
  for (const char* key : {"track_id", "instance_id"})
    if (object.contains(key))
      found.track = static_cast<int>(cocoNumber(object, key, at));
  return found;
}

}  // namespace

VideoAnnotations readMot(const std::filesystem::path& file, const BoxesOptions& options) {
  const std::string text = readTextFile(file, largestBoxesFile);
  const std::vector<std::string> classNames = namesBeside(file);
  const std::int64_t firstNumber = options.firstNumberKnown ? options.firstNumber : 1;
  ClassNames names(options);
  VideoAnnotations annotations;
  std::size_t line = 0;
  for (const std::string_view row : linesOf(text)) {
    const BoxPlace at{file.string(), "line " + std::to_string(++line)};
    if (row.find_first_not_of(" \t") == std::string_view::npos || row.starts_with('#'))
      continue;
    const std::vector<double> values = motValues(row, at);
    const auto number = static_cast<std::int64_t>(values[0]);
    checkFrame(number - firstNumber, number, options, at);
    Annotation found;
    found.track = static_cast<int>(values[1]);
    found.box = {static_cast<float>(values[2]), static_cast<float>(values[3]), static_cast<float>(values[4]),
                 static_cast<float>(values[5])};
    checkBox(found.box, options, at);
    found.counted = values.size() <= motConfidence || values[motConfidence] != 0.0;
    if (values.size() > motVisible && values[motVisible] >= 0.0)
      found.visible = static_cast<float>(values[motVisible]);
    const auto index = names.indexOf(motClassName(values, classNames));
    if (!index)
      continue;
    found.classIndex = *index;
    frameOf(annotations, number - firstNumber).push_back(found);
  }
  names.finish(annotations);
  return annotations;
}

VideoAnnotations readVocFolder(const std::filesystem::path& folder, const BoxesOptions& options) {
  std::vector<std::filesystem::path> files;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error))
    if (entry.path().extension() == ".xml")
      files.push_back(entry.path());
  if (error)
    throw Error::inFile(ErrorCode::Unreadable, folder.string(), "", "cannot be listed: " + error.message());
  if (files.empty())
    throw Error::inFile(ErrorCode::MissingData, folder.string(), "",
                        "holds no ground truth: neither gt/gt.txt nor .xml files");
  std::sort(files.begin(), files.end());
  ClassNames names(options);
  VideoAnnotations annotations;
  for (const std::filesystem::path& file : files) {
    const auto number = digitsIn(file.stem().string());
    if (!number)
      throw Error::inFile(ErrorCode::WrongFormat, file.string(), "", "has no frame number in its name");
    const VocFrame frame{file.string(), readTextFile(file, largestBoxesFile), *number - options.firstNumber};
    if (frame.text.find("</annotation>") == std::string::npos)
      throw Error::inFile(ErrorCode::Truncated, frame.file, "", "has no end of <annotation>");
    checkFrame(frame.frame, *number, options, {frame.file, "its name"});
    checkVocSize(frame, options);
    readVocObjects(frame, options, names, annotations);
  }
  names.finish(annotations);
  return annotations;
}

VideoAnnotations readCoco(const std::filesystem::path& file, const BoxesOptions& options) {
  const std::string name = file.string();
  BoxesJson root;
  try {
    root = BoxesJson::parse(readTextFile(file, largestBoxesFile));
  } catch (const BoxesJson::exception& exception) {
    throw Error::inFile(ErrorCode::WrongFormat, name, "", "is no JSON: " + std::string(exception.what()));
  }
  ClassNames names(options);
  std::map<std::int64_t, std::string> categories;
  std::size_t count = 0;
  for (const BoxesJson& category : cocoList(root, "categories", name)) {
    const BoxPlace at{name, "category " + std::to_string(++count)};
    if (!category.contains("name") || !category["name"].is_string())
      refuseCoco(at, "has no \"name\"");
    categories[cocoNumber(category, "id", at)] = category["name"].get<std::string>();
  }
  const CocoImages images = readCocoImages(root, options, name);
  VideoAnnotations annotations;
  count = 0;
  for (const BoxesJson& object : cocoList(root, "annotations", name)) {
    const BoxPlace at{name, "annotation " + std::to_string(++count)};
    Annotation found = cocoAnnotation(object, options, at);
    const auto image = images.frameOfId.find(cocoNumber(object, "image_id", at));
    const auto category = categories.find(cocoNumber(object, "category_id", at));
    if (image == images.frameOfId.end() || category == categories.end())
      throw Error::inFile(ErrorCode::Mismatch, name, at.place, "names an image or a category that is not there");
    const auto index = names.indexOf(category->second);
    if (!index)
      continue;
    found.classIndex = *index;
    frameOf(annotations, image->second).push_back(found);
  }
  names.finish(annotations);
  return annotations;
}

}  // namespace effortlab::data
