#include "core/random.h"
#include "effort/evaluation.h"
#include "effort/sign_prediction.h"
#include "effort/study.h"
#include "effort_cases.h"
#include "effort_data.h"
#include "support/test_registry.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <numeric>

using namespace effortlab;
using namespace effortlab::effort;
using tests::PixelImage;

namespace {

StudyPlan planOf(std::shared_ptr<const model::Model> model, std::shared_ptr<const data::LabelledSet> set) {
  StudyPlan plan{.model = model, .inputs = tests::inputsOf(*model, set), .images = {}, .knobs = {}};
  plan.images.resize(static_cast<std::size_t>(set->size()));
  std::iota(plan.images.begin(), plan.images.end(), std::int64_t{0});
  return plan;
}

StudyFigure studied(StudyKind kind, const StudyPlan& plan) {
  StudyFigure figure = runStudy(kind, plan, {}, {});
  return figure;
}

/// A fully connected layer on one row of pixels and, where wanted, a ReLU.
std::shared_ptr<const model::Graph> rowNetwork(std::vector<float> weights, std::int64_t outputs, bool relu) {
  const auto inputs = std::ssize(weights) / outputs;
  model::NamedGraph named;
  named.file = "row";
  named.inputs.push_back({"image", {1, 1, 1, inputs}});
  named.nodes.push_back({"fc",
                         model::FullyConnectedParams{outputs},
                         {"image"},
                         {"sums"},
                         {std::make_shared<Tensor>(Shape{outputs, inputs}, weights)}});
  if (relu)
    named.nodes.push_back({"relu", model::ActivationParams{}, {"sums"}, {"out"}, {}});
  return model::buildGraph(std::move(named));
}

const FigureSeries& seriesOf(const StudyFigure& figure, const std::string& name, const std::string& layer = {}) {
  const auto found = std::ranges::find_if(figure.series, [&](const FigureSeries& series) {
    return series.name == name && (layer.empty() || series.layer == layer);
  });
  if (found == figure.series.end())
    qFatal("no series %s", name.c_str());
  return *found;
}

}  // namespace

/// What each study of activations and answers says of networks small enough to compute by hand.
class tst_study_figures : public QObject {
  Q_OBJECT
private Q_SLOTS:
  /// The logits are the pixels. (10, 0, 0): margin 0.99986, the last of 40 bins. (2, 1, 0): 0.66524 - 0.24473 =
  /// 0.42051, bin 16. Each image is half of all, in a bin a fortieth wide: density 20.
  void marginOfKnownLogits() {
    const auto model = tests::pixelModel(rowNetwork({1, 0, 0, 0, 1, 0, 0, 0, 1}, 3, false), 3, 1);
    const StudyFigure figure =
        studied(StudyKind::Margin, planOf(model, tests::pixelSet({{{10, 0, 0}, 0}, {{2, 1, 0}, 1}}, 3, 1)));
    QVERIFY(figure.complete);
    const FigureSeries& easy = seriesOf(figure, "easy");
    const FigureSeries& hard = seriesOf(figure, "hard");
    QCOMPARE(easy.y.size(), std::size_t{40});
    for (std::size_t bin = 0; bin < 40; ++bin) {
      QVERIFY(std::abs(easy.y[bin] - (bin == 39 ? 20.0 : 0.0)) < 1e-9);
      QVERIFY(std::abs(hard.y[bin] - (bin == 16 ? 20.0 : 0.0)) < 1e-9);
    }
    QVERIFY(std::abs(hard.x[16] - 0.4125) < 1e-9);
  }

  /// Pixels 0 to 8 minus 2: three of nine are not positive. A black image: all.
  void saturationByClass() {
    const float one = 1.0F;
    const auto model = tests::pixelModel(tests::tinyConvolution(std::span(&one, 1), 1, 0, -2.0F), 3, 3);
    const StudyFigure figure =
        studied(StudyKind::Saturation, planOf(model, tests::pixelSet({{{0, 1, 2, 3, 4, 5, 6, 7, 8}, 2},
                                                                      {std::vector<std::uint8_t>(9, 0), 5},
                                                                      {{2, 3, 4, 5, 6, 7, 8, 9, 10}, 2}},
                                                                     3, 3)));
    QCOMPARE(figure.categories, (std::vector<std::string>{"2", "5"}));
    const FigureSeries& series = seriesOf(figure, "saturated", "layer");
    QCOMPARE(series.x, (std::vector<double>{0.0, 1.0}));
    QCOMPARE(series.y, (std::vector<double>{4.0 / 18.0, 1.0}));
  }

