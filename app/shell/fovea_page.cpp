#include "shell/fovea_page.h"

#include "charts/frame_cost_chart.h"
#include "charts/object_count_chart.h"
#include "charts/precision_chart.h"
#include "charts/speedup_chart.h"
#include "data/scenes.h"
#include "panels/evaluation_table.h"
#include "panels/policy_panel.h"
#include "settings/window_settings.h"
#include "shell/icons.h"
#include "video/montage_view.h"
#include "video/origin_legend.h"
#include "video/player_bar.h"
#include "video/timeline_strip.h"
#include "video/video_view.h"

#include <QCheckBox>
#include <QComboBox>
#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QSplitter>
#include <QTabWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace effortlab::app {

namespace {

const QString foveaColumnsKey = QStringLiteral("fovea/columns");
const QString foveaRowsKey = QStringLiteral("fovea/rows");
const QString foveaPicturesKey = QStringLiteral("fovea/pictures");
const QString foveaTabKey = QStringLiteral("fovea/tab");

/// The panel on the right gets its share of the width within limits; of the rest the video gets most.
constexpr double foveaSideShare = 0.24;
constexpr int smallestSide = 304;
constexpr int largestSide = 400;
constexpr double leastPictureShare = 0.45;
constexpr double largestPictureShare = 0.7;
constexpr double stageShare = 0.64;
constexpr int pageMargin = 8;
constexpr int splitterHandle = 6;

const char* const comparisons[] = {"full", "every:5", "track:5", "thesis", "best"};

enum Tab { CostTab, SpeedUpTab, PrecisionTab, ObjectsTab, EvaluationTab };

}  // namespace

QStringList foveaTabNames() {
  return {QStringLiteral("cost"), QStringLiteral("speed-up"), QStringLiteral("ap"), QStringLiteral("objects"),
          QStringLiteral("evaluation")};
}

FoveaPage::FoveaPage(QWidget* parent)
    : QWidget(parent),
      m_columns(new QSplitter(Qt::Horizontal)),
      m_rows(new QSplitter(Qt::Vertical)),
      m_pictures(new QSplitter(Qt::Horizontal)) {
  m_rows->addWidget(makeStage());
  m_tabs = makeTabs();
  showCorner();
  m_rows->addWidget(m_tabs);
  m_columns->addWidget(m_rows);
  m_columns->addWidget(makeSide());
  for (QSplitter* splitter : {m_columns, m_rows, m_pictures}) {
    splitter->setChildrenCollapsible(false);
    splitter->setHandleWidth(splitterHandle);
    connect(splitter, &QSplitter::splitterMoved, this, [this] { m_userArranged = true; });
  }
  m_columns->setStretchFactor(0, 1);
  m_rows->setStretchFactor(0, 1);
  m_pictures->setStretchFactor(0, 1);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(m_columns);
  m_widgets.player->installKeys(this);
  retranslate();
}

QWidget* FoveaPage::makeStage() {
  m_widgets.video = new widgets::VideoView;
  m_widgets.montage = new widgets::MontageView;
  m_widgets.timeline = new widgets::TimelineStrip;
  m_widgets.player = new widgets::PlayerBar;
  m_legend = new widgets::OriginLegend;
  m_pictures->addWidget(m_widgets.video);
  m_pictures->addWidget(m_widgets.montage);
  auto* stage = new QWidget;
  auto* layout = new QVBoxLayout(stage);
  layout->setContentsMargins(pageMargin, pageMargin / 2, 0, 0);
  layout->setSpacing(2);
  layout->addWidget(m_pictures, 1);
  layout->addWidget(m_legend);
  layout->addWidget(m_widgets.timeline);
  layout->addWidget(m_widgets.player);
  return stage;
}

