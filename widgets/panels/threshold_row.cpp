#include "panels/threshold_row.h"

#include "panels/threshold_spin.h"

#include <QCheckBox>
#include <QDoubleSpinBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>

#include <algorithm>

namespace effortlab::widgets {

ThresholdRow::ThresholdRow(const Options& options, QWidget* parent) : QWidget(parent) {
  m_spin = makeThresholdSpin(this);
  m_slider = new HistogramSlider(options.direction, this);
  m_slider->setCutColor(options.color);
  m_slider->setAxisScale(options.axis);

  auto* layout = new QGridLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setVerticalSpacing(2);
  layout->setColumnStretch(0, 1);
  m_check = new QCheckBox(this);
  m_check->setChecked(true);
  m_check->hide();
  m_label = new QLabel(this);
  m_label->setWordWrap(true);
  m_label->setBuddy(m_spin);
  auto* title = new QHBoxLayout;  // the text beside, not in, the check box: a check box does not wrap
  title->setSpacing(6);
  title->addWidget(m_check);
  title->addWidget(m_label, 1);
  layout->addLayout(title, 0, 0);
  connect(m_check, &QCheckBox::toggled, this, [this] {
    updateEnabled();
    Q_EMIT edited();
  });
  layout->addWidget(m_spin, 0, 1, Qt::AlignRight | Qt::AlignVCenter);
  layout->addWidget(m_slider, 1, 0, 1, 2);

  connect(m_slider, &HistogramSlider::valueChanged, this, [this](double value) {
    m_number = std::clamp(roundedToField(*m_spin, value), m_slider->minimum(), m_slider->maximum());
    const QSignalBlocker blocker(m_spin);
    m_spin->setValue(m_number);
    Q_EMIT edited();
  });
  connect(m_spin, &QDoubleSpinBox::valueChanged, this, [this](double value) {
    m_number = value;
    applyRange();
    Q_EMIT edited();
  });
  connect(m_slider, &HistogramSlider::dragStarted, this, &ThresholdRow::interactionStarted);
  connect(m_slider, &HistogramSlider::dragFinished, this, [this] {
    applyRange();
    Q_EMIT interactionFinished();
  });
  applyRange();
}

void ThresholdRow::setOptional(bool optional) {
  m_optional = optional;
  m_check->setVisible(optional);
  updateEnabled();
}

void ThresholdRow::setDimmed(bool dimmed) {
  m_slider->setDimmed(dimmed);
  m_label->setForegroundRole(dimmed ? QPalette::PlaceholderText : QPalette::WindowText);
}

void ThresholdRow::setTexts(const QString& name, const QString& description, const QString& cutText) {
  m_check->setAccessibleName(name);
  m_check->setToolTip(description);
  m_label->setText(name);
  m_label->setToolTip(description);
  m_spin->setToolTip(description);
  m_spin->setAccessibleName(name);
  m_slider->setAccessibleName(name);
  m_slider->setDescription(description);
  m_slider->setCutText(cutText);
}

std::optional<double> ThresholdRow::value() const {
  return m_optional && !m_check->isChecked() ? std::nullopt : std::optional(m_number);
}

void ThresholdRow::setValue(const std::optional<double>& value) {
  if (m_optional) {
    const QSignalBlocker blocker(m_check);
    m_check->setChecked(value.has_value());
    updateEnabled();
  }
  if (value) {
    m_number = *value;
    applyRange();
  }
}

void ThresholdRow::updateEnabled() {
  const bool on = !m_optional || m_check->isChecked();
  m_spin->setEnabled(on);
  m_slider->setEnabled(on);
}

void ThresholdRow::setRange(double lo, double hi) {
  if (hi > lo) {
    m_lo = lo;
    m_hi = hi;
    applyRange();
  }
}

void ThresholdRow::applyRange() {
  if (!m_slider->isDragging()) {
    const QSignalBlocker blocker(m_slider);
    m_slider->setRange(std::min(m_lo, m_number), std::max(m_hi, m_number));
  }
  showNumber();
}

void ThresholdRow::showNumber() {
  const QSignalBlocker sliderBlocker(m_slider);
  const QSignalBlocker spinBlocker(m_spin);
  fitThresholdSpin(*m_spin, m_slider->maximum() - m_slider->minimum());
  if (m_spin->value() != m_number) {
    m_spin->setValue(m_number);
  }
  if (!m_slider->isDragging()) {
    m_slider->setValue(m_number);
  }
}

void ThresholdRow::setHistogram(const std::optional<effort::Histogram>& histogram) {
  m_slider->setHistogram(histogram);
}

}  // namespace effortlab::widgets
