#pragma once

#include "charts/chart_theme.h"

#include <QStyledItemDelegate>

namespace effortlab::widgets {

/// For views of LayerTableModel: dims layers without MACs, draws the shares saved by each knob behind "Saved %", and
/// centres the switches.
class LayerTableDelegate : public QStyledItemDelegate {
  Q_OBJECT
public:
  using QStyledItemDelegate::QStyledItemDelegate;

  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
  QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

protected:
  bool editorEvent(QEvent* event, QAbstractItemModel* model, const QStyleOptionViewItem& option,
                   const QModelIndex& index) override;
  void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override;

private:
  QRect checkRect(const QStyleOptionViewItem& option) const;
  void paintShares(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const;
};

}  // namespace effortlab::widgets
