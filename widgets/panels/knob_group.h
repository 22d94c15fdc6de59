#pragma once

#include "effort/effort_layer.h"
#include "effort/histograms.h"
#include "effort/knobs.h"
#include "panels/threshold_pair.h"
#include "panels/threshold_row.h"

#include <QWidget>

#include <vector>

class QCheckBox;
class QComboBox;
class QLabel;
class QToolButton;
class QVBoxLayout;

namespace effortlab::widgets {

/// One knob of KnobPanel: switch, saving, and what the subclass adds. Setters emit no signal. While the knob is off its
/// fields are grey, and an edit of one of them switches it on.
class KnobGroup : public QWidget {
  Q_OBJECT
public:
  explicit KnobGroup(QWidget* parent = nullptr);

  bool isOn() const;
  /// Shown beside the switch.
  void setSavingText(const QString& text);
  QCheckBox* switchBox() const noexcept { return m_switch; }
  QLabel* note() const noexcept { return m_note; }
  QLabel* savingLabel() const noexcept { return m_saving; }
  /// Hidden until showLock().
  QToolButton* lockButton() const noexcept { return m_lock; }
  /// Locked: tuning leaves the knob alone. Emits no signal.
  void showLock(bool locked);
  virtual void retranslate() = 0;

Q_SIGNALS:
  void edited();
  void lockToggled(bool locked);
  void interactionStarted();
  void interactionFinished();

protected:
  void changeEvent(QEvent* event) override;
  void setOn(bool on);
  /// A field was edited.
  void touch();
  /// Empty: the knob can be used. Else it is hidden, and the reason takes its place.
  void setUnavailable(const QString& reason);
  bool isAvailable() const noexcept { return m_available; }
  void setTitle(const QString& title, const QString& toolTip);
  ThresholdRow* addRow(const ThresholdRow::Options& options);
  ThresholdPair* addPair(QColor ChartTheme::*color);
  QComboBox* addCombo(QLabel** label);
  QVBoxLayout* bodyLayout() const noexcept { return m_bodyLayout; }

private:
  template <typename Part>
  void addPart(Part* part);
  void refreshLock();

  QCheckBox* m_switch;
  QToolButton* m_lock;
  QLabel* m_saving;
  QLabel* m_note;
  QWidget* m_body;
  QVBoxLayout* m_bodyLayout;
  std::vector<ThresholdRow*> m_rows;
  std::vector<ThresholdPair*> m_pairs;
  bool m_available = true;
};

/// Saturation prediction and early termination.
class SpetGroup : public KnobGroup {
  Q_OBJECT
public:
  explicit SpetGroup(QWidget* parent = nullptr);

  void setLayer(const effort::EffortLayer& layer);
  /// Null: still measuring.
  void setHistograms(const effort::LayerHistograms* histograms);
  /// `numbers` fills the fields while the knob is off.
  void setKnob(const std::optional<effort::SpetKnob>& knob, const effort::SpetKnob& numbers);
  std::optional<effort::SpetKnob> knob() const;
  /// What the fields hold, whether on or off.
  effort::SpetKnob numbers() const;
  /// A sensible first setting.
  effort::SpetKnob start(const effort::LayerHistograms* histograms) const;
  bool isStale(const effort::LayerHistograms& histograms) const;
  void retranslate() override;

private:
  void fillOrders();
  void updateRows();

  effort::EffortLayer m_layer;
  effort::SpetKnob m_shown;  ///< as it was set: what has no field (numbers by output map) comes from here
  ThresholdRow* m_low;
  ThresholdRow* m_high;
  QLabel* m_orderLabel = nullptr;
  QLabel* m_intervalLabel = nullptr;
  QComboBox* m_order;
  QComboBox* m_interval;
};

/// Significance-driven selective sampling.
class SdssGroup : public KnobGroup {
  Q_OBJECT
public:
  explicit SdssGroup(QWidget* parent = nullptr);

  void setLayer(const effort::EffortLayer& layer);
  void setHistograms(const effort::LayerHistograms* histograms);
  void setKnob(const std::optional<effort::SdssKnob>& knob, const effort::SdssKnob& numbers);
  std::optional<effort::SdssKnob> knob() const;
  effort::SdssKnob numbers() const;
  effort::SdssKnob start(const effort::LayerHistograms* histograms) const;
  bool isStale(const effort::LayerHistograms& histograms) const;
  void retranslate() override;

private:
  ThresholdPair* m_pair;
  QLabel* m_periodLabel = nullptr;
  QComboBox* m_period;
  QCheckBox* m_everywhere;
  bool m_hasSpet = false;
};

/// Similarity-based feature-map approximation.
class SfmaGroup : public KnobGroup {
  Q_OBJECT
public:
  explicit SfmaGroup(QWidget* parent = nullptr);

  void setLayer(const effort::EffortLayer& layer);
  void setHistograms(const effort::LayerHistograms* histograms);
  void setKnob(const std::optional<effort::SfmaKnob>& knob, const effort::SfmaKnob& numbers);
  std::optional<effort::SfmaKnob> knob() const;
  effort::SfmaKnob numbers() const;
  effort::SfmaKnob start(const effort::LayerHistograms* histograms) const;
  bool isStale(const effort::LayerHistograms& histograms) const;
  void retranslate() override;

private:
  ThresholdPair* m_pair;
};

}  // namespace effortlab::widgets
