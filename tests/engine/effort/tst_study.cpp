#include "core/error.h"
#include "core/parallel.h"
#include "effort/evaluation.h"
#include "effort/gate.h"
#include "effort/measured_layer.h"
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

namespace {

constexpr std::int64_t studyImages = 60;

StudyPlan smallStudy(const KnobSettings& knobs = {}) {
  StudyPlan plan{.model = tests::smallModel(), .inputs = {}, .images = {}, .knobs = knobs};
  plan.inputs = tests::inputsOf(*plan.model, tests::noiseSet(studyImages));
  plan.images.resize(studyImages);
  std::iota(plan.images.begin(), plan.images.end(), std::int64_t{0});
  plan.runs = 3;
  return plan;
}

KnobSettings studyKnobs() {
  KnobSettings knobs;
  knobs.set("conv1", {SpetKnob{0.0, std::nullopt, SpetOrder::Odd, 0.5}, SdssKnob{0.8, 0.5, 2, false}, {}});
  knobs.set("conv2b", {SpetKnob{{}, {}, SpetOrder::Exact, 0.5}, {}, SfmaKnob{1.0, 0.2}});
  return knobs;
}

EvaluationResult evaluated(const StudyPlan& plan) {
  return evaluate({.model = plan.model,
                   .inputs = plan.inputs,
                   .images = plan.images,
                   .knobs = plan.knobs,
                   .calibration = plan.calibration},
                  {});
}

std::vector<StudyKind> allKinds() {
  std::vector<StudyKind> kinds;
  for (int i = 0; i < studyKinds; ++i)
    kinds.push_back(static_cast<StudyKind>(i));
  return kinds;
}

/// Those that say the same in every run.
std::vector<StudyKind> untimedKinds() {
  std::vector<StudyKind> kinds = allKinds();
  std::erase_if(kinds, [](StudyKind kind) { return kind == StudyKind::LayerTime || kind == StudyKind::Engines; });
  return kinds;
}

double sumOf(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0);
}

const FigureSeries& seriesNamed(const StudyFigure& figure, const std::string& name, const std::string& layer = {}) {
  const auto found = std::ranges::find_if(figure.series, [&](const FigureSeries& series) {
    return series.name == name && (layer.empty() || series.layer == layer);
  });
  if (found == figure.series.end())
    qFatal("no series %s %s", name.c_str(), layer.c_str());
  return *found;
}

ErrorCode refusalOf(const std::function<void()>& call, std::string* text = nullptr) {
  try {
    call();
  } catch (const Error& error) {
    if (text != nullptr)
      *text = error.what();
    return error.code();
  }
  return ErrorCode::Cancelled;
}

}  // namespace

