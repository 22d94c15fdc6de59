#pragma once

#include "controllers/knobs_controller.h"

#include <QDialog>

#include <vector>

class QCheckBox;
class QLabel;
class QPushButton;
class QRadioButton;

namespace effortlab::app {

/// Asks which knobs of a layer go to which others, and how. Says before what will be left out.
class CopyKnobsDialog : public QDialog {
  Q_OBJECT

public:
  enum class Targets { Selected, SameKind, Below, All };

  /// `from`: index into the workspace's layers. `selected`: names of the layers selected in the table.
  CopyKnobsDialog(const KnobsController& knobs, int from, std::vector<std::string> selected, QWidget* parent = nullptr);

  CopyRequest request() const;
  void setTargets(Targets targets);
  void setBy(CopyBy by);

private:
  struct KnobBox {
    effort::KnobKind knob;
    QCheckBox* box;
  };

  void build();
  QRadioButton* addTargets(Targets targets, const QString& text);
  std::vector<std::string> layersOf(Targets targets) const;
  void refresh();

  const KnobsController& m_knobs;
  const effort::EffortLayer m_from;
  std::vector<std::string> m_selected;
  std::vector<KnobBox> m_boxes;
  std::vector<std::pair<Targets, QRadioButton*>> m_targets;
  QRadioButton* m_numbers = nullptr;
  QRadioButton* m_shares = nullptr;
  QLabel* m_outcome = nullptr;
  QPushButton* m_copy = nullptr;
};

}  // namespace effortlab::app
