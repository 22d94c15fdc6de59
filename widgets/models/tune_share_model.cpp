#include "models/tune_share_model.h"

#include "models/knob_name.h"

#include <QLocale>

#include <algorithm>

namespace effortlab::widgets {
namespace {}  // namespace

TuneShareModel::TuneShareModel(QObject* parent) : QAbstractTableModel(parent) {}

void TuneShareModel::setShares(std::vector<effort::TuneShare> shares) {
  beginResetModel();
  m_shares = std::move(shares);
  std::stable_sort(m_shares.begin(), m_shares.end(),
                   [](const effort::TuneShare& a, const effort::TuneShare& b) { return a.saved > b.saved; });
  endResetModel();
}

int TuneShareModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(m_shares.size());
}

int TuneShareModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : ColumnCount;
}

QVariant TuneShareModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
    return {};
  }
  if (role == Qt::TextAlignmentRole) {
    return QVariant::fromValue(index.column() <= Knob ? Qt::AlignLeft | Qt::AlignVCenter
                                                      : Qt::AlignRight | Qt::AlignVCenter);
  }
  if (role != Qt::DisplayRole && role != exportRole) {
    return {};
  }
  const effort::TuneShare& share = m_shares[static_cast<std::size_t>(index.row())];
  const auto percent = [role](double value) {
    return role == exportRole ? QVariant(value)
                              : QVariant(tr("%1 %", "percentage").arg(QLocale().toString(100.0 * value, 'f', 1)));
  };
  switch (index.column()) {
    case Layer: return QString::fromStdString(share.layer);
    case Knob: return knobName(share.knob);
    case Saved: return percent(share.saved);
    case Disagreement: return percent(share.disagreement);
    default: return {};
  }
}

QVariant TuneShareModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount) {
    return {};
  }
  if (role == exportRole) {
    static constexpr const char* keys[] = {"layer", "knob", "saved", "disagreement"};
    return QLatin1String(keys[section]);
  }
  if (role == Qt::ToolTipRole) {
    switch (section) {
      case Saved: return tr("Share of the network's dense MACs that this knob saves");
      case Disagreement: return tr("Share of the tuning images whose class changes when this knob alone is on");
      default: return {};
    }
  }
  if (role != Qt::DisplayRole) {
    return {};
  }
  switch (section) {
    case Layer: return tr("Layer");
    case Knob: return tr("Knob");
    case Saved: return tr("Gains: MACs");
    case Disagreement: return tr("Spends: answers");
    default: return {};
  }
}

}  // namespace effortlab::widgets
