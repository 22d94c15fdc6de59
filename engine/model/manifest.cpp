#include "model/manifest.h"

#include <nlohmann/json.hpp>
#include "core/error.h"
#include "core/file_io.h"
#include "model/caffe_reader.h"
#include "model/import_checks.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string_view>

namespace effortlab::model {

namespace {

using Json = nlohmann::json;

constexpr std::string_view schemaName = "effortlab-model/1";
constexpr std::int64_t largestManifest = std::int64_t{1} << 20;

/// One JSON object of the manifest; messages carry the full name of a field, "input.width".
struct ManifestFields {
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

  static constexpr std::int64_t largestSide = 16384;  // pixels

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

Task readTask(const ManifestFields& fields) {
  const std::string task = fields.text("task", "classification");
  if (task == "classification")
    return Task::Classification;
  if (task == "detection")
    return Task::Detection;
  throw fields.choice("task", task, "classification, detection");
}

ChannelOrder readChannels(const ManifestFields& fields) {
  const std::string channels = fields.neededText("channels");
  if (channels == "BGR")
    return ChannelOrder::Bgr;
  if (channels == "RGB")
    return ChannelOrder::Rgb;
  if (channels == "GRAY")
    return ChannelOrder::Gray;
  throw fields.choice("channels", channels, "BGR, RGB, GRAY");
}

void readResize(const ManifestFields& fields, InputSpec& input) {
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

void readMeanList(const ManifestFields& fields, const Json& list, InputSpec& input) {
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

void readMeanFile(const ManifestFields& fields, const std::filesystem::path& manifest, InputSpec& input) {
  const std::filesystem::path file = besideManifest(manifest, fields.neededText("mean_file"));
  Tensor mean = readBinaryProto(file);
  const Shape wanted({input.channelCount(), input.height, input.width});
  if (mean.shape() != wanted)
    throw fields.error(ErrorCode::Mismatch, "mean_file",
                       file.string() + " is " + mean.shape().toString() + ", the input " + wanted.toString());
  input.meanImage = std::make_shared<const Tensor>(std::move(mean));
  input.meanFile = file;
}

InputSpec readInput(const ManifestFields& fields, const std::filesystem::path& manifest) {
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

struct DecoderName {
  std::string_view name;
  Decoder decoder;
};

constexpr std::array<DecoderName, 4> decoderNames{{{"ssd", Decoder::Ssd},
                                                   {"detection_output", Decoder::DetectionOutput},
                                                   {"boxes_scores", Decoder::BoxesScores},
                                                   {"region", Decoder::Region}}};
constexpr std::size_t mostMaps = 64;  ///< of default boxes
constexpr std::size_t mostBoxesAtACell = 64;

Decoder readDecoder(const ManifestFields& fields) {
  const std::string name = fields.text("decoder", "");
  std::string names;
  for (const DecoderName& entry : decoderNames) {
    if (entry.name == name)
      return entry.decoder;
    names += (names.empty() ? "" : ", ") + std::string(entry.name);
  }
  throw fields.choice("decoder", name, names);
}

float fraction(const ManifestFields& fields, const std::string& field, float otherwise) {
  const Json* value = fields.find(field);
  const float number = value == nullptr ? otherwise : fields.number(field, *value);
  if (number < 0.0F || number > 1.0F)
    throw fields.error(ErrorCode::InvalidArgument, field, "must be 0 to 1");
  return number;
}

float positiveNumber(const ManifestFields& fields, const std::string& field, const Json& value) {
  const float number = fields.number(field, value);
  if (!(number > 0.0F) || number > static_cast<float>(ManifestFields::largestSide))
    throw fields.error(ErrorCode::InvalidArgument, field,
                       "must be above 0 and at most " + std::to_string(ManifestFields::largestSide));
  return number;
}

std::vector<float> positiveNumbers(const ManifestFields& fields, const std::string& field, const Json* list,
                                   std::size_t most) {
  if (list == nullptr)
    throw fields.error(ErrorCode::MissingData, field, "is missing");
  if (!list->is_array() || list->empty() || list->size() > most)
    throw fields.error(ErrorCode::WrongFormat, field, "is not a list of 1 to " + std::to_string(most) + " numbers");
  std::vector<float> numbers;
  for (const Json& value : *list)
    numbers.push_back(positiveNumber(fields, field, value));
  return numbers;
}

SsdSpec readSsd(const ManifestFields& fields) {
  SsdSpec ssd;
  ssd.strides = positiveNumbers(fields, "strides", fields.find("strides"), mostMaps);
  if (std::any_of(ssd.strides.begin(), ssd.strides.end(), [](float stride) { return stride < 1.0F; }))
    throw fields.error(ErrorCode::InvalidArgument, "strides", "must be 1 pixel or more");
  const Json* boxes = fields.find("min_boxes");
  if (boxes == nullptr)
    throw fields.error(ErrorCode::MissingData, "min_boxes", "is missing");
  if (!boxes->is_array() || boxes->size() != ssd.strides.size())
    throw fields.error(ErrorCode::Mismatch, "min_boxes",
                       "needs a list for each of the " + std::to_string(ssd.strides.size()) + " strides");
  for (const Json& sizes : *boxes)
    ssd.minBoxes.push_back(positiveNumbers(fields, "min_boxes", &sizes, mostBoxesAtACell));
  if (const Json* variance = fields.find("center_variance"); variance != nullptr)
    ssd.centerVariance = positiveNumber(fields, "center_variance", *variance);
  if (const Json* variance = fields.find("size_variance"); variance != nullptr)
    ssd.sizeVariance = positiveNumber(fields, "size_variance", *variance);
  if (const Json* ratios = fields.find("aspect_ratios"); ratios != nullptr)
    ssd.aspectRatios = positiveNumbers(fields, "aspect_ratios", ratios, mostBoxesAtACell);
  if (const Json* clip = fields.find("clip"); clip != nullptr) {
    if (!clip->is_boolean())
      throw fields.error(ErrorCode::WrongFormat, "clip", "is not true or false");
    ssd.clip = clip->get<bool>();
  }
  return ssd;
}

/// Nothing where no decoder is named.
std::optional<DetectionSpec> readDetection(const ManifestFields& fields) {
  if (fields.find("decoder") == nullptr)
    return std::nullopt;
  DetectionSpec spec;
  spec.decoder = readDecoder(fields);
  spec.threshold = fraction(fields, "threshold", spec.threshold);
  spec.nms = fraction(fields, "nms", spec.nms);
  if (const Json* ssd = fields.find("ssd"); ssd != nullptr) {
    if (!ssd->is_object())
      throw fields.error(ErrorCode::WrongFormat, "ssd", "is not an object");
    spec.ssd = readSsd({*ssd, fields.file, fields.prefix + "ssd."});
  }
  return spec;
}

}  // namespace

Manifest readManifest(const std::filesystem::path& file) {
  const Json json = parseJson(file);
  if (!json.is_object())
    throw Error::inFile(ErrorCode::WrongFormat, file.string(), "", "is no JSON object; is it a model manifest?");
  const ManifestFields fields{json, file.string(), ""};
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
  if (manifest.task == Task::Detection)
    manifest.detection = readDetection(fields);
  return manifest;
}

}  // namespace effortlab::model
