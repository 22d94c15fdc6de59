#include "cli/demo_charts.h"

#include "charts/savings_chart.h"
#include "charts/tradeoff_chart.h"
#include "cli/margin_chart.h"
#include "cli/output_files.h"
#include "export/chart_export.h"
#include "models/tradeoff_model.h"

#include <QApplication>

#include <array>
#include <optional>

namespace effortlab::cli {

namespace {

namespace fs = std::filesystem;

/// Draws into files: no window, no display. Qt's own remarks would only confuse on a command line.
class OffscreenApplication {
public:
  OffscreenApplication()
      : m_previous(qInstallMessageHandler([](QtMsgType, const QMessageLogContext&, const QString&) {})) {
    qputenv("QT_QPA_PLATFORM", "offscreen");
    m_application.emplace(m_argumentCount, m_arguments.data());
  }
  ~OffscreenApplication() {
    m_application.reset();
    qInstallMessageHandler(m_previous);
  }
  OffscreenApplication(const OffscreenApplication&) = delete;
  OffscreenApplication& operator=(const OffscreenApplication&) = delete;

private:
  QtMessageHandler m_previous;
  std::string m_name = "effortlab-cli";
  std::array<char*, 2> m_arguments{m_name.data(), nullptr};
  int m_argumentCount = 1;
  std::optional<QApplication> m_application;
};

/// Saves a chart in every format and remembers the files.
class ChartWriter {
public:
  ChartWriter(fs::path folder, std::string provenance)
      : m_folder(std::move(folder)), m_provenance(std::move(provenance)) {
    m_options.locale = QLocale::c();
  }

  void write(const widgets::ExportableChart& chart, const ModelTour& tour, const std::string& kind,
             std::size_t images) {
    const std::string& model = tour.model->manifest.name;
    m_options.title = QString::fromStdString(model + ": " + kind);
    m_options.provenance = QString::fromStdString(m_provenance + "; " + model + ", model hash " + tour.model->hash +
                                                  ", " + std::to_string(images) + " images");
    const std::string name = tour.name + "-" + kind;
    for (const char* suffix : {".png", ".svg"}) {
      const fs::path file = m_folder / (name + suffix);
      const QString target = QString::fromStdString(file.string());
      const QString problem = widgets::exportChart(chart, target, *widgets::exportFormatOf(target), m_options);
      if (!problem.isEmpty())
        throw WorkFailed(file.string() + ": " + problem.toStdString());
      m_files.push_back(file);
    }
  }
  const std::vector<fs::path>& files() const noexcept { return m_files; }

private:
  fs::path m_folder;
  std::string m_provenance;
  widgets::ExportOptions m_options;
  std::vector<fs::path> m_files;
};

void drawTradeoff(const ModelTour& tour, ChartWriter& writer) {
  widgets::TradeoffModel model;
  const effort::LiveEstimate& first = tour.sweep.front().estimate;
  const auto dense = static_cast<std::int64_t>(first.denseTop1 * static_cast<double>(first.images) + 0.5);
  model.setBaseline(first.denseTop1, wilsonInterval(dense, first.images), first.images);
  for (std::size_t i = 0; i < tour.sweep.size(); ++i) {
    const TourPoint& point = tour.sweep[i];
    model.updatePoint({.id = static_cast<int>(i),
                       .opsRatio = point.estimate.opsRatio(),
                       .top1 = point.estimate.top1,
                       .interval = point.estimate.top1Interval,
                       .images = point.estimate.images,
                       .label = QString::fromStdString(point.series),
                       .current = tour.chosen == i,
                       .complete = true,
                       .baseline = false});
  }
  widgets::TradeoffChart chart(&model);
  chart.setBudgetPoints(100.0 * tourBudget);
  writer.write(chart, tour, "tradeoff", static_cast<std::size_t>(first.images));
}

void drawSavings(const ModelTour& tour, ChartWriter& writer) {
  std::vector<widgets::LayerSaving> layers;
  const auto& counts = tour.sweep[*tour.chosen].estimate.counts.nodes;
  for (std::size_t i = 0; i < counts.size(); ++i)
    if (counts[i].macsDense > 0)
      layers.push_back({.name = QString::fromStdString(tour.model->graph->nodes[i].name),
                        .dense = counts[i].macsDense,
                        .executed = counts[i].macsExecuted,
                        .spet = counts[i].savedSpet,
                        .sfma = counts[i].savedSfma,
                        .sdss = counts[i].savedSdss,
                        .estimate = false});
  widgets::SavingsChart chart;
  chart.setCounts(std::move(layers));
  writer.write(chart, tour, "savings", static_cast<std::size_t>(tour.sweep[*tour.chosen].estimate.images));
}

}  // namespace

bool chartsAvailable() {
  return true;
}

std::vector<fs::path> drawCharts(const std::vector<ModelTour>& tours, const fs::path& folder,
                                 const std::string& provenance) {
  const OffscreenApplication application;
  ChartWriter writer(folder, provenance);
  for (const ModelTour& tour : tours) {
    writer.write(MarginChart(tour.margins), tour, "margins", tour.dense.images.size());
    if (!tour.sweep.empty())
      drawTradeoff(tour, writer);
    if (tour.chosen)
      drawSavings(tour, writer);
  }
  return writer.files();
}

}  // namespace effortlab::cli
