#pragma once

#include "charts/exportable_chart.h"
#include "effort/tuner.h"

#include <QAbstractTableModel>

#include <vector>

namespace effortlab::widgets {

/// What each knob of each layer spends and gains in a tuner's answer, most gained first.
class TuneShareModel : public QAbstractTableModel {
  Q_OBJECT
public:
  enum Column { Layer, Knob, Saved, Disagreement, ColumnCount };

  explicit TuneShareModel(QObject* parent = nullptr);

  void setShares(std::vector<effort::TuneShare> shares);
  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
  std::vector<effort::TuneShare> m_shares;
};

}  // namespace effortlab::widgets
