#include "panels/policy_panel.h"

#include "models/policy_words.h"
#include "panels/parameter_field.h"
#include "panels/wheel_guard.h"

#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QVBoxLayout>

#include <array>

namespace effortlab::widgets {
namespace {

constexpr std::array policiesOffered{fovea::PolicyKind::Best, fovea::PolicyKind::Thesis, fovea::PolicyKind::Track,
                                     fovea::PolicyKind::Every, fovea::PolicyKind::Full};
constexpr int longestPolicyPeriod = 1000;

bool policyHasPeriod(fovea::PolicyKind kind) {
  return kind == fovea::PolicyKind::Every || kind == fovea::PolicyKind::Track;
}

}  // namespace

PolicyPanel::PolicyPanel(QWidget* parent)
    : QWidget(parent),
      m_policy(new QComboBox),
      m_period(new QSpinBox),
      m_policyLabel(new QLabel),
      m_periodLabel(new QLabel),
      m_explanation(new QLabel),
      m_reset(new QPushButton),
      m_scroll(new QScrollArea) {
  build();
  connect(m_policy, &QComboBox::currentIndexChanged, this, &PolicyPanel::choosePolicy);
  connect(m_period, &QSpinBox::valueChanged, this, &PolicyPanel::choosePolicy);
  connect(m_reset, &QPushButton::clicked, this, [this] {
    const fovea::PolicySettings usual(m_settings.policy());
    if (!(usual == m_settings)) {
      setSettings(usual);
      Q_EMIT settingsChanged(m_settings);
    }
  });
  rebuildFields();
  retranslate();
}

PolicyPanel::~PolicyPanel() = default;

void PolicyPanel::build() {
  for (const fovea::PolicyKind kind : policiesOffered) {
    m_policy->addItem(QString(), static_cast<int>(kind));
  }
  m_period->setRange(1, longestPolicyPeriod);
  m_period->setValue(m_settings.policy().period);
  m_period->setKeyboardTracking(false);
  WheelGuard::protect(m_policy);
  WheelGuard::protect(m_period);
  m_policyLabel->setBuddy(m_policy);
  m_periodLabel->setBuddy(m_period);
  m_explanation->setWordWrap(true);
  m_explanation->setForegroundRole(QPalette::PlaceholderText);
  m_policy->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  m_policy->setMinimumContentsLength(10);
  m_policy->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  m_scroll->setFrameShape(QFrame::NoFrame);
  m_scroll->setWidgetResizable(true);
  m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  m_scroll->setFocusPolicy(Qt::NoFocus);

  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(8, 6, 4, 6);
  layout->setSpacing(6);
  auto* choice = new QHBoxLayout;
  choice->addWidget(m_policyLabel);
  choice->addWidget(m_policy, 1);
  layout->addLayout(choice);
  auto* period = new QHBoxLayout;
  period->addWidget(m_periodLabel, 1);
  period->addWidget(m_period);
  layout->addLayout(period);
  layout->addWidget(m_explanation);
  layout->addWidget(m_scroll, 1);
  layout->addWidget(m_reset, 0, Qt::AlignRight);
}

void PolicyPanel::rebuildFields() {
  m_fields.clear();
  auto* holder = new QWidget;
  m_list = new QVBoxLayout(holder);
  m_list->setContentsMargins(0, 0, 6, 0);
  m_list->setSpacing(8);
  for (const fovea::ParameterInfo& info : fovea::parametersOf(m_settings.policy().kind)) {
    auto* field = new ParameterField(info);
    field->setValue(m_settings.value(info.name));
    connect(field, &ParameterField::edited, this, [this, field](double value) {
      m_settings.set(field->info().name, value);
      remember(m_settings);
      refresh();
      Q_EMIT settingsChanged(m_settings);
    });
    connect(field, &ParameterField::dragStarted, this, &PolicyPanel::interactionStarted);
    connect(field, &ParameterField::dragFinished, this, &PolicyPanel::interactionFinished);
    m_fields.push_back(field);
    m_list->addWidget(field);
  }
  m_list->addStretch(1);
  if (QWidget* before = m_scroll->takeWidget()) {
    before->deleteLater();  // one of its signals may be what brought us here
  }
  m_scroll->setWidget(holder);
  fitWidth();
}

/// Nothing scrolls sideways: the panel is never narrower than its widest field.
void PolicyPanel::fitWidth() {
  if (const QWidget* holder = m_scroll->widget()) {
    m_scroll->setMinimumWidth(holder->minimumSizeHint().width() + m_scroll->verticalScrollBar()->sizeHint().width());
  }
}

ParameterField* PolicyPanel::field(const QString& name) const {
  for (ParameterField* field : m_fields) {
    if (QString::fromStdString(field->info().name) == name) {
      return field;
    }
  }
  return nullptr;
}

void PolicyPanel::remember(const fovea::PolicySettings& settings) {
  m_lastOf.insert_or_assign(settings.policy().kind, settings);
}

void PolicyPanel::setSettings(const fovea::PolicySettings& settings) {
  const bool another = settings.policy().kind != m_settings.policy().kind;
  m_settings = settings;
  remember(settings);
  if (another) {
    rebuildFields();
  }
  for (ParameterField* field : m_fields) {
    field->setValue(m_settings.value(field->info().name));
  }
  refresh();
}

void PolicyPanel::choosePolicy() {
  const fovea::PolicyName name{.kind = static_cast<fovea::PolicyKind>(m_policy->currentData().toInt()),
                               .period = m_period->value()};
  if (name == m_settings.policy()) {
    return;
  }
  fovea::PolicySettings next(name);
  if (const auto last = m_lastOf.find(name.kind); last != m_lastOf.end()) {
    for (const fovea::ParameterInfo& info : fovea::parametersOf(name.kind)) {
      next.set(info.name, last->second.value(info.name));
    }
  }
  setSettings(next);
  Q_EMIT settingsChanged(m_settings);
}

void PolicyPanel::refresh() {
  const QSignalBlocker blockPolicy(m_policy);
  const QSignalBlocker blockPeriod(m_period);
  const fovea::PolicyKind kind = m_settings.policy().kind;
  m_policy->setCurrentIndex(m_policy->findData(static_cast<int>(kind)));
  m_period->setValue(m_settings.policy().period);
  m_period->setVisible(policyHasPeriod(kind));
  m_periodLabel->setVisible(policyHasPeriod(kind));
  m_explanation->setText(policyExplanation(kind));
  m_reset->setEnabled(!m_settings.changes().empty());
}

void PolicyPanel::retranslate() {
  m_policyLabel->setText(tr("Policy"));
  m_policy->setAccessibleName(tr("Policy"));
  m_policy->setToolTip(tr("How the video is looked at. Command line: --policy"));
  m_periodLabel->setText(tr("Every so many frames (K)"));
  m_period->setAccessibleName(tr("Every so many frames (K)"));
  m_period->setToolTip(tr("The detector looks at one frame in so many."));
  m_reset->setText(tr("Usual values"));
  m_reset->setToolTip(tr("All parameters of this policy as they come"));
  const QSignalBlocker blocker(m_policy);
  for (int i = 0; i < m_policy->count(); ++i) {
    m_policy->setItemText(i, policyTitle(static_cast<fovea::PolicyKind>(m_policy->itemData(i).toInt())));
  }
  refresh();
}

void PolicyPanel::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::LanguageChange) {
    retranslate();
    // The fields get their words after this event.
    QMetaObject::invokeMethod(this, &PolicyPanel::fitWidth, Qt::QueuedConnection);
  }
  if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange) {
    fitWidth();
  }
}

}  // namespace effortlab::widgets
