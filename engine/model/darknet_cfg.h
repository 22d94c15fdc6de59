#pragma once

#include "model/import_checks.h"

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace effortlab::model {

/// One `[section]` of a Darknet .cfg with its `key=value` lines, blanks and comments removed.
struct DarknetSection {
  struct Entry {
    std::string key, value;
    int line = 0;
  };

  std::string type;  ///< without the brackets
  std::vector<Entry> entries;
  ImportPlace place;  ///< names section and line

  bool has(std::string_view key) const { return find(key) != nullptr; }
  std::string text(std::string_view key, std::string_view otherwise) const;
  /// Errors: Error{WrongFormat} unless the value is a whole number, Error{MissingData} for an absent one of
  /// needInteger.
  std::int64_t integer(std::string_view key, std::int64_t otherwise) const;
  std::int64_t needInteger(std::string_view key) const;
  float number(std::string_view key, float otherwise) const;
  /// Lists parted by commas; empty where the key is absent. Errors: Error{WrongFormat}.
  std::vector<std::int64_t> integers(std::string_view key) const;
  std::vector<float> numbers(std::string_view key) const;
  /// Errors: Error{Unsupported} naming key and line for a key of neither list, unless its value, 0, switches it off.
  void refuseOtherKeys(std::span<const std::string_view> read, std::span<const std::string_view> ignored) const;

private:
  const Entry* find(std::string_view key) const;
  ImportPlace at(const Entry& entry) const;
};

/// Errors: Error{FileNotFound, Unreadable, TooLarge, WrongFormat}, naming file and line.
std::vector<DarknetSection> parseDarknetCfg(const std::filesystem::path& file);

}  // namespace effortlab::model
