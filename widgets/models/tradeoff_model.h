#pragma once

#include "charts/exportable_chart.h"
#include "core/statistics.h"

#include <QAbstractTableModel>
#include <QLocale>

#include <optional>
#include <vector>

namespace effortlab::widgets {

/// Where a point comes from. Probes are what a tuner tried, by what it thought of them.
enum class PointKind { Visited, Snapshot, Accepted, Rejected, RejectedEarly, Sensitivity };

/// One setting of the knobs: how accurate, how much less work.
struct TradeoffPoint {
  int id = 0;
  double opsRatio = 1.0;  ///< dense operations / operations now
  double top1 = 0.0;      ///< fraction
  Interval interval{};    ///< 95 %, of top1
  qint64 images = 0;
  QString label{};
  bool current = false;
  bool complete = true;   ///< false: a sample that still grows
  bool baseline = false;  ///< the dense network
  PointKind kind = PointKind::Visited;
  bool notMonotone = false;          ///< accepted although a weaker setting of the same knob was not
  std::optional<double> overhead{};  ///< what the knobs themselves cost, of the dense operations
};

/// The settings visited, oldest first, the dense baseline before all; snapshots and a tuner's probes beside them.
/// Shared by the table, the chart and the export.
class TradeoffModel : public QAbstractTableModel {
  Q_OBJECT
public:
  enum Column { Setting, OpsRatio, Top1, Lower, Upper, Images, Complete, Overhead, Kind, ColumnCount };
  enum Role { IdRole = Qt::UserRole, NumberRole = exportRole, CurrentRole };
  static constexpr int baselineId = -1;
  static constexpr int maxPoints = 10'000;  ///< beyond it the oldest settings visited, or probes, are forgotten

  explicit TradeoffModel(QObject* parent = nullptr);

  void setBaseline(double top1, const Interval& interval, qint64 images);
  const TradeoffPoint* baseline() const noexcept;
  /// Replaces the point with this id or appends it; `point.current` takes the mark from all others.
  void updatePoint(const TradeoffPoint& point);
  /// Replaces the settings visited; the baseline stays unless `points` brings one.
  void setPoints(std::vector<TradeoffPoint> points);
  /// Replaces the snapshots.
  void setSnapshots(std::vector<TradeoffPoint> snapshots);
  /// Replaces the probes: one call a tick, however many have come.
  void setProbes(std::vector<TradeoffPoint> probes);
  bool has(PointKind kind) const noexcept;
  void setCurrent(int id);
  void clear();

  const std::vector<TradeoffPoint>& points() const noexcept { return m_points; }
  const TradeoffPoint* find(int id) const noexcept;
  const TradeoffPoint* current() const noexcept;
  /// Rows that no other complete point beats in both accuracy and ratio, by ascending ratio. Of the probes only
  /// accepted ones count.
  std::vector<int> paretoFront() const;
  void setLocale(const QLocale& locale);
  void retranslate();
  /// "3.21 times fewer operations, 91.3 % top-1 (90.1 to 92.4), 1,200 images", in the user's language.
  QString describe(const TradeoffPoint& point) const;

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
  template <typename Is>
  void replace(std::vector<TradeoffPoint> points, Is replaced);
  int rowOf(int id) const noexcept;
  void dropOldest();
  void rowsChanged(int first, int last);
  QVariant display(const TradeoffPoint& point, int column) const;
  QVariant number(const TradeoffPoint& point, int column) const;
  QString kindText(const TradeoffPoint& point) const;

  std::vector<TradeoffPoint> m_points;
  QLocale m_locale;
};

}  // namespace effortlab::widgets
