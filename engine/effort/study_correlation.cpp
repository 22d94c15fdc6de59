// Pearson correlation of neighbouring neurons by layer: what selective sampling (SDSS) lives from.
#include "core/error.h"
#include "effort/spet.h"
#include "effort/study_walk.h"
#include "nn/clones.h"
#include "nn/line_maps.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace effortlab::effort {

namespace {

constexpr int farthestNeighbour = 4;
/// Two neighbours of correlation 0.4 on either side tell a quarter to a third of a neuron's variance: 2 r^2 / (1 + r2),
/// r2 their own correlation. Below, an average of them says little of what lies between.
constexpr double enoughCorrelation = 0.4;

/// Sums over pairs of neurons of one map and distance.
struct PairSums {
  double pairs = 0.0, first = 0.0, second = 0.0, firstSquares = 0.0, secondSquares = 0.0, products = 0.0;

  PairSums& operator+=(const PairSums& other) noexcept {
    pairs += other.pairs;
    first += other.first;
    second += other.second;
    firstSquares += other.firstSquares;
    secondSquares += other.secondSquares;
    products += other.products;
    return *this;
  }

  /// Not a number where one side does not vary.
  double correlation() const noexcept {
    const double covariance = products - first * second / pairs;
    const double firstVariance = firstSquares - first * first / pairs;
    const double secondVariance = secondSquares - second * second / pairs;
    constexpr double roundingShare = 1e-12;
    const bool varies =
        pairs > 1.0 && firstVariance > roundingShare * firstSquares && secondVariance > roundingShare * secondSquares;
    return varies ? covariance / std::sqrt(firstVariance * secondVariance) : std::nan("");
  }
};

using DistanceSums = std::array<PairSums, farthestNeighbour>;

/// Sums by column of a map, each of the map's width.
struct ColumnSums {
  double* values;
  double* squares;
  double* products;  ///< [horizontal, vertical][distances][width]
};

/// Row y of a map with itself and the rows before it: column by column, so that compilers vectorize.
EFFORTLAB_CLONES
void addRowProducts(const double* map, std::int64_t y, std::int64_t width, const ColumnSums& sums) {
  const double* row = map + y * width;
  for (std::int64_t x = 0; x < width; ++x) {
    sums.values[x] += row[x];
    sums.squares[x] += row[x] * row[x];
  }
  for (std::int64_t d = 1; d <= farthestNeighbour; ++d) {
    double* horizontal = sums.products + (d - 1) * width;
    for (std::int64_t x = 0; x + d < width; ++x)
      horizontal[x] += row[x] * row[x + d];
    if (y < d)
      continue;
    const double* before = row - d * width;
    double* vertical = sums.products + (farthestNeighbour + d - 1) * width;
    for (std::int64_t x = 0; x < width; ++x)
      vertical[x] += before[x] * row[x];
  }
}

EFFORTLAB_CLONES
void widenRelu(const float* sums, std::int64_t count, double* values) {
  for (std::int64_t i = 0; i < count; ++i)
    values[i] = sums[i] > 0.0F ? static_cast<double>(sums[i]) : 0.0;
}

/// One output map of one image; keeps its buffers.
class NeighbourSums {
public:
  void add(std::span<const float> map, std::int64_t width, std::optional<model::ActivationKind> activation,
           DistanceSums& sums) {
    m_width = width;
    m_height = std::ssize(map) / width;
    m_values.resize(map.size());
    if (activation == model::ActivationKind::Relu)
      widenRelu(map.data(), std::ssize(map), m_values.data());
    else
      std::ranges::transform(map, m_values.begin(),
                             [&](float x) { return static_cast<double>(activation ? activate(*activation, x) : x); });
    sumUp();
    for (std::int64_t d = 1; d <= farthestNeighbour; ++d) {
      PairSums& pair = sums[static_cast<std::size_t>(d - 1)];
      if (d < m_width)
        pair += along(m_columnSums, m_columnSquares, d, m_height, m_width, productsOf(d - 1));
      if (d < m_height)
        pair += along(m_rowSums, m_rowSquares, d, m_width, m_height, productsOf(farthestNeighbour + d - 1));
    }
  }

private:
  void sumUp() {
    const auto width = static_cast<std::size_t>(m_width), height = static_cast<std::size_t>(m_height);
    m_columnSums.assign(width, 0.0);
    m_columnSquares.assign(width, 0.0);
    m_products.assign(2 * farthestNeighbour * width, 0.0);
    m_rowSums.assign(height, 0.0);
    m_rowSquares.assign(height, 0.0);
    for (std::int64_t y = 0; y < m_height; ++y) {
      addRowProducts(m_values.data(), y, m_width, {m_columnSums.data(), m_columnSquares.data(), m_products.data()});
      const double* row = m_values.data() + y * m_width;
      for (std::int64_t x = 0; x < m_width; ++x) {
        m_rowSums[static_cast<std::size_t>(y)] += row[x];
        m_rowSquares[static_cast<std::size_t>(y)] += row[x] * row[x];
      }
    }
  }

  double productsOf(std::int64_t place) const {
    double sum = 0.0;
    for (std::int64_t x = 0; x < m_width; ++x)
      sum += m_products[static_cast<std::size_t>(place * m_width + x)];
    return sum;
  }

