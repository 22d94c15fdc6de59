#include "shell/knobs_page.h"

#include "charts/savings_chart.h"
#include "charts/tradeoff_chart.h"
#include "panels/knob_panel.h"
#include "panels/layer_table_delegate.h"
#include "settings/window_settings.h"
#include "shell/study_tabs.h"

#include <QHeaderView>
#include <QLabel>
#include <QScrollBar>
#include <QSignalBlocker>
#include <QSplitter>
#include <QTableView>
#include <QVBoxLayout>

namespace effortlab::app {

namespace {

const QString columnsKey = QStringLiteral("knobs/columns");
const QString chartsKey = QStringLiteral("knobs/charts");
const QString studyKey = QStringLiteral("knobs/study");
const QString tableKey = QStringLiteral("knobs/layers");

/// The panel of knobs gets its share of the width within limits; table and charts share the rest. The table takes what
/// its columns need where that leaves the charts enough.
constexpr double panelShare = 0.23;
constexpr int smallestPanel = 330;
constexpr int largestPanel = 420;
constexpr double tableShareOfRest = 0.44;
constexpr double largestTableShareOfRest = 0.63;
constexpr int readableCharts = 380;
/// What one works with stands first: narrow windows cut off the rest.
constexpr widgets::LayerTableModel::Column columnOrder[] = {
    widgets::LayerTableModel::Name, widgets::LayerTableModel::Spet,   widgets::LayerTableModel::Sdss,
    widgets::LayerTableModel::Sfma, widgets::LayerTableModel::Saved,  widgets::LayerTableModel::Overhead,
    widgets::LayerTableModel::Ms,   widgets::LayerTableModel::Kernel, widgets::LayerTableModel::Macs,
    widgets::LayerTableModel::Type, widgets::LayerTableModel::Output};

}  // namespace

KnobsPage::KnobsPage(QWidget* parent)
    : QWidget(parent), m_columns(new QSplitter(Qt::Horizontal)), m_charts(new QSplitter(Qt::Vertical)) {
  m_widgets.layers = new widgets::LayerTableModel(this);
  m_widgets.tradeoff = new widgets::TradeoffModel(this);
  m_widgets.panel = new widgets::KnobPanel;
  m_widgets.tradeoffChart = new widgets::TradeoffChart(m_widgets.tradeoff);
  m_widgets.savings = new widgets::SavingsChart;

  m_charts->addWidget(m_widgets.tradeoffChart);
  m_studies = new StudyTabs(m_widgets.savings);
  m_charts->addWidget(m_studies);
  m_columns->addWidget(makeTable());
  m_columns->addWidget(m_widgets.panel);
  m_columns->addWidget(m_charts);
  for (QSplitter* splitter : {m_columns, m_charts}) {
    splitter->setChildrenCollapsible(false);
    splitter->setHandleWidth(6);
  }
  connect(m_columns, &QSplitter::splitterMoved, this, [this] { m_userArranged = true; });
  m_columns->setStretchFactor(0, 4);
  m_columns->setStretchFactor(1, 2);
  m_columns->setStretchFactor(2, 5);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(m_columns);
  retranslate();
}

QWidget* KnobsPage::makeTable() {
  m_table = new QTableView;
  m_table->setModel(m_widgets.layers);
  m_table->setItemDelegate(new widgets::LayerTableDelegate(m_table));
  m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
  m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
  m_table->setAlternatingRowColors(true);
  m_table->setShowGrid(false);
  m_table->setWordWrap(false);
  m_table->setTabKeyNavigation(false);
  m_table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
  m_table->setMouseTracking(true);  // padlocks appear under the pointer
  m_table->verticalHeader()->hide();
  m_table->horizontalHeader()->setHighlightSections(false);
  m_table->horizontalHeader()->setSectionsMovable(true);
  orderColumns();
  m_table->horizontalHeader()->setStretchLastSection(true);
  connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex& current) {
    if (current.isValid())
      Q_EMIT nodeSelected(current.data(widgets::LayerTableModel::NodeRole).toInt());
  });
  connect(m_widgets.layers, &QAbstractItemModel::modelReset, this, [this] {
    m_columnsFitted = false;
    fitColumns();
  });
  connect(m_widgets.layers, &QAbstractItemModel::dataChanged, this, &KnobsPage::fitColumns);
  m_table->setColumnHidden(widgets::LayerTableModel::Kernel, true);
  m_table->setColumnHidden(widgets::LayerTableModel::Overhead, true);

  m_tableTitle = new QLabel;
  m_tableTitle->setBuddy(m_table);
  m_tableTitle->setContentsMargins(10, 6, 8, 4);
  auto* holder = new QWidget;
  auto* layout = new QVBoxLayout(holder);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addWidget(m_tableTitle);
  layout->addWidget(m_table);
  return holder;
}

void KnobsPage::orderColumns() {
  QHeaderView* header = m_table->horizontalHeader();
  for (int position = 0; position < static_cast<int>(std::size(columnOrder)); ++position)
    header->moveSection(header->visualIndex(columnOrder[position]), position);
}

