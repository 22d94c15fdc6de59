#include "shell/header_figure.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace effortlab::app {

QLabel* headerLabel(double scale, bool bold) {
  auto* made = new QLabel;
  made->setTextFormat(Qt::PlainText);
  made->setTextInteractionFlags(Qt::TextSelectableByMouse);
  QFont font = made->font();
  font.setPointSizeF(font.pointSizeF() * scale);
  font.setBold(bold);
  made->setFont(font);
  return made;
}

HeaderFigure addHeaderFigure(QHBoxLayout* row) {
  constexpr double figureScale = 1.35;
  HeaderFigure figure{headerLabel(figureScale, true), headerLabel(1.0, false)};
  auto* column = new QVBoxLayout;
  column->setSpacing(0);
  column->addWidget(figure.value);
  column->addWidget(figure.caption);
  row->addLayout(column);
  return figure;
}

}  // namespace effortlab::app
