#include "charts/object_count_chart.h"

#include <algorithm>

namespace effortlab::widgets {
namespace {

constexpr double coveredFrames = 0.95;

}  // namespace

ObjectCountChart::ObjectCountChart(QWidget* parent) : FrameChart(parent) {}

void ObjectCountChart::add(std::int64_t frame, int objects) {
  m_objects[frame] = objects;
  invalidate();
}

void ObjectCountChart::add(const fovea::FrameRecord& record, float leastScore) {
  add(record.frame, static_cast<int>(std::count_if(record.boxes.begin(), record.boxes.end(),
                                                   [leastScore](const auto& box) { return box.score >= leastScore; })));
}

void ObjectCountChart::clear() {
  m_objects.clear();
  invalidate();
}

std::optional<int> ObjectCountChart::suggestedMaximum() const {
  std::map<int, std::size_t> frames;  // by number of objects
  for (const auto& [frame, objects] : m_objects) {
    ++frames[objects];
  }
  if (frames.empty() || frames.rbegin()->first == 0) {
    return std::nullopt;
  }
  const double needed = coveredFrames * static_cast<double>(m_objects.size());
  std::size_t covered = 0;
  for (const auto& [objects, count] : frames) {
    covered += count;
    if (static_cast<double>(covered) >= needed) {
      return std::max(1, objects);
    }
  }
  return frames.rbegin()->first;
}

FrameFigure ObjectCountChart::makeFigure() const {
  FrameFigure figure;
  figure.xTitle = tr("Objects in a frame");
  figure.xKey = QStringLiteral("objects");
  figure.yTitle = tr("Frames");
  FrameSeries series{tr("Frames"), QStringLiteral("frames"), &ChartTheme::current, LegendEntry::Mark::Square, {}};
  for (const auto& [frame, objects] : m_objects) {
    const auto at = static_cast<std::size_t>(std::max(0, objects));
    while (series.values.size() <= at) {
      figure.x.push_back(static_cast<std::int64_t>(series.values.size()));
      series.values.push_back(0.0);
    }
    series.values[at] += 1.0;
  }
  if (!m_objects.empty()) {
    figure.series.push_back(std::move(series));
  }
  if (const std::optional<int> most = suggestedMaximum()) {
    figure.mark = *most;
    figure.markName = tr("Suggested max_obj: %1").arg(*most);
  }
  return figure;
}

QString ObjectCountChart::title() const {
  return tr("Objects in a frame");
}

QString ObjectCountChart::explanation() const {
  return tr(
      "How many frames show so many objects. With more than max_obj of them a whole frame costs less than foveas; "
      "the suggestion holds 95 % of the frames.");
}

}  // namespace effortlab::widgets
