#include "controllers/fovea_presenter.h"

#include "charts/frame_cost_chart.h"
#include "charts/object_count_chart.h"
#include "charts/precision_chart.h"
#include "charts/speedup_chart.h"
#include "detect/decoders.h"
#include "panels/policy_panel.h"
#include "video/montage_view.h"
#include "video/player_bar.h"
#include "video/prior_overlay.h"
#include "video/timeline_strip.h"
#include "video/video_view.h"

#include <QCheckBox>

namespace effortlab::app {

namespace {

/// Charts and timeline; the picture itself comes as it is there.
constexpr int chartTickMs = 50;

QStringList names(const std::vector<std::string>& labels) {
  QStringList list;
  for (const std::string& label : labels)
    list << QString::fromStdString(label);
  return list;
}

QString policyName(const fovea::PolicySettings& settings) {
  return QString::fromStdString(fovea::policyText(settings.policy()));
}

}  // namespace

FoveaPresenter::FoveaPresenter(const FoveaWidgets& view, QObject* parent) : QObject(parent), m_view(view) {
  m_tick.setInterval(chartTickMs);
  m_tick.setSingleShot(true);
  connect(&m_tick, &QTimer::timeout, this, &FoveaPresenter::flush);
  connectHover();
}

void FoveaPresenter::connectHover() {
  connect(m_view.video, &widgets::VideoView::tileHovered, m_view.montage, &widgets::MontageView::setHighlightedTile);
  connect(m_view.montage, &widgets::MontageView::tileHovered, m_view.video, &widgets::VideoView::setHighlightedTile);
  // A box stands out where its own tile is, not any that shows the place.
  connect(m_view.video, &widgets::VideoView::boxHovered, this, [this](int, int track) {
    if (track < 0 || !m_shown || !m_shown->a)
      return;
    const auto& tiles = m_shown->a->tiles;
    for (std::size_t i = 0; i < tiles.size(); ++i)
      if (tiles[i].track == track)
        m_view.montage->setHighlightedTile(static_cast<int>(i));
  });
}

void FoveaPresenter::setVideo(std::shared_ptr<const OpenVideo> open) {
  m_open = std::move(open);
  m_shown = nullptr;
  m_speedUp.setFull({});
  m_view.cost->setFull(0.0, 0.0);
  m_view.video->setFrame(nullptr);
  m_view.video->setBoxes({});
  m_view.video->setTiles({});
  m_view.video->setTruth({});
  m_view.video->setComparison(std::nullopt);
  m_view.montage->clear();
  if (m_open) {
    const data::VideoInfo& info = m_open->video->info();
    m_view.video->setClassNames(names(m_open->choice->labels));
    m_view.video->setTruthClassNames(names(m_open->truthNames));
    m_view.timeline->setVideo(info.frames, info.framesPerSecond);
    m_view.player->setVideo(info.frames, info.framesPerSecond);
    m_view.player->setHasTruth(m_open->truth != nullptr);
  }
  forget();
}

void FoveaPresenter::setPolicies(const PolicyPair& policies) {
  const bool sameA = policies.a == m_policies.a;
  m_policies = policies;
  if (sameA) {  // only what it is compared with
    showBoxes();
    return;
  }
  forget();
  m_view.precision->setPolicyName(policyName(policies.a));
}

void FoveaPresenter::forget() {
  const widgets::FullFrameCost full = m_speedUp.full();  // it is the detector's, whatever the policy
  m_seen.clear();
  m_waiting.clear();
  m_speedUp.clear();
  m_speedUp.setFull(full);
  m_lastAdded = -1;
  m_fullFrames = 0;
  m_totalMs = 0.0;
  m_figures = {};
  m_view.timeline->clearKinds();
  m_view.timeline->setMarks({}, {});
  m_view.cost->clear();
  m_view.speedUp->clear();
  m_view.objects->clear();
  m_view.precision->clear();
  Q_EMIT figuresChanged();
}

void FoveaPresenter::show(const FrameViewPtr& frame, bool playing) {
  m_shown = frame;
  m_view.video->setFrame(frame->image);
  m_view.timeline->setCurrentFrame(frame->frame);
  m_view.player->setFrame(frame->frame);
  if (!frame->a)
    m_view.montage->clear();
  else if (!playing || frame->a->kind != fovea::FrameKind::Skipped)
    m_view.montage->setRecord(*frame->a);
  m_figures.objects = frame->a ? static_cast<std::int64_t>(frame->a->boxes.size()) : 0;
  showBoxes();
  showTruth();
  if (!m_tick.isActive())
    m_tick.start();
}

void FoveaPresenter::showBoxes() {
  if (!m_shown)
    return;
  if (m_shown->a) {
    m_view.video->setRecord(*m_shown->a);
  } else {
    m_view.video->setBoxes({});
    m_view.video->setTiles({});
  }
  if (m_policies.b && m_shown->b)
    m_view.video->setComparison(
        widgets::VideoView::Comparison{.name = policyName(*m_policies.b), .boxes = m_shown->b->boxes},
        policyName(m_policies.a));
  else
    m_view.video->setComparison(std::nullopt);
}

/// With what became of each box and object.
void FoveaPresenter::showTruth() {
  std::vector<data::Annotation> objects;
  if (m_open && m_open->truth && m_shown->frame < std::ssize(*m_open->truth))
    objects = (*m_open->truth)[static_cast<std::size_t>(m_shown->frame)];
  widgets::VideoView::Verdicts verdicts;
  if (m_open && m_open->truth && m_shown->a) {
    verdicts.missed.assign(objects.size(), true);
    const auto frame = static_cast<std::size_t>(m_shown->frame);
    for (const detect::Match& match : detect::matchFrame(detectionsOf(*m_shown->a), objects, frame, {})) {
      verdicts.boxes.push_back(match.kind);
      if (match.object >= 0)
        verdicts.missed[static_cast<std::size_t>(match.object)] = false;
    }
    for (std::size_t i = 0; i < objects.size(); ++i)
      if (!objects[i].counted)
        verdicts.missed[i] = false;
  }
  m_view.video->setTruth(std::move(objects));
  m_view.video->setVerdicts(std::move(verdicts));
  showPriors();
}

void FoveaPresenter::showPriors() {
  const auto* detection = m_open && m_open->choice->model && m_open->choice->model->manifest.detection
                              ? &*m_open->choice->model->manifest.detection
                              : nullptr;
  m_view.priors->setEnabled(detection != nullptr && detection->ssd && m_open->truth);
  if (!m_view.priors->isEnabled() || !m_view.priors->isChecked() || !m_shown) {
    m_view.video->setPriors(std::nullopt);
    return;
  }
  const model::ImageSize input = m_open->detector->limits().usual;
  const std::vector<float> values = detect::defaultBoxes(*detection->ssd, input.width, input.height);
  const data::VideoInfo& info = m_open->video->info();
  std::span<const data::Annotation> truth;
  if (m_shown->frame < std::ssize(*m_open->truth))
    truth = (*m_open->truth)[static_cast<std::size_t>(m_shown->frame)];
  m_view.video->setPriors(widgets::makePriorOverlay(values, {.height = info.height, .width = info.width}, truth));
}

void FoveaPresenter::add(const std::vector<SeenFrame>& seen) {
  m_waiting.insert(m_waiting.end(), seen.begin(), seen.end());
  if (!m_tick.isActive())
    m_tick.start();
}

void FoveaPresenter::flush() {
  m_tick.stop();
  for (const SeenFrame& seen : m_waiting)
    addToCharts(seen);
  m_waiting.clear();
  if (m_open)
    m_view.timeline->setDecoded(m_open->video->cachedSpans());
  Q_EMIT figuresChanged();
}

/// What a whole frame costs, from those the policies looked at whole.
void FoveaPresenter::learnFullCost(const fovea::FrameRecord& record) {
  if (record.kind != fovea::FrameKind::Full)
    return;
  constexpr double share = 0.2;  // of the newest in the running mean
  widgets::FullFrameCost full = m_speedUp.full();
  const bool first = full.totalMs <= 0.0;
  const double part = first ? 1.0 : share;
  full.input = record.canvas;
  full.macs = static_cast<double>(record.macs);
  full.detectorMs += part * (record.ms.detector - full.detectorMs);
  full.totalMs += part * (record.ms.total - full.totalMs);
  m_speedUp.setFull(full);
  m_view.cost->setFull(full.totalMs, full.macs);
}

void FoveaPresenter::addToCharts(const SeenFrame& seen) {
  if (!seen.a)
    return;
  const fovea::FrameRecord& record = *seen.a;
  if (seen.frame != m_lastAdded + 1) {  // a running mean runs over frames in a row
    const widgets::FullFrameCost full = m_speedUp.full();
    m_speedUp.clear();
    m_speedUp.setFull(full);
    m_view.speedUp->clear();
    m_figures.frames = m_figures.processed = 0;
    m_totalMs = 0.0;
  }
  m_lastAdded = seen.frame;
  m_seen[seen.frame] = seen;
  if (seen.b && m_policies.b && m_policies.b->policy().kind == fovea::PolicyKind::Full)
    learnFullCost(*seen.b);
  else
    learnFullCost(record);
  m_speedUp.add(record);
  m_totalMs += record.ms.total;
  ++m_figures.frames;
  if (record.kind != fovea::FrameKind::Skipped)
    ++m_figures.processed;
  m_figures.msPerFrame = m_totalMs / static_cast<double>(m_figures.frames);
  m_figures.speedUp = m_speedUp.perFrame();
  m_view.timeline->setKind(seen.frame, record.kind);
  m_view.cost->add(record);
  m_view.objects->add(record);
  if (m_figures.speedUp)
    m_view.speedUp->add(seen.frame, *m_figures.speedUp);
}

void FoveaPresenter::retranslate() {
  if (m_shown)
    showBoxes();
}

}  // namespace effortlab::app
