#pragma once

#include "controllers/tune_controller.h"

#include <QDialog>

class QLineEdit;

namespace effortlab::app {

/// Auto-tune: what is asked, how far it is, what came out. Stays open beside the window; a search goes on while it is
/// closed.
class TuneDialog : public QDialog {
  Q_OBJECT

public:
  TuneDialog(KnobsController* knobs, TuneFunction function, QWidget* parent = nullptr);
  ~TuneDialog() override;

  TuneController& controller() noexcept { return *m_controller; }
  const TuneWidgets& widgets() const noexcept { return m_widgets; }
  /// "effortlab-cli tune ...": the same search from a shell.
  QString commandLine() const;

protected:
  void changeEvent(QEvent* event) override;

private:
  void showLine();
  void retranslate();

  KnobsController* m_knobs;
  TuneWidgets m_widgets;
  QLabel* m_lineLabel;
  QLineEdit* m_line;
  TuneController* m_controller;
};

}  // namespace effortlab::app
