#pragma once

#include "fovea/policy_settings.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QSlider;
class QToolButton;

namespace effortlab::widgets {

/// One parameter of a policy: a slider with a number, a switch or a choice, as its kind asks. A button beside it goes
/// back to the usual value where it differs. Setters emit nothing.
class ParameterField : public QWidget {
  Q_OBJECT
public:
  explicit ParameterField(const fovea::ParameterInfo& info, QWidget* parent = nullptr);

  const fovea::ParameterInfo& info() const noexcept { return m_info; }
  double value() const noexcept { return m_value; }
  void setValue(double value);

  QSlider* slider() const noexcept { return m_slider; }  ///< null: no number
  QDoubleSpinBox* spinBox() const noexcept { return m_spin; }
  QCheckBox* checkBox() const noexcept { return m_check; }
  QComboBox* choiceBox() const noexcept { return m_choice; }
  QToolButton* resetButton() const noexcept { return m_reset; }

Q_SIGNALS:
  void edited(double value);
  void dragStarted();
  void dragFinished();

protected:
  void changeEvent(QEvent* event) override;

private:
  void buildNumber();
  void buildSwitch();
  void buildChoice();
  void retranslate();
  void show(double value);
  void change(double value);
  int sliderSteps() const;
  double power() const;
  double valueAt(int place) const;
  int placeOf(double value) const;
  QString usualText() const;

  fovea::ParameterInfo m_info;
  double m_value = 0.0;
  QLabel* m_label = nullptr;
  QSlider* m_slider = nullptr;
  QDoubleSpinBox* m_spin = nullptr;
  QCheckBox* m_check = nullptr;
  QComboBox* m_choice = nullptr;
  QToolButton* m_reset = nullptr;
};

}  // namespace effortlab::widgets
