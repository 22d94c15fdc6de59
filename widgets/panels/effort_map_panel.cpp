#include "panels/effort_map_panel.h"

#include "charts/study_chart.h"
#include "panels/image_browser.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QVBoxLayout>

namespace effortlab::widgets {

EffortMapPanel::EffortMapPanel(StudyChart* chart, QWidget* parent)
    : QWidget(parent), m_chart(chart), m_browser(new ImageBrowser), m_mapLabel(new QLabel), m_map(new QSpinBox) {
  m_map->setRange(-1, -1);
  m_map->setKeyboardTracking(false);
  m_mapLabel->setBuddy(m_map);
  auto* map = new QHBoxLayout;
  map->setContentsMargins(4, 4, 8, 0);
  map->addWidget(m_mapLabel);
  map->addWidget(m_map, 1);
  auto* side = new QVBoxLayout;
  side->setContentsMargins(0, 0, 0, 0);
  side->setSpacing(0);
  side->addLayout(map);
  side->addWidget(m_browser, 1);
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addWidget(chart, 1);
  layout->addLayout(side);
  connect(chart, &StudyChart::layerChosen, this, &EffortMapPanel::choiceChanged);
  connect(m_map, &QSpinBox::valueChanged, this, &EffortMapPanel::choiceChanged);
  connect(m_browser, &ImageBrowser::imageChosen, this, &EffortMapPanel::choiceChanged);
  retranslate();
}

void EffortMapPanel::setMapCount(int maps) {
  const QSignalBlocker blocker(m_map);
  m_map->setRange(-1, maps - 1);
  m_map->setEnabled(maps > 0);
}

int EffortMapPanel::map() const {
  return m_map->value();
}

void EffortMapPanel::retranslate() {
  m_mapLabel->setText(tr("Map"));
  m_map->setSpecialValueText(tr("all"));
  m_map->setAccessibleName(tr("Output map of the layer"));
  m_map->setToolTip(tr("One output map of the layer, or the mean of all"));
}

void EffortMapPanel::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) {
    retranslate();
  }
  QWidget::changeEvent(event);
}

}  // namespace effortlab::widgets
