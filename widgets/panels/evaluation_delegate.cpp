#include "panels/evaluation_delegate.h"

#include "charts/chart_theme.h"
#include "models/evaluation_model.h"

namespace effortlab::widgets {

void EvaluationDelegate::initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const {
  QStyledItemDelegate::initStyleOption(option, index);
  if (index.data(EvaluationModel::SectionRole).toBool()) {
    option->font.setBold(true);
    option->backgroundBrush = option->palette.alternateBase();
  }
  const int good = index.data(EvaluationModel::GoodRole).toInt();
  if (good != 0) {
    // Dark enough for text on white, bright enough on dark.
    const ChartTheme theme = ChartTheme::fromPalette(option->palette);
    const QColor color = good > 0 ? theme.sfma : theme.budget;
    const QColor readable = theme.dark ? color : mixed(color, Qt::black, 0.35);
    option->palette.setColor(QPalette::Text, readable);
  }
}

}  // namespace effortlab::widgets
