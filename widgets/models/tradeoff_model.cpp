#include "models/tradeoff_model.h"

#include <algorithm>
#include <iterator>

namespace effortlab::widgets {

TradeoffModel::TradeoffModel(QObject* parent) : QAbstractTableModel(parent) {}

const TradeoffPoint* TradeoffModel::baseline() const noexcept {
  return !m_points.empty() && m_points.front().baseline ? &m_points.front() : nullptr;
}

void TradeoffModel::setBaseline(double top1, const Interval& interval, qint64 images) {
  TradeoffPoint point{.id = baselineId, .top1 = top1, .interval = interval, .images = images, .baseline = true};
  if (baseline() != nullptr) {
    point.current = m_points.front().current;
    m_points.front() = point;
    rowsChanged(0, 0);
    return;
  }
  beginInsertRows({}, 0, 0);
  m_points.insert(m_points.begin(), point);
  endInsertRows();
}

void TradeoffModel::updatePoint(const TradeoffPoint& point) {
  if (point.baseline || point.id == baselineId) {
    setBaseline(point.top1, point.interval, point.images);
    return;
  }
  const int row = rowOf(point.id);
  if (row >= 0) {
    m_points[static_cast<std::size_t>(row)] = point;
    rowsChanged(row, row);
  } else {
    const int last = rowCount();
    beginInsertRows({}, last, last);
    m_points.push_back(point);
    endInsertRows();
  }
  if (point.current) {
    setCurrent(point.id);
  }
  dropOldest();
}

void TradeoffModel::dropOldest() {
  const auto isVisited = [](const TradeoffPoint& p) { return p.kind == PointKind::Visited && !p.baseline; };
  const int others = baseline() != nullptr ? 1 : 0;
  while (std::count_if(m_points.begin(), m_points.end(), isVisited) + others > maxPoints) {
    const auto oldest = std::find_if(m_points.begin(), m_points.end(),
                                     [&](const TradeoffPoint& p) { return isVisited(p) && !p.current; });
    const int row = static_cast<int>(oldest - m_points.begin());
    beginRemoveRows({}, row, row);
    m_points.erase(oldest);
    endRemoveRows();
  }
}

template <class Is>
void TradeoffModel::replace(std::vector<TradeoffPoint> points, Is replaced) {
  beginResetModel();
  std::erase_if(m_points, replaced);
  const std::size_t dropped = points.size() > maxPoints ? points.size() - maxPoints : 0;
  m_points.insert(m_points.end(), std::make_move_iterator(points.begin() + static_cast<std::ptrdiff_t>(dropped)),
                  std::make_move_iterator(points.end()));
  endResetModel();
}

void TradeoffModel::setPoints(std::vector<TradeoffPoint> points) {
  const auto own = std::find_if(points.begin(), points.end(), [](const TradeoffPoint& p) { return p.baseline; });
  std::optional<TradeoffPoint> dense;
  if (own != points.end()) {
    dense = *own;
    points.erase(own);
  } else if (baseline() != nullptr) {
    dense = m_points.front();
  }
  if (dense) {
    dense->id = baselineId;
    const std::size_t room = maxPoints - 1;
    if (points.size() > room) {
      points.erase(points.begin(), points.end() - static_cast<std::ptrdiff_t>(room));
    }
    points.insert(points.begin(), *dense);
  }
  std::vector<TradeoffPoint> others;
  std::copy_if(m_points.begin(), m_points.end(), std::back_inserter(others),
               [](const TradeoffPoint& p) { return p.kind != PointKind::Visited; });
  beginResetModel();
  m_points = std::move(points);
  m_points.insert(m_points.end(), others.begin(), others.end());
  endResetModel();
}

void TradeoffModel::setSnapshots(std::vector<TradeoffPoint> snapshots) {
  replace(std::move(snapshots), [](const TradeoffPoint& p) { return p.kind == PointKind::Snapshot; });
}

void TradeoffModel::setProbes(std::vector<TradeoffPoint> probes) {
  replace(std::move(probes),
          [](const TradeoffPoint& p) { return p.kind != PointKind::Visited && p.kind != PointKind::Snapshot; });
}

bool TradeoffModel::has(PointKind kind) const noexcept {
  return std::any_of(m_points.begin(), m_points.end(), [kind](const TradeoffPoint& p) { return p.kind == kind; });
}

void TradeoffModel::setCurrent(int id) {
  for (int row = 0; row < rowCount(); ++row) {
    TradeoffPoint& point = m_points[static_cast<std::size_t>(row)];
    if (point.current != (point.id == id)) {
      point.current = point.id == id;
      rowsChanged(row, row);
    }
  }
}

void TradeoffModel::clear() {
  beginResetModel();
  m_points.clear();
  endResetModel();
}

int TradeoffModel::rowOf(int id) const noexcept {
  // From the end: the point that changes is nearly always the newest.
  for (int row = static_cast<int>(m_points.size()) - 1; row >= 0; --row) {
    if (m_points[static_cast<std::size_t>(row)].id == id) {
      return row;
    }
  }
  return -1;
}

const TradeoffPoint* TradeoffModel::find(int id) const noexcept {
  const int row = rowOf(id);
  return row < 0 ? nullptr : &m_points[static_cast<std::size_t>(row)];
}

const TradeoffPoint* TradeoffModel::current() const noexcept {
  const auto found = std::find_if(m_points.rbegin(), m_points.rend(), [](const TradeoffPoint& p) { return p.current; });
  return found == m_points.rend() ? nullptr : &*found;
}

std::vector<int> TradeoffModel::paretoFront() const {
  std::vector<int> rows;
  for (int row = 0; row < rowCount(); ++row) {
    const TradeoffPoint& point = m_points[static_cast<std::size_t>(row)];
    const bool tried = point.kind == PointKind::Rejected || point.kind == PointKind::RejectedEarly ||
                       point.kind == PointKind::Sensitivity;
    if (point.complete && !tried) {
      rows.push_back(row);
    }
  }
  const auto at = [this](int row) -> const TradeoffPoint& { return m_points[static_cast<std::size_t>(row)]; };
  std::sort(rows.begin(), rows.end(), [&](int a, int b) {
    return at(a).opsRatio != at(b).opsRatio ? at(a).opsRatio > at(b).opsRatio : at(a).top1 > at(b).top1;
  });
  std::vector<int> front;
  for (const int row : rows) {
    if (front.empty() || at(row).top1 > at(front.back()).top1) {
      front.push_back(row);
    }
  }
  std::reverse(front.begin(), front.end());
  return front;
}

void TradeoffModel::setLocale(const QLocale& locale) {
  m_locale = locale;
  if (rowCount() > 0) {
    rowsChanged(0, rowCount() - 1);
  }
}

void TradeoffModel::retranslate() {
  Q_EMIT headerDataChanged(Qt::Horizontal, 0, ColumnCount - 1);
  if (rowCount() > 0) {
    rowsChanged(0, rowCount() - 1);
  }
}

void TradeoffModel::rowsChanged(int first, int last) {
  Q_EMIT dataChanged(index(first, 0), index(last, ColumnCount - 1));
}

QString TradeoffModel::describe(const TradeoffPoint& point) const {
  const QString ratio = point.baseline ? tr("All operations")
                                       : tr("%1 times fewer operations").arg(m_locale.toString(point.opsRatio, 'f', 2));
  const QString accuracy =
      tr("%1 % top-1 (95 % interval %2 to %3)")
          .arg(m_locale.toString(100.0 * point.top1, 'f', 2), m_locale.toString(100.0 * point.interval.lo, 'f', 1),
               m_locale.toString(100.0 * point.interval.hi, 'f', 1));
  const QString images = point.complete ? tr("%1 images").arg(m_locale.toString(point.images))
                                        : tr("%1 images so far").arg(m_locale.toString(point.images));
  QString text = tr("%1, %2, %3").arg(ratio, accuracy, images);
  if (point.overhead && *point.overhead > 0.0) {
    text += QStringLiteral(", ") +
            tr("knobs' own cost %1 % of the dense operations").arg(m_locale.toString(100.0 * *point.overhead, 'f', 2));
  }
  return text;
}

QString TradeoffModel::kindText(const TradeoffPoint& point) const {
  if (point.baseline) {
    return tr("Dense network");
  }
  switch (point.kind) {
    case PointKind::Visited: return tr("Visited");
    case PointKind::Snapshot: return tr("Snapshot");
    case PointKind::Accepted:
      return point.notMonotone ? tr("Probe, accepted beyond a rejected one: not monotone") : tr("Probe, accepted");
    case PointKind::Rejected: return tr("Probe, rejected");
    case PointKind::RejectedEarly: return tr("Probe, rejected early");
    case PointKind::Sensitivity: return tr("Probe of one knob alone");
  }
  return {};
}

int TradeoffModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(m_points.size());
}

int TradeoffModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : ColumnCount;
}

QVariant TradeoffModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
    return {};
  }
  const TradeoffPoint& point = m_points[static_cast<std::size_t>(index.row())];
  switch (role) {
    case Qt::DisplayRole: return display(point, index.column());
    case Qt::ToolTipRole: return describe(point);
    case Qt::TextAlignmentRole:
      return QVariant::fromValue((index.column() == Setting || index.column() == Complete || index.column() == Kind
                                      ? Qt::AlignLeft
                                      : Qt::AlignRight) |
                                 Qt::AlignVCenter);
    case NumberRole: return number(point, index.column());
    case IdRole: return point.id;
    case CurrentRole: return point.current;
    default: return {};
  }
}

QVariant TradeoffModel::display(const TradeoffPoint& point, int column) const {
  const auto percent = [this](double fraction, int decimals) {
    return m_locale.toString(100.0 * fraction, 'f', decimals);
  };
  switch (column) {
    case Setting: return point.baseline && point.label.isEmpty() ? tr("Dense network") : point.label;
    case OpsRatio: return m_locale.toString(point.opsRatio, 'f', 3);
    case Top1: return percent(point.top1, 2);
    case Lower: return percent(point.interval.lo, 2);
    case Upper: return percent(point.interval.hi, 2);
    case Images: return m_locale.toString(point.images);
    case Complete: return point.complete ? tr("yes") : tr("growing");
    case Overhead: return point.overhead ? percent(*point.overhead, 2) : QString();
    case Kind: return kindText(point);
    default: return {};
  }
}

