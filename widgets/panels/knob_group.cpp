#include "panels/knob_group.h"

#include "panels/wheel_guard.h"
#include "style/lock_glyph.h"

#include <QCheckBox>
#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QToolButton>
#include <QVBoxLayout>

namespace effortlab::widgets {

KnobGroup::KnobGroup(QWidget* parent)
    : QWidget(parent),
      m_switch(new QCheckBox(this)),
      m_lock(new QToolButton(this)),
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
  header->addWidget(m_lock);
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
  m_lock->setCheckable(true);
  m_lock->setAutoRaise(true);
  m_lock->hide();
  connect(m_lock, &QToolButton::toggled, this, [this](bool locked) {
    refreshLock();
    Q_EMIT lockToggled(locked);
  });
}

void KnobGroup::showLock(bool locked) {
  const QSignalBlocker blocker(m_lock);
  m_lock->setChecked(locked);
  m_lock->setVisible(m_available);
  refreshLock();
}

void KnobGroup::refreshLock() {
  const bool locked = m_lock->isChecked();
  m_lock->setIcon(lockIcon(palette(), locked));
  m_lock->setToolTip(locked ? tr("Locked: tuning leaves this knob as it is. A hand may still move it.")
                            : tr("Lock: tuning shall leave this knob as it is"));
  m_lock->setAccessibleName(tr("Lock %1").arg(m_switch->text()));
}

void KnobGroup::changeEvent(QEvent* event) {
  if (event->type() == QEvent::PaletteChange || event->type() == QEvent::LanguageChange) {
    refreshLock();
  }
  QWidget::changeEvent(event);
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
  for (ThresholdPair* pair : m_pairs) {
    pair->setDimmed(!on);
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
  m_lock->setVisible(m_available && !m_lock->isHidden());
  if (!m_available) {
    setOn(false);
  }
}

void KnobGroup::setTitle(const QString& title, const QString& toolTip) {
  m_switch->setText(title);
  m_switch->setToolTip(toolTip);
  m_switch->setAccessibleDescription(toolTip);
}

template <class Part>
void KnobGroup::addPart(Part* part) {
  m_bodyLayout->addWidget(part);
  part->setDimmed(!isOn());
  connect(part, &Part::edited, this, &KnobGroup::touch);
  connect(part, &Part::interactionStarted, this, &KnobGroup::interactionStarted);
  connect(part, &Part::interactionFinished, this, &KnobGroup::interactionFinished);
}

ThresholdRow* KnobGroup::addRow(const ThresholdRow::Options& options) {
  m_rows.push_back(new ThresholdRow(options, m_body));
  addPart(m_rows.back());
  return m_rows.back();
}

ThresholdPair* KnobGroup::addPair(QColor ChartTheme::*color) {
  m_pairs.push_back(new ThresholdPair(color, m_body));
  addPart(m_pairs.back());
  return m_pairs.back();
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