QTabWidget* FoveaPage::makeTabs() {
  m_widgets.cost = new widgets::FrameCostChart;
  m_widgets.speedUp = new widgets::SpeedUpChart;
  m_widgets.precision = new widgets::PrecisionChart;
  m_widgets.objects = new widgets::ObjectCountChart;
  m_widgets.evaluation = new widgets::EvaluationTable;
  auto* tabs = new QTabWidget;
  tabs->setDocumentMode(true);
  tabs->addTab(m_widgets.cost, QString());
  tabs->addTab(m_widgets.speedUp, QString());
  tabs->addTab(m_widgets.precision, QString());
  tabs->addTab(m_widgets.objects, QString());
  tabs->addTab(m_widgets.evaluation, QString());
  m_unit = new QComboBox;
  m_unit->addItems({QString(), QString()});
  connect(m_unit, &QComboBox::currentIndexChanged, this, [this](int index) {
    m_widgets.cost->setUnit(index == 0 ? widgets::FrameCostChart::Unit::Milliseconds
                                       : widgets::FrameCostChart::Unit::Macs);
  });
  m_widgets.useMaximum = new QPushButton;
  auto* corner = new QWidget;
  auto* row = new QHBoxLayout(corner);
  row->setContentsMargins(0, 0, 0, 2);
  row->addWidget(m_unit);
  row->addWidget(m_widgets.useMaximum);
  tabs->setCornerWidget(corner);
  connect(tabs, &QTabWidget::currentChanged, this, &FoveaPage::showCorner);
  return tabs;
}

QWidget* FoveaPage::makeSide() {
  m_widgets.policy = new widgets::PolicyPanel;
  auto* content = new QWidget;
  auto* layout = new QVBoxLayout(content);
  layout->setContentsMargins(pageMargin, pageMargin, pageMargin, pageMargin);
  layout->setSpacing(pageMargin);
  layout->addWidget(makeSource());
  layout->addWidget(makeLayers());
  auto* line = new QFrame;
  line->setFrameShape(QFrame::HLine);
  line->setForegroundRole(QPalette::Mid);
  line->setFrameShadow(QFrame::Plain);
  layout->addWidget(line);
  layout->addWidget(m_widgets.policy, 1);
  return content;
}

QWidget* FoveaPage::makeSource() {
  m_videos = new QComboBox;
  m_openVideo = new QToolButton;
  m_detector = new QLabel;
  m_openDetector = new QToolButton;
  m_widgets.comparison = new QComboBox;
  m_videoLabel = new QLabel;
  m_detectorLabel = new QLabel;
  m_comparisonLabel = new QLabel;
  m_videoLabel->setBuddy(m_videos);
  m_comparisonLabel->setBuddy(m_widgets.comparison);
  for (QComboBox* box : {m_videos, m_widgets.comparison}) {
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box->setMinimumContentsLength(8);
  }
  for (QToolButton* button : {m_openVideo, m_openDetector}) {
    button->setPopupMode(QToolButton::InstantPopup);
    button->setAutoRaise(true);
  }
  m_detector->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
  m_detector->setTextInteractionFlags(Qt::TextSelectableByMouse);
  m_detector->setTextFormat(Qt::PlainText);
  for (const data::SceneSpec& scene : data::builtInScenes()) {
    if (!scene.heldOut)
      continue;
    m_videos->addItem(QString::fromStdString(scene.name), QString::fromStdString("scene:" + scene.name));
    m_videos->setItemData(m_videos->count() - 1, QString::fromStdString(scene.purpose), Qt::ToolTipRole);
  }
  auto* holder = new QWidget;
  auto* grid = new QGridLayout(holder);
  grid->setContentsMargins(0, 0, 0, 0);
  grid->addWidget(m_videoLabel, 0, 0);
  grid->addWidget(m_videos, 0, 1);
  grid->addWidget(m_openVideo, 0, 2);
  grid->addWidget(m_detectorLabel, 1, 0);
  grid->addWidget(m_detector, 1, 1);
  grid->addWidget(m_openDetector, 1, 2);
  grid->addWidget(m_comparisonLabel, 2, 0);
  grid->addWidget(m_widgets.comparison, 2, 1, 1, 2);
  grid->setColumnStretch(1, 1);
  return holder;
}

