#include "panels/parameter_field.h"

#include "charts/plot_ranges.h"
#include "models/policy_words.h"
#include "panels/wheel_guard.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QSlider>
#include <QToolButton>

#include <algorithm>
#include <cmath>

namespace effortlab::widgets {
namespace {

constexpr int sliderTicks = 1000;
constexpr int shortestChoice = 9;  // letters
constexpr int fewestTicks = 1;
constexpr double steepest = 4.0;

}  // namespace

ParameterField::ParameterField(const fovea::ParameterInfo& info, QWidget* parent)
    : QWidget(parent), m_info(info), m_value(info.usual), m_label(new QLabel), m_reset(new QToolButton) {
  auto* grid = new QGridLayout(this);
  grid->setContentsMargins(0, 0, 0, 0);
  grid->setHorizontalSpacing(6);
  grid->setVerticalSpacing(0);
  grid->setColumnStretch(0, 1);
  m_label->setWordWrap(true);
  m_reset->setAutoRaise(true);
  m_reset->setText(QStringLiteral("↺"));
  QSizePolicy keepsRoom = m_reset->sizePolicy();
  keepsRoom.setRetainSizeWhenHidden(true);
  m_reset->setSizePolicy(keepsRoom);
  grid->addWidget(m_label, 0, 0);
  grid->addWidget(m_reset, 0, 2);
  switch (info.kind) {
    case fovea::ParameterKind::Number:
    case fovea::ParameterKind::Integer: buildNumber(); break;
    case fovea::ParameterKind::Switch: buildSwitch(); break;
    case fovea::ParameterKind::Choice: buildChoice(); break;
  }
  connect(m_reset, &QToolButton::clicked, this, [this] { change(m_info.usual); });
  retranslate();
  show(m_value);
}

void ParameterField::buildNumber() {
  auto* grid = static_cast<QGridLayout*>(layout());
  m_spin = new QDoubleSpinBox;
  m_spin->setKeyboardTracking(false);
  m_spin->setDecimals(m_info.kind == fovea::ParameterKind::Integer ? 0
                      : m_info.step < 1.0                          ? std::max(2, decimalsFor(m_info.step))
                                                                   : 0);
  m_spin->setRange(m_info.least, m_info.most);
  m_spin->setSingleStep(m_info.step);
  WheelGuard::protect(m_spin);
  m_label->setBuddy(m_spin);
  grid->addWidget(m_spin, 0, 1);
  m_slider = new QSlider(Qt::Horizontal);
  m_slider->setRange(0, sliderSteps());
  m_slider->setPageStep(std::max(1, sliderSteps() / 10));
  WheelGuard::protect(m_slider);
  grid->addWidget(m_slider, 1, 0, 1, 3);
  connect(m_spin, &QDoubleSpinBox::valueChanged, this, [this](double value) { change(value); });
  connect(m_slider, &QSlider::valueChanged, this, [this](int place) { change(valueAt(place)); });
  connect(m_slider, &QSlider::sliderPressed, this, &ParameterField::dragStarted);
  connect(m_slider, &QSlider::sliderReleased, this, &ParameterField::dragFinished);
}

void ParameterField::buildSwitch() {
  m_check = new QCheckBox;
  static_cast<QGridLayout*>(layout())->addWidget(m_check, 0, 1);
  m_label->setBuddy(m_check);
  connect(m_check, &QCheckBox::toggled, this, [this](bool on) { change(on ? 1.0 : 0.0); });
}

void ParameterField::buildChoice() {
  m_choice = new QComboBox;
  for (std::size_t i = 0; i < m_info.choices.size(); ++i) {
    m_choice->addItem(QString());
  }
  m_choice->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  m_choice->setMinimumContentsLength(shortestChoice);
  WheelGuard::protect(m_choice);
  static_cast<QGridLayout*>(layout())->addWidget(m_choice, 0, 1);
  m_label->setBuddy(m_choice);
  connect(m_choice, &QComboBox::currentIndexChanged, this, [this](int index) { change(index); });
}

int ParameterField::sliderSteps() const {
  const double steps = std::round((m_info.most - m_info.least) / std::max(1e-9, m_info.step));
  return static_cast<int>(std::clamp<double>(steps, fewestTicks, sliderTicks));
}

/// Long ranges give the values around the usual one more room: that lies not far left of the middle.
double ParameterField::power() const {
  const double usual = (m_info.usual - m_info.least + m_info.step) / std::max(1e-9, m_info.most - m_info.least);
  return usual >= 0.5 || usual <= 0.0 ? 1.0 : std::clamp(std::log(usual) / std::log(0.4), 1.0, steepest);
}

double ParameterField::valueAt(int place) const {
  const double share = std::pow(static_cast<double>(place) / sliderSteps(), power());
  const double value = m_info.least + share * (m_info.most - m_info.least);
  const double stepped = m_info.least + std::round((value - m_info.least) / m_info.step) * m_info.step;
  return std::clamp(stepped, m_info.least, m_info.most);
}

int ParameterField::placeOf(double value) const {
  const double share = (value - m_info.least) / std::max(1e-9, m_info.most - m_info.least);
  return static_cast<int>(std::lround(std::pow(std::clamp(share, 0.0, 1.0), 1.0 / power()) * sliderSteps()));
}

void ParameterField::change(double value) {
  if (value == m_value) {
    show(value);
    return;
  }
  // The very steps of a slider are worth more than the last bits of a sum.
  constexpr double grain = 1e9;
  setValue(std::round(value * grain) / grain);
  Q_EMIT edited(m_value);
}

void ParameterField::setValue(double value) {
  m_value = value;
  show(value);
}

void ParameterField::show(double value) {
  if (m_spin != nullptr) {
    const QSignalBlocker blockSpin(m_spin);
    const QSignalBlocker blockSlider(m_slider);
    m_spin->setValue(value);
    if (!m_slider->isSliderDown() && valueAt(m_slider->value()) != value) {
      m_slider->setValue(placeOf(value));
    }
  } else if (m_check != nullptr) {
    const QSignalBlocker blocker(m_check);
    m_check->setChecked(value != 0.0);
  } else if (m_choice != nullptr) {
    const QSignalBlocker blocker(m_choice);
    m_choice->setCurrentIndex(static_cast<int>(value));
  }
  m_reset->setVisible(value != m_info.usual);
}

QString ParameterField::usualText() const {
  switch (m_info.kind) {
    case fovea::ParameterKind::Switch: return m_info.usual != 0.0 ? tr("on") : tr("off");
    case fovea::ParameterKind::Choice: return parameterChoice(m_info.choices[static_cast<std::size_t>(m_info.usual)]);
    case fovea::ParameterKind::Number:
    case fovea::ParameterKind::Integer: break;
  }
  return locale().toString(m_info.usual);
}

void ParameterField::retranslate() {
  const QString title = parameterTitle(m_info.name);
  const QString tip = parameterPurpose(m_info.purpose) + QStringLiteral("\n\n") +
                      tr("Usual: %1. Command line: --set %2=…").arg(usualText(), QString::fromStdString(m_info.name));
  m_label->setText(title);
  m_label->setToolTip(tip);
  for (QWidget* field : std::initializer_list<QWidget*>{m_spin, m_slider, m_check, m_choice}) {
    if (field != nullptr) {
      field->setToolTip(tip);
      field->setAccessibleName(title);
      field->setAccessibleDescription(parameterPurpose(m_info.purpose));
    }
  }
  if (m_choice != nullptr) {
    for (int i = 0; i < m_choice->count(); ++i) {
      m_choice->setItemText(i, parameterChoice(m_info.choices[static_cast<std::size_t>(i)]));
    }
  }
  m_reset->setToolTip(tr("Back to the usual value: %1").arg(usualText()));
  m_reset->setAccessibleName(tr("Usual value of: %1").arg(title));
}

void ParameterField::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::LanguageChange || event->type() == QEvent::LocaleChange) {
    retranslate();
  }
}

}  // namespace effortlab::widgets
