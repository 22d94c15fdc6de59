#include "cli/predictor.h"

#include "core/error.h"
#include "effort/effort_network.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>

namespace effortlab::cli {

struct Predictor::Impl {
  std::shared_ptr<const nn::Network> network;
  std::unique_ptr<effort::EffortEngine> withKnobs;  ///< only with knobs
  std::unique_ptr<nn::InferenceEngine> dense;       ///< only without

  std::vector<effort::LayerCounts> denseCounts(const Shape& input) const;
};

Predictor::Predictor(std::shared_ptr<const model::Model> model, const effort::KnobSettings& knobs,
                     const effort::EffortEngineOptions& options)
    : m_impl(std::make_unique<Impl>()) {
  m_impl->network = std::make_shared<const nn::Network>(model->graph);
  if (knobs.off())
    m_impl->dense = nn::makeEngine(options.engine, *model, options.kernels);
  else
    m_impl->withKnobs = std::make_unique<effort::EffortEngine>(std::move(model), knobs, options);
}

Predictor::~Predictor() = default;

std::vector<effort::LayerCounts> Predictor::Impl::denseCounts(const Shape& input) const {
  const std::vector<Shape> shapes = network->shapes(std::span(&input, 1));
  const std::vector<std::int64_t> macs = network->macs(shapes);
  const std::int64_t images = std::max<std::int64_t>(1, input.rank() > 0 ? input[0] : 1);
  const std::int64_t perImage = std::accumulate(macs.begin(), macs.end(), std::int64_t{0}) / images;
  effort::LayerCounts counts;
  counts.macsDense = perImage;
  counts.macsExecuted = perImage;
  return std::vector<effort::LayerCounts>(static_cast<std::size_t>(images), counts);
}

Prediction Predictor::run(Tensor input, const RunControl& control) const {
  const Shape shape = input.shape();
  const auto tensor = std::make_shared<const Tensor>(std::move(input));
  if (m_impl->dense) {
    Tensor output = m_impl->dense->run(tensor, control.stop, nullptr);
    return {.output = std::move(output), .counts = m_impl->denseCounts(shape)};
  }
  m_impl->withKnobs->prepare(tensor, control.stop);
  effort::EffortOutput output = m_impl->withKnobs->run(tensor, {.stop = control.stop});
  Prediction prediction{.output = std::move(output.outputs), .counts = {}};
  for (const effort::EffortCounts& image : output.counts)
    prediction.counts.push_back(image.total());
  return prediction;
}

std::vector<RankedClass> bestClasses(std::span<const float> outputs, bool endsInSoftmax, std::size_t count) {
  const std::vector<float> scores = nn::probabilities(outputs, endsInSoftmax);
  std::vector<std::int64_t> order(scores.size());
  std::iota(order.begin(), order.end(), std::int64_t{0});
  const auto better = [&scores](std::int64_t a, std::int64_t b) {
    const float first = scores[static_cast<std::size_t>(a)];
    const float second = scores[static_cast<std::size_t>(b)];
    if (std::isnan(first) || std::isnan(second))
      return std::isnan(first) == std::isnan(second) ? a < b : std::isnan(second);
    return first != second ? first > second : a < b;
  };
  const std::size_t kept = std::min(count, order.size());
  std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(kept), order.end(), better);
  std::vector<RankedClass> best;
  for (std::size_t i = 0; i < kept; ++i)
    best.push_back({.index = order[i], .score = scores[static_cast<std::size_t>(order[i])]});
  return best;
}

}  // namespace effortlab::cli