QWidget* FoveaPage::makeLayers() {
  m_layersLabel = new QLabel;
  m_boxes = new QCheckBox;
  m_labels = new QCheckBox;
  m_truth = new QCheckBox;
  m_tiles = new QCheckBox;
  m_widgets.priors = new QCheckBox;
  const widgets::VideoView::Layers layers = m_widgets.video->layers();
  m_boxes->setChecked(layers.boxes);
  m_labels->setChecked(layers.labels);
  m_truth->setChecked(layers.truth);
  m_tiles->setChecked(layers.tiles);
  auto* holder = new QWidget;
  auto* grid = new QGridLayout(holder);
  grid->setContentsMargins(0, 0, 0, 0);
  grid->setVerticalSpacing(2);
  grid->addWidget(m_layersLabel, 0, 0, 1, 2);
  int place = 0;
  for (QCheckBox* box : {m_boxes, m_labels, m_truth, m_tiles, m_widgets.priors}) {
    grid->addWidget(box, 1 + place / 2, place % 2);
    ++place;
    connect(box, &QCheckBox::toggled, this, &FoveaPage::applyLayers);
  }
  return holder;
}

/// What belongs to the tab on screen.
void FoveaPage::showCorner() {
  m_unit->setVisible(m_tabs->currentIndex() == CostTab);
  m_widgets.useMaximum->setVisible(m_tabs->currentIndex() == ObjectsTab);
}

void FoveaPage::applyLayers() {
  widgets::VideoView::Layers layers = m_widgets.video->layers();
  layers.boxes = m_boxes->isChecked();
  layers.labels = m_labels->isChecked();
  layers.truth = m_truth->isChecked();
  m_legend->setTruthShown(layers.truth);
  layers.tiles = m_tiles->isChecked();
  layers.priors = m_widgets.priors->isChecked();
  m_widgets.video->setLayers(layers);
}

void FoveaPage::fillComparisons() {
  QComboBox* box = m_widgets.comparison;
  if (box->count() == 0) {
    box->addItem(QString(), QString());
    for (const char* name : comparisons)
      box->addItem(QString::fromLatin1(name), QString::fromLatin1(name));
  }
  box->setItemText(0, tr("nothing"));
}

void FoveaPage::saveLayout(WindowSettings& settings) const {
  settings.setLayout(foveaColumnsKey, m_columns->saveState());
  settings.setLayout(foveaRowsKey, m_rows->saveState());
  settings.setLayout(foveaPicturesKey, m_pictures->saveState());
  settings.setLayout(foveaTabKey, QByteArray::number(m_tabs->currentIndex()));
}

void FoveaPage::restoreLayout(const WindowSettings& settings) {
  m_userArranged = m_columns->restoreState(settings.layout(foveaColumnsKey)) &&
                   m_rows->restoreState(settings.layout(foveaRowsKey)) &&
                   m_pictures->restoreState(settings.layout(foveaPicturesKey));
  m_tabs->setCurrentIndex(settings.layout(foveaTabKey).toInt());
}

void FoveaPage::setAspect(double aspect) {
  m_aspect = aspect;
  if (!m_userArranged && isVisible())
    shareSpace();
}

bool FoveaPage::showTab(const QString& name) {
  const auto tab = static_cast<int>(foveaTabNames().indexOf(name));
  if (tab >= 0)
    m_tabs->setCurrentIndex(tab);
  return tab >= 0;
}

void FoveaPage::resetLayout() {
  m_userArranged = false;
  shareSpace();
}

