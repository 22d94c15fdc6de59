#include "models/frame_figure_model.h"

#include <QLocale>

#include <cmath>

namespace effortlab::widgets {

FrameFigureModel::FrameFigureModel(QObject* parent) : QAbstractTableModel(parent) {}

void FrameFigureModel::setFigure(FrameFigure figure) {
  beginResetModel();
  m_figure = std::move(figure);
  endResetModel();
}

int FrameFigureModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(m_figure.x.size());
}

int FrameFigureModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() || m_figure.series.empty() ? 0 : static_cast<int>(m_figure.series.size()) + 1;
}

QVariant FrameFigureModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid) || (role != Qt::DisplayRole && role != exportRole)) {
    return {};
  }
  const auto row = static_cast<std::size_t>(index.row());
  if (index.column() == 0) {
    return static_cast<qlonglong>(m_figure.x[row]);
  }
  const std::vector<double>& values = m_figure.series[static_cast<std::size_t>(index.column() - 1)].values;
  if (row >= values.size() || std::isnan(values[row])) {
    return role == exportRole ? QVariant(QString()) : QVariant();
  }
  constexpr int digits = 6;
  return role == exportRole ? QVariant(values[row]) : QVariant(QLocale().toString(values[row], 'g', digits));
}

QVariant FrameFigureModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || section < 0 || section >= columnCount()) {
    return role == exportRole ? QVariant() : QAbstractTableModel::headerData(section, orientation, role);
  }
  if (role != Qt::DisplayRole && role != exportRole) {
    return {};
  }
  if (section == 0) {
    return role == exportRole ? m_figure.xKey : m_figure.xTitle;
  }
  const FrameSeries& series = m_figure.series[static_cast<std::size_t>(section - 1)];
  return role == exportRole ? series.key : series.name;
}

}  // namespace effortlab::widgets
