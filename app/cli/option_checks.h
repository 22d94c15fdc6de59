#pragma once

#include <CLI/CLI.hpp>

#include <charconv>
#include <string>

namespace effortlab::cli {

/// A whole number of [least, most], decimal digits only: CLI11's own conversion wraps "-1" around for unsigned numbers
/// and reads "010" as octal.
template <typename Number>
CLI::Validator range(Number least, Number most) {
  const auto check = [least, most](std::string& text) {
    Number value{};
    const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
    if (result.ec != std::errc{} || result.ptr != text.data() + text.size() || value < least || value > most)
      return "must be a whole number from " + std::to_string(least) + " to " + std::to_string(most) + ", not " + text;
    text = std::to_string(value);
    return std::string();
  };
  return CLI::Validator(check, "");
}

}  // namespace effortlab::cli