void FoveaPage::shareSpace() {
  const int width = m_columns->width() - splitterHandle;
  const int side = std::clamp(static_cast<int>(width * foveaSideShare), smallestSide, largestSide);
  m_columns->setSizes({width - side, side});
  const int height = m_rows->height() - splitterHandle;
  const int stage = static_cast<int>(height * stageShare);
  m_rows->setSizes({stage, height - stage});
  const int below = m_legend->sizeHint().height() + m_widgets.timeline->sizeHint().height() +
                    m_widgets.player->sizeHint().height() + pageMargin;
  const double pictures = width - side - pageMargin - splitterHandle;
  const auto video = static_cast<int>(
      std::clamp((stage - below) * m_aspect, leastPictureShare * pictures, largestPictureShare * pictures));
  m_pictures->setSizes({video, static_cast<int>(pictures) - video});
}

void FoveaPage::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  if (!m_userArranged)
    shareSpace();
  Q_EMIT shownChanged(true);
}

void FoveaPage::hideEvent(QHideEvent* event) {
  QWidget::hideEvent(event);
  Q_EMIT shownChanged(false);
}

void FoveaPage::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  if (!m_userArranged)
    shareSpace();
}

void FoveaPage::refreshIcons() {
  for (QToolButton* button : {m_openVideo, m_openDetector})
    button->setIcon(themedIcon(QStringLiteral("open"), palette()));
}

void FoveaPage::changeEvent(QEvent* event) {
  if (event->type() == QEvent::PaletteChange && m_openVideo != nullptr)
    refreshIcons();
  QWidget::changeEvent(event);
}

void FoveaPage::retranslate() {
  refreshIcons();
  m_videoLabel->setText(tr("&Video"));
  m_videos->setAccessibleName(tr("Video"));
  m_openVideo->setToolTip(tr("Open another video"));
  m_openVideo->setAccessibleName(m_openVideo->toolTip());
  m_detectorLabel->setText(tr("Detector"));
  m_openDetector->setToolTip(tr("Open another detector or precomputed detections"));
  m_openDetector->setAccessibleName(m_openDetector->toolTip());
  m_comparisonLabel->setText(tr("&Compare with"));
  m_widgets.comparison->setAccessibleName(tr("Policy to compare with"));
  m_widgets.comparison->setToolTip(
      tr("A second policy looks at the same frames; its boxes stand right of the divider in the picture"));
  fillComparisons();
  m_layersLabel->setText(tr("In the picture"));
  m_boxes->setText(tr("Boxes"));
  m_labels->setText(tr("Labels"));
  m_truth->setText(tr("Ground truth"));
  m_tiles->setText(tr("Tiles"));
  m_widgets.priors->setText(tr("Default boxes"));
  m_widgets.priors->setToolTip(
      tr("Default boxes of an SSD at a full frame's size, and which of them the objects are matched to (figure 3.4 of "
         "the thesis); needs ground truth"));
  m_unit->setItemText(0, tr("milliseconds"));
  m_unit->setItemText(1, tr("MACs"));
  m_widgets.useMaximum->setToolTip(
      tr("Sets max_obj to the number of objects that 95 % of the frames do not exceed: more, and whole frames are "
         "looked at. Policy thesis has this parameter."));
  m_unit->setAccessibleName(tr("Unit of the cost"));
  const QStringList names{tr("Cost"), tr("Speed-up"), tr("AP so far"), tr("Objects"), tr("Evaluation")};
  const QStringList tips{
      tr("What each frame cost, by stage"), tr("How much faster than full frames: equation 3.9, MACs, measured"),
      tr("Average precision of the frames seen so far"), tr("How many objects a frame shows, and what max_obj suits"),
      tr("Policies side by side over the whole video")};
  for (int tab = 0; tab < names.size(); ++tab) {
    m_tabs->setTabText(tab, names[tab]);
    m_tabs->setTabToolTip(tab, tips[tab]);
  }
  m_tabs->setAccessibleName(tr("Charts and evaluation"));
}

}  // namespace effortlab::app
