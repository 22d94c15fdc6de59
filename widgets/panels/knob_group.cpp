#include "panels/knob_group.h"

#include "panels/wheel_guard.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QVBoxLayout>

namespace effortlab::widgets {

KnobGroup::KnobGroup(QWidget* parent)
    : QWidget(parent),
      m_switch(new QCheckBox(this)),
      m_saving(new QLabel(this)),
      m_note(new QLabel(this)),
      m_body(new QWidget(this)),
      m_bodyLayout(new QVBoxLayout(m_body)) {
  QFont bold = font();
  bold.setBold(true);
  m_switch->setFont(bold);
  m_saving->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
  m_saving->setWordWrap(true);
  m_note->setWordWrap(true);
  m_note->setForegroundRole(QPalette::PlaceholderText);
  m_note->hide();

  auto* header = new QHBoxLayout;
  header->setSpacing(8);
  header->addWidget(m_switch);
  header->addWidget(m_saving, 1);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(6);
  layout->addLayout(header);
  layout->addWidget(m_note);
  layout->addWidget(m_body);
  m_bodyLayout->setContentsMargins(0, 0, 0, 0);
  m_bodyLayout->setSpacing(6);
  connect(m_switch, &QCheckBox::toggled, this, [this](bool on) {
    setOn(on);
    Q_EMIT edited();
  });
}

bool KnobGroup::isOn() const {
  return m_available && m_switch->isChecked();
}

void KnobGroup::setOn(bool on) {
  const QSignalBlocker blocker(m_switch);
  m_switch->setChecked(on);
  for (ThresholdRow* row : m_rows) {
    row->setDimmed(!on);
  }
}

void KnobGroup::touch() {
  if (m_available && !m_switch->isChecked()) {
    setOn(true);
  }
  Q_EMIT edited();
}

void KnobGroup::setSavingText(const QString& text) {
  m_saving->setText(text);
}

void KnobGroup::setUnavailable(const QString& reason) {
  m_available = reason.isEmpty();
  m_note->setText(reason);
  m_note->setVisible(!m_available);
  m_body->setVisible(m_available);
  m_saving->setVisible(m_available);
  m_switch->setEnabled(m_available);
  if (!m_available) {
    setOn(false);
  }
}

void KnobGroup::setTitle(const QString& title, const QString& toolTip) {
  m_switch->setText(title);
  m_switch->setToolTip(toolTip);
  m_switch->setAccessibleDescription(toolTip);
}

ThresholdRow* KnobGroup::addRow(const ThresholdRow::Options& options) {
  auto* row = new ThresholdRow(options, m_body);
  m_bodyLayout->addWidget(row);
  m_rows.push_back(row);
  row->setDimmed(!isOn());
  connect(row, &ThresholdRow::edited, this, &KnobGroup::touch);
  connect(row, &ThresholdRow::interactionStarted, this, &KnobGroup::interactionStarted);
  connect(row, &ThresholdRow::interactionFinished, this, &KnobGroup::interactionFinished);
  return row;
}

QComboBox* KnobGroup::addCombo(QLabel** label) {
  auto* combo = new QComboBox(m_body);
  // May shrink in a narrow panel; its list still shows whole texts.
  constexpr int shortest = 10;
  combo->setSizeAdjustPolicy(QComboBox::AdjustToContents);
  combo->setMinimumWidth(combo->fontMetrics().averageCharWidth() * shortest);
  combo->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
  WheelGuard::protect(combo);
  *label = new QLabel(m_body);
  (*label)->setBuddy(combo);
  (*label)->setWordWrap(true);
  auto* line = new QHBoxLayout;
  line->addWidget(*label, 1);
  line->addWidget(combo);
  m_bodyLayout->addLayout(line);
  return combo;
}

}  // namespace effortlab::widgets
