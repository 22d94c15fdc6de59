#include "model/manifest.h"

#include "core/error.h"
#include "core/file_io.h"
#include "model/caffe_reader.h"
#include "model/import_checks.h"

#include <nlohmann/json.hpp>

#include <cmath>
#include <string_view>

namespace effortlab::model {

namespace {

using Json = nlohmann::json;

constexpr std::string_view schemaName = "effortlab-model/1";
constexpr std::int64_t largestManifest = std::int64_t{1} << 20;
constexpr std::int64_t largestSide = 16384;  // pixels

/// One JSON object of the manifest; messages carry the full name of a field, "input.width".
struct Fields {
  const Json& object;
  std::string file;
  std::string prefix;

  Error error(ErrorCode code, const std::string& field, const std::string& detail) const {
    return Error::inFile(code, file, "field " + inQuotes(prefix + field), detail);
  }

  const Json* find(const std::string& field) const {
    const auto found = object.find(field);
    return found == object.end() || found->is_null() ? nullptr : &*found;
  }

  std::string text(const std::string& field, const std::string& otherwise) const {
    const Json* value = find(field);
    if (value == nullptr)
      return otherwise;
    if (!value->is_string())
      throw error(ErrorCode::WrongFormat, field, "is not a text in quotes");
    return value->get<std::string>();
  }

  std::string neededText(const std::string& field) const {
    std::string value = text(field, "");
    if (value.empty())
      throw error(ErrorCode::MissingData, field, "is missing or empty");
    return value;
  }

  float number(const std::string& field, const Json& value) const {
    if (!value.is_number())
      throw error(ErrorCode::WrongFormat, field, "is not a number");
    const auto result = value.get<float>();
    if (!std::isfinite(result))
      throw error(ErrorCode::InvalidArgument, field, "is not a finite number");
    return result;
  }

  std::int64_t side(const std::string& field) const {
    const Json* value = find(field);
    if (value == nullptr)
      throw error(ErrorCode::MissingData, field, "is missing");
    if (!value->is_number_integer())
      throw error(ErrorCode::WrongFormat, field, "is not a whole number");
    if (value->is_number_unsigned() ? value->get<std::uint64_t>() > static_cast<std::uint64_t>(largestSide)
                                    : value->get<std::int64_t>() < 1)
      throw error(ErrorCode::InvalidArgument, field, "must be 1 to " + std::to_string(largestSide));
    return checkSide(field, value->get<std::int64_t>());
  }

  std::int64_t checkSide(const std::string& field, std::int64_t pixels) const {
    if (pixels < 1 || pixels > largestSide)
      throw error(ErrorCode::InvalidArgument, field,
                  "is " + std::to_string(pixels) + "; 1 to " + std::to_string(largestSide) + " are possible");
    return pixels;
  }

