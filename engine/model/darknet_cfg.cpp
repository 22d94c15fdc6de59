#include "model/darknet_cfg.h"

#include "core/file_io.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <sstream>

namespace effortlab::model {

namespace {

constexpr std::int64_t largestCfgBytes = std::int64_t{4} << 20;
constexpr std::size_t mostSections = 10'000;

std::string cfgPlace(int line) {
  return "line " + std::to_string(line);
}

/// Darknet drops all blanks; what follows a # is a comment, a line that starts with ; too.
std::string cfgContent(std::string line) {
  line.erase(std::min(line.find('#'), line.size()));
  line.erase(std::remove_if(line.begin(), line.end(), [](unsigned char c) { return std::isspace(c) != 0; }),
             line.end());
  return line.starts_with(';') ? std::string() : line;
}

template <typename Number>
Number parseDarknetNumber(std::string_view text, std::string_view key, const ImportPlace& place) {
  Number number{};
  const std::string_view digits = text.starts_with('+') ? text.substr(1) : text;
  const auto result = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  const bool whole = result.ec == std::errc{} && result.ptr == digits.data() + digits.size();
  if (!whole || !std::isfinite(static_cast<double>(number)))
    throw place.error(ErrorCode::WrongFormat, std::string(key) + " is " + inQuotes(text) + ", expected a " +
                                                  (std::is_integral_v<Number> ? "whole " : "") + "number");
  return number;
}

template <typename Number>
std::vector<Number> parseDarknetList(std::string_view text, std::string_view key, const ImportPlace& place) {
  std::vector<Number> list;
  if (text.ends_with(','))
    text.remove_suffix(1);
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    list.push_back(parseDarknetNumber<Number>(text.substr(begin, end - begin), key, place));
    begin = end + 1;
  }
  return list;
}

}  // namespace

const DarknetSection::Entry* DarknetSection::find(std::string_view key) const {
  const auto found = std::find_if(entries.begin(), entries.end(), [&](const Entry& entry) { return entry.key == key; });
  return found == entries.end() ? nullptr : &*found;
}

ImportPlace DarknetSection::at(const Entry& entry) const {
  return {place.file, cfgPlace(entry.line) + ", [" + type + "]"};
}

std::string DarknetSection::text(std::string_view key, std::string_view otherwise) const {
  const Entry* entry = find(key);
  return entry == nullptr ? std::string(otherwise) : entry->value;
}

std::int64_t DarknetSection::integer(std::string_view key, std::int64_t otherwise) const {
  const Entry* entry = find(key);
  return entry == nullptr ? otherwise : parseDarknetNumber<std::int64_t>(entry->value, key, at(*entry));
}

std::int64_t DarknetSection::needInteger(std::string_view key) const {
  if (!has(key))
    throw place.error(ErrorCode::MissingData, "has no " + std::string(key) + "; add it");
  return integer(key, 0);
}

float DarknetSection::number(std::string_view key, float otherwise) const {
  const Entry* entry = find(key);
  return entry == nullptr ? otherwise : parseDarknetNumber<float>(entry->value, key, at(*entry));
}

std::vector<std::int64_t> DarknetSection::integers(std::string_view key) const {
  const Entry* entry = find(key);
  if (entry == nullptr)
    return {};
  return parseDarknetList<std::int64_t>(entry->value, key, at(*entry));
}

std::vector<float> DarknetSection::numbers(std::string_view key) const {
  const Entry* entry = find(key);
  if (entry == nullptr)
    return {};
  return parseDarknetList<float>(entry->value, key, at(*entry));
}

void DarknetSection::refuseOtherKeys(std::span<const std::string_view> read,
                                     std::span<const std::string_view> ignored) const {
  const auto isIn = [](std::span<const std::string_view> keys, const std::string& key) {
    return std::find(keys.begin(), keys.end(), key) != keys.end();
  };
  for (const Entry& entry : entries)
    if (!isIn(read, entry.key) && !isIn(ignored, entry.key) && entry.value != "0")
      throw at(entry).error(ErrorCode::Unsupported,
                            "the key " + inQuotes(entry.key) + " is not one that can be computed");
}

std::vector<DarknetSection> parseDarknetCfg(const std::filesystem::path& file) {
  std::istringstream lines(readTextFile(file, largestCfgBytes));
  std::vector<DarknetSection> sections;
  int number = 0;
  for (std::string raw; std::getline(lines, raw);) {
    const ImportPlace place{file.string(), cfgPlace(++number)};
    const std::string line = cfgContent(std::move(raw));
    if (line.empty())
      continue;
    if (line.front() == '[') {
      if (line.back() != ']')
        throw place.error(ErrorCode::WrongFormat, "the section " + inQuotes(line) + " is not closed by ]");
      if (sections.size() >= mostSections)
        throw place.error(ErrorCode::TooLarge, "more than " + std::to_string(mostSections) + " sections");
      const std::string type = line.substr(1, line.size() - 2);
      sections.push_back(
          {.type = type, .entries = {}, .place = {place.file, place.place + ", section " + inQuotes(type)}});
      continue;
    }
    const std::size_t equals = line.find('=');
    if (equals == std::string::npos || equals == 0)
      throw place.error(ErrorCode::WrongFormat, "is neither [section] nor key=value; is it a Darknet network?");
    if (sections.empty())
      throw place.error(ErrorCode::WrongFormat, "stands before the first [section]; is it a Darknet network?");
    DarknetSection& section = sections.back();
    const std::string key = line.substr(0, equals);
    const std::string value = line.substr(equals + 1);
    if (section.has(key) && section.text(key, "") != value)
      throw place.error(ErrorCode::WrongFormat, "gives " + inQuotes(key) + " a second value; keep one");
    section.entries.push_back({key, value, number});
  }
  return sections;
}

}  // namespace effortlab::model
