#pragma once

#include "charts/exportable_chart.h"
#include "effort/tuner.h"

#include <QRectF>
#include <QWidget>

#include <memory>
#include <optional>

class QCheckBox;
class QChartView;
class QDoubleSpinBox;
class QLabel;
class QTimer;
class QToolButton;
class QWheelEvent;

namespace effortlab::widgets {

class ChartLegend;
class ComparisonReadout;
class TradeoffModel;
class TradeoffPlot;

/// Accuracy against how many times fewer operations: dense baseline, accuracy budget, the trail of visited settings and
/// their Pareto front, snapshots, a tuner's probes. A click on a point, or Enter on the one the arrow keys chose,
/// activates it. The wheel zooms about the pointer (+ and - about the middle), dragging moves the window, 0 shows all.
class TradeoffChart : public QWidget, public ExportableChart {
  Q_OBJECT
public:
  /// `model` must outlive the chart.
  explicit TradeoffChart(TradeoffModel* model, QWidget* parent = nullptr);
  ~TradeoffChart() override;

  TradeoffModel* model() const noexcept { return m_model; }
  double budgetPoints() const;
  /// While true the axes only grow; they settle some time after it ends.
  void setInteracting(bool interacting);
  /// Where the point is drawn, in this widget's coordinates; for tests and tours.
  QPointF positionOf(int id) const;
  /// The viewport that receives mouse events.
  QWidget* viewport() const;
  /// Ratio and percent that the axes show.
  QRectF shownArea() const;
  bool isZoomed() const noexcept { return m_window.has_value(); }
  /// Tuning and held-out images of a tuner's answer, side by side under the chart.
  void showComparison(const effort::TuneComparison& tuning, const std::optional<effort::TuneComparison>& heldOut);
  void hideComparison();
  const ComparisonReadout* comparison() const noexcept { return m_comparison; }
  /// The point the arrow keys chose; -2: none.
  int focusedId() const noexcept { return m_focusedId; }

  void paintChart(QPainter& painter, const QRectF& area, const ChartStyle& style) const override;
  const QAbstractItemModel& table() const override;
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

public Q_SLOTS:
  /// Largest loss of top-1 accuracy that is still fine, in percentage points below the dense network.
  void setBudgetPoints(double points);
  /// Shows only the accuracies around the budget instead of all.
  void setZoomToBudget(bool zoom);
  /// Ends zooming and moving.
  void showAll();

Q_SIGNALS:
  void pointActivated(int id);
  void budgetChanged(double points);

protected:
  bool eventFilter(QObject* watched, QEvent* event) override;
  void changeEvent(QEvent* event) override;

private:
  static constexpr int noPoint = -2;

  void buildHeader();
  void retranslate();
  void refreshTheme();
  void scheduleUpdate();
  void updatePlot();
  int idAt(const QPointF& viewportPosition) const;
  bool handleKey(int key);
  bool handleViewKey(int key, bool control);
  bool handleMouse(QEvent* event);
  void handleHover(const QPointF& position, const QPoint& global);
  void handleWheel(const QWheelEvent& event);
  QPointF valuesAt(const QPointF& viewportPosition) const;
  /// Shows `factor` times as much of each axis, with `fixed` where it is.
  void zoom(double xFactor, double yFactor, const QPointF& fixed);
  void setWindow(const QRectF& window);
  void updateAccessibleText();

  TradeoffModel* m_model;
  std::unique_ptr<TradeoffPlot> m_plot;
  QChartView* m_view = nullptr;
  QLabel* m_budgetLabel = nullptr;
  QLabel* m_summary = nullptr;
  QDoubleSpinBox* m_budget = nullptr;
  ChartLegend* m_legend = nullptr;
  QCheckBox* m_zoom = nullptr;
  QToolButton* m_showAll = nullptr;
  ComparisonReadout* m_comparison = nullptr;
  QTimer* m_updateTimer = nullptr;
  QTimer* m_settleTimer = nullptr;
  QPointF m_pressed;
  std::optional<QRectF> m_window;         ///< chosen by zooming
  std::optional<QRectF> m_pressedWindow;  ///< while the left button is down
  bool m_moving = false;
  int m_focusedId = noPoint;
  int m_hoveredId = noPoint;
  bool m_interacting = false;
};

}  // namespace effortlab::widgets
