#include "models/study_model.h"

#include "charts/study_words.h"

#include <QLocale>

#include <algorithm>

namespace effortlab::widgets {

StudyModel::StudyModel(QObject* parent) : QAbstractTableModel(parent) {}

void StudyModel::setFigure(std::shared_ptr<const effort::StudyFigure> figure) {
  beginResetModel();
  m_figure = std::move(figure);
  m_fields.clear();
  m_firstRow.assign(1, 0);
  if (m_figure) {
    switch (m_figure->form) {
      case effort::FigureForm::Lines:
      case effort::FigureForm::Points:
        m_fields = {Field::Layer, Field::Series, Field::X, Field::Y, Field::Lo, Field::Hi};
        break;
      case effort::FigureForm::Bars:
      case effort::FigureForm::StackedBars:
        m_fields = {Field::Layer, Field::Series, Field::Category, Field::Y, Field::Lo, Field::Hi};
        break;
      case effort::FigureForm::Maps:
        m_fields = {Field::Layer, Field::Series, Field::MapColumn, Field::MapRow, Field::Value};
        break;
    }
    for (const effort::FigureSeries& series : m_figure->series) {
      m_firstRow.push_back(m_firstRow.back() + static_cast<int>(series.y.size()));
    }
  }
  endResetModel();
}

int StudyModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() || m_firstRow.empty() ? 0 : m_firstRow.back();
}

int StudyModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(m_fields.size());
}

QVariant StudyModel::field(Field field, std::size_t series, std::size_t point) const {
  const effort::FigureSeries& values = m_figure->series[series];
  const auto number = [point](const std::vector<double>& from) {
    return point < from.size() ? QVariant(from[point]) : QVariant();
  };
  switch (field) {
    case Field::Layer: return QString::fromStdString(values.layer);
    case Field::Series: return QString::fromStdString(values.name);
    case Field::Category: {
      const auto at = point < values.x.size() ? static_cast<std::size_t>(values.x[point]) : point;
      return at < m_figure->categories.size() ? QVariant(QString::fromStdString(m_figure->categories[at])) : QVariant();
    }
    case Field::X: return number(values.x);
    case Field::Y:
    case Field::Value: return number(values.y);
    case Field::Lo: return number(values.lo);
    case Field::Hi: return number(values.hi);
    case Field::MapColumn: return static_cast<int>(point) % std::max(1, values.mapWidth);
    case Field::MapRow: return static_cast<int>(point) / std::max(1, values.mapWidth);
  }
  return {};
}

QVariant StudyModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid) || (role != Qt::DisplayRole && role != exportRole)) {
    return {};
  }
  const auto next = std::upper_bound(m_firstRow.begin(), m_firstRow.end(), index.row());
  const auto series = static_cast<std::size_t>(next - m_firstRow.begin() - 1);
  const auto point = static_cast<std::size_t>(index.row() - m_firstRow[series]);
  const QVariant value = field(m_fields[static_cast<std::size_t>(index.column())], series, point);
  if (role == exportRole) {
    return value.isValid() ? value : QVariant(QString());
  }
  constexpr int digits = 6;
  if (value.metaType().id() == QMetaType::Double) {
    return QLocale().toString(value.toDouble(), 'g', digits);
  }
  return value.metaType().id() == QMetaType::QString ? QVariant(studyWord(value.toString().toStdString())) : value;
}

QVariant StudyModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || section < 0 || section >= columnCount()) {
    return role == exportRole ? QVariant() : QAbstractTableModel::headerData(section, orientation, role);
  }
  const Field field = m_fields[static_cast<std::size_t>(section)];
  if (role == exportRole) {
    static constexpr const char* keys[] = {"layer", "series", "category", "x",   "y",
                                           "lo",    "hi",     "column",   "row", "value"};
    return QLatin1String(keys[static_cast<int>(field)]);
  }
  if (role != Qt::DisplayRole) {
    return {};
  }
  switch (field) {
    case Field::Layer: return tr("Layer");
    case Field::Series: return tr("Series");
    case Field::Category: return tr("Category");
    case Field::X: return studyWord(m_figure->x.label);
    case Field::Y: return studyWord(m_figure->y.label);
    case Field::Lo: return tr("Lower");
    case Field::Hi: return tr("Upper");
    case Field::MapColumn: return tr("Column");
    case Field::MapRow: return tr("Row");
    case Field::Value: return tr("Value");
  }
  return {};
}

}  // namespace effortlab::widgets
