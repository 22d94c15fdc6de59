#include "charts/tradeoff_chart.h"

#include "charts/chart_legend.h"
#include "charts/comparison_readout.h"
#include "charts/tradeoff_plot.h"
#include "models/tradeoff_model.h"

#include <QChart>
#include <QChartView>
#include <QCheckBox>
#include <QDoubleSpinBox>
#include <QGraphicsLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

namespace effortlab::widgets {
namespace {

constexpr double defaultBudget = 0.5;
constexpr double largestBudget = 50.0;
constexpr double budgetStep = 0.1;
constexpr int updateMs = 16;
constexpr int settleMs = 600;

}  // namespace

TradeoffChart::TradeoffChart(TradeoffModel* model, QWidget* parent) : QWidget(parent), m_model(model) {
  m_plot = std::make_unique<TradeoffPlot>(ChartStyle{ChartTheme::fromPalette(palette()), font(), locale()}, false);
  m_view = new QChartView(m_plot->chart(), this);
  m_view->setRenderHint(QPainter::Antialiasing);
  m_view->setFrameShape(QFrame::NoFrame);
  m_view->setFocusPolicy(Qt::StrongFocus);
  m_view->viewport()->setMouseTracking(true);
  m_view->viewport()->installEventFilter(this);
  m_view->installEventFilter(this);
  m_updateTimer = new QTimer(this);
  m_updateTimer->setSingleShot(true);
  m_updateTimer->setInterval(updateMs);
  m_settleTimer = new QTimer(this);
  m_settleTimer->setSingleShot(true);
  m_settleTimer->setInterval(settleMs);
  buildHeader();

  connect(m_updateTimer, &QTimer::timeout, this, &TradeoffChart::updatePlot);
  connect(m_settleTimer, &QTimer::timeout, this, &TradeoffChart::updatePlot);
  connect(m_model, &QAbstractItemModel::dataChanged, this, &TradeoffChart::scheduleUpdate);
  connect(m_model, &QAbstractItemModel::rowsInserted, this, &TradeoffChart::scheduleUpdate);
  connect(m_model, &QAbstractItemModel::rowsRemoved, this, &TradeoffChart::scheduleUpdate);
  connect(m_model, &QAbstractItemModel::modelReset, this, &TradeoffChart::scheduleUpdate);
  retranslate();
  refreshTheme();
}

TradeoffChart::~TradeoffChart() {
  m_view->viewport()->removeEventFilter(this);
}

void TradeoffChart::buildHeader() {
  m_budgetLabel = new QLabel(this);
  m_budget = new QDoubleSpinBox(this);
  m_budget->setRange(0.0, largestBudget);
  m_budget->setSingleStep(budgetStep);
  m_budget->setDecimals(2);
  m_budget->setValue(defaultBudget);
  m_budgetLabel->setBuddy(m_budget);
  m_zoom = new QCheckBox(this);
  m_summary = new QLabel(this);
  m_summary->setWordWrap(true);
  m_legend = new ChartLegend(this);
  m_summary->setTextInteractionFlags(Qt::TextSelectableByMouse);

  auto* header = new QHBoxLayout;
  header->setContentsMargins(6, 2, 6, 0);
  header->addWidget(m_budgetLabel);
  header->addWidget(m_budget);
  header->addSpacing(8);
  header->addWidget(m_zoom);
  header->addStretch(1);
  m_showAll = new QToolButton(this);
  m_showAll->setToolButtonStyle(Qt::ToolButtonTextOnly);
  m_showAll->hide();
  header->addWidget(m_showAll);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(2);
  layout->addLayout(header);
  auto* legendLine = new QHBoxLayout;
  legendLine->setContentsMargins(10, 4, 10, 0);
  legendLine->addWidget(m_legend);
  layout->addLayout(legendLine);
  layout->addWidget(m_view, 1);
  m_comparison = new ComparisonReadout(this);
  m_comparison->hide();
  layout->addWidget(m_comparison);
  auto* footer = new QHBoxLayout;
  footer->setContentsMargins(6, 0, 6, 2);
  footer->addWidget(m_summary);
  layout->addLayout(footer);

  connect(m_budget, &QDoubleSpinBox::valueChanged, this, [this](double points) {
    m_settleTimer->stop();
    m_comparison->setBudgetPoints(points);
    updatePlot();
    Q_EMIT budgetChanged(points);
  });
  m_comparison->setBudgetPoints(m_budget->value());
  connect(m_comparison, &ComparisonReadout::closed, this, &TradeoffChart::hideComparison);
  connect(m_showAll, &QToolButton::clicked, this, &TradeoffChart::showAll);
  connect(m_zoom, &QCheckBox::toggled, this, [this] {
    m_settleTimer->stop();
    m_window.reset();
    updatePlot();
  });
}

double TradeoffChart::budgetPoints() const {
  return m_budget->value();
}

void TradeoffChart::setBudgetPoints(double points) {
  m_budget->setValue(points);
}

void TradeoffChart::setZoomToBudget(bool zoom) {
  m_zoom->setChecked(zoom);
}

void TradeoffChart::setInteracting(bool interacting) {
  m_interacting = interacting;
  m_settleTimer->start();
}

void TradeoffChart::scheduleUpdate() {
  m_settleTimer->start();
  if (!m_updateTimer->isActive()) {
    m_updateTimer->start();
  }
}

void TradeoffChart::updatePlot() {
  m_plot->update(*m_model, {.budgetPoints = m_budget->value(),
                            .zoomToBudget = m_zoom->isChecked(),
                            .settled = !m_interacting && !m_settleTimer->isActive(),
                            .focusedId = m_hoveredId != noPoint ? m_hoveredId : m_focusedId,
                            .window = m_window});
  m_legend->setEntries(m_plot->legend(*m_model, m_budget->value()));
  m_showAll->setVisible(m_window.has_value());
  updateAccessibleText();
}

void TradeoffChart::updateAccessibleText() {
  const TradeoffPoint* current = m_model->current();
  const QString text = current != nullptr ? m_model->describe(*current) : QString();
  m_summary->setVisible(!text.isEmpty());
  m_summary->setText(text);
  m_view->setAccessibleDescription(text);
}

QWidget* TradeoffChart::viewport() const {
  return m_view->viewport();
}

QPointF TradeoffChart::positionOf(int id) const {
  const TradeoffPoint* point = m_model->find(id);
  if (point == nullptr) {
    return {};
  }
  const QPointF scene = m_plot->chart()->mapToScene(m_plot->positionOf(*point));
  return viewport()->mapTo(this, m_view->viewportTransform().map(scene));
}

void TradeoffChart::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange || event->type() == QEvent::LocaleChange) {
    m_model->setLocale(locale());
    m_model->retranslate();
    retranslate();
  }
  if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange ||
      event->type() == QEvent::LanguageChange || event->type() == QEvent::LocaleChange) {
    refreshTheme();
  }
  QWidget::changeEvent(event);
}

