#include "fast/quantized_network.h"

#include "core/error.h"
#include "core/parallel.h"
#include "fast/quantized_plan.h"
#include "nn/network.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <mutex>
#include <optional>

namespace effortlab::fast {

namespace {

constexpr int quantizedRank = 4;
/// Maps up to this many elements run 16 images at once; larger ones leave the caches.
constexpr std::int64_t quantizedImagesMap = 64 * 64;
/// Images left over that are worth 16 lanes.
constexpr std::int64_t quantizedFewestImages = lanes / 2;

}  // namespace

/// A plan and the units nobody works on.
class QuantizedUnits {
public:
  explicit QuantizedUnits(QuantizedPlan plan) : m_plan(std::move(plan)) {}

  /// Runs the plan on images [first, first + count) and hands the unit to `use`.
  template <typename Use>
  void run(const TensorPtr& input, const model::Graph& graph, bool parallel, const std::stop_token& stop,
           const Use& use) const {
    std::unique_ptr<QuantizedUnit> unit = take();
    unit->values.assign(graph.values.size(), nullptr);
    unit->values[static_cast<std::size_t>(graph.inputs[0].value)] = input;
    unit->images = input->shape()[0];
    unit->parallel = parallel;
    unit->stop = stop;
    for (const QuantizedStep& step : m_plan.steps) {
      if (stop.stop_requested())
        throw Error(ErrorCode::Cancelled, "stopped");
      step(*unit);
    }
    if (stop.stop_requested())
      throw Error(ErrorCode::Cancelled, "stopped");
    use(*unit);
    unit->values.clear();
    const std::lock_guard lock(m_mutex);
    m_idle.push_back(std::move(unit));
  }

  const QuantizedPlan& plan() const { return m_plan; }

private:
  std::unique_ptr<QuantizedUnit> take() const {
    {
      const std::lock_guard lock(m_mutex);
      if (!m_idle.empty()) {
        std::unique_ptr<QuantizedUnit> unit = std::move(m_idle.back());
        m_idle.pop_back();
        return unit;
      }
    }
    auto unit = std::make_unique<QuantizedUnit>();
    for (const LaneMaps& maps : m_plan.slots)
      unit->slots.emplace_back(maps);
    return unit;
  }

  QuantizedPlan m_plan;
  mutable std::mutex m_mutex;
  mutable std::vector<std::unique_ptr<QuantizedUnit>> m_idle;
};

struct QuantizedNetwork::Impl {
  Impl(std::shared_ptr<const model::Graph> network, const Calibration& calibration, Isa isa)
      : graph(std::move(network)) {
    if (!graph || calibration.values.size() != graph->values.size())
      throw Error(ErrorCode::InvalidArgument, "the 8-bit steps are not of this network");
    if (graph->inputs.size() != 1 || graph->inputs[0].shape.rank() != quantizedRank || !graph->batchable)
      throw Error(ErrorCode::Unsupported, "8-bit networks take images [N, C, H, W] that are computed apart");
    const nn::Network exact(graph);
    const Shape image = graph->inputs[0].shape.withBatch(1);
    const std::vector<Shape> shapes = exact.shapes(std::span(&image, 1));
    const auto plan = [&](LaneUse use) {
      return planQuantized({.graph = *graph, .shapes = shapes, .calibration = calibration, .isa = isa, .use = use});
    };
    tiles.emplace(plan(LaneUse::Tiles));
    if (image[2] * image[3] <= quantizedImagesMap)
      images.emplace(plan(LaneUse::Images));
    macs8 = exact.macs(shapes);
    for (std::size_t node = 0; node < macs8.size(); ++node)
      if (!tiles->plan().inEightBits[node])
        macs8[node] = 0;
  }

  /// Images of the unit that starts at `first`.
  std::int64_t unitSize(std::int64_t first, std::int64_t total) const {
    const std::int64_t left = std::min(lanes, total - first);
    return images && left >= quantizedFewestImages ? left : 1;
  }

  std::shared_ptr<const model::Graph> graph;
  std::optional<QuantizedUnits> tiles, images;
  std::vector<std::int64_t> macs8;
};

QuantizedNetwork::QuantizedNetwork(std::shared_ptr<const model::Graph> graph, const Calibration& calibration, Isa isa)
    : m_impl(std::make_unique<Impl>(std::move(graph), calibration, isa)) {}

QuantizedNetwork::~QuantizedNetwork() = default;

Tensor QuantizedNetwork::run(const Tensor& batch, bool parallel, std::stop_token stop) const {
  const model::Graph& graph = *m_impl->graph;
  const Shape& declared = graph.inputs[0].shape;
  if (batch.shape().rank() != quantizedRank || batch.shape().withBatch(1) != declared.withBatch(1))
    throw Error(ErrorCode::ShapeMismatch,
                "input is " + batch.shape().toString() + ", expected a shape like " + declared.toString());
  const std::int64_t total = batch.shape()[0];
  std::vector<std::int64_t> starts;
  for (std::int64_t first = 0; first < total; first += m_impl->unitSize(first, total))
    starts.push_back(first);
  const auto units = static_cast<std::int64_t>(starts.size());
  const auto output = static_cast<std::size_t>(graph.outputs[0]);
  std::vector<TensorPtr> outputs(starts.size());
  parallelFor(units, parallel && units > 1, [&](std::int64_t i) {
    const std::int64_t first = starts[static_cast<std::size_t>(i)];
    const std::int64_t count = m_impl->unitSize(first, total);
    const Shape shape = batch.shape().withBatch(count);
    const auto offset = static_cast<std::size_t>(first) * batch.image(0).size();
    // A batch of one unit is read where it lies.
    const auto input =
        units == 1
            ? TensorPtr(TensorPtr(), &batch)
            : std::make_shared<const Tensor>(
                  shape, batch.values().subspan(offset, static_cast<std::size_t>(count) * batch.image(0).size()));
    const QuantizedUnits& plan = count == 1 ? *m_impl->tiles : *m_impl->images;
    plan.run(input, graph, parallel && units == 1, stop,
             [&](const QuantizedUnit& unit) { outputs[static_cast<std::size_t>(i)] = unit.values[output]; });
  });
  if (outputs.empty())
    return {};
  Tensor result(outputs[0]->shape().withBatch(total));
  float* to = result.data();
  for (const TensorPtr& part : outputs)
    to = std::copy(part->values().begin(), part->values().end(), to);
  return result;
}

const std::vector<std::int64_t>& QuantizedNetwork::macs8() const noexcept {
  return m_impl->macs8;
}

float logitMargin(std::span<const float> scores, bool probabilities) {
  float best = -std::numeric_limits<float>::infinity(), second = best;
  for (const float score : scores) {
    second = std::max(second, std::min(score, best));
    best = std::max(best, score);
  }
  if (scores.size() < 2 || (probabilities && second <= 0.0F))
    return std::numeric_limits<float>::infinity();
  return probabilities ? std::log(best / second) : best - second;
}

}  // namespace effortlab::fast
