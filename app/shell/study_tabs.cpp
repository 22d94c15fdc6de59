#include "shell/study_tabs.h"

#include "charts/savings_chart.h"
#include "charts/study_chart.h"
#include "charts/study_words.h"
#include "panels/effort_map_panel.h"

#include <QMenu>
#include <QPushButton>
#include <QTabBar>
#include <QToolButton>

#include <algorithm>

namespace effortlab::app {

namespace {

using effort::StudyKind;

/// As the thesis shows them; what it does not have stands last.
constexpr StudyKind order[] = {StudyKind::LayerTime,      StudyKind::Engines,    StudyKind::Margin,
                               StudyKind::SignPrediction, StudyKind::KnobShare,  StudyKind::Ratios,
                               StudyKind::EffortMap,      StudyKind::Saturation, StudyKind::Correlation,
                               StudyKind::ImageEffort,    StudyKind::Models};
const QString savingsName = QStringLiteral("savings");

}  // namespace

StudyTabs::StudyTabs(widgets::SavingsChart* savings, QWidget* parent)
    : QTabWidget(parent), m_addModel(new QPushButton), m_all(new QToolButton) {
  setDocumentMode(true);
  setUsesScrollButtons(true);
  tabBar()->setExpanding(false);
  addTab(savings, QString());
  m_studies.applyPeriods = new QPushButton;
  for (const StudyKind kind : order)
    addStudy(kind);
  m_all->setAutoRaise(true);
  m_all->setArrowType(Qt::DownArrow);
  m_all->setPopupMode(QToolButton::InstantPopup);
  m_all->setMenu(new QMenu(m_all));
  setCornerWidget(m_all);
  connect(this, &QTabWidget::currentChanged, this, [this] { Q_EMIT studyShown(current()); });
  retranslate();
}

void StudyTabs::addStudy(StudyKind kind) {
  auto* chart = new widgets::StudyChart(kind);
  m_studies.charts[static_cast<std::size_t>(kind)] = chart;
  m_order.push_back(kind);
  QWidget* page = chart;
  if (kind == StudyKind::EffortMap) {
    m_studies.effortMap = new widgets::EffortMapPanel(chart);
    page = m_studies.effortMap;
  }
  if (kind == StudyKind::Correlation)
    chart->addToHeader(m_studies.applyPeriods);
  if (kind == StudyKind::Models)
    chart->addToHeader(m_addModel);
  addTab(page, QString());
}

std::optional<StudyKind> StudyTabs::current() const {
  const int index = currentIndex();
  return index < 1 ? std::nullopt : std::optional(m_order[static_cast<std::size_t>(index - 1)]);
}

void StudyTabs::show(StudyKind kind) {
  const auto found = std::find(m_order.begin(), m_order.end(), kind);
  setCurrentIndex(static_cast<int>(found - m_order.begin()) + 1);
}

bool StudyTabs::showByName(const QString& name) {
  if (name == savingsName) {
    setCurrentIndex(0);
    return true;
  }
  for (const StudyKind kind : m_order) {
    const std::string_view known = effort::studyName(kind);
    if (name == QLatin1String(known.data(), static_cast<qsizetype>(known.size()))) {
      show(kind);
      return true;
    }
  }
  return false;
}

void StudyTabs::rebuildMenu() {
  QMenu* menu = m_all->menu();
  menu->clear();
  menu->setToolTipsVisible(true);
  for (int tab = 0; tab < count(); ++tab) {
    QAction* action = menu->addAction(tabText(tab));
    action->setToolTip(tabToolTip(tab));
    connect(action, &QAction::triggered, this, [this, tab] { setCurrentIndex(tab); });
  }
}

QSize StudyTabs::minimumSizeHint() const {
  return {widget(0)->minimumSizeHint().width(), QTabWidget::minimumSizeHint().height()};
}

void StudyTabs::retranslate() {
  setTabText(0, tr("Savings"));
  setTabToolTip(0, tr("MACs of every layer, executed and saved by each knob"));
  for (std::size_t i = 0; i < m_order.size(); ++i) {
    setTabText(static_cast<int>(i) + 1, widgets::studyTitle(m_order[i]));
    setTabToolTip(static_cast<int>(i) + 1, widgets::studyExplanation(m_order[i]));
  }
  m_all->setToolTip(tr("All studies"));
  m_all->setAccessibleName(tr("All studies"));
  setAccessibleName(tr("Studies"));
  m_studies.applyPeriods->setText(tr("Use the periods"));
  m_addModel->setText(tr("Add a model …"));
  m_addModel->setToolTip(
      tr("Compares another network too, on the same images or, where they do not fit, the built-in ones"));
  rebuildMenu();
}

}  // namespace effortlab::app