void TradeoffChart::refreshTheme() {
  m_plot->setStyle({ChartTheme::fromPalette(palette()), font(), locale()});
  updatePlot();
}

void TradeoffChart::showComparison(const effort::TuneComparison& tuning,
                                   const std::optional<effort::TuneComparison>& heldOut) {
  m_comparison->setComparison(tuning, heldOut);
  m_comparison->show();
}

void TradeoffChart::hideComparison() {
  m_comparison->hide();
}

void TradeoffChart::retranslate() {
  m_budgetLabel->setText(tr("Accuracy &budget"));
  m_budget->setSuffix(tr(" points", "percentage points, after a number"));
  const QString tip =
      tr("Largest loss of top-1 accuracy that is still fine, in percentage points below the dense network "
         "on the same images");
  m_budget->setToolTip(tip);
  m_budgetLabel->setToolTip(tip);
  m_zoom->setText(tr("&Zoom to the budget"));
  m_zoom->setToolTip(tr("Shows only accuracies near the budget line; settings far below leave the chart"));
  m_showAll->setText(tr("Show &all"));
  m_showAll->setToolTip(tr("Back to all points; also the key 0. The wheel zooms, dragging moves the chart."));
  m_view->setAccessibleName(tr("Trade-off chart: accuracy against how many times fewer operations"));
  m_view->setToolTip({});
}

void TradeoffChart::paintChart(QPainter& painter, const QRectF& area, const ChartStyle& style) const {
  TradeoffPlot plot(style, true);
  QGraphicsScene scene;
  scene.addItem(plot.chart());
  plot.update(*m_model, {.budgetPoints = m_budget->value(), .zoomToBudget = m_zoom->isChecked(), .window = m_window});
  constexpr double side = 10.0;
  constexpr double gap = 4.0;
  const double used =
      paintLegend(&painter, area.adjusted(side, gap, -side, 0), style, plot.legend(*m_model, m_budget->value()));
  const QRectF plotArea = area.adjusted(0, used + 2 * gap, 0, 0);
  plot.chart()->resize(plotArea.size());
  plot.chart()->layout()->activate();
  scene.render(&painter, plotArea, QRectF(QPointF(0, 0), plotArea.size()));
}

const QAbstractItemModel& TradeoffChart::table() const {
  return *m_model;
}

QSize TradeoffChart::sizeHint() const {
  return {620, 380};
}

QSize TradeoffChart::minimumSizeHint() const {
  return {320, 220};
}

}  // namespace effortlab::widgets
