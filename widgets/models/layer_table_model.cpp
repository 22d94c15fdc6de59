#include "models/layer_table_model.h"

#include <algorithm>

namespace effortlab::widgets {
namespace {

bool sameLayers(const std::vector<LayerRow>& first, const std::vector<LayerRow>& second) {
  return std::equal(first.begin(), first.end(), second.begin(), second.end(),
                    [](const LayerRow& a, const LayerRow& b) { return a.node == b.node && a.name == b.name; });
}

struct Switch {
  Knob knob = Knob::Spet;
  bool available = false;
  bool on = false;
  bool locked = false;
};

std::optional<Switch> switchOf(const LayerRow& row, int column) {
  switch (column) {
    case LayerTableModel::Spet: return Switch{Knob::Spet, row.hasSpet, row.spetOn, row.spetLocked};
    case LayerTableModel::Sdss: return Switch{Knob::Sdss, row.hasSdss, row.sdssOn, row.sdssLocked};
    case LayerTableModel::Sfma: return Switch{Knob::Sfma, row.hasSfma, row.sfmaOn, row.sfmaLocked};
    default: return std::nullopt;
  }
}

}  // namespace

LayerTableModel::LayerTableModel(QObject* parent) : QAbstractTableModel(parent) {}

void LayerTableModel::setRows(std::vector<LayerRow> rows) {
  if (!sameLayers(rows, m_rows)) {
    beginResetModel();
    m_rows = std::move(rows);
    endResetModel();
    return;
  }
  const auto differs = [&](std::size_t i) { return !(rows[i] == m_rows[i]); };
  std::size_t first = 0;
  std::size_t end = m_rows.size();
  while (first < end && !differs(first)) {
    ++first;
  }
  while (end > first && !differs(end - 1)) {
    --end;
  }
  m_rows = std::move(rows);
  if (first < end) {
    Q_EMIT dataChanged(index(static_cast<int>(first), 0), index(static_cast<int>(end) - 1, ColumnCount - 1));
  }
}

int LayerTableModel::rowOfNode(int node) const {
  const auto found = std::find_if(m_rows.begin(), m_rows.end(), [node](const LayerRow& r) { return r.node == node; });
  return found == m_rows.end() ? -1 : static_cast<int>(found - m_rows.begin());
}

bool LayerTableModel::hasKernels() const noexcept {
  return std::any_of(m_rows.begin(), m_rows.end(), [](const LayerRow& row) { return !row.kernel.isEmpty(); });
}

void LayerTableModel::setLocale(const QLocale& locale) {
  m_locale = locale;
  retranslate();
}

void LayerTableModel::retranslate() {
  Q_EMIT headerDataChanged(Qt::Horizontal, 0, ColumnCount - 1);
  if (!m_rows.empty()) {
    Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
  }
}

int LayerTableModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int LayerTableModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : ColumnCount;
}

QVariant LayerTableModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
    return {};
  }
  const LayerRow& row = m_rows[static_cast<std::size_t>(index.row())];
  const int column = index.column();
  switch (role) {
    case Qt::DisplayRole: return display(row, column);
    case Qt::ToolTipRole: return toolTip(row, column);
    case Qt::TextAlignmentRole:
      return QVariant::fromValue((column <= Type || column == Kernel ? Qt::AlignLeft : Qt::AlignRight) |
                                 Qt::AlignVCenter);
    case Qt::CheckStateRole: {
      const auto knob = switchOf(row, column);
      return knob && knob->available ? QVariant(knob->on ? Qt::Checked : Qt::Unchecked) : QVariant();
    }
    case NumberRole: return number(row, column);
    case NodeRole: return row.node;
    case DimmedRole: return row.macs == 0;
    case SharesRole:
      return column == Saved
                 ? QVariant(QVariantList{row.spetFraction, row.sdssFraction, row.sfmaFraction, row.gateFraction})
                 : QVariant();
    case EstimateRole: return row.estimate;
    case LockedRole: {
      const auto knob = switchOf(row, column);
      return knob ? (knob->available ? QVariant(knob->locked) : QVariant())
                  : (row.hasKnobs() ? QVariant(row.locked()) : QVariant());
    }
    default: return {};
  }
}

