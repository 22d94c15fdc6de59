#pragma once

#include "charts/frame_chart.h"
#include "fovea/frame_record.h"

#include <map>
#include <span>

namespace effortlab::widgets {

/// Cost of each frame: stacked bars of its stages' milliseconds, or its detector MACs (executed, and avoided by effort
/// knobs), in a window of frames that ends at the newest.
class FrameCostChart : public FrameChart {
  Q_OBJECT
public:
  enum class Unit { Milliseconds, Macs };
  Q_ENUM(Unit)
  static constexpr int usualWindow = 100;

  explicit FrameCostChart(QWidget* parent = nullptr);

  Unit unit() const noexcept { return m_unit; }
  /// A frame that is there already is replaced. The window then ends at this frame.
  void add(const fovea::FrameRecord& record);
  void setRecords(std::span<const fovea::FrameRecord> records);
  void clear();
  void setWindow(int frames);
  /// A full frame's cost as a line: milliseconds and MACs; 0: no line.
  void setFull(double milliseconds, double macs);

public Q_SLOTS:
  void setUnit(effortlab::widgets::FrameCostChart::Unit unit);

protected:
  FrameFigure makeFigure() const override;
  QString title() const override;
  QString explanation() const override;

private:
  struct Cost {
    fovea::StageMs ms;
    double macs = 0.0, macsRun = 0.0;
  };

  std::map<std::int64_t, Cost> m_costs;
  std::int64_t m_newest = 0;
  Unit m_unit = Unit::Milliseconds;
  int m_window = usualWindow;
  double m_fullMs = 0.0, m_fullMacs = 0.0;
};

}  // namespace effortlab::widgets
