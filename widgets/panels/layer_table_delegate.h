#pragma once

#include "charts/chart_theme.h"

#include <QStyledItemDelegate>

namespace effortlab::widgets {

/// For views of LayerTableModel: dims layers without MACs, draws the shares saved by each knob behind "Saved %",
/// centres the switches, and puts padlocks beside them and beside the layers' names. Keys: Space the switch, L the
/// lock.
class LayerTableDelegate : public QStyledItemDelegate {
  Q_OBJECT
public:
  using QStyledItemDelegate::QStyledItemDelegate;

  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
  QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
  /// Where the padlock of a cell is clicked.
  QRect lockRect(const QStyleOptionViewItem& option, const QModelIndex& index) const;

protected:
  bool editorEvent(QEvent* event, QAbstractItemModel* model, const QStyleOptionViewItem& option,
                   const QModelIndex& index) override;
  void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override;

private:
  QRect checkRect(const QStyleOptionViewItem& option) const;
  void paintLockOf(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const;
  void paintShares(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const;
};

}  // namespace effortlab::widgets
