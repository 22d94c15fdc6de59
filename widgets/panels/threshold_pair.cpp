#include "panels/threshold_pair.h"

#include "panels/threshold_spin.h"

#include <QDoubleSpinBox>
#include <QGridLayout>
#include <QLabel>
#include <QSignalBlocker>

#include <algorithm>

namespace effortlab::widgets {

ThresholdPair::ThresholdPair(QColor ChartTheme::*color, QWidget* parent) : QWidget(parent) {
  auto* layout = new QGridLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setVerticalSpacing(3);
  layout->setColumnStretch(0, 1);
  for (const Axis axis : {X, Y}) {
    m_labels[axis] = new QLabel(this);
    m_labels[axis]->setWordWrap(true);
    m_spins[axis] = makeThresholdSpin(this);
    m_labels[axis]->setBuddy(m_spins[axis]);
    layout->addWidget(m_labels[axis], axis, 0);
    layout->addWidget(m_spins[axis], axis, 1, Qt::AlignRight | Qt::AlignVCenter);
    connect(m_spins[axis], &QDoubleSpinBox::valueChanged, this, [this, axis](double value) {
      m_numbers[axis] = value;
      applyRange();
      Q_EMIT edited();
    });
  }
  m_pad = new ThresholdPad(this);
  m_pad->setCutColor(color);
  layout->addWidget(m_pad, 2, 0, 1, 2);
  connect(m_pad, &ThresholdPad::valuesChanged, this, &ThresholdPair::takePad);
  connect(m_pad, &ThresholdPad::dragStarted, this, &ThresholdPair::interactionStarted);
  connect(m_pad, &ThresholdPad::dragFinished, this, [this] {
    applyRange();
    Q_EMIT interactionFinished();
  });
  applyRange();
}

/// An axis that did not move keeps the digits its field cannot show.
void ThresholdPair::takePad(QPointF values) {
  const std::array<double, 2> moved{values.x(), values.y()};
  const std::array<PadAxis, 2> axes{m_pad->xAxis(), m_pad->yAxis()};
  for (const Axis axis : {X, Y}) {
    if (std::clamp(m_numbers[axis], axes[axis].lo, axes[axis].hi) != moved[axis]) {
      m_numbers[axis] = std::clamp(roundedToField(*m_spins[axis], moved[axis]), axes[axis].lo, axes[axis].hi);
      const QSignalBlocker blocker(m_spins[axis]);
      m_spins[axis]->setValue(m_numbers[axis]);
    }
  }
  Q_EMIT edited();
}

void ThresholdPair::setTexts(const Texts& texts) {
  for (const Axis axis : {X, Y}) {
    m_labels[axis]->setText(texts.names[axis]);
    m_labels[axis]->setToolTip(texts.descriptions[axis]);
    m_spins[axis]->setToolTip(texts.descriptions[axis]);
    m_spins[axis]->setAccessibleName(texts.names[axis]);
  }
  m_pad->setTexts(texts.pad);
  m_pad->setAccessibleName(QStringLiteral("%1, %2").arg(texts.names[X], texts.names[Y]));
}

void ThresholdPair::setDimmed(bool dimmed) {
  m_pad->setDimmed(dimmed);
  for (QLabel* label : m_labels) {
    label->setForegroundRole(dimmed ? QPalette::PlaceholderText : QPalette::WindowText);
  }
}

void ThresholdPair::setNumbers(double x, double y) {
  m_numbers = {x, y};
  applyRange();
}

void ThresholdPair::setDensity(const std::optional<effort::Histogram2d>& density) {
  if (density) {
    m_upper = {density->xUpper, density->yUpper};
  }
  m_pad->setDensity(density);
  applyRange();
}

void ThresholdPair::applyRange() {
  if (!m_pad->isDragging()) {
    m_pad->setUpper(std::max(m_upper[X], m_numbers[X]), std::max(m_upper[Y], m_numbers[Y]));
    m_pad->setValues({m_numbers[X], m_numbers[Y]});
  }
  const std::array<PadAxis, 2> axes{m_pad->xAxis(), m_pad->yAxis()};
  for (const Axis axis : {X, Y}) {
    const QSignalBlocker blocker(m_spins[axis]);
    fitThresholdSpin(*m_spins[axis], axes[axis].hi - axes[axis].lo);
    if (m_spins[axis]->value() != m_numbers[axis]) {
      m_spins[axis]->setValue(m_numbers[axis]);
    }
  }
}

}  // namespace effortlab::widgets
