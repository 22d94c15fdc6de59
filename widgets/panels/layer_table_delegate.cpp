#include "panels/layer_table_delegate.h"

#include "models/layer_table_model.h"
#include "style/lock_glyph.h"

#include <QApplication>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <array>

namespace effortlab::widgets {
namespace {

constexpr int barHeight = 3;
constexpr int barMargin = 4;
constexpr int lockSide = 13;
constexpr int lockGap = 3;

QStyle* styleOf(const QStyleOptionViewItem& option) {
  return option.widget != nullptr ? option.widget->style() : QApplication::style();
}

}  // namespace

void LayerTableDelegate::initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const {
  QStyledItemDelegate::initStyleOption(option, index);
  if (index.data(LayerTableModel::DimmedRole).toBool()) {
    option->palette.setColor(QPalette::Text, option->palette.color(QPalette::PlaceholderText));
  }
  // Texts that stand behind a column of numbers: these end where the text begins.
  if (index.column() == LayerTableModel::Type || index.column() == LayerTableModel::Kernel) {
    option->text.prepend(QChar(0x2002));
  }
}

// Together with the room for its padlock in the middle of the cell.
QRect LayerTableDelegate::checkRect(const QStyleOptionViewItem& option) const {
  const QSize size = styleOf(option)->subElementRect(QStyle::SE_ItemViewItemCheckIndicator, &option).size();
  const QRect both = QStyle::alignedRect(option.direction, Qt::AlignCenter,
                                         QSize(size.width() + lockGap + lockSide, size.height()), option.rect);
  return QStyle::alignedRect(option.direction, Qt::AlignLeft | Qt::AlignVCenter, size, both);
}

QRect LayerTableDelegate::lockRect(const QStyleOptionViewItem& option, const QModelIndex& index) const {
  if (!index.data(LayerTableModel::LockedRole).isValid()) {
    return {};
  }
  const QSize size(lockSide, option.rect.height());
  if (index.column() == LayerTableModel::Name) {
    return QStyle::alignedRect(option.direction, Qt::AlignRight | Qt::AlignVCenter, size,
                               option.rect.adjusted(0, 0, -lockGap, 0));
  }
  if (!index.data(Qt::CheckStateRole).isValid()) {
    return {};
  }
  QStyleOptionViewItem item = option;
  initStyleOption(&item, index);
  const QRect box = checkRect(item);
  const int left = option.direction == Qt::RightToLeft ? box.left() - lockGap - lockSide : box.right() + lockGap;
  return {QPoint(left, option.rect.top()), size};
}

// Closed ones always, open ones under the pointer: they tell that there is something to click.
void LayerTableDelegate::paintLockOf(QPainter* painter, const QStyleOptionViewItem& option,
                                     const QModelIndex& index) const {
  const QRect rect = lockRect(option, index);
  const bool locked = index.data(LayerTableModel::LockedRole).toBool();
  if (rect.isEmpty() || (!locked && !option.state.testFlag(QStyle::State_MouseOver))) {
    return;
  }
  const bool selected = option.state.testFlag(QStyle::State_Selected);
  const QPalette::ColorRole role = selected ? QPalette::HighlightedText
                                   : locked ? QPalette::Text
                                            : QPalette::PlaceholderText;
  paintLock(*painter, rect.adjusted(0, 2, 0, -2), option.palette.color(role), locked);
}

void LayerTableDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
  const QVariant check = index.data(Qt::CheckStateRole);
  if (!check.isValid()) {
    QStyledItemDelegate::paint(painter, option, index);
    if (index.column() == LayerTableModel::Saved) {
      paintShares(painter, option, index);
    } else if (index.column() == LayerTableModel::Name) {
      paintLockOf(painter, option, index);
    }
    return;
  }
  QStyleOptionViewItem item = option;
  initStyleOption(&item, index);
  const QRect box = checkRect(item);
  item.features &= ~QStyleOptionViewItem::HasCheckIndicator;
  QStyle* style = styleOf(option);
  style->drawControl(QStyle::CE_ItemViewItem, &item, painter, option.widget);
  QStyleOptionViewItem indicator = item;
  indicator.rect = box;
  indicator.state &= ~QStyle::State_HasFocus;
  indicator.state |= check.toInt() == Qt::Checked ? QStyle::State_On : QStyle::State_Off;
  style->drawPrimitive(QStyle::PE_IndicatorItemViewItemCheck, &indicator, painter, option.widget);
  paintLockOf(painter, option, index);
}