  /// A chessboard: neighbours are opposite, the next ones alike. Stripes: horizontally so, vertically always alike.
  void correlationOfPatterns() {
    const float one = 1.0F;
    const auto model = tests::pixelModel(tests::tinyConvolution(std::span(&one, 1), 1, 0), 8, 8);
    PixelImage board, stripes;
    for (int i = 0; i < 64; ++i) {
      board.pixels.push_back(static_cast<std::uint8_t>((i / 8 + i % 8) % 2));
      stripes.pixels.push_back(static_cast<std::uint8_t>(i % 2));
    }
    const StudyFigure chess = studied(StudyKind::Correlation, planOf(model, tests::pixelSet({board}, 8, 8)));
    QCOMPARE(chess.series.size(), std::size_t{1});
    for (std::size_t d = 0; d < 4; ++d) {
      QCOMPARE(chess.series[0].x[d], static_cast<double>(d + 1));
      QVERIFY(std::abs(chess.series[0].y[d] - (d % 2 == 0 ? -1.0 : 1.0)) < 1e-9);
    }
    const StudyFigure striped = studied(StudyKind::Correlation, planOf(model, tests::pixelSet({stripes}, 8, 8)));
    // 56 pairs each way; of first ones 24 + 28 are lit, of second ones 32 + 28, of both 28.
    const double covariance = 28.0 - 52.0 * 60.0 / 112.0;
    const double variances = (52.0 - 52.0 * 52.0 / 112.0) * (60.0 - 60.0 * 60.0 / 112.0);
    QVERIFY(std::abs(striped.series[0].y[0] - covariance / std::sqrt(variances)) < 1e-9);
    QVERIFY(std::abs(striped.series[0].y[1] - 1.0) < 1e-9);
    QVERIFY(striped.remarks.back().find("period 2 at most") != std::string::npos);
    // Nothing that varies: nothing to say.
    const StudyFigure flat =
        studied(StudyKind::Correlation, planOf(model, tests::pixelSet({{std::vector<std::uint8_t>(64, 7), 0}}, 8, 8)));
    QVERIFY(flat.series[0].y.empty());
  }

  /// Weights 4 -1 1 -1 1 -1 1 -1 on ones. Odd taps first: -1 -2 -3 -4 0 1 2 3; by magnitude: 4 3 4 3 4 3 4 3.
  void signsOfAKnownSum() {
    const auto model = tests::pixelModel(rowNetwork({4, -1, 1, -1, 1, -1, 1, -1}, 1, true), 8, 1);
    const StudyFigure figure = studied(StudyKind::SignPrediction,
                                       planOf(model, tests::pixelSet({{std::vector<std::uint8_t>(8, 1), 0}}, 8, 1)));
    QCOMPARE(figure.series.size(), std::size_t{3});
    const std::vector<double> odd{0, 0, 0, 0, 0, 1, 1, 1};
    QCOMPARE(seriesOf(figure, "odd", "fc").y, odd);
    QCOMPARE(seriesOf(figure, "channel", "fc").y, odd);
    QCOMPARE(seriesOf(figure, "magnitude", "fc").y, std::vector<double>(8, 1.0));
    QCOMPARE(figure.series[0].x.front(), 0.125);
    QCOMPARE(figure.series[0].x.back(), 1.0);
  }

  void signsAreRightAfterAllInputs() {
    const StudyFigure figure = studied(StudyKind::SignPrediction, planOf(tests::smallModel(), tests::noiseSet(20)));
    QCOMPARE(figure.series.size(), std::size_t{9});  // conv1, conv2a, conv2b
    for (const FigureSeries& series : figure.series) {
      QCOMPARE(series.y.back(), 1.0);
      for (std::size_t step = 0; step < series.y.size(); ++step) {
        QVERIFY(series.y[step] >= 0.4 && series.y[step] <= 1.0);
        QVERIFY(series.lo[step] <= series.y[step] && series.y[step] <= series.hi[step]);
      }
    }
  }

  /// The sampled neurons are those of the layer: their whole sums have the signs that the layer's outputs have.
  void sampledNeuronsReadTheirInputs() {
    for (const tests::SingleLayer& single : tests::layerCases()) {
      const tests::LayerSetup setup(single);
      if (!setup.layer.hasSpet() || single.activation != model::ActivationKind::Relu)
        continue;
      // A map of ones and weights that count: every neuron inside the map is positive, so every step is right.
      auto ones = std::make_shared<Tensor>(setup.node().weights.front()->shape(), 1.0F);
      model::Node node = setup.node();
      node.weights = {ones};
      const SignPrediction prediction(node, setup.layer);
      const std::int64_t taps = single.convolution ? single.channels : setup.layer.taps;
      const std::vector<float> input(static_cast<std::size_t>(taps * single.height * single.width), 1.0F);
      SignPrediction::Sizes sizes;
      if (single.convolution) {
        const Tensor image({1, single.channels, single.height, single.width}, 1.0F);
        const Shape out = setup.outputShape(image);
        if (out.rank() != 4)
          continue;
        sizes = {.height = single.height, .width = single.width, .outHeight = out[2], .outWidth = out[3]};
      }
      PredictionHits hits{};
      const std::int64_t looked = prediction.add(3, input, sizes, hits);
      QVERIFY(looked > 0);
      for (const auto& order : hits)
        QVERIFY2(order.back() == looked, single.describe().c_str());
    }
  }
};

EFFORTLAB_TEST(tst_study_figures)
#include "tst_study_figures.moc"