QVariant LayerTableModel::display(const LayerRow& row, int column) const {
  switch (column) {
    case Name: return row.name;
    case Type: return row.type;
    case Output: return row.outputShape;
    case Macs: return row.macs > 0 ? QVariant(m_locale.toString(row.macs)) : QVariant();
    case Saved: {
      if (row.macs == 0 || !row.savedFraction) {
        return {};
      }
      const QString percent = m_locale.toString(100.0 * *row.savedFraction, 'f', 1);
      return row.estimate ? tr("≈ %1", "an estimated percentage").arg(percent) : percent;
    }
    case Ms: return row.ms ? QVariant(m_locale.toString(*row.ms, 'f', 3)) : QVariant();
    case Kernel: return row.kernel;
    case Overhead:
      return row.macs > 0 && row.overheadFraction ? QVariant(m_locale.toString(100.0 * *row.overheadFraction, 'f', 2))
                                                  : QVariant();
    default: return {};
  }
}

QVariant LayerTableModel::number(const LayerRow& row, int column) const {
  switch (column) {
    case Name: return row.name;
    case Type: return row.type;
    case Output: return row.outputShape;
    case Macs: return row.macs;
    case Saved: return row.savedFraction ? QVariant(*row.savedFraction) : QVariant();
    case Ms: return row.ms ? QVariant(*row.ms) : QVariant();
    case Kernel: return row.kernel;
    case Overhead: return row.overheadFraction ? QVariant(*row.overheadFraction) : QVariant();
    default: {
      const auto knob = switchOf(row, column);
      return knob && knob->available ? QVariant(knob->on ? 1 : 0) : QVariant();
    }
  }
}

QString LayerTableModel::toolTip(const LayerRow& row, int column) const {
  const auto percent = [this](double fraction) { return m_locale.toString(100.0 * fraction, 'f', 1); };
  switch (column) {
    case Macs:
      return row.macs == 0 ? tr("%1 has no multiplications.").arg(row.name)
                           : tr("%1 multiply-accumulates an image, every tap counted (%2 operations).")
                                 .arg(m_locale.toString(row.macs), m_locale.toString(2 * row.macs));
    case Saved:
      if (row.macs == 0 || !row.savedFraction) {
        return {};
      }
      return tr("Of this layer's MACs: SPET %1 %, SDSS %2 %, SFMA %3 %, gate %4 %")
                 .arg(percent(row.spetFraction), percent(row.sdssFraction), percent(row.sfmaFraction),
                      percent(row.gateFraction)) +
             (row.estimate ? QLatin1Char('\n') + tr("Estimated from histograms; the count follows.") : QString());
    case Ms: return row.ms ? tr("Dense kernel, one image, measured on this machine") : QString();
    case Spet: return row.hasSpet ? knobToolTip(row, column) : tr("No saturating activation behind this layer");
    case Sdss:
    case Sfma: return (column == Sdss ? row.hasSdss : row.hasSfma) ? knobToolTip(row, column) : tr("Convolutions only");
    case Overhead: return row.macs > 0 ? headerToolTip(column) : QString();
    case Kernel: return kernelToolTip(row);
    default:
      return row.locked() ? tr("%1 (%2), locked: tuning leaves it alone").arg(row.name, row.type)
                          : tr("%1 (%2)").arg(row.name, row.type);
  }
}

QString LayerTableModel::knobToolTip(const LayerRow& row, int column) const {
  const QString lock = switchOf(row, column)->locked
                           ? tr("Locked: tuning leaves it as it is. A hand may still move it.")
                           : tr("The padlock beside it, or key L: tuning leaves it as it is.");
  return headerToolTip(column) + QStringLiteral("\n\n") + lock;
}

QString LayerTableModel::kernelToolTip(const LayerRow& row) const {
  if (row.macs == 0) {
    return {};
  }
  if (row.kernel.isEmpty()) {
    return tr("No choice here: the engine computes this layer in one way only");
  }
  if (row.kernelCosts.empty()) {
    return tr("%1: the only kernel for this layer, or chosen without a measurement").arg(row.kernel);
  }
  QStringList lines{tr("Alternatives as measured on this machine, ms an image on one thread:")};
  for (const KernelAlternative& kernel : row.kernelCosts) {
    lines << QStringLiteral("%1 %2  %3")
                 .arg(kernel.name == row.kernel ? QStringLiteral("▸") : QStringLiteral("  "),
                      m_locale.toString(kernel.ms, 'f', 4), kernel.name);
  }
  return lines.join(QLatin1Char('\n'));
}

