#pragma once

#include "charts/exportable_chart.h"
#include "charts/study_canvas.h"

#include <QWidget>

#include <memory>
#include <optional>

class QComboBox;
class QLabel;
class QPushButton;

namespace effortlab::widgets {

class StudyModel;

/// What goes on behind a study's chart.
struct StudyStatus {
  enum class State { Idle, Running, Failed };
  State state = State::Idle;
  bool onRequest = false;  ///< nothing starts by itself: it has to be measured
  bool stale = false;      ///< the figure is of another setting
  qint64 done = 0, total = 0;
  std::optional<double> remainingSeconds = {};
  QString problem = {};  ///< Failed: what, and what to do
  bool operator==(const StudyStatus&) const = default;
};

/// Any study's figure: lines, bars, points or maps, with the layers to choose from, the images it stands on, what the
/// study remarks, and a button that measures, stops or tries again.
class StudyChart : public QWidget, public ExportableChart {
  Q_OBJECT
public:
  explicit StudyChart(effort::StudyKind kind, QWidget* parent = nullptr);

  effort::StudyKind kind() const noexcept { return m_kind; }
  void setFigure(std::shared_ptr<const effort::StudyFigure> figure);
  const std::shared_ptr<const effort::StudyFigure>& figure() const;
  void setStatus(const StudyStatus& status);
  const StudyStatus& status() const noexcept { return m_status; }
  /// Maps: stands before them.
  void setPicture(const QImage& picture);
  /// The layers that can be asked for; then the figure holds one of them, and layerChosen() asks for another. Without:
  /// the layers of the figure are a filter.
  void setLayerChoices(const QStringList& layers);
  /// Follows the page's layer unless all are shown.
  void setCurrentLayer(const QString& layer);
  QString currentLayer() const;
  /// A widget of the owner beside our button.
  void addToHeader(QWidget* widget);

  StudyCanvas* canvas() const noexcept { return m_canvas; }
  QPushButton* actionButton() const noexcept { return m_action; }
  QComboBox* layerBox() const noexcept { return m_layers; }
  /// Which of its two abscissas a figure that has two is drawn over.
  QComboBox* abscissaBox() const noexcept { return m_abscissa; }
  QString evidence() const;
  QString remarks() const;

  void paintChart(QPainter& painter, const QRectF& area, const ChartStyle& style) const override;
  const QAbstractItemModel& table() const override;
  QSize sizeHint() const override;

Q_SIGNALS:
  void measureRequested();
  void cancelRequested();
  void layerChosen(const QString& layer);
  void pointActivated(int series, int point);

protected:
  void changeEvent(QEvent* event) override;

private:
  void buildHeader();
  void retranslate();
  void refreshLayers();
  void refreshAbscissas();
  void refreshTexts();
  QString evidenceText() const;
  QString message() const;
  void describeForReaders();

  effort::StudyKind m_kind;
  StudyStatus m_status;
  StudyModel* m_model;
  StudyCanvas* m_canvas;
  QLabel* m_layerLabel;
  QComboBox* m_layers;
  QComboBox* m_abscissa;
  QLabel* m_evidence;
  QPushButton* m_action;
  QLabel* m_remarks;
  QStringList m_choices;
  QWidget* m_header = nullptr;
};

}  // namespace effortlab::widgets
