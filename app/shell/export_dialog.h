#pragma once

#include "export/chart_export.h"

#include <QDialog>

#include <vector>

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QSpinBox;
class QTimer;

namespace effortlab::app {

/// Size, fonts and resolution of an exported chart, with a preview of exactly what the file will hold.
class ExportDialog : public QDialog {
  Q_OBJECT

public:
  struct Choice {
    QString title;
    QString fileName;  ///< proposed, without suffix
    const widgets::ExportableChart* chart = nullptr;
  };

  ExportDialog(std::vector<Choice> choices, const QString& provenance, const QString& folder,
               QWidget* parent = nullptr);

  /// After accept(): the file written.
  const QString& file() const noexcept { return m_file; }

protected:
  void resizeEvent(QResizeEvent* event) override;

private:
  QDoubleSpinBox* addMillimetres(double value);
  void buildForm();
  void refreshPreview();
  void chooseFile();
  widgets::ExportOptions options() const;
  const Choice& choice() const;

  std::vector<Choice> m_choices;
  QString m_provenance;
  QString m_folder;
  QString m_file;
  QComboBox* m_chart;
  QDoubleSpinBox* m_width;
  QDoubleSpinBox* m_height;
  QDoubleSpinBox* m_font;
  QSpinBox* m_dpi;
  QCheckBox* m_withProvenance;
  QLabel* m_preview;
  QLabel* m_problem;
  QTimer* m_refresh;
};

}  // namespace effortlab::app