/// Kernels once a plan is known, costs once a knob has any: else there is nothing to show.
void KnobsPage::showKernels() {
  const auto& rows = m_widgets.layers->rows();
  const bool costs = std::any_of(rows.begin(), rows.end(),
                                 [](const widgets::LayerRow& row) { return row.overheadFraction.value_or(0.0) > 0.0; });
  const bool kernelsMoved = showColumn(widgets::LayerTableModel::Kernel, m_widgets.layers->hasKernels());
  const bool costsMoved = showColumn(widgets::LayerTableModel::Overhead, costs);
  if ((kernelsMoved || costsMoved) && m_columnsFitted && !m_userArranged)
    shareWidth();
}

/// True where the column was hidden before.
bool KnobsPage::showColumn(int column, bool shown) {
  const bool hidden = m_table->isColumnHidden(column);
  if (hidden == shown)
    m_table->setColumnHidden(column, !shown);
  if (!hidden || !shown)
    return false;
  m_table->resizeColumnToContents(column);
  return true;
}

/// Once a network, when its first figures are there.
void KnobsPage::fitColumns() {
  showKernels();
  if (m_columnsFitted || m_widgets.layers->rowCount() == 0)
    return;
  m_table->horizontalHeader()->setStretchLastSection(false);  // or the last one keeps the width it began with
  m_table->resizeColumnsToContents();
  m_table->horizontalHeader()->setStretchLastSection(true);
  const auto& rows = m_widgets.layers->rows();
  m_columnsFitted =
      std::any_of(rows.begin(), rows.end(), [](const widgets::LayerRow& row) { return row.ms.has_value(); });
  if (m_columnsFitted && !m_userArranged)
    shareWidth();
}

void KnobsPage::showCurrentNode(int node) {
  const int row = m_widgets.layers->rowOfNode(node);
  if (row < 0 || m_table->currentIndex().row() == row)
    return;
  const QSignalBlocker blocker(this);
  m_table->setCurrentIndex(m_widgets.layers->index(row, 0));
}

void KnobsPage::saveLayout(WindowSettings& settings) const {
  settings.setLayout(columnsKey, m_columns->saveState());
  settings.setLayout(chartsKey, m_charts->saveState());
  settings.setLayout(tableKey, m_table->horizontalHeader()->saveState());
  settings.setLayout(studyKey, QByteArray::number(m_studies->currentIndex()));
}

void KnobsPage::restoreLayout(const WindowSettings& settings) {
  m_userArranged =
      m_columns->restoreState(settings.layout(columnsKey)) && m_charts->restoreState(settings.layout(chartsKey));
  m_arranged = m_userArranged;
  m_columnsFitted = m_table->horizontalHeader()->restoreState(settings.layout(tableKey));
  m_studies->setCurrentIndex(settings.layout(studyKey).toInt());
  showKernels();
}

int KnobsPage::widthOfColumns() const {
  const QAbstractItemView* view = m_table;  // where the hints are public
  const QHeaderView* header = m_table->horizontalHeader();
  int width = 2 * m_table->frameWidth();
  for (int column = 0; column < header->count(); ++column)
    if (!header->isSectionHidden(column))
      width += std::max(header->sectionSizeHint(column), view->sizeHintForColumn(column));
  const QScrollBar* bar = m_table->verticalScrollBar();
  return width + (bar->maximum() > 0 ? bar->sizeHint().width() : 0);
}

void KnobsPage::shareWidth() {
  const int width = m_columns->width() - 2 * m_columns->handleWidth();
  const int panel = std::clamp(static_cast<int>(width * panelShare), smallestPanel, largestPanel);
  const int rest = width - panel;
  const int most = std::min(static_cast<int>(rest * largestTableShareOfRest), rest - readableCharts);
  const int table = m_columnsFitted ? std::min(widthOfColumns(), most) : static_cast<int>(rest * tableShareOfRest);
  m_columns->setSizes({table, panel, rest - table});
}

void KnobsPage::resetLayout() {
  orderColumns();
  m_userArranged = false;
  m_columnsFitted = false;
  fitColumns();
  shareWidth();
  m_charts->setSizes({m_charts->height() * 3 / 5, m_charts->height() * 2 / 5});
  m_arranged = true;
}

void KnobsPage::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  if (!m_arranged)
    resetLayout();
}

void KnobsPage::retranslate() {
  m_tableTitle->setText(tr("La&yers"));
  m_table->setAccessibleName(tr("Layers"));
  m_widgets.panel->setAccessibleName(tr("Knobs of the chosen layer"));
  m_widgets.tradeoffChart->setAccessibleName(tr("Accuracy against operations"));
  m_widgets.savings->setAccessibleName(tr("Savings of each layer"));
  m_studies->retranslate();
  m_widgets.layers->setLocale(QLocale());
  m_widgets.layers->retranslate();
  m_widgets.tradeoff->setLocale(QLocale());
  m_widgets.tradeoff->retranslate();
}

}  // namespace effortlab::app
