// Thesis figure 2.4: how often the sign predicted after a part of the inputs is right, by layer and order.
#include "effort/knobs_io.h"
#include "effort/sign_prediction.h"
#include "effort/study_walk.h"
#include "nn/line_maps.h"

#include <algorithm>
#include <cmath>

namespace effortlab::effort {

namespace {

constexpr double signZ95 = 1.959963984540054;

/// Of some images: the share of right signs, by order and step, and its square.
struct PredictionSums {
  using Steps = std::array<double, predictionSteps>;
  std::array<Steps, predictionOrders.size()> rates{}, squares{};
  std::int64_t neurons = 0;

  void add(const PredictionHits& hits, std::int64_t looked) {
    for (std::size_t order = 0; order < hits.size(); ++order)
      for (std::size_t step = 0; step < hits[order].size(); ++step) {
        const double rate = static_cast<double>(hits[order][step]) / static_cast<double>(looked);
        rates[order][step] += rate;
        squares[order][step] += rate * rate;
      }
    neurons += looked;
  }

  PredictionSums& operator+=(const PredictionSums& other) {
    for (std::size_t order = 0; order < rates.size(); ++order)
      for (std::size_t step = 0; step < rates[order].size(); ++step) {
        rates[order][step] += other.rates[order][step];
        squares[order][step] += other.squares[order][step];
      }
    neurons += other.neurons;
    return *this;
  }
};

class SignStudy {
public:
  SignStudy(const StudyContext& context, StudyFigure& figure)
      : m_context(context),
        m_figure(figure),
        m_layers(chosenLayers(context.plan, LayerChoice::WithActivation)),
        m_sums(m_layers.size()),
        m_slots(walkSlots()) {
    for (const ChosenLayer& chosen : m_layers)
      m_predictions.emplace_back(context.plan.model->graph->nodes[static_cast<std::size_t>(chosen.layer.node)],
                                 chosen.layer);
  }

  void run() {
    walkLayers(m_context, m_layers,
               {.visit = [&](std::size_t slot, const LayerView& view) { visit(slot, view); },
                .merge = [&](std::size_t slot) { merge(slot); },
                .draw = [&] { draw(); }},
               m_figure);
  }

private:
  void visit(std::size_t slot, const LayerView& view) {
    m_slots[slot].resize(m_layers.size());
    SignPrediction::Sizes sizes;
    if (m_layers[view.place].layer.convolution) {
      const Shape in = nn::asMaps(view.input.shape()), out = nn::asMaps(view.output.shape());
      sizes = {.height = in[2], .width = in[3], .outHeight = out[2], .outWidth = out[3]};
    }
    for (std::size_t n = 0; n < view.images.size(); ++n) {
      m_context.control.throwIfStopped();
      PredictionHits hits{};
      const std::int64_t looked = m_predictions[view.place].add(view.images[n], view.of(view.input, n), sizes, hits);
      m_slots[slot][view.place].add(hits, looked);
    }
  }

  void merge(std::size_t slot) {
    for (std::size_t place = 0; place < m_slots[slot].size(); ++place)
      m_sums[place] += m_slots[slot][place];
    m_slots[slot].clear();
  }

  void draw() {
    m_figure.series.clear();
    m_figure.remarks.clear();
    for (std::size_t place = 0; place < m_layers.size(); ++place) {
      for (std::size_t order = 0; order < predictionOrders.size(); ++order)
        m_figure.series.push_back(seriesOf(place, order));
      m_figure.remarks.push_back(m_layers[place].label + ": " + std::to_string(m_sums[place].neurons) +
                                 " neurons looked at, spread over its outputs, pixels and the images");
    }
  }

  /// Its interval is over the images: neurons of one are not independent.
  FigureSeries seriesOf(std::size_t place, std::size_t order) const {
    FigureSeries series{
        .name = std::string(spetOrderName(predictionOrders[order])), .layer = m_layers[place].label, .x = {}, .y = {}};
    const auto images = static_cast<double>(m_figure.images);
    for (std::size_t step = 0; step < predictionSteps; ++step) {
      const double mean = m_sums[place].rates[order][step] / images;
      const double variance =
          images > 1.0 ? std::max(0.0, (m_sums[place].squares[order][step] - images * mean * mean) / (images - 1.0))
                       : 0.0;
      const double half = signZ95 * std::sqrt(variance / images);
      series.x.push_back(static_cast<double>(step + 1) / static_cast<double>(predictionSteps));
      series.y.push_back(mean);
      series.lo.push_back(std::max(0.0, mean - half));
      series.hi.push_back(std::min(1.0, mean + half));
    }
    return series;
  }

  const StudyContext& m_context;
  StudyFigure& m_figure;
  std::vector<ChosenLayer> m_layers;
  std::vector<SignPrediction> m_predictions;         ///< by layer
  std::vector<PredictionSums> m_sums;                ///< by layer
  std::vector<std::vector<PredictionSums>> m_slots;  ///< by slot and layer
};

}  // namespace

void studySignPrediction(const StudyContext& context, StudyFigure& figure) {
  figure.form = FigureForm::Lines;
  figure.x = {.label = "inputs summed", .fraction = true};
  figure.y = {.label = "signs predicted rightly", .fraction = true};
  SignStudy(context, figure).run();
}

}  // namespace effortlab::effort
