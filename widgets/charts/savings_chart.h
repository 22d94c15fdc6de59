#pragma once

#include "charts/exportable_chart.h"
#include "models/savings_model.h"

#include <QWidget>

#include <vector>

class QComboBox;
class QLabel;

namespace effortlab::widgets {

class SavingsBars;

/// Stacked bars, one a layer: MACs executed and MACs avoided by each knob. Either each layer in full width (shares) or
/// by its MACs. Scrolls when there are more layers than room.
class SavingsChart : public QWidget, public ExportableChart {
  Q_OBJECT
public:
  enum class Mode { Share, Macs };
  Q_ENUM(Mode)

  explicit SavingsChart(QWidget* parent = nullptr);

  void setCounts(std::vector<LayerSaving> counts);
  const std::vector<LayerSaving>& counts() const;
  Mode mode() const;
  /// Emphasised row, by layer name; empty: none.
  void setCurrentLayer(const QString& name);
  /// The widget that paints and scrolls; for tests.
  QWidget* viewport() const;
  QRectF rowRect(int row) const;  ///< in viewport coordinates

  void paintChart(QPainter& painter, const QRectF& area, const ChartStyle& style) const override;
  const QAbstractItemModel& table() const override;
  QSize sizeHint() const override;

public Q_SLOTS:
  void setMode(effortlab::widgets::SavingsChart::Mode mode);

Q_SIGNALS:
  /// Click, or Enter on the row the arrow keys chose.
  void layerActivated(const QString& name);
  void modeChanged(effortlab::widgets::SavingsChart::Mode mode);

protected:
  void changeEvent(QEvent* event) override;

private:
  void retranslate();
  void updateSummary();

  SavingsModel* m_model;
  SavingsBars* m_bars;
  QLabel* m_summary;
  QComboBox* m_modeBox;
};

}  // namespace effortlab::widgets
