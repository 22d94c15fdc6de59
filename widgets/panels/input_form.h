#pragma once

#include "model/manifest.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QSpinBox;

namespace effortlab::widgets {

/// How pixels become network input, as a form: size, channel order, resizing, mean and scale. Setters emit no signal.
class InputForm : public QWidget {
  Q_OBJECT

public:
  explicit InputForm(QWidget* parent = nullptr);

  /// `channels` of the network: 1 leaves grey only, 3 the two colour orders.
  void setInput(const model::InputSpec& input, std::int64_t channels);
  /// What the form says; a field that cannot be read keeps its last good value (see problem()).
  model::InputSpec input() const;
  /// What is wrong with a field, in words for the user; empty: nothing.
  QString problem() const;
  void retranslate();

Q_SIGNALS:
  void edited();

protected:
  void changeEvent(QEvent* event) override;

private:
  void buildRows();
  void fillChoices();
  void applyCustom(int custom);
  void updateEnabled();
  std::optional<std::vector<float>> meanValues() const;
  std::optional<float> scaleValue() const;

  QFormLayout* m_rows;
  QComboBox* m_customs;  ///< what networks of one origin usually take
  QSpinBox* m_width;
  QSpinBox* m_height;
  QComboBox* m_channels;
  QComboBox* m_resize;
  QSpinBox* m_shortSide;
  QCheckBox* m_crop;
  QLineEdit* m_mean;
  QLineEdit* m_scale;
  model::InputSpec m_last;
  std::int64_t m_networkChannels = 3;
};

}  // namespace effortlab::widgets
