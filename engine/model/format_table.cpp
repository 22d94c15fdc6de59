#include "model/format_table.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <map>

namespace effortlab::model {

namespace {

constexpr std::size_t formats = 3;
using FormatRow = std::array<std::string, formats>;

struct IgnoringCase {
  bool operator()(std::string_view a, std::string_view b) const {
    return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(), [](unsigned char x, unsigned char y) {
      return std::tolower(x) < std::tolower(y);
    });
  }
};

using FormatRows = std::map<std::string_view, FormatRow, IgnoringCase>;

FormatRows formatRows() {
  const std::array<std::span<const FormatLayer>, formats> tables{caffeLayerTypes(), onnxOperators(), darknetSections()};
  FormatRows rows;
  for (std::size_t format = 0; format < formats; ++format)
    for (const FormatLayer& entry : tables[format]) {
      std::string& cell = rows[entry.layer][format];
      if (!cell.empty())
        cell += ' ';
      cell += entry.type;
    }
  return rows;
}

}  // namespace

std::string layerTableMarkdown() {
  std::string text = "| layer | Caffe | ONNX | Darknet |\n| --- | --- | --- | --- |\n";
  for (const auto& [layer, cells] : formatRows()) {
    text += "| " + std::string(layer) + " |";
    for (const std::string& cell : cells)
      text += " " + cell + (cell.empty() ? "|" : " |");
    text += "\n";
  }
  return text;
}

}  // namespace effortlab::model
