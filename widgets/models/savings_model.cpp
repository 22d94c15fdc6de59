#include "models/savings_model.h"

#include <QLocale>

namespace effortlab::widgets {

SavingsModel::SavingsModel(QObject* parent) : QAbstractTableModel(parent) {}

void SavingsModel::setCounts(std::vector<LayerSaving> counts) {
  if (counts.size() != m_counts.size()) {
    beginResetModel();
    m_counts = std::move(counts);
    endResetModel();
    return;
  }
  m_counts = std::move(counts);
  if (!m_counts.empty()) {
    Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
  }
}

int SavingsModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(m_counts.size());
}

int SavingsModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : ColumnCount;
}

QVariant SavingsModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
    return {};
  }
  if (role == Qt::TextAlignmentRole) {
    return QVariant::fromValue(index.column() == Layer ? Qt::AlignLeft | Qt::AlignVCenter
                                                       : Qt::AlignRight | Qt::AlignVCenter);
  }
  if (role != Qt::DisplayRole && role != exportRole) {
    return {};
  }
  const LayerSaving& row = m_counts[static_cast<std::size_t>(index.row())];
  const auto macs = [role](qint64 count) {
    return role == exportRole ? QVariant(count) : QVariant(QLocale().toString(count));
  };
  switch (index.column()) {
    case Layer: return row.name;
    case Dense: return macs(row.dense);
    case Executed: return macs(row.executed);
    case Spet: return macs(row.spet);
    case Sfma: return macs(row.sfma);
    case Sdss: return macs(row.sdss);
    case Gate: return macs(row.gate);
    case SavedFraction: {
      const double fraction =
          row.dense > 0 ? static_cast<double>(row.dense - row.executed) / static_cast<double>(row.dense) : 0.0;
      return role == exportRole ? QVariant(fraction) : QVariant(QLocale().toString(100.0 * fraction, 'f', 1));
    }
    default: return {};
  }
}

QVariant SavingsModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation == Qt::Horizontal && role == exportRole) {
    static constexpr const char* keys[] = {"layer",      "macs_dense", "macs_executed", "saved_spet",
                                           "saved_sfma", "saved_sdss", "saved_gate",    "saved_fraction"};
    return section >= 0 && section < ColumnCount ? QVariant(QLatin1String(keys[section])) : QVariant();
  }
  if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
    return QAbstractTableModel::headerData(section, orientation, role);
  }
  switch (section) {
    case Layer: return tr("Layer");
    case Dense: return tr("Dense MACs");
    case Executed: return tr("Executed MACs");
    case Spet: return tr("Saved by SPET");
    case Sfma: return tr("Saved by SFMA");
    case Sdss: return tr("Saved by SDSS");
    case Gate: return tr("Saved by the gate");
    case SavedFraction: return tr("Saved fraction");
    default: return {};
  }
}

}  // namespace effortlab::widgets
