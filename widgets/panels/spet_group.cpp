#include "charts/plot_ranges.h"
#include "panels/knob_group.h"

#include <QComboBox>
#include <QLabel>
#include <QSignalBlocker>

#include <algorithm>
#include <array>
#include <cmath>

namespace effortlab::widgets {
namespace {

using effort::SpetOrder;

constexpr int intervalSteps = 8;      // of 12.5 %
constexpr double cautiousTail = 0.1;  // of the partial sums, each side, in a first two-sided setting

bool offersHigh(const effort::EffortLayer& layer) {
  return layer.hasTwoSidedSpet();
}

}  // namespace

SpetGroup::SpetGroup(QWidget* parent) : KnobGroup(parent) {
  using Direction = HistogramSlider::Direction;
  m_low = addRow({.direction = Direction::CutBelow, .color = &ChartTheme::spet});
  m_high = addRow({.direction = Direction::CutAbove, .color = &ChartTheme::spet});
  m_order = addCombo(&m_orderLabel);
  m_interval = addCombo(&m_intervalLabel);
  for (int step = 1; step <= intervalSteps; ++step) {
    m_interval->addItem(QString(), static_cast<double>(step) / intervalSteps);
  }
  retranslate();
  connect(m_order, &QComboBox::currentIndexChanged, this, [this] {
    updateRows();
    touch();
  });
  connect(m_interval, &QComboBox::currentIndexChanged, this, &SpetGroup::touch);
}

void SpetGroup::setLayer(const effort::EffortLayer& layer) {
  m_layer = layer;
  setUnavailable(layer.hasSpet() ? QString()
                                 : tr("No saturating activation behind this layer: SPET has nothing to predict."));
  fillOrders();
  updateRows();
}

void SpetGroup::fillOrders() {
  const QSignalBlocker blocker(m_order);
  const QVariant chosen = m_order->currentData();
  m_order->clear();
  const auto add = [this](const QString& text, SpetOrder order, const QString& toolTip) {
    m_order->addItem(text, static_cast<int>(order));
    m_order->setItemData(m_order->count() - 1, toolTip, Qt::ToolTipRole);
  };
  add(tr("Odd taps first"), SpetOrder::Odd, tr("The prediction uses every other tap"));
  add(tr("Odd maps first"), SpetOrder::Channel, tr("The prediction uses every other input map"));
  add(tr("Largest weights first"), SpetOrder::Magnitude, tr("The prediction uses the taps with the largest |w|"));
  if (m_layer.hasExactSpet()) {
    add(tr("Exact, no threshold"), SpetOrder::Exact,
        tr("Positive weights first; stops once the falling sum is below zero. Costs no accuracy."));
  }
  if (m_shown.order == SpetOrder::Listed) {  // nobody ticks off taps by hand: it is there while a knob has a list
    add(tr("Most telling taps first"), SpetOrder::Listed,
        tr("Listed by the tuner, for every output map: the taps whose sum tells most of the whole sum"));
  }
  m_order->setCurrentIndex(std::max(0, m_order->findData(chosen)));
}

void SpetGroup::updateRows() {
  const bool exact = m_order->currentData().toInt() == static_cast<int>(SpetOrder::Exact);
  m_low->setVisible(!exact);
  m_high->setVisible(!exact && offersHigh(m_layer));
  m_interval->setVisible(!exact);
  m_intervalLabel->setVisible(!exact);
  m_interval->setEnabled(m_order->currentData().toInt() != static_cast<int>(SpetOrder::Listed));
  // With ReLU there is only the low end: without it the knob would be off.
  m_low->setOptional(offersHigh(m_layer));
  m_high->setOptional(true);
}

void SpetGroup::setHistograms(const effort::LayerHistograms* histograms) {
  const std::optional<effort::Histogram> sums = histograms != nullptr ? histograms->partialSums : std::nullopt;
  const bool stale = histograms != nullptr && isStale(*histograms);
  for (ThresholdRow* row : {m_low, m_high}) {
    if (sums) {
      row->setRange(sums->lower, sums->upper);
    }
    row->setHistogram(sums);
    row->setEstimate(stale);
  }
}

bool SpetGroup::isStale(const effort::LayerHistograms& histograms) const {
  const effort::SpetKnob now = numbers();
  return histograms.estimate || (now.order != SpetOrder::Exact &&
                                 (now.order != histograms.spetOrder || now.interval != histograms.spetInterval));
}

void SpetGroup::setKnob(const std::optional<effort::SpetKnob>& knob, const effort::SpetKnob& numbers) {
  const effort::SpetKnob& shown = knob ? *knob : numbers;
  const bool listed = (m_shown.order == SpetOrder::Listed) != (shown.order == SpetOrder::Listed);
  m_shown = shown;
  if (listed)
    fillOrders();
  setOn(knob.has_value() && isAvailable());
  const QSignalBlocker orderBlocker(m_order);
  const QSignalBlocker intervalBlocker(m_interval);
  m_order->setCurrentIndex(std::max(0, m_order->findData(static_cast<int>(shown.order))));
  // An interval from a file may lie between the steps: it gets its own entry, or it would be changed silently.
  constexpr double sameInterval = 1e-9;
  int index = -1;
  for (int i = 0; i < m_interval->count(); ++i) {
    if (std::abs(m_interval->itemData(i).toDouble() - shown.interval) < sameInterval) {
      index = i;
    }
  }
  if (index < 0) {
    m_interval->addItem(tr("%1 % of the taps").arg(locale().toString(100.0 * shown.interval, 'g', 4)), shown.interval);
    index = m_interval->count() - 1;
  }
  m_interval->setCurrentIndex(index);
  if (shown.order != SpetOrder::Exact) {  // exact has no thresholds: those of the other orders wait for their return
    m_low->setValue(shown.low);
    m_high->setValue(offersHigh(m_layer) ? shown.high : std::nullopt);
  }
  updateRows();
}

effort::SpetKnob SpetGroup::numbers() const {
  effort::SpetKnob knob;
  knob.order = static_cast<SpetOrder>(m_order->currentData().toInt());
  knob.interval = m_interval->currentData().toDouble();
  if (knob.order != SpetOrder::Exact) {
    knob.low = m_low->value();
    knob.high = offersHigh(m_layer) ? m_high->value() : std::nullopt;
  }
  // Thresholds and sets by output map belong to an order and an interval: another one has none.
  if (knob.order == m_shown.order && knob.interval == m_shown.interval) {
    knob.offsets = m_shown.offsets;
    knob.intervals = m_shown.intervals;
    knob.sets = m_shown.sets;
  }
  return knob;
}

std::optional<effort::SpetKnob> SpetGroup::knob() const {
  return isOn() ? std::optional(numbers()) : std::nullopt;
}

effort::SpetKnob SpetGroup::start(const effort::LayerHistograms* histograms) const {
  effort::SpetKnob knob{.low = 0.0, .high = std::nullopt};
  if (offersHigh(m_layer) && histograms != nullptr && histograms->partialSums) {
    knob.low = histograms->partialSums->thresholdTaking(cautiousTail);
    knob.high = histograms->partialSums->thresholdTaking(1.0 - cautiousTail);
  }
  return knob;
}

void SpetGroup::retranslate() {
  setTitle(tr("SPET"),
           tr("Saturation prediction and early termination. A neuron's sum starts with a prediction set of its "
              "inputs. Where that partial sum s, bias included, foretells that the activation saturates, the "
              "rest of the sum is left out:\n\ns < low: output 0 (ReLU) or the low end\ns > high: the high end "
              "(sigmoid, tanh)\nelse: the full sum"));
  const QString cut = tr("cuts %1 % of the sums");
  m_low->setTexts(tr("Saturate low below"),
                  tr("Partial sum s < low: the neuron is taken as saturated at its low end. "
                     "Negative values are safer, positive ones save more."),
                  cut);
  m_high->setTexts(tr("Saturate high above"),
                   tr("Partial sum s > high: the neuron is taken as saturated at its high end."), cut);
  m_orderLabel->setText(tr("Input order"));
  m_orderLabel->setToolTip(tr("Which inputs belong to the prediction set"));
  m_order->setToolTip(m_orderLabel->toolTip());
  m_order->setAccessibleName(m_orderLabel->text());
  m_intervalLabel->setText(tr("Predict from"));
  m_intervalLabel->setToolTip(tr("Size of the prediction set: small sets save more and err more often"));
  m_interval->setToolTip(m_intervalLabel->toolTip());
  m_interval->setAccessibleName(m_intervalLabel->text());
  for (int i = 0; i < m_interval->count(); ++i) {
    m_interval->setItemText(
        i, tr("%1 % of the taps").arg(locale().toString(100.0 * m_interval->itemData(i).toDouble(), 'g', 4)));
  }
  setUnavailable(isAvailable() ? QString()
                               : tr("No saturating activation behind this layer: SPET has nothing to predict."));
  fillOrders();
}

}  // namespace effortlab::widgets