QVariant TradeoffModel::number(const TradeoffPoint& point, int column) const {
  switch (column) {
    case Setting: return display(point, column);
    case OpsRatio: return point.opsRatio;
    case Top1: return point.top1;
    case Lower: return point.interval.lo;
    case Upper: return point.interval.hi;
    case Images: return point.images;
    case Complete: return point.complete ? 1 : 0;
    case Overhead: return point.overhead ? QVariant(*point.overhead) : QVariant();
    case Kind: return kindText(point);
    default: return {};
  }
}

QVariant TradeoffModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation == Qt::Horizontal && role == exportRole) {
    static constexpr const char* keys[] = {"setting", "ops_ratio", "top1",     "top1_lo", "top1_hi",
                                           "images",  "complete",  "overhead", "kind"};
    return section >= 0 && section < ColumnCount ? QVariant(QLatin1String(keys[section])) : QVariant();
  }
  if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
    return QAbstractTableModel::headerData(section, orientation, role);
  }
  switch (section) {
    case Setting: return tr("Setting");
    case OpsRatio: return tr("Times fewer operations");
    case Top1: return tr("Top-1 (%)");
    case Lower: return tr("95 % from");
    case Upper: return tr("95 % to");
    case Images: return tr("Images");
    case Complete: return tr("Complete");
    case Overhead: return tr("Knobs' own cost (%)");
    case Kind: return tr("Kind");
    default: return {};
  }
}

}  // namespace effortlab::widgets
