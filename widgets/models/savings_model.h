#pragma once

#include "charts/exportable_chart.h"

#include <QAbstractTableModel>

#include <vector>

namespace effortlab::widgets {

/// Work of one layer. dense = executed + spet + sfma + sdss + gate. Units: MACs, 8-bit ones by their weight.
struct LayerSaving {
  QString name;
  qint64 dense = 0;
  qint64 executed = 0;
  qint64 spet = 0;
  qint64 sfma = 0;
  qint64 sdss = 0;
  qint64 gate = 0;        ///< negative where the 8-bit pass costs more than it saves
  bool estimate = false;  ///< predicted from histograms, not counted
  bool operator==(const LayerSaving&) const = default;
};

/// The numbers behind SavingsChart, one row a layer.
class SavingsModel : public QAbstractTableModel {
  Q_OBJECT
public:
  enum Column { Layer, Dense, Executed, Spet, Sfma, Sdss, Gate, SavedFraction, ColumnCount };

  explicit SavingsModel(QObject* parent = nullptr);

  void setCounts(std::vector<LayerSaving> counts);
  const std::vector<LayerSaving>& counts() const noexcept { return m_counts; }

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
  std::vector<LayerSaving> m_counts;
};

}  // namespace effortlab::widgets
