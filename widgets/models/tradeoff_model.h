#pragma once

#include "charts/exportable_chart.h"
#include "core/statistics.h"

#include <QAbstractTableModel>
#include <QLocale>

#include <optional>
#include <vector>

namespace effortlab::widgets {

/// One visited setting of the knobs: how accurate, how much less work.
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
};

/// The settings visited, oldest first, the dense baseline before all. Shared by the table, the chart and the export.
class TradeoffModel : public QAbstractTableModel {
  Q_OBJECT
public:
  enum Column { Setting, OpsRatio, Top1, Lower, Upper, Images, Complete, ColumnCount };
  enum Role { IdRole = Qt::UserRole, NumberRole = exportRole, CurrentRole };
  static constexpr int baselineId = -1;
  static constexpr int maxPoints = 2000;  ///< beyond it the oldest settings are forgotten

  explicit TradeoffModel(QObject* parent = nullptr);

  void setBaseline(double top1, const Interval& interval, qint64 images);
  const TradeoffPoint* baseline() const noexcept;
  /// Replaces the point with this id or appends it; `point.current` takes the mark from all others.
  void updatePoint(const TradeoffPoint& point);
  /// Replaces all settings; the baseline stays unless `points` brings one.
  void setPoints(std::vector<TradeoffPoint> points);
  void setCurrent(int id);
  void clear();

  const std::vector<TradeoffPoint>& points() const noexcept { return m_points; }
  const TradeoffPoint* find(int id) const noexcept;
  const TradeoffPoint* current() const noexcept;
  /// Rows that no other complete point beats in both accuracy and ratio, by ascending ratio.
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
  int rowOf(int id) const noexcept;
  void dropOldest();
  void rowsChanged(int first, int last);
  QVariant display(const TradeoffPoint& point, int column) const;
  QVariant number(const TradeoffPoint& point, int column) const;

  std::vector<TradeoffPoint> m_points;
  QLocale m_locale;
};

}  // namespace effortlab::widgets
