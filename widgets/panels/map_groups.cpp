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

/// The histogram of one quantity among those the other threshold lets through; of all while it lets none through.
std::optional<effort::Histogram> conditional(const effort::Histogram& given, const effort::Histogram& all) {
  return given.total() > 0.0 ? given : all;
}

}  // namespace

SdssGroup::SdssGroup(QWidget* parent) : KnobGroup(parent) {
  m_max = addRow({.color = &ChartTheme::sdss});
  m_delta = addRow({.color = &ChartTheme::sdss});
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
  const bool measured = histograms != nullptr && histograms->neighbours;
  const bool stale = histograms != nullptr && isStale(*histograms);
  for (ThresholdRow* row : {m_max, m_delta}) {
    row->setEstimate(stale);
  }
  if (!measured) {
    m_max->setHistogram(std::nullopt);
    m_delta->setHistogram(std::nullopt);
    return;
  }
  const effort::Histogram2d& neighbours = *histograms->neighbours;
  m_max->setRange(std::min(0.0, neighbours.xLower), neighbours.xUpper);
  m_delta->setRange(std::min(0.0, neighbours.yLower), neighbours.yUpper);
  showConditional(neighbours);
}

void SdssGroup::showConditional(const effort::Histogram2d& neighbours) {
  m_max->setHistogram(conditional(neighbours.xGiven(m_delta->number()), neighbours.xGiven(everything)));
  m_delta->setHistogram(conditional(neighbours.yGiven(m_max->number()), neighbours.yGiven(everything)));
}

bool SdssGroup::isStale(const effort::LayerHistograms& histograms) const {
  return histograms.estimate || histograms.samplingPeriod != numbers().samplingPeriod;
}

void SdssGroup::setKnob(const std::optional<effort::SdssKnob>& knob, const effort::SdssKnob& numbers) {
  const effort::SdssKnob& shown = knob ? *knob : numbers;
  setOn(knob.has_value() && isAvailable());
  const QSignalBlocker periodBlocker(m_period);
  const QSignalBlocker everywhereBlocker(m_everywhere);
  m_max->setValue(shown.max);
  m_delta->setValue(shown.delta);
  if (m_period->findData(shown.samplingPeriod) < 0) {
    m_period->addItem(tr("Every %1 rows and columns").arg(shown.samplingPeriod), shown.samplingPeriod);
  }
  m_period->setCurrentIndex(m_period->findData(shown.samplingPeriod));
  m_everywhere->setChecked(shown.spetEverywhere);
}

effort::SdssKnob SdssGroup::numbers() const {
  return {.max = m_max->number(),
          .delta = m_delta->number(),
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
  const QString others = QStringLiteral("\n\n") + tr("The histogram shows what the other threshold lets pass.");
  const QString cut = tr("cuts %1 % of these neurons");
  m_max->setTexts(
      tr("Neighbours' maximum below"),
      tr("max: the largest of the sampled neighbours must be below, else the neuron matters too much.") + others, cut);
  m_delta->setTexts(
      tr("Neighbours' range below"),
      tr("delta: largest minus smallest of the sampled neighbours must be below, else they disagree.") + others, cut);
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
  m_weight = addRow({.color = &ChartTheme::sfma});
  m_variance = addRow({.color = &ChartTheme::sfma});
  retranslate();
}

void SfmaGroup::setLayer(const effort::EffortLayer& layer) {
  setUnavailable(layer.hasSfma() ? QString() : tr("Fully connected layers have SPET only."));
}

void SfmaGroup::setHistograms(const effort::LayerHistograms* histograms) {
  for (ThresholdRow* row : {m_weight, m_variance}) {
    row->setEstimate(histograms != nullptr && isStale(*histograms));
  }
  if (histograms == nullptr || !histograms->mapPairs) {
    m_weight->setHistogram(std::nullopt);
    m_variance->setHistogram(std::nullopt);
    return;
  }
  const effort::Histogram2d& pairs = *histograms->mapPairs;
  m_weight->setRange(std::min(0.0, pairs.xLower), pairs.xUpper);
  m_variance->setRange(std::min(0.0, pairs.yLower), pairs.yUpper);
  m_weight->setHistogram(conditional(pairs.xGiven(m_variance->number()), pairs.xGiven(everything)));
  m_variance->setHistogram(conditional(pairs.yGiven(m_weight->number()), pairs.yGiven(everything)));
}

bool SfmaGroup::isStale(const effort::LayerHistograms& histograms) const {
  return histograms.estimate;
}

void SfmaGroup::setKnob(const std::optional<effort::SfmaKnob>& knob, const effort::SfmaKnob& numbers) {
  const effort::SfmaKnob& shown = knob ? *knob : numbers;
  setOn(knob.has_value() && isAvailable());
  m_weight->setValue(shown.weight);
  m_variance->setValue(shown.variance);
}

effort::SfmaKnob SfmaGroup::numbers() const {
  return {.weight = m_weight->number(), .variance = m_variance->number()};
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
  const QString others = QStringLiteral("\n\n") + tr("The histogram shows what the other threshold lets pass.");
  const QString cut = tr("cuts %1 % of these pairs");
  m_weight->setTexts(tr("Kernel's sum |w| below"),
                     tr("weight: the kernel from this input map to this output map must be smaller.") + others, cut);
  m_variance->setTexts(tr("Input map's variance below"),
                       tr("variance: of the whole input map; a quiet map is told by its mean alone.") + others, cut);
  setUnavailable(isAvailable() ? QString() : tr("Fully connected layers have SPET only."));
}

}  // namespace effortlab::widgets
