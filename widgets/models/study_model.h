#pragma once

#include "charts/exportable_chart.h"
#include "effort/study.h"

#include <QAbstractTableModel>

#include <memory>
#include <vector>

namespace effortlab::widgets {

/// The numbers of a study's figure, one row a point: layer, series, category or x, y and its interval; of maps layer,
/// series, column, row, value.
class StudyModel : public QAbstractTableModel {
  Q_OBJECT
public:
  explicit StudyModel(QObject* parent = nullptr);

  void setFigure(std::shared_ptr<const effort::StudyFigure> figure);
  const std::shared_ptr<const effort::StudyFigure>& figure() const noexcept { return m_figure; }

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
  enum class Field { Layer, Series, Category, X, Y, Lo, Hi, MapColumn, MapRow, Value };
  QVariant field(Field field, std::size_t series, std::size_t point) const;

  std::shared_ptr<const effort::StudyFigure> m_figure;
  std::vector<Field> m_fields;
  std::vector<int> m_firstRow;  ///< of each series, and behind the last
};

}  // namespace effortlab::widgets
