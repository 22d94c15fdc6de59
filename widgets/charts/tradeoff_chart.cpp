#include "charts/tradeoff_chart.h"

#include "charts/chart_legend.h"
#include "charts/tradeoff_plot.h"
#include "models/tradeoff_model.h"

#include <QChart>
#include <QChartView>
#include <QCheckBox>
#include <QDoubleSpinBox>
#include <QGraphicsLayout>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QMouseEvent>
#include <QTimer>
#include <QToolTip>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace effortlab::widgets {
namespace {

constexpr double defaultBudget = 0.5;
constexpr double largestBudget = 50.0;
constexpr double budgetStep = 0.1;
constexpr int updateMs = 16;
constexpr int settleMs = 600;
constexpr double clickRadius = 12.0;  // pixels
constexpr double dragDistance = 6.0;

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
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(2);
  layout->addLayout(header);
  auto* legendLine = new QHBoxLayout;
  legendLine->setContentsMargins(10, 4, 10, 0);
  legendLine->addWidget(m_legend);
  layout->addLayout(legendLine);
  layout->addWidget(m_view, 1);
  auto* footer = new QHBoxLayout;
  footer->setContentsMargins(6, 0, 6, 2);
  footer->addWidget(m_summary);
  layout->addLayout(footer);

  connect(m_budget, &QDoubleSpinBox::valueChanged, this, [this](double points) {
    m_settleTimer->stop();
    m_legend->setEntries(m_plot->legend(points));
    updatePlot();
    Q_EMIT budgetChanged(points);
  });
  connect(m_zoom, &QCheckBox::toggled, this, [this] {
    m_settleTimer->stop();
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
                            .focusedId = m_hoveredId != noPoint ? m_hoveredId : m_focusedId});
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

int TradeoffChart::idAt(const QPointF& viewportPosition) const {
  const QPointF wanted = viewport()->mapTo(this, viewportPosition);
  int best = noPoint;
  double bestDistance = clickRadius;
  for (const TradeoffPoint& point : m_model->points()) {
    if (!m_plot->isInside(point)) {
      continue;
    }
    const QPointF offset = positionOf(point.id) - wanted;
    const double distance = std::hypot(offset.x(), offset.y());
    if (distance <= bestDistance) {  // of two at one place the newer, which is drawn on top
      best = point.id;
      bestDistance = distance;
    }
  }
  return best;
}

bool TradeoffChart::eventFilter(QObject* watched, QEvent* event) {
  if (watched == m_view && event->type() == QEvent::KeyPress) {
    return handleKey(static_cast<QKeyEvent*>(event)->key());
  }
  if (watched != viewport()) {
    return QWidget::eventFilter(watched, event);
  }
  switch (event->type()) {
    case QEvent::MouseButtonPress: m_pressed = static_cast<QMouseEvent*>(event)->position(); break;
    case QEvent::MouseButtonRelease: {
      const auto* mouse = static_cast<QMouseEvent*>(event);
      const QPointF moved = mouse->position() - m_pressed;
      const int id = idAt(mouse->position());
      if (mouse->button() == Qt::LeftButton && moved.manhattanLength() < dragDistance && id != noPoint) {
        m_focusedId = id;
        updatePlot();
        Q_EMIT pointActivated(id);
      }
      break;
    }
    case QEvent::MouseMove: {
      const auto* mouse = static_cast<QMouseEvent*>(event);
      handleHover(mouse->position(), mouse->globalPosition().toPoint());
      break;
    }
    case QEvent::Leave: handleHover({-1000.0, -1000.0}, {}); break;
    default: break;
  }
  return QWidget::eventFilter(watched, event);
}

void TradeoffChart::handleHover(const QPointF& position, const QPoint& global) {
  const int id = idAt(position);
  if (id == m_hoveredId) {
    return;
  }
  m_hoveredId = id;
  viewport()->setCursor(id == noPoint ? Qt::ArrowCursor : Qt::PointingHandCursor);
  const TradeoffPoint* point = m_model->find(id);
  if (point != nullptr) {
    const QString label =
        m_model->data(m_model->index(static_cast<int>(point - m_model->points().data()), 0)).toString();
    QToolTip::showText(global,
                       (label.isEmpty() ? QString() : label + QLatin1Char('\n')) + m_model->describe(*point) +
                           QLatin1Char('\n') + tr("Click to restore its knobs."),
                       viewport());
  } else {
    QToolTip::hideText();
  }
  updatePlot();
}

bool TradeoffChart::handleKey(int key) {
  std::vector<const TradeoffPoint*> order;
  for (const TradeoffPoint& point : m_model->points()) {
    order.push_back(&point);
  }
  if (order.empty()) {
    return false;
  }
  std::stable_sort(order.begin(), order.end(), [](const auto* a, const auto* b) { return a->opsRatio < b->opsRatio; });
  const TradeoffPoint* current = m_model->current();
  const int from = m_focusedId != noPoint ? m_focusedId : current != nullptr ? current->id : noPoint;
  const auto found = std::find_if(order.begin(), order.end(), [from](const auto* p) { return p->id == from; });
  const auto last = static_cast<std::ptrdiff_t>(order.size()) - 1;
  const std::ptrdiff_t at = found == order.end() ? 0 : found - order.begin();
  std::ptrdiff_t target = at;
  switch (key) {
    case Qt::Key_Left:
    case Qt::Key_Down: target = std::max<std::ptrdiff_t>(at - 1, 0); break;
    case Qt::Key_Right:
    case Qt::Key_Up: target = std::min(at + 1, last); break;
    case Qt::Key_Home: target = 0; break;
    case Qt::Key_End: target = last; break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space:
      if (m_focusedId != noPoint) {
        Q_EMIT pointActivated(m_focusedId);
      }
      return true;
    case Qt::Key_Escape:
      m_focusedId = noPoint;
      updatePlot();
      return true;
    default: return false;
  }
  m_focusedId = order[static_cast<std::size_t>(target)]->id;
  updatePlot();
  m_view->setAccessibleDescription(m_model->describe(*order[static_cast<std::size_t>(target)]));
  m_summary->setVisible(true);
  m_summary->setText(m_model->describe(*order[static_cast<std::size_t>(target)]));
  return true;
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
  m_legend->setEntries(m_plot->legend(m_budget->value()));
  updatePlot();
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
  m_view->setAccessibleName(tr("Trade-off chart: accuracy against how many times fewer operations"));
  m_view->setToolTip({});
}

void TradeoffChart::paintChart(QPainter& painter, const QRectF& area, const ChartStyle& style) const {
  TradeoffPlot plot(style, true);
  QGraphicsScene scene;
  scene.addItem(plot.chart());
  plot.update(*m_model, {.budgetPoints = m_budget->value(), .zoomToBudget = m_zoom->isChecked()});
  constexpr double side = 10.0;
  constexpr double gap = 4.0;
  const double used = paintLegend(&painter, area.adjusted(side, gap, -side, 0), style, plot.legend(m_budget->value()));
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
