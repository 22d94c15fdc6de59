// StudyController: the image browser, its pictures, and the sampling periods that the correlation study suggests.
#include "charts/study_chart.h"
#include "controllers/study_controller.h"
#include "panels/effort_map_panel.h"
#include "panels/image_browser.h"

#include <QPushButton>
#include <QRegularExpression>

#include <algorithm>
#include <cmath>

namespace effortlab::app {

namespace {

using effort::StudyKind;

/// Of the hardest, and of the easiest.
constexpr std::size_t browserImages = 24;
/// Thumbnails arrive in parts, so that the first are there at once.
constexpr std::size_t previewPart = 8;

}  // namespace

int StudyController::placeOf(double indexInSet) const {
  const auto index = static_cast<std::int64_t>(std::llround(indexInSet));
  const auto& images = m_workspace->images;
  const auto found = std::find(images.begin(), images.end(), index);
  return found == images.end() ? 0 : static_cast<int>(found - images.begin());
}

void StudyController::fillBrowser() {
  const FigurePtr figure = entry(StudyKind::ImageEffort).figure;
  if (!figure || !m_workspace)
    return;
  struct Cost {
    double share = 0.0;
    double index = 0.0;
  };
  std::vector<Cost> costs;
  for (const effort::FigureSeries& series : figure->series)
    for (std::size_t i = 0; i < series.y.size() && i < series.x.size(); ++i)
      costs.push_back({series.y[i], series.x[i]});
  std::sort(costs.begin(), costs.end(),
            [](const Cost& a, const Cost& b) { return a.share != b.share ? a.share > b.share : a.index < b.index; });
  const auto entryOf = [this](const Cost& cost) {
    const QString percent = tr("%1 %", "percentage").arg(QLocale().toString(100.0 * cost.share, 'f', 1));
    return widgets::ImageBrowser::Entry{placeOf(cost.index), percent};
  };
  std::vector<widgets::ImageBrowser::Entry> hardest;
  std::vector<widgets::ImageBrowser::Entry> easiest;
  for (std::size_t i = 0; i < std::min(browserImages, costs.size()); ++i) {
    hardest.push_back(entryOf(costs[i]));
    easiest.push_back(entryOf(costs[costs.size() - 1 - i]));
  }
  m_view.effortMap->browser()->setEntries(hardest, easiest);
}

/// The picture before the maps first, then the thumbnails.
void StudyController::wantPreviews() {
  if (m_visible != StudyKind::EffortMap || m_dragging || !m_workspace || m_previews.isRunning())
    return;
  std::vector<int> wanted = m_view.effortMap->browser()->missingThumbnails();
  std::erase_if(wanted, [this](int image) { return m_unreadable.contains(image); });
  const int current = m_view.effortMap->browser()->current();
  if (m_pictured != current && !m_unreadable.contains(current))
    wanted.insert(wanted.begin(), current);
  if (wanted.empty())
    return;
  wanted.resize(std::min(wanted.size(), previewPart));
  m_asked = wanted;
  m_previews.start([workspace = m_workspace, wanted](const PreviewJob::Context& context) {
    return previewImages(*workspace, wanted, context.control);
  });
}

void StudyController::takePreviews(JobStatus status) {
  const auto previews = m_previews.takeResult();
  if (status == JobStatus::Cancelled)
    return;
  std::set<int> missing(m_asked.begin(), m_asked.end());
  for (const ImagePreview& preview : previews.value_or(std::vector<ImagePreview>())) {
    missing.erase(preview.image);
    m_view.effortMap->browser()->setThumbnail(preview.image, preview.picture);
    if (preview.image == m_view.effortMap->browser()->current()) {
      m_pictured = preview.image;
      m_view.effortMap->chart()->setPicture(preview.picture);
    }
  }
  m_unreadable.insert(missing.begin(), missing.end());
  wantPreviews();
}

std::map<std::string, int> StudyController::suggestedPeriods() const {
  std::map<std::string, int> periods;
  const FigurePtr figure = entry(StudyKind::Correlation).figure;
  if (!figure)
    return periods;
  static const QRegularExpression pattern(QStringLiteral("^(.+): sampling period (\\d+)\\b"));
  for (const std::string& remark : figure->remarks)
    if (const auto match = pattern.match(QString::fromStdString(remark)); match.hasMatch())
      periods[match.captured(1).toStdString()] = match.captured(2).toInt();
  return periods;
}

void StudyController::applySuggestedPeriods() {
  effort::KnobSettings settings = m_knobs->settings();
  for (const auto& [layer, period] : suggestedPeriods()) {
    effort::LayerKnobs knobs = settings.of(layer);
    if (knobs.sdss) {
      knobs.sdss->samplingPeriod = period;
      settings.set(layer, knobs);
    }
  }
  m_knobs->changeSettings(std::move(settings), tr("Suggested sampling periods"));
}

void StudyController::refreshPeriods() {
  int different = 0;
  bool anyOn = false;
  for (const auto& [layer, period] : suggestedPeriods()) {
    const effort::LayerKnobs knobs = m_knobs->settings().of(layer);
    anyOn = anyOn || knobs.sdss.has_value();
    different += knobs.sdss && knobs.sdss->samplingPeriod != period ? 1 : 0;
  }
  m_view.applyPeriods->setEnabled(different > 0);
  m_view.applyPeriods->setToolTip(
      different > 0 ? tr("Gives the suggested sampling period to %n layer(s) whose SDSS is on", nullptr, different)
      : anyOn       ? tr("Layers whose SDSS is on have the suggested sampling period")
                    : tr("Switch SDSS of a layer on: then it can take the suggested period"));
}

}  // namespace effortlab::app