  Error choice(const std::string& field, const std::string& value, const std::string& choices) const {
    return error(ErrorCode::InvalidArgument, field, "is " + inQuotes(value) + "; possible are " + choices);
  }
};

Json parseJson(const std::filesystem::path& file) {
  const std::string text = readTextFile(file, largestManifest);
  try {
    return Json::parse(text);
  } catch (const Json::parse_error& error) {
    throw Error::inFile(ErrorCode::WrongFormat, file.string(), "byte " + std::to_string(error.byte),
                        "is no valid JSON; check the text just before");
  } catch (const Json::exception& error) {  // a number no double can hold
    throw Error::inFile(ErrorCode::WrongFormat, file.string(), "", std::string("is no valid JSON: ") + error.what());
  }
}

std::filesystem::path besideManifest(const std::filesystem::path& manifest, const std::string& named) {
  return (std::filesystem::absolute(manifest).parent_path() / std::filesystem::path(named)).lexically_normal();
}

Task readTask(const Fields& fields) {
  const std::string task = fields.text("task", "classification");
  if (task == "classification")
    return Task::Classification;
  if (task == "detection")
    return Task::Detection;
  throw fields.choice("task", task, "classification, detection");
}

ChannelOrder readChannels(const Fields& fields) {
  const std::string channels = fields.neededText("channels");
  if (channels == "BGR")
    return ChannelOrder::Bgr;
  if (channels == "RGB")
    return ChannelOrder::Rgb;
  if (channels == "GRAY")
    return ChannelOrder::Gray;
  throw fields.choice("channels", channels, "BGR, RGB, GRAY");
}

void readResize(const Fields& fields, InputSpec& input) {
  constexpr std::string_view shortSide = "short-side:";
  const std::string resize = fields.text("resize", "none");
  if (resize == "none") {
    input.resize = ResizeMode::None;
  } else if (resize == "stretch") {
    input.resize = ResizeMode::Stretch;
  } else if (resize.starts_with(shortSide)) {
    const std::string digits = resize.substr(shortSide.size());
    constexpr std::size_t mostDigits = 5;
    if (digits.empty() || digits.size() > mostDigits || digits.find_first_not_of("0123456789") != std::string::npos)
      throw fields.choice("resize", resize, "none, stretch, short-side:PIXELS");
    input.resize = ResizeMode::ShortSide;
    input.shortSide = fields.checkSide("resize", std::stoll(digits));
  } else {
    throw fields.choice("resize", resize, "none, stretch, short-side:PIXELS");
  }
  const std::string crop = fields.text("crop", "none");
  if (crop != "none" && crop != "center")
    throw fields.choice("crop", crop, "center, none");
  input.cropCenter = crop == "center";
}

void readMeanList(const Fields& fields, const Json& list, InputSpec& input) {
  if (!list.is_array())
    throw fields.error(ErrorCode::WrongFormat, "mean", "is not a list of numbers");
  const auto channels = static_cast<std::size_t>(input.channelCount());
  if (list.size() != 1 && list.size() != channels)
    throw fields.error(ErrorCode::Mismatch, "mean",
                       "has " + std::to_string(list.size()) + " numbers; give 1 or one for each of the " +
                           std::to_string(channels) + " channels");
  for (const Json& value : list)
    input.mean.push_back(fields.number("mean", value));
  input.mean.resize(channels, input.mean.front());
}

void readMeanFile(const Fields& fields, const std::filesystem::path& manifest, InputSpec& input) {
  const std::filesystem::path file = besideManifest(manifest, fields.neededText("mean_file"));
  Tensor mean = readBinaryProto(file);
  const Shape wanted({input.channelCount(), input.height, input.width});
  if (mean.shape() != wanted)
    throw fields.error(ErrorCode::Mismatch, "mean_file",
                       file.string() + " is " + mean.shape().toString() + ", the input " + wanted.toString());
  input.meanImage = std::make_shared<const Tensor>(std::move(mean));
}

InputSpec readInput(const Fields& fields, const std::filesystem::path& manifest) {
  InputSpec input;
  input.width = fields.side("width");
  input.height = fields.side("height");
  input.channels = readChannels(fields);
  readResize(fields, input);
  const Json* mean = fields.find("mean");
  if (mean != nullptr && fields.find("mean_file") != nullptr)
    throw fields.error(ErrorCode::WrongFormat, "mean", "stands beside 'mean_file'; keep one of them");
  if (mean != nullptr)
    readMeanList(fields, *mean, input);
  else if (fields.find("mean_file") != nullptr)
    readMeanFile(fields, manifest, input);
  if (const Json* scale = fields.find("scale"); scale != nullptr)
    input.scale = fields.number("scale", *scale);
  if (input.scale == 0.0F)
    throw fields.error(ErrorCode::InvalidArgument, "scale", "is 0; every input would be the same");
  return input;
}

}  // namespace

Manifest readManifest(const std::filesystem::path& file) {
  const Json json = parseJson(file);
  if (!json.is_object())
    throw Error::inFile(ErrorCode::WrongFormat, file.string(), "", "is no JSON object; is it a model manifest?");
  const Fields fields{json, file.string(), ""};
  const std::string schema = fields.neededText("schema");
  if (schema != schemaName)
    throw fields.error(ErrorCode::Unsupported, "schema",
                       "is " + inQuotes(schema) + "; this program reads " + std::string(schemaName));
  Manifest manifest;
  manifest.name = fields.text("name", file.stem().stem().string());
  manifest.task = readTask(fields);
  manifest.graphFile = besideManifest(file, fields.neededText("graph"));
  if (const std::string weights = fields.text("weights", ""); !weights.empty())
    manifest.weightsFile = besideManifest(file, weights);
  if (const std::string labels = fields.text("labels", ""); !labels.empty())
    manifest.labelsFile = besideManifest(file, labels);
  manifest.license = fields.text("license", "");
  manifest.source = fields.text("source", "");
  const Json* input = fields.find("input");
  if (input == nullptr)
    throw fields.error(ErrorCode::MissingData, "input", "is missing");
  if (!input->is_object())
    throw fields.error(ErrorCode::WrongFormat, "input", "is not an object");
  manifest.input = readInput({*input, file.string(), "input."}, file);
  return manifest;
}

}  // namespace effortlab::model
