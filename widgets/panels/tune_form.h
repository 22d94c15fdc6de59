#pragma once

#include "effort/tuner.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QSpinBox;

namespace effortlab::widgets {

/// What the user asks of the tuner. Slices are of the data set, counted from 0.
struct TuneRequest {
  double maxDropPoints = 0.5;
  effort::TuneMethod method = effort::TuneMethod::Best;
  effort::TuneObjective objective = effort::TuneObjective::Operations;
  qint64 tuningFrom = 0, tuningCount = 0;
  qint64 heldOutFrom = 0, heldOutCount = 0;  ///< count 0: none
  bool gate = false;
  bool warmStart = false;  ///< from the settings on screen
  bool operator==(const TuneRequest&) const = default;
};

/// The request as a form; what is wrong with it stands below, with what to do.
class TuneForm : public QWidget {
  Q_OBJECT
public:
  explicit TuneForm(QWidget* parent = nullptr);

  /// `images`: size of the set. Slices that do not fit it any more become the request's.
  void setImages(qint64 images, const TuneRequest& defaults);
  /// Empty: the network can have a gate.
  void setGateProblem(const QString& problem);
  void setLocks(int locked, int all);
  void setWarmStartPossible(bool possible);
  void setRequest(const TuneRequest& request);
  TuneRequest request() const;
  /// Empty: the request can be tuned.
  QString problem() const;
  void setEditable(bool editable);

  QDoubleSpinBox* budget() const noexcept { return m_budget; }
  QSpinBox* tuningFrom() const noexcept { return m_tuningFrom; }
  QSpinBox* tuningCount() const noexcept { return m_tuningCount; }
  QSpinBox* heldOutFrom() const noexcept { return m_heldOutFrom; }
  QSpinBox* heldOutCount() const noexcept { return m_heldOutCount; }

Q_SIGNALS:
  void changed();

protected:
  void changeEvent(QEvent* event) override;

private:
  void build();
  void retranslate();
  void refresh();

  qint64 m_images = 0;
  int m_locked = 0;
  int m_knobs = 0;
  QString m_gateProblem;
  QDoubleSpinBox* m_budget;
  QComboBox* m_objective;
  QComboBox* m_method;
  QSpinBox* m_tuningFrom = nullptr;
  QSpinBox* m_tuningCount = nullptr;
  QSpinBox* m_heldOutFrom = nullptr;
  QSpinBox* m_heldOutCount = nullptr;
  QCheckBox* m_gate;
  QCheckBox* m_warm;
  QLabel* m_locks;
  QLabel* m_problem;
  QList<QLabel*> m_labels;
};

}  // namespace effortlab::widgets
