#include "cli/table_output.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>

namespace effortlab::cli {

namespace {

constexpr const char* columnGap = "  ";

std::string format(const char* pattern, int decimals, double value) {
  std::array<char, 64> text{};
  const int length = std::snprintf(text.data(), text.size(), pattern, decimals, value);
  return std::string(text.data(), static_cast<std::size_t>(std::clamp(length, 0, 63)));
}

/// Code points, not bytes: enough to align the names that occur in networks.
std::size_t displayWidth(const std::string& text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::string withoutTrailingSpaces(std::string text) {
  text.erase(text.find_last_not_of(' ') + 1);
  return text;
}

}  // namespace

std::string withThousands(std::int64_t value) {
  std::string digits = std::to_string(value);
  const std::size_t first = digits.front() == '-' ? 1 : 0;
  for (std::size_t i = digits.size(); i > first + 3;) {
    i -= 3;
    digits.insert(i, ",");
  }
  return digits;
}

std::string shortCount(double value) {
  static constexpr std::array<const char*, 6> prefixes{"", " k", " M", " G", " T", " P"};
  constexpr double roundsUp = 999.95;  // would print as 1000.0
  std::size_t prefix = 0;
  while (std::abs(value) >= roundsUp && prefix + 1 < prefixes.size()) {
    value /= 1000.0;
    ++prefix;
  }
  return fixed(value, prefix == 0 ? 0 : 1) + prefixes[prefix];
}

std::string fixed(double value, int decimals) {
  return format("%.*f", decimals, value);
}

std::string significant(double value) {
  return format("%.*g", 6, value);
}

std::string percent(double fraction, int decimals) {
  return fixed(100.0 * fraction, decimals) + " %";
}

std::string percentWithInterval(double fraction, const Interval& interval) {
  return percent(fraction) + "  (95 %: " + fixed(100.0 * interval.lo, 2) + " to " + fixed(100.0 * interval.hi, 2) + ")";
}

std::string printable(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; }, '?');
  return text;
}

void TextTable::addRow(std::vector<std::string> cells) {
  cells.resize(m_columns.size());
  std::transform(cells.begin(), cells.end(), cells.begin(), printable);
  m_rows.push_back(std::move(cells));
}

std::string TextTable::toString() const {
  std::vector<std::string> titles;
  std::vector<std::size_t> widths;
  for (const Column& column : m_columns) {
    titles.push_back(column.title);
    widths.push_back(displayWidth(column.title));
  }
  for (const auto& row : m_rows)
    for (std::size_t i = 0; i < row.size(); ++i)
      widths[i] = std::max(widths[i], displayWidth(row[i]));
  std::vector<std::string> dashes;
  for (const std::size_t width : widths)
    dashes.emplace_back(width, '-');

  std::string text = line(titles, widths) + line(dashes, widths);
  for (const auto& row : m_rows)
    text += line(row.empty() ? dashes : row, widths);
  return text;
}

std::string TextTable::line(const std::vector<std::string>& cells, const std::vector<std::size_t>& widths) const {
  std::string text;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const std::string padding(widths[i] - displayWidth(cells[i]), ' ');
    const bool left = m_columns[i].align == Align::Left;
    text += (i == 0 ? "" : columnGap) + (left ? cells[i] + padding : padding + cells[i]);
  }
  return withoutTrailingSpaces(text) + "\n";
}

std::string fieldLines(const std::vector<std::pair<std::string, std::string>>& fields) {
  std::size_t width = 0;
  for (const auto& [name, value] : fields)
    width = std::max(width, displayWidth(name));
  std::string text;
  for (const auto& [name, value] : fields)
    text += "  " + name + std::string(width - displayWidth(name), ' ') + "  " + printable(value) + "\n";
  return text;
}

std::string csvField(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos)
    return text;
  std::string quoted = "\"";
  for (const char c : text)
    quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

std::string csvNumber(double value) {
  std::array<char, 32> text{};
  const auto result = std::to_chars(text.data(), text.data() + text.size(), value);
  return std::string(text.data(), result.ptr);
}

}  // namespace effortlab::cli
