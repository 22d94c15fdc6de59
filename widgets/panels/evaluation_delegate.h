#pragma once

#include <QStyledItemDelegate>

namespace effortlab::widgets {

/// Cells of EvaluationModel: titles of sections bold, differences coloured by whether they are good. Their sign says
/// the same without colours.
class EvaluationDelegate : public QStyledItemDelegate {
  Q_OBJECT
public:
  using QStyledItemDelegate::QStyledItemDelegate;

protected:
  void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override;
};

}  // namespace effortlab::widgets
