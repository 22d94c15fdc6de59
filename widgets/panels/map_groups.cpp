// The two knobs of convolutions' feature maps: SDSS and SFMA.
#include "panels/knob_group.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <algorithm>
#include <limits>

namespace effortlab::widgets {
namespace {

/// Of each of two quantities that must both be small: about a tenth passes both where they are independent.
constexpr double cautiousShare = 0.3;
constexpr double everything = std::numeric_limits<double>::infinity();
constexpr int smallestPeriod = 2;
constexpr int largestPeriod = 8;

}  // namespace

SdssGroup::SdssGroup(QWidget* parent) : KnobGroup(parent) {
  m_pair = addPair(&ChartTheme::sdss);
  m_period = addCombo(&m_periodLabel);
  for (int period = smallestPeriod; period <= largestPeriod; ++period) {
    m_period->addItem(QString(), period);
  }
  m_everywhere = new QCheckBox(this);
  bodyLayout()->addWidget(m_everywhere);
  retranslate();
  connect(m_period, &QComboBox::currentIndexChanged, this, &SdssGroup::touch);
  connect(m_everywhere, &QCheckBox::toggled, this, &SdssGroup::touch);
}

void SdssGroup::setLayer(const effort::EffortLayer& layer) {
  setUnavailable(layer.hasSdss() ? QString() : tr("Fully connected layers have SPET only."));
  m_hasSpet = layer.hasSpet();
  m_everywhere->setVisible(m_hasSpet);
}

void SdssGroup::setHistograms(const effort::LayerHistograms* histograms) {
  m_pair->setEstimate(histograms != nullptr && isStale(*histograms));
  m_pair->setDensity(histograms != nullptr ? histograms->neighbours : std::nullopt);
}

bool SdssGroup::isStale(const effort::LayerHistograms& histograms) const {
  return histograms.estimate || histograms.samplingPeriod != numbers().samplingPeriod;
}

void SdssGroup::setKnob(const std::optional<effort::SdssKnob>& knob, const effort::SdssKnob& numbers) {
  const effort::SdssKnob& shown = knob ? *knob : numbers;
  setOn(knob.has_value() && isAvailable());
  const QSignalBlocker periodBlocker(m_period);
  const QSignalBlocker everywhereBlocker(m_everywhere);
  m_pair->setNumbers(shown.max, shown.delta);
  if (m_period->findData(shown.samplingPeriod) < 0) {
    m_period->addItem(tr("Every %1 rows and columns").arg(shown.samplingPeriod), shown.samplingPeriod);
  }
  m_period->setCurrentIndex(m_period->findData(shown.samplingPeriod));
  m_everywhere->setChecked(shown.spetEverywhere);
}

effort::SdssKnob SdssGroup::numbers() const {
  return {.max = m_pair->number(ThresholdPair::X),
          .delta = m_pair->number(ThresholdPair::Y),
          .samplingPeriod = m_period->currentData().toInt(),
          .spetEverywhere = m_everywhere->isChecked()};
}

std::optional<effort::SdssKnob> SdssGroup::knob() const {
  return isOn() ? std::optional(numbers()) : std::nullopt;
}

effort::SdssKnob SdssGroup::start(const effort::LayerHistograms* histograms) const {
  effort::SdssKnob knob;
  if (histograms != nullptr && histograms->neighbours) {
    knob.max = histograms->neighbours->xGiven(everything).thresholdTaking(cautiousShare);
    knob.delta = histograms->neighbours->yGiven(everything).thresholdTaking(cautiousShare);
  }
  return knob;
}

void SdssGroup::retranslate() {
  setTitle(tr("SDSS"),
           tr("Significance-driven selective sampling. Neurons on every second row and column (or rarer) are "
              "computed. Each other neuron looks at its sampled neighbours after the activation:\n\nmaximum < "
              "max and maximum − minimum < delta: their average\nelse: computed"));
  const QString max = tr("max: the largest of the sampled neighbours must be below, else the neuron matters too much.");
  const QString delta =
      tr("delta: largest minus smallest of the sampled neighbours must be below, else they disagree.");
  m_pair->setTexts({.names = {tr("Neighbours' maximum below"), tr("Neighbours' range below")},
                    .descriptions = {max, delta},
                    .pad = {.description = tr("Where the neurons that were not sampled lie. Cut is the quadrant where "
                                              "maximum < max and maximum − minimum < delta: these neurons take the "
                                              "average of their sampled neighbours."),
                            .xTitle = tr("neighbours' maximum"),
                            .yTitle = tr("range"),
                            .cutText = tr("cuts %1 % of these neurons")}});
  m_periodLabel->setText(tr("Sample"));
  m_periodLabel->setToolTip(tr("Sampling period: larger ones sample fewer neurons"));
  m_period->setToolTip(m_periodLabel->toolTip());
  m_period->setAccessibleName(tr("Sampling period"));
  for (int i = 0; i < m_period->count(); ++i) {
    m_period->setItemText(i, tr("Every %1 rows and columns").arg(m_period->itemData(i).toInt()));
  }
  m_everywhere->setText(tr("SPET everywhere"));
  m_everywhere->setToolTip(
      tr("SPET also on the neurons that sampling left to be computed; otherwise on the sampled ones "
         "only, as in the paper"));
  setUnavailable(isAvailable() ? QString() : tr("Fully connected layers have SPET only."));
}

SfmaGroup::SfmaGroup(QWidget* parent) : KnobGroup(parent) {
  m_pair = addPair(&ChartTheme::sfma);
  retranslate();
}

void SfmaGroup::setLayer(const effort::EffortLayer& layer) {
  setUnavailable(layer.hasSfma() ? QString() : tr("Fully connected layers have SPET only."));
}

void SfmaGroup::setHistograms(const effort::LayerHistograms* histograms) {
  m_pair->setEstimate(histograms != nullptr && isStale(*histograms));
  m_pair->setDensity(histograms != nullptr ? histograms->mapPairs : std::nullopt);
}

bool SfmaGroup::isStale(const effort::LayerHistograms& histograms) const {
  return histograms.estimate;
}

void SfmaGroup::setKnob(const std::optional<effort::SfmaKnob>& knob, const effort::SfmaKnob& numbers) {
  const effort::SfmaKnob& shown = knob ? *knob : numbers;
  setOn(knob.has_value() && isAvailable());
  m_pair->setNumbers(shown.weight, shown.variance);
}

effort::SfmaKnob SfmaGroup::numbers() const {
  return {.weight = m_pair->number(ThresholdPair::X), .variance = m_pair->number(ThresholdPair::Y)};
}

std::optional<effort::SfmaKnob> SfmaGroup::knob() const {
  return isOn() ? std::optional(numbers()) : std::nullopt;
}

effort::SfmaKnob SfmaGroup::start(const effort::LayerHistograms* histograms) const {
  effort::SfmaKnob knob;
  if (histograms != nullptr && histograms->mapPairs) {
    knob.weight = histograms->mapPairs->xGiven(everything).thresholdTaking(cautiousShare);
    knob.variance = histograms->mapPairs->yGiven(everything).thresholdTaking(cautiousShare);
  }
  return knob;
}

void SfmaGroup::retranslate() {
  setTitle(tr("SFMA"),
           tr("Similarity-based feature-map approximation. A pair of input map n and output map m whose kernel "
              "is small and whose input is quiet contributes the map's mean times the kernel's sum, one MAC "
              "instead of the kernel's size:\n\nsum |w| < weight and var(n) < variance: mean(n) · sum w"));
  m_pair->setTexts({.names = {tr("Kernel's sum |w| below"), tr("Input map's variance below")},
                    .descriptions = {tr("weight: the kernel from this input map to this output map must be smaller."),
                                     tr("variance: of the whole input map; a quiet map is told by its mean alone.")},
                    .pad = {.description = tr("Where the pairs of an input map and an output map lie. Cut is the "
                                              "quadrant where Σ|w| < weight and σ² < variance: these pairs cost one "
                                              "MAC, μ·Σw, instead of kh·kw."),
                            .xTitle = tr("kernel's sum |w|"),
                            .yTitle = tr("variance"),
                            .cutText = tr("cuts %1 % of these pairs")}});
  setUnavailable(isAvailable() ? QString() : tr("Fully connected layers have SPET only."));
}

}  // namespace effortlab::widgets
