#pragma once

#include <QWidget>

class QComboBox;
class QLabel;
class QSpinBox;

namespace effortlab::widgets {

class ImageBrowser;
class StudyChart;

/// The input, what each neuron of a layer cost and what it became, for one image of the browser beside them.
class EffortMapPanel : public QWidget {
  Q_OBJECT
public:
  /// `chart`: of StudyKind::EffortMap; the panel takes it.
  explicit EffortMapPanel(StudyChart* chart, QWidget* parent = nullptr);

  StudyChart* chart() const noexcept { return m_chart; }
  ImageBrowser* browser() const noexcept { return m_browser; }
  /// Output maps of the chosen layer.
  void setMapCount(int maps);
  /// -1: all of them together.
  int map() const;
  QSpinBox* mapBox() const noexcept { return m_map; }

Q_SIGNALS:
  /// Another layer, output map or image is wanted.
  void choiceChanged();

protected:
  void changeEvent(QEvent* event) override;

private:
  void retranslate();

  StudyChart* m_chart;
  ImageBrowser* m_browser;
  QLabel* m_mapLabel;
  QSpinBox* m_map;
};

}  // namespace effortlab::widgets