// Shares of the knobs as a thin stacked bar under the number.
void LayerTableDelegate::paintShares(QPainter* painter, const QStyleOptionViewItem& option,
                                     const QModelIndex& index) const {
  const QVariantList shares = index.data(LayerTableModel::SharesRole).toList();
  if (shares.size() != 4 || !index.data().isValid()) {
    return;
  }
  const ChartTheme theme = ChartTheme::fromPalette(option.palette);
  const std::array<QColor, 4> colors{theme.spet, theme.sdss, theme.sfma, theme.gate};
  const QRectF track(option.rect.left() + barMargin, option.rect.bottom() - barHeight - 1,
                     option.rect.width() - 2 * barMargin, barHeight);
  painter->fillRect(track, theme.grid);
  double x = track.left();
  for (std::size_t i = 0; i < colors.size(); ++i) {
    const double width = track.width() * std::clamp(shares[static_cast<qsizetype>(i)].toDouble(), 0.0, 1.0);
    painter->fillRect(QRectF(x, track.top(), std::min(width, track.right() - x), track.height()), colors[i]);
    x += width;
  }
}

QSize LayerTableDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const {
  const bool named = index.column() == LayerTableModel::Name && index.data(LayerTableModel::LockedRole).isValid();
  return QStyledItemDelegate::sizeHint(option, index) + QSize(8 + (named ? lockSide + lockGap : 0), 6);
}

bool LayerTableDelegate::editorEvent(QEvent* event, QAbstractItemModel* model, const QStyleOptionViewItem& option,
                                     const QModelIndex& index) {
  const QVariant lock = index.data(LayerTableModel::LockedRole);
  if (lock.isValid() && event->type() == QEvent::KeyPress) {
    const auto* key = static_cast<QKeyEvent*>(event);
    if (key->key() == Qt::Key_L && key->modifiers() == Qt::NoModifier) {
      return model->setData(index, !lock.toBool(), LayerTableModel::LockedRole);
    }
  }
  if (lock.isValid() && event->type() == QEvent::MouseButtonRelease) {
    const auto* mouse = static_cast<QMouseEvent*>(event);
    if (mouse->button() == Qt::LeftButton && lockRect(option, index).contains(mouse->position().toPoint())) {
      return model->setData(index, !lock.toBool(), LayerTableModel::LockedRole);
    }
  }
  const Qt::ItemFlags flags = model->flags(index);
  const QVariant check = index.data(Qt::CheckStateRole);
  if (!check.isValid() || !flags.testFlag(Qt::ItemIsUserCheckable) || !flags.testFlag(Qt::ItemIsEnabled)) {
    return false;
  }
  if (event->type() == QEvent::MouseButtonRelease) {
    const auto* mouse = static_cast<QMouseEvent*>(event);
    if (mouse->button() != Qt::LeftButton || !option.rect.contains(mouse->position().toPoint())) {
      return false;
    }
  } else if (event->type() == QEvent::KeyPress) {
    const int key = static_cast<QKeyEvent*>(event)->key();
    if (key != Qt::Key_Space && key != Qt::Key_Select) {
      return false;
    }
  } else {
    return false;
  }
  return model->setData(index, check.toInt() == Qt::Checked ? Qt::Unchecked : Qt::Checked, Qt::CheckStateRole);
}

}  // namespace effortlab::widgets
