#pragma once

#include "fovea/policy_settings.h"

#include <QWidget>

#include <map>
#include <vector>

class QComboBox;
class QLabel;
class QPushButton;
class QScrollArea;
class QSpinBox;
class QVBoxLayout;

namespace effortlab::widgets {

class ParameterField;

/// Which policy looks at the video, and its parameters: a field each, made from what the policy says it has. Takes
/// values, emits intent.
class PolicyPanel : public QWidget {
  Q_OBJECT
public:
  explicit PolicyPanel(QWidget* parent = nullptr);
  ~PolicyPanel() override;

  const fovea::PolicySettings& settings() const noexcept { return m_settings; }
  /// Emits nothing.
  void setSettings(const fovea::PolicySettings& settings);

  QComboBox* policyBox() const noexcept { return m_policy; }
  QSpinBox* periodBox() const noexcept { return m_period; }
  QPushButton* resetButton() const noexcept { return m_reset; }
  /// Null: the policy has no such parameter.
  ParameterField* field(const QString& name) const;
  int fieldCount() const noexcept { return static_cast<int>(m_fields.size()); }

Q_SIGNALS:
  void settingsChanged(const effortlab::fovea::PolicySettings& settings);
  /// Enclose a drag: one undo step. Other edits come without.
  void interactionStarted();
  void interactionFinished();

protected:
  void changeEvent(QEvent* event) override;

private:
  void build();
  void rebuildFields();
  void fitWidth();
  void retranslate();
  void refresh();
  void choosePolicy();
  void remember(const fovea::PolicySettings& settings);

  fovea::PolicySettings m_settings;
  QComboBox* m_policy;
  QSpinBox* m_period;
  QLabel* m_policyLabel;
  QLabel* m_periodLabel;
  QLabel* m_explanation;
  QPushButton* m_reset;
  QScrollArea* m_scroll;
  QVBoxLayout* m_list = nullptr;
  std::map<fovea::PolicyKind, fovea::PolicySettings> m_lastOf;  ///< choosing a policy again brings its values back
  std::vector<ParameterField*> m_fields;
};

}  // namespace effortlab::widgets