class tst_study : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void namesRoundTrip() {
    for (const StudyKind kind : allKinds())
      QVERIFY(studyFromName(studyName(kind)) == kind);
    std::string text;
    QVERIFY(refusalOf([] { studyFromName("marginal"); }, &text) == ErrorCode::InvalidArgument);
    QVERIFY(text.find("knob-share") != std::string::npos);
  }

  void knobSharesAreTheEvaluations() {
    const StudyPlan plan = smallStudy(studyKnobs());
    const EvaluationResult expected = evaluated(plan);
    const StudyFigure figure = runStudy(StudyKind::KnobShare, plan, {}, {});
    QVERIFY(figure.complete);
    QCOMPARE(figure.categories, (std::vector<std::string>{"conv1", "conv2a", "conv2b", "classifier", "network"}));
    const std::vector<EffortLayer> layers = findEffortLayers(*plan.model->graph);
    for (std::size_t bar = 0; bar < figure.categories.size(); ++bar) {
      const LayerCounts counts = bar < layers.size() ? expected.counts.nodes[static_cast<std::size_t>(layers[bar].node)]
                                                     : expected.counts.total();
      const auto dense = static_cast<double>(counts.macsDense);
      QCOMPARE(seriesNamed(figure, "executed").y[bar], static_cast<double>(counts.macsExecuted) / dense);
      QCOMPARE(seriesNamed(figure, "sdss").y[bar], static_cast<double>(counts.savedSdss) / dense);
      QCOMPARE(seriesNamed(figure, "sfma").y[bar], static_cast<double>(counts.savedSfma) / dense);
      QCOMPARE(seriesNamed(figure, "spet").y[bar], static_cast<double>(counts.savedSpet) / dense);
      double sum = 0.0;
      for (const FigureSeries& series : figure.series)
        sum += series.y[bar];
      QVERIFY(std::abs(sum - 1.0) < 1e-12);
    }
    QVERIFY(seriesNamed(figure, "sdss").y[0] > 0.0 && seriesNamed(figure, "spet").y[2] > 0.0);
  }

  void theGateHasItsShare() {
    StudyPlan plan = smallStudy();
    plan.knobs.gate = GateKnob{.margin = 0.05};
    plan.calibration = calibrateGate(*plan.model, *plan.inputs, plan.images, {});
    const StudyFigure figure = runStudy(StudyKind::KnobShare, plan, {}, {});
    double sum = 0.0;
    for (const FigureSeries& series : figure.series)
      sum += series.y.back();
    QVERIFY(std::abs(sum - 1.0) < 1e-12);
    QVERIFY(seriesNamed(figure, "gate").y.back() > 0.0);
    const StudyFigure images = runStudy(StudyKind::ImageEffort, plan, {}, {});
    QCOMPARE(images.images, studyImages);
  }

  void effortOfImagesIsTheEvaluations() {
    const StudyPlan plan = smallStudy(studyKnobs());
    const EvaluationResult expected = evaluated(plan);
    const double dense = static_cast<double>(expected.counts.total().macsDense) / studyImages;
    const StudyFigure figure = runStudy(StudyKind::ImageEffort, plan, {}, {});
    std::size_t seen = 0;
    for (const ImageResult& image : expected.images) {
      const FigureSeries& series = seriesNamed(figure, image.top1 == image.label ? "right" : "wrong");
      const auto place = std::ranges::find(series.x, static_cast<double>(image.index));
      QVERIFY(place != series.x.end());
      const double share = series.y[static_cast<std::size_t>(place - series.x.begin())];
      QVERIFY(std::abs(share - static_cast<double>(image.macs) / dense) < 1e-12);
      ++seen;
    }
    QCOMPARE(figure.series[0].x.size() + figure.series[1].x.size(), seen);
  }

  /// Neuron by neuron, for every layer and knob there is: an image's map adds up to what the layer executed, and
  /// asking for it changes nothing.
  void effortOfNeuronsAddsUp() {
    for (const tests::SingleLayer& single : tests::layerCases()) {
      const tests::LayerSetup setup(single);
      const Tensor input = single.convolution
                               ? tests::randomTensor({2, single.channels, single.height, single.width}, 5, 0.0F, 1.0F)
                               : tests::randomTensor({2, setup.layer.taps}, 5, 0.0F, 1.0F);
      for (const auto& [name, knobs] : tests::knobCases(setup.layer)) {
        const tests::LayerOutcome expected = setup.measure(input, knobs);
        Tensor output(setup.outputShape(input));
        std::vector<float> effort(static_cast<std::size_t>(output.size()), -1.0F);
        const std::vector<LayerCounts> counts = MeasuredLayer(setup.node(), setup.layer, knobs)
                                                    .run(input, output, {.parallel = false, .stop = {}}, effort.data());
        const QByteArray what = QByteArray::fromStdString(single.describe() + " " + name);
        QVERIFY2(counts == expected.counts, what);
        QVERIFY2(std::ranges::equal(output.values(), expected.output.values()), what);
        const auto neurons = static_cast<std::ptrdiff_t>(effort.size() / counts.size());
        for (std::size_t n = 0; n < counts.size(); ++n) {
          const auto begin = effort.begin() + static_cast<std::ptrdiff_t>(n) * neurons;
          const double sum = std::accumulate(begin, begin + neurons, 0.0);
          const auto macs = static_cast<double>(counts[n].macsExecuted);
          QVERIFY2(std::abs(sum - macs) <= 1e-6 * std::max(1.0, macs), what);
          QVERIFY2(*std::min_element(begin, begin + neurons) >= 0.0F, what);
        }
      }
    }
  }

  void effortMapsAddUp() {
    StudyPlan plan = smallStudy(studyKnobs());
    plan.image = 7;
    const StudyFigure figure = runStudy(StudyKind::EffortMap, plan, {}, {});
    QVERIFY(figure.complete);
    QCOMPARE(figure.series.size(), std::size_t{6});
    StudyPlan single = plan;
    single.images = {7};
    const EvaluationResult expected = evaluated(single);
    for (const EffortLayer& layer : findEffortLayers(*plan.model->graph)) {
      if (!layer.convolution)
        continue;
      const FigureSeries& map = seriesNamed(figure, "effort", layer.name);
      const auto macs = static_cast<double>(expected.counts.nodes[static_cast<std::size_t>(layer.node)].macsExecuted);
      QVERIFY(std::abs(sumOf(map.y) * static_cast<double>(layer.outputs) - macs) < 1e-6 * macs);
      QCOMPARE(map.mapWidth, layer.name == "conv1" ? 8 : 4);
      QCOMPARE(seriesNamed(figure, "activation", layer.name).y.size(), map.y.size());
    }
  }

  void oneOutputMapIsAPartOfTheMean() {
    StudyPlan plan = smallStudy(studyKnobs());
    plan.layers = {"conv1", "conv1#0", "conv1#1", "conv1#2", "conv1#3", "conv1#4", "conv1#5", "classifier"};
    const StudyFigure figure = runStudy(StudyKind::EffortMap, plan, {}, {});
    const std::vector<double>& mean = seriesNamed(figure, "effort", "conv1").y;
    for (std::size_t p = 0; p < mean.size(); ++p) {
      double sum = 0.0;
      for (int m = 0; m < 6; ++m)
        sum += seriesNamed(figure, "effort", "conv1#" + std::to_string(m)).y[p];
      QVERIFY(std::abs(sum / 6.0 - mean[p]) < 1e-9);
    }
    QCOMPARE(seriesNamed(figure, "effort", "classifier").y, std::vector<double>(4, 192.0));
  }

  void knobsOffIsDenseEverywhere() {
    StudyPlan plan = smallStudy();
    const StudyFigure share = runStudy(StudyKind::KnobShare, plan, {}, {});
    QCOMPARE(seriesNamed(share, "executed").y, std::vector<double>(5, 1.0));
    const StudyFigure images = runStudy(StudyKind::ImageEffort, plan, {}, {});
    for (const FigureSeries& series : images.series)
      QCOMPARE(series.y, std::vector<double>(series.y.size(), 1.0));
    const StudyFigure maps = runStudy(StudyKind::EffortMap, plan, {}, {});
    QCOMPARE(seriesNamed(maps, "effort", "conv1").y, std::vector<double>(64, 9.0));
    plan.runs = 0;
    const StudyFigure ratios = runStudy(StudyKind::Ratios, plan, {}, {});
    QCOMPARE(ratios.series[0].y, std::vector<double>{1.0});
    QCOMPARE(ratios.series[0].lo, std::vector<double>{1.0});
    const StudyFigure models = runStudy(StudyKind::Models, plan, {}, {});
    QCOMPARE(models.series[0].x.size(), std::size_t{1});
  }

  void doNotDependOnTheThreadCount() {
    StudyPlan plan = smallStudy(studyKnobs());
    plan.runs = 0;
    for (const StudyKind kind : untimedKinds()) {
      StudyFigure one, two;
      ThreadArena(1).run([&] { one = runStudy(kind, plan, {}, {}); });
      ThreadArena(2).run([&] { two = runStudy(kind, plan, {}, {}); });
      QCOMPARE(one.series.size(), two.series.size());
      QVERIFY(!one.series.empty() && one.complete);
      QCOMPARE(one.remarks, two.remarks);
      for (std::size_t i = 0; i < one.series.size(); ++i) {
        QCOMPARE(one.series[i].x, two.series[i].x);
        QVERIFY2(one.series[i].y == two.series[i].y, studyName(kind).data());
        QCOMPARE(one.series[i].lo, two.series[i].lo);
      }
    }
  }

  void tellWithGrowingSamplesAndStop() {
    const StudyPlan plan = smallStudy(studyKnobs());
    for (const StudyKind kind : allKinds()) {
      std::vector<std::int64_t> seen;
      const StudyFigure whole = runStudy(kind, plan, {}, [&](const StudyFigure& part) {
        seen.push_back(part.images);
        QVERIFY(!part.series.empty());
      });
      QVERIFY2(whole.complete, studyName(kind).data());
      QVERIFY2(!seen.empty(), studyName(kind).data());
      std::stop_source stop;
      bool early = false;
      const StudyFigure cut = runStudy(kind, plan, {stop.get_token(), {}}, [&](const StudyFigure& part) {
        early = early || !part.complete;
        stop.request_stop();
      });
      QVERIFY2(!early || !cut.complete || kind == StudyKind::Engines, studyName(kind).data());
      const StudyFigure none = runStudy(kind, plan, {stop.get_token(), {}}, {});
      QVERIFY2(!none.complete, studyName(kind).data());
    }
    std::vector<std::int64_t> stages;
    runStudy(StudyKind::Margin, plan, {}, [&](const StudyFigure& part) { stages.push_back(part.images); });
    QCOMPARE(stages.front(), 16);
    QCOMPARE(stages.back(), studyImages);
  }

  void timesHaveIntervals() {
    StudyPlan plan = smallStudy(studyKnobs());
    const StudyFigure ratios = runStudy(StudyKind::Ratios, plan, {}, {});
    QCOMPARE(ratios.categories.size(), std::size_t{3});
    QCOMPARE(ratios.series[0].x, (std::vector<double>{0.0, 1.0, 2.0}));
    for (std::size_t i = 0; i < 3; ++i)
      QVERIFY(ratios.series[0].lo[i] <= ratios.series[0].y[i] && ratios.series[0].y[i] <= ratios.series[0].hi[i]);
    QVERIFY(ratios.series[0].y[0] > 1.0);
    const StudyFigure layers = runStudy(StudyKind::LayerTime, plan, {}, {});
    QCOMPARE(layers.categories.size(), std::size_t{5});
    QCOMPARE(seriesNamed(layers, "dense").y, std::vector<double>(5, 1.0));
    for (const double time : seriesNamed(layers, "knobs").y)
      QVERIFY(time > 0.0);
    plan.engines = {nn::EngineKind::Eigen, nn::EngineKind::Naive};
    const StudyFigure engines = runStudy(StudyKind::Engines, plan, {}, {});
    QCOMPARE(engines.categories, (std::vector<std::string>{"naive", "eigen", "fast", "knobs", "skip"}));
    QCOMPARE(engines.series[0].y.front(), 1.0);
    QVERIFY(engines.y.label.find("naive (95 %") != std::string::npos);
  }

  void modelsJoinDenseToKnobs() {
    StudyPlan plan = smallStudy(studyKnobs());
    StudyPlan::Compared other{.model = tests::smallModel(5), .inputs = {}, .images = {0, 1, 2, 3}, .knobs = {}};
    other.inputs = tests::inputsOf(*other.model, tests::noiseSet(4));
    plan.models = {other};
    const StudyFigure figure = runStudy(StudyKind::Models, plan, {}, {});
    QVERIFY(figure.complete);
    QCOMPARE(figure.images, studyImages + 4);
    QCOMPARE(figure.series.size(), std::size_t{2});
    const EvaluationResult tuned = evaluated(plan);
    QCOMPARE(figure.series[0].x.size(), std::size_t{2});
    QCOMPARE(figure.series[0].x2.size(), std::size_t{2});
    QCOMPARE(figure.series[0].y[1], tuned.top1);
    QCOMPARE(figure.series[0].x[1], static_cast<double>(tuned.counts.total().macsExecuted) / studyImages);
    QCOMPARE(figure.series[0].x[0], static_cast<double>(tuned.counts.total().macsDense) / studyImages);
    QCOMPARE(figure.series[1].x.size(), std::size_t{1});
  }

  void enginesThatRefuseAreARemark() {
    StudyPlan plan = smallStudy();
    plan.engines = {nn::EngineKind::OpenCv};  // a graph of no file
    const StudyFigure figure = runStudy(StudyKind::Engines, plan, {}, {});
    QCOMPARE(figure.categories, (std::vector<std::string>{"fast"}));
    QVERIFY(std::any_of(figure.remarks.begin(), figure.remarks.end(),
                        [](const std::string& remark) { return remark.starts_with("opencv: left out"); }));
  }

  void badInput() {
    const auto refused = [](StudyKind kind, const std::function<void(StudyPlan&)>& spoil, std::string& text) {
      StudyPlan plan = smallStudy();
      spoil(plan);
      return refusalOf([&] { runStudy(kind, plan, {}, {}); }, &text);
    };
    std::string text;
    const auto invalid = ErrorCode::InvalidArgument;
    QVERIFY(refused(
                StudyKind::Margin, [](StudyPlan& plan) { plan.images.clear(); }, text) == invalid);
    QVERIFY(refused(
                StudyKind::Margin,
                [](StudyPlan& plan) {
                  plan.images = {0, studyImages};
                },
                text) == invalid);
    QVERIFY(refused(
                StudyKind::EffortMap, [](StudyPlan& plan) { plan.image = studyImages; }, text) == invalid);
    for (const StudyKind kind : {StudyKind::SignPrediction, StudyKind::LayerTime, StudyKind::KnobShare,
                                 StudyKind::EffortMap, StudyKind::Saturation, StudyKind::Correlation}) {
      QVERIFY(refused(
                  kind, [](StudyPlan& plan) { plan.layers = {"conv9"}; }, text) == invalid);
      QVERIFY(text.find("conv9") != std::string::npos && text.find("conv2a") != std::string::npos);
      QVERIFY(refused(
                  kind, [](StudyPlan& plan) { plan.layers = {"conv1#6"}; }, text) == invalid);
    }
    QVERIFY(refused(
                StudyKind::Correlation, [](StudyPlan& plan) { plan.layers = {"classifier"}; }, text) == invalid);
    QVERIFY(refused(
                StudyKind::Saturation, [](StudyPlan& plan) { plan.layers = {"classifier"}; }, text) == invalid);
    QVERIFY(refused(
                StudyKind::Models, [](StudyPlan& plan) { plan.models.emplace_back(); }, text) == invalid);
    QVERIFY(refused(
                StudyKind::Margin,
                [](StudyPlan& plan) {
                  plan.knobs.set("conv9", {SpetKnob{}, {}, {}});
                },
                text) == ErrorCode::Mismatch);
  }
};

EFFORTLAB_TEST(tst_study)
#include "tst_study.moc"
