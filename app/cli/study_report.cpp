#include "cli/study_report.h"

#include "cli/table_output.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

namespace effortlab::cli {

namespace {

using effort::FigureAxis;
using effort::FigureForm;
using effort::FigureSeries;
using effort::StudyFigure;
using effort::StudyKind;

constexpr std::size_t mostColumns = 10;   ///< of x values side by side; more go down the page
constexpr std::size_t mostIntervals = 3;  ///< with more values side by side they are left to --json and --out
constexpr std::size_t extremeImages = 5;

const char* formName(FigureForm form) {
  switch (form) {
    case FigureForm::Lines: return "lines";
    case FigureForm::Bars: return "bars";
    case FigureForm::StackedBars: return "stacked-bars";
    case FigureForm::Points: return "points";
    case FigureForm::Maps: return "maps";
  }
  return "";
}

Json axisJson(const FigureAxis& axis) {
  return {{"label", axis.label}, {"fraction", axis.fraction}, {"logarithmic", axis.logarithmic}};
}

Json seriesJson(const FigureSeries& series) {
  Json json = {{"name", series.name}, {"layer", series.layer}, {"x", series.x}, {"y", series.y}};
  if (!series.lo.empty()) {
    json["lo"] = series.lo;
    json["hi"] = series.hi;
  }
  if (!series.x2.empty())
    json["x2"] = series.x2;
  if (series.mapWidth > 0)
    json["map_width"] = series.mapWidth;
  return json;
}

std::string valueText(double value, const FigureAxis& axis) {
  constexpr int decimals = 4;
  if (!std::isfinite(value))
    return "-";
  if (axis.fraction)
    return percent(value);
  constexpr double large = 1e4, largest = 1e15;  // decimals mean nothing beyond the one, whole numbers beyond the other
  const bool whole = (std::floor(value) == value || std::abs(value) >= large) && std::abs(value) < largest;
  return whole ? withThousands(std::llround(value)) : fixed(value, decimals);
}

std::string pointText(const FigureSeries& series, std::size_t i, const FigureAxis& axis) {
  std::string text = valueText(series.y[i], axis);
  if (i < series.lo.size() && i < series.hi.size())
    text += " (" + valueText(series.lo[i], axis) + " to " + valueText(series.hi[i], axis) + ")";
  return text;
}

std::string titleOf(const FigureSeries& series) {
  if (series.layer.empty())
    return printable(series.name);
  return printable(series.name.empty() ? series.layer : series.layer + " " + series.name);
}

std::string placeText(double x, const StudyFigure& figure) {
  const auto category = static_cast<std::size_t>(std::max(0.0, x));
  if (category < figure.categories.size())
    return printable(figure.categories[category]);
  if (figure.x.fraction)
    return fixed(100.0 * x, 1) + " %";
  return significant(x);
}

/// Every x of any series, ascending.
std::vector<double> allPlaces(const StudyFigure& figure) {
  std::vector<double> places;
  for (const FigureSeries& series : figure.series)
    places.insert(places.end(), series.x.begin(), series.x.end());
  std::ranges::sort(places);
  const auto rest = std::ranges::unique(places);
  places.erase(rest.begin(), rest.end());
  return places;
}

std::string cellAt(const FigureSeries& series, double x, const StudyFigure& figure, bool interval) {
  const auto found = std::ranges::find(series.x, x);
  if (found == series.x.end())
    return "-";
  const auto place = static_cast<std::size_t>(found - series.x.begin());
  return interval ? pointText(series, place, figure.y) : valueText(series.y[place], figure.y);
}

/// Series beside each other over x, or where x is short, below each other.
std::string gridText(const StudyFigure& figure) {
  const std::vector<double> places = allPlaces(figure);
  const bool intervals = std::min(places.size(), figure.series.size()) <= mostIntervals;
  const bool seriesDown = places.size() <= mostColumns && figure.series.size() >= places.size();
  std::vector<TextTable::Column> columns{{seriesDown ? "" : figure.x.label, TextTable::Align::Left}};
  if (seriesDown)
    for (const double x : places)
      columns.push_back({placeText(x, figure)});
  else
    for (const FigureSeries& series : figure.series)
      columns.push_back({titleOf(series)});
  TextTable table(columns);
  const auto row = [&](std::string title, const auto& cells, const auto& textOf) {
    std::vector<std::string> texts{std::move(title)};
    for (const auto& cell : cells)
      texts.push_back(textOf(cell));
    table.addRow(std::move(texts));
  };
  if (seriesDown)
    for (const FigureSeries& series : figure.series)
      row(titleOf(series), places, [&](double x) { return cellAt(series, x, figure, intervals); });
  else
    for (const double x : places)
      row(placeText(x, figure), figure.series,
          [&](const FigureSeries& series) { return cellAt(series, x, figure, intervals); });
  return table.toString();
}

std::string mapsText(const StudyFigure& figure) {
  TextTable table({{"map", TextTable::Align::Left}, {"size"}, {"least"}, {"mean"}, {"most"}, {"sum"}});
  for (const FigureSeries& series : figure.series) {
    if (series.y.empty() || series.mapWidth <= 0)
      continue;
    const auto [least, most] = std::ranges::minmax(series.y);
    const double sum = std::accumulate(series.y.begin(), series.y.end(), 0.0);
    const auto count = static_cast<double>(series.y.size());
    table.addRow({titleOf(series),
                  std::to_string(series.mapWidth) + " x " + std::to_string(std::ssize(series.y) / series.mapWidth),
                  valueText(least, figure.y), valueText(sum / count, figure.y), valueText(most, figure.y),
                  valueText(sum, figure.y)});
  }
  return table.toString();
}

/// The images at both ends.
std::string studyImagesText(const StudyFigure& figure) {
  struct Image {
    double index, effort;
    std::string answer;
  };
  std::vector<Image> images;
  for (const FigureSeries& series : figure.series)
    for (std::size_t i = 0; i < series.x.size(); ++i)
      images.push_back({series.x[i], series.y[i], series.name});
  std::ranges::sort(images, [](const Image& a, const Image& b) {
    return a.effort != b.effort ? a.effort > b.effort : a.index < b.index;
  });
  TextTable table({{"", TextTable::Align::Left}, {"image"}, {figure.y.label}, {"answer"}});
  const auto add = [&](const char* which, const Image& image) {
    table.addRow({which, significant(image.index), valueText(image.effort, figure.y), image.answer});
  };
  for (std::size_t i = 0; i < std::min(extremeImages, images.size()); ++i)
    add(i == 0 ? "hardest" : "", images[i]);
  if (images.size() > extremeImages)
    add("median", images[images.size() / 2]);
  for (std::size_t i = std::min(extremeImages, images.size()); i > 0; --i)
    add(i == 1 ? "easiest" : "", images[images.size() - i]);
  return table.toString();
}

std::string pointsText(const StudyFigure& figure) {
  std::vector<TextTable::Column> columns{{"", TextTable::Align::Left}, {figure.x.label}};
  const bool second = !figure.x2.label.empty();
  if (second)
    columns.push_back({figure.x2.label});
  columns.push_back({figure.y.label});
  TextTable table(columns);
  for (const FigureSeries& series : figure.series)
    for (std::size_t i = 0; i < series.x.size(); ++i) {
      std::vector<std::string> cells{i == 0 ? titleOf(series) : "", valueText(series.x[i], figure.x)};
      if (second)
        cells.push_back(i < series.x2.size() ? valueText(series.x2[i], figure.x2) : "-");
      cells.push_back(pointText(series, i, figure.y));
      table.addRow(std::move(cells));
    }
  return table.toString();
}

std::string bodyText(const StudyFigure& figure) {
  if (figure.kind == StudyKind::ImageEffort)
    return studyImagesText(figure);
  if (figure.form == FigureForm::Maps)
    return mapsText(figure);
  if (figure.form == FigureForm::Points)
    return pointsText(figure);
  return figure.y.label + "\n" + gridText(figure);
}

void addMapRows(const FigureSeries& series, std::string& csv) {
  for (std::size_t i = 0; i < series.y.size(); ++i) {
    const auto width = static_cast<std::size_t>(std::max(1, series.mapWidth));
    csv += csvField(series.name) + "," + csvField(series.layer) + "," + std::to_string(i / width) + "," +
           std::to_string(i % width) + "," + csvNumber(series.y[i]) + "\n";
  }
}

void addRows(const StudyFigure& figure, const FigureSeries& series, std::string& csv) {
  const auto at = [](const std::vector<double>& values, std::size_t i) {
    return i < values.size() ? csvNumber(values[i]) : std::string();
  };
  for (std::size_t i = 0; i < series.x.size(); ++i) {
    const auto category = static_cast<std::size_t>(std::max(0.0, series.x[i]));
    csv += csvField(series.name) + "," + csvField(series.layer) + "," +
           (category < figure.categories.size() ? csvField(figure.categories[category]) : "") + "," + at(series.x, i) +
           "," + at(series.y, i) + "," + at(series.lo, i) + "," + at(series.hi, i);
    csv += figure.x2.label.empty() ? "\n" : "," + at(series.x2, i) + "\n";
  }
}

}  // namespace

Json studyJson(const StudyFacts& facts) {
  const StudyFigure& figure = facts.figure;
  Json json = {{"study", effort::studyName(figure.kind)},
               {"model", facts.model.manifest.name},
               {"data", facts.data},
               {"images", figure.images},
               {"total_images", figure.totalImages},
               {"complete", figure.complete},
               {"form", formName(figure.form)},
               {"x", axisJson(figure.x)},
               {"y", axisJson(figure.y)}};
  if (!facts.knobsFile.empty())
    json["knobs"] = facts.knobsFile;
  if (!figure.x2.label.empty())
    json["x2"] = axisJson(figure.x2);
  json["categories"] = figure.categories;
  json["series"] = Json::array();
  for (const FigureSeries& series : figure.series)
    json["series"].push_back(seriesJson(series));
  json["remarks"] = figure.remarks;
  return json;
}

std::string studyText(const StudyFacts& facts) {
  const StudyFigure& figure = facts.figure;
  std::vector<std::pair<std::string, std::string>> fields{
      {"study", std::string(effort::studyName(figure.kind))},
      {"model", printable(facts.model.manifest.name)},
      {"data", printable(facts.data) + ", " + withThousands(figure.images) +
                   (figure.images == 1 ? " image" : " images") +
                   (figure.complete ? "" : " of " + withThousands(figure.totalImages) + " (interrupted)")}};
  if (!facts.knobsFile.empty())
    fields.emplace_back("knobs", printable(facts.knobsFile));
  std::string text = fieldLines(fields) + "\n" + bodyText(figure);
  for (const std::string& remark : figure.remarks)
    text += "\n" + printable(remark);
  return text + (figure.remarks.empty() ? "" : "\n");
}

std::string studyCsv(const StudyFigure& figure) {
  const bool maps = figure.form == FigureForm::Maps;
  std::string csv = maps ? "series,layer,row,column,value\n" : "series,layer,category,x,y,lo,hi";
  if (!maps)
    csv += figure.x2.label.empty() ? "\n" : ",x2\n";
  for (const FigureSeries& series : figure.series)
    if (maps)
      addMapRows(series, csv);
    else
      addRows(figure, series, csv);
  return csv;
}

}  // namespace effortlab::cli