  /// Pairs of neurons `d` lines apart, of `lines` lines of `length`.
  static PairSums along(std::span<const double> sums, std::span<const double> squares, std::int64_t d,
                        std::int64_t length, std::int64_t lines, double products) {
    PairSums pair{.pairs = static_cast<double>((lines - d) * length), .products = products};
    for (std::int64_t i = 0; i + d < lines; ++i) {
      pair.first += sums[static_cast<std::size_t>(i)];
      pair.firstSquares += squares[static_cast<std::size_t>(i)];
      pair.second += sums[static_cast<std::size_t>(i + d)];
      pair.secondSquares += squares[static_cast<std::size_t>(i + d)];
    }
    return pair;
  }

  std::int64_t m_width = 0, m_height = 0;
  std::vector<double> m_values, m_columnSums, m_columnSquares, m_rowSums, m_rowSquares, m_products;
};

using LayerSums = std::vector<DistanceSums>;  ///< by output map

class CorrelationStudy {
public:
  CorrelationStudy(const StudyContext& context, StudyFigure& figure)
      : m_context(context),
        m_figure(figure),
        m_layers(chosenLayers(context.plan, LayerChoice::Convolutions)),
        m_slots(walkSlots()) {
    for (const ChosenLayer& chosen : m_layers) {
      if (!chosen.layer.convolution)
        throw Error(ErrorCode::InvalidArgument,
                    "layer '" + chosen.label + "' is fully connected: its neurons have no neighbours");
      m_sums.emplace_back(static_cast<std::size_t>(chosen.layer.outputs));
    }
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
    const EffortLayer& layer = m_layers[view.place].layer;
    std::vector<LayerSums>& sums = m_slots[slot];
    sums.resize(m_layers.size());
    LayerSums& maps = sums[view.place];
    maps.resize(static_cast<std::size_t>(layer.outputs));
    const Shape shape = nn::asMaps(view.output.shape());
    const auto pixels = static_cast<std::size_t>(shape[2] * shape[3]);
    NeighbourSums neighbours;
    for (std::size_t n = 0; n < view.images.size(); ++n) {
      m_context.control.throwIfStopped();
      const std::span<const float> values = view.of(view.output, n);
      for (std::size_t map = 0; (map + 1) * pixels <= values.size(); ++map)
        neighbours.add(values.subspan(map * pixels, pixels), shape[3], layer.activation, maps[map % maps.size()]);
    }
  }

  void merge(std::size_t slot) {
    for (std::size_t place = 0; place < m_slots[slot].size(); ++place)
      for (std::size_t map = 0; map < m_slots[slot][place].size(); ++map)
        for (std::size_t d = 0; d < farthestNeighbour; ++d)
          m_sums[place][map][d] += m_slots[slot][place][map][d];
    m_slots[slot].clear();
  }

  void draw() {
    m_figure.series.clear();
    m_figure.remarks = {
        "mean over the output maps of each map's own correlation, horizontal and vertical neighbours together"};
    for (std::size_t place = 0; place < m_layers.size(); ++place) {
      FigureSeries series{.name = "correlation", .layer = m_layers[place].label, .x = {}, .y = {}};
      for (std::size_t d = 0; d < farthestNeighbour; ++d)
        if (const double value = meanCorrelation(m_sums[place], d); std::isfinite(value)) {
          series.x.push_back(static_cast<double>(d + 1));
          series.y.push_back(value);
        }
      m_figure.remarks.push_back(suggestion(series));
      m_figure.series.push_back(std::move(series));
    }
  }

  static double meanCorrelation(const LayerSums& maps, std::size_t d) {
    double sum = 0.0, count = 0.0;
    for (const DistanceSums& map : maps)
      if (const double value = map[d].correlation(); std::isfinite(value)) {
        sum += value;
        count += 1.0;
      }
    return count > 0.0 ? sum / count : std::nan("");
  }

  /// The farthest sampled neuron that a decision at period p looks at is p - 1 away along an axis.
  static std::string suggestion(const FigureSeries& series) {
    int period = 1;
    while (period <= std::ssize(series.y) && series.x[static_cast<std::size_t>(period - 1)] == period &&
           series.y[static_cast<std::size_t>(period - 1)] >= enoughCorrelation)
      ++period;
    std::array<char, 96> text{};
    if (period == 1)
      std::snprintf(text.data(), text.size(),
                    ": neighbours tell little (correlation below %.1f at distance 1): sampling period 2 at most",
                    enoughCorrelation);
    else
      std::snprintf(text.data(), text.size(), ": sampling period %d (correlation %.2f at distance %d)", period,
                    series.y[static_cast<std::size_t>(period - 2)], period - 1);
    return series.layer + text.data();
  }

  const StudyContext& m_context;
  StudyFigure& m_figure;
  std::vector<ChosenLayer> m_layers;
  std::vector<LayerSums> m_sums;                ///< by layer
  std::vector<std::vector<LayerSums>> m_slots;  ///< by slot and layer
};

}  // namespace

void studyCorrelation(const StudyContext& context, StudyFigure& figure) {
  figure.form = FigureForm::Lines;
  figure.x = {.label = "distance of the neurons"};
  figure.y = {.label = "correlation of their outputs"};
  CorrelationStudy(context, figure).run();
}

}  // namespace effortlab::effort
