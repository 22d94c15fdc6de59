#pragma once

#include "core/statistics.h"

#include <cstdint>
#include <string>
#include <vector>

namespace effortlab::cli {

/// "12,345".
std::string withThousands(std::int64_t value);
/// "862.1 M": counts with a decimal prefix, four digits at most.
std::string shortCount(double value);
/// "91.32 %".
std::string percent(double fraction, int decimals = 2);
/// "91.32 %  (95 %: 90.75 to 91.86)".
std::string percentWithInterval(double fraction, const Interval& interval);
std::string fixed(double value, int decimals);
/// Six significant digits, for thresholds and weights.
std::string significant(double value);
/// Control characters, which a hostile file could smuggle to the terminal, become '?'.
std::string printable(std::string text);

/// Columns of text, aligned. Text is left-aligned in the first column and where asked for, numbers right-aligned.
class TextTable {
public:
  enum class Align { Left, Right };
  struct Column {
    std::string title;
    Align align = Align::Right;
  };

  explicit TextTable(std::vector<Column> columns) : m_columns(std::move(columns)) {}
  /// As many cells as columns; missing ones are empty.
  void addRow(std::vector<std::string> cells);
  /// A line of dashes under the title and before a sum.
  void addRule() { m_rows.emplace_back(); }
  std::string toString() const;

private:
  std::string line(const std::vector<std::string>& cells, const std::vector<std::size_t>& widths) const;

  std::vector<Column> m_columns;
  std::vector<std::vector<std::string>> m_rows;
};

/// "name   value" lines with the values in one column.
std::string fieldLines(const std::vector<std::pair<std::string, std::string>>& fields);

/// RFC 4180: quoted where needed.
std::string csvField(const std::string& text);
/// Shortest text that reads back as the same double.
std::string csvNumber(double value);

}  // namespace effortlab::cli