bool LayerTableModel::setLocked(const QModelIndex& index, bool locked) {
  LayerRow& row = m_rows[static_cast<std::size_t>(index.row())];
  const auto knob = switchOf(row, index.column());
  if (knob ? !knob->available : !row.hasKnobs()) {
    return false;
  }
  const auto set = [&](Knob kind, bool available, bool& flag) {
    if (available && (!knob || knob->knob == kind)) {
      flag = locked;
    }
  };
  set(Knob::Spet, row.hasSpet, row.spetLocked);
  set(Knob::Sdss, row.hasSdss, row.sdssLocked);
  set(Knob::Sfma, row.hasSfma, row.sfmaLocked);
  const int node = row.node;  // `row` may be gone once a slot calls setRows()
  Q_EMIT dataChanged(this->index(index.row(), 0), this->index(index.row(), ColumnCount - 1), {LockedRole});
  Q_EMIT lockToggled(node, knob ? std::optional(knob->knob) : std::nullopt, locked);
  return true;
}

bool LayerTableModel::setData(const QModelIndex& index, const QVariant& value, int role) {
  if (role == LockedRole && checkIndex(index, CheckIndexOption::IndexIsValid)) {
    return setLocked(index, value.toBool());
  }
  if (role != Qt::CheckStateRole || !checkIndex(index, CheckIndexOption::IndexIsValid)) {
    return false;
  }
  LayerRow& row = m_rows[static_cast<std::size_t>(index.row())];
  const auto knob = switchOf(row, index.column());
  if (!knob || !knob->available) {
    return false;
  }
  const bool on = value.toInt() == Qt::Checked;
  if (on == knob->on) {
    return true;
  }
  (knob->knob == Knob::Spet ? row.spetOn : knob->knob == Knob::Sdss ? row.sdssOn : row.sfmaOn) = on;
  const int node = row.node;  // `row` may be gone once a slot calls setRows()
  Q_EMIT dataChanged(index, index, {Qt::CheckStateRole, NumberRole});
  Q_EMIT knobToggled(node, knob->knob, on);
  return true;
}

Qt::ItemFlags LayerTableModel::flags(const QModelIndex& index) const {
  Qt::ItemFlags flags = QAbstractTableModel::flags(index);
  if (!index.isValid()) {
    return flags;
  }
  flags |= Qt::ItemNeverHasChildren;
  const auto knob = switchOf(m_rows[static_cast<std::size_t>(index.row())], index.column());
  return knob && knob->available ? flags | Qt::ItemIsUserCheckable : flags;
}

QVariant LayerTableModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount) {
    return QAbstractTableModel::headerData(section, orientation, role);
  }
  if (role == exportRole) {
    static constexpr const char* keys[] = {"layer", "type", "output", "macs",   "saved_fraction",   "ms",
                                           "spet",  "sdss", "sfma",   "kernel", "overhead_fraction"};
    return QLatin1String(keys[section]);
  }
  if (role == Qt::ToolTipRole) {
    return headerToolTip(section);
  }
  if (role == Qt::TextAlignmentRole) {
    return QVariant::fromValue(section <= Type || section == Kernel    ? Qt::AlignLeft | Qt::AlignVCenter
                               : section < Spet || section == Overhead ? Qt::AlignRight | Qt::AlignVCenter
                                                                       : Qt::AlignHCenter | Qt::AlignVCenter);
  }
  if (role != Qt::DisplayRole) {
    return {};
  }
  switch (section) {
    case Name: return tr("Layer");
    case Type: return tr("Type");
    case Output: return tr("Output");
    case Macs: return tr("MACs");
    case Saved: return tr("Saved %");
    case Ms: return tr("ms");
    case Spet: return tr("SPET");
    case Sdss: return tr("SDSS");
    case Kernel: return tr("Kernel");
    case Overhead: return tr("Cost %", "what the knobs themselves cost");
    default: return tr("SFMA");
  }
}

QString LayerTableModel::headerToolTip(int section) const {
  switch (section) {
    case Output: return tr("Shape of the layer's output for one image");
    case Macs: return tr("Multiply-accumulates of the dense layer for one image; one MAC is two operations");
    case Saved: return tr("Share of the layer's dense MACs that the knobs avoid");
    case Ms: return tr("Time of the dense layer for one image, on this machine");
    case Spet: return tr("Saturation prediction and early termination: stops a sum once its saturation is predicted");
    case Sdss: return tr("Significance-driven selective sampling: takes the neighbours' average where they agree");
    case Kernel:
      return tr("How the engine “fast” computes the dense layer on this machine: the cheapest way it measured");
    case Sfma: return tr("Similarity-based feature-map approximation: replaces quiet input maps by their mean");
    case Overhead:
      return tr(
          "What the knobs themselves cost: comparisons, averages, variances, one operation each, as a share of the "
          "layer's dense operations (2·MACs). The operation ratio has it in.");
    default: return {};
  }
}

}  // namespace effortlab::widgets
